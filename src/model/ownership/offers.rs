//! Whether what the journal has on offer still counts: not where who is asked is gone or leaves, nor where somebody else answers
//! for it by now than when it was offered. What has lapsed is as good as withdrawn, and comes back with who it was about.

use std::borrow::Cow;

use super::standing::Review;
use super::{Handover, ItemState, OwnRefusal};
use crate::model::catalog::Entity;

impl<'a> Review<'a> {
    /// The hand-over in which an entity is on offer, where that still counts.
    pub fn offer_of(&self, entity: Entity<'_>) -> Option<&'a Handover> {
        let handover = self.ownership.offer_of(entity.entity_ref())?;
        (self.stays(&handover.to) && is_theirs(handover, entity)).then_some(handover)
    }

    /// The hand-overs as they stand, the oldest first: what has lapsed is withdrawn.
    pub fn handovers(&self) -> impl DoubleEndedIterator<Item = Cow<'a, Handover>> {
        self.ownership.handovers().iter().map(move |handover| {
            let has_lapsed = |name: &str| {
                let id = self.catalog.find(name);
                id.is_none_or(|id| self.offer_of(self.catalog.entity(id)).is_none())
            };
            if !handover.open().any(has_lapsed) {
                return Cow::Borrowed(handover);
            }
            let mut told = handover.clone();
            for item in &mut told.items {
                if item.state == ItemState::Offered && has_lapsed(&item.entity) {
                    item.state = ItemState::Withdrawn;
                }
            }
            Cow::Owned(told)
        })
    }

    /// The entity of a hand-over that whoever was asked may take over now.
    pub fn may_take(&self, handover: &Handover, name: &str) -> Result<Entity<'a>, OwnRefusal> {
        self.person(&handover.to)?;
        let entity = self.held(name)?;
        match is_theirs(handover, entity) {
            true => Ok(entity),
            false => Err(OwnRefusal::Moved {
                entity: name.to_owned(),
                from: handover.from.clone(),
                now: entity.accountable().map(|now| now.entity_ref().to_owned()),
            }),
        }
    }

    /// Whether somebody is a User of the catalog and does not leave.
    fn stays(&self, person: &str) -> bool {
        let found = self.catalog.find(person).map(|id| self.catalog.entity(id));
        found.is_some_and(|found| found.is_kind("User")) && self.ownership.last_day(person).is_none()
    }
}

/// Whether an entity is still whose it was when it was offered.
fn is_theirs(handover: &Handover, entity: Entity<'_>) -> bool {
    entity.accountable().map(|now| now.entity_ref()) == handover.from.as_deref()
}
