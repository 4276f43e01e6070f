//! All probes as people look at them: what is declared, what the journal says of it, and what was seen lately, in one list.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Health, Healths, Key, Look, Probe, Probed, Record, Watch};

/// So many looks are kept of each probe.
pub const KEPT: usize = 60;

/// What was seen of one probe lately. No truth of its own: what counts is in the journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub watch: Watch,
    /// Since when the watch says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// What was seen last, in a sentence; untrusted.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// The latest, the oldest first.
    #[serde(default)]
    pub looks: Vec<Look>,
}

impl Seen {
    /// Remembers a look.
    pub fn add(&mut self, look: Look) {
        self.looks.push(look);
        let surplus = self.looks.len().saturating_sub(KEPT);
        self.looks.drain(..surplus);
    }
}

/// All probes, the worst first. `next` says when one is asked next, here or by another process, where anybody asks.
pub fn healths(
    (probes, wrong): (&[Probe], &[(String, String)]),
    record: &Record,
    seen: &BTreeMap<Key, Seen>,
    next: &dyn Fn(&Probe) -> Option<Timestamp>,
    now: Timestamp,
) -> Healths {
    let of = |probe: &Probe| {
        let standing = record.standing(&probe.key);
        let seen = seen.get(&probe.key);
        let recorded = standing.map_or(Health::Unknown, |standing| standing.state);
        let state = seen.map_or(recorded, |seen| seen.watch.state);
        let since = match standing {
            Some(standing) if standing.state == state => Some(standing.since),
            _ => seen.and_then(|seen| seen.since),
        };
        let sentence = seen
            .map(|seen| &seen.seen)
            .filter(|sentence| !sentence.is_empty());
        let sentence = sentence.or(standing.map(|standing| &standing.seen));
        Probed {
            entity: probe.key.entity.clone(),
            probe: probe.key.probe.clone(),
            target: probe.asks.clone(),
            declared: probe.declared.clone(),
            state,
            since,
            flaps: seen.is_some_and(|seen| seen.watch.is_flapping(now)),
            seen: sentence.cloned().unwrap_or_default(),
            looks: seen.map(|seen| seen.looks.clone()).unwrap_or_default(),
            next: next(probe),
            told: standing.map(|standing| standing.told(now)).unwrap_or_default(),
        }
    };
    let mut all: Vec<Probed> = probes.iter().map(of).collect();
    all.sort_by(|a, b| {
        let longest = a
            .since
            .unwrap_or(Timestamp::MAX)
            .cmp(&b.since.unwrap_or(Timestamp::MAX));
        b.state
            .cmp(&a.state)
            .then(longest)
            .then_with(|| (&a.entity, &a.probe).cmp(&(&b.entity, &b.probe)))
    });
    Healths {
        probes: all,
        silences: record.silences(now).cloned().collect(),
        wrong: wrong.to_vec(),
    }
}
