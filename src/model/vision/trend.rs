//! How a score moved: what the journal has of the past beside what is so now. Pure.

use jiff::Timestamp;

use super::score::{By, PastScores};

/// A score of the past to hold the present one against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trend {
    /// The score then, in whole per cent.
    pub percent: usize,
    pub time: Timestamp,
}

impl PastScores {
    /// The score of a group then, in whole per cent; none where it had none.
    pub fn percent_of(&self, by: By, group: &str) -> Option<usize> {
        let (entities, passing) = *self.groups.get(&(by, group.to_owned()))?;
        percent(entities, passing)
    }

    /// The score of all entities then, in whole per cent.
    pub fn percent(&self) -> Option<usize> {
        percent(self.entities, self.passing)
    }
}

fn percent(entities: usize, passing: usize) -> Option<usize> {
    (passing * 100).checked_div(entities)
}

/// The score of a group as it was at `since`; where that is further back than anybody remembers, the first one known. `past`
/// has the oldest first; without a group it is the score of all.
pub fn trend(past: &[PastScores], group: Option<(By, &str)>, since: Timestamp) -> Option<Trend> {
    let score = |scores: &PastScores| {
        let percent = match group {
            Some((by, group)) => scores.percent_of(by, group),
            None => scores.percent(),
        };
        percent.map(|percent| Trend {
            percent,
            time: scores.time,
        })
    };
    let known = past.iter().filter_map(score);
    let then = known.clone().take_while(|trend| trend.time <= since).last();
    then.or_else(|| known.into_iter().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(day: &str, passing: usize) -> PastScores {
        PastScores {
            time: format!("{day}T08:00:00Z").parse().unwrap(),
            entities: 8,
            passing,
            groups: [((By::Owner, "group:default/a".to_owned()), (4, passing / 2))].into(),
        }
    }

    #[test]
    fn the_score_that_held_at_a_moment_counts() {
        let past = [
            scored("2026-01-01", 2),
            scored("2026-02-01", 4),
            scored("2026-03-01", 6),
        ];
        let group = Some((By::Owner, "group:default/a"));
        for (since, of, percent) in [
            ("2025-06-01", None, Some(25)),
            ("2026-02-15", None, Some(50)),
            ("2026-03-15", None, Some(75)),
            ("2026-01-31", group, Some(25)),
            ("2026-02-01", group, Some(50)),
            ("2026-03-15", group, Some(75)),
            ("2026-03-15", Some((By::System, "group:default/a")), None),
        ] {
            let since = format!("{since}T12:00:00Z").parse().unwrap();
            assert_eq!(
                trend(&past, of, since).map(|trend| trend.percent),
                percent,
                "{since}"
            );
        }
        assert_eq!(trend(&[], None, Timestamp::MAX), None);
    }
}
