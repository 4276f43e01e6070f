//! What acts would come to, told by the one fold before anything is journaled: for previews. Pure.

use std::collections::BTreeMap;

use jiff::Timestamp;
use uuid::Uuid;

use super::act::{Act, Acted, Change};
use super::fold::apply;
use super::refusal::Refusal;
use super::state::{Origin, Task};
use super::table::{TaskRef, Tasks};
use crate::model::journal::Fact;

/// What comes of each act, one after the other, when nobody else does anything meanwhile.
pub fn forecast(tasks: &Tasks, acts: &[(String, Act)], time: Timestamp, actor: &str) -> Vec<Acted> {
    let mut known: BTreeMap<&str, Task> = BTreeMap::new();
    let mut outcomes = Vec::with_capacity(acts.len());
    for (id, act) in acts {
        let task = known.remove(id.as_str()).or_else(|| tasks.find(id).map(whole));
        let outcome = outcome(task.clone(), id, act.clone(), time, actor);
        let changed = outcome.map(|(task, change)| {
            known.insert(id, task);
            change
        });
        if let (Err(_), Some(task)) = (&changed, task) {
            known.insert(id, task);
        }
        outcomes.push(Acted {
            task: id.clone(),
            outcome: changed,
        });
    }
    outcomes
}

fn outcome(
    task: Option<Task>,
    id: &str,
    act: Act,
    time: Timestamp,
    actor: &str,
) -> Result<(Task, Change), Refusal> {
    let before = task.as_ref().map(|task| task.state.clone());
    let event = act.event(id, time, actor);
    // A body that this build has written, it can read.
    let fact = Fact::of(&event.type_, Some(&event.body)).map_err(|_| Refusal::NoSuchTask)?;
    let after = apply(task, id, &fact, time, actor)?.ok_or(Refusal::NoSuchTask)?;
    let change = Change {
        event: Uuid::nil(),
        title: after.title.clone(),
        before: before.unwrap_or_else(|| after.state.clone()),
        after: after.state.clone(),
    };
    Ok((after, change))
}

/// A task of the table as the fold knows it, as far as the table tells.
fn whole(task: TaskRef<'_>) -> Task {
    let text = |text: Option<&str>| text.map(str::to_owned);
    let origin = task.system().zip(task.key());
    Task {
        id: task.name().to_owned(),
        title: task.title().to_owned(),
        description: None,
        requester: text(task.requester()),
        team: text(task.team()),
        source: task.source().to_owned(),
        origin: origin.map(|(system, key)| Origin {
            system: system.to_owned(),
            key: key.to_owned(),
            url: None,
            status: None,
        }),
        labels: task.labels().map(str::to_owned).collect(),
        created: task.created(),
        changed: task.changed(),
        comments: task.comments(),
        exit_status: None,
        state: task.state(),
    }
}
