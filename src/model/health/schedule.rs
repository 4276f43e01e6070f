//! When which probe is asked next: each at its own interval and in its own phase, so that they do not all ask at once; few at a time,
//! fewer of one host, never two of one probe. Pure: times are passed in.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};

use super::{Key, Probe};

/// So many are asked at a time,
pub const MOST: usize = 8;
/// and so many of one host.
pub const MOST_A_HOST: usize = 2;
/// The first questions are spread over at most this.
const SPREAD: SignedDuration = SignedDuration::from_secs(20);

/// The questions ahead.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    rows: BTreeMap<Key, Row>,
}

#[derive(Clone, Debug)]
struct Row {
    host: String,
    every: SignedDuration,
    next: Timestamp,
    is_asked: bool,
}

impl Schedule {
    /// Takes the probes that there are from now on; those that stay keep their time.
    pub fn set<'a>(&mut self, probes: impl IntoIterator<Item = &'a Probe>, now: Timestamp) {
        let mut before = std::mem::take(&mut self.rows);
        for probe in probes {
            let kept = before.remove(&probe.key);
            let first = now + phase(&probe.key, probe.every.min(SPREAD));
            let row = Row {
                host: probe.host.clone(),
                every: probe.every,
                next: kept.as_ref().map_or(first, |row| row.next.min(now + probe.every)),
                is_asked: kept.is_some_and(|row| row.is_asked),
            };
            self.rows.insert(probe.key.clone(), row);
        }
    }

    /// What is to be asked now, who has waited for longest first; it counts as being asked until [`Schedule::answered`].
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Key> {
        let asked = |rows: &BTreeMap<Key, Row>, host: &str| {
            let of_host = rows.values().filter(|row| row.is_asked && row.host == host);
            of_host.count()
        };
        let mut free = MOST.saturating_sub(self.rows.values().filter(|row| row.is_asked).count());
        let due = self
            .rows
            .iter()
            .filter(|(_, row)| !row.is_asked && row.next <= now);
        let mut due: Vec<(Timestamp, Key)> = due.map(|(key, row)| (row.next, key.clone())).collect();
        due.sort();
        let mut taken = Vec::new();
        for (_, key) in due {
            if free == 0 {
                break;
            }
            let host = self
                .rows
                .get(&key)
                .map(|row| row.host.clone())
                .unwrap_or_default();
            if asked(&self.rows, &host) >= MOST_A_HOST {
                continue;
            }
            if let Some(row) = self.rows.get_mut(&key) {
                row.is_asked = true;
            }
            free -= 1;
            taken.push(key);
        }
        taken
    }

    /// It was answered. The next time is one interval after it was to be asked; what is late does not catch up.
    pub fn answered(&mut self, key: &Key, now: Timestamp) {
        let Some(row) = self.rows.get_mut(key) else { return };
        row.is_asked = false;
        let next = row.next + row.every;
        row.next = if next > now { next } else { now + row.every };
    }

    /// Asks it as soon as may be.
    pub fn hasten(&mut self, key: &Key, now: Timestamp) {
        if let Some(row) = self.rows.get_mut(key) {
            row.next = row.next.min(now);
        }
    }

    /// When it is asked next.
    pub fn next_of(&self, key: &Key) -> Option<Timestamp> {
        self.rows.get(key).map(|row| row.next)
    }

    /// When anything is asked next.
    pub fn next(&self) -> Option<Timestamp> {
        let waiting = self.rows.values().filter(|row| !row.is_asked);
        waiting.map(|row| row.next).min()
    }
}

/// Where in an interval a probe has its place: always the same one, and others others.
fn phase(key: &Key, interval: SignedDuration) -> SignedDuration {
    let digest = Sha256::digest(format!("{}\0{}", key.entity, key.probe));
    let share = u16::from_be_bytes([digest[0], digest[1]]);
    let millis = interval.as_millis() * i128::from(share) / i128::from(u16::MAX);
    SignedDuration::from_millis(i64::try_from(millis).unwrap_or_default())
}
