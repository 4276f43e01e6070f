//! `rules`: those that are written out, with what they are about, what they ask, and their examples.

use std::sync::LazyLock;

use regex::Regex;

use super::examples;
use super::reader::{Reader, unknown};
use crate::model::catalog::{KINDS, Node, Relation, known_kind};
use crate::model::text::nearest;
use crate::model::vision::cel::{Program, Setting, Yield};
use crate::model::vision::{Each, Origin, Radar, Rule, Scope};

const KEYS: [&str; 14] = [
    "id",
    "title",
    "severity",
    "new",
    "principles",
    "reason",
    "for",
    "each",
    "require",
    "message",
    "remedy",
    "blueprint",
    "links",
    "examples",
];

const SCOPE_KEYS: [&str; 7] = ["kind", "type", "lifecycle", "tag", "owner", "system", "namespace"];

pub(super) fn read(reader: &mut Reader<'_>, root: &Node) -> Vec<Rule> {
    let items = reader.list(root, "rules", "rules");
    items.iter().filter_map(|item| one(reader, item)).collect()
}

pub(super) fn one(reader: &mut Reader<'_>, item: &Node) -> Option<Rule> {
    if !reader.is_mapping(item, "a rule") {
        return None;
    }
    reader.knows(item, &KEYS);
    let id = reader.id(item, "meet-through-events");
    let title = reader.needed(item, "title", "Services meet only through topics or APIs");
    // Everything is looked at before anything is given up, so that all complaints come at once.
    let (each, setting) = each(reader, item);
    let require = require(reader, item, setting);
    let message = item.get("message").filter(|node| !node.is_null());
    let message = message.and_then(|node| reader.expression(node, "message", setting, Yield::Text));
    let severity = reader.severity(item, "severity").unwrap_or_default();
    let for_new = reader.severity(item, "new").unwrap_or(severity);
    let principles = reader.principles(item);
    let reason = reader.text(item, "reason").map(str::to_owned);
    let scope = scope(reader, item.get("for"));
    let remedy = reader.text(item, "remedy").map(str::to_owned);
    let blueprint = blueprint(reader, item);
    let links = reader.links(item);
    let examples = examples::read(reader, item);
    let id = id?;
    Some(Rule {
        id: id.to_owned(),
        title: title.map_or(id, |(_, title)| title).to_owned(),
        severity,
        for_new,
        only_new: false,
        origin: Origin::Written,
        principles,
        reason,
        scope,
        each: each?,
        require: require?,
        message,
        remedy,
        blueprint,
        links,
        examples,
        file: reader.file.to_owned(),
        at: item.at,
    })
}

fn require(reader: &mut Reader<'_>, item: &Node, setting: Setting) -> Option<Program> {
    let Some(node) = item.get("require") else {
        reader.wrong(
            item.at,
            "there is no `require`; write require: with an expression that is true where all is well",
        );
        return None;
    };
    reader.expression(node, "require", setting, Yield::Bool)
}

/// The relation that a rule is asked of, and what its expressions may name. The outer is none where it cannot be told.
fn each(reader: &mut Reader<'_>, item: &Node) -> (Option<Option<Each>>, Setting) {
    let Some(node) = item.get("each").filter(|node| !node.is_null()) else {
        return (Some(None), Setting::Entity);
    };
    let Some(name) = reader.scalar(node, "`each`") else {
        return (None, Setting::Each);
    };
    let each = Each::parse(name);
    if each.is_none() {
        let names = Relation::ALL.into_iter().flat_map(|relation| {
            let (forward, backward) = relation.names();
            [forward, backward]
        });
        reader.wrong(node.at, unknown("relation", name, names));
    }
    (each.map(Some), Setting::Each)
}

pub(super) fn blueprint(reader: &mut Reader<'_>, item: &Node) -> Option<String> {
    let node = item.get("blueprint").filter(|node| !node.is_null())?;
    let text = reader.scalar(node, "`blueprint`")?;
    reader.reference(node, text, Some("template"))
}

/// What a rule is about.
pub(super) fn scope(reader: &mut Reader<'_>, node: Option<&Node>) -> Scope {
    let Some(node) = node.filter(|node| !node.is_null()) else {
        return Scope::default();
    };
    if !reader.is_mapping(node, "`for`") {
        return Scope::default();
    }
    reader.knows(node, &SCOPE_KEYS);
    fields(reader, node)
}

/// The fields of a scope, which `naming` and `required` also take beside their own.
pub(super) fn fields(reader: &mut Reader<'_>, node: &Node) -> Scope {
    for (at, kind) in reader.texts(node, "kind") {
        // Kinds of one's own are fine; one that is nearly a known one is a slip.
        if known_kind(kind).is_none()
            && let Some(near) = nearest(kind, KINDS)
        {
            reader.odd(
                at.at,
                format!("`{kind}` is no kind of Backstage; did you mean `{near}`?"),
            );
        }
    }
    Scope {
        kinds: reader.owned_texts(node, "kind"),
        types: reader.owned_texts(node, "type"),
        lifecycles: reader.owned_texts(node, "lifecycle"),
        tags: reader.owned_texts(node, "tag"),
        owners: reader.references(node, "owner", Some("group")),
        systems: reader.references(node, "system", Some("system")),
        namespaces: reader.owned_texts(node, "namespace"),
    }
}

/// Complains of technologies that expressions ask for and that are not on the radar: nobody would ever use them.
pub(super) fn technologies_are_there(reader: &mut Reader<'_>, root: &Node, radar: &Radar) {
    static NAMED: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"["']([^"'\\]+)["']\s+in\s+(?:entity|other)\.technologies\b"#).ok());
    let Some(named) = NAMED.as_ref() else { return };
    let rules = root.get("rules").map_or(&[][..], Node::items);
    for node in rules.iter().filter_map(|rule| rule.get("require")) {
        let Some(source) = node.text() else { continue };
        for (_, [id]) in named.captures_iter(source).map(|found| found.extract()) {
            if radar.find(id).is_none() {
                let known = radar.technologies.iter().map(|technology| technology.id.as_str());
                reader.odd(node.at, unknown("technology", id, known));
            }
        }
    }
}
