//! How well Quayside met its vision, week by week: most teams came a long way, a few slipped. Pure; where they stand now is
//! passed in.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::random::Random;
use crate::model::journal::VisionScored;

/// How far back the scores go.
const WEEKS: i64 = 26;
/// Of a hundred groups so many were better once.
const SLIPPED: usize = 20;

/// A moment of each week and the scores that were met then, the oldest first.
pub fn scores(seed: u64, now: Timestamp, scored: &VisionScored) -> Vec<(Timestamp, VisionScored)> {
    let week = |weeks_ago: i64| {
        let hours = 24 * (7 * weeks_ago - 2);
        let time = now.checked_sub(SignedDuration::from_hours(hours)).ok()?;
        let owners = then(seed, weeks_ago, &scored.owners);
        let of_that_week = VisionScored {
            passing: owners.values().map(|(_, passing)| passing).sum(),
            systems: then(seed, weeks_ago, &scored.systems),
            domains: then(seed, weeks_ago, &scored.domains),
            owners,
            ..scored.clone()
        };
        Some((time, of_that_week))
    };
    (1..=WEEKS).rev().filter_map(week).collect()
}

type Groups = BTreeMap<String, (u64, u64)>;

fn then(seed: u64, weeks_ago: i64, groups: &Groups) -> Groups {
    let weeks_ago = u64::try_from(weeks_ago).unwrap_or(0);
    let of_group = |(group, (entities, passing)): (&String, &(u64, u64))| {
        // Each group goes its own way, the same one every week.
        let mut random = Random::keyed(seed, group, 0);
        let pace = 2 + random.below(8) as u64;
        let passed = match random.chance(SLIPPED) {
            true => passing + (entities - passing.min(entities)) * weeks_ago * pace / 400,
            false => passing - passing * weeks_ago * pace / 400,
        };
        (group.clone(), (*entities, passed.min(*entities)))
    };
    groups.iter().map(of_group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journal::{Hash, Unknown};

    #[test]
    fn the_weeks_lead_to_where_the_teams_stand() {
        let owners: Groups = (0..20)
            .map(|n| (format!("group:default/{n}"), (40, 30)))
            .collect();
        let scored = VisionScored {
            vision: Hash::ZERO,
            entities: 800,
            passing: 600,
            owners,
            systems: Groups::new(),
            domains: Groups::new(),
            unknown: Unknown::new(),
        };
        let now = "2026-02-20T10:00:00Z".parse().unwrap();
        let weeks = scores(7, now, &scored);
        assert_eq!(weeks.len(), 26);
        assert!(weeks.is_sorted_by_key(|(time, _)| *time));
        let passing: Vec<u64> = weeks.iter().map(|(_, scored)| scored.passing).collect();
        assert!(passing[0] < 540 && passing[25] > 580, "{passing:?}");
        let all = weeks.iter().flat_map(|(_, scored)| scored.owners.values());
        assert!(all.into_iter().all(|(entities, passing)| passing <= entities));
        assert_eq!(weeks, scores(7, now, &scored), "the same seed, the same past");
    }
}
