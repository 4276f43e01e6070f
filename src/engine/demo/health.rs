//! What the demo company's probes saw lately: something of the persona's team is down and its people were told, something is behind,
//! something was down the day before yesterday and is well again. What is asked from now on says the same.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use crate::config::{Paths, Workspace};
use crate::engine::health::{Declarations, Looks};
use crate::model::catalog::Catalog;
use crate::model::health::{Health, KEPT, Key, Look, Probe, Seen, Watch};
use crate::model::journal::{HealthChanged, HealthTelling, HealthTold, NewEvent, Subject, Unknown};
use crate::model::ownership::{Turn, TurnRole, turns};
use crate::store::{Journal, JournalError};

/// The way of the demo's settings.
const BY: &str = "pager";
/// Hours since each came to be watched.
const BEGUN: i64 = 30 * 24;

/// What was seen of one probe: how many minutes ago, and how many of those whose turn it is were told, half an hour apart.
struct Story {
    entity: &'static str,
    probe: &'static str,
    /// The latest last.
    changes: &'static [(i64, Health, usize, &'static str)],
}

const STORIES: [Story; 4] = [
    Story {
        entity: "component:default/alert-router",
        probe: "intake",
        changes: &[
            (BEGUN * 60, Health::Up, 0, "localhost:9 takes a connection"),
            (47, Health::Down, 2, "localhost:9 refuses the connection"),
        ],
    },
    Story {
        entity: "component:default/search-api",
        probe: "lag",
        changes: &[
            (BEGUN * 60, Health::Up, 0, "search-api is 12 records behind"),
            (
                22 * 60,
                Health::Degraded,
                0,
                "search-api is 48211 records behind, more than 5000",
            ),
        ],
    },
    Story {
        entity: "component:default/prices-api",
        probe: "lag",
        changes: &[
            (BEGUN * 60, Health::Up, 0, "prices-api has read everything"),
            (
                47 * 60,
                Health::Down,
                1,
                "the cluster event-bus did not answer within 5s",
            ),
            (46 * 60, Health::Up, 1, "prices-api has read everything"),
        ],
    },
    Story {
        entity: "component:default/inventory-api",
        probe: "lag",
        changes: &[(BEGUN * 60, Health::Up, 0, "inventory-api has read everything")],
    },
];

pub(super) fn past(
    journal: &Journal,
    workspace: &Workspace,
    catalog: &Arc<Catalog>,
    paths: &Paths,
    (actor, now): (&str, Timestamp),
) -> Result<(), JournalError> {
    let declared = Declarations::of(workspace, catalog);
    let (mut events, mut seen) = (Vec::new(), BTreeMap::new());
    for story in &STORIES {
        let key = Key::new(story.entity, story.probe);
        let Some(probe) = declared.probes.iter().find(|probe| probe.key == key) else {
            continue;
        };
        let Some(id) = catalog.find(story.entity) else {
            continue;
        };
        let turns = turns(catalog, id, TurnRole::Contact, &|_| false);
        events.extend(told(story, &turns, actor, now));
        if let Some((minutes, state, _, sentence)) = story.changes.last() {
            seen.insert(key, lately(probe, *state, ago(*minutes, now), sentence, now));
        }
    }
    events.sort_by_key(|event: &NewEvent| event.time);
    journal.append(events)?;
    let looks = Looks::new(&paths.workspace_data(&workspace.key));
    if let Err(error) = looks.keep(&seen) {
        tracing::warn!(%error, "the demo has no looks of its probes");
    }
    Ok(())
}

fn ago(minutes: i64, now: Timestamp) -> Timestamp {
    let then = now - SignedDuration::from_mins(minutes);
    // As the journal keeps it.
    Timestamp::from_millisecond(then.as_millisecond()).unwrap_or(then)
}

fn told(story: &Story, turns: &[Turn], actor: &str, now: Timestamp) -> Vec<NewEvent> {
    let subject = || Subject::entity(story.entity);
    let mut events = Vec::new();
    for (minutes, state, people, sentence) in story.changes {
        let since = ago(*minutes, now);
        let changed = HealthChanged {
            entity: story.entity.to_owned(),
            probe: story.probe.to_owned(),
            state: *state,
            seen: (*sentence).to_owned(),
            unknown: Unknown::new(),
        };
        events.push(NewEvent::new(&changed, subject(), since, actor));
        for (at, turn) in turns.iter().take(*people).enumerate() {
            let half_hours = i64::try_from(at).unwrap_or_default();
            let then = since + SignedDuration::from_mins(30 * half_hours);
            let telling = HealthTelling {
                entity: story.entity.to_owned(),
                probe: story.probe.to_owned(),
                state: *state,
                since,
                whom: turn.person.clone(),
                role: turn.role.word().to_owned(),
                by: BY.to_owned(),
                note: None,
                unknown: Unknown::new(),
            };
            let arrived = HealthTold {
                entity: telling.entity.clone(),
                probe: telling.probe.clone(),
                state: telling.state,
                since,
                whom: telling.whom.clone(),
                role: telling.role.clone(),
                by: telling.by.clone(),
                failed: None,
                not_before: None,
                unknown: Unknown::new(),
            };
            events.push(NewEvent::new(&telling, subject(), then, actor));
            let then = then + SignedDuration::from_secs(2);
            events.push(NewEvent::new(&arrived, subject(), then, actor));
        }
    }
    events
}

/// The looks of the last while, one interval apart.
fn lately(probe: &Probe, state: Health, since: Timestamp, sentence: &str, now: Timestamp) -> Seen {
    let mut seen = Seen {
        watch: Watch::of(state),
        since: Some(since),
        seen: sentence.to_owned(),
        looks: Vec::new(),
    };
    let kept = i32::try_from(KEPT).unwrap_or_default();
    for back in (1..=kept).rev() {
        let answers = state != Health::Down;
        // Some are quicker than others, the same each time.
        let took = 3 + u32::try_from(back * 37 % 23).unwrap_or_default();
        seen.add(Look {
            at: now - probe.every * back,
            heard: state,
            took: answers.then_some(took),
        });
    }
    seen
}
