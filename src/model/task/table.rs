//! All tasks in one flat, immutable table, small enough to be kept and quick enough to be searched at every key. Without
//! descriptions and comments, which are looked up in the journal.

use jiff::Timestamp;

use super::shape::shape_without;
use super::state::{Task, TaskState, Timer};
use super::status::{Priority, Status};
use crate::model::arena::{Arena, Interner, Sym};
use crate::model::catalog::{TableSink, TableSource};
use bytemuck::{Pod, Zeroable};
use rustc_hash::FxHashMap;

/// The position of a task in one table. It means nothing in another one: across tables a task is known by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub u32);

/// The tasks of a journal after the event at position `head`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tasks {
    rows: Vec<Row>,
    texts: Arena,
    /// The symbols that equal texts share: those of few values and many tasks.
    shared: Vec<Sym>,
    head: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
struct Row {
    created: i64,
    changed: i64,
    triaged: i64,
    started: i64,
    closed: i64,
    snoozed_until: i64,
    timer_since: i64,
    measured: u64,
    id: Sym,
    title: Sym,
    category: Sym,
    requester: Sym,
    team: Sym,
    assignee: Sym,
    entities: Sym,
    labels: Sym,
    source: Sym,
    system: Sym,
    key: Sym,
    blueprint: Sym,
    reason: Sym,
    duplicate_of: Sym,
    logged: u32,
    stated: u32,
    comments: u32,
    /// Their places in the lists of all of them.
    status: u32,
    priority: u32,
    reserved: u32,
}

/// Grows with every change of a row or of what its values mean, so that older saves are not taken for new ones.
pub const TASKS_VERSION: u32 = 2;

/// In a row: no such moment, no such number.
const NEVER: i64 = i64::MIN;
const UNKNOWN: u32 = u32::MAX;
/// Between the entities, and the labels, of one task.
const SEPARATOR: char = '\n';

/// A task's row before it is in a table: texts that are not given are empty, as a database keeps them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Record<'a> {
    pub id: &'a str,
    pub title: &'a str,
    pub category: &'a str,
    pub requester: &'a str,
    pub team: &'a str,
    pub assignee: &'a str,
    /// Joined by line breaks.
    pub entities: &'a str,
    /// Joined by line breaks.
    pub labels: &'a str,
    pub source: &'a str,
    pub system: &'a str,
    pub key: &'a str,
    pub blueprint: &'a str,
    pub reason: &'a str,
    pub duplicate_of: &'a str,
    /// Milliseconds since 1970, as all moments here.
    pub created: i64,
    pub changed: i64,
    pub triaged: Option<i64>,
    pub started: Option<i64>,
    pub closed: Option<i64>,
    pub snoozed_until: Option<i64>,
    pub timer_since: Option<i64>,
    pub measured: u64,
    pub logged: Option<u32>,
    pub stated: Option<u32>,
    pub comments: u32,
    pub status: Status,
    pub priority: Priority,
}

/// Puts a table together.
#[derive(Debug, Default)]
pub struct Builder {
    rows: Vec<Row>,
    texts: Interner,
}

impl Builder {
    /// Goes on from a table, so that only what has changed is added.
    pub fn from_table(tasks: Tasks) -> Self {
        Self {
            rows: tasks.rows,
            texts: Interner::knowing(tasks.texts, tasks.shared),
        }
    }

    /// Makes room for so many more tasks, and for no more: twice a large table is too much.
    pub fn reserve(&mut self, more: usize) {
        self.rows.reserve_exact(more);
    }

    /// Where the tasks of these ids are, those that are there, in one pass over the table.
    pub fn positions<'i>(&self, ids: &'i [String]) -> FxHashMap<&'i str, TaskId> {
        let wanted: FxHashMap<&str, &'i str> = ids.iter().map(|id| (id.as_str(), id.as_str())).collect();
        let found = self.rows.iter().enumerate().filter_map(|(at, row)| {
            let id = wanted.get(self.texts.get(row.id))?;
            Some((*id, TaskId(at as u32)))
        });
        found.collect()
    }

    /// Adds a task at the end.
    pub fn push(&mut self, task: &Task) {
        let (entities, labels) = (task.state.entities.join("\n"), task.labels.join("\n"));
        self.push_record(&record(task, &entities, &labels));
    }

    /// Adds a task at the end.
    pub fn push_record(&mut self, record: &Record<'_>) {
        let row = self.row(record);
        self.rows.push(row);
    }

    /// Puts a task in the place of an older state of it, or at the end where it has no place.
    pub fn put_record(&mut self, record: &Record<'_>, place: Option<TaskId>) {
        let row = self.row(record);
        match place.and_then(|place| self.rows.get_mut(place.0 as usize)) {
            Some(older) => *older = row,
            None => self.rows.push(row),
        }
    }

    /// The table after the event at position `head`.
    pub fn finish(self, head: u64) -> Tasks {
        Tasks {
            rows: self.rows,
            shared: self.texts.known(),
            texts: self.texts.finish(),
            head,
        }
    }

    fn row(&mut self, record: &Record<'_>) -> Row {
        let texts = &mut self.texts;
        let moment = |time: Option<i64>| time.unwrap_or(NEVER);
        Row {
            created: record.created,
            changed: record.changed,
            triaged: moment(record.triaged),
            started: moment(record.started),
            closed: moment(record.closed),
            snoozed_until: moment(record.snoozed_until),
            timer_since: moment(record.timer_since),
            measured: record.measured,
            id: texts.add(record.id),
            title: texts.add(record.title),
            category: texts.intern(record.category),
            requester: texts.intern(record.requester),
            team: texts.intern(record.team),
            assignee: texts.intern(record.assignee),
            entities: texts.intern(record.entities),
            labels: texts.intern(record.labels),
            source: texts.intern(record.source),
            system: texts.intern(record.system),
            key: texts.add(record.key),
            blueprint: texts.intern(record.blueprint),
            reason: texts.intern(record.reason),
            duplicate_of: texts.add(record.duplicate_of),
            logged: record.logged.unwrap_or(UNKNOWN),
            stated: record.stated.unwrap_or(UNKNOWN),
            comments: record.comments,
            status: record.status as u32,
            priority: record.priority as u32,
            reserved: 0,
        }
    }
}

fn record<'a>(task: &'a Task, entities: &'a str, labels: &'a str) -> Record<'a> {
    let state = &task.state;
    let text = |text: &'a Option<String>| text.as_deref().unwrap_or_default();
    let moment = |time: Option<Timestamp>| time.map(Timestamp::as_millisecond);
    Record {
        id: &task.id,
        title: &task.title,
        category: text(&state.category),
        requester: text(&task.requester),
        team: text(&task.team),
        assignee: text(&state.assignee),
        entities,
        labels,
        source: &task.source,
        system: task.origin.as_ref().map_or("", |origin| &origin.system),
        key: task.origin.as_ref().map_or("", |origin| &origin.key),
        blueprint: text(&state.blueprint),
        reason: text(&state.reason),
        duplicate_of: text(&state.duplicate_of),
        created: task.created.as_millisecond(),
        changed: task.changed.as_millisecond(),
        triaged: moment(state.triaged),
        started: moment(state.started),
        closed: moment(state.closed),
        snoozed_until: moment(state.snoozed_until),
        timer_since: moment(state.timer.as_ref().map(|timer| timer.since)),
        measured: state.measured,
        logged: state.logged,
        stated: state.stated,
        comments: task.comments,
        status: state.status,
        priority: state.priority,
    }
}

fn time(millisecond: i64) -> Option<Timestamp> {
    (millisecond != NEVER)
        .then(|| Timestamp::from_millisecond(millisecond).ok())
        .flatten()
}

impl Tasks {
    /// Puts the table where it can be taken from again.
    pub fn save<S: TableSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.texts.save(sink)?;
        sink.put(&self.shared)?;
        sink.put(&self.rows)?;
        sink.put(&[self.head])
    }

    pub fn load<S: TableSource>(source: &mut S) -> Result<Self, S::Error> {
        Ok(Self {
            texts: Arena::load(source)?,
            shared: source.take()?,
            rows: source.take()?,
            head: source.take::<u64>()?.first().copied().unwrap_or(0),
        })
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The position of the latest event that is folded in.
    pub fn head(&self) -> u64 {
        self.head
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = TaskRef<'_>> + DoubleEndedIterator {
        let task = |(at, row)| TaskRef {
            id: TaskId(at as u32),
            row,
            texts: &self.texts,
        };
        self.rows.iter().enumerate().map(task)
    }

    pub fn get(&self, id: TaskId) -> Option<TaskRef<'_>> {
        let row = self.rows.get(id.0 as usize)?;
        Some(TaskRef {
            id,
            row,
            texts: &self.texts,
        })
    }

    /// The task of this id, whole.
    pub fn find(&self, id: &str) -> Option<TaskRef<'_>> {
        self.iter().find(|task| task.name() == id)
    }
}

/// A task of a table.
#[derive(Clone, Copy, Debug)]
pub struct TaskRef<'a> {
    id: TaskId,
    row: &'a Row,
    texts: &'a Arena,
}

impl<'a> TaskRef<'a> {
    /// Its position in its table.
    pub fn id(self) -> TaskId {
        self.id
    }

    /// The id it is known by, as in `task/<id>`.
    pub fn name(self) -> &'a str {
        self.texts.get(self.row.id)
    }

    pub fn title(self) -> &'a str {
        self.texts.get(self.row.title)
    }

    pub fn status(self) -> Status {
        Status::ALL
            .get(self.row.status as usize)
            .copied()
            .unwrap_or_default()
    }

    /// The shape of its title, without the names of what it is about.
    pub fn shape(self) -> String {
        let names = |word: &str| {
            self.entities()
                .any(|entity| entity.rsplit('/').next() == Some(word))
        };
        shape_without(self.title(), &names)
    }

    /// How far it is at a moment: what was snoozed until then is back where it was.
    pub fn status_at(self, now: Timestamp) -> Status {
        if self.status() != Status::Snoozed || self.row.snoozed_until > now.as_millisecond() {
            return self.status();
        }
        self.state().status_at(now)
    }

    pub fn priority(self) -> Priority {
        Priority::ALL
            .get(self.row.priority as usize)
            .copied()
            .unwrap_or_default()
    }

    pub fn category(self) -> Option<&'a str> {
        self.texts.optional(self.row.category)
    }

    /// Equal categories of one table have equal symbols.
    pub fn category_sym(self) -> Sym {
        self.row.category
    }

    pub fn requester(self) -> Option<&'a str> {
        self.texts.optional(self.row.requester)
    }

    pub fn requester_sym(self) -> Sym {
        self.row.requester
    }

    pub fn team(self) -> Option<&'a str> {
        self.texts.optional(self.row.team)
    }

    pub fn assignee(self) -> Option<&'a str> {
        self.texts.optional(self.row.assignee)
    }

    /// The main thing it is about, as a canonical ref.
    pub fn entity(self) -> Option<&'a str> {
        self.entities().next()
    }

    pub fn entities(self) -> impl Iterator<Item = &'a str> {
        self.texts
            .get(self.row.entities)
            .split(SEPARATOR)
            .filter(|text| !text.is_empty())
    }

    pub fn labels(self) -> impl Iterator<Item = &'a str> {
        self.texts
            .get(self.row.labels)
            .split(SEPARATOR)
            .filter(|text| !text.is_empty())
    }

    /// Where it was recorded, as [`Task::source`].
    pub fn source(self) -> &'a str {
        self.texts.get(self.row.source)
    }

    /// A blueprint did it, nobody's hands.
    pub fn is_self_served(self) -> bool {
        self.source() == "run"
    }

    /// The other system's name for it.
    pub fn key(self) -> Option<&'a str> {
        self.texts.optional(self.row.key)
    }

    /// The other system that it follows.
    pub fn system(self) -> Option<&'a str> {
        self.texts.optional(self.row.system)
    }

    pub fn blueprint(self) -> Option<&'a str> {
        self.texts.optional(self.row.blueprint)
    }

    /// Why it was declined.
    pub fn reason(self) -> Option<&'a str> {
        self.texts.optional(self.row.reason)
    }

    pub fn duplicate_of(self) -> Option<&'a str> {
        self.texts.optional(self.row.duplicate_of)
    }

    pub fn comments(self) -> u32 {
        self.row.comments
    }

    pub fn created(self) -> Timestamp {
        Timestamp::from_millisecond(self.row.created).unwrap_or_default()
    }

    pub fn changed(self) -> Timestamp {
        Timestamp::from_millisecond(self.row.changed).unwrap_or_default()
    }

    pub fn triaged(self) -> Option<Timestamp> {
        time(self.row.triaged)
    }

    pub fn started(self) -> Option<Timestamp> {
        time(self.row.started)
    }

    pub fn closed(self) -> Option<Timestamp> {
        time(self.row.closed)
    }

    pub fn snoozed_until(self) -> Option<Timestamp> {
        time(self.row.snoozed_until)
    }

    /// Since when a clock runs on it; it is its assignee's.
    pub fn timer_since(self) -> Option<Timestamp> {
        time(self.row.timer_since)
    }

    /// Minutes of work on record, as [`TaskState::minutes`].
    pub fn minutes(self) -> Option<u32> {
        let known = |number: u32| (number != UNKNOWN).then_some(number);
        TaskState {
            measured: self.row.measured,
            logged: known(self.row.logged),
            stated: known(self.row.stated),
            ..TaskState::default()
        }
        .minutes()
    }

    /// What people decided about it, whole.
    pub fn state(self) -> TaskState {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let known = |number: u32| (number != UNKNOWN).then_some(number);
        TaskState {
            status: self.status(),
            category: text(self.category()),
            priority: self.priority(),
            assignee: text(self.assignee()),
            entities: self.entities().map(str::to_owned).collect(),
            blueprint: text(self.blueprint()),
            reason: text(self.reason()),
            duplicate_of: text(self.duplicate_of()),
            snoozed_until: self.snoozed_until(),
            triaged: self.triaged(),
            started: self.started(),
            closed: self.closed(),
            timer: self.timer_since().map(|since| Timer {
                since,
                by: self.assignee().unwrap_or_default().to_owned(),
            }),
            measured: self.row.measured,
            logged: known(self.row.logged),
            stated: known(self.row.stated),
        }
    }
}
