//! What is in two exports and so counts twice: rows that are the same, with how much they are; else charges that are the same
//! to the last digit though their rows are written otherwise. Nothing is left out of any sum: a person has to say which.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::kept::{Both, Kept};
use crate::model::cost::{Amount, Money, Prints, Share, alike, twice};
use crate::sources::focus;

/// An export as it is compared with others.
pub struct Compared {
    /// As it is called to people.
    pub name: String,
    pub path: PathBuf,
    pub shares: Prints,
    rows: Rows,
}

/// Where the prints of its rows are: those of many large exports are not in memory at once.
enum Rows {
    Here(Vec<u64>),
    Kept(Kept),
}

/// What two exports both hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubled {
    pub first: String,
    pub second: String,
    pub rows: u64,
    /// What these rows cost their owners, by currency; none where rows are not the same, only their sums.
    pub sums: Option<Vec<Money>>,
    /// Whether all of one of them is in the other.
    pub is_whole: bool,
    /// What is charged twice.
    pub shares: Vec<Share>,
}

impl Compared {
    pub fn new(name: &str, path: &Path, shares: Prints, rows: Vec<u64>) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            shares,
            rows: Rows::Here(rows),
        }
    }

    pub(super) fn kept(name: &str, path: &Path, shares: Prints, kept: Kept) -> Self {
        Self {
            name: name.to_owned(),
            path: path.to_owned(),
            shares,
            rows: Rows::Kept(kept),
        }
    }

    /// None where what was kept of them is gone.
    fn rows(&self) -> Option<Cow<'_, [u64]>> {
        match &self.rows {
            Rows::Here(rows) => Some(Cow::Borrowed(rows)),
            Rows::Kept(kept) => {
                let rows = kept.load_rows();
                if rows.is_none() {
                    tracing::warn!(file = %self.path.display(), "what was kept of its rows is gone");
                }
                rows.map(Cow::Owned)
            }
        }
    }

    /// Where what both hold is kept; nowhere where one of them is not.
    fn kept_with(&self, other: &Compared) -> Option<Kept> {
        match (&self.rows, &other.rows) {
            (Rows::Kept(own), Rows::Kept(others)) => Some(own.of_both(others)),
            _ => None,
        }
    }

    /// What it holds of what another one holds too.
    fn shared_with(&self, other: &Compared) -> Vec<Share> {
        let shares = self.shares.keys();
        shares
            .filter(|share| other.shares.contains_key(share))
            .cloned()
            .collect()
    }
}

/// What came of comparing exports.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub doubled: Vec<Doubled>,
    /// Where what was found of each pair is kept.
    pub kept: Vec<Kept>,
}

/// What is in two exports, each pair once.
pub fn doubled(exports: &[Compared]) -> Vec<Doubled> {
    compare(exports, false).doubled
}

/// What is in two exports, each pair once. What was found of a pair before comes from where it is kept, so that exports which
/// did not change are not compared again; unless `keep` is false it is written there.
pub(super) fn compare(exports: &[Compared], keep: bool) -> Found {
    let mut found = Found::default();
    for (at, first) in exports.iter().enumerate() {
        let mut rows = None;
        for second in exports.iter().skip(at + 1) {
            let shares = first.shared_with(second);
            if shares.is_empty() {
                continue;
            }
            let kept = first.kept_with(second);
            let both = kept.as_ref().and_then(Kept::load_twice).or_else(|| {
                let own = rows.get_or_insert_with(|| first.rows()).as_deref()?;
                let (both, is_all) = both(own, second)?;
                if let Some(kept) = kept.as_ref().filter(|_| keep && is_all) {
                    kept.save_twice(&both);
                }
                Some(both)
            });
            found.kept.extend(kept);
            let Some(both) = both.filter(|both| both.rows > 0) else {
                continue;
            };
            found.doubled.push(Doubled {
                first: first.name.clone(),
                second: second.name.clone(),
                rows: both.rows,
                is_whole: both.rows == both.fewer,
                sums: Some(both.sums),
                shares,
            });
        }
    }
    let known: HashSet<(String, String)> = found
        .doubled
        .iter()
        .map(|one| (one.first.clone(), one.second.clone()))
        .collect();
    let is_new = |one: &Doubled| !known.contains(&(one.first.clone(), one.second.clone()));
    found.doubled.extend(written_otherwise(exports).filter(is_new));
    found
}

/// Charges that are the same by their sums.
fn written_otherwise(exports: &[Compared]) -> impl Iterator<Item = Doubled> + '_ {
    let shares: Vec<Prints> = exports.iter().map(|export| export.shares.clone()).collect();
    let name = |at: usize| {
        exports
            .get(at)
            .map_or_else(String::new, |export| export.name.clone())
    };
    twice(&shares).into_iter().map(move |twice| Doubled {
        first: name(twice.first),
        second: name(twice.second),
        rows: twice.rows,
        sums: None,
        is_whole: false,
        shares: twice.shares,
    })
}

/// The rows that are in both, and what they cost; and whether that is all of it. None where rows are gone.
fn both(own: &[u64], second: &Compared) -> Option<(Both, bool)> {
    let others = second.rows()?;
    let alike = alike(own, &others);
    let (rows, fewer) = (alike.values().sum(), own.len().min(others.len()) as u64);
    let (sums, is_all) = match alike.is_empty() {
        true => (Vec::new(), true),
        false => sums(second, alike),
    };
    Some((Both { rows, fewer, sums }, is_all))
}

/// What the rows cost that are in both: found by reading the second one again, as nobody keeps what each row costs. And whether
/// it could be read.
fn sums(second: &Compared, mut both: BTreeMap<u64, u64>) -> (Vec<Money>, bool) {
    let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
    let read = File::open(&second.path)
        .map_err(focus::FocusError::Read)
        .and_then(|source| {
            focus::each(source, &mut |_| true, &mut |entry, print| {
                if let Some(left) = both.get_mut(&print).filter(|left| **left > 0) {
                    *left -= 1;
                    match sums.get_mut(entry.currency) {
                        Some(sum) => *sum += entry.effective,
                        None => {
                            sums.insert(entry.currency.to_owned(), entry.effective);
                        }
                    }
                }
            })
        });
    if let Err(error) = &read {
        tracing::warn!(%error, file = %second.path.display(), "cannot be read again");
    }
    let money = sums.into_iter().map(|(currency, sum)| Money::new(sum, &currency));
    (money.collect(), read.is_ok())
}

impl fmt::Display for Doubled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, second) = (&self.first, &self.second);
        let Some(sums) = &self.sums else {
            let share = self.shares.first().map_or_else(String::new, Share::to_string);
            let more = match self.shares.len() {
                0 | 1 => String::new(),
                shares => format!(" and {} more", shares - 1),
            };
            return write!(
                f,
                "{first} and {second} hold the same charges to the last digit, written otherwise (at least {} rows: {share}{more}), \
                 which count twice; leave one out of [cost] files",
                self.rows
            );
        };
        let sums: Vec<String> = sums.iter().map(Money::to_string).collect();
        let rows = match self.rows {
            1 => "row".to_owned(),
            rows => format!("{rows} rows"),
        };
        let next = match self.is_whole {
            true => "leave one out of [cost] files",
            false => "export them so that no row is in both",
        };
        write!(
            f,
            "{first} and {second} hold the same {rows} ({}), which count twice; {next}",
            sums.join(", ")
        )
    }
}
