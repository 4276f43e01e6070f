//! What a document says beside the fields that a snapshot has columns for: annotations, labels, links, other keys of
//! `metadata` and `spec`. Kept small, for the rules of the vision; the whole document is read from its file.

use super::kind::REF_FIELDS;
use super::node::{Node, Value};
use super::rows::AttributeRow;
use super::snapshot::Entity;

/// Longer texts are cut to this many bytes.
pub const LONGEST_TEXT: usize = 512;
/// Longer lists and mappings are left out: of them is only known that they are there.
pub const LONGEST_JSON: usize = 4096;

/// The columns of a snapshot; an attribute of one of these names would say the same twice.
const METADATA_COLUMNS: [&str; 5] = ["name", "namespace", "title", "description", "tags"];
const SPEC_COLUMNS: [&str; 2] = ["type", "lifecycle"];

/// A value of a document under its path: `annotations.pagerduty.com/service-id`, `labels.tier`, `metadata.links`,
/// `spec.replicas`. Only the last part of a path may hold further dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub path: String,
    pub value: String,
    pub form: Form,
}

/// How the value of an attribute is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Form {
    /// The text itself.
    Text,
    /// Canonical JSON of a number, a truth value, null, a list or a mapping.
    Json,
    /// Too long to be kept: the value is empty.
    Omitted,
}

impl Form {
    fn from_code(code: u32) -> Self {
        match code {
            0 => Self::Text,
            1 => Self::Json,
            _ => Self::Omitted,
        }
    }
}

/// The attributes of a document, sorted by path.
pub(super) fn attributes(document: &Node) -> Vec<Attribute> {
    let mut attributes = Vec::new();
    if let Some(metadata) = document.get("metadata") {
        for (key, value) in metadata.pairs() {
            match key.text.as_str() {
                map @ ("annotations" | "labels") => {
                    let entries = value.pairs().iter();
                    attributes.extend(entries.map(|(key, value)| attribute(map, &key.text, value)));
                }
                column if METADATA_COLUMNS.contains(&column) => {}
                key => attributes.push(attribute("metadata", key, value)),
            }
        }
    }
    if let Some(spec) = document.get("spec") {
        let is_kept =
            |key: &str| !SPEC_COLUMNS.contains(&key) && !REF_FIELDS.iter().any(|field| field.name == key);
        let kept = spec.pairs().iter().filter(|(key, _)| is_kept(&key.text));
        attributes.extend(kept.map(|(key, value)| attribute("spec", &key.text, value)));
    }
    attributes.sort_by(|a, b| a.path.cmp(&b.path));
    attributes.dedup_by(|later, first| later.path == first.path);
    attributes
}

fn attribute(map: &str, key: &str, value: &Node) -> Attribute {
    let path = format!("{map}.{key}");
    let (value, form) = match &value.value {
        Value::Scalar { text, plain: false } => (cut(text).to_owned(), Form::Text),
        _ => {
            let json = value.canonical_json();
            match json.starts_with('"') {
                true => (cut(value.text().unwrap_or_default()).to_owned(), Form::Text),
                false if json.len() > LONGEST_JSON => (String::new(), Form::Omitted),
                false => (json, Form::Json),
            }
        }
    };
    Attribute { path, value, form }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_TEXT)]
}

impl<'a> Entity<'a> {
    /// What its document says beside the columns, sorted by path: path, value, form.
    pub fn attributes(&self) -> impl ExactSizeIterator<Item = (&'a str, &'a str, Form)> + use<'a> {
        let arena = &self.catalog.arena;
        self.attribute_rows().iter().map(|row| {
            (
                arena.get(row.path),
                arena.get(row.value),
                Form::from_code(row.form),
            )
        })
    }

    pub(super) fn owned_attributes(&self) -> Vec<Attribute> {
        self.attributes()
            .map(|(path, value, form)| Attribute {
                path: path.to_owned(),
                value: value.to_owned(),
                form,
            })
            .collect()
    }

    /// The value under a path.
    pub fn attribute(&self, path: &str) -> Option<(&'a str, Form)> {
        let arena = &self.catalog.arena;
        let rows = self.attribute_rows();
        let at = rows.binary_search_by(|row| arena.get(row.path).cmp(path)).ok()?;
        Some((arena.get(rows[at].value), Form::from_code(rows[at].form)))
    }

    /// The value of a key of a map: of `annotations`, `labels`, `metadata` or `spec`.
    pub fn attribute_of(&self, map: &str, key: &str) -> Option<(&'a str, Form)> {
        let arena = &self.catalog.arena;
        let rows = self.attribute_rows();
        let wanted = || map.bytes().chain([b'.']).chain(key.bytes());
        let at = rows
            .binary_search_by(|row| arena.get(row.path).bytes().cmp(wanted()))
            .ok()?;
        Some((arena.get(rows[at].value), Form::from_code(rows[at].form)))
    }

    /// The keys of a map, sorted.
    pub fn attribute_keys(&self, map: &'static str) -> impl Iterator<Item = &'a str> + use<'a> {
        let arena = &self.catalog.arena;
        let key = move |path: &'a str| path.strip_prefix(map)?.strip_prefix('.');
        self.attribute_rows()
            .iter()
            .filter_map(move |row| key(arena.get(row.path)))
    }

    fn attribute_rows(&self) -> &'a [AttributeRow] {
        self.row().attributes.of(&self.catalog.attributes)
    }
}
