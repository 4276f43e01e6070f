//! JSON (RFC 8259) into nodes that know where they stand. What stands before a mistake is kept; trailing commas and comments,
//! which people leave in such files, are read over and told.

use std::iter::Peekable;
use std::str::Chars;

use crate::model::catalog::{Key, Node, Position, Value};

/// Deeper than any radar.
const DEPTH_LIMIT: usize = 64;

type Complaint = (Position, String);

/// What could be read.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub root: Option<Node>,
    /// Where it is no JSON any more, and why.
    pub broken: Option<Complaint>,
    pub odd: Vec<Complaint>,
}

pub(super) fn parse(text: &str) -> Read {
    let mut reader = Reader {
        rest: text.chars().peekable(),
        at: Position { line: 1, column: 1 },
        depth: 0,
        read: Read::default(),
    };
    let root = reader.value();
    reader.blanks();
    if reader.read.broken.is_none() && reader.rest.peek().is_some() {
        reader.fail("there is more after the end");
    }
    Read { root, ..reader.read }
}

struct Reader<'a> {
    rest: Peekable<Chars<'a>>,
    at: Position,
    depth: usize,
    read: Read,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        match c {
            '\n' => {
                self.at.line += 1;
                self.at.column = 1;
            }
            _ => self.at.column += 1,
        }
        Some(c)
    }

    fn fail(&mut self, message: impl Into<String>) {
        self.fail_at(self.at, message);
    }

    /// The first mistake counts: what follows from it is no other one.
    fn fail_at(&mut self, at: Position, message: impl Into<String>) {
        self.read.broken.get_or_insert((at, message.into()));
    }

    fn is_broken(&self) -> bool {
        self.read.broken.is_some()
    }

    /// Reads over blanks and comments.
    fn blanks(&mut self) {
        while let Some(c) = self.rest.peek() {
            match c {
                ' ' | '\t' | '\r' | '\n' => {
                    self.next();
                }
                '/' => self.comment(),
                _ => break,
            }
            if self.is_broken() {
                break;
            }
        }
    }

    fn comment(&mut self) {
        let at = self.at;
        self.next();
        match self.next() {
            Some('/') => {
                while self.rest.peek().is_some_and(|c| *c != '\n') {
                    self.next();
                }
            }
            Some('*') => {
                let mut before = ' ';
                loop {
                    match self.next() {
                        Some('/') if before == '*' => break,
                        Some(c) => before = c,
                        None => return self.fail_at(at, "this comment has no end"),
                    }
                }
            }
            _ => return self.fail_at(at, "`/` stands where a value should"),
        }
        self.read
            .odd
            .push((at, "JSON has no comments; this one was read over".to_owned()));
    }

    fn value(&mut self) -> Option<Node> {
        self.blanks();
        let at = self.at;
        let value = match self.rest.peek().copied() {
            None => {
                self.fail("a value is missing at the end of the file");
                return None;
            }
            Some('{' | '[') if self.depth == DEPTH_LIMIT => {
                self.fail(format!("this is nested more than {DEPTH_LIMIT} deep"));
                return None;
            }
            Some('{') => self.map(),
            Some('[') => self.list(),
            Some('"') => Value::Scalar {
                text: self.string()?,
                plain: false,
            },
            Some(_) => self.word()?,
        };
        Some(Node { value, at })
    }

    /// After a value of a list or a mapping: whether another one follows.
    fn goes_on(&mut self, end: char) -> bool {
        self.blanks();
        let at = self.at;
        match self.rest.peek() {
            Some(',') => {
                self.next();
                self.blanks();
                if self.rest.peek() == Some(&end) {
                    let message = format!("there is a comma before `{end}`; it was read over");
                    self.read.odd.push((at, message));
                    self.next();
                    return false;
                }
                true
            }
            Some(c) if *c == end => {
                self.next();
                false
            }
            Some(c) => {
                let message = format!("`{c}` stands where `,` or `{end}` should");
                self.fail(message);
                false
            }
            None => {
                self.fail(format!("the file ends where `,` or `{end}` should stand"));
                false
            }
        }
    }

    fn list(&mut self) -> Value {
        self.next();
        self.depth += 1;
        let mut items = Vec::new();
        self.blanks();
        if self.rest.peek() == Some(&']') {
            self.next();
        } else {
            loop {
                let item = self.value();
                // One that was not read to its end would be complained about twice.
                if self.is_broken() {
                    break;
                }
                items.extend(item);
                if !self.goes_on(']') {
                    break;
                }
            }
        }
        self.depth -= 1;
        Value::List(items)
    }

    fn map(&mut self) -> Value {
        self.next();
        self.depth += 1;
        let mut pairs: Vec<(Key, Node)> = Vec::new();
        self.blanks();
        if self.rest.peek() == Some(&'}') {
            self.next();
        } else {
            while let Some((key, node)) = self.pair() {
                match pairs.iter_mut().find(|(known, _)| known.text == key.text) {
                    Some(known) => {
                        let message = format!("`{}` stands here twice; the last one counts", key.text);
                        self.read.odd.push((key.at, message));
                        known.1 = node;
                    }
                    None => pairs.push((key, node)),
                }
                if self.is_broken() || !self.goes_on('}') {
                    break;
                }
            }
        }
        self.depth -= 1;
        Value::Map(pairs)
    }

    fn pair(&mut self) -> Option<(Key, Node)> {
        self.blanks();
        let at = self.at;
        if self.rest.peek() != Some(&'"') {
            self.fail("a key in quotes should stand here");
            return None;
        }
        let text = self.string()?;
        self.blanks();
        if self.rest.peek() != Some(&':') {
            self.fail(format!("`:` should stand here, after the key `{text}`"));
            return None;
        }
        self.next();
        Some((Key { text, at }, self.value()?))
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Option<Value> {
        let at = self.at;
        let mut text = String::new();
        while let Some(c) = self.rest.peek().copied() {
            if !(c.is_alphanumeric() || "+-._".contains(c)) {
                break;
            }
            text.push(c);
            self.next();
        }
        match text.as_str() {
            "null" => Some(Value::Null),
            "true" | "false" => Some(Value::Scalar { text, plain: true }),
            number if number.parse::<f64>().is_ok_and(f64::is_finite) => {
                Some(Value::Scalar { text, plain: true })
            }
            "" => {
                let found = self.rest.peek().map_or(String::new(), |c| format!("`{c}`"));
                self.fail_at(at, format!("{found} stands where a value should"));
                None
            }
            word => {
                self.fail_at(at, format!("`{word}` is no value; texts stand in quotes"));
                None
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        let at = self.at;
        self.next();
        let mut text = String::new();
        loop {
            let here = self.at;
            match self.next() {
                Some('"') => return Some(text),
                Some('\\') => match self.escape() {
                    Some(c) => text.push(c),
                    None => {
                        self.fail_at(here, "this is no escape that JSON knows");
                        return None;
                    }
                },
                Some('\n') => {
                    self.fail_at(at, "this text has no closing quote on its line");
                    return None;
                }
                Some(c) => text.push(c),
                None => {
                    self.fail_at(at, "this text has no closing quote");
                    return None;
                }
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            c @ ('"' | '\\' | '/') => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let unit = self.hex()?;
                if !(0xd800..0xdc00).contains(&unit) {
                    return Some(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                // Half of a character beyond the first 65,536; the other half follows.
                let mut ahead = self.rest.clone();
                if (ahead.next(), ahead.next()) != (Some('\\'), Some('u')) {
                    return Some(char::REPLACEMENT_CHARACTER);
                }
                self.next();
                self.next();
                let low = self.hex()?.wrapping_sub(0xdc00);
                let whole = 0x1_0000 + ((unit - 0xd800) << 10) + (low & 0x3ff);
                char::from_u32(whole)
                    .filter(|_| low < 0x400)
                    .unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        (0..4).try_fold(0, |number, _| Some(number * 16 + self.next()?.to_digit(16)?))
    }
}
