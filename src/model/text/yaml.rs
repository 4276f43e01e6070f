//! A JSON value as a YAML document. Plain where YAML 1.1 and 1.2 readers agree that plain text is text, quoted as
//! in JSON (which YAML contains) everywhere else, and text of several lines as a block. Knows no entities.

use std::fmt::{self, Write};

use serde_json::{Map, Value};

use super::is_hazard;

/// `value` as one document, beginning with `---`.
pub fn yaml(value: &Value) -> String {
    let mut out = String::from("---\n");
    let written = write_document(&mut out, value);
    debug_assert!(written.is_ok(), "a text takes everything");
    out
}

fn write_document(out: &mut String, value: &Value) -> fmt::Result {
    match value {
        Value::Object(map) if !map.is_empty() => write_map(out, map, 0, true),
        Value::Array(items) if !items.is_empty() => write_list(out, items, 0, true),
        scalar => writeln!(out, "{}", scalar_text(scalar)),
    }
}

/// The pairs of a map, each on its own line; the first one goes on a line that has begun, unless it is `fresh`.
fn write_map(out: &mut String, map: &Map<String, Value>, indent: usize, fresh: bool) -> fmt::Result {
    for (at, (key, value)) in map.iter().enumerate() {
        let pad = if at > 0 || fresh { indent } else { 0 };
        write!(out, "{:pad$}{}:", "", key_text(key))?;
        match value {
            Value::Object(map) if !map.is_empty() => {
                writeln!(out)?;
                write_map(out, map, indent + 2, true)?;
            }
            Value::Array(items) if !items.is_empty() => {
                writeln!(out)?;
                write_list(out, items, indent + 2, true)?;
            }
            scalar => write_scalar(out, scalar, indent + 2)?,
        }
    }
    Ok(())
}

/// The items of a list, as [`write_map`] writes pairs.
fn write_list(out: &mut String, items: &[Value], indent: usize, fresh: bool) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        let pad = if at > 0 || fresh { indent } else { 0 };
        write!(out, "{:pad$}-", "")?;
        match item {
            Value::Object(map) if !map.is_empty() => {
                write!(out, " ")?;
                write_map(out, map, indent + 2, false)?;
            }
            Value::Array(items) if !items.is_empty() => {
                write!(out, " ")?;
                write_list(out, items, indent + 2, false)?;
            }
            scalar => write_scalar(out, scalar, indent + 2)?,
        }
    }
    Ok(())
}

/// A scalar after its key or dash.
fn write_scalar(out: &mut String, scalar: &Value, indent: usize) -> fmt::Result {
    match scalar {
        Value::String(text) if is_block(text) => write_block(out, text, indent),
        other => writeln!(out, " {}", scalar_text(other)),
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
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    for c in serde_json::Value::from(text).to_string().chars() {
        if !is_hazard(c) {
            out.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            out.push_str(&format!("\\u{unit:04x}"));
        }
    }
    out
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
    const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
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

fn write_block(out: &mut String, text: &str, indent: usize) -> fmt::Result {
    writeln!(out, " |{}", if text.ends_with('\n') { "" } else { "-" })?;
    for line in text.lines() {
        if line.is_empty() {
            writeln!(out)?
        } else {
            writeln!(out, "{:indent$}{line}", "")?
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_as_a_person_would_write_it() {
        let value = json!({
            "kind": "Component",
            "metadata": { "name": "a", "tags": ["java", "1.8", "on"], "links": [{ "url": "https://x", "title": "X: y" }] },
            "spec": { "definition": "a: b\n\n  c\n", "empty": {}, "none": null, "many": [[1, 2.5], []], "yes": true },
        });
        insta::assert_snapshot!(yaml(&value), @r#"
        ---
        kind: Component
        metadata:
          name: a
          tags:
            - java
            - "1.8"
            - "on"
          links:
            - url: https://x
              title: "X: y"
        spec:
          definition: |
            a: b

              c
          empty: {}
          none: null
          many:
            - - 1
              - 2.5
            - []
          "yes": true
        "#);
    }
}
