//! The nearest of several names: what somebody may have meant.

use crate::model::fuzzy::Matcher;

/// The known name that is nearest to a written one, if any is near at all.
pub fn nearest<'n>(written: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let lower = written.to_lowercase();
    let (distance, name) = known
        .into_iter()
        .map(|name| (distance(&lower, &name.to_lowercase()), name))
        .min_by_key(|(distance, _)| *distance)?;
    let near = distance <= written.chars().count().max(3) / 3;
    let contained = || Matcher::default().score(name, written).is_some();
    (near || contained()).then_some(name)
}

/// How many letters have to be put in, taken out or changed (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in b.iter().enumerate() {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
