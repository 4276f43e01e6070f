//! How it stands with the attestation of an entity on a day, and who is to be asked next. Pure functions of a catalog and of
//! what the journal says.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::lease::{Policy, days_later, first_due};
use super::record::Ownership;
use super::{Standing, Turn, TurnRole, turns};
use crate::model::catalog::{Catalog, Entity, needs_accountable};

/// A catalog, what the journal says of ownership, what the company says, and a day.
#[derive(Clone, Copy)]
pub struct Review<'a> {
    pub catalog: &'a Catalog,
    pub ownership: &'a Ownership,
    pub policy: &'a Policy,
    pub today: Date,
}

impl<'a> Review<'a> {
    /// The day on which somebody has to attest an entity; none where it need not be attested, or nobody is accountable: that is
    /// a finding of its own.
    ///
    /// An attestation counts for who was accountable then, and taking something over counts as one. All that somebody answers
    /// for who leaves is due on the day on which that was said, also what need not be attested otherwise, until it is attested
    /// for them once more.
    pub fn due(&self, entity: Entity<'_>) -> Option<Date> {
        let accountable = entity.accountable()?.entity_ref();
        let name = entity.entity_ref();
        let last = self.ownership.attested(name);
        let theirs = last.filter(|attested| attested.accountable == accountable);
        let leaves = self.ownership.leaving_since(accountable);
        let leaves = leaves.filter(|_| needs_accountable(entity.kind()));
        let said = leaves.filter(|said| theirs.is_none_or(|attested| attested.at < *said));
        let said = said.map(day);
        let Some(term) = self.policy.term(entity) else {
            return leaves.and(said.or(theirs.map(|attested| attested.until)));
        };
        let taken = self.ownership.taken(name).filter(|(by, _)| *by == accountable);
        let taken = taken.map(|(_, on)| days_later(on, term));
        let due = match (theirs, last) {
            (Some(attested), _) => taken.map_or(attested.until, |taken| taken.max(attested.until)),
            (None, Some(attested)) => taken.unwrap_or_else(|| day(attested.at)),
            (None, None) => taken
                .unwrap_or_else(|| first_due(name, self.ownership.known(name).unwrap_or(self.today), term)),
        };
        Some(said.map_or(due, |said| due.min(said)))
    }

    /// How long it holds that somebody attests an entity today; none where it need not be attested. Who leaves answers for it up
    /// to their last day.
    pub fn attested_until(&self, entity: Entity<'_>) -> Option<Date> {
        let until = self.policy.term(entity).map(|term| days_later(self.today, term));
        let last = entity
            .accountable()
            .and_then(|one| self.ownership.last_day(one.entity_ref()));
        match (until, last) {
            (Some(until), Some(last)) => Some(until.min(last)),
            (until, last) => until.or(last),
        }
    }

    pub fn standing(&self, entity: Entity<'_>) -> Standing {
        if let Some(handover) = self.offer_of(entity) {
            return Standing::Offered {
                to: handover.to.clone(),
                handover: handover.id.clone(),
            };
        }
        let Some(due) = self.due(entity) else {
            return Standing::Exempt;
        };
        if due <= self.today {
            let asked = self.ownership.asked(entity.entity_ref());
            Standing::Overdue {
                asked: asked.iter().map(|hop| hop.whom.clone()).collect(),
            }
        } else if due <= days_later(self.today, self.policy.warn) {
            Standing::DueSoon
        } else {
            Standing::Holds
        }
    }

    /// The last day of who answers for an entity, where it is over.
    pub fn left(&self, entity: Entity<'_>) -> Option<Date> {
        let last = self.ownership.last_day(entity.accountable()?.entity_ref());
        last.filter(|last| *last < self.today)
    }

    /// Whether an entity says something else than when it was attested last.
    pub fn has_changed(&self, entity: Entity<'_>) -> bool {
        self.ownership
            .attested(entity.entity_ref())
            .is_some_and(|attested| attested.version.0 != *entity.version())
    }

    /// Everybody who may be asked about an entity, in turn; nobody whose last day is over.
    pub fn turns(&self, entity: Entity<'_>) -> Vec<Turn> {
        let has_left = |person: &str| self.ownership.has_left(person, self.today);
        turns(self.catalog, entity.id, TurnRole::Accountable, &has_left)
    }

    /// Who is to be asked now and was not yet: the accountable person when it is due, the next in turn when the one before has
    /// not answered in time. Nobody waits for an answer of whoever is gone, or whose turn has become somebody else's.
    pub fn next_hop(&self, entity: Entity<'_>) -> Option<(Turn, Date)> {
        let name = entity.entity_ref();
        if self.offer_of(entity).is_some() {
            return None;
        }
        let due = self.due(entity).filter(|due| *due <= self.today)?;
        let asked = self.ownership.asked(name);
        let turns = self.turns(entity);
        let was_asked = |turn: &Turn| asked.iter().any(|hop| hop.whom == turn.person);
        let is_time = asked.last().is_none_or(|last| {
            days_later(last.on, self.policy.answer) <= self.today
                || self.ownership.has_left(&last.whom, self.today)
        });
        let has_moved = turns
            .first()
            .is_some_and(|first| first.role == TurnRole::Accountable && !was_asked(first));
        if !is_time && !has_moved {
            return None;
        }
        let next = turns.into_iter().find(|turn| !was_asked(turn))?;
        Some((next, due))
    }
}

/// The day that the journal counts by.
fn day(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}
