//! Which tasks a query asks for, in their order: one pass over the table, nothing allocated a task. Pure; who asks and
//! when is passed in.

use jiff::{SignedDuration, Timestamp};
use rustc_hash::{FxHashMap, FxHashSet};

use super::promise::Promises;
use super::query::{Field, Is, SortBy, TaskQuery, Term, Wanted};
use super::status::{Priority, Status};
use super::table::{TaskId, TaskRef, Tasks};
use crate::model::arena::Sym;
use crate::model::text::Words;

/// What an answer depends on beside the tasks.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    pub now: Timestamp,
    /// The canonical ref of who asks; without one nothing is theirs.
    pub me: Option<&'a str>,
    pub promises: &'a Promises,
    /// The ids of the tasks in whose descriptions and comments the query's words are.
    pub in_text: &'a [&'a str],
}

/// The tasks that a query asks for, in its order.
pub fn list(tasks: &Tasks, query: &TaskQuery, circumstances: &Circumstances<'_>) -> Vec<TaskId> {
    let mut due = Due::new(circumstances.promises);
    let mut test = Test::new(tasks, query, circumstances);
    let found = tasks.iter().filter(|task| test.holds(*task, &mut due));
    let ranks = Ranks::of(tasks, query.sort);
    let mut due = Due::new(circumstances.promises);
    let key = |task: TaskRef<'_>| Key::of(task, query, circumstances, &ranks, &mut due);
    let mut keys: Vec<Key> = found.map(key).collect();
    keys.sort_unstable();
    keys.into_iter().map(|key| key.id).collect()
}

/// Whether a task is open later than was promised.
pub fn is_overdue(task: TaskRef<'_>, promises: &Promises, now: Timestamp) -> bool {
    task.status().is_open() && promises.due(task).is_some_and(|due| due < now)
}

/// Whether a task's clock runs, and is this person's.
pub fn is_running_for(task: TaskRef<'_>, me: Option<&str>) -> bool {
    task.timer_since().is_some() && me.is_some() && task.assignee() == me
}

/// Promised times, looked up once a category.
struct Due<'a> {
    promises: &'a Promises,
    known: FxHashMap<Sym, Option<SignedDuration>>,
}

impl<'a> Due<'a> {
    fn new(promises: &'a Promises) -> Self {
        Self {
            promises,
            known: FxHashMap::default(),
        }
    }

    fn of(&mut self, task: TaskRef<'_>) -> Option<Timestamp> {
        if self.promises.is_empty() {
            return None;
        }
        let promises = self.promises;
        let given = self.known.entry(task.category_sym());
        let given = *given.or_insert_with(|| promises.of(task.category()));
        task.created().checked_add(given?).ok()
    }

    fn is_overdue(&mut self, task: TaskRef<'_>, now: Timestamp) -> bool {
        task.status().is_open() && self.of(task).is_some_and(|due| due < now)
    }
}

/// A query made ready to be asked of many tasks.
struct Test<'a> {
    query: &'a TaskQuery,
    circumstances: &'a Circumstances<'a>,
    has_scope: bool,
    asks_for_overdue: bool,
    fields: Vec<(Field, Match<'a>)>,
    words: Vec<Sought<'a>>,
    in_text: FxHashSet<&'a str>,
}

/// What a field is compared with.
enum Match<'a> {
    /// Nothing can match: somebody asks for theirs without saying who they are.
    Never,
    Nothing,
    Exactly(&'a str),
    Holds(Words<'a>, &'a str),
}

impl<'a> Test<'a> {
    fn new(tasks: &Tasks, query: &'a TaskQuery, circumstances: &'a Circumstances<'a>) -> Self {
        let fields = query.terms.iter().filter_map(|term| match term {
            Term::Field(field, wanted) => Some((*field, Match::of(tasks, *field, wanted, circumstances.me))),
            _ => None,
        });
        Self {
            query,
            circumstances,
            has_scope: query.has_scope(),
            asks_for_overdue: query.terms.contains(&Term::Is(Is::Overdue)),
            fields: fields.collect(),
            words: query.words.iter().map(|word| Sought::new(word)).collect(),
            in_text: circumstances.in_text.iter().copied().collect(),
        }
    }

    fn holds(&mut self, task: TaskRef<'_>, due: &mut Due<'_>) -> bool {
        self.scope_holds(task)
            && self.priority_holds(task)
            && self.facts_hold(task, due)
            && self.fields_hold(task)
            && self.words_hold(task)
    }

    fn scope_holds(&self, task: TaskRef<'_>) -> bool {
        let status = task.status_at(self.circumstances.now);
        if !self.has_scope {
            // Whoever waits for a task does not rest while it does.
            return status.is_open() && (self.asks_for_overdue || status != Status::Snoozed);
        }
        self.query.terms.iter().any(|term| match term {
            Term::Status(wanted) => *wanted == status,
            Term::Is(Is::Open) => status.is_open() && status != Status::Snoozed,
            Term::Is(Is::New) => status == Status::New,
            Term::Is(Is::Closed) => !status.is_open(),
            Term::Is(Is::Snoozed) => status == Status::Snoozed,
            Term::Is(Is::All) => true,
            _ => false,
        })
    }

    fn priority_holds(&self, task: TaskRef<'_>) -> bool {
        let mut wanted = self.query.terms.iter().filter_map(|term| match term {
            Term::Priority(priority) => Some(*priority),
            _ => None,
        });
        match wanted.next() {
            None => true,
            Some(first) => first == task.priority() || wanted.any(|other| other == task.priority()),
        }
    }

    fn facts_hold(&self, task: TaskRef<'_>, due: &mut Due<'_>) -> bool {
        self.query.terms.iter().all(|term| match term {
            Term::Is(Is::Mine) => self.circumstances.me.is_some() && task.assignee() == self.circumstances.me,
            Term::Is(Is::Overdue) => due.is_overdue(task, self.circumstances.now),
            Term::Is(Is::Running) => task.timer_since().is_some(),
            _ => true,
        })
    }

    fn fields_hold(&self, task: TaskRef<'_>) -> bool {
        self.fields.iter().enumerate().all(|(at, (field, matching))| {
            let holds =
                |(other, matching): &(Field, Match<'_>)| other == field && matching.holds(*field, task);
            // The first term of a field stands for all of them.
            let first = self.fields.iter().position(|(other, _)| other == field);
            first != Some(at) || matching.holds(*field, task) || self.fields.iter().skip(at + 1).any(holds)
        })
    }

    fn words_hold(&mut self, task: TaskRef<'_>) -> bool {
        self.words.iter_mut().all(|word| word.is_in(task)) || self.in_text.contains(task.name())
    }
}

/// A word that is looked for. Texts that many tasks share are looked at once.
struct Sought<'a> {
    word: Words<'a>,
    /// Whether it is in a shared text, by where that stands in the table's memory.
    shared: FxHashMap<(*const u8, usize), bool>,
}

impl<'a> Sought<'a> {
    fn new(word: &'a str) -> Self {
        Self {
            word: Words::new(word),
            shared: FxHashMap::default(),
        }
    }

    fn is_in(&mut self, task: TaskRef<'_>) -> bool {
        let key = task.key().unwrap_or_default();
        if self.word.are_in(&[task.title(), task.name(), key]) {
            return true;
        }
        let texts = [task.category(), task.requester(), task.assignee()];
        texts.into_iter().flatten().any(|text| self.is_in_shared(text))
            || task.entities().any(|text| self.is_in_shared(text))
            || task.labels().any(|text| self.is_in_shared(text))
    }

    fn is_in_shared(&mut self, text: &str) -> bool {
        let word = &self.word;
        *self
            .shared
            .entry((text.as_ptr(), text.len()))
            .or_insert_with(|| word.are_in(&[text]))
    }
}

impl<'a> Match<'a> {
    /// A text that some task has exactly asks for those; else it asks for those that hold it, as it is being typed.
    fn of(tasks: &Tasks, field: Field, wanted: &'a Wanted, me: Option<&'a str>) -> Self {
        match wanted {
            Wanted::Me => me.map_or(Match::Never, Match::Exactly),
            Wanted::None => Match::Nothing,
            Wanted::Text(text) => {
                let exactly = Match::Exactly(text);
                if tasks.iter().any(|task| exactly.holds(field, task)) {
                    exactly
                } else {
                    Match::Holds(Words::new(text), text)
                }
            }
        }
    }

    fn holds(&self, field: Field, task: TaskRef<'_>) -> bool {
        match self {
            Match::Never => false,
            Match::Nothing => values(field, task).next().is_none(),
            Match::Exactly(text) => values(field, task).any(|value| is_named(value, text)),
            Match::Holds(words, text) => {
                !text.is_empty() && values(field, task).any(|value| words.are_in(&[value]))
            }
        }
    }
}

/// Whether a text is what a value is called: the whole of it, or the name at the end of a reference.
fn is_named(value: &str, text: &str) -> bool {
    let name = |separator| value.rsplit_once(separator).map(|(_, name): (&str, &str)| name);
    value.eq_ignore_ascii_case(text) || name('/').is_some_and(|name| name.eq_ignore_ascii_case(text))
}

/// What a task has for a field.
fn values<'a>(field: Field, task: TaskRef<'a>) -> impl Iterator<Item = &'a str> {
    let one = match field {
        Field::Category => task.category(),
        Field::Assignee => task.assignee(),
        Field::Requester => task.requester(),
        Field::Team => task.team(),
        Field::Source => Some(task.source()).filter(|source| !source.is_empty()),
        Field::Entity | Field::Label => None,
    };
    let entities = (field == Field::Entity).then(|| task.entities());
    let labels = (field == Field::Label).then(|| task.labels());
    one.into_iter()
        .chain(entities.into_iter().flatten())
        .chain(labels.into_iter().flatten())
}

/// The place of each text in the alphabet, where the order is one of texts.
struct Ranks<'a>(FxHashMap<&'a str, u64>);

impl<'a> Ranks<'a> {
    fn of(tasks: &'a Tasks, sort: SortBy) -> Self {
        let text = |task: TaskRef<'a>| sorted_text(task, sort);
        let texts: FxHashSet<&str> = tasks.iter().filter_map(text).collect();
        let mut texts: Vec<&str> = texts.into_iter().collect();
        texts.sort_unstable_by(|a, b| names(a).cmp(names(b)).then(a.cmp(b)));
        Self(texts.into_iter().zip(0..).collect())
    }
}

/// People are sorted by their names, whatever stands before.
fn names(text: &str) -> impl Iterator<Item = u8> {
    let name = text.rsplit_once('/').map_or(text, |(_, name)| name);
    name.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn sorted_text(task: TaskRef<'_>, sort: SortBy) -> Option<&str> {
    match sort {
        SortBy::Category => task.category(),
        SortBy::Requester => task.requester(),
        SortBy::Assignee => task.assignee(),
        _ => None,
    }
}

/// What a task is sorted by, in the order of the fields.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Tasks without what is sorted by stand last, whichever way round.
    missing: bool,
    first: u64,
    /// The oldest first.
    created: i64,
    id: TaskId,
}

impl Key {
    fn of(
        task: TaskRef<'_>,
        query: &TaskQuery,
        circumstances: &Circumstances<'_>,
        ranks: &Ranks<'_>,
        due: &mut Due<'_>,
    ) -> Self {
        let created = task.created().as_millisecond();
        let first = match query.sort {
            SortBy::Need => Some(need(task, circumstances, due)),
            SortBy::Priority => Some(priority(task.priority())),
            SortBy::Age => Some(milliseconds(task.created())),
            SortBy::Due => due.of(task).map(milliseconds),
            SortBy::Changed => Some(!milliseconds(task.changed())),
            SortBy::Status => Some(task.status_at(circumstances.now) as u64),
            sort => sorted_text(task, sort).and_then(|text| ranks.0.get(text).copied()),
        };
        Self {
            missing: first.is_none(),
            first: first.map_or(0, |first| if query.reversed { !first } else { first }),
            created,
            id: task.id(),
        }
    }
}

/// More milliseconds than any date has.
const DATES: u64 = 1 << 50;

fn milliseconds(time: Timestamp) -> u64 {
    let shifted = time.as_millisecond().saturating_add(DATES as i64 / 2);
    u64::try_from(shifted).unwrap_or(0).min(DATES - 1)
}

fn priority(priority: Priority) -> u64 {
    match priority {
        Priority::Urgent => 0,
        Priority::High => 1,
        Priority::Normal => 2,
        Priority::Low => 3,
    }
}

/// The less, the more a task needs the person who asks.
fn need(task: TaskRef<'_>, circumstances: &Circumstances<'_>, due: &mut Due<'_>) -> u64 {
    let mine = is_running_for(task, circumstances.me);
    let promised = due.of(task);
    let overdue = promised.is_some_and(|due| due < circumstances.now);
    let group = match (mine, task.status().is_open()) {
        (true, _) => 0,
        (false, true) if overdue => 1,
        (false, true) => 2,
        (false, false) => 3,
    };
    let promised = promised.map_or(DATES - 1, milliseconds);
    (group * 4 + priority(task.priority())) * DATES + promised
}
