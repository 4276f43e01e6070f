//! A run driven in the foreground: a line for each step that changes, until it is at its end or waits for somebody.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use color_eyre::Result;
use jiff::{SignedDuration, Timestamp};

use super::document::{print_output, step_line};
use crate::cli::task::short;
use crate::cli::{Context, Failure, Outcome};
use crate::engine::run::{Drove, Runs};
use crate::model::run::{Run, RunStatus, Wait};

/// Between two looks at what another process does.
const POLL: Duration = Duration::from_millis(200);
/// What waits longer than this is not waited for here.
const PATIENCE: SignedDuration = SignedDuration::from_mins(10);

/// Drives a run until it is at its end, stopped, or waits for a person or a far moment. `quietly` prints nothing.
pub(in crate::cli) fn follow(runs: &Runs, id: &str, quietly: bool, context: &Context) -> Result<Arc<Run>> {
    let mut shown = Shown::default();
    if let Some(run) = runs.run(id).map_err(Failure::from)? {
        shown.remember(&run);
    }
    loop {
        let mut lines = Vec::new();
        let drove = runs
            .drive(Some(id), &|| false, &mut |run| {
                lines.clear();
                lines.extend(shown.news(run));
                if !quietly {
                    for line in &lines {
                        // A reader that has gone does not stop a run.
                        let _ = context.output().line(line);
                    }
                }
            })
            .map_err(Failure::from)?;
        let run = runs.run(id).map_err(Failure::from)?;
        let run = run.ok_or_else(|| Failure::new("there is no such run"))?;
        let now = Timestamp::now();
        match drove {
            Drove::Busy => {
                if !quietly {
                    for line in shown.news(&run) {
                        context.output().line(&line)?;
                    }
                }
                if is_at_rest(&run, now) {
                    return Ok(run);
                }
                sleep(POLL);
            }
            Drove::Idle { next: Some(moment) } if !is_at_rest(&run, now) => {
                let wait = moment.duration_since(now).max(SignedDuration::ZERO);
                sleep(Duration::try_from(wait).unwrap_or(POLL).min(Duration::from_secs(1)));
            }
            Drove::Idle { .. } | Drove::Stopped => return Ok(run),
        }
    }
}

/// Whether nothing happens soon without a person.
fn is_at_rest(run: &Run, now: Timestamp) -> bool {
    if run.status.is_over() || run.status.is_stopped() {
        return true;
    }
    match run.current().and_then(|step| step.wait.as_ref()) {
        Some(Wait::Until(moment)) => moment.duration_since(now) > PATIENCE,
        Some(Wait::Task(_) | Wait::Approval { .. }) => true,
        Some(Wait::Outside { .. }) | None => false,
    }
}

/// What was told of each step.
#[derive(Default)]
struct Shown(BTreeMap<String, String>);

impl Shown {
    fn remember(&mut self, run: &Run) {
        for step in &run.steps {
            self.0.insert(step.id.clone(), step_line(step));
        }
    }

    /// The lines of the steps that changed since.
    fn news(&mut self, run: &Run) -> Vec<String> {
        let mut news = Vec::new();
        for step in &run.steps {
            let line = step_line(step);
            if step.status != crate::model::run::StepStatus::Pending && self.0.get(&step.id) != Some(&line) {
                news.push(line.clone());
            }
            self.0.insert(step.id.clone(), line);
        }
        news
    }
}

/// Says how a run ended, or for whom it waits and how to go on.
pub(in crate::cli) fn conclude(run: &Run, json: bool, context: &Context) -> Result<Outcome> {
    let outcome = match run.status.is_stopped() {
        true => Outcome::Problems,
        false => Outcome::Done,
    };
    if json {
        context.output().json(&super::document::run(run))?;
        return Ok(outcome);
    }
    let (out, id) = (context.output(), short(&run.id));
    match run.status {
        RunStatus::Waiting => match run.current().and_then(|step| step.wait.as_ref()) {
            Some(Wait::Approval { by, .. }) => {
                let by = by.join(" or ");
                out.line(&format!("run {id} waits for {by}: `muster run approve {id}`, then it goes on"))?;
            }
            Some(Wait::Task(task)) => {
                let task = short(task);
                out.line(&format!(
                    "run {id} waits for task {task}: `muster task done {task}`, then `muster run resume {id}`"
                ))?;
            }
            Some(Wait::Until(moment)) => {
                out.line(&format!("run {id} waits until {moment:.0}; then `muster run resume {id}`"))?;
            }
            _ => out.line(&format!("run {id} waits"))?,
        },
        RunStatus::Failed => out.line(&format!(
            "run {id} failed: `muster run retry {id}`, `edit`, `undo` or `hand-over`"
        ))?,
        RunStatus::NeedsAttention => {
            let step = run.current().map(|step| step.id.as_str()).unwrap_or_default();
            out.line(&format!(
                "run {id} needs attention: look whether `{step}` has happened, then `muster run settle {id} {step} --happened` or `--not`"
            ))?;
        }
        RunStatus::UndoFailed => {
            out.line(&format!("run {id} could not be undone: `muster run retry {id}` tries again"))?;
        }
        status => out.line(&format!("run {id} {}", status.word()))?,
    }
    print_output(run, context)?;
    Ok(outcome)
}
