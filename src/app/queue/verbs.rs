//! What can be done to tasks: what each verb asks first, and the acts that it comes to.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::moment;
use super::prompt::{About, Choice, Prompt, Typed, minutes};
use super::state::State;
use crate::app::shared::Shared;
use crate::model::task::{Act, Priority, SHORT_ID, Status, TaskRef, Tasks, category_name, is_running_for};
use crate::model::text::counted;

/// Something that can be done to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    Accept,
    Finish,
    Decline,
    Merge,
    Snooze,
    Clock,
    Claim,
    Assign,
    Category,
    Priority,
    Minutes,
    Comment,
    Reopen,
    Link,
    Blueprint,
}

impl Verb {
    /// As a heading: `Decline`.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Accept => "Accept",
            Verb::Finish => "Done",
            Verb::Decline => "Decline",
            Verb::Merge => "Merge",
            Verb::Snooze => "Snooze",
            Verb::Clock => "Clock",
            Verb::Claim => "Claim",
            Verb::Assign => "Assign",
            Verb::Category => "Category",
            Verb::Priority => "Priority",
            Verb::Minutes => "Log minutes",
            Verb::Comment => "Comment",
            Verb::Reopen => "Open again",
            Verb::Link => "About",
            Verb::Blueprint => "Blueprint",
        }
    }

    /// What was done: `Declined`.
    pub fn done(self) -> &'static str {
        match self {
            Verb::Accept => "Accepted",
            Verb::Finish => "Done",
            Verb::Decline => "Declined",
            Verb::Merge => "Merged",
            Verb::Snooze => "Snoozed",
            Verb::Clock => "Clock switched",
            Verb::Claim => "Claimed",
            Verb::Assign => "Assigned",
            Verb::Category => "Category set",
            Verb::Priority => "Priority set",
            Verb::Minutes => "Minutes logged",
            Verb::Comment => "Commented",
            Verb::Reopen => "Opened again",
            Verb::Link => "Linked",
            Verb::Blueprint => "Blueprint set",
        }
    }

    /// Whether it can be done to several tasks at once.
    pub fn takes_many(self) -> bool {
        self != Verb::Clock
    }

    /// Whether only an open task can have it done.
    fn needs_open(self) -> bool {
        matches!(
            self,
            Verb::Accept
                | Verb::Finish
                | Verb::Decline
                | Verb::Merge
                | Verb::Snooze
                | Verb::Clock
                | Verb::Claim
                | Verb::Assign
        )
    }

    /// Why it cannot be done to a task, told before anything is asked.
    pub(super) fn objection(self, task: TaskRef<'_>) -> Option<String> {
        let status = task.status();
        if self.needs_open() && !status.is_open() {
            return Some(format!("It is {status} already; R opens it again."));
        }
        (self == Verb::Reopen && status.is_open()).then(|| "It is open.".to_owned())
    }

    /// What it asks before it is done; none where it needs no answer.
    pub(super) fn prompt(self, targets: &[String], state: &State, shared: &Shared) -> Option<Prompt> {
        let tasks = state.tasks();
        let one = match targets {
            [id] => tasks.find(id),
            _ => None,
        };
        let subject = match one {
            Some(task) => task.title().to_owned(),
            None => format!("{} tasks", targets.len()),
        };
        let title = format!("{}: {subject}", self.word());
        let prompt = |label, typed| Prompt::new(About::Verb(self), title.clone(), label, typed);
        let mut prompt = match self {
            Verb::Accept | Verb::Clock | Verb::Claim | Verb::Reopen => return None,
            Verb::Finish => {
                let task = one?;
                let measured = task.state().minutes_at(shared.now);
                prompt("minutes", Typed::First)
                    .text(measured.map_or_else(String::new, |minutes| minutes.to_string()))
                    .note(match measured {
                        Some(_) => "As measured and logged; Enter keeps it.",
                        None => "Nothing was measured; without minutes they are estimated later.",
                    })
            }
            Verb::Decline => prompt("reason", Typed::First).choices(reasons(tasks)),
            Verb::Merge => prompt("the task that stays", Typed::Never).choices(others(targets, state)),
            Verb::Snooze => prompt("until", Typed::First)
                .choices(moments(shared))
                .note("Or 30m, 3d, friday 14:00, 2026-12-01"),
            Verb::Assign => prompt("to", Typed::Last).choices(people(tasks, shared)),
            Verb::Category => prompt("category", Typed::Last)
                .choices(categories(state))
                .select(one.and_then(|task| task.category())),
            Verb::Priority => prompt("priority", Typed::Never)
                .choices(
                    Priority::ALL
                        .map(|known| Choice::new(known.word(), known.word(), ""))
                        .into(),
                )
                .select(
                    one.map(|task| task.priority().word())
                        .or(Some(Priority::Normal.word())),
                ),
            Verb::Minutes => prompt("minutes", Typed::First).choices(
                [5, 10, 15, 30, 60]
                    .map(|n| Choice::new(n.to_string(), n.to_string(), "min"))
                    .into(),
            ),
            Verb::Comment => prompt("comment", Typed::First),
            Verb::Link => prompt("entity", Typed::Never)
                .choices(linked(one))
                .note("Type to find an entity; one that it is about already is taken away."),
            Verb::Blueprint => prompt("blueprint", Typed::Never).choices(blueprints(shared)),
        };
        prompt.targets = targets.to_vec();
        Some(prompt)
    }

    /// The acts that it comes to for some tasks, with what was answered. An error is for the person.
    pub(super) fn acts(
        self,
        answer: Option<&str>,
        targets: &[String],
        state: &State,
        shared: &Shared,
    ) -> Result<Vec<(String, Act)>, String> {
        let tasks = state.tasks();
        let many = targets.len() > 1;
        let mut acts = Vec::new();
        if self == Verb::Clock {
            acts.extend(pause_other(targets, state));
        }
        for task in targets.iter().filter_map(|id| tasks.find(id)) {
            let own = self.acts_on(task, answer, many, state, shared)?;
            acts.extend(own.into_iter().map(|act| (task.name().to_owned(), act)));
        }
        Ok(acts)
    }

    fn acts_on(
        self,
        task: TaskRef<'_>,
        answer: Option<&str>,
        many: bool,
        state: &State,
        shared: &Shared,
    ) -> Result<Vec<Act>, String> {
        let given = || answer.unwrap_or_default().to_owned();
        Ok(vec![match self {
            Verb::Accept => return Ok(accept(task, many, state, shared)),
            Verb::Finish => Act::Finish {
                minutes: answer.and_then(minutes),
            },
            Verb::Decline => Act::Decline { reason: given() },
            Verb::Merge => Act::Merge { into: given() },
            Verb::Snooze => Act::Snooze {
                until: moment::parse(&given(), shared.now, &shared.zone)
                    .ok_or("That is no moment to come.")?,
            },
            Verb::Clock if is_running_for(task, Some(&shared.actor)) => Act::Pause,
            Verb::Clock => Act::Start,
            Verb::Claim => Act::Assign {
                to: Some(shared.actor.clone()),
                expects: None,
            },
            Verb::Assign => Act::Assign {
                to: answer.map(str::to_owned),
                expects: task.assignee().map(str::to_owned),
            },
            Verb::Category => Act::Categorise {
                category: match answer {
                    Some(text) => Some(category_name(text).map_err(|error| format!("{error}."))?),
                    None => None,
                },
            },
            Verb::Priority => Act::Prioritise {
                priority: given().parse().unwrap_or_default(),
            },
            Verb::Minutes => Act::Work {
                minutes: minutes(&given()).unwrap_or(0),
            },
            Verb::Comment => Act::Comment { text: given() },
            Verb::Reopen => Act::Reopen,
            Verb::Link => link(task, answer),
            Verb::Blueprint => Act::Link {
                entities: task.entities().map(str::to_owned).collect(),
                blueprint: answer.map(str::to_owned),
            },
        }])
    }
}

/// As much of an id as is shown.
pub(super) fn short(id: &str) -> &str {
    id.get(..SHORT_ID).unwrap_or(id)
}

/// Accepting starts my clock, unless one of mine runs or the task is somebody else's.
fn accept(task: TaskRef<'_>, many: bool, state: &State, shared: &Shared) -> Vec<Act> {
    let is_free = task.assignee().is_none_or(|assignee| assignee == shared.actor);
    let can_be_accepted = matches!(task.status(), Status::New | Status::Snoozed);
    if many || state.clock.is_some() || !is_free || !can_be_accepted {
        return vec![Act::Accept];
    }
    vec![Act::Accept, Act::Start]
}

/// My clock on another task stops when it starts on this one.
fn pause_other(targets: &[String], state: &State) -> Option<(String, Act)> {
    let clock = state.clock.as_ref()?;
    (!targets.contains(&clock.task)).then(|| (clock.task.clone(), Act::Pause))
}

/// The entity becomes the main one, or is taken away where the task is about it already.
fn link(task: TaskRef<'_>, answer: Option<&str>) -> Act {
    let mut entities: Vec<String> = task.entities().map(str::to_owned).collect();
    match answer {
        Some(entity) if entities.iter().any(|known| known == entity) => {
            entities.retain(|known| known != entity)
        }
        Some(entity) => entities.push(entity.to_owned()),
        None => entities.clear(),
    }
    Act::Link {
        entities,
        blueprint: task.blueprint().map(str::to_owned),
    }
}

/// How many recent reasons are offered.
const REASONS: usize = 8;

/// Why tasks were declined, the latest first.
fn reasons(tasks: &Tasks) -> Vec<Choice> {
    let mut given: Vec<(Timestamp, &str)> = tasks
        .iter()
        .filter(|task| task.status() == Status::Declined)
        .filter_map(|task| Some((task.closed()?, task.reason()?)))
        .collect();
    given.sort_unstable_by_key(|(closed, _)| std::cmp::Reverse(*closed));
    let mut reasons: Vec<Choice> = Vec::new();
    for (_, reason) in given {
        if reasons.len() < REASONS && reasons.iter().all(|known| known.label != reason) {
            reasons.push(Choice::new(reason, reason, ""));
        }
    }
    reasons
}

/// How many open tasks are offered to merge into.
const OTHERS: usize = 2_000;

/// The tasks that another can be a duplicate of: its look-alikes, then what is listed, then what else is open.
fn others(targets: &[String], state: &State) -> Vec<Choice> {
    let tasks = state.tasks();
    let alike = state.subject.alike.iter().flat_map(|alike| alike.iter());
    let of_subject = targets.first() == Some(&state.subject.id);
    let mut alike: Vec<&str> = alike
        .filter(|task| of_subject && !targets.contains(&task.id))
        .map(|task| task.id.as_str())
        .collect();
    // What is open is more often asked for twice than what is done.
    alike.sort_by_key(|id| tasks.find(id).is_some_and(|task| !task.status().is_open()));
    let alike_choices = alike
        .iter()
        .filter_map(|id| Some(other(tasks.find(id)?, "alike")));
    let listed = state.rows.ids.iter().filter_map(|id| tasks.get(*id));
    let unlisted = tasks.iter().filter(|task| task.status().is_open());
    let mut known: BTreeSet<&str> = targets
        .iter()
        .map(String::as_str)
        .chain(alike.iter().copied())
        .collect();
    let rest = listed
        .chain(unlisted)
        .filter(|task| task.status() != Status::Duplicate && known.insert(task.name()))
        .take(OTHERS)
        .map(|task| other(task, ""));
    alike_choices.chain(rest).collect()
}

fn other(task: TaskRef<'_>, remark: &str) -> Choice {
    let label = format!("{}  {}", short(task.name()), task.title());
    let category = task.category().unwrap_or_default();
    let note = [
        remark,
        task.status().word(),
        category,
        task.key().unwrap_or_default(),
    ];
    let note = note
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>();
    Choice::new(task.name(), label, note.join(" · "))
}

fn moments(shared: &Shared) -> Vec<Choice> {
    moment::offers(shared.now, &shared.zone)
        .into_iter()
        .map(|(words, until)| Choice::new(words, words, moment::shown(until, &shared.zone)))
        .collect()
}

/// Me, nobody, those who have tasks, and everybody in the catalog.
fn people(tasks: &Tasks, shared: &Shared) -> Vec<Choice> {
    let mut people = vec![
        Choice::new(&shared.actor, &shared.actor, "me"),
        Choice::nothing("nobody"),
    ];
    let mut busy: BTreeMap<&str, usize> = BTreeMap::new();
    for task in tasks.iter().filter(|task| task.status().is_open()) {
        if let Some(assignee) = task.assignee().filter(|assignee| *assignee != shared.actor) {
            *busy.entry(assignee).or_default() += 1;
        }
    }
    people.extend(
        busy.iter()
            .map(|(person, count)| Choice::new(*person, *person, format!("has {count} open"))),
    );
    let catalog = shared.catalog.value();
    let users = catalog.iter().flat_map(|catalog| catalog.entities());
    let users = users.filter(|entity| entity.is_kind("User"));
    people.extend(
        users
            .filter(|user| user.entity_ref() != shared.actor && !busy.contains_key(user.entity_ref()))
            .map(|user| {
                Choice::new(
                    user.entity_ref(),
                    user.entity_ref(),
                    user.title().unwrap_or_default(),
                )
            }),
    );
    people
}

/// The categories there are, those of most tasks first, then those that only settings know; and none.
fn categories(state: &State) -> Vec<Choice> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let facts = state.facts();
    for category in &facts.categories {
        counts.entry(category).or_default();
    }
    for category in state.tasks().iter().filter_map(|task| task.category()) {
        *counts.entry(category).or_default() += 1;
    }
    let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let choice =
        |(category, count): (&str, usize)| Choice::new(category, category, counted(count, "task", "tasks"));
    let mut choices: Vec<Choice> = counts.into_iter().map(choice).collect();
    choices.push(Choice::nothing("no category"));
    choices
}

fn linked(task: Option<TaskRef<'_>>) -> Vec<Choice> {
    let entities = task.iter().flat_map(|task| task.entities());
    entities
        .map(|entity| Choice::new(entity, entity, "it is about this; Enter takes it away"))
        .collect()
}

fn blueprints(shared: &Shared) -> Vec<Choice> {
    let catalog = shared.catalog.value();
    let templates = catalog.iter().flat_map(|catalog| catalog.entities());
    let templates = templates.filter(|entity| entity.is_kind("Template"));
    let mut choices: Vec<Choice> = templates
        .map(|template| Choice::new(template.entity_ref(), template.label(), template.entity_ref()))
        .collect();
    choices.push(Choice::nothing("no blueprint"));
    choices
}
