//! Lines of a text: where they begin and end, what is left of them, and comments. Breaks are those of YAML: LF, CR LF, and
//! CR alone.

use std::ops::Range;

use super::layout::{Content, Value};
use granit_parser::ScalarStyle;

/// Where the line that holds a byte begins.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    let before = text.as_bytes().get(..at).unwrap_or_default();
    before
        .iter()
        .rposition(|byte| is_break(*byte))
        .map_or(0, |found| found + 1)
}

/// Where the line that holds a byte ends, before its break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let after = text.as_bytes().get(at..).unwrap_or_default();
    after
        .iter()
        .position(|byte| is_break(*byte))
        .map_or(text.len(), |found| at + found)
}

/// Where the next line begins; the end of the text where there is none.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let end = line_end(text, at);
    match text.get(end..) {
        Some(rest) if rest.starts_with("\r\n") => end + 2,
        Some(rest) if !rest.is_empty() => end + 1,
        _ => end,
    }
}

/// The break before this place, where a line begins.
pub(super) fn break_before(text: &str, at: usize) -> Range<usize> {
    let before = text.get(..at).unwrap_or_default();
    let length = match before.as_bytes() {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n' | b'\r'] => 1,
        _ => 0,
    };
    at - length..at
}

fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// How lines end near a place.
pub(super) fn newline(text: &str, at: usize) -> &'static str {
    let near = [line_end(text, at), line_start(text, at).saturating_sub(1)];
    let found = near.iter().find_map(|at| match text.as_bytes().get(*at..)? {
        [b'\r', b'\n', ..] => Some("\r\n"),
        [b'\r', ..] => Some("\r"),
        [b'\n', ..] if *at > 0 && text.as_bytes().get(at - 1) == Some(&b'\r') => Some("\r\n"),
        [b'\n', ..] => Some("\n"),
        _ => None,
    });
    found.unwrap_or("\n")
}

/// The text of the line before a byte, if nothing but blanks.
pub(super) fn margin(text: &str, at: usize) -> Option<&str> {
    let margin = text.get(line_start(text, at)..at)?;
    margin.bytes().all(|byte| byte == b' ').then_some(margin)
}

/// Whether nothing but blanks and a comment follows on the line.
pub(super) fn is_last_on_line(text: &str, at: usize) -> bool {
    let rest = text.get(at..line_end(text, at)).unwrap_or_default();
    let bare = rest.trim_start_matches([' ', '\t']);
    bare.is_empty() || bare.starts_with('#') && (bare.len() < rest.len() || line_start(text, at) == at)
}

/// After blanks.
pub(super) fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// After blanks, breaks and comments.
pub(super) fn skip_blanks_and_comments(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let bare = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        at += rest.len() - bare.len();
        if !bare.starts_with('#') {
            return at;
        }
        at = line_end(text, at);
    }
}

/// After the lines from here on that hold a comment alone which is at least so far in.
pub(super) fn skip_comments(text: &str, mut at: usize, indent: usize) -> usize {
    while let Some(line) = text.get(at..line_end(text, at)) {
        let bare = line.trim_start_matches(' ');
        if !bare.starts_with('#') || line.len() - bare.len() < indent {
            break;
        }
        let next = next_line(text, at);
        if next == at {
            break;
        }
        at = next;
    }
    at
}

/// Where the text of a value ends: of a block of lines, after its last line, without the break where blank lines behind it
/// do not belong to it.
pub(super) fn end_of(text: &str, value: &Value) -> usize {
    match &value.content {
        Content::Map { pairs, flow: false } => {
            let last = pairs
                .last()
                .map(|(key, value)| end_of(text, value).max(key.span.end));
            last.unwrap_or(value.span.end)
        }
        Content::List { items, flow: false } => {
            items.last().map_or(value.span.end, |last| end_of(text, last))
        }
        Content::Scalar {
            style: ScalarStyle::Literal | ScalarStyle::Folded,
            ..
        } => end_of_block(text, value),
        _ => value.span.end,
    }
}

fn end_of_block(text: &str, value: &Value) -> usize {
    let span = value.span.clone();
    let body = text.get(span.clone()).unwrap_or_default();
    let keeps = header(text, value).is_some_and(|header| text[header].contains('+'));
    let written = match keeps {
        // The last break is the line's own.
        true => span.end - break_before(text, span.end).len(),
        false => span.start + body.trim_end_matches([' ', '\t', '\n', '\r']).len(),
    };
    // Blanks at the end of the last line are its own.
    line_end(text, written.max(span.start))
}

/// The header of a block of lines, as `|-`, without its comment.
pub(super) fn header(text: &str, value: &Value) -> Option<Range<usize>> {
    let mark = match value.style()? {
        ScalarStyle::Literal => '|',
        ScalarStyle::Folded => '>',
        _ => return None,
    };
    // It ends the last line before the text that is not blank.
    let mut line = line_start(text, value.span.start);
    loop {
        let broken = break_before(text, line);
        if broken.is_empty() {
            return None;
        }
        let start = line_start(text, broken.start);
        let content = text.get(start..broken.start)?;
        if !content.trim().is_empty() {
            let code = content
                .split(" #")
                .next()
                .unwrap_or(content)
                .trim_end_matches([' ', '\t']);
            let bare = code.trim_end_matches(|c: char| c.is_ascii_digit() || c == '+' || c == '-');
            return bare
                .ends_with(mark)
                .then(|| start + bare.len() - 1..start + code.len());
        }
        line = start;
    }
}

/// After the colon of a key; none where it has none, as it may between braces.
pub(super) fn after_colon(text: &str, key: &Value) -> Option<usize> {
    let at = skip_blanks_and_comments(text, key.span.end);
    text.get(at..)?.starts_with(':').then_some(at + 1)
}
