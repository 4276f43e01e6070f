//! From a change to the bytes that make it: walks the document along the path, sees what stands there, and asks for the
//! splices in the style of that place. What other places of the document repeat is left alone.

use granit_parser::ScalarStyle;

use super::layout::{Content, Layout, STR, Value};
use super::said::Said;
use super::scalar::{self, Within};
use super::{Change, Json, Splice, block, flow, namespace, same};
use crate::model::catalog::edit::lines::after_colon;

/// What is to be at the end of a path.
#[derive(Clone, Copy)]
pub(super) enum Leaf<'c> {
    Text(&'c str),
    /// A list with this in it.
    Item(&'c str),
    /// This, on one line.
    Whole(&'c Json),
}

impl Leaf<'_> {
    /// What is written of it on one line, in the first of these styles that can hold it.
    pub fn in_line(self, styles: &[ScalarStyle], within: Within) -> String {
        match self {
            Self::Text(text) | Self::Item(text) => scalar::in_line(text, styles, within),
            Self::Whole(value) => scalar::whole(value, styles),
        }
    }

    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Item(_) | Self::Whole(_) => None,
        }
    }
}

/// How far a path leads into a document.
struct Walk<'v, 'c> {
    /// The mappings on the way, each with its pair.
    pairs: Vec<(&'v Value, usize)>,
    /// Where it ends: what the last pair holds, or the document.
    last: &'v Value,
    /// The keys that are not there.
    missing: &'c [String],
    /// What a merge gives for the first of them.
    merged: Option<&'v Value>,
}

/// Ways to make a change, each a list of splices, the best first; none where there is nothing to change.
pub(super) fn attempts(layout: &Layout<'_>, change: &Change) -> Result<Vec<Vec<Splice>>, String> {
    let walk = Walk::along(layout, change.path())?;
    match change {
        Change::Set { value, .. } => walk.set(layout, value),
        Change::Put { value, .. } => walk.put(layout, value),
        Change::Add { value, .. } => walk.add(layout, value),
        Change::Remove { .. } => walk.remove(layout),
        Change::Take { value, .. } => walk.take(layout, value),
    }
}

impl<'v, 'c> Walk<'v, 'c> {
    fn along(layout: &'v Layout<'_>, path: &'c [String]) -> Result<Self, String> {
        let mut walk = Walk {
            pairs: Vec::new(),
            last: &layout.root,
            missing: path,
            merged: None,
        };
        while let Some((key, rest)) = walk.missing.split_first() {
            let map = walk.last;
            if map.is_null() && !walk.pairs.is_empty() {
                break;
            }
            let name = || walk.name(path);
            if layout.is_repeated(map) {
                return Err(format!(
                    "{} is repeated elsewhere by an alias, which would change too",
                    name()
                ));
            }
            match map.content {
                Content::Map { .. } => {}
                Content::Alias { .. } => {
                    return Err(format!("{} is an alias of what stands elsewhere", name()));
                }
                _ => return Err(format!("{} is no mapping", name())),
            }
            let Some(at) = map.find(key) else {
                walk.merged = layout.merged(map, key);
                break;
            };
            walk.pairs.push((map, at));
            walk.last = &map.pairs()[at].1;
            walk.missing = rest;
        }
        Ok(walk)
    }

    /// The name of where the walk has come to.
    fn name(&self, path: &[String]) -> String {
        match path.get(self.pairs.len().wrapping_sub(1)) {
            Some(key) => format!("`{key}`"),
            None => "the document".to_owned(),
        }
    }

    fn key(&self) -> &'v str {
        let pair = self.pairs.last().map(|(map, at)| &map.pairs()[*at].0);
        pair.and_then(Value::key).unwrap_or("the document")
    }

    fn set(&self, layout: &'v Layout<'_>, value: &str) -> Result<Vec<Vec<Splice>>, String> {
        let said = match self.missing {
            [] => Some(self.last),
            [_] => self.merged,
            _ => None,
        };
        if said.is_some_and(|said| layout.resolve(said).text() == Some(value)) {
            return Ok(Vec::new());
        }
        match (self.missing, self.pairs.last()) {
            ([], Some((map, at))) => replace(layout, map, *at, Leaf::Text(value)),
            _ => self.insert(layout, Leaf::Text(value)),
        }
    }

    fn put(&self, layout: &'v Layout<'_>, value: &Json) -> Result<Vec<Vec<Splice>>, String> {
        match (self.missing, self.pairs.last()) {
            ([], _) if Said::of(self.last) == Said::json(value) => Ok(Vec::new()),
            ([], Some((map, at))) => replace(layout, map, *at, Leaf::Whole(value)),
            _ => self.insert(layout, Leaf::Whole(value)),
        }
    }

    fn add(&self, layout: &'v Layout<'_>, value: &str) -> Result<Vec<Vec<Splice>>, String> {
        if !self.missing.is_empty() {
            if self.merged.is_some() {
                return Err(merged(&self.missing[0]));
            }
            return self.insert(layout, Leaf::Item(value));
        }
        let list = self.last;
        let namespace = namespace(layout);
        let is_there = |item: &Value| {
            let text = layout.resolve(item).text();
            text.is_some_and(|text| same(text, value, &namespace))
        };
        if layout.resolve(list).items().iter().any(is_there) {
            return Ok(Vec::new());
        }
        if layout.is_repeated(list) || matches!(list.content, Content::Alias { .. }) {
            return Err(format!(
                "`{}` is shared with another place of the document by an alias",
                self.key()
            ));
        }
        match &list.content {
            Content::List { flow: true, .. } => flow::push(layout, list, value),
            Content::List { flow: false, .. } => block::push(layout, list, value),
            _ if list.is_null() => self.insert(layout, Leaf::Item(value)),
            _ => Err(format!("`{}` is no list", self.key())),
        }
    }

    /// Puts what is missing of the path, and the value, where the walk has ended.
    fn insert(&self, layout: &'v Layout<'_>, leaf: Leaf<'_>) -> Result<Vec<Vec<Splice>>, String> {
        if self.merged.is_some() && self.missing.len() > 1 {
            return Err(merged(&self.missing[0]));
        }
        if self.last.is_null() && (self.last.anchor.is_some() || self.last.tag.is_some()) {
            return Err(format!(
                "`{}` has an anchor or a tag and nothing else",
                self.key()
            ));
        }
        match (&self.last.content, self.pairs.last()) {
            (Content::Map { flow: true, .. }, _) => flow::insert(layout, self.last, self.missing, leaf),
            (Content::Map { flow: false, .. }, _) => {
                let above: Vec<&str> = self
                    .pairs
                    .iter()
                    .filter_map(|(map, at)| map.pairs()[*at].0.key())
                    .collect();
                block::insert(layout, self.last, &above, self.missing, leaf)
            }
            (_, Some((map, at))) if map.is_flow() => flow::fill(layout, map, *at, self.missing, leaf),
            (_, Some((map, at))) => block::fill(layout, map, *at, self.missing, leaf),
            _ => Err("the document is no mapping".to_owned()),
        }
    }

    fn remove(&self, layout: &'v Layout<'_>) -> Result<Vec<Vec<Splice>>, String> {
        if let Some(key) = self.missing.first() {
            return match self.merged {
                Some(_) => Err(merged(key)),
                None => Ok(Vec::new()),
            };
        }
        let only = |(map, at): &(&Value, usize)| {
            let key = map.pairs()[*at].0.key();
            map.pairs().iter().all(|(other, _)| other.key() == key)
        };
        // A mapping that would be left with nothing goes, but for the outermost one.
        let alone = self
            .pairs
            .iter()
            .skip(1)
            .rev()
            .take_while(|pair| only(pair))
            .count();
        let depth = self.pairs.len() - 1 - alone;
        let Some((map, at)) = self.pairs.get(depth).copied() else {
            return Ok(Vec::new());
        };
        let value = &map.pairs()[at].1;
        if layout.holds_repeated(value) {
            return Err(format!("`{}` holds what an alias repeats elsewhere", self.key()));
        }
        if depth == 0 && self.pairs.len() > 1 {
            return empty(layout, map, at);
        }
        if map.pairs().len() == 1 && depth == 0 {
            return Err("it is all that the document says".to_owned());
        }
        match map.is_flow() {
            true => flow::remove_pair(layout, map, at),
            false => block::remove_pair(layout, map, at),
        }
    }

    fn take(&self, layout: &'v Layout<'_>, value: &str) -> Result<Vec<Vec<Splice>>, String> {
        if let Some(key) = self.missing.first() {
            return match self.merged {
                Some(_) => Err(merged(key)),
                None => Ok(Vec::new()),
            };
        }
        let list = self.last;
        if list.is_null() {
            return Ok(Vec::new());
        }
        let namespace = namespace(layout);
        let is_meant = |item: &Value| item.text().is_some_and(|text| same(text, value, &namespace));
        let items = layout.resolve(list).items();
        let Some(at) = items.iter().position(is_meant) else {
            let is_list = matches!(layout.resolve(list).content, Content::List { .. });
            return match is_list {
                true => Ok(Vec::new()),
                false => Err(format!("`{}` is no list", self.key())),
            };
        };
        if layout.is_repeated(list) || matches!(list.content, Content::Alias { .. }) {
            return Err(format!(
                "`{}` is shared with another place of the document by an alias",
                self.key()
            ));
        }
        if layout.holds_repeated(&items[at]) {
            return Err(format!("an alias repeats {value} elsewhere"));
        }
        if items.iter().all(is_meant) {
            return self.remove(layout);
        }
        match list.is_flow() {
            true => flow::remove_item(layout, list, at),
            false => block::remove_item(layout, list, at),
        }
    }
}

fn merged(key: &str) -> String {
    format!("`{key}` comes from a mapping that `<<` merges; change it there")
}

/// A mapping of the outermost level with nothing in it any more.
fn empty(layout: &Layout<'_>, map: &Value, at: usize) -> Result<Vec<Vec<Splice>>, String> {
    let (_, value) = &map.pairs()[at];
    match value.is_flow() {
        true => Ok(vec![vec![Splice {
            range: value.span.clone(),
            text: "{}".to_owned(),
        }]]),
        false => block::collapse(layout, map, at, "{}"),
    }
}

/// The splices that put something where a pair has something else.
fn replace(layout: &Layout<'_>, map: &Value, at: usize, leaf: Leaf<'_>) -> Result<Vec<Vec<Splice>>, String> {
    let (key, old) = &map.pairs()[at];
    let name = key.key().unwrap_or_default();
    if layout.holds_repeated(old) {
        return Err(format!(
            "`{name}` holds what an alias repeats elsewhere, which would change too"
        ));
    }
    let has_foreign_tag = old.tag.as_ref().is_some_and(|tag| tag.name != STR);
    let is_marked = old.anchor.is_some() || old.tag.is_some();
    if has_foreign_tag || is_marked && (old.is_null() || old.style().is_none()) {
        return Err(format!(
            "`{name}` has an anchor or a tag, which a text would not fit"
        ));
    }
    let is_flow = map.is_flow();
    let within = if is_flow { Within::Flow } else { Within::Block };
    let styles = styles(layout, map, key, old);
    let written = leaf.in_line(&styles, within);
    if old.is_absent() {
        let Some(after) = after_colon(layout.text, key).filter(|_| !is_explicit(layout, key)) else {
            return Ok(vec![vec![Splice::insert(key.span.end, format!(": {written}"))]]);
        };
        return Ok(vec![vec![Splice::insert(after, format!(" {written}"))]]);
    }
    if old.is_block_collection() {
        return block::collapse(layout, map, at, &written);
    }
    if old.is_flow() && layout.text[old.span.clone()].contains(" #") {
        return Err(format!("`{name}` holds comments, which would be lost"));
    }
    if old.is_block_scalar() {
        return Ok(block::rewrite(layout, map, at, leaf.text(), &written));
    }
    let in_line = vec![Splice {
        range: old.span.clone(),
        text: written,
    }];
    let lines = leaf
        .text()
        .filter(|text| !is_flow && text.trim_end().contains('\n'));
    let in_lines = lines.and_then(|text| block::widen(layout, map, at, text));
    Ok(in_lines.into_iter().chain([in_line]).collect())
}

/// The styles for a text in place of another: that one's, else those of its neighbours.
fn styles(layout: &Layout<'_>, map: &Value, key: &Value, old: &Value) -> Vec<ScalarStyle> {
    let near = scalar::value_manners(layout, map);
    let is_json = map.is_flow() && key.style() == Some(ScalarStyle::DoubleQuoted);
    match old.style() {
        Some(ScalarStyle::Plain) if is_json || old.is_null() => near,
        None if is_json => vec![ScalarStyle::DoubleQuoted],
        Some(style) if !old.is_block_scalar() => [style].into_iter().chain(near).collect(),
        _ => near,
    }
}

/// Whether a key is written behind a question mark.
fn is_explicit(layout: &Layout<'_>, key: &Value) -> bool {
    layout.text[..key.start()]
        .trim_end_matches([' ', '\t'])
        .ends_with('?')
}
