//! Changes in block style: whole lines come and go. A new pair goes where one would write it, indented as its neighbours;
//! what is removed takes its own lines and leaves every line that is a comment alone.

use std::ops::Range;

use granit_parser::ScalarStyle;

use super::Splice;
use super::layout::{Content, Layout, Value};
use super::lines::{
    after_colon, break_before, end_of, header, is_last_on_line, line_end, line_start, margin, newline,
    next_line, skip_blanks, skip_blanks_and_comments, skip_comments,
};
use super::scalar::{self, Within};
use super::walk::Leaf;

type Attempts = Result<Vec<Vec<Splice>>, String>;

/// In which order people write the keys of an entity; a new one goes behind those before it, and any other to the end.
const ORDER: [(&[&str], &[&str]); 3] = [
    (&[], &["apiVersion", "kind", "metadata", "spec"]),
    (
        &["metadata"],
        &[
            "name",
            "namespace",
            "title",
            "description",
            "labels",
            "annotations",
            "tags",
            "links",
        ],
    ),
    (&["spec"], &["type", "lifecycle", "owner", "system", "domain"]),
];

const SHARED: &str = "it shares its line with something else";

/// A new pair among those of a mapping; `above` are the keys that lead to it.
pub(super) fn insert(
    layout: &Layout<'_>,
    map: &Value,
    above: &[&str],
    keys: &[String],
    leaf: Leaf<'_>,
) -> Attempts {
    let text = layout.text;
    let indent = indent_of(layout, map).ok_or_else(|| no_room(keys))?;
    let mut at = seat(map, above, keys.first().map_or("", String::as_str));
    let is_open = |at: usize| {
        let value = map.pairs().get(at).map(|(_, value)| end_of(text, value));
        layout.ends_open() && value == Some(text.len())
    };
    if is_open(at) && at > 0 {
        // Whether a break belongs to the text that ends there readers disagree, so none is added to it.
        at -= 1;
    }
    let (key, value) = map.pairs().get(at).ok_or_else(|| no_room(keys))?;
    let end = end_of(text, value).max(key.span.end);
    let end = after_colon(text, key).map_or(end, |colon| end.max(colon));
    if !is_last_on_line(text, end) {
        return Err(no_room(keys));
    }
    let is_last = at + 1 == map.pairs().len();
    // A comment as far in as the pairs is one of theirs where none of them follows.
    let least = indent + usize::from(!is_last || indent == 0);
    let line = skip_comments(text, next_line(text, end), least);
    let fresh = Fresh {
        layout,
        siblings: Some(map),
        keys,
        leaf,
        indent,
        newline: newline(text, end),
    };
    Ok(ways(leaf, &|as_block| {
        vec![new_lines(text, line, end, fresh.lines(as_block))]
    }))
}

fn no_room(keys: &[String]) -> String {
    format!(
        "there is no line of its own for `{}`",
        keys.first().map_or("", String::as_str)
    )
}

/// A text of several lines is tried as a block first.
fn ways(leaf: Leaf<'_>, make: &dyn Fn(bool) -> Vec<Splice>) -> Vec<Vec<Splice>> {
    match leaf {
        Leaf::Text(text) if text.trim_end().contains('\n') => vec![make(true), make(false)],
        _ => vec![make(false)],
    }
}

/// Behind which pair a new key goes.
fn seat(map: &Value, above: &[&str], key: &str) -> usize {
    let last = map.pairs().len().saturating_sub(1);
    let order = ORDER
        .iter()
        .find(|(path, _)| *path == above)
        .map(|(_, order)| *order);
    let rank = |key: &str| order.and_then(|order| order.iter().position(|other| *other == key));
    let Some(own) = rank(key) else { return last };
    let is_before = |(name, _): &(Value, Value)| name.key().and_then(rank).is_some_and(|rank| rank < own);
    map.pairs().iter().rposition(is_before).unwrap_or(last)
}

/// Lines in front of this one; `end` is where the text before them ends.
fn new_lines(text: &str, line: usize, end: usize, fresh: String) -> Splice {
    let newline = newline(text, end);
    let is_begun = line == text.len() && break_before(text, line).is_empty();
    match is_begun {
        true => Splice::insert(line, format!("{newline}{fresh}")),
        false => Splice::insert(line, format!("{fresh}{newline}")),
    }
}

/// A new pair, or an item where no key is left.
struct Fresh<'a> {
    layout: &'a Layout<'a>,
    siblings: Option<&'a Value>,
    keys: &'a [String],
    leaf: Leaf<'a>,
    indent: usize,
    newline: &'static str,
}

impl Fresh<'_> {
    /// Its lines, without the break of the last one.
    fn lines(&self, as_block: bool) -> String {
        let step = step(self.layout);
        let (mut out, mut margin) = (String::new(), self.indent);
        for (depth, key) in self.keys.iter().enumerate() {
            let near = self.siblings.filter(|_| depth == 0).unwrap_or(&self.layout.root);
            let manners = scalar::key_manners(self.layout, near);
            if depth > 0 {
                margin += step;
                out.push_str(self.newline);
            }
            out.push_str(&" ".repeat(margin));
            out.push_str(&scalar::in_line(key, &manners, Within::Flow));
            out.push(':');
        }
        let near = self
            .siblings
            .filter(|_| self.keys.len() < 2)
            .unwrap_or(&self.layout.root);
        let manners = scalar::value_manners(self.layout, near);
        match self.leaf {
            Leaf::Text(text) => {
                let block = as_block
                    .then(|| scalar::block(text, ScalarStyle::Literal))
                    .flatten();
                match block {
                    Some(block) => {
                        out.push_str(&format!(" |{}", block.chomping));
                        push_indented(&mut out, &block.lines, margin + step, self.newline);
                    }
                    None => out.push_str(&format!(" {}", scalar::in_line(text, &manners, Within::Block))),
                }
            }
            Leaf::Whole(value) => out.push_str(&format!(" {}", scalar::whole(value, &manners))),
            Leaf::Item(item) => {
                if !self.keys.is_empty() {
                    out.push_str(self.newline);
                    margin += list_step(self.layout);
                }
                let written = scalar::in_line(item, &manners, Within::Block);
                out.push_str(&format!("{}- {written}", " ".repeat(margin)));
            }
        }
        out
    }
}

fn push_indented(out: &mut String, lines: &[String], indent: usize, newline: &str) {
    for line in lines {
        out.push_str(newline);
        if !line.is_empty() {
            out.push_str(&" ".repeat(indent));
            out.push_str(line);
        }
    }
}

/// Gives a key that has nothing a mapping or a list of its own.
pub(super) fn fill(layout: &Layout<'_>, map: &Value, at: usize, keys: &[String], leaf: Leaf<'_>) -> Attempts {
    let text = layout.text;
    let (key, value) = &map.pairs()[at];
    let name = key.key().unwrap_or_default();
    let (Some(margin), Some(colon)) = (margin(text, key.start()), after_colon(text, key)) else {
        return Err(format!("`{name}` cannot be given more: {SHARED}"));
    };
    let end = value.span.end.max(colon);
    if !is_last_on_line(text, end) {
        return Err(format!("`{name}` cannot be given more: {SHARED}"));
    }
    let line = skip_comments(text, next_line(text, end), margin.len() + 1);
    let indent = match keys.is_empty() {
        true => margin.len() + list_step(layout),
        false => margin.len() + step(layout),
    };
    let blank = (!value.is_absent()).then(|| Splice::remove(colon..value.span.end));
    let fresh = Fresh {
        layout,
        siblings: None,
        keys,
        leaf,
        indent,
        newline: newline(text, end),
    };
    Ok(ways(leaf, &|as_block| {
        let lines = new_lines(text, line, end, fresh.lines(as_block));
        blank.iter().cloned().chain([lines]).collect()
    }))
}

/// One more item at the end of a list.
pub(super) fn push(layout: &Layout<'_>, list: &Value, value: &str) -> Attempts {
    let text = layout.text;
    let shared = || format!("the list has no line of its own for {value}");
    let last = list.items().len().checked_sub(1).ok_or_else(shared)?;
    let item = &list.items()[last];
    let dash = dash(text, list, last).ok_or_else(shared)?;
    let margin = margin(text, dash).ok_or_else(shared)?;
    let end = end_of(text, item).max(dash + 1);
    if !is_last_on_line(text, end) {
        return Err(shared());
    }
    let gap = text
        .get(dash + 1..item.start())
        .filter(|gap| !gap.is_empty() && gap.bytes().all(|b| b == b' '));
    let parent = layout.column_of_parent(list);
    let least = margin.len() + usize::from(parent >= margin.len());
    let line = skip_comments(text, next_line(text, end), least);
    let manners = scalar::value_manners(layout, list);
    let written = scalar::in_line(value, &manners, Within::Block);
    let fresh = format!("{margin}-{}{written}", gap.unwrap_or(" "));
    Ok(vec![vec![new_lines(text, line, end, fresh)]])
}

/// The dash of an item.
fn dash(text: &str, list: &Value, at: usize) -> Option<usize> {
    let item = list.items().get(at)?;
    let from = match at.checked_sub(1) {
        Some(before) => end_of(text, &list.items()[before]),
        // The parser tells a list's place as its first dash, or as what follows that where the list is as far left as its key.
        None if text.get(list.span.start..)?.starts_with('-') && list.span.start < item.start() => {
            list.span.start
        }
        None => {
            let before = text
                .get(..item.start())?
                .trim_end_matches([' ', '\t', '\n', '\r']);
            return before.ends_with('-').then(|| before.len() - 1);
        }
    };
    let found = skip_blanks_and_comments(text, from);
    text.get(found..)?.starts_with('-').then_some(found)
}

pub(super) fn remove_item(layout: &Layout<'_>, list: &Value, at: usize) -> Attempts {
    let text = layout.text;
    let item = &list.items()[at];
    let dash = dash(text, list, at).filter(|dash| margin(text, *dash).is_some());
    let end = end_of(text, item);
    match dash {
        Some(dash) if is_last_on_line(text, end) => Ok(vec![without_lines(
            text,
            item,
            line_start(text, dash)..next_line(text, end),
        )]),
        _ => Err(format!("the item cannot be taken out: {SHARED}")),
    }
}

pub(super) fn remove_pair(layout: &Layout<'_>, map: &Value, at: usize) -> Attempts {
    let text = layout.text;
    let (key, value) = &map.pairs()[at];
    let name = key.key().unwrap_or_default();
    let end = end_of(text, value).max(after_colon(text, key).unwrap_or(key.span.end));
    if margin(text, key.start()).is_none() || !is_last_on_line(text, end) {
        return Err(format!("`{name}` cannot be removed: {SHARED}"));
    }
    let lines = line_start(text, key.start())..next_line(text, end);
    let most = key.start() - lines.start;
    Ok(vec![
        without_lines(text, value, lines.clone()),
        without_lines_but(text, value, lines, Some(most)),
    ])
}

/// The lines of a value taken out, but for those that are comments.
fn without_lines(text: &str, value: &Value, lines: Range<usize>) -> Vec<Splice> {
    without_lines_but(text, value, lines, None)
}

/// The same; comments that stay are no further in than `most`, where they could be taken for a part of what is before them.
fn without_lines_but(text: &str, value: &Value, lines: Range<usize>, most: Option<usize>) -> Vec<Splice> {
    let mut texts = Vec::new();
    value.each(&mut |value| texts.extend(value.style().map(|_| value.span.clone())));
    let is_comment = |start: usize| {
        let at = skip_blanks(text, start);
        let within = |range: &&Range<usize>| range.contains(&at);
        text.get(at..).is_some_and(|rest| rest.starts_with('#')) && texts.iter().find(within).is_none()
    };
    let mut gone: Vec<Range<usize>> = Vec::new();
    let mut at = lines.start;
    while at < lines.end {
        let next = next_line(text, at).min(lines.end);
        if !is_comment(at) {
            match gone.last_mut().filter(|range| range.end == at) {
                Some(range) => range.end = next,
                None => gone.push(at..next),
            }
        } else if let Some(most) = most {
            let blanks = skip_blanks(text, at);
            gone.push(blanks.min(at + most)..blanks);
        }
        at = next.max(at + 1);
    }
    // A file that does not end its last line goes on not doing so.
    if let Some(last) = gone.last_mut().filter(|last| last.end == text.len())
        && break_before(text, text.len()).is_empty()
    {
        last.start = break_before(text, last.start).start;
    }
    gone.into_iter().map(Splice::remove).collect()
}

/// Puts a text on the line of a key whose value took lines below it.
pub(super) fn collapse(layout: &Layout<'_>, map: &Value, at: usize, written: &str) -> Attempts {
    let text = layout.text;
    let (key, value) = &map.pairs()[at];
    let name = key.key().unwrap_or_default();
    let refused = || format!("`{name}` cannot be replaced: {SHARED}");
    let colon = after_colon(text, key)
        .filter(|colon| is_last_on_line(text, *colon))
        .ok_or_else(refused)?;
    let end = end_of(text, value);
    let below = next_line(text, colon);
    if value.anchor.is_some() || value.tag.is_some() || below > value.start() || !is_last_on_line(text, end) {
        return Err(refused());
    }
    let mut splices = without_lines(text, value, below..next_line(text, end));
    splices.push(Splice::insert(colon, format!(" {written}")));
    Ok(vec![splices])
}

/// A block of lines with another text, else what is written of it on the key's line.
pub(super) fn rewrite(
    layout: &Layout<'_>,
    map: &Value,
    at: usize,
    value: Option<&str>,
    written: &str,
) -> Vec<Vec<Splice>> {
    let text = layout.text;
    let (key, old) = &map.pairs()[at];
    let (Some(header), Some(style)) = (header(text, old), old.style()) else {
        return Vec::new();
    };
    let newline = newline(text, header.end);
    let end_of_header = line_end(text, header.end);
    let body = end_of_header..end_of(text, old).max(end_of_header);
    let own = old.span.start - line_start(text, old.span.start);
    let indent = match margin(text, old.span.start) {
        Some(_) if own > 0 => own,
        _ => margin(text, key.start()).map_or(0, str::len) + step(layout),
    };
    let digits: String = text[header.clone()]
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let mark = &text[header.start..header.start + 1];
    let block = value.and_then(|value| scalar::block(value, style));
    let as_block = block.map(|block| {
        let mut lines = String::new();
        push_indented(&mut lines, &block.lines, indent, newline);
        vec![
            Splice {
                range: header.clone(),
                text: format!("{mark}{digits}{}", block.chomping),
            },
            Splice {
                range: body.clone(),
                text: lines,
            },
        ]
    });
    let in_line = vec![
        Splice {
            range: header,
            text: written.to_owned(),
        },
        Splice::remove(body),
    ];
    as_block.into_iter().chain([in_line]).collect()
}

/// A text of several lines as a block in place of one on the key's line; none where there is no room for it.
pub(super) fn widen(layout: &Layout<'_>, map: &Value, at: usize, value: &str) -> Option<Vec<Splice>> {
    let text = layout.text;
    let (key, old) = &map.pairs()[at];
    let end = old.span.end;
    let block = scalar::block(value, ScalarStyle::Literal)?;
    let indent = margin(text, key.start())?.len() + step(layout);
    if !is_last_on_line(text, end) {
        return None;
    }
    let mut lines = String::new();
    push_indented(&mut lines, &block.lines, indent, newline(text, end));
    let head = Splice {
        range: old.span.clone(),
        text: format!("|{}", block.chomping),
    };
    Some(vec![head, Splice::insert(line_end(text, end), lines)])
}

/// How far in the pairs of a mapping stand.
fn indent_of(layout: &Layout<'_>, map: &Value) -> Option<usize> {
    map.pairs()
        .iter()
        .find_map(|(key, _)| margin(layout.text, key.start()))
        .map(str::len)
}

/// By how much mappings are indented in a document.
fn step(layout: &Layout<'_>) -> usize {
    nested(layout, &|value| {
        matches!(value.content, Content::Map { flow: false, .. })
    })
    .filter(|step| *step > 0)
    .unwrap_or(2)
}

/// By how much lists are.
fn list_step(layout: &Layout<'_>) -> usize {
    nested(layout, &|value| {
        matches!(value.content, Content::List { flow: false, .. })
    })
    .unwrap_or_else(|| step(layout))
}

/// How much further in than its key the first value of a sort stands.
fn nested(layout: &Layout<'_>, is_meant: &dyn Fn(&Value) -> bool) -> Option<usize> {
    let text = layout.text;
    let mut found = None;
    layout.root.each(&mut |map| {
        for (key, value) in map.pairs() {
            if found.is_some() || !is_meant(value) {
                continue;
            }
            let first = match &value.content {
                Content::List { .. } => dash(text, value, 0),
                _ => value.pairs().first().map(|(key, _)| key.start()),
            };
            let inner = first.and_then(|first| margin(text, first));
            let outer = margin(text, key.start());
            found = inner
                .zip(outer)
                .and_then(|(inner, outer)| inner.len().checked_sub(outer.len()));
        }
    });
    found
}

impl Layout<'_> {
    /// How far in the key of a value stands.
    fn column_of_parent(&self, value: &Value) -> usize {
        let mut column = 0;
        self.root.each(&mut |map| {
            for (key, held) in map.pairs() {
                if std::ptr::eq(held, value) {
                    column = key.start() - line_start(self.text, key.start());
                }
            }
        });
        column
    }
}
