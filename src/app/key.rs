//! Keys as muster names them (`ctrl-d`, `g g`, `space`): parsed, printed, compared. Knows no terminal; the runtime
//! translates what the terminal sends.

use std::fmt;
use std::str::FromStr;

/// One key press. Shift is part of the character for letters and symbols, and of the name for `shift-tab`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
}

/// Which key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Insert,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// The names of keys that are not a printable character. The first name of a code is the one printed.
const NAMES: &[(&str, Code)] = &[
    ("enter", Code::Enter),
    ("return", Code::Enter),
    ("esc", Code::Esc),
    ("escape", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backtab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("del", Code::Delete),
    ("insert", Code::Insert),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pgup", Code::PageUp),
    ("pageup", Code::PageUp),
    ("pgdn", Code::PageDown),
    ("pagedown", Code::PageDown),
    ("space", Code::Char(' ')),
];

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyParseError {
    pub text: String,
}

impl fmt::Display for KeyParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a key; write a character, `ctrl-d`, `space`, `enter`, `f5` or a sequence such as `g g`",
            self.text
        )
    }
}

impl std::error::Error for KeyParseError {}

impl Key {
    pub const fn plain(code: Code) -> Self {
        Self {
            code,
            ctrl: false,
            alt: false,
        }
    }

    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    pub const fn ctrl(c: char) -> Self {
        Self {
            code: Code::Char(c),
            ctrl: true,
            alt: false,
        }
    }

    /// The character this key types into a text field, if it types one.
    pub fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        match (NAMES.iter().find(|(_, code)| *code == self.code), self.code) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Code::Char(c)) => write!(f, "{c}"),
            (None, Code::F(n)) => write!(f, "f{n}"),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

impl FromStr for Key {
    type Err = KeyParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut key = Key::plain(Code::Esc);
        let mut rest = text;
        loop {
            if let Some(after) = strip_modifier(rest, "ctrl-") {
                key.ctrl = true;
                rest = after;
            } else if let Some(after) = strip_modifier(rest, "alt-") {
                key.alt = true;
                rest = after;
            } else {
                break;
            }
        }
        key.code = match parse_code(rest).ok_or_else(|| KeyParseError {
            text: text.to_owned(),
        })? {
            Code::Char(c) if key.ctrl => Code::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Ok(key)
    }
}

/// Takes a modifier off the front, unless nothing would be left: `ctrl--` is Ctrl and the minus key.
fn strip_modifier<'a>(text: &'a str, modifier: &str) -> Option<&'a str> {
    let head = text.get(..modifier.len())?;
    let rest = text.get(modifier.len()..)?;
    (head.eq_ignore_ascii_case(modifier) && !rest.is_empty()).then_some(rest)
}

fn parse_code(text: &str) -> Option<Code> {
    let mut chars = text.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control() && !c.is_whitespace()).then_some(Code::Char(c));
    }
    if let Some((_, code)) = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
        return Some(*code);
    }
    let number = text.strip_prefix(['f', 'F'])?.parse().ok()?;
    (1..=24).contains(&number).then_some(Code::F(number))
}

/// Keys pressed one after the other, such as `g g`. Never empty when parsed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeySequence(pub Vec<Key>);

impl fmt::Display for KeySequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, key) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(" ")?;
            }
            write!(f, "{key}")?;
        }
        Ok(())
    }
}

impl FromStr for KeySequence {
    type Err = KeyParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let keys = text
            .split_whitespace()
            .map(Key::from_str)
            .collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() {
            Err(KeyParseError {
                text: text.to_owned(),
            })
        } else {
            Ok(Self(keys))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_are_printed_as_they_are_parsed() {
        for text in [
            "a",
            "G",
            "?",
            "-",
            "ctrl-d",
            "ctrl--",
            "alt-x",
            "ctrl-alt-k",
            "space",
            "esc",
            "shift-tab",
            "pgdn",
            "f5",
            "g g",
            "é",
        ] {
            let sequence: KeySequence = text.parse().unwrap();
            assert_eq!(sequence.to_string(), text);
        }
    }

    #[test]
    fn other_spellings_are_understood() {
        for (text, printed) in [
            ("Ctrl-D", "ctrl-d"),
            ("Return", "enter"),
            ("PageUp", "pgup"),
            ("DEL", "delete"),
            ("  g   g ", "g g"),
        ] {
            assert_eq!(text.parse::<KeySequence>().unwrap().to_string(), printed);
        }
    }

    #[test]
    fn what_is_no_key_is_named_in_the_error() {
        for text in ["", "  ", "ctrl-", "hyper-x", "f0", "f99", "gg", "\u{1b}"] {
            let error = text.parse::<KeySequence>().unwrap_err();
            assert!(error.to_string().contains("is not a key"), "{text:?}: {error}");
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(text in ".{0,12}") {
            if let Ok(sequence) = text.parse::<KeySequence>() {
                prop_assert_eq!(sequence.to_string().parse::<KeySequence>(), Ok(sequence));
            }
        }
    }
}
