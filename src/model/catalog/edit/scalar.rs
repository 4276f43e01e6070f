//! Texts as YAML writes them: bare, in either quotes, or as a block of lines. What a style cannot hold it does not write.

use granit_parser::ScalarStyle;

use super::Json;
use super::layout::{Layout, Value};
use crate::model::text::{is_hazard, quoted};

/// Where a text is to stand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Block,
    /// Between brackets or braces.
    Flow,
}

/// The text in a style on one line; none where the style cannot hold it there.
pub(super) fn write(text: &str, style: ScalarStyle, within: Within) -> Option<String> {
    match style {
        ScalarStyle::Plain => is_plain(text, within).then(|| text.to_owned()),
        ScalarStyle::SingleQuoted => {
            let holds = !text.chars().any(is_hazard);
            holds.then(|| format!("'{}'", text.replace('\'', "''")))
        }
        ScalarStyle::DoubleQuoted => Some(quoted(text)),
        ScalarStyle::Literal | ScalarStyle::Folded => None,
    }
}

/// The text on one line, in the first of these styles that can hold it; double quotes hold everything.
pub(super) fn in_line(text: &str, styles: &[ScalarStyle], within: Within) -> String {
    let written = styles.iter().find_map(|style| write(text, *style, within));
    written.unwrap_or_else(|| quoted(text))
}

/// Any value on one line, its texts and keys in the first of these styles that can hold them.
pub(super) fn whole(value: &Json, styles: &[ScalarStyle]) -> String {
    let text = |text: &str| in_line(text, styles, Within::Flow);
    match value {
        Json::String(written) => text(written),
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| whole(item, styles)).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(map) => {
            let pair = |(key, value): (&String, &Json)| format!("{}: {}", text(key), whole(value, styles));
            let pairs: Vec<String> = map.iter().map(pair).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// Whether every reader takes the bare text for this very text.
pub(super) fn is_plain(text: &str, within: Within) -> bool {
    let first = text.chars().next();
    let begins = first.is_some_and(|c| !"-?:,[]{}#&*!|>'\"%@`=<".contains(c) && !c.is_whitespace());
    let is_free = |c: char| {
        let in_flow = within == Within::Flow && ",[]{}".contains(c);
        !is_hazard(c) && !in_flow
    };
    begins
        && text.chars().all(is_free)
        && !text.ends_with(char::is_whitespace)
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && !is_word(text)
}

/// Whether a bare text stands for something else than itself, in some version of YAML: a truth value, nothing, a number, a
/// date.
pub(super) fn is_word(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];
    let is_number = || {
        text.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
            && text
                .chars()
                .all(|c| c.is_ascii_hexdigit() || "+-._:xXoOTtZz infINF".contains(c))
    };
    text.is_empty() || WORDS.iter().any(|word| word.eq_ignore_ascii_case(text)) || is_number()
}

/// A block of lines: the indicators that its header needs, and its lines without indentation.
pub(super) struct Block {
    pub chomping: &'static str,
    pub lines: Vec<String>,
}

/// A text as a block, which keeps its lines (`|`) or folds them (`>`); none where a block cannot hold it.
pub(super) fn block(text: &str, style: ScalarStyle) -> Option<Block> {
    let body = text.trim_end_matches('\n');
    let is_clear = |c: char| c == '\n' || !is_hazard(c);
    let begins = !body.starts_with([' ', '\n']);
    if body.is_empty() || !begins || !body.chars().all(is_clear) {
        return None;
    }
    let mut lines: Vec<String> = match style {
        ScalarStyle::Literal => body.split('\n').map(str::to_owned).collect(),
        // A line more indented than the others is not folded, so it is left to the other styles.
        ScalarStyle::Folded if body.split('\n').any(|line| line.starts_with(' ')) => return None,
        ScalarStyle::Folded => folded(body),
        _ => return None,
    };
    let ends = text.len() - body.len();
    let chomping = match ends {
        0 => "-",
        1 => "",
        _ => "+",
    };
    lines.extend((1..ends).map(|_| String::new()));
    Some(Block { chomping, lines })
}

/// Each line break of the text is one more in the block, where it is not among others.
fn folded(body: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in body.split('\n') {
        let is_after_text = lines.last().is_some_and(|last| !last.is_empty());
        if is_after_text && !line.is_empty() {
            lines.push(String::new());
        }
        if is_after_text && line.is_empty() {
            lines.push(String::new());
        }
        lines.push(line.to_owned());
    }
    lines
}

/// In which styles texts stand somewhere, the most usual one first.
pub(super) fn manners<'v>(near: impl Iterator<Item = &'v Value>) -> Option<Vec<ScalarStyle>> {
    let (mut plain, mut single, mut double, mut needed) = (0, 0, 0, None);
    for value in near {
        let (Some(text), Some(style)) = (value.text(), value.style()) else {
            continue;
        };
        let is_free = is_plain(text, Within::Flow);
        match style {
            ScalarStyle::Plain if is_free => plain += 1,
            ScalarStyle::SingleQuoted if is_free => single += 1,
            ScalarStyle::DoubleQuoted if is_free => double += 1,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => needed = Some(style),
            _ => {}
        }
    }
    let quotes = match single > double {
        true => ScalarStyle::SingleQuoted,
        false => ScalarStyle::DoubleQuoted,
    };
    match (plain, single.max(double)) {
        (0, 0) => needed.map(|style| vec![ScalarStyle::Plain, style]),
        (plain, marked) if plain >= marked => Some(vec![
            ScalarStyle::Plain,
            needed.filter(|_| marked == 0).unwrap_or(quotes),
        ]),
        _ => Some(vec![quotes]),
    }
}

/// The styles for a new value beside these; as in the rest of the document where they do not tell.
pub(super) fn value_manners(layout: &Layout<'_>, siblings: &Value) -> Vec<ScalarStyle> {
    let near = siblings
        .pairs()
        .iter()
        .map(|(_, value)| value)
        .chain(siblings.items());
    manners(near)
        .or_else(|| {
            let mut all = Vec::new();
            layout
                .root
                .each(&mut |value| all.extend(value.pairs().iter().map(|(_, value)| value)));
            manners(all.into_iter())
        })
        .unwrap_or_else(|| vec![ScalarStyle::Plain])
}

/// The styles for a new key beside these.
pub(super) fn key_manners(layout: &Layout<'_>, siblings: &Value) -> Vec<ScalarStyle> {
    manners(siblings.pairs().iter().map(|(key, _)| key))
        .or_else(|| {
            let mut all = Vec::new();
            layout
                .root
                .each(&mut |value| all.extend(value.pairs().iter().map(|(key, _)| key)));
            manners(all.into_iter())
        })
        .unwrap_or_else(|| vec![ScalarStyle::Plain])
}
