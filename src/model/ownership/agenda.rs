//! What ownership asks of one person now: what is due, what came to them in turn, offers that wait for their word, people
//! below them who leave.

use std::borrow::Cow;

use jiff::civil::Date;

use super::holding::{Beside, below, holding};
use super::standing::Review;
use super::{Handover, Holder, Standing, TurnRole};
use crate::model::catalog::{Catalog, Entity, needs_accountable};

/// What one person should look at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Agenda {
    /// Canonical ref.
    pub person: String,
    /// How much they answer for.
    pub entities: usize,
    /// Of that, what ran out.
    pub overdue: usize,
    /// Of that, what runs out within the warning time.
    pub due_soon: usize,
    /// The first few of both, the earliest first.
    pub first: Vec<DueEntity>,
    /// What others did not attest in time, so that it came to this person as a deputy or a lead; the latest first.
    pub asked: Vec<AskedOf>,
    /// Offers that wait for their word, the oldest first.
    pub handovers: Vec<Handover>,
    /// What they offered and nobody has said anything about yet, the oldest first.
    pub offered: Vec<Handover>,
    /// They leave, or somebody below them does; who leaves first stands first.
    pub leaving: Vec<LeavingPerson>,
    /// Whoever has left and still answers for something, whomever it concerns, as it may concern nobody else.
    pub gone: Vec<LeavingPerson>,
}

/// An entity that somebody has to attest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueEntity {
    /// Canonical ref.
    pub entity: String,
    pub due: Date,
    pub is_overdue: bool,
}

/// An attestation that somebody is asked for who is not accountable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedOf {
    /// Canonical ref.
    pub entity: String,
    /// Canonical ref of who is accountable; none where nobody is.
    pub accountable: Option<String>,
    /// As the journal has it: `deputy`, `lead`.
    pub role: String,
    pub due: Date,
    /// The day on which they were asked.
    pub on: Date,
}

/// Somebody who leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingPerson {
    /// Canonical ref.
    pub person: String,
    /// Their last day.
    pub on: Date,
    /// What they answer for still, and nobody else was offered.
    pub unoffered: usize,
    /// What they answer for still, and somebody was offered.
    pub offered: usize,
}

impl Agenda {
    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.overdue + self.due_soon == 0
            && self.asked.is_empty()
            && self.handovers.is_empty()
            && self.offered.is_empty()
            && self.leaving.is_empty()
    }
}

/// The first few of what is due.
const NAMED: usize = 3;

/// What ownership asks of somebody on the review's day.
pub fn agenda(review: &Review<'_>, person: &str) -> Agenda {
    let catalog = review.catalog;
    let rows = holding(review, Beside::default(), person, false).rows;
    let mut agenda = Agenda {
        person: person.to_owned(),
        ..Agenda::default()
    };
    let mut due: Vec<DueEntity> = Vec::new();
    for row in rows.iter().filter(|row| row.as_ == Holder::Accountable) {
        agenda.entities += 1;
        let is_overdue = matches!(row.standing, Standing::Overdue { .. });
        if let (true, Some(day)) = (is_overdue || row.standing == Standing::DueSoon, row.due) {
            agenda.overdue += usize::from(is_overdue);
            agenda.due_soon += usize::from(!is_overdue);
            due.push(DueEntity {
                entity: row.entity_ref.to_string(),
                due: day,
                is_overdue,
            });
        }
    }
    due.sort_by(|a, b| a.due.cmp(&b.due).then_with(|| a.entity.cmp(&b.entity)));
    due.truncate(NAMED);
    agenda.first = due;
    agenda.asked = asked(review, person);
    let open = || review.handovers().filter(|handover| handover.is_open());
    let to = open().filter(|one| one.to == person);
    agenda.handovers = to.map(Cow::into_owned).collect();
    let by = open().filter(|one| one.by == person);
    agenda.offered = by.map(Cow::into_owned).collect();
    agenda.leaving = leaving(review, person);
    agenda.leaving.retain(|one| catalog.find(&one.person).is_some());
    let has_left = |name: &str| review.ownership.has_left(name, review.today);
    agenda.gone = leavers(review, has_left);
    agenda.gone.retain(|one| one.offered + one.unoffered > 0);
    agenda
}

/// What came to somebody in turn.
fn asked(review: &Review<'_>, person: &str) -> Vec<AskedOf> {
    let asked = review.ownership.all_asked().filter_map(|(name, hops)| {
        let hop = hops.iter().find(|hop| hop.whom == person)?;
        if hop.role == TurnRole::Accountable.word() {
            return None;
        }
        let entity = review.catalog.entity(review.catalog.find(name)?);
        let due = review.due(entity).filter(|due| *due <= review.today)?;
        Some(AskedOf {
            entity: name.to_owned(),
            accountable: entity.accountable().map(|one| one.entity_ref().to_owned()),
            role: hop.role.clone(),
            due,
            on: hop.on,
        })
    });
    let mut asked: Vec<AskedOf> = asked.collect();
    asked.sort_by(|a, b| b.on.cmp(&a.on).then_with(|| a.entity.cmp(&b.entity)));
    asked
}

/// The person themselves and those below them who leave, with what they answer for still.
fn leaving(review: &Review<'_>, person: &str) -> Vec<LeavingPerson> {
    let catalog = review.catalog;
    let Some(me) = catalog.find(person) else {
        return Vec::new();
    };
    let below = below(catalog, me);
    leavers(review, |name| {
        catalog
            .find(name)
            .is_some_and(|id| id == me || below.contains(&id))
    })
}

/// Of those who leave some, with what they answer for still.
fn leavers(review: &Review<'_>, is_meant: impl Fn(&str) -> bool) -> Vec<LeavingPerson> {
    let (catalog, ownership) = (review.catalog, review.ownership);
    let mut leaving: Vec<LeavingPerson> = ownership
        .leaving()
        .filter(|(name, _)| is_meant(name))
        .map(|(name, on)| LeavingPerson {
            person: name.to_owned(),
            on,
            unoffered: 0,
            offered: 0,
        })
        .collect();
    if leaving.is_empty() {
        return leaving;
    }
    for entity in held(catalog) {
        let Some(accountable) = entity.accountable() else {
            continue;
        };
        if let Some(one) = leaving
            .iter_mut()
            .find(|one| one.person == accountable.entity_ref())
        {
            match review.offer_of(entity) {
                Some(_) => one.offered += 1,
                None => one.unoffered += 1,
            }
        }
    }
    leaving.sort_by(|a, b| a.on.cmp(&b.on).then_with(|| a.person.cmp(&b.person)));
    leaving
}

fn held(catalog: &Catalog) -> impl Iterator<Item = Entity<'_>> {
    let all = catalog.entities();
    all.filter(|entity| needs_accountable(entity.kind()))
}
