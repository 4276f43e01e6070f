//! Whether it is only this machine that reaches nobody: of several hosts not one was there. That is believed for a while; then it is
//! as likely that all of them are down, and somebody has to hear of it.

use jiff::{SignedDuration, Timestamp};

use super::Watching;
use crate::model::health::{Key, Probe, Reached, seems_offline};
use crate::remote::probe::Heard;

/// What was seen longer ago says nothing of the network now.
const LATELY: SignedDuration = SignedDuration::from_secs(120);
/// What nobody heard of another host for so long is asked again, where one host is not there.
const CHECK: SignedDuration = SignedDuration::from_secs(15);
/// For so long failures are put down to this machine's network.
const BELIEVED: SignedDuration = SignedDuration::from_mins(5);

impl Watching {
    /// Remembers whether anybody was there; whether this machine is taken to be offline.
    pub(super) fn reach(&mut self, probe: &Probe, heard: &Heard, now: Timestamp) -> bool {
        if probe.is_near() {
            return false;
        }
        let is_lately = |at: &Timestamp| now.duration_since(*at) < LATELY;
        // After a pause nothing is known of the network.
        let has_paused = self.looked(&probe.key).is_some() && !self.is_fresh(probe, now);
        if heard.reached || has_paused {
            self.alone = None;
        }
        self.reached
            .insert(probe.key.clone(), (now, probe.host.clone(), heard.reached));
        let lately = self.reached.values().filter(|(at, ..)| is_lately(at));
        let latest: Vec<Reached<'_>> = lately
            .map(|(_, host, anybody)| Reached {
                host,
                anybody: *anybody,
            })
            .collect();
        if !seems_offline(&latest) {
            return false;
        }
        let alone = *self.alone.get_or_insert(now);
        now.duration_since(alone) < BELIEVED
    }

    /// A probe of another host that nobody heard of for a while: the one heard of longest ago.
    pub(super) fn other_host(&self, probe: &Probe, now: Timestamp) -> Option<Key> {
        let others = self
            .reached
            .iter()
            .filter(|(_, (_, host, _))| *host != probe.host);
        let (key, (at, ..)) = others.min_by_key(|(_, (at, ..))| *at)?;
        let newest = self.reached.values().filter(|(_, host, _)| *host != probe.host);
        let newest = newest.map(|(at, ..)| *at).max()?;
        (now.duration_since(*at) > CHECK && now.duration_since(newest) > CHECK).then(|| key.clone())
    }
}
