//! What goes along when a right is taken back, because one rule of a cluster gives both. Pure.

use super::holders::Holders;
use super::{Access, AccessReview, Presence, Right, Why};

/// A right that would be gone too though it is as it should be, and what explains it. None where nothing explained goes along,
/// or a rule of its own gives it as well.
pub fn lost_with(review: &AccessReview, holders: &Holders<'_>, right: &Right) -> Option<(Right, String)> {
    if !right.is_by_pattern() {
        return None;
    }
    let stands = |row: &&Access| row.presence == Presence::There && !row.is_over;
    let is_kept = |lost: &Right| {
        let mut rows = review.rows.iter().filter(stands);
        rows.any(|row| {
            row.right.target == lost.target && row.right.is_alike(lost) && row.right.through.is_empty()
        })
    };
    let seen = review
        .rows
        .iter()
        .filter(stands)
        .filter(|row| row.why != Why::Nothing && row.right != *right && row.right.is_by_rule_of(right))
        .map(|row| (row.right.clone(), row.why.words()));
    // Of a pattern that was not opened, the catalog says what it opens.
    let opened = holders.opened(right).into_iter();
    seen.chain(opened).find(|(lost, _)| !is_kept(lost))
}

impl Right {
    /// Whether it is the same that somebody may do, wherever it is.
    fn is_alike(&self, other: &Self) -> bool {
        self.principal_sort == other.principal_sort
            && self.principal == other.principal
            && self.right == other.right
            && self.place() == other.place()
    }

    /// Whether the rule that gives another right gives this one: how it is given tells by which pattern.
    fn is_by_rule_of(&self, other: &Self) -> bool {
        self.is_alike(other) && self.manner() == other.manner()
    }
}
