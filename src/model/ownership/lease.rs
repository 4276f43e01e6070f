//! For how long an attestation holds, by kind, and how long one who is asked has before the next one is. Pure.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::model::catalog::{Entity, needs_accountable};

/// How long an attestation holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    Days(i32),
    /// It need not be attested.
    Never,
}

/// What the company says of attestations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Of kinds that nothing else is said of.
    pub term: Term,
    /// By kind, and by type where one is given; in lower case. The first with the type counts, else the first of the kind.
    pub kinds: Vec<(String, Option<String>, Term)>,
    /// So many days before its day it is due soon.
    pub warn: i32,
    /// So many days one who is asked has before the next one is asked too.
    pub answer: i32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            term: Term::Days(180),
            kinds: Vec::new(),
            warn: 14,
            answer: 7,
        }
    }
}

impl Policy {
    /// The days for which an attestation of an entity holds; none where it need not be attested: people, Locations, and what
    /// the company exempts.
    pub fn term(&self, entity: Entity<'_>) -> Option<i32> {
        if !needs_accountable(entity.kind()) {
            return None;
        }
        let of_kind = |kind: &str| kind.eq_ignore_ascii_case(entity.kind());
        let of_type = |type_: &str| {
            entity
                .type_()
                .is_some_and(|stated| stated.eq_ignore_ascii_case(type_))
        };
        let with_type = self
            .kinds
            .iter()
            .find(|(kind, type_, _)| of_kind(kind) && type_.as_deref().is_some_and(of_type));
        let without = || {
            self.kinds
                .iter()
                .find(|(kind, type_, _)| of_kind(kind) && type_.is_none())
        };
        match with_type.or_else(without).map_or(self.term, |(_, _, term)| *term) {
            Term::Days(days) => Some(days),
            Term::Never => None,
        }
    }
}

/// The day that is so many days later; the last day there is where that is beyond it.
pub fn days_later(day: Date, days: i32) -> Date {
    day.checked_add(days.days()).unwrap_or(Date::MAX)
}

/// The first day on which something is due that nobody has attested yet, counted from the day on which it is known: somewhere in
/// its term, so that not all that is old is due on one day. The same for the same ref, on every machine (FNV-1a).
pub fn first_due(entity_ref: &str, known: Date, term: i32) -> Date {
    let hash = entity_ref.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let term = term.max(1);
    let day = hash % u64::try_from(term).unwrap_or(1);
    days_later(known, 1 + i32::try_from(day).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_never_attested_is_due_within_its_term() {
        let known: Date = "2026-01-01".parse().unwrap();
        let days: Vec<Date> = (0..200)
            .map(|n| first_due(&format!("component:default/c{n}"), known, 90))
            .collect();
        assert!(
            days.iter()
                .all(|day| *day > known && *day <= days_later(known, 90))
        );
        let different: std::collections::BTreeSet<&Date> = days.iter().collect();
        assert!(different.len() > 60, "spread over {} days", different.len());
    }
}
