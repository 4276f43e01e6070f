//! Exports that hold the same charges, so that nobody counts them twice without knowing: the same rows, by their prints; or, of
//! a provider and an account in a month, every sum to the last digit, however the rows are written.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt;
use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::ledger::Ledger;
use super::month::Month;

/// What one export holds of a provider and an account in a month.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    pub provider: String,
    pub account: String,
    pub month: Month,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.account.as_str() {
            "" => write!(f, "{}, {}", self.provider, self.month),
            account => write!(f, "{}, account {account}, {}", self.provider, self.month),
        }
    }
}

/// How much of a share there is, and what: two that are alike are equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Print {
    pub rows: u64,
    /// Of all entries in any order.
    mark: u64,
}

/// The shares of an export.
pub type Prints = BTreeMap<Share, Print>;

/// Shares that two exports both hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twice {
    /// Their places among the exports.
    pub first: usize,
    pub second: usize,
    pub shares: Vec<Share>,
    pub rows: u64,
}

pub fn prints(ledger: &Ledger) -> Prints {
    let mut prints = Prints::new();
    for entry in ledger.entries() {
        let share = Share {
            provider: entry.provider.to_owned(),
            account: entry.account.to_owned(),
            month: entry.month,
        };
        let mut hasher = FxHasher::default();
        let sums = (entry.effective, entry.billed, entry.rows);
        (
            entry.currency,
            entry.service,
            entry.category,
            entry.resource,
            entry.tags,
            sums,
        )
            .hash(&mut hasher);
        let print = prints.entry(share).or_default();
        print.rows += entry.rows;
        print.mark = print.mark.wrapping_add(hasher.finish());
    }
    prints
}

/// What is in two exports, each pair once.
pub fn twice(exports: &[Prints]) -> Vec<Twice> {
    let mut found: BTreeMap<(usize, usize), Twice> = BTreeMap::new();
    let mut seen: BTreeMap<&Share, Vec<(usize, Print)>> = BTreeMap::new();
    for (second, prints) in exports.iter().enumerate() {
        for (share, print) in prints {
            let before = seen.entry(share).or_default();
            if let Some((first, _)) = before.iter().find(|(_, known)| known == print) {
                let twice = found.entry((*first, second)).or_insert_with(|| Twice {
                    first: *first,
                    second,
                    shares: Vec::new(),
                    rows: 0,
                });
                twice.shares.push(share.clone());
                twice.rows += print.rows;
            } else {
                before.push((second, *print));
            }
        }
    }
    found.into_values().collect()
}

/// The rows that two exports both hold, by their sorted prints: how often each. Rows that are alike within one export are
/// as many rows, so what the other one holds fewer of is there only so often.
pub fn alike(one: &[u64], other: &[u64]) -> BTreeMap<u64, u64> {
    let mut found = BTreeMap::new();
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(first), Some(second)) = (one.peek(), other.peek()) {
        match first.cmp(second) {
            Ordering::Less => one.next(),
            Ordering::Greater => other.next(),
            Ordering::Equal => {
                *found.entry(**first).or_default() += 1;
                one.next();
                other.next()
            }
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_in_both_as_often_as_in_the_one_that_holds_fewer() {
        for (one, other, expected) in [
            (&[][..], &[1][..], &[][..]),
            (&[1, 2, 3], &[4, 5], &[]),
            (&[1, 2, 2, 2, 9], &[2, 2, 3, 9], &[(2, 2), (9, 1)]),
            (&[5, 5], &[5], &[(5, 1)]),
        ] {
            let found: Vec<(u64, u64)> = alike(one, other).into_iter().collect();
            assert_eq!(found, expected, "{one:?} {other:?}");
            assert_eq!(alike(one, other), alike(other, one));
        }
    }
}
