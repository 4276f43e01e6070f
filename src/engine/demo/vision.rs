//! What the demo company's journal remembers of its vision: how it was met over half a year, what was let off, and that it was
//! milder once.

use jiff::{SignedDuration, Timestamp};

use crate::demo;
use crate::engine::vision::{Waiving, scored};
use crate::model::journal::{NewEvent, Subject, Unknown, WaiverGranted};
use crate::model::vision::waiver::{days_after, grantors};
use crate::model::vision::{Judged, Severity, Vision, WaiverAsk};
use crate::sources::vision::{Unread, VISION_FILE, read_with};
use crate::store::{Journal, JournalError};

/// What was let off: the days since it was granted, the days until it ends, and why.
const GRANTED: [(i64, i64, &str); 4] = [
    (150, -60, "The old warehouse is switched off in spring"),
    (82, 6, "The team moves to the new platform this month"),
    (40, 47, "Bought in; the maker mends it with the next release"),
    (15, 75, "Two people are away, it is planned for after the sale"),
];
/// What is asked for, and of what a grantor has to agree to.
const ASKED: &str = "The migration takes until the end of the quarter";
/// Days until what is asked for would end.
const ASKED_FOR: i64 = 80;

/// The scores of half a year and what was let off, in no order.
pub(super) fn past(judged: &Judged, seed: u64, now: Timestamp, actor: &str) -> Vec<NewEvent> {
    let met = scored(judged);
    if met.entities == 0 {
        return Vec::new();
    }
    let weeks = demo::scores(seed, now, &met);
    let weeks = weeks
        .iter()
        .map(|(time, scored)| NewEvent::new(scored, Subject::workspace(), *time, actor));
    weeks.chain(granted(judged, now)).collect()
}

/// Warnings that whoever answers for them let off.
fn granted(judged: &Judged, now: Timestamp) -> Vec<NewEvent> {
    let warnings = falling_short(judged, Severity::Warning);
    // Not all of one rule, nor all of one team.
    let step = warnings.len() / GRANTED.len();
    let grant = |(nth, (ago, ahead, reason)): (usize, &(i64, i64, &str))| {
        let (rule, entity, person) = warnings.get(nth * step)?;
        let body = WaiverGranted {
            rule: rule.clone(),
            entity: entity.clone(),
            owner: person.clone(),
            reason: (*reason).to_owned(),
            until: days_after(judged.today, *ahead),
            task: None,
            requester: Some(person.clone()),
            run: None,
            unknown: Unknown::new(),
        };
        let time = now.checked_sub(SignedDuration::from_hours(24 * ago)).ok()?;
        Some(NewEvent::new(&body, Subject::entity(entity), time, person))
    };
    GRANTED.iter().enumerate().filter_map(grant).collect()
}

/// Somebody asks for an exception from a blocking rule; of the person who looks at the demo, where that is theirs to grant.
pub(super) fn ask(
    journal: &Journal,
    judged: &Judged,
    persona: Option<&str>,
    now: Timestamp,
) -> Result<(), JournalError> {
    let blocking = falling_short(judged, Severity::Blocking);
    let is_theirs = |(_, entity, asker): &&(String, String, String)| {
        let id = judged.catalog.find(entity);
        let grantors = id.map(|id| grantors(&judged.catalog, &judged.vision, id, true, asker));
        grantors.is_some_and(|grantors| grantors.iter().any(|grantor| Some(grantor.as_str()) == persona))
    };
    let Some((rule, entity, asker)) = blocking.iter().find(is_theirs).or(blocking.first()) else {
        return Ok(());
    };
    let waiving = Waiving {
        journal,
        judged,
        actor: asker,
        now,
    };
    let ask = WaiverAsk {
        rule: rule.clone(),
        entity: entity.clone(),
        reason: ASKED.to_owned(),
        until: days_after(judged.today, ASKED_FOR),
    };
    waiving.ask(&[ask]).map(drop)
}

/// What falls short of rules of this severity: rule, entity, and who answers for it.
fn falling_short(judged: &Judged, severity: Severity) -> Vec<(String, String, String)> {
    let rules = judged.vision.rules.iter().enumerate();
    let rules = rules.filter(|(_, rule)| rule.severity == severity);
    let of_rule = |(at, rule): (usize, &crate::model::vision::Rule)| {
        let id = rule.id.clone();
        judged.falling_short(at).filter_map(move |entity| {
            let entity = judged.catalog.entity(entity);
            let person = entity.accountable()?;
            Some((
                id.clone(),
                entity.entity_ref().to_owned(),
                person.entity_ref().to_owned(),
            ))
        })
    };
    rules.flat_map(of_rule).collect()
}

/// The vision before its youngest rule was written: without the last item of `rules`. None where it has none of its own.
pub(super) fn milder(vision: &Vision) -> Option<Vision> {
    let text = &vision.files.iter().find(|file| file.path == VISION_FILE)?.text;
    let lines: Vec<&str> = text.lines().collect();
    let rules = lines.iter().position(|line| *line == "rules:")?;
    let is_outside = |line: &&str| line.starts_with(|c: char| c.is_ascii_alphabetic());
    let end = lines[rules + 1..].iter().position(is_outside);
    let end = end.map_or(lines.len(), |end| rules + 1 + end);
    let last = lines[rules..end]
        .iter()
        .rposition(|line| line.starts_with("  - "))?;
    let milder = [&lines[..rules + last], &lines[end..]].concat().join("\n") + "\n";
    Some(read_with(&|path| match path {
        VISION_FILE => Ok(milder.clone()),
        path => {
            let file = vision.files.iter().find(|file| file.path == path);
            file.map(|file| file.text.to_string()).ok_or(Unread::Missing)
        }
    }))
}
