//! Fuzzy matching behind one small interface. Short lists are matched in place; what can be long is matched off the
//! drawing thread, with this same matcher. Knows texts only.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

/// How well a text matches, and which of its characters did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub score: i64,
    /// Indices of characters (not bytes), ascending.
    pub indices: Vec<usize>,
}

/// Compares texts with queries; upper case in the query makes it count.
pub struct Matcher(SkimMatcherV2);

impl Default for Matcher {
    fn default() -> Self {
        Self(SkimMatcherV2::default().smart_case())
    }
}

impl Matcher {
    /// Matches every word of the query, in any order. An empty query matches everything, with score 0.
    pub fn matches(&self, text: &str, query: &str) -> Option<Match> {
        let mut total = Match {
            score: 0,
            indices: Vec::new(),
        };
        for word in query.split_whitespace() {
            let (score, indices) = self.0.fuzzy_indices(text, word)?;
            total.score += score;
            total.indices.extend(indices);
        }
        total.indices.sort_unstable();
        total.indices.dedup();
        Some(total)
    }

    /// How well a text matches one word; cheaper than [`Matcher::matches`].
    pub fn score(&self, text: &str, word: &str) -> Option<i64> {
        self.0.fuzzy_match(text, word)
    }
}

/// Which characters a text holds, as a set that is quick to compare: a text can match only where its set holds the word's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u64);

impl Letters {
    pub fn of(text: &str) -> Self {
        let bit = |byte: u8| match byte.to_ascii_lowercase() {
            letter @ b'a'..=b'z' => letter - b'a',
            digit @ b'0'..=b'9' => 26 + digit - b'0',
            b'-' => 36,
            b'_' => 37,
            b'.' => 38,
            b'/' => 39,
            b':' => 40,
            _ => 41,
        };
        // Case changes the bytes of other scripts, so only ASCII is told apart.
        Self(
            text.bytes()
                .filter(u8::is_ascii)
                .fold(0, |set, byte| set | 1 << bit(byte)),
        )
    }

    pub fn holds(self, other: Letters) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn and(self, other: Letters) -> Letters {
        Self(self.0 | other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_match_in_any_order_and_say_where() {
        let found = Matcher::default().matches("orders-payments", "pay ord").unwrap();
        assert_eq!(found.indices, [0, 1, 2, 7, 8, 9]);
        assert_eq!(Matcher::default().matches("orders", "xyz"), None);
        assert_eq!(
            Matcher::default().matches("orders", " ").map(|m| m.score),
            Some(0)
        );
    }

    #[test]
    fn a_better_match_scores_higher() {
        let matcher = Matcher::default();
        let score = |text: &str| matcher.score(text, "pay");
        assert!(score("payments") > score("spray"));
    }

    proptest! {
        #[test]
        fn what_matches_passes_the_letters(text in "\\PC{0,20}", word in "[a-zA-Z0-9.:/é-]{1,3}") {
            if Matcher::default().score(&text, &word).is_some() {
                prop_assert!(Letters::of(&text).holds(Letters::of(&word)));
            }
        }
    }
}
