//! The projection of tasks: one row each, kept by the fold that the model defines, in the transaction of the event that
//! changes it. Knows rows; what may happen to a task is the model's business.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};
use sha2::{Digest, Sha256};

use super::error::Cause;
use crate::model::journal::{Event, Fact, TaskImported};
use crate::model::task::{Origin, Priority, Record, Status, Task, TaskState, Timer, apply};

/// The columns of a task, in the order in which [`task_of`] and [`record_of`] read them.
pub(super) const COLUMNS: &str = "id, title, category, requester, team, assignee, entities, labels, source, system, key, \
     blueprint, reason, duplicate_of, created, changed, triaged, started, closed, snoozed_until, timer_since, measured, \
     logged, stated, comments, status, priority, timer_by, url, ticket_status, exit_status";
/// Bytes of description and comments that are searched; the rest of a longer text is only read.
const LONGEST_TEXT: usize = 32 * 1024;

/// A row, and what is beside the task in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Kept {
    pub task: Task,
    /// The latest event that changed it.
    pub lseq: u64,
    /// Description and comments.
    pub text: String,
    /// SHA-256 of the ticket as it was imported last.
    pub ticket: Option<[u8; 32]>,
}

/// What identifies a ticket's content, so that the same one again is nothing new.
pub(super) fn ticket_digest(ticket: &TaskImported) -> Result<[u8; 32], Cause> {
    let json = serde_json::to_vec(ticket).map_err(|error| Cause::Corrupt(error.to_string()))?;
    Ok(Sha256::digest(json).into())
}

/// Brings the projection up to an event that has just been written. What the fold refuses changes nothing.
pub(super) fn follow(conn: &Connection, event: &Event) -> Result<(), Cause> {
    let Some(id) = event.subject.task_id() else {
        return Ok(());
    };
    let before = load(conn, id)?;
    let Ok(fact) = event.fact() else { return Ok(()) };
    if let Some(after) = fold(before, id, &fact, event)? {
        save(conn, &after)?;
    }
    Ok(())
}

/// The row after an event; none where it changes nothing.
pub(super) fn fold(
    before: Option<Kept>,
    id: &str,
    fact: &Fact,
    event: &Event,
) -> Result<Option<Kept>, Cause> {
    let (task, mut text, mut ticket) = match before {
        Some(kept) => (Some(kept.task), kept.text, kept.ticket),
        None => (None, String::new(), None),
    };
    let Ok(Some(task)) = apply(task, id, fact, event.time, &event.actor) else {
        return Ok(None);
    };
    match fact {
        Fact::TaskCreated(created) => add(&mut text, created.description.as_deref()),
        Fact::TaskImported(imported) => {
            add(&mut text, imported.description.as_deref());
            ticket = Some(ticket_digest(imported)?);
        }
        Fact::TaskCommented(commented) => add(&mut text, Some(&commented.text)),
        _ => {}
    }
    Ok(Some(Kept {
        task,
        lseq: event.lseq,
        text,
        ticket,
    }))
}

/// Adds to a text what it does not hold yet.
fn add(text: &mut String, more: Option<&str>) {
    let Some(more) = more.map(str::trim).filter(|more| !more.is_empty()) else {
        return;
    };
    if text.contains(more) {
        return;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(more);
    let end = text.floor_char_boundary(LONGEST_TEXT);
    text.truncate(end);
}

/// The row of a task.
pub(super) fn load(conn: &Connection, id: &str) -> Result<Option<Kept>, Cause> {
    let sql = format!("SELECT {COLUMNS}, lseq, text, ticket FROM task WHERE id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    let kept = statement.query_row([id], kept_of).optional()?;
    Ok(kept)
}

/// All rows, by id.
pub(super) fn each(conn: &Connection, mut take: impl FnMut(Kept)) -> Result<(), Cause> {
    let mut statement = conn.prepare(&format!("SELECT {COLUMNS}, lseq, text, ticket FROM task"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(kept_of(row)?);
    }
    Ok(())
}

pub(super) fn delete(conn: &Connection, id: &str) -> Result<(), Cause> {
    conn.prepare_cached("DELETE FROM task WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Writes a row, in the place of the one with its id.
pub(super) fn save(conn: &Connection, kept: &Kept) -> Result<(), Cause> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO task (id, title, category, requester, team, assignee, entities, labels, source, system, key, blueprint, \
            reason, duplicate_of, created, changed, triaged, started, closed, snoozed_until, timer_since, measured, logged, \
            stated, comments, status, priority, timer_by, url, ticket_status, exit_status, lseq, text, ticket) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, \
            ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34) \
         ON CONFLICT (id) DO UPDATE SET title = excluded.title, category = excluded.category, \
            requester = excluded.requester, team = excluded.team, assignee = excluded.assignee, \
            entities = excluded.entities, labels = excluded.labels, source = excluded.source, system = excluded.system, \
            key = excluded.key, blueprint = excluded.blueprint, reason = excluded.reason, \
            duplicate_of = excluded.duplicate_of, created = excluded.created, changed = excluded.changed, \
            triaged = excluded.triaged, started = excluded.started, closed = excluded.closed, \
            snoozed_until = excluded.snoozed_until, timer_since = excluded.timer_since, measured = excluded.measured, \
            logged = excluded.logged, stated = excluded.stated, comments = excluded.comments, status = excluded.status, \
            priority = excluded.priority, timer_by = excluded.timer_by, url = excluded.url, \
            ticket_status = excluded.ticket_status, exit_status = excluded.exit_status, lseq = excluded.lseq, \
            text = excluded.text, ticket = excluded.ticket",
    )?;
    let task = &kept.task;
    let state = &task.state;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let moment = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    let origin = task.origin.as_ref();
    statement.execute(rusqlite::params![
        task.id,
        task.title,
        text(&state.category),
        text(&task.requester),
        text(&task.team),
        text(&state.assignee),
        state.entities.join("\n"),
        task.labels.join("\n"),
        task.source,
        origin.map_or("", |origin| &origin.system),
        origin.map_or("", |origin| &origin.key),
        text(&state.blueprint),
        text(&state.reason),
        text(&state.duplicate_of),
        task.created.as_millisecond(),
        task.changed.as_millisecond(),
        moment(state.triaged),
        moment(state.started),
        moment(state.closed),
        moment(state.snoozed_until),
        moment(state.timer.as_ref().map(|timer| timer.since)),
        state.measured.cast_signed(),
        state.logged,
        state.stated,
        task.comments,
        status_number(state.status),
        state.priority as i64,
        state.timer.as_ref().map_or("", |timer| &timer.by),
        origin
            .and_then(|origin| origin.url.as_deref())
            .unwrap_or_default(),
        origin
            .and_then(|origin| origin.status.as_deref())
            .unwrap_or_default(),
        task.exit_status,
        kept.lseq.cast_signed(),
        kept.text,
        kept.ticket,
    ])?;
    Ok(())
}

fn kept_of(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        task: task_of(row)?,
        lseq: row.get::<_, i64>(31)?.cast_unsigned(),
        text: row.get(32)?,
        ticket: row.get(33)?,
    })
}

/// A row as a task. Its description is in the events alone.
fn task_of(row: &Row<'_>) -> rusqlite::Result<Task> {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let list = |text: &str| {
        text.split('\n')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let record = record_of(row)?;
    let (timer_by, url, ticket_status) = (text_of(row, 27)?, text_of(row, 28)?, text_of(row, 29)?);
    Ok(Task {
        id: record.id.to_owned(),
        title: record.title.to_owned(),
        description: None,
        requester: text(record.requester),
        team: text(record.team),
        source: record.source.to_owned(),
        origin: (!record.key.is_empty()).then(|| Origin {
            system: record.system.to_owned(),
            key: record.key.to_owned(),
            url: text(url),
            status: text(ticket_status),
        }),
        labels: list(record.labels),
        created: moment(record.created, 14)?,
        changed: moment(record.changed, 15)?,
        comments: record.comments,
        exit_status: row.get(30)?,
        state: TaskState {
            status: record.status,
            category: text(record.category),
            priority: record.priority,
            assignee: text(record.assignee),
            entities: list(record.entities),
            blueprint: text(record.blueprint),
            reason: text(record.reason),
            duplicate_of: text(record.duplicate_of),
            snoozed_until: record.snoozed_until.map(|time| moment(time, 19)).transpose()?,
            triaged: record.triaged.map(|time| moment(time, 16)).transpose()?,
            started: record.started.map(|time| moment(time, 17)).transpose()?,
            closed: record.closed.map(|time| moment(time, 18)).transpose()?,
            timer: record
                .timer_since
                .map(|since| moment(since, 20))
                .transpose()?
                .map(|since| Timer {
                    since,
                    by: timer_by.to_owned(),
                }),
            measured: record.measured,
            logged: record.logged,
            stated: record.stated,
        },
    })
}

/// A row as what the table of all tasks takes.
pub(super) fn record_of<'a>(row: &'a Row<'_>) -> rusqlite::Result<Record<'a>> {
    Ok(Record {
        id: text_of(row, 0)?,
        title: text_of(row, 1)?,
        category: text_of(row, 2)?,
        requester: text_of(row, 3)?,
        team: text_of(row, 4)?,
        assignee: text_of(row, 5)?,
        entities: text_of(row, 6)?,
        labels: text_of(row, 7)?,
        source: text_of(row, 8)?,
        system: text_of(row, 9)?,
        key: text_of(row, 10)?,
        blueprint: text_of(row, 11)?,
        reason: text_of(row, 12)?,
        duplicate_of: text_of(row, 13)?,
        created: row.get(14)?,
        changed: row.get(15)?,
        triaged: row.get(16)?,
        started: row.get(17)?,
        closed: row.get(18)?,
        snoozed_until: row.get(19)?,
        timer_since: row.get(20)?,
        measured: row.get::<_, i64>(21)?.cast_unsigned(),
        logged: row.get(22)?,
        stated: row.get(23)?,
        comments: row.get(24)?,
        status: status_of(row.get(25)?),
        priority: priority_of(row.get(26)?),
    })
}

fn text_of<'a>(row: &'a Row<'_>, index: usize) -> rusqlite::Result<&'a str> {
    Ok(row.get_ref(index)?.as_str()?)
}

fn moment(millisecond: i64, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millisecond(millisecond)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, millisecond))
}

/// The numbers are those of the file format: a new status goes to the end.
const STATUSES: [Status; 8] = Status::ALL;

fn status_number(status: Status) -> i64 {
    STATUSES.iter().position(|known| *known == status).unwrap_or(0) as i64
}

fn status_of(number: i64) -> Status {
    usize::try_from(number)
        .ok()
        .and_then(|at| STATUSES.get(at).copied())
        .unwrap_or_default()
}

fn priority_of(number: i64) -> Priority {
    Priority::ALL
        .into_iter()
        .find(|priority| *priority as i64 == number)
        .unwrap_or_default()
}
