//! What the readers of one file have found so far, document by document; settled when the last one is read, for documents of
//! a file may name each other. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, Settled};
use super::name::{entity_name, is_topic_name, principal_name};
use super::uses::Use;
use super::{Declaration, Format, Made, Settings};
use crate::model::catalog::{Code, DEFAULT_NAMESPACE, EntityRef, Node, Position, Problem, Standing};

#[derive(Default)]
pub(super) struct Sheet {
    /// The document that is read now.
    now: usize,
    drafts: Vec<(usize, Draft)>,
    problems: Vec<(usize, Problem)>,
    parts: Vec<(usize, Node)>,
    roles: BTreeMap<String, Vec<Use>>,
}

impl Sheet {
    pub(super) fn turn_to(&mut self, document: usize) {
        self.now = document;
    }

    /// Something is not as the tool itself reads it.
    pub(super) fn wrong(&mut self, at: Position, message: impl Into<String>) {
        self.problems
            .push((self.now, Problem::new(Code::BadDeclaration, at, message)));
    }

    /// Something is left out, and nothing is wrong.
    pub(super) fn left_out(&mut self, at: Position, message: impl Into<String>) {
        self.problems
            .push((self.now, Problem::new(Code::DeclarationLeftOut, at, message)));
    }

    pub(super) fn part(&mut self, file: Node) {
        self.parts.push((self.now, file));
    }

    pub(super) fn role(&mut self, name: &str, uses: Vec<Use>) {
        self.roles.entry(name.to_owned()).or_default().extend(uses);
    }

    /// A topic, unless Kafka could not have one of that name.
    pub(super) fn topic(&mut self, draft: Draft) {
        let name = draft.topic.clone().unwrap_or_default();
        if is_topic_name(&name) {
            self.entity(draft);
        } else {
            let text =
                format!("`{name}` is no name of a topic. Use 1 to 249 letters, digits, dots, `_` and `-`.");
            self.wrong(draft.at, text);
        }
    }

    /// Whoever a principal stands for. Everybody and nobody are no entity.
    pub(super) fn principal(&mut self, principal: &str, draft: impl FnOnce(Draft) -> Draft, at: Position) {
        if let Some(name) = principal_name(principal) {
            let known = Draft::component(name, "kafka-user", at);
            self.entity(draft(Draft {
                principal: Some(principal.to_owned()),
                ..known
            }));
        }
    }

    pub(super) fn entity(&mut self, mut draft: Draft) {
        if let Some((owner, at)) = draft.about.owner.clone()
            && EntityRef::parse(&owner, Some("group"), DEFAULT_NAMESPACE).is_err()
        {
            self.wrong(
                at,
                format!("The owner `{owner}` is no Group or User. Write `group:…` or `user:…`."),
            );
            draft.about.owner = None;
        }
        if draft.name.trim().is_empty() {
            return self.wrong(
                draft.at,
                "This has no name, so it is not in the catalog. Give it one.",
            );
        }
        self.drafts.push((self.now, draft));
    }

    /// Everything as documents, by the documents of the file.
    pub(super) fn finish(self, formats: &[Option<Format>], settings: &Settings) -> Vec<Option<Declaration>> {
        let topics: BTreeSet<String> = self
            .drafts
            .iter()
            .filter_map(|(_, draft)| draft.topic.clone())
            .collect();
        let mut found: Vec<Option<Declaration>> =
            formats.iter().map(|format| format.map(Declaration::of)).collect();
        // What is only named becomes an entity once, where it is named first.
        let mut known = topics.clone();
        for (index, draft) in &self.drafts {
            let Some(Some(declaration)) = found.get_mut(*index) else {
                continue;
            };
            let (settled, named) = self.settle(draft, &topics);
            let made = draft.made(&settled, declaration.format, settings);
            declaration.entities.push(made);
            for (topic, at) in named {
                if is_topic_name(&topic) && known.insert(topic.clone()) {
                    declaration
                        .entities
                        .push(mention(&topic, at, declaration.format, settings));
                }
            }
        }
        for (index, problem) in self.problems {
            if let Some(Some(declaration)) = found.get_mut(index) {
                declaration.problems.push(problem);
            }
        }
        for (index, part) in self.parts {
            if let Some(Some(declaration)) = found.get_mut(index) {
                declaration.parts.push(part);
            }
        }
        found
    }

    /// What a draft needs, and the topics that it names.
    fn settle(&self, draft: &Draft, topics: &BTreeSet<String>) -> (Settled, Vec<(String, Position)>) {
        let mut settled = Settled {
            needs: draft.needs.clone(),
            ..Settled::default()
        };
        let mut named: Vec<(String, Position)> = Vec::new();
        let mut places: BTreeMap<&str, (bool, bool)> = BTreeMap::new();
        let granted = draft
            .roles
            .iter()
            .filter_map(|role| self.roles.get(role))
            .flatten();
        for (rule, at) in draft
            .uses
            .iter()
            .map(|rule| (rule, rule.at))
            // A role may stand in another document: whoever has it stands here.
            .chain(granted.map(|rule| (rule, draft.at)))
        {
            for topic in rule.topics(topics) {
                let ways = places.entry(topic).or_insert_with(|| {
                    named.push((topic.to_owned(), at));
                    (false, false)
                });
                *ways = (ways.0 | rule.reads, ways.1 | rule.writes);
            }
        }
        let of = |way: fn(&(bool, bool)) -> bool| {
            let names = places.iter().filter(move |(_, ways)| way(ways));
            names.map(|(topic, _)| (*topic).to_owned()).collect()
        };
        settled.reads = of(|ways| ways.0);
        settled.writes = of(|ways| ways.1);
        let fit = named.iter().filter(|(topic, _)| is_topic_name(topic));
        settled.needs.extend(fit.cloned());
        let mut seen = BTreeSet::new();
        settled.needs.retain(|(name, _)| seen.insert(entity_name(name)));
        (settled, named)
    }
}

/// A topic that is named, and declared elsewhere or nowhere.
fn mention(topic: &str, at: Position, format: Format, settings: &Settings) -> Made {
    let draft = Draft {
        standing: Standing::Mentioned,
        ..Draft::topic(topic, at)
    };
    draft.made(&Settled::default(), format, settings)
}

impl Declaration {
    fn of(format: Format) -> Self {
        Self {
            format,
            entities: Vec::new(),
            problems: Vec::new(),
            parts: Vec::new(),
        }
    }
}
