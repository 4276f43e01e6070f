//! The word a person probably meant. Knows the optimal string alignment distance (Damerau-Levenshtein without
//! repeated edits) and how much of a word may be wrong before a guess does harm.

/// The candidate nearest to `word`, if one is near enough to be worth suggesting; the first one on a tie.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(word, candidates, 1).first().copied()
}

/// Up to `most` candidates that are near enough to `word`, the nearest first.
pub fn nearest_few<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let word: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let farthest = (word.len() / 3).max(1);
    let mut found: Vec<(usize, &str)> = vec![];
    if word.is_empty() || most == 0 {
        return vec![];
    }
    for candidate in candidates {
        let letters: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
        let limit = found
            .get(most - 1)
            .map_or(farthest + 1, |(distance, _)| *distance);
        if letters.len().abs_diff(word.len()) >= limit {
            continue;
        }
        let distance = distance(&word, &letters);
        if distance < limit && !found.iter().any(|(_, known)| *known == candidate) {
            let at = found.partition_point(|(known, _)| *known <= distance);
            found.insert(at, (distance, candidate));
            found.truncate(most);
        }
    }
    found.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Insertions, deletions, substitutions and swaps of neighbours that lead from `a` to `b`.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = last[j] + usize::from(x != y);
            let mut cost = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row[j + 1] = cost;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn suggests_what_was_meant() {
        let keys = ["theme", "identity", "keys", "mouse", "editor"];
        for (word, meant) in [
            ("thme", Some("theme")),
            ("hteme", Some("theme")),
            ("Identity", Some("identity")),
            ("indentity", Some("identity")),
            ("key", Some("keys")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, keys), meant, "{word}");
        }
    }

    #[test]
    fn several_suggestions_come_nearest_first() {
        let names = [
            "payment",
            "payments-api",
            "payments",
            "paymentz",
            "payments",
            "invoices",
        ];
        assert_eq!(
            nearest_few("paymnts", names, 3),
            ["payments", "payment", "paymentz"]
        );
        assert_eq!(nearest_few("paymnts", names, 1), ["payments"]);
        assert!(nearest_few("", names, 3).is_empty() && nearest_few("payments", names, 0).is_empty());
    }

    #[test]
    fn counts_edits() {
        for (a, b, edits) in [
            ("", "", 0),
            ("", "abc", 3),
            ("kitten", "sitting", 3),
            ("ab", "ba", 1),
            ("abc", "abc", 0),
        ] {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&a, &b), edits);
            assert_eq!(distance(&b, &a), edits);
        }
    }

    proptest! {
        #[test]
        fn a_word_among_the_candidates_is_found(words in proptest::collection::vec("[a-z]{1,12}", 1..8), at in 0usize..8) {
            let word = &words[at % words.len()];
            prop_assert_eq!(nearest(word, words.iter().map(String::as_str)), Some(word.as_str()));
        }
    }
}
