//! What acts would come to, task by task, before they are done.

use std::collections::BTreeMap;

use super::OFFERS;
use super::moment;
use crate::app::context::Event;
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::list::List;
use crate::app::shared::Shared;
use crate::model::task::{Act, TaskState, Tasks, forecast};
use crate::model::text::counted;

/// A task, and what would become of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreviewRow {
    pub id: String,
    pub title: String,
    /// What changes, or why nothing can.
    pub what: Result<String, String>,
}

impl AsRef<str> for PreviewRow {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// A preview, and the acts that Enter does.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub title: String,
    pub rows: Vec<PreviewRow>,
    pub list: List,
    /// Those that would not be refused.
    pub acts: Vec<(String, Act)>,
    /// What it is called when it is done.
    pub done: &'static str,
}

/// What came of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Open,
    Closed,
    Confirmed,
}

impl Preview {
    pub fn new(
        verb: &str,
        done: &'static str,
        acts: Vec<(String, Act)>,
        tasks: &Tasks,
        shared: &Shared,
    ) -> Self {
        let outcomes = forecast(tasks, &acts, shared.now, &shared.actor);
        let mut rows: Vec<PreviewRow> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for ((id, act), acted) in acts.iter().zip(&outcomes) {
            let what = match &acted.outcome {
                Ok(change) => Ok(told(act, &change.before, &change.after, shared)),
                Err(refusal) => Err(refusal.to_string()),
            };
            match places.get(id.as_str()).and_then(|at| rows.get_mut(*at)) {
                Some(row) => join(&mut row.what, what),
                None => {
                    places.insert(id, rows.len());
                    rows.push(PreviewRow {
                        id: id.clone(),
                        title: tasks
                            .find(id)
                            .map_or_else(String::new, |task| task.title().to_owned()),
                        what,
                    });
                }
            }
        }
        let good = outcomes
            .iter()
            .map(|acted| acted.outcome.is_ok())
            .collect::<Vec<_>>();
        let refused = rows.iter().filter(|row| row.what.is_err()).count();
        let title = match refused {
            0 => format!("{verb}: {}", counted(rows.len(), "task", "tasks")),
            refused => format!("{verb}: {} of {} tasks", rows.len() - refused, rows.len()),
        };
        let mut list = List::default();
        list.select(0, &rows[..]);
        let acts = acts.into_iter().zip(good);
        Self {
            title,
            list,
            acts: acts.filter_map(|(act, good)| good.then_some(act)).collect(),
            rows,
            done,
        }
    }

    pub(super) fn update(&mut self, event: Event<'_>) -> Outcome {
        match event {
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.rows[..]);
            }
            Event::Scroll(_, lines) => {
                self.list.scroll(lines, &self.rows[..]);
            }
            Event::Click(Target::Row(OFFERS, row)) => {
                self.list.select(*row, &self.rows[..]);
            }
            Event::Intent(Intent::Enter) if self.acts.is_empty() => return Outcome::Closed,
            Event::Intent(Intent::Enter) => return Outcome::Confirmed,
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => return Outcome::Closed,
            _ => {}
        }
        Outcome::Open
    }
}

fn join(what: &mut Result<String, String>, more: Result<String, String>) {
    match (what, more) {
        (Ok(what), Ok(more)) => what.push_str(&format!(", {more}")),
        (what, Err(refusal)) => *what = Err(refusal),
        (Err(_), Ok(_)) => {}
    }
}

/// What an act changes, in a few words.
fn told(act: &Act, before: &TaskState, after: &TaskState, shared: &Shared) -> String {
    let or = |text: &Option<String>, nothing: &str| text.clone().unwrap_or_else(|| nothing.to_owned());
    match act {
        Act::Decline { reason } => format!("{} → declined: {reason}", before.status),
        Act::Merge { into } => format!("{} → duplicate of {}", before.status, super::verbs::short(into)),
        Act::Snooze { until } => {
            format!(
                "{} → snoozed until {}",
                before.status,
                moment::shown(*until, &shared.zone)
            )
        }
        Act::Assign { .. } => {
            format!(
                "{} → {}",
                or(&before.assignee, "nobody"),
                or(&after.assignee, "nobody")
            )
        }
        Act::Categorise { .. } => {
            format!(
                "{} → {}",
                or(&before.category, "no category"),
                or(&after.category, "no category")
            )
        }
        Act::Prioritise { .. } => format!("{} → {}", before.priority, after.priority),
        Act::Work { minutes } => format!("{minutes} min more"),
        Act::Comment { text } => format!("comment: {text}"),
        Act::Link { .. } => format!(
            "about {}",
            if after.entities.is_empty() {
                "nothing".to_owned()
            } else {
                after.entities.join(", ")
            }
        ),
        _ => format!("{} → {}", before.status, after.status),
    }
}
