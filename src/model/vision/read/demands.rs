//! `naming` and `required`: what is asked of names, tags, annotations and labels of a kind. Each entry becomes a rule.

use super::examples;
use super::quote::quoted;
use super::reader::Reader;
use super::rules;
use crate::model::catalog::Node;
use crate::model::vision::cel::{Program, Yield};
use crate::model::vision::{Examples, Origin, Rule, Scope};

/// What every entry may say.
const SHARED: [&str; 16] = [
    "id",
    "title",
    "severity",
    "new",
    "principles",
    "reason",
    "remedy",
    "blueprint",
    "links",
    "for",
    "kind",
    "type",
    "lifecycle",
    "tag",
    "owner",
    "system",
];

/// The rules of `naming`.
pub(super) fn naming(reader: &mut Reader<'_>, root: &Node) -> Vec<Rule> {
    let items = reader.list(root, "naming", "patterns");
    let rules = items.iter().filter_map(|item| {
        if !known(reader, item, &["namespace", "pattern", "examples"]) {
            return None;
        }
        let pattern = reader.needed(item, "pattern", "'^[a-z][a-z0-9-]{2,40}$'");
        let pattern = pattern.and_then(|(node, _)| reader.pattern(node));
        let scope = scope(reader, item);
        let (kind, type_) = (first(&scope.kinds), first(&scope.types));
        let examples = examples::named(reader, item.get("examples"), kind.unwrap_or("Component"), type_);
        let pattern = pattern?;
        let require = format!("entity.metadata.name.matches({})", quoted(pattern));
        let message = format!(
            "\"`\" + entity.metadata.name + {}",
            quoted(&format!("` does not match {pattern}"))
        );
        let of = about(&scope).unwrap_or_else(|| "what there is".to_owned());
        let demand = Demand {
            prefix: "naming",
            origin: Origin::Naming,
            title: format!("Names of {of} match {pattern}"),
            remedy: None,
            require: reader.made(item.at, &require, Yield::Bool)?,
            message: reader.made(item.at, &message, Yield::Text)?,
            examples,
        };
        rule(reader, item, scope, demand)
    });
    rules.collect()
}

/// The rules of `required`.
pub(super) fn required(reader: &mut Reader<'_>, root: &Node) -> Vec<Rule> {
    let items = reader.list(root, "required", "tags, annotations and labels by kind");
    let rules = items.iter().filter_map(|item| {
        let own = ["namespace", "tags", "annotations", "labels", "examples"];
        if !known(reader, item, &own) {
            return None;
        }
        let scope = scope(reader, item);
        let examples = item.get("examples").filter(|node| !node.is_null());
        let examples = examples
            .map(|node| examples::given(reader, node))
            .unwrap_or_default();
        let things: Vec<Thing> = ["tags", "annotations", "labels"]
            .into_iter()
            .flat_map(|map| things(reader, item, map))
            .collect();
        if things.is_empty() {
            let message = "nothing is required here; write tags, annotations or labels, a list each";
            reader.wrong(item.at, message);
            return None;
        }
        let all: Vec<&str> = things.iter().map(|thing| thing.test.as_str()).collect();
        let missing: Vec<String> = things
            .iter()
            .map(|thing| format!("({} ? \"\" : {})", thing.test, quoted(&thing.name)))
            .collect();
        let message = format!(
            "\"lacks \" + [{}].filter(missing, missing != \"\").join(\", \")",
            missing.join(", ")
        );
        let names: Vec<&str> = things.iter().map(|thing| thing.name.as_str()).collect();
        let of = about(&scope).unwrap_or_else(|| "everything".to_owned());
        let demand = Demand {
            prefix: "required",
            origin: Origin::Required,
            title: format!("There is for {of}: {}", names.join(", ")),
            remedy: Some(format!("Add to its metadata: {}", names.join(", "))),
            require: reader.made(item.at, &all.join(" && "), Yield::Bool)?,
            message: reader.made(item.at, &message, Yield::Text)?,
            examples,
        };
        rule(reader, item, scope, demand)
    });
    rules.collect()
}

/// One tag, annotation or label, and the expression that is true where it is there.
struct Thing {
    name: String,
    test: String,
}

/// What is required of one map: names, or mappings of a name and a pattern for its value.
fn things(reader: &mut Reader<'_>, item: &Node, map: &str) -> Vec<Thing> {
    let sort = map.trim_end_matches('s');
    let there = format!("has(entity.metadata.{map})");
    let mut things = Vec::new();
    let listed = item.get(map).filter(|node| !node.is_null());
    let items = match listed.map(Node::items) {
        None => &[],
        Some([]) => listed.map_or(&[][..], std::slice::from_ref),
        Some(items) => items,
    };
    for wanted in items {
        let (name, pattern) = match wanted.pairs() {
            [] => (reader.scalar(wanted, &format!("`{map}`")), None),
            _ => {
                reader.knows(wanted, &["name", "pattern"]);
                let pattern = wanted.get("pattern").filter(|node| !node.is_null());
                let name = match (map, pattern) {
                    // Of a tag there is nothing but its name.
                    ("tags", Some(_)) if wanted.get("name").is_none() => Some(""),
                    _ => reader
                        .needed(wanted, "name", "muster/contact")
                        .map(|(_, name)| name),
                };
                match pattern.map(|node| reader.pattern(node)) {
                    Some(None) => continue,
                    pattern => (name, pattern.flatten()),
                }
            }
        };
        let Some(name) = name else { continue };
        let (key, value) = (quoted(name), format!("entity.metadata.{map}[{}]", quoted(name)));
        things.push(match (map, pattern) {
            ("tags", Some(pattern)) => Thing {
                name: format!("a tag like {pattern}"),
                test: format!(
                    "({there} && entity.metadata.tags.exists(tag, tag.matches({})))",
                    quoted(pattern)
                ),
            },
            (_, None) => Thing {
                name: format!("{sort} {name}"),
                test: format!("({there} && {key} in entity.metadata.{map})"),
            },
            (_, Some(pattern)) => Thing {
                name: format!("{sort} {name} like {pattern}"),
                test: format!(
                    "({there} && {key} in entity.metadata.{map} && {value}.matches({}))",
                    quoted(pattern)
                ),
            },
        });
    }
    things
}

fn known(reader: &mut Reader<'_>, item: &Node, own: &[&str]) -> bool {
    if !reader.is_mapping(item, "an entry here") {
        return false;
    }
    let keys: Vec<&str> = SHARED.iter().chain(own).copied().collect();
    reader.knows(item, &keys);
    true
}

/// What the entry is about: its own fields, and those of `for`.
fn scope(reader: &mut Reader<'_>, item: &Node) -> Scope {
    let mut scope = rules::fields(reader, item);
    let further = rules::scope(reader, item.get("for"));
    scope.kinds.extend(further.kinds);
    scope.types.extend(further.types);
    scope.lifecycles.extend(further.lifecycles);
    scope.tags.extend(further.tags);
    scope.owners.extend(further.owners);
    scope.systems.extend(further.systems);
    scope.namespaces.extend(further.namespaces);
    scope
}

fn first(texts: &[String]) -> Option<&str> {
    texts.first().map(String::as_str)
}

/// `Component service`, as titles say it.
fn about(scope: &Scope) -> Option<String> {
    let words: Vec<&str> = scope
        .kinds
        .iter()
        .chain(&scope.types)
        .map(String::as_str)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What makes a rule of an entry.
struct Demand {
    prefix: &'static str,
    origin: Origin,
    title: String,
    remedy: Option<String>,
    require: Program,
    message: Program,
    examples: Examples,
}

fn rule(reader: &mut Reader<'_>, item: &Node, scope: Scope, demand: Demand) -> Option<Rule> {
    let id = match item.get("id") {
        Some(_) => reader.id(item, "naming-services")?.to_owned(),
        None => {
            let parts = scope
                .kinds
                .iter()
                .chain(&scope.types)
                .map(|part| part.to_lowercase());
            let parts: Vec<String> = std::iter::once(demand.prefix.to_owned()).chain(parts).collect();
            parts.join("-").replace(char::is_whitespace, "-")
        }
    };
    let severity = reader.severity(item, "severity").unwrap_or_default();
    let title = reader.text(item, "title").map(str::to_owned);
    let remedy = reader.text(item, "remedy").map(str::to_owned);
    Some(Rule {
        id,
        title: title.unwrap_or(demand.title),
        severity,
        for_new: reader.severity(item, "new").unwrap_or(severity),
        only_new: false,
        origin: demand.origin,
        principles: reader.principles(item),
        reason: reader.text(item, "reason").map(str::to_owned),
        scope,
        each: None,
        require: demand.require,
        message: Some(demand.message),
        remedy: remedy.or(demand.remedy),
        blueprint: rules::blueprint(reader, item),
        links: reader.links(item),
        examples: demand.examples,
        file: reader.file.to_owned(),
        at: item.at,
    })
}
