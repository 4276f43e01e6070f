//! The shape of a title: what is left when names, numbers and identifiers are folded, so that the same request made for
//! somebody else reads the same.

/// Words that tell nothing of what is asked.
const FILLERS: &[&str] = &[
    "a", "an", "and", "asap", "at", "by", "can", "could", "for", "from", "hello", "hi", "i", "in", "into",
    "is", "it", "me", "my", "need", "needs", "of", "on", "our", "please", "pls", "some", "thanks", "that",
    "the", "their", "this", "to", "us", "want", "we", "with", "would", "you", "your",
];

/// The shape of a title, in lower case: `Give Ana access to orders-db please` and `give Ben access to users-db` are both
/// `give … access …`. Empty where nothing is left.
///
/// A word is folded when it holds a digit or an inner `-_./:@#`, is quoted, or has a capital without beginning the title.
pub fn shape(title: &str) -> String {
    shape_without(title, &|_| false)
}

/// As [`shape`], also without the words that `is_name` tells to be names.
pub(super) fn shape_without(title: &str, is_name: &dyn Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(title.len());
    let mut is_first = true;
    for raw in title.split_whitespace() {
        let word = raw.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            continue;
        }
        let folded = is_name(word)
            || is_identifier(raw, word)
            || (!is_first && word.chars().any(char::is_uppercase) && !shouts(title));
        is_first = false;
        if folded {
            push(&mut out, "…");
        } else {
            let lower = word.to_lowercase();
            if FILLERS.binary_search(&lower.as_str()).is_err() {
                push(&mut out, &lower);
            }
        }
    }
    if out.chars().all(|c| c == '…' || c == ' ') {
        out.clear();
    }
    out
}

fn is_identifier(raw: &str, word: &str) -> bool {
    let quoted = raw.starts_with(['"', '\'', '`', '“', '«']) && raw.len() > word.len();
    quoted
        || word.chars().any(|c| c.is_ascii_digit())
        || word.contains(['-', '_', '.', '/', ':', '@', '#', '\\', '='])
}

/// In a title without lower case a capital tells nothing.
fn shouts(title: &str) -> bool {
    !title.chars().any(char::is_lowercase)
}

/// Folded words that follow each other are one.
fn push(out: &mut String, word: &str) {
    if word == "…" && out.ends_with('…') {
        return;
    }
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(word);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shapes() {
        for (title, expected) in [
            ("Give Ana access to the ledger repo", "give … access ledger repo"),
            ("give Ben access to the ledger repo", "give … access ledger repo"),
            ("Restart orders-api in prod-eu-1", "restart …"),
            ("Please create topic checkout.order-refused.v1", "create topic …"),
            ("GIVE ANA ACCESS", "give ana access"),
            ("Deploy \"billing\" 1.2.3", "deploy …"),
            ("Reset password", "reset password"),
            ("INC-12", ""),
            ("  ", ""),
        ] {
            assert_eq!(shape(title), expected, "{title}");
        }
    }

    #[test]
    fn fillers_are_sorted() {
        assert!(FILLERS.is_sorted());
    }

    proptest! {
        #[test]
        fn a_number_never_changes_the_shape(words in "[a-z]{2,8}( [a-z]{2,8}){0,4}", a in 0u32.., b in 0u32..) {
            prop_assert_eq!(shape(&format!("{words} {a}")), shape(&format!("{words} {b}")));
        }
    }
}
