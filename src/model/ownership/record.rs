//! What the journal says of ownership: who attested what, who was asked, what is on offer, who leaves. A fold of the events in
//! their order: no clock, no catalog. What does not fit what came before changes nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{Attested, Handover, Item, ItemState};
use crate::model::journal::{Event, Fact};

/// The types of event that it is made of.
pub const TYPES: [&str; 6] = [
    "workspace.opened",
    "catalog.read",
    "entity.appeared",
    "ownership.",
    "handover.",
    "person.",
];

/// Ownership as the events leave it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ownership {
    /// When the workspace was opened or read for the first time.
    begun: Option<Date>,
    /// Those that appeared after that, by canonical ref.
    appeared: FxHashMap<Box<str>, Date>,
    attested: FxHashMap<Box<str>, Attested>,
    /// Who took an entity over, and on which day: that counts as an attestation of theirs.
    taken: FxHashMap<Box<str>, (String, Date)>,
    /// Who was asked since the last attestation, in turn.
    asked: FxHashMap<Box<str>, Vec<Hop>>,
    /// The oldest first.
    handovers: Vec<Handover>,
    /// By entity, the hand-over in which it is on offer.
    offered: FxHashMap<Box<str>, usize>,
    /// By person: their last day, and when that was said.
    leaving: BTreeMap<String, (Date, Timestamp)>,
    head: u64,
}

/// Somebody who was asked for an attestation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Canonical ref.
    pub whom: String,
    /// As the journal has it: `accountable`, `deputy`, `lead`.
    pub role: String,
    pub on: Date,
}

impl Ownership {
    /// Folds in the next event.
    pub fn apply(&mut self, event: &Event) {
        self.head = self.head.max(event.lseq);
        let on = event.time.to_zoned(TimeZone::UTC).date();
        match event.fact() {
            Ok(Fact::WorkspaceOpened(_) | Fact::CatalogRead(_)) => {
                self.begun = Some(self.begun.map_or(on, |begun| begun.min(on)));
            }
            Ok(Fact::EntityAppeared(appeared)) => {
                self.appeared.insert(appeared.entity.into(), on);
            }
            Ok(Fact::OwnershipAttested(attested)) => {
                self.asked.remove(attested.entity.as_str());
                let kept = Attested {
                    at: event.time,
                    by: event.actor.clone(),
                    accountable: attested.accountable,
                    version: attested.version,
                    until: attested.until,
                };
                self.attested.insert(attested.entity.into(), kept);
            }
            Ok(Fact::AttestationAsked(asked)) => {
                let hops = self.asked.entry(asked.entity.into()).or_default();
                if hops.iter().all(|hop| hop.whom != asked.whom) {
                    hops.push(Hop {
                        whom: asked.whom,
                        role: asked.role,
                        on,
                    });
                }
            }
            Ok(Fact::HandoverOffered(offered)) => self.offer(offered, event),
            Ok(Fact::HandoverAccepted(accepted)) => {
                let runs = accepted.unknown.get("runs").cloned().unwrap_or_default();
                let run = |entity: &str| runs.get(entity).and_then(|run| run.as_str()).map(str::to_owned);
                let state = |entity: &str| ItemState::Accepted { run: run(entity) };
                let Some((to, accepted)) = self.settle(&accepted.id, Some(&accepted.refs), state) else {
                    return;
                };
                for entity in accepted {
                    self.asked.remove(entity.as_str());
                    self.taken.insert(entity.into(), (to.clone(), on));
                }
            }
            Ok(Fact::HandoverRefused(refused)) => {
                let state = |_: &str| ItemState::Refused {
                    reason: refused.reason.clone(),
                };
                self.settle(&refused.id, Some(&refused.refs), state);
            }
            Ok(Fact::HandoverWithdrawn(withdrawn)) => {
                let refs = Some(&withdrawn.refs[..]).filter(|refs| !refs.is_empty());
                self.settle(&withdrawn.id, refs, |_| ItemState::Withdrawn);
            }
            Ok(Fact::PersonLeaving(leaving)) => {
                self.leaving.insert(leaving.person, (leaving.on, event.time));
            }
            Ok(Fact::PersonStaying(staying)) => {
                self.leaving.remove(&staying.person);
            }
            _ => {}
        }
    }

    fn offer(&mut self, offered: crate::model::journal::HandoverOffered, event: &Event) {
        let is_known = self.handovers.iter().any(|handover| handover.id == offered.id);
        if is_known || offered.refs.is_empty() {
            return;
        }
        let place = self.handovers.len();
        let mut items: Vec<Item> = Vec::new();
        let mut seen = FxHashSet::default();
        for entity in offered.refs {
            if !seen.insert(entity.clone()) {
                continue;
            }
            let state = match self.offered.contains_key(entity.as_str()) {
                true => ItemState::Elsewhere,
                false => ItemState::Offered,
            };
            if state == ItemState::Offered {
                self.offered.insert(entity.as_str().into(), place);
            }
            items.push(Item { entity, state });
        }
        self.handovers.push(Handover {
            id: offered.id,
            items,
            from: offered.from,
            to: offered.to,
            by: event.actor.clone(),
            at: event.time,
            reason: offered.reason,
            leaving: offered.leaving,
        });
    }

    /// Settles what is still open of these in a hand-over, of all of it where none are named. Who was asked, and what was
    /// settled; what was not on offer stays as it is.
    fn settle(
        &mut self,
        id: &str,
        refs: Option<&[String]>,
        state: impl Fn(&str) -> ItemState,
    ) -> Option<(String, Vec<String>)> {
        let handover = self.handovers.iter_mut().find(|handover| handover.id == id)?;
        let named: Option<FxHashSet<&str>> = refs.map(|refs| refs.iter().map(String::as_str).collect());
        let mut settled = Vec::new();
        for item in &mut handover.items {
            let is_named = named
                .as_ref()
                .is_none_or(|named| named.contains(item.entity.as_str()));
            if is_named && item.state == ItemState::Offered {
                item.state = state(&item.entity);
                self.offered.remove(item.entity.as_str());
                settled.push(item.entity.clone());
            }
        }
        Some((handover.to.clone(), settled))
    }

    /// The position of the last event that is folded in.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// The last attestation of an entity, whoever was accountable then.
    pub fn attested(&self, entity: &str) -> Option<&Attested> {
        self.attested.get(entity)
    }

    /// Who took an entity over last, and on which day.
    pub fn taken(&self, entity: &str) -> Option<(&str, Date)> {
        self.taken.get(entity).map(|(by, on)| (by.as_str(), *on))
    }

    /// Who was asked since the last attestation, in turn.
    pub fn asked(&self, entity: &str) -> &[Hop] {
        self.asked.get(entity).map_or(&[], Vec::as_slice)
    }

    /// Every entity that somebody was asked about since its last attestation.
    pub fn all_asked(&self) -> impl Iterator<Item = (&str, &[Hop])> {
        self.asked
            .iter()
            .map(|(entity, hops)| (&**entity, hops.as_slice()))
    }

    /// The day since which an entity is known.
    pub fn known(&self, entity: &str) -> Option<Date> {
        self.appeared.get(entity).copied().or(self.begun)
    }

    /// The oldest first.
    pub fn handovers(&self) -> &[Handover] {
        &self.handovers
    }

    /// A hand-over by its id, or by as much of it as only one has.
    pub fn handover(&self, id: &str) -> Option<&Handover> {
        let exact = self.handovers.iter().find(|handover| handover.id == id);
        exact.or_else(|| {
            let mut alike = self
                .handovers
                .iter()
                .filter(|handover| id.len() >= 4 && handover.id.starts_with(id));
            alike.next().filter(|_| alike.next().is_none())
        })
    }

    /// The hand-over in which an entity is on offer.
    pub fn offer_of(&self, entity: &str) -> Option<&Handover> {
        self.handovers.get(*self.offered.get(entity)?)
    }

    /// The last day of somebody who leaves.
    pub fn last_day(&self, person: &str) -> Option<Date> {
        self.leaving.get(person).map(|(on, _)| *on)
    }

    /// Since when it is said that somebody leaves.
    pub fn leaving_since(&self, person: &str) -> Option<Timestamp> {
        self.leaving.get(person).map(|(_, said)| *said)
    }

    /// Who leaves, and their last day.
    pub fn leaving(&self) -> impl Iterator<Item = (&str, Date)> {
        self.leaving
            .iter()
            .map(|(person, (on, _))| (person.as_str(), *on))
    }

    /// Whether somebody is no longer to be asked: their last day is over.
    pub fn has_left(&self, person: &str, today: Date) -> bool {
        self.last_day(person).is_some_and(|on| on < today)
    }
}
