//! The fold of the journal's waivers: what each event makes of them. The order of the events alone decides.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Waiver, WaiverSource};
use crate::model::journal::{Event, Fact, WaiverGranted};

/// Waivers as the events leave them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WaiverFold {
    /// By rule and entity: the latest grant counts.
    granted: BTreeMap<(String, String), Waiver>,
    taken_back: Vec<TakenBack>,
}

/// A waiver that did not last to its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenBack {
    pub waiver: Waiver,
    /// By whom, when, and why.
    pub by: String,
    pub time: Timestamp,
    pub reason: String,
}

impl WaiverFold {
    pub fn of<'e>(events: impl IntoIterator<Item = &'e Event>) -> Self {
        let mut fold = Self::default();
        for event in events {
            fold.apply(event);
        }
        fold
    }

    /// Any other event, and one whose body was taken out, leaves everything as it is.
    pub fn apply(&mut self, event: &Event) {
        match event.fact() {
            Ok(Fact::WaiverGranted(granted)) => {
                let key = (granted.rule.clone(), granted.entity.clone());
                self.granted.insert(key, waiver(granted, event));
            }
            Ok(Fact::WaiverEnded(ended)) => {
                let waiver = self.granted.remove(&(ended.rule, ended.entity));
                self.taken_back.extend(waiver.map(|waiver| TakenBack {
                    waiver,
                    by: event.actor.clone(),
                    time: event.time,
                    reason: ended.reason,
                }));
            }
            _ => {}
        }
    }

    /// Those that were not taken back, whether their day has passed or not.
    pub fn granted(&self) -> impl Iterator<Item = &Waiver> {
        self.granted.values()
    }

    pub fn into_granted(self) -> impl Iterator<Item = Waiver> {
        self.granted.into_values()
    }

    /// In the order in which it happened.
    pub fn taken_back(&self) -> &[TakenBack] {
        &self.taken_back
    }
}

fn waiver(granted: WaiverGranted, event: &Event) -> Waiver {
    Waiver {
        rule: granted.rule,
        entity: granted.entity,
        owner: granted.owner,
        reason: granted.reason,
        until: granted.until,
        granted_by: Some(event.actor.clone()),
        source: WaiverSource::Journal(event.id.to_string()),
    }
}
