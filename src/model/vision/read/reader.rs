//! What all sections are read with: values of the sort that is asked for, and a complaint with its place for each that is
//! not. Nothing here stops: who reads goes on with what is left.

use std::collections::HashSet;

use super::Written;
use super::scalar::place_within;
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef, Node, Position, Value};
use crate::model::text::nearest;
use crate::model::vision::cel::{Program, Setting, Yield};
use crate::model::vision::{Complaint, Link, Mention, Severity};

/// Whoever has so many mistakes mends some before reading on.
const MOST_COMPLAINTS: usize = 200;

pub(super) struct Reader<'a> {
    pub file: &'a str,
    lines: Vec<&'a str>,
    complaints: Vec<Complaint>,
    /// Complaints beyond those that are kept.
    further: usize,
    mentions: Vec<Mention>,
    /// Ids of the principles; none where they are not known.
    pub principles: Option<HashSet<String>>,
}

impl<'a> Reader<'a> {
    pub fn new(written: &Written<'a>) -> Self {
        Self {
            file: written.file,
            lines: written.text.lines().collect(),
            complaints: Vec::new(),
            further: 0,
            mentions: Vec::new(),
            principles: Some(HashSet::new()),
        }
    }

    /// For a part without its whole: what it refers to elsewhere cannot be looked up.
    pub fn trying(written: &Written<'a>) -> Self {
        Self {
            principles: None,
            ..Self::new(written)
        }
    }

    /// The complaints in the order of the file, and the entities that are named.
    pub fn finish(mut self) -> (Vec<Complaint>, Vec<Mention>) {
        self.complaints.sort_by_key(|complaint| complaint.at);
        if self.further > 0 {
            let at = self.complaints.last().map(|last| last.at).unwrap_or_default();
            let message = format!("{} more things are wrong; mend these first", self.further);
            self.further = 0;
            self.complaints.push(Complaint {
                file: self.file.to_owned(),
                at,
                is_error: true,
                message,
            });
        }
        (self.complaints, self.mentions)
    }

    fn complain(&mut self, at: Position, is_error: bool, message: String) {
        if self.complaints.len() >= MOST_COMPLAINTS {
            self.further += 1;
            return;
        }
        self.complaints.push(Complaint {
            file: self.file.to_owned(),
            at,
            is_error,
            message,
        });
    }

    /// Something is left out because of this.
    pub fn wrong(&mut self, at: Position, message: impl Into<String>) {
        self.complain(at, true, message.into());
    }

    /// This counts, and is hardly what was meant.
    pub fn odd(&mut self, at: Position, message: impl Into<String>) {
        self.complain(at, false, message.into());
    }

    /// Complains of keys that nobody reads.
    pub fn knows(&mut self, map: &Node, keys: &[&str]) {
        for (key, _) in map.pairs() {
            if keys.contains(&key.text.as_str()) {
                continue;
            }
            let message = match nearest(&key.text, keys.iter().copied()) {
                Some(near) => format!("there is no key `{}` here; did you mean `{near}`?", key.text),
                None => format!(
                    "there is no key `{}` here; there are {}",
                    key.text,
                    keys.join(", ")
                ),
            };
            self.wrong(key.at, message);
        }
    }

    pub fn is_mapping(&mut self, node: &Node, what: &str) -> bool {
        let is_mapping = matches!(node.value, Value::Map(_));
        if !is_mapping {
            let message = format!("{what} is {}; write a mapping, `key: value`", node.sort());
            self.wrong(node.at, message);
        }
        is_mapping
    }

    /// The items of a list below a key; none where there is nothing.
    pub fn list<'n>(&mut self, map: &'n Node, key: &str, of: &str) -> &'n [Node] {
        match map.get(key) {
            Some(node) if matches!(node.value, Value::List(_)) => node.items(),
            Some(node) if !node.is_null() => {
                self.wrong(
                    node.at,
                    format!("`{key}` is {}; write a list of {of}", node.sort()),
                );
                &[]
            }
            _ => &[],
        }
    }

    /// The text of a scalar that says something.
    pub fn scalar<'n>(&mut self, node: &'n Node, what: &str) -> Option<&'n str> {
        let text = node.text().map(str::trim).filter(|text| !text.is_empty());
        if text.is_none() {
            let sort = if node.text().is_some() {
                "empty"
            } else {
                node.sort()
            };
            self.wrong(node.at, format!("{what} is {sort}; write a text"));
        }
        text
    }

    /// The text below a key, where there is one.
    pub fn text<'n>(&mut self, map: &'n Node, key: &str) -> Option<&'n str> {
        let node = map.get(key).filter(|node| !node.is_null())?;
        self.scalar(node, &format!("`{key}`"))
    }

    /// The text below a key that must be there.
    pub fn needed<'n>(&mut self, map: &'n Node, key: &str, example: &str) -> Option<(&'n Node, &'n str)> {
        let Some(node) = map.get(key) else {
            self.wrong(map.at, format!("there is no `{key}`; write {key}: {example}"));
            return None;
        };
        match node.text().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some((node, text)),
            None => {
                let sort = if node.text().is_some() {
                    "empty"
                } else {
                    node.sort()
                };
                self.wrong(node.at, format!("`{key}` is {sort}; write {key}: {example}"));
                None
            }
        }
    }

    /// An id that others can name: letters, digits and `-_.`.
    pub fn id<'n>(&mut self, map: &'n Node, example: &str) -> Option<&'n str> {
        let (node, id) = self.needed(map, "id", example)?;
        self.is_id(node, id).then_some(id)
    }

    pub fn is_id(&mut self, node: &Node, id: &str) -> bool {
        let is_id = id
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !is_id {
            let message = format!("`{id}` is no id; write letters, digits, - _ and . only");
            self.wrong(node.at, message);
        }
        is_id
    }

    /// One text or several, each with its node.
    pub fn texts<'n>(&mut self, map: &'n Node, key: &str) -> Vec<(&'n Node, &'n str)> {
        let Some(node) = map.get(key).filter(|node| !node.is_null()) else {
            return Vec::new();
        };
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let what = format!("`{key}`");
        items
            .iter()
            .filter_map(|item| Some((item, self.scalar(item, &what)?)))
            .collect()
    }

    pub fn owned_texts(&mut self, map: &Node, key: &str) -> Vec<String> {
        let texts = self.texts(map, key);
        texts.into_iter().map(|(_, text)| text.to_owned()).collect()
    }

    pub fn severity(&mut self, map: &Node, key: &str) -> Option<Severity> {
        let node = map.get(key).filter(|node| !node.is_null())?;
        let severity = node.text().and_then(|text| Severity::parse(text.trim()));
        if severity.is_none() {
            let written = node.text().unwrap_or(node.sort());
            let message = format!("`{written}` is no severity; write blocking, warning or advice");
            self.wrong(node.at, message);
        }
        severity
    }

    /// Pages to read: an address each, or a mapping of url and title.
    pub fn links(&mut self, map: &Node) -> Vec<Link> {
        let items = self.list(map, "links", "addresses");
        items.iter().filter_map(|item| self.link(item)).collect()
    }

    fn link(&mut self, item: &Node) -> Option<Link> {
        if !matches!(item.value, Value::Map(_)) {
            let url = self.scalar(item, "a link")?.to_owned();
            return Some(Link { url, title: None });
        }
        self.knows(item, &["url", "title"]);
        let (_, url) = self.needed(item, "url", "https://example.com")?;
        Some(Link {
            url: url.to_owned(),
            title: self.text(item, "title").map(str::to_owned),
        })
    }

    /// Ids of principles; those that nobody states are complained of and left out.
    pub fn principles(&mut self, map: &Node) -> Vec<String> {
        let mut found = Vec::new();
        for (node, id) in self.texts(map, "principles") {
            match self.principles.as_ref().is_none_or(|known| known.contains(id)) {
                true => found.push(id.to_owned()),
                false => {
                    let known = self.principles.iter().flatten().map(String::as_str);
                    let message = unknown("principle", id, known);
                    self.wrong(node.at, message);
                }
            }
        }
        found
    }

    /// An entity by its reference, noted so that it can be looked up in a catalog. What is not written is of this kind.
    pub fn reference(&mut self, node: &Node, text: &str, kind: Option<&str>) -> Option<String> {
        match EntityRef::parse(text, kind, DEFAULT_NAMESPACE) {
            Ok(entity) => {
                let entity = entity.as_str().to_owned();
                self.mentions.push(Mention {
                    file: self.file.to_owned(),
                    at: node.at,
                    entity: entity.clone(),
                });
                Some(entity)
            }
            Err(error) => {
                let kind = kind.unwrap_or("component");
                let message = format!("`{text}`: {error}; write {kind}:default/name");
                self.wrong(node.at, message);
                None
            }
        }
    }

    /// References below a key, one or several.
    pub fn references(&mut self, map: &Node, key: &str, kind: Option<&str>) -> Vec<String> {
        let texts = self.texts(map, key).into_iter();
        texts
            .filter_map(|(node, text)| self.reference(node, text, kind))
            .collect()
    }

    /// An expression, checked. What is wrong with it is told at its place in the file.
    pub fn expression(&mut self, node: &Node, key: &str, setting: Setting, yields: Yield) -> Option<Program> {
        let source = self.scalar_as_written(node, key)?;
        match Program::compile(source, setting, yields) {
            Ok(program) => Some(program),
            Err(wrongs) => {
                for wrong in wrongs {
                    let at = place_within(&self.lines, node.at, source, wrong.at);
                    self.wrong(at, format!("`{key}`: {}", wrong.message));
                }
                None
            }
        }
    }

    /// An expression that was made here for what stands at a place.
    pub fn made(&mut self, at: Position, source: &str, yields: Yield) -> Option<Program> {
        match Program::compile(source, Setting::Entity, yields) {
            Ok(program) => Some(program),
            Err(wrongs) => {
                for wrong in wrongs {
                    self.wrong(at, wrong.message);
                }
                None
            }
        }
    }

    /// A pattern that can be matched; wrong ones are complained of.
    pub fn pattern<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = self.scalar_as_written(node, "pattern")?;
        let built = regex::RegexBuilder::new(text).size_limit(LARGEST_PATTERN).build();
        match built {
            Ok(_) => Some(text),
            Err(error) => {
                let message = format!(
                    "`pattern` is no regular expression: {}",
                    last_line(&error.to_string())
                );
                self.wrong(node.at, message);
                None
            }
        }
    }

    /// A text with its blanks, which positions count.
    fn scalar_as_written<'n>(&mut self, node: &'n Node, key: &str) -> Option<&'n str> {
        self.scalar(node, &format!("`{key}`"))?;
        node.text()
    }
}

/// Bytes that a compiled pattern may take.
const LARGEST_PATTERN: usize = 1 << 20;

/// The sentence of an error that draws the pattern above it.
fn last_line(error: &str) -> &str {
    let last = error.lines().last().unwrap_or(error);
    last.strip_prefix("error: ").unwrap_or(last)
}

/// That something is referred to and is not there.
pub(super) fn unknown<'k>(what: &str, id: &str, known: impl Iterator<Item = &'k str>) -> String {
    match nearest(id, known) {
        Some(near) => format!("there is no {what} `{id}`; did you mean `{near}`?"),
        None => format!("there is no {what} `{id}`"),
    }
}
