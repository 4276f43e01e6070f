//! How well the vision was met: a line in the journal for every day on which that was otherwise, and all of them again.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::record;
use crate::model::journal::{Event, Fact, Filter, Hash, NewEvent, Subject, Unknown, VisionScored};
use crate::model::vision::{By, Judged, PastScores, Score};
use crate::store::{Journal, JournalError};

/// Journals how well the catalog meets the vision, at most once a day and only where that is otherwise than before. Returns
/// whether it did. A workspace without rules has no score.
pub fn record_scores(
    journal: &Journal,
    judged: &Judged,
    actor: &str,
    now: Timestamp,
) -> Result<bool, JournalError> {
    let scored = scored(judged);
    if scored.entities == 0 {
        return Ok(false);
    }
    let event = NewEvent::new(&scored, Subject::workspace(), now, actor);
    journal.append_news(event, &[], move |latest| match latest {
        Some(latest) => day(latest.time) != day(now) && !says(latest, &scored),
        None => true,
    })
}

/// Journals what the vision says and how well the catalog meets it, where either is news. For whoever holds both already:
/// nothing is judged for it.
pub fn record_judged(
    journal: &Journal,
    judged: &Judged,
    actor: &str,
    now: Timestamp,
) -> Result<(), JournalError> {
    record(journal, &judged.vision, actor, now)?;
    record_scores(journal, judged, actor, now).map(drop)
}

/// How well the vision was met before, the oldest first.
pub fn past(journal: &Journal) -> Result<Vec<PastScores>, JournalError> {
    let events = journal.events(&Filter {
        type_prefix: Some("vision.scored".to_owned()),
        ..Filter::default()
    })?;
    let mut past: Vec<PastScores> = events.iter().filter_map(scores_of).collect();
    past.sort_by_key(|scores| scores.time);
    Ok(past)
}

/// What a judgement amounts to, as the journal keeps it.
pub(crate) fn scored(judged: &Judged) -> VisionScored {
    let owners = judged.scores(By::Owner);
    let sum = |count: fn(&Score) -> usize| owners.iter().map(|score| count(score) as u64).sum();
    VisionScored {
        vision: Hash(judged.vision.digest),
        entities: sum(|score| score.entities),
        passing: sum(|score| score.passing),
        systems: groups(&judged.scores(By::System)),
        domains: groups(&judged.scores(By::Domain)),
        owners: groups(&owners),
        unknown: Unknown::new(),
    }
}

fn groups(scores: &[Score]) -> BTreeMap<String, (u64, u64)> {
    let counts = |score: &Score| (score.entities as u64, score.passing as u64);
    scores
        .iter()
        .map(|score| (score.group.clone(), counts(score)))
        .collect()
}

/// The same day for whoever looks, wherever they are.
fn day(time: Timestamp) -> jiff::civil::Date {
    time.to_zoned(TimeZone::UTC).date()
}

/// Whether an event has these very scores, of this or of another vision.
fn says(event: &Event, scored: &VisionScored) -> bool {
    match event.fact() {
        Ok(Fact::VisionScored(before)) => {
            VisionScored {
                vision: scored.vision,
                unknown: Unknown::new(),
                ..before
            } == *scored
        }
        _ => false,
    }
}

fn scores_of(event: &Event) -> Option<PastScores> {
    let Ok(Fact::VisionScored(scored)) = event.fact() else {
        return None;
    };
    let mut groups = BTreeMap::new();
    for (by, all) in [
        (By::Owner, scored.owners),
        (By::System, scored.systems),
        (By::Domain, scored.domains),
    ] {
        let counts = |(entities, passing)| (number(entities), number(passing));
        groups.extend(all.into_iter().map(|(group, of)| ((by, group), counts(of))));
    }
    Some(PastScores {
        time: event.time,
        entities: number(scored.entities),
        passing: number(scored.passing),
        groups,
    })
}

fn number(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}
