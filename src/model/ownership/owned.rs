//! What somebody answers for, in rows: attested when, due when, findings, dependants, cost.

use std::sync::Arc;

use jiff::civil::Date;

use crate::model::catalog::EntityId;
use crate::model::cost::EntityCost;

/// Everything somebody answers for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// Canonical ref of the person it was asked for.
    pub person: String,
    /// Whether the catalog has them as a User.
    pub is_known: bool,
    /// Grouped by system, what is in none last; in a group what is due first stands first.
    pub rows: Vec<Owned>,
}

/// A holding in a few numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Held {
    pub entities: usize,
    /// Of all, those that ran out.
    pub overdue: usize,
    pub due_soon: usize,
    /// Offered to somebody who has not accepted yet.
    pub offered: usize,
    /// Those that say something else than when they were attested.
    pub changed: usize,
    /// Problems and unwaived findings of all.
    pub findings: usize,
}

impl Holding {
    /// The rows in a few numbers.
    pub fn counts(&self) -> Held {
        let mut counts = Held {
            entities: self.rows.len(),
            ..Held::default()
        };
        for row in &self.rows {
            match row.standing {
                Standing::Overdue { .. } => counts.overdue += 1,
                Standing::DueSoon => counts.due_soon += 1,
                Standing::Offered { .. } => counts.offered += 1,
                Standing::Exempt | Standing::Holds => {}
            }
            counts.changed += usize::from(row.changed);
            counts.findings += row.findings;
        }
        counts
    }
}

/// One entity that somebody answers for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owned {
    pub id: EntityId,
    pub entity_ref: Arc<str>,
    /// Canonical ref of the person who is accountable.
    pub accountable: Arc<str>,
    /// How the person it was asked for comes to see it.
    pub as_: Holder,
    /// Canonical ref of the System it belongs to; none where it is in no system.
    pub system: Option<Arc<str>>,
    /// The day of the last attestation; none before the first.
    pub attested: Option<Date>,
    /// The day on which somebody has to attest it; none where its kind need not be.
    pub due: Option<Date>,
    pub standing: Standing,
    /// Whether it says something else than when it was attested last.
    pub changed: bool,
    /// How many problems and unwaived findings it has.
    pub findings: usize,
    /// How many entities depend on it directly.
    pub dependants: usize,
    pub cost: Option<EntityCost>,
}

/// What somebody is to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    Accountable,
    Deputy,
    /// The accountable person is below them: in a group that they lead, or one below it.
    Manager,
}

/// How it stands with the attestation of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It need not be attested.
    Exempt,
    Holds,
    /// Within the warning time.
    DueSoon,
    /// It ran out: who is asked now, canonical refs, the one whose turn it is last.
    Overdue {
        asked: Vec<String>,
    },
    /// Offered to somebody who has not accepted yet: canonical ref, and the hand-over's id.
    Offered {
        to: String,
        handover: String,
    },
}
