//! A document as it was written: a tree of values that remembers where each one stands.
//! Knows neither YAML's grammar (`sources` parses) nor what an entity is (`descriptor` reads it).

use std::fmt::Write as _;

/// A place in a file, both counted from 1; the column counts characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// A value and where it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub at: Position,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    /// A scalar's text after unescaping. `plain` scalars may stand for a number, a truth value or nothing.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    /// Pairs in the order of the file. A key that was written twice stands here once, with its last value.
    Map(Vec<(Key, Node)>),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    pub text: String,
    pub at: Position,
}

impl Node {
    pub fn scalar(text: impl Into<String>, at: Position) -> Self {
        Self {
            value: Value::Scalar {
                text: text.into(),
                plain: false,
            },
            at,
        }
    }

    /// The value under `key`, if this is a map that has it.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.pairs()
            .iter()
            .find(|(k, _)| k.text == key)
            .map(|(_, node)| node)
    }

    /// The value at a path of keys.
    pub fn at_path(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The pairs of a map; none for anything else.
    pub fn pairs(&self) -> &[(Key, Node)] {
        match &self.value {
            Value::Map(pairs) => pairs,
            _ => &[],
        }
    }

    /// The items of a list; none for anything else.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The text of any scalar, also of a number: catalogs are read leniently.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar { text, plain } if !(*plain && is_null(text)) => Some(text),
            _ => None,
        }
    }

    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::Scalar { text, plain } => *plain && is_null(text),
            _ => false,
        }
    }

    /// What sort of value this is, in a word, for messages.
    pub fn sort(&self) -> &'static str {
        match &self.value {
            Value::Map(_) => "a mapping",
            Value::List(_) => "a list",
            _ if self.is_null() => "nothing",
            Value::Scalar { plain: true, text } if is_number(text) => "a number",
            Value::Scalar { plain: true, text } if matches!(text.as_str(), "true" | "false") => {
                "true or false"
            }
            _ => "text",
        }
    }

    /// The value as JSON with sorted keys and no blanks: the same content always gives the same bytes.
    pub fn canonical_json(&self) -> String {
        let mut out = String::with_capacity(512);
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Scalar { text, plain: true } if is_null(text) => out.push_str("null"),
            Value::Scalar { text, plain: true } if is_json_literal(text) => out.push_str(text),
            Value::Scalar { text, .. } => write_json_string(out, text),
            Value::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Map(pairs) => {
                let mut sorted: Vec<_> = pairs.iter().collect();
                sorted.sort_by(|a, b| a.0.text.cmp(&b.0.text));
                out.push('{');
                for (i, (key, node)) in sorted.into_iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_json_string(out, &key.text);
                    out.push(':');
                    node.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

fn is_json_literal(text: &str) -> bool {
    matches!(text, "true" | "false") || is_number(text)
}

/// Whether a plain scalar is a number as JSON writes it; other spellings (`0x1F`, `.5`, `1_000`) stay text.
fn is_number(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        ),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
        // Readers of JSON refuse what no double can hold.
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn write_json_string(out: &mut String, text: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (i, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..=0x1f => "",
            _ => continue,
        };
        out.push_str(&text[plain_from..i]);
        match escape {
            "" => write!(out, "\\u{byte:04x}").unwrap_or_default(),
            escape => out.push_str(escape),
        }
        plain_from = i + 1;
    }
    out.push_str(&text[plain_from..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn node(value: Value) -> Node {
        Node {
            value,
            at: Position::default(),
        }
    }

    fn plain(text: &str) -> Node {
        node(Value::Scalar {
            text: text.into(),
            plain: true,
        })
    }

    #[test]
    fn scalars_keep_their_types() {
        for (text, json) in [
            ("12", "12"),
            ("-1.50", "-1.50"),
            ("1e9", "1e9"),
            ("007", "\"007\""),
            ("1e999", "\"1e999\""),
            ("1e+-9", "\"1e+-9\""),
            ("1.", "\"1.\""),
            ("0x1F", "\"0x1F\""),
            ("true", "true"),
            ("yes", "\"yes\""),
            ("~", "null"),
            ("", "null"),
        ] {
            assert_eq!(plain(text).canonical_json(), json, "{text:?}");
        }
    }

    #[test]
    fn keys_are_sorted_so_that_order_is_no_change() {
        let key = |text: &str| Key {
            text: text.into(),
            at: Position::default(),
        };
        let one = node(Value::Map(vec![(key("b"), plain("1")), (key("a"), plain("x"))]));
        let two = node(Value::Map(vec![(key("a"), plain("x")), (key("b"), plain("1"))]));
        assert_eq!(one.canonical_json(), r#"{"a":"x","b":1}"#);
        assert_eq!(one.canonical_json(), two.canonical_json());
    }

    proptest! {
        #[test]
        fn any_scalar_is_valid_json(text in "\\PC{0,20}|[-+0-9.eE]{0,8}|[\\x00-\\x7f]{0,12}", is_plain: bool) {
            let json = node(Value::Scalar { text: text.clone(), plain: is_plain }).canonical_json();
            let read: Result<serde_json::Value, _> = serde_json::from_str(&json);
            prop_assert!(read.is_ok(), "{} is not JSON", json);
            if let Ok(serde_json::Value::String(back)) = read {
                prop_assert_eq!(back, text);
            }
        }
    }
}
