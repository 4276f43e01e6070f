//! Texts that nobody may see, and the references that stand for them wherever texts are rendered, shown or kept.

use std::collections::BTreeMap;
use std::fmt;

/// A text that shows itself to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Secrets by name.
pub type Secrets = BTreeMap<String, Secret>;

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that needs it: a header, a sealed box.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What stands on both sides of a secret's name in a text: a character of Unicode's private use, which no other text has.
const MARK: char = '\u{E000}';

/// What a template sees in place of the secret `name`.
pub fn reference(name: &str) -> String {
    format!("{MARK}{name}{MARK}")
}

/// A text without anything that looks like a reference: nobody reaches a secret by typing its name.
pub fn without_references(text: &str) -> String {
    text.replace(MARK, "")
}

/// The names of the secrets that a text refers to.
pub fn names_in(text: &str) -> impl Iterator<Item = &str> {
    text.split(MARK).skip(1).step_by(2)
}

/// A text for people: each reference as its name between marks.
pub fn shown(text: &str) -> String {
    replaced(text, |name| format!("‹secret {name}›"))
}

/// A text with every reference replaced.
pub fn replaced(text: &str, mut secret: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split(MARK).enumerate() {
        match at % 2 {
            0 => out.push_str(part),
            _ => out.push_str(&secret(part)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_shows_itself_to_nobody() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
    }

    #[test]
    fn a_reference_stands_for_a_secret_and_can_be_shown() {
        let text = format!("Bearer {} and {}", reference("token"), reference("other"));
        assert_eq!(names_in(&text).collect::<Vec<_>>(), ["token", "other"]);
        assert_eq!(shown(&text), "Bearer ‹secret token› and ‹secret other›");
        assert_eq!(without_references(&text), "Bearer token and other");
    }
}
