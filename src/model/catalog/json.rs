//! Reads a document back from the JSON that [`Node::canonical_json`] made of it: numbers keep their spelling, places are lost.

use super::node::{Key, Node, Position, Value};

/// Deeper than any document that is read from a file.
const DEEPEST: usize = 200;

/// The document that a JSON text states; nothing where it is not JSON.
pub fn read_json(text: &str) -> Option<Node> {
    let mut reader = Reader { text, at: 0 };
    let node = reader.value(0)?;
    reader.blanks();
    (reader.at == text.len()).then_some(node)
}

struct Reader<'a> {
    text: &'a str,
    /// The byte that comes next; always at a character's begin.
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Takes a byte, if it is the next one after blanks.
    fn takes(&mut self, byte: u8) -> bool {
        self.blanks();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        if depth > DEEPEST {
            return None;
        }
        self.blanks();
        let value = match self.peek()? {
            b'{' => self.map(depth)?,
            b'[' => self.list(depth)?,
            b'"' => Value::Scalar {
                text: self.string()?,
                plain: false,
            },
            _ => self.literal()?,
        };
        Some(Node {
            value,
            at: Position::default(),
        })
    }

    fn map(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut pairs = Vec::new();
        if self.takes(b'}') {
            return Some(Value::Map(pairs));
        }
        loop {
            self.blanks();
            let key = Key {
                text: self.string()?,
                at: Position::default(),
            };
            if !self.takes(b':') {
                return None;
            }
            pairs.push((key, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Some(Value::Map(pairs));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        self.at += 1;
        let mut items = Vec::new();
        if self.takes(b']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Some(Value::List(items));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    /// A number, a truth value or nothing, as it is spelled.
    fn literal(&mut self) -> Option<Value> {
        let rest: &'a str = self.text.get(self.at..)?;
        let is_end = |byte: u8| matches!(byte, b',' | b']' | b'}' | b' ' | b'\n' | b'\r' | b'\t');
        let length = rest.bytes().position(is_end).unwrap_or(rest.len());
        let text = rest.get(..length)?;
        let is_literal = matches!(text, "true" | "false" | "null")
            || text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) && text.parse::<f64>().is_ok();
        self.at += length;
        is_literal.then(|| Value::Scalar {
            text: text.to_owned(),
            plain: true,
        })
    }

    fn string(&mut self) -> Option<String> {
        if self.peek() != Some(b'"') {
            return None;
        }
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest: &'a str = self.text.get(self.at..)?;
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\'))?;
            text.push_str(rest.get(..length)?);
            self.at += length + 1;
            if rest.as_bytes().get(length) == Some(&b'"') {
                return Some(text);
            }
            text.push(self.escaped()?);
        }
    }

    /// The character after a backslash.
    fn escaped(&mut self) -> Option<char> {
        let byte = self.peek()?;
        self.at += 1;
        Some(match byte {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'"' | b'\\' | b'/' => char::from(byte),
            b'u' => self.unicode()?,
            _ => return None,
        })
    }

    fn unicode(&mut self) -> Option<char> {
        let high = self.four_digits()?;
        if !(0xd800..0xdc00).contains(&high) {
            return char::from_u32(high);
        }
        if !self.text.get(self.at..)?.starts_with("\\u") {
            return None;
        }
        self.at += 2;
        let low = self
            .four_digits()?
            .checked_sub(0xdc00)
            .filter(|low| *low < 0x400)?;
        char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)
    }

    fn four_digits(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_document_is_read_back_as_it_was() {
        for (text, expected) in [
            (r#"{"a":[1.10,true,null,"x\n\u0007\"\\"],"b":{}}"#, true),
            (r#" {"a" : [ ] } "#, true),
            (r#""\ud83d\ude00""#, true),
            (r#"{"a":}"#, false),
            (r#"{"a":1"#, false),
            (r#""\ud83d""#, false),
            (r#"[1,]"#, false),
            (r#"[x]"#, false),
            ("", false),
        ] {
            assert_eq!(read_json(text).is_some(), expected, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(read_json(&deep), None);
        let node = read_json(r#"{"a":1.10}"#).unwrap();
        assert_eq!(node.get("a").and_then(Node::text), Some("1.10"));
    }

    fn json() -> impl Strategy<Value = serde_json::Value> {
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            "\\PC{0,8}|[\\x00-\\x1f\"\\\\]{0,4}".prop_map(Into::into),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
                prop::collection::btree_map("\\PC{0,6}", inner, 0..4)
                    .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_read_says_the_same(value in json()) {
            let node = read_json(&value.to_string()).unwrap();
            let again: serde_json::Value = serde_json::from_str(&node.canonical_json()).unwrap();
            prop_assert_eq!(again, value);
        }
    }
}
