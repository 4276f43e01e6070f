//! Text as a word of a command line, so that what is copied does what it says and nothing else.

use std::borrow::Cow;

/// The text as one word for a POSIX shell: in single quotes where it is more than letters, digits and a few signs.
pub fn shell_word(text: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '_' | '-' | '+' | ',');
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('-') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("'{}'", text.replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_shell_would_act_on_is_quoted() {
        for (text, word) in [
            ("component:default/ledger", "component:default/ledger"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$(rm -r x)", "'$(rm -r x)'"),
            ("it's", r"'it'\''s'"),
            ("-x", "'-x'"),
            ("größe", "'größe'"),
        ] {
            assert_eq!(shell_word(text), word);
        }
    }
}
