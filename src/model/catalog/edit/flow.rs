//! Changes between brackets and braces, of which JSON is one way of writing: a new part goes behind the last one, on a line
//! of its own where that one has its own, with the commas that are needed and no other.

use granit_parser::ScalarStyle;

use super::Splice;
use super::layout::{Layout, Value};
use super::lines::{
    after_colon, is_last_on_line, line_end, line_start, newline, next_line, skip_blanks,
    skip_blanks_and_comments,
};
use super::scalar::{self, Within};
use super::walk::Leaf;

type Attempts = Result<Vec<Vec<Splice>>, String>;

/// A new pair at the end of a mapping.
pub(super) fn insert(layout: &Layout<'_>, map: &Value, keys: &[String], leaf: Leaf<'_>) -> Attempts {
    let style = Style::of(layout, map);
    let fresh = style.parts(keys, leaf, &style.indent);
    join(layout, map, &style, &fresh)
}

/// A new item at the end of a list.
pub(super) fn push(layout: &Layout<'_>, list: &Value, value: &str) -> Attempts {
    let style = Style::of(layout, list);
    join(layout, list, &style, &style.value(value))
}

/// Gives a key that has nothing a mapping or a list of its own.
pub(super) fn fill(layout: &Layout<'_>, map: &Value, at: usize, keys: &[String], leaf: Leaf<'_>) -> Attempts {
    let (key, value) = &map.pairs()[at];
    let style = Style::of(layout, map);
    let fresh = style.inner(keys, leaf, &style.indent);
    let splice = match (value.is_absent(), after_colon(layout.text, key)) {
        (false, _) => Splice {
            range: value.span.clone(),
            text: fresh,
        },
        (true, Some(colon)) => Splice::insert(colon, format!(" {fresh}")),
        (true, None) => Splice::insert(key.span.end, format!(": {fresh}")),
    };
    Ok(vec![vec![splice]])
}

/// How a collection is written.
struct Style {
    keys: Vec<ScalarStyle>,
    values: Vec<ScalarStyle>,
    colon: &'static str,
    comma: String,
    /// The blanks before a part that stands on a line of its own.
    indent: String,
    /// By how much what is within is further in; none where new collections stay on one line.
    step: Option<String>,
    newline: &'static str,
}

impl Style {
    fn of(layout: &Layout<'_>, value: &Value) -> Self {
        let text = layout.text;
        let keys = scalar::key_manners(layout, value);
        let is_json = keys.first() == Some(&ScalarStyle::DoubleQuoted);
        let is_tight = |(key, value): &(Value, Value)| {
            text.get(key.span.end..value.start()) == Some(":") && key.style() != Some(ScalarStyle::Plain)
        };
        let colon = match value.pairs().last().is_some_and(is_tight) && is_json {
            true => ":",
            false => ": ",
        };
        let open = value.span.start;
        let own = parts(text, value)
            .last()
            .map(|part| part.0)
            .filter(|start| begins_line(text, *start));
        let outer = blanks(text, line_start(text, open));
        let indent = match own {
            Some(start) => text[line_start(text, start)..start].to_owned(),
            None => format!("{outer}{}", unit(layout)),
        };
        let step = indent
            .strip_prefix(outer)
            .filter(|step| !step.is_empty())
            .unwrap_or("  ")
            .to_owned();
        let spreads = is_json
            && (own.is_some() || value.pairs().is_empty() && value.items().is_empty() && is_spread(layout));
        Self {
            values: match is_json {
                true => vec![ScalarStyle::DoubleQuoted],
                false => scalar::value_manners(layout, value),
            },
            keys,
            colon,
            comma: comma(text, value),
            indent,
            step: spreads.then_some(step),
            newline: newline(text, open),
        }
    }

    fn value(&self, text: &str) -> String {
        scalar::in_line(text, &self.values, Within::Flow)
    }

    fn key(&self, text: &str) -> String {
        scalar::in_line(text, &self.keys, Within::Flow)
    }

    /// A pair whose value holds the other keys.
    fn parts(&self, keys: &[String], leaf: Leaf<'_>, indent: &str) -> String {
        match keys.split_first() {
            Some((key, rest)) => format!(
                "{}{}{}",
                self.key(key),
                self.colon,
                self.inner(rest, leaf, indent)
            ),
            None => self.inner(&[], leaf, indent),
        }
    }

    fn inner(&self, keys: &[String], leaf: Leaf<'_>, indent: &str) -> String {
        let deeper = format!("{indent}{}", self.step.as_deref().unwrap_or_default());
        let (open, part, close) = match (keys, leaf) {
            ([], Leaf::Text(text)) => return self.value(text),
            ([], Leaf::Whole(value)) => return scalar::whole(value, &self.values),
            ([], Leaf::Item(text)) => ('[', self.value(text), ']'),
            (keys, leaf) => ('{', self.parts(keys, leaf, &deeper), '}'),
        };
        let newline = self.newline;
        match self.step {
            Some(_) => format!("{open}{newline}{deeper}{part}{newline}{indent}{close}"),
            None => format!("{open}{part}{close}"),
        }
    }
}

/// What stands between two parts on one line.
fn comma(text: &str, value: &Value) -> String {
    let parts = parts(text, value);
    let between = match parts.as_slice() {
        [.., before, last] => text.get(before.1..last.0),
        _ => None,
    };
    let is_usual = |between: &&str| between.starts_with(',') && between[1..].bytes().all(|byte| byte == b' ');
    let colon_is_tight = || {
        let (key, value) = value.pairs().last()?;
        (text.get(key.span.end..value.start()) == Some(":")).then_some(",")
    };
    between
        .filter(is_usual)
        .or_else(colon_is_tight)
        .unwrap_or(", ")
        .to_owned()
}

/// Where the parts of a collection begin and end.
fn parts(text: &str, value: &Value) -> Vec<(usize, usize)> {
    let pairs = value.pairs().iter().map(|(key, value)| {
        let colon = after_colon(text, key).unwrap_or(0);
        (key.start(), value.span.end.max(colon).max(key.span.end))
    });
    pairs
        .chain(value.items().iter().map(|item| (item.start(), item.span.end)))
        .collect()
}

fn begins_line(text: &str, at: usize) -> bool {
    text.get(line_start(text, at)..at)
        .is_some_and(|before| before.trim_matches([' ', '\t']).is_empty())
        && line_start(text, at) > 0
}

/// The blanks that a line begins with.
fn blanks(text: &str, line: usize) -> &str {
    text.get(line..skip_blanks(text, line)).unwrap_or_default()
}

/// By how much a document in flow style is indented.
fn unit<'t>(layout: &Layout<'t>) -> &'t str {
    let text = layout.text;
    let mut found = None;
    layout.root.each(&mut |value| {
        let first = parts(text, value).first().map(|part| part.0);
        if let (None, true, Some(first)) = (found, value.is_flow(), first)
            && begins_line(text, first)
        {
            let outer = blanks(text, line_start(text, value.span.start));
            found = blanks(text, line_start(text, first))
                .strip_prefix(outer)
                .filter(|unit| !unit.is_empty());
        }
    });
    found.unwrap_or("  ")
}

/// Whether a document gives each part a line of its own.
fn is_spread(layout: &Layout<'_>) -> bool {
    let first = parts(layout.text, &layout.root).last().map(|part| part.0);
    layout.root.is_flow() && first.is_some_and(|first| begins_line(layout.text, first))
}

/// Puts a part behind the last one.
fn join(layout: &Layout<'_>, value: &Value, style: &Style, fresh: &str) -> Attempts {
    let text = layout.text;
    let (newline, indent) = (style.newline, &style.indent);
    let Some((start, end)) = parts(text, value).last().copied() else {
        return Ok(vec![vec![first(text, value, style, fresh)]]);
    };
    if !begins_line(text, start) || line_start(text, start) < value.span.start {
        return Ok(vec![vec![Splice::insert(end, format!("{}{fresh}", style.comma))]]);
    }
    let next = skip_blanks_and_comments(text, end);
    let has_comma = text.get(next..).is_some_and(|rest| rest.starts_with(','));
    let after = if has_comma { next + 1 } else { end };
    let comma = if has_comma { "," } else { "" };
    let line = match is_last_on_line(text, after) {
        true => line_end(text, after),
        false => after,
    };
    let part = Splice::insert(line, format!("{newline}{indent}{fresh}{comma}"));
    Ok(vec![match has_comma {
        true => vec![part],
        false if line == end => vec![Splice::insert(end, format!(",{}", part.text))],
        false => vec![Splice::insert(end, ",".to_owned()), part],
    }])
}

/// The first part of a collection that has none.
fn first(text: &str, value: &Value, style: &Style, fresh: &str) -> Splice {
    let (open, close) = (value.span.start + 1, value.span.end - 1);
    let inner = text.get(open..close).unwrap_or_default();
    let (newline, indent) = (style.newline, &style.indent);
    if inner.contains(['\n', '\r', '#']) {
        return Splice::insert(line_start(text, close), format!("{indent}{fresh}{newline}"));
    }
    let text = match &style.step {
        Some(_) => {
            let outer = blanks(text, line_start(text, value.span.start));
            format!("{newline}{indent}{fresh}{newline}{outer}")
        }
        None => format!("{inner}{fresh}{inner}"),
    };
    Splice {
        range: open..close,
        text,
    }
}

pub(super) fn remove_pair(layout: &Layout<'_>, map: &Value, at: usize) -> Attempts {
    remove(layout, map, at)
}

pub(super) fn remove_item(layout: &Layout<'_>, list: &Value, at: usize) -> Attempts {
    remove(layout, list, at)
}

/// Whether nothing but blanks stands before what closes.
fn is_closed(rest: &str) -> bool {
    rest.trim_start_matches([' ', '\t']).starts_with(['}', ']'])
}

/// Takes a part out, with the comma that it needed.
fn remove(layout: &Layout<'_>, value: &Value, at: usize) -> Attempts {
    let text = layout.text;
    let parts = parts(text, value);
    let Some(&(start, end)) = parts.get(at) else {
        return Ok(Vec::new());
    };
    let next = skip_blanks_and_comments(text, end);
    let has_comma = text.get(next..).is_some_and(|rest| rest.starts_with(','));
    let after = if has_comma { next + 1 } else { end };
    let before = at
        .checked_sub(1)
        .and_then(|before| parts.get(before))
        .map(|part| part.1);
    // The comma of the part before, which nothing follows any more.
    let comma = before.filter(|_| !has_comma).map(|before| {
        let comma = skip_blanks_and_comments(text, before);
        Splice::remove(comma..comma + 1)
    });
    if begins_line(text, start) && is_last_on_line(text, after) && line_start(text, start) > value.span.start
    {
        let lines = Splice::remove(line_start(text, start)..next_line(text, after));
        return Ok(vec![comma.into_iter().chain([lines]).collect()]);
    }
    let own = match (before, parts.get(at + 1)) {
        // Up to the next one, unless that has a line of its own.
        (_, Some(&(next, _))) if !text[after..next].contains(['\n', '\r', '#']) => {
            vec![Splice::remove(start..next)]
        }
        (_, Some(_)) => vec![Splice::remove(start..after)],
        (Some(before), None) if !text[before..start].contains(['\n', '\r', '#']) => {
            vec![Splice::remove(before..end)]
        }
        // What closes stands behind it: it follows the part before, as it would had this one never been there.
        (Some(before), None) if !text[before..start].contains('#') && is_closed(&text[end..]) => {
            vec![Splice::remove(before..end)]
        }
        (Some(_), None) => comma.into_iter().chain([Splice::remove(start..end)]).collect(),
        (None, None) => vec![Splice::remove(start..after)],
    };
    Ok(vec![own])
}
