//! The same in YAML's flow style, `{a: [b]}`, which is also JSON.

use super::{same, scalar};

/// Where a document's outermost `{` is, if it is written so.
pub(super) fn opening(document: &str) -> Option<usize> {
    let mut at = 0;
    for line in document.split_inclusive('\n') {
        let bare = line.trim_start();
        if bare.starts_with('{') {
            return Some(at + line.len() - bare.len());
        }
        if !super::is_blank(line) {
            return None;
        }
        at += line.len();
    }
    None
}

/// Puts a value into the list at a path below the mapping whose `{` is at this byte.
pub(super) fn add(text: &str, open: usize, path: &[&str], value: &str) -> Result<String, String> {
    let inside = Inside::of(text, open)?;
    let (name, rest) = path.split_first().ok_or("no list was named")?;
    let Some(found) = inside.value_of(text, name) else {
        if rest.is_empty() {
            let is_json = text[open..inside.close].contains("\":");
            let (name, value) = match is_json {
                true => (format!("\"{name}\""), serde_json::Value::from(value).to_string()),
                false => ((*name).to_owned(), scalar(value)),
            };
            return Ok(inside.with(text, &format!("{name}: [{value}]")));
        }
        return Err(format!("there is no `{name}` in it"));
    };
    match (rest.is_empty(), text[found..].chars().next()) {
        (true, Some('[')) => push(text, found, value),
        (false, Some('{')) => add(text, found, rest, value),
        (true, _) => Err(format!("`{name}` is no list")),
        (false, _) => Err(format!("`{name}` is no plain mapping")),
    }
}

/// Puts a value into the list whose `[` is at this byte.
pub(super) fn push(text: &str, open: usize, value: &str) -> Result<String, String> {
    let inside = Inside::of(text, open)?;
    if inside.items(text).any(|item| same(item, value)) {
        return Ok(text.to_owned());
    }
    let value = match text[open..inside.close].contains('"') {
        true => serde_json::Value::from(value).to_string(),
        false => scalar(value),
    };
    Ok(inside.with(text, &value))
}

/// What stands between two brackets.
struct Inside {
    open: usize,
    close: usize,
    /// Bytes of the commas and colons that belong to it and to nothing inside it.
    commas: Vec<usize>,
    colons: Vec<usize>,
    /// Where its last filled character ends.
    filled: usize,
}

impl Inside {
    fn of(text: &str, open: usize) -> Result<Self, String> {
        let mut inside = Self {
            open,
            close: open,
            commas: vec![],
            colons: vec![],
            filled: open + 1,
        };
        let (mut depth, mut quote, mut comment, mut before) = (0_usize, None, false, ' ');
        let mut skip = false;
        for (at, c) in text[open..].char_indices().map(|(at, c)| (open + at, c)) {
            let last = std::mem::replace(&mut before, c);
            if comment {
                comment = c != '\n';
                continue;
            }
            if let Some(mark) = quote {
                if skip {
                    skip = false;
                } else if c == '\\' && mark == '"' {
                    skip = true;
                } else if c == mark {
                    quote = None;
                }
                inside.filled = at + c.len_utf8();
                continue;
            }
            match c {
                '#' if last.is_whitespace() => {
                    comment = true;
                    continue;
                }
                '"' | '\'' if " ,[{:\n".contains(last) => quote = Some(c),
                '[' | '{' => depth += 1,
                ']' | '}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        inside.close = at;
                        return Ok(inside);
                    }
                }
                ',' if depth == 1 => inside.commas.push(at),
                ':' if depth == 1 => {
                    let next = text[at + 1..].chars().next().unwrap_or(' ');
                    if next.is_whitespace() || last == '"' || last == '\'' {
                        inside.colons.push(at);
                    }
                }
                _ => {}
            }
            if !c.is_whitespace() {
                inside.filled = at + c.len_utf8();
            }
        }
        Err("a bracket is never closed".to_owned())
    }

    fn items<'t>(&self, text: &'t str) -> impl Iterator<Item = &'t str> {
        let starts = std::iter::once(self.open).chain(self.commas.iter().copied());
        let ends = self.commas.iter().copied().chain([self.close]);
        let pairs: Vec<_> = starts.zip(ends).collect();
        pairs.into_iter().map(|(start, end)| text[start + 1..end].trim())
    }

    /// Where the value of a key begins.
    fn value_of(&self, text: &str, name: &str) -> Option<usize> {
        self.colons.iter().copied().find_map(|colon| {
            let start = self.commas.iter().rev().find(|comma| **comma < colon);
            let start = start.copied().unwrap_or(self.open) + 1;
            let key = text[start..colon].trim().trim_matches(['"', '\'']);
            let rest = &text[colon + 1..];
            (key == name).then(|| colon + 1 + rest.len() - rest.trim_start().len())
        })
    }

    /// The text with one more item at its end.
    fn with(&self, text: &str, item: &str) -> String {
        let is_empty = text[self.open + 1..self.filled].trim().is_empty();
        let ends_in_comma = self.commas.last().is_some_and(|comma| *comma + 1 == self.filled);
        let between = match (is_empty, ends_in_comma) {
            (true, _) => "",
            (false, true) => " ",
            (false, false) => ", ",
        };
        let (before, after) = text.split_at(self.filled);
        format!("{before}{between}{item}{after}")
    }
}
