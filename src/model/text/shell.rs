//! Words for a command line that a person copies into a shell.

use std::borrow::Cow;

/// A word as a POSIX shell takes it for one: as it is where nothing in it means anything to a shell, else in single quotes.
/// What a terminal would act on is made visible first, so a name from outside cannot end the quotes or the line.
pub fn shell_word(word: &str) -> Cow<'_, str> {
    let plain = |c: char| {
        c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '@' | '+' | ',' | '=')
    };
    if !word.is_empty() && word.chars().all(plain) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(format!("'{}'", super::safe(word).replace('\'', r"'\''")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_stays_one_word() {
        for (word, quoted) in [
            ("component:default/ledger", "component:default/ledger"),
            ("", "''"),
            ("team a", "'team a'"),
            ("it's", r"'it'\''s'"),
            ("$(rm -rf ~)", "'$(rm -rf ~)'"),
            ("~root", "'~root'"),
            ("a\nb\u{1b}[31m", r"'a\nb\x1b[31m'"),
            ("日本", "'日本'"),
        ] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
