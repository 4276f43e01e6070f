//! Writes a JSON value as a YAML document. Plain where YAML 1.1 and 1.2 readers agree that plain text is text, quoted as
//! in JSON (which YAML contains) everywhere else, and text of several lines as a block. Knows no entities.

use std::io::{self, Write};

use serde_json::Value;

use crate::model::text::is_hazard;

/// Writes `value` as one document, beginning with `---`.
pub(super) fn write(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    writeln!(out, "---")?;
    block(out, value, 0, Lead::LineStart)
}

/// What stands before a value on its line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lead {
    LineStart,
    /// `key:`
    Key,
    /// `-`
    Dash,
}

fn block(out: &mut dyn Write, value: &Value, indent: usize, lead: Lead) -> io::Result<()> {
    match value {
        Value::Object(map) if !map.is_empty() => {
            if lead == Lead::Key {
                writeln!(out)?;
            }
            for (at, (key, value)) in map.iter().enumerate() {
                let pad = if at == 0 && lead == Lead::Dash { 0 } else { indent };
                write!(
                    out,
                    "{:lead$}{:pad$}{}:",
                    "",
                    "",
                    key_text(key),
                    lead = usize::from(at == 0 && lead == Lead::Dash)
                )?;
                // A list may stand at the indentation of its key; going deeper keeps nesting visible.
                block(out, value, indent + 2, Lead::Key)?;
            }
            Ok(())
        }
        Value::Array(items) if !items.is_empty() => {
            if lead == Lead::Key {
                writeln!(out)?;
            }
            for (at, item) in items.iter().enumerate() {
                if at == 0 && lead == Lead::Dash {
                    write!(out, " -")?;
                } else {
                    write!(out, "{:indent$}-", "")?;
                }
                block(out, item, indent + 2, Lead::Dash)?;
            }
            Ok(())
        }
        scalar => {
            let gap = if lead == Lead::LineStart { "" } else { " " };
            match scalar {
                Value::String(text) if is_block(text) => literal(out, text, indent.max(2), gap),
                other => writeln!(out, "{gap}{}", scalar_text(other)),
            }
        }
    }
}

fn key_text(key: &str) -> String {
    if is_plain(key) {
        key.to_owned()
    } else {
        quoted(key)
    }
}

fn scalar_text(value: &Value) -> String {
    match value {
        Value::String(text) if is_plain(text) => text.clone(),
        Value::String(text) => quoted(text),
        // Numbers, truth values, null, and what is empty.
        other => other.to_string(),
    }
}

/// JSON's quotes and escapes, which YAML shares, hazards escaped too.
fn quoted(text: &str) -> String {
    let mut bytes = vec![];
    let written = crate::cli::output::write_json(&mut bytes, &text);
    debug_assert!(written.is_ok(), "a vector takes everything");
    String::from_utf8(bytes).unwrap_or_default().trim_end().to_owned()
}

/// Whether every YAML reader takes the bare text for this very text.
fn is_plain(text: &str) -> bool {
    let first_is_letter = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
    let harmless = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | '@' | '+' | '(' | ')' | ' ')
    };
    first_is_letter
        && text.chars().all(|c| harmless(c) || c == ':')
        && no_mapping(text)
        && !text.ends_with(' ')
        && !is_word(text)
}

/// `: ` and a final `:` begin a mapping.
fn no_mapping(text: &str) -> bool {
    !text.contains(": ") && !text.ends_with(':')
}

/// Words that some version of YAML reads as a truth value, nothing or a number.
fn is_word(text: &str) -> bool {
    const WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "e"];
    WORDS.iter().any(|word| word.eq_ignore_ascii_case(text))
}

/// Whether the text reads better as a block: several lines, none of them a riddle to YAML.
fn is_block(text: &str) -> bool {
    let body = text.strip_suffix('\n').unwrap_or(text);
    body.contains('\n')
        && !body.ends_with('\n')
        && !body.starts_with([' ', '\n', '\t'])
        && text.chars().all(|c| c == '\n' || c == '\t' || !is_hazard(c))
}

fn literal(out: &mut dyn Write, text: &str, indent: usize, gap: &str) -> io::Result<()> {
    writeln!(out, "{gap}|{}", if text.ends_with('\n') { "" } else { "-" })?;
    for line in text.lines() {
        if line.is_empty() {
            writeln!(out)?
        } else {
            writeln!(out, "{:indent$}{line}", "")?
        }
    }
    Ok(())
}
