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

/// The rights that were seen which a rule gives, this one among them.
pub fn given_with<'r>(review: &'r AccessReview, right: &Right) -> Vec<&'r Access> {
    let there = review.rows.iter().filter(|row| row.presence == Presence::There);
    there
        .filter(|row| row.right == *right || right.is_by_pattern() && row.right.is_by_rule_of(right))
        .collect()
}

/// The rights that stay and let somebody do the same with a target when this one is taken back.
pub fn beside<'r>(review: &'r AccessReview, right: &Right) -> Vec<&'r Access> {
    let everything = format!("{}/*", right.place());
    let lets_in = |other: &Right| {
        let is_theirs = other.principal == right.principal || other.principal == "User:*";
        is_theirs
            && other.principal_sort == right.principal_sort
            && (other.target == right.target || other.target == everything && right.is_on_topic())
            && (other.right == right.right || other.right == "admin")
            && other.whole() != right.whole()
    };
    let there = review.rows.iter().filter(|row| row.presence == Presence::There);
    there.filter(|row| lets_in(&row.right)).collect()
}

impl Right {
    fn is_on_topic(&self) -> bool {
        self.principal_sort == super::PrincipalSort::Account && self.target.split('/').count() == 2
    }

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
