//! What the vision says of a form while it is filled in, each finding at the answer that it comes from. Asks no system and
//! writes nothing.

use std::collections::BTreeMap;

use serde_json::Value;

use super::approval::fits;
use super::error::RunsError;
use super::plan::{clean, open};
use super::preview::Preview;
use super::{Runs, vision};
use crate::model::blueprint::field::Input;
use crate::model::blueprint::repo_url::RepoUrl;
use crate::model::blueprint::{Blueprint, form};
use crate::model::catalog::{Node, Value as NodeValue};
use crate::model::run::{AnswerFinding, Order};
use crate::model::vision::{DraftFinding, Judged, Origin, Rule};

/// Shorter answers say nothing by being part of a sentence.
const SHORTEST: usize = 3;

pub(super) fn check(runs: &Runs, order: &Order) -> Result<Vec<AnswerFinding>, RunsError> {
    let Some(judged) = &runs.vision else {
        return Ok(Vec::new());
    };
    let source = open(runs, &order.blueprint)?;
    let blueprint = Blueprint::of_json(&source.document, &order.blueprint);
    let order = clean(order, &blueprint);
    let documents = previewed(runs, &order, &blueprint, source.folder.as_deref());
    let answers = answers(&blueprint, &order.values);
    let found = vision::drafts(judged, &documents).map(|(rule, draft)| {
        let document = vision::document(&documents, &draft.entity);
        AnswerFinding {
            pointer: document.and_then(|document| place(judged, rule, &draft, document, &answers)),
            finding: vision::finding(judged, rule, &draft, &order.waivers),
        }
    });
    Ok(found.collect())
}

pub(super) fn preview(runs: &Runs, order: &Order) -> Result<Vec<Node>, RunsError> {
    let source = open(runs, &order.blueprint)?;
    let blueprint = Blueprint::of_json(&source.document, &order.blueprint);
    let order = clean(order, &blueprint);
    Ok(previewed(runs, &order, &blueprint, source.folder.as_deref()))
}

/// The entities that an order would bring into being, as far as its answers tell.
fn previewed(
    runs: &Runs,
    order: &Order,
    blueprint: &Blueprint,
    folder: Option<&std::path::Path>,
) -> Vec<Node> {
    let (actions, world) = (&*runs.actions, &*runs.world);
    let asked = (&*runs.actor, runs.now());
    Preview::new(actions, order, blueprint, folder, world, asked).entities(&BTreeMap::new())
}

/// An answer as the texts that it may have become.
struct Answer {
    pointer: String,
    texts: Vec<String>,
    /// The fields inside an item of a list come before the list.
    depth: u8,
}

fn answers(blueprint: &Blueprint, values: &Value) -> Vec<Answer> {
    let fields = blueprint.pages.iter().flat_map(|page| form::fields(page, values));
    let answered = fields.filter_map(|field| {
        let texts = match (&field.input, values.pointer(&field.pointer)?) {
            (Input::Secret { .. }, _) => return None,
            (Input::Repository(_), Value::String(text)) => vec![RepoUrl::parse(text).ok()?.repo],
            (_, Value::String(text)) => vec![text.clone()],
            (_, Value::Number(number)) => vec![number.to_string()],
            (_, Value::Bool(on)) => vec![on.to_string()],
            (_, Value::Array(items)) => items
                .iter()
                .filter_map(|item| item.as_str().map(str::to_owned))
                .collect(),
            _ => return None,
        };
        Some(Answer {
            pointer: field.pointer,
            texts,
            depth: field.depth,
        })
    });
    let mut answers: Vec<Answer> = answered.collect();
    answers.sort_by_key(|answer| std::cmp::Reverse(answer.depth));
    answers
}

/// The answer that a finding comes from: that which gave the entity what the rule asks about.
fn place(
    judged: &Judged,
    rule: &Rule,
    draft: &DraftFinding,
    document: &Node,
    answers: &[Answer],
) -> Option<String> {
    let text = |path: &[&str]| document.at_path(path).and_then(Node::text).map(str::to_owned);
    let name = text(&["metadata", "name"]);
    let wanted: Vec<String> = match rule.origin {
        Origin::Technology(id) => {
            let technology = judged.vision.radar.technology(id)?;
            let known = &technology.known_by;
            let names = [&technology.id, &technology.title].into_iter();
            let wanted = names.chain(&known.tags).chain(&known.types).cloned();
            wanted.chain(known.dependencies.iter().cloned()).collect()
        }
        Origin::Naming => name.iter().cloned().collect(),
        Origin::Written | Origin::Required => asked_about(rule, document, &draft.message),
    };
    let given = wanted.iter().find_map(|wanted| {
        let is_it = |answer: &&Answer| answer.texts.iter().any(|text| is_same(text, wanted));
        answers.iter().find(is_it)
    });
    let given = given.or_else(|| spoken_of(&draft.message, name.as_deref(), answers));
    given.map(|answer| answer.pointer.clone())
}

/// What a document says in the places that a rule names, those that the finding speaks of first.
fn asked_about(rule: &Rule, document: &Node, message: &str) -> Vec<String> {
    let source = rule.require.source();
    let mut found: Vec<(bool, usize, String)> = Vec::new();
    let mut leaves = Vec::new();
    add_leaves(document, "", &mut leaves);
    for (key, text) in leaves {
        let is_relation = rule.each.is_some_and(|each| each.name() == key);
        let at = match (key, is_relation) {
            (_, true) => Some(0),
            // Whoever owns it answers for it.
            ("owner" | "muster/accountable", _) => source.find(key).or(source.find("responsible")),
            (key, _) => word(source, key),
        };
        if let Some(at) = at {
            let is_told = text.len() >= SHORTEST && message.contains(text);
            found.push((!is_told, at, text.to_owned()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, text)| text).collect()
}

/// Where a name stands in an expression as a word of its own.
fn word(source: &str, name: &str) -> Option<usize> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    source.match_indices(name).map(|(at, _)| at).find(|at| {
        let before = source[..*at].chars().next_back();
        let after = source[*at + name.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The scalars of a document with the keys that they stand under.
fn add_leaves<'d>(node: &'d Node, key: &'d str, leaves: &mut Vec<(&'d str, &'d str)>) {
    match &node.value {
        NodeValue::Map(pairs) => {
            for (key, node) in pairs {
                add_leaves(node, &key.text, leaves);
            }
        }
        NodeValue::List(items) => items.iter().for_each(|item| add_leaves(item, key, leaves)),
        _ => leaves.extend(node.text().map(|text| (key, text))),
    }
}

/// The longest answer that a sentence speaks of, but for the entity's own name, which most of them do.
fn spoken_of<'a>(message: &str, name: Option<&str>, answers: &'a [Answer]) -> Option<&'a Answer> {
    let told = answers.iter().flat_map(|answer| {
        let texts = answer.texts.iter().map(String::as_str);
        let told = texts
            .filter(|text| text.len() >= SHORTEST && Some(*text) != name && word(message, text).is_some());
        told.map(move |text| (text.len(), answer))
    });
    told.max_by_key(|(length, _)| *length).map(|(_, answer)| answer)
}

/// Whether two texts say the same; a reference may be written short, and `*` in what is wanted stands for any letters.
fn is_same(answer: &str, wanted: &str) -> bool {
    let tail = |text: &str| text.rsplit([':', '/']).next().unwrap_or(text).to_lowercase();
    let is_ref = |text: &str| text.contains([':', '/']);
    if wanted.contains('*') {
        return fits(&wanted.to_lowercase(), &answer.to_lowercase());
    }
    answer.eq_ignore_ascii_case(wanted) || (is_ref(answer) || is_ref(wanted)) && tail(answer) == tail(wanted)
}
