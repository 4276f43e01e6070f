//! Words looked for in texts as they stand, for lists in which a near miss is no help. Pure.

/// Words that are looked for. One with a capital must be found exactly so; for others the letters a to z have no case.
#[derive(Debug, Clone)]
pub struct Words<'a>(Vec<Word<'a>>);

#[derive(Debug, Clone)]
struct Word<'a> {
    text: &'a str,
    exact: bool,
}

impl<'a> Words<'a> {
    pub fn new(words: &'a str) -> Self {
        let word = |text: &'a str| Word {
            text,
            exact: text.chars().any(char::is_uppercase),
        };
        Self(words.split_whitespace().map(word).collect())
    }

    /// Whether each word is in one of the texts.
    pub fn are_in(&self, texts: &[&str]) -> bool {
        self.0
            .iter()
            .all(|word| texts.iter().any(|text| word.find(text).is_some()))
    }

    /// Which characters of a text the words stand at, as ascending indices.
    pub fn matched(&self, text: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for word in &self.0 {
            if let Some(at) = word.find(text) {
                let start = text.get(..at).map_or(0, |before| before.chars().count());
                found.extend(start..start + word.text.chars().count());
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Word<'_> {
    /// The byte at which the word begins in a text.
    fn find(&self, text: &str) -> Option<usize> {
        if self.exact {
            return text.find(self.text);
        }
        let (text, word) = (text.as_bytes(), self.text.as_bytes());
        let (first, rest) = word.split_first()?;
        let (lower, upper) = (first.to_ascii_lowercase(), first.to_ascii_uppercase());
        let last = text.len().checked_sub(word.len())?;
        text.get(..=last)?.iter().enumerate().find_map(|(at, byte)| {
            let begins = *byte == lower || *byte == upper;
            let goes_on = || {
                text.get(at + 1..at + word.len())
                    .is_some_and(|next| next.eq_ignore_ascii_case(rest))
            };
            (begins && goes_on()).then_some(at)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_found_in_any_case_unless_they_have_a_capital() {
        let text = "`user:ana` is not a User";
        for (text, words, expected) in [
            (text, "USER", vec![]),
            (text, "user", vec![1, 2, 3, 4]),
            (text, "User", vec![20, 21, 22, 23]),
            (text, "not user", vec![1, 2, 3, 4, 14, 15, 16]),
            ("a\u{f1}b", "\u{f1}B", vec![]),
            ("a\u{f1}B", "\u{f1}b", vec![1, 2]),
            ("ab", "abc", vec![]),
            ("ab", "", vec![]),
        ] {
            assert_eq!(Words::new(words).matched(text), expected, "{text} {words}");
        }
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_in_it(text in "[a-z\u{e9}\u{65e5} ]{1,12}", start in 0usize..12, length in 1usize..6) {
            let part: String = text.chars().skip(start).take(length).collect();
            prop_assert!(Words::new(&part).are_in(&[&text]));
        }
    }
}
