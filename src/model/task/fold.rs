//! The fold of one task: what each event makes of it, or why it is refused. A pure function of the events in their order,
//! so every copy of a journal comes to the same tasks; what is refused changes nothing.

use jiff::Timestamp;

use super::refusal::Refusal;
use super::state::{Origin, Task, TaskState, Timer};
use super::status::Status;
use crate::model::journal::{
    Fact, Progress, TaskAssigned, TaskCreated, TaskDone, TaskImported, TaskRestored,
};

/// The task after an event about the task `id`, which happened at `time` and was done by `actor`. `task` is what the
/// events before it made. An event that is not about tasks leaves it as it is.
pub fn apply(
    task: Option<Task>,
    id: &str,
    fact: &Fact,
    time: Timestamp,
    actor: &str,
) -> Result<Option<Task>, Refusal> {
    match (fact, task) {
        (Fact::TaskCreated(_), Some(_)) => Err(Refusal::Exists),
        (Fact::TaskCreated(created), None) => created_task(id, created, time).map(Some),
        (Fact::TaskImported(ticket), before) => Ok(Some(imported(before, id, ticket))),
        (fact, None) if is_about_a_task(fact) => Err(Refusal::NoSuchTask),
        (_, None) => Ok(None),
        (fact, Some(mut task)) => {
            if change(&mut task, fact, time, actor)? {
                task.changed = task.changed.max(time);
            }
            Ok(Some(task))
        }
    }
}

fn is_about_a_task(fact: &Fact) -> bool {
    use Fact::*;
    matches!(
        fact,
        TaskAccepted(_)
            | TaskDeclined(_)
            | TaskMerged(_)
            | TaskSnoozed(_)
            | TaskAssigned(_)
            | TaskStarted(_)
            | TaskPaused(_)
            | TaskWorked(_)
            | TaskCommented(_)
            | TaskLinked(_)
            | TaskCategorised(_)
            | TaskPrioritised(_)
            | TaskDone(_)
            | TaskReopened(_)
            | TaskPushed(_)
            | TaskRestored(_)
    )
}

fn created_task(id: &str, created: &TaskCreated, time: Timestamp) -> Result<Task, Refusal> {
    if created.title.trim().is_empty() {
        return Err(Refusal::Empty("title"));
    }
    Ok(Task {
        id: id.to_owned(),
        title: created.title.clone(),
        description: created.description.clone(),
        requester: created.requester.clone(),
        team: created.team.clone(),
        source: created.source.clone(),
        origin: None,
        labels: created.labels.clone(),
        created: time,
        changed: time,
        comments: 0,
        exit_status: None,
        state: TaskState {
            category: created.category.clone(),
            priority: created.priority,
            entities: created.entities.clone(),
            blueprint: created.blueprint.clone(),
            ..TaskState::default()
        },
    })
}

/// What the ticket says counts where it can know better: its words, and whether it is closed. What was decided here about
/// an open ticket stays, and so does a category that was given here.
fn imported(before: Option<Task>, id: &str, ticket: &TaskImported) -> Task {
    let ticket = &TaskImported {
        created: in_milliseconds(ticket.created),
        changed: ticket.changed.map(in_milliseconds),
        closed: ticket.closed.map(in_milliseconds),
        ..ticket.clone()
    };
    let mut state = before.as_ref().map(|task| task.state.clone()).unwrap_or_default();
    if before.is_none() {
        state.priority = ticket.priority;
    }
    if before.is_none() || ticket.assignee.is_some() {
        state.assignee = ticket.assignee.clone();
    }
    if state.category.is_none() {
        state.category.clone_from(&ticket.category);
    }
    if let Some(minutes) = ticket.minutes {
        state.logged = Some(minutes);
    }
    let closes_at = ticket.closed.or(ticket.changed).unwrap_or(ticket.created);
    match ticket.progress {
        Progress::Done | Progress::Declined => {
            state.stop_timer(closes_at);
            let closed = if ticket.progress == Progress::Done {
                Status::Done
            } else {
                Status::Declined
            };
            if state.status.is_open() {
                state.status = closed;
                state.reason = ticket.status.clone().filter(|_| closed == Status::Declined);
            }
            state.triaged = state.triaged.or(Some(closes_at));
            // A ticket that was closed before it was made says nothing about how long it took.
            state.closed = ticket
                .closed
                .or(ticket.changed)
                .map(|closed| closed.max(ticket.created));
        }
        Progress::Open | Progress::Started => {
            if !state.status.is_open() {
                reopen(&mut state);
            }
            if ticket.progress == Progress::Started && matches!(state.status, Status::New | Status::Accepted)
            {
                state.started = state.started.or(ticket.changed).or(Some(ticket.created));
                state.triaged = state.triaged.or(state.started);
                state.status = Status::Paused;
            }
        }
    }
    let origin = Origin {
        system: ticket.system.clone(),
        key: ticket.key.clone(),
        url: ticket.url.clone(),
        status: ticket.status.clone(),
    };
    // A task that was pushed from here stays this one, with its own words and beginning.
    let own = before.as_ref().filter(|task| task.source != ticket.system);
    Task {
        id: id.to_owned(),
        title: own.map_or_else(|| ticket.title.clone(), |task| task.title.clone()),
        description: own.map_or_else(|| ticket.description.clone(), |task| task.description.clone()),
        requester: own.map_or_else(|| ticket.requester.clone(), |task| task.requester.clone()),
        team: own.map_or_else(|| ticket.team.clone(), |task| task.team.clone()),
        source: own.map_or_else(|| ticket.system.clone(), |task| task.source.clone()),
        origin: Some(origin),
        labels: ticket.labels.clone(),
        created: own.map_or(ticket.created, |task| task.created),
        changed: ticket.changed.unwrap_or(closes_at),
        comments: ticket
            .comments
            .max(before.as_ref().map_or(0, |task| task.comments)),
        exit_status: before.and_then(|task| task.exit_status),
        state,
    }
}

/// Changes a task that is there. Returns whether the event was about tasks at all.
fn change(task: &mut Task, fact: &Fact, time: Timestamp, actor: &str) -> Result<bool, Refusal> {
    let state = &mut task.state;
    match fact {
        Fact::TaskAccepted(_) => {
            open(state)?;
            if !matches!(state.status, Status::New | Status::Snoozed) {
                return Err(Refusal::Accepted(state.status));
            }
            state.triaged = state.triaged.or(Some(time));
            wake(state);
        }
        Fact::TaskDeclined(declined) => {
            given("reason", &declined.reason)?;
            close(state, Status::Declined, time)?;
            state.reason = Some(declined.reason.clone());
        }
        Fact::TaskMerged(merged) => {
            if merged.into == task.id {
                return Err(Refusal::SameTask);
            }
            close(state, Status::Duplicate, time)?;
            state.duplicate_of = Some(merged.into.clone());
        }
        Fact::TaskSnoozed(snoozed) => {
            open(state)?;
            state.stop_timer(time);
            state.status = Status::Snoozed;
            state.snoozed_until = Some(in_milliseconds(snoozed.until));
        }
        Fact::TaskAssigned(assigned) => assign(state, assigned)?,
        Fact::TaskStarted(_) => start(state, time, actor)?,
        Fact::TaskPaused(_) => {
            if state.timer.is_none() {
                return Err(Refusal::NotRunning);
            }
            state.stop_timer(time);
            state.status = Status::Paused;
        }
        Fact::TaskWorked(worked) => {
            state.logged = Some(state.logged.unwrap_or(0).saturating_add(worked.minutes))
        }
        Fact::TaskCommented(commented) => {
            given("comment", &commented.text)?;
            task.comments += 1;
        }
        Fact::TaskLinked(linked) => {
            state.entities.clone_from(&linked.entities);
            state.blueprint.clone_from(&linked.blueprint);
        }
        Fact::TaskCategorised(categorised) => state.category.clone_from(&categorised.category),
        Fact::TaskPrioritised(prioritised) => state.priority = prioritised.priority,
        Fact::TaskDone(done) => {
            finish(state, done, time, actor)?;
            task.exit_status = done.exit_status.or(task.exit_status);
        }
        Fact::TaskReopened(_) => {
            if state.status.is_open() {
                return Err(Refusal::Open);
            }
            reopen(state);
        }
        Fact::TaskPushed(pushed) => {
            if let Some(origin) = &task.origin {
                return Err(Refusal::Follows {
                    key: origin.key.clone(),
                });
            }
            task.origin = Some(Origin {
                system: pushed.system.clone(),
                key: pushed.key.clone(),
                url: pushed.url.clone(),
                status: None,
            });
        }
        Fact::TaskRestored(restored) => restore(state, restored)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn open(state: &TaskState) -> Result<(), Refusal> {
    if state.status.is_open() {
        Ok(())
    } else {
        Err(Refusal::Closed(state.status))
    }
}

fn given(what: &'static str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        Err(Refusal::Empty(what))
    } else {
        Ok(())
    }
}

fn wake(state: &mut TaskState) {
    state.snoozed_until = None;
    state.status = state.status_awake();
}

fn close(state: &mut TaskState, status: Status, time: Timestamp) -> Result<(), Refusal> {
    open(state)?;
    state.stop_timer(time);
    state.snoozed_until = None;
    state.status = status;
    state.triaged = state.triaged.or(Some(time));
    state.closed = Some(time);
    Ok(())
}

fn reopen(state: &mut TaskState) {
    state.closed = None;
    state.reason = None;
    state.duplicate_of = None;
    wake(state);
}

fn assign(state: &mut TaskState, assigned: &TaskAssigned) -> Result<(), Refusal> {
    open(state)?;
    match (&assigned.expects, &state.assignee) {
        (expected, found) if expected == found => {}
        (None, Some(found)) => return Err(Refusal::Taken { by: found.clone() }),
        (None, None) => {}
        (Some(expected), found) => {
            return Err(Refusal::NotTheirs {
                expected: expected.clone(),
                found: found.clone(),
            });
        }
    }
    if let Some(timer) = &state.timer
        && assigned.to.as_ref() != Some(&timer.by)
    {
        return Err(Refusal::Running { by: timer.by.clone() });
    }
    state.assignee.clone_from(&assigned.to);
    Ok(())
}

fn start(state: &mut TaskState, time: Timestamp, actor: &str) -> Result<(), Refusal> {
    open(state)?;
    if let Some(timer) = &state.timer {
        return Err(Refusal::Running { by: timer.by.clone() });
    }
    match &state.assignee {
        Some(assignee) if assignee != actor => return Err(Refusal::Taken { by: assignee.clone() }),
        _ => state.assignee = Some(actor.to_owned()),
    }
    state.triaged = state.triaged.or(Some(time));
    state.started = state.started.or(Some(time));
    state.snoozed_until = None;
    state.status = Status::Started;
    state.timer = Some(Timer {
        since: time,
        by: actor.to_owned(),
    });
    Ok(())
}

fn finish(state: &mut TaskState, done: &TaskDone, time: Timestamp, actor: &str) -> Result<(), Refusal> {
    close(state, Status::Done, time)?;
    state.stated = done.minutes.or(state.stated);
    // Whoever did it has it, where nobody had taken it.
    state.assignee.get_or_insert_with(|| actor.to_owned());
    Ok(())
}

fn restore(state: &mut TaskState, restored: &TaskRestored) -> Result<(), Refusal> {
    if *state != *restored.from {
        return Err(Refusal::TouchedSince);
    }
    state.clone_from(&restored.to);
    let moments = [
        &mut state.snoozed_until,
        &mut state.triaged,
        &mut state.started,
        &mut state.closed,
    ];
    for moment in moments.into_iter().flatten() {
        *moment = in_milliseconds(*moment);
    }
    if let Some(timer) = &mut state.timer {
        timer.since = in_milliseconds(timer.since);
    }
    Ok(())
}

/// A moment as every copy of a journal keeps it, however finely its writer could tell it.
fn in_milliseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}
