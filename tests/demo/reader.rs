//! A light reading of the demo's files, enough to hold them to their word; independent of the program's own reader.

use granit_parser::{Event, Parser};
use muster::demo::{self, File, Options};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The documents of a file that parse, and where others do not.
pub fn documents(text: &str) -> (Vec<Value>, Vec<String>) {
    let (mut parser, mut found, mut broken) = (Parser::new_from_str(text), Vec::new(), Vec::new());
    let mut open: Vec<Node> = Vec::new();
    while let Some(next) = parser.next_event() {
        match next {
            Err(error) => {
                broken.push(error.to_string());
                open.clear();
                parser
                    .proceed_next_document()
                    .expect("the next document is found");
            }
            Ok((Event::MappingStart(..), _)) => open.push(Node::Map(Map::new(), None)),
            Ok((Event::SequenceStart(..), _)) => open.push(Node::List(Vec::new())),
            Ok((Event::MappingEnd | Event::SequenceEnd, _)) => {
                let node = open.pop().expect("what ends has begun");
                place(node.finished(), &mut open, &mut found);
            }
            Ok((event, _)) => {
                if let Some((text, _)) = event.scalar() {
                    place(Value::String(text.to_string()), &mut open, &mut found);
                }
            }
        }
    }
    (found, broken)
}

enum Node {
    Map(Map<String, Value>, Option<String>),
    List(Vec<Value>),
}

impl Node {
    fn finished(self) -> Value {
        match self {
            Node::Map(map, _) => Value::Object(map),
            Node::List(items) => Value::Array(items),
        }
    }
}

fn place(value: Value, open: &mut [Node], found: &mut Vec<Value>) {
    match open.last_mut() {
        None => found.push(value),
        Some(Node::List(items)) => items.push(value),
        Some(Node::Map(_, key @ None)) => *key = Some(value.as_str().unwrap_or_default().to_owned()),
        Some(Node::Map(map, key)) => {
            let key = key.take().unwrap_or_default();
            assert!(map.insert(key.clone(), value).is_none(), "{key} is said twice");
        }
    }
}

#[derive(Clone, Debug)]
pub struct Entity {
    pub path: String,
    pub kind: String,
    pub name: String,
    pub body: Value,
}

impl Entity {
    pub fn reference(&self) -> String {
        format!("{}:default/{}", self.kind.to_lowercase(), self.name)
    }

    pub fn spec(&self, key: &str) -> &Value {
        &self.body["spec"][key]
    }

    /// Everything it refers to, canonical: (field, target).
    pub fn references(&self) -> Vec<(&'static str, String)> {
        let mut all = Vec::new();
        for (field, kind) in [
            ("owner", "group"),
            ("system", "system"),
            ("domain", "domain"),
            ("subdomainOf", "domain"),
            ("parent", "group"),
            ("providesApis", "api"),
            ("consumesApis", "api"),
            ("dependsOn", ""),
            ("dependencyOf", ""),
            ("memberOf", "group"),
            ("leaderOf", "group"),
            ("children", "group"),
            ("members", "user"),
        ] {
            let value = self.spec(field);
            let items = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            all.extend(
                items
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|text| (field, canonical(text, kind))),
            );
        }
        let annotations = self.body["metadata"]["annotations"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        for (key, field) in [
            ("muster/accountable", "accountable"),
            ("muster/deputy", "deputy"),
            ("muster/contact", "contact"),
            ("muster/change-approver", "approver"),
            ("muster/cost-owner", "cost owner"),
            ("muster/lead", "lead"),
        ] {
            all.extend(
                annotations
                    .get(key)
                    .and_then(Value::as_str)
                    .map(|text| (field, canonical(text, "user"))),
            );
        }
        all
    }
}

pub fn canonical(text: &str, kind: &str) -> String {
    let (kind, rest) = text.split_once(':').unwrap_or((kind, text));
    assert!(!kind.is_empty(), "{text} needs a kind");
    if rest.contains('/') {
        format!("{kind}:{rest}")
    } else {
        format!("{kind}:default/{rest}")
    }
}

pub struct Company {
    pub files: BTreeMap<String, String>,
    pub entities: Vec<Entity>,
    pub broken: Vec<String>,
}

impl Company {
    pub fn of(options: &Options) -> Company {
        Company::read(demo::generate(options))
    }

    pub fn read(files: impl IntoIterator<Item = File>) -> Company {
        let files: BTreeMap<_, _> = files.into_iter().map(|file| (file.path, file.contents)).collect();
        let mut company = Company {
            files: BTreeMap::new(),
            entities: Vec::new(),
            broken: Vec::new(),
        };
        let skeletons = |path: &str| path.contains("/skeleton/");
        for (path, text) in files
            .iter()
            .filter(|(path, _)| path.ends_with(".yaml") && !skeletons(path))
        {
            let (documents, broken) = documents(text);
            company.broken.extend(broken.iter().map(|_| path.clone()));
            for body in documents {
                let version = body["apiVersion"].as_str().unwrap_or_default();
                if version.starts_with("backstage.io/") || version.starts_with("scaffolder.backstage.io/") {
                    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                    let (kind, name) = (text(&body["kind"]), text(&body["metadata"]["name"]));
                    company.entities.push(Entity {
                        path: path.clone(),
                        kind,
                        name,
                        body,
                    });
                }
            }
        }
        company.files = files;
        company
    }

    pub fn after_the_week(options: &Options) -> Company {
        let mut files: BTreeMap<_, _> = demo::generate(options)
            .map(|file| (file.path, file.contents))
            .collect();
        files.extend(
            demo::later_edits(options)
                .into_iter()
                .map(|edit| (edit.file.path, edit.file.contents)),
        );
        Company::read(files.into_iter().map(|(path, contents)| File { path, contents }))
    }

    pub fn by_reference(&self) -> HashMap<String, &Entity> {
        self.entities
            .iter()
            .map(|entity| (entity.reference(), entity))
            .collect()
    }

    pub fn entity(&self, reference: &str) -> &Entity {
        self.by_reference()[reference]
    }

    /// References to what does not exist: (from, field, to).
    pub fn dangling(&self) -> BTreeSet<(String, &'static str, String)> {
        let known = self.by_reference();
        let all = self
            .entities
            .iter()
            .flat_map(|from| from.references().into_iter().map(move |(f, to)| (from, f, to)));
        all.filter(|(_, _, to)| !known.contains_key(to))
            .map(|(from, f, to)| (from.reference(), f, to))
            .collect()
    }

    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        let unique: BTreeMap<_, _> = self
            .entities
            .iter()
            .map(|entity| (entity.reference(), entity))
            .collect();
        for entity in unique.values() {
            *counts.entry(entity.kind.as_str()).or_default() += 1;
        }
        counts
    }
}
