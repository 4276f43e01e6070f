//! Fuzzy matching behind one small interface. Lists of intents are matched in place; anything that can be long is
//! matched by the runtime, off the drawing thread, with this same matcher.

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
        let mut total = Match { score: 0, indices: Vec::new() };
        for word in query.split_whitespace() {
            let (score, indices) = self.0.fuzzy_indices(text, word)?;
            total.score += score;
            total.indices.extend(indices);
        }
        total.indices.sort_unstable();
        total.indices.dedup();
        Some(total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_any_order_and_say_where() {
        let found = Matcher::default().matches("orders-payments", "pay ord").unwrap();
        assert_eq!(found.indices, [0, 1, 2, 7, 8, 9]);
        assert_eq!(Matcher::default().matches("orders", "xyz"), None);
        assert_eq!(Matcher::default().matches("orders", " ").map(|m| m.score), Some(0));
    }

    #[test]
    fn a_better_match_scores_higher() {
        let matcher = Matcher::default();
        let score = |text: &str| matcher.matches(text, "pay").map(|found| found.score);
        assert!(score("payments") > score("spray"));
    }
}
