//! An entity's file changed where it must be: values set, removed, added to lists and taken out of them, in whichever style
//! the document is written, so that no other byte moves. Works on the text alone, finds every place with the parser, and
//! reads back what it has written: what would say anything else is refused.

mod block;
mod fit;
mod flow;
mod layout;
mod lines;
mod put;
mod said;
mod scalar;
mod walk;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

pub use fit::{Field, field, fits, names_known};

use layout::Layout;
use said::Said;
use walk::attempts;

use super::{DEFAULT_NAMESPACE, EntityRef};

/// One change of a document. Paths are keys from the outside in, as `metadata`, `annotations`, `muster/deputy`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase")]
pub enum Change {
    /// A text at a path, whatever was there; mappings on the way are made where they are missing.
    Set { path: Vec<String>, value: String },
    /// Any value at a path. A list or a mapping is changed part by part where that comes to the same, so that what stays
    /// keeps its place and its comments.
    Put { path: Vec<String>, value: Json },
    /// Nothing at a path; a mapping that this leaves empty goes with it.
    Remove { path: Vec<String> },
    /// A text in the list at a path.
    Add { path: Vec<String>, value: String },
    /// A text out of the list at a path.
    Take { path: Vec<String>, value: String },
}

impl Change {
    /// An annotation, or none.
    pub fn annotation(name: &str, value: Option<&str>) -> Self {
        let path = ["metadata", "annotations", name].map(str::to_owned).to_vec();
        match value {
            Some(value) => Self::Set {
                path,
                value: value.to_owned(),
            },
            None => Self::Remove { path },
        }
    }

    pub fn path(&self) -> &[String] {
        let (Self::Set { path, .. }
        | Self::Put { path, .. }
        | Self::Remove { path }
        | Self::Add { path, .. }
        | Self::Take { path, .. }) = self;
        path
    }
}

/// Bytes of a text, and what is to stand there instead.
#[derive(Clone, Debug)]
struct Splice {
    range: Range<usize>,
    text: String,
}

impl Splice {
    fn insert(at: usize, text: String) -> Self {
        Self { range: at..at, text }
    }

    fn remove(range: Range<usize>) -> Self {
        Self {
            range,
            text: String::new(),
        }
    }
}

/// The text with all of these changes in the document that begins at this byte; every byte that need not move stays.
///
/// # Errors
/// In a sentence, where the document cannot be changed so that it says all else as before.
pub fn change(text: &str, document_offset: usize, changes: &[Change]) -> Result<String, String> {
    let Range { start, end } = extent(text, document_offset)?;
    let mut document = text[start..end].to_owned();
    for change in changes {
        document = match change {
            Change::Put { path, value } => put::put(&document, path, value)?,
            change => changed(&document, change)?,
        };
    }
    Ok([&text[..start], &document, &text[end..]].concat())
}

/// The bytes of the document that begins at this byte, up to what ends it.
///
/// # Errors
/// In a sentence, where none begins there that can be read.
pub fn extent(text: &str, document_offset: usize) -> Result<Range<usize>, String> {
    let rest = text
        .get(document_offset..)
        .ok_or("the document is not where it was")?;
    Ok(document_offset..document_offset + Layout::of(rest)?.end)
}

/// A document with one change, read back.
fn changed(text: &str, change: &Change) -> Result<String, String> {
    if change.path().is_empty() {
        return Err("no field was named".to_owned());
    }
    let layout = Layout::of(text)?;
    let namespace = namespace(&layout);
    let attempts = attempts(&layout, change)?;
    if attempts.is_empty() {
        return Ok(text.to_owned());
    }
    let meant = Said::by(&layout).after(change, &namespace);
    let taken_from = match change {
        Change::Take { path, .. } => Some(path.as_slice()),
        _ => None,
    };
    for splices in attempts {
        let after = repeated(apply(text, splices), change)?;
        let is_meant = Layout::of(&after).is_ok_and(|read| {
            let is_whole = after[read.end.min(after.len())..].trim().is_empty();
            let is_closed = !read.ends_open() || layout.ends_open();
            is_whole && is_closed && Said::by(&read).is_same(&meant, taken_from)
        });
        // What follows begins on a line of its own.
        let ends_alike = !text.ends_with(['\n', '\r']) || after.ends_with(['\n', '\r']);
        if is_meant && ends_alike {
            return Ok(after);
        }
    }
    let name = change.path().join(".");
    Err(format!(
        "`{name}` is written in a way that cannot be changed without changing more than it"
    ))
}

/// What is there more than once is taken out more than once.
fn repeated(mut text: String, change: &Change) -> Result<String, String> {
    if matches!(
        change,
        Change::Set { .. } | Change::Put { .. } | Change::Add { .. }
    ) {
        return Ok(text);
    }
    while let Some(splices) = Layout::of(&text)
        .and_then(|layout| attempts(&layout, change))
        .unwrap_or_default()
        .into_iter()
        .next()
    {
        let after = apply(&text, splices);
        if after.len() >= text.len() {
            break;
        }
        text = after;
    }
    Ok(text)
}

fn apply(text: &str, mut splices: Vec<Splice>) -> String {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for splice in splices {
        out.push_str(text.get(at..splice.range.start).unwrap_or_default());
        out.push_str(&splice.text);
        at = at.max(splice.range.end);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// The namespace in which a document names others.
fn namespace(layout: &Layout<'_>) -> String {
    let at = |value: &layout::Value, key: &str| value.find(key);
    let metadata = at(&layout.root, "metadata").map(|found| &layout.root.pairs()[found].1);
    let namespace = metadata.and_then(|metadata| {
        let found = at(metadata, "namespace")?;
        metadata.pairs()[found].1.text().map(str::to_owned)
    });
    namespace.unwrap_or_else(|| DEFAULT_NAMESPACE.to_owned())
}

/// Whether an item of a list is this value: the same text, or a reference to the same entity.
fn same(written: &str, value: &str, namespace: &str) -> bool {
    if written.trim().eq_ignore_ascii_case(value.trim()) {
        return true;
    }
    let read = |text: &str| EntityRef::parse(text, None, namespace).ok();
    read(written).is_some_and(|one| read(value).is_some_and(|other| one == other))
}
