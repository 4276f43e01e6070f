//! An entity's file changed where it must be: a value put into a list of a document so that only the lines change that
//! have to, and comments, order and style stay. Works on the text alone; whoever writes the result reads it back first.

mod flow;
#[cfg(test)]
mod tests;

use std::ops::Range;

/// One change of a document. Paths are keys from the outside in, as `metadata`, `annotations`, `muster/deputy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A text at a path, whatever was there; mappings on the way are made where they are missing.
    Set { path: Vec<String>, value: String },
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
}

/// The text with all of these changes in the document that begins at this byte; every byte that need not move stays.
///
/// # Errors
/// In a sentence, where the document is written in a way that cannot be changed line by line.
pub fn change(text: &str, document_offset: usize, changes: &[Change]) -> Result<String, String> {
    let mut text = text.to_owned();
    for change in changes {
        text = match change {
            Change::Add { path, value } => {
                let path: Vec<&str> = path.iter().map(String::as_str).collect();
                add_to_list(&text, document_offset, &path, value)?
            }
            _ => return Err("only lists can be added to".to_owned()),
        };
    }
    Ok(text)
}

/// The text with `value` in the list at `path` (as `spec`, `dependsOn`) of the document that begins at this byte; the same
/// text where it is in there already. Lists and mappings are made where they are missing.
///
/// # Errors
/// In a sentence, where the document is written in a way that cannot be changed line by line.
pub fn add_to_list(text: &str, document_offset: usize, path: &[&str], value: &str) -> Result<String, String> {
    let document = document(text, document_offset).ok_or("the document is not where it was")?;
    let (body, list) = path
        .split_last()
        .ok_or("no list was named")
        .map(|(list, body)| (body, *list))?;
    let lines = Lines::of(text, document.clone());
    if let Some(open) = flow::opening(&text[document.clone()]) {
        return flow::add(text, document.start + open, path, value);
    }
    let mut within = 0..lines.0.len();
    let mut least = 0;
    for (depth, name) in body.iter().enumerate() {
        let Some(at) = lines.key(within.clone(), name) else {
            return Err(format!("there is no `{name}` in it"));
        };
        match lines.value(at) {
            "" => {}
            inside if inside.starts_with('{') => {
                let open = lines.0[at].end_of_key + lines.0[at].value_gap;
                return flow::add(text, open, &path[depth + 1..], value);
            }
            _ => return Err(format!("`{name}` is no plain mapping")),
        }
        least = lines.0[at].indent + 1;
        within = lines.block(at, within.end);
    }
    match lines.key(within.clone(), list) {
        Some(at) => into_list(text, &lines, at, within.end, value),
        None => new_list(text, &lines, within, least, list, value),
    }
}

/// Puts a value into the list of the key on a line.
fn into_list(text: &str, lines: &Lines<'_>, at: usize, end: usize, value: &str) -> Result<String, String> {
    let line = &lines.0[at];
    let written = lines.value(at);
    if written.starts_with('[') {
        return flow::push(text, line.end_of_key + line.value_gap, value);
    }
    if !written.is_empty() {
        return Err(format!("`{}` is no list", line.key));
    }
    // A list may stand as far left as its key.
    let items: Vec<usize> = (at + 1..end)
        .take_while(|&next| {
            lines.0[next].is_blank || lines.0[next].indent > line.indent || lines.0[next].is_item
        })
        .filter(|&next| !lines.0[next].is_blank)
        .collect();
    let Some(&first) = items.first() else {
        let indent = " ".repeat(line.indent + 2);
        return Ok(insert_after(text, line, &format!("{indent}- {}", scalar(value))));
    };
    let indent = lines.0[first].indent;
    if !lines.0[first].is_item {
        return Err(format!("`{}` is no list", line.key));
    }
    let own = |&&next: &&usize| lines.0[next].is_item && lines.0[next].indent == indent;
    if items
        .iter()
        .filter(own)
        .any(|&next| same(lines.item(next), value))
    {
        return Ok(text.to_owned());
    }
    let last = items.last().map_or(line, |&last| &lines.0[last]);
    Ok(insert_after(
        text,
        last,
        &format!("{}- {}", " ".repeat(indent), scalar(value)),
    ))
}

/// Makes the list at the end of a mapping.
fn new_list(
    text: &str,
    lines: &Lines<'_>,
    within: Range<usize>,
    least: usize,
    list: &str,
    value: &str,
) -> Result<String, String> {
    let filled: Vec<usize> = within.clone().filter(|&at| !lines.0[at].is_blank).collect();
    let indent = filled.first().map_or(least + 1, |&first| lines.0[first].indent);
    let last = match filled.last() {
        Some(&last) => &lines.0[last],
        None => within
            .start
            .checked_sub(1)
            .and_then(|before| lines.0.get(before))
            .ok_or("the document is empty")?,
    };
    let (outer, inner) = (" ".repeat(indent), " ".repeat(indent + 2));
    let newline = last.newline();
    let fresh = format!("{outer}{list}:{newline}{inner}- {}", scalar(value));
    Ok(insert_after(text, last, &fresh))
}

fn insert_after(text: &str, line: &Line<'_>, fresh: &str) -> String {
    let (before, after) = text.split_at(line.bytes.end);
    let newline = line.newline();
    if before.ends_with('\n') {
        format!("{before}{fresh}{newline}{after}")
    } else {
        // The last line of a file that does not end it.
        format!("{before}{newline}{fresh}{after}")
    }
}

/// A text as YAML writes it on one line, in lists of either style.
fn scalar(value: &str) -> String {
    let is_plain = value.starts_with(|c: char| c.is_ascii_alphabetic())
        && !value.ends_with(':')
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_./:@".contains(c))
        && value.contains([':', '/', '.', '-', '_']);
    if is_plain {
        value.to_owned()
    } else {
        serde_json::Value::from(value).to_string()
    }
}

/// Whether an item, as it is written, is this value. Refs are compared without regard to case.
fn same(written: &str, value: &str) -> bool {
    let bare = written.split(" #").next().unwrap_or(written).trim();
    let bare = bare.trim_matches(['"', '\'']);
    bare.eq_ignore_ascii_case(value)
}

/// Where a document begins after its marker, and where it ends.
fn document(text: &str, offset: usize) -> Option<Range<usize>> {
    let rest = text.get(offset..)?;
    let mut start = offset;
    for line in rest.split_inclusive('\n') {
        let is_marker = line.starts_with("---");
        let is_before = is_marker || line.starts_with('%') || is_blank(line);
        if !is_before {
            break;
        }
        start += line.len();
        if is_marker {
            break;
        }
    }
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        if line.starts_with("---") || line.starts_with("...") {
            break;
        }
        end += line.len();
    }
    Some(start..end)
}

fn is_blank(line: &str) -> bool {
    let line = line.trim_start();
    line.is_empty() || line.starts_with('#')
}

struct Lines<'t>(Vec<Line<'t>>);

struct Line<'t> {
    text: &'t str,
    bytes: Range<usize>,
    indent: usize,
    /// Nothing, or a comment.
    is_blank: bool,
    is_item: bool,
    /// Empty where the line begins with none.
    key: &'t str,
    /// The byte after the key's colon, and how many blanks follow it.
    end_of_key: usize,
    value_gap: usize,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str, range: Range<usize>) -> Self {
        let mut at = range.start;
        let line = |line: &'t str| {
            let bytes = at..at + line.len();
            at = bytes.end;
            Line::of(line, bytes)
        };
        Self(text[range.clone()].split_inclusive('\n').map(line).collect())
    }

    /// The line of a key among the outermost ones of a block.
    fn key(&self, within: Range<usize>, name: &str) -> Option<usize> {
        let filled = |&at: &usize| !self.0[at].is_blank;
        let indent = self.0[within.clone().find(filled)?].indent;
        within
            .filter(|&at| self.0[at].indent == indent && !self.0[at].is_item)
            .find(|&at| self.0[at].key.trim_matches(['"', '\'']) == name)
    }

    /// The lines that are deeper than this one.
    fn block(&self, at: usize, end: usize) -> Range<usize> {
        let indent = self.0[at].indent;
        let after = (at + 1..end).find(|&next| !self.0[next].is_blank && self.0[next].indent <= indent);
        at + 1..after.unwrap_or(end)
    }

    /// What is written behind the key of a line, without a comment.
    fn value(&self, at: usize) -> &'t str {
        let line = &self.0[at];
        let value = &line.text[(line.end_of_key - line.bytes.start).min(line.text.len())..];
        let value = value.trim();
        if value.starts_with('#') { "" } else { value }
    }

    fn item(&self, at: usize) -> &'t str {
        self.0[at].text.trim_start().trim_start_matches('-').trim()
    }
}

impl<'t> Line<'t> {
    fn of(text: &'t str, bytes: Range<usize>) -> Self {
        let bare = text.trim_start_matches(' ');
        let indent = text.len() - bare.len();
        let is_item = bare.starts_with("- ") || bare.trim_end() == "-";
        let colon = bare
            .char_indices()
            .find(|&(at, c)| c == ':' && bare[at + 1..].chars().next().is_none_or(char::is_whitespace));
        let colon = colon.map(|(at, _)| at).filter(|_| !is_item && !is_blank(text));
        let after = colon.map_or(text.len(), |colon| indent + colon + 1);
        let rest = &text[after..];
        Self {
            text,
            indent,
            is_blank: is_blank(text),
            is_item,
            key: colon.map_or("", |colon| bare[..colon].trim_end()),
            end_of_key: bytes.start + after,
            value_gap: rest.len() - rest.trim_start_matches([' ', '\t']).len(),
            bytes,
        }
    }

    fn newline(&self) -> &'static str {
        if self.text.ends_with("\r\n") { "\r\n" } else { "\n" }
    }
}
