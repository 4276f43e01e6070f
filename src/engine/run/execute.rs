//! One step: look whether it is done already, record that it is about to be done, do it once, record what came of it.

use std::sync::Arc;

use serde_json::Value;

use super::change::is_late;
use super::driver::Driver;
use super::error::RunsError;
use super::log::StepLog;
use super::{outcome, scope};
use crate::model::blueprint::action::Settlement;
use crate::model::blueprint::expression::{Scope, holds, render};
use crate::model::blueprint::tree::Tree;
use crate::model::journal::{StepDone, StepExpanded, StepIntended, StepSkipped, Unknown};
use crate::model::run::{Run, RunStatus, StepRecord, digest};
use crate::providers::action::{Action, Applied, Call, ErrorKind, Observed};

/// All that a call of an action needs.
pub(super) struct Prepared {
    pub step: String,
    pub attempt: u32,
    pub tries: u32,
    pub op_key: String,
    pub input: Value,
    pub scope: Scope,
    pub tree: Arc<Tree>,
    pub requester: String,
    pub asked: jiff::Timestamp,
    pub settlement: Settlement,
    pub action: String,
}

/// What keeps a step from being called.
pub(super) enum Unready {
    /// Its condition is not met.
    Skipped,
    /// There are so many items of it, which is not what was planned.
    Items(usize),
    Failed {
        message: String,
        hint: Option<String>,
    },
}

impl Unready {
    pub fn failed(message: impl Into<String>) -> Self {
        Self::Failed {
            message: message.into(),
            hint: None,
        }
    }
}

impl Driver<'_> {
    /// Begins a step, or another attempt of it.
    pub(super) fn begin(&mut self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(run);
        };
        let prepared = match self.prepare(&run, &record, true)? {
            Ok(prepared) => prepared,
            Err(unready) => return self.not_ready(&run, &record, unready),
        };
        let is_late = is_late(&run, &prepared.step);
        let mut is_begun = false;
        drop(run);
        if prepared.settlement != Settlement::Repeat {
            let observed = self.observe(&prepared);
            self.runs.reached("observed", &prepared.step)?;
            match observed {
                Ok(Observed::Done { output }) => return self.adopt(&prepared, output),
                Ok(Observed::Running { output, look_after }) => {
                    let intent = self.intent(&prepared);
                    let running =
                        outcome::running(self, &prepared.step, prepared.attempt + 1, output, look_after);
                    return self
                        .runs
                        .write(&self.id, vec![self.event(&intent), self.event(&running)]);
                }
                Ok(Observed::Foreign { what }) => {
                    let message = format!("{what} is there already, and it is not of this run");
                    let hint = "choose another name, or see to it that it goes".to_owned();
                    return self.fail(&prepared.step, prepared.attempt, message, Some(hint));
                }
                // It goes on from there: whether it may was asked when it began.
                Ok(Observed::Begun) => is_begun = true,
                // What ended badly before is begun anew.
                Ok(Observed::Absent | Observed::Ended { .. } | Observed::Unknowable) => {}
                Err(error) => return self.could_not(&prepared, prepared.attempt, &error),
            }
        }
        if !is_begun && let Some(error) = self.unagreed(&prepared)? {
            return self.could_not(&prepared, prepared.attempt, &error);
        }
        if let Some(error) = self.unaccepted(&prepared, is_late && !is_begun)? {
            return self.could_not(&prepared, prepared.attempt, &error);
        }
        self.write(&self.intent(&prepared))?;
        self.runs.reached("intended", &prepared.step)?;
        self.apply(Prepared {
            attempt: prepared.attempt + 1,
            tries: prepared.tries + 1,
            ..prepared
        })
    }

    fn intent(&self, prepared: &Prepared) -> StepIntended {
        StepIntended {
            step: prepared.step.clone(),
            attempt: prepared.attempt + 1,
            op_key: prepared.op_key.clone(),
            input_digest: digest(&prepared.input),
            target: None,
            unknown: Unknown::new(),
        }
    }

    /// Does it, once.
    fn apply(&mut self, prepared: Prepared) -> Result<Arc<Run>, RunsError> {
        let applied = {
            let Some(action) = self.runs.actions.get(&prepared.action) else {
                let message = format!("muster has no action `{}`", prepared.action);
                return self.fail(&prepared.step, prepared.attempt, message, None);
            };
            let mut log = StepLog {
                folder: &self.folder,
                redactor: &self.redactor,
                step: &prepared.step,
            };
            self.calling(&prepared, |call| action.apply(call, &mut log))
        };
        self.runs.reached("applied", &prepared.step)?;
        match applied {
            Ok(Applied::Done(done)) => {
                let tree = done.tree.as_ref().map(|tree| self.keep_tree(tree)).transpose()?;
                self.runs.reached("kept", &prepared.step)?;
                let (digest, is_changed) = (tree.clone(), tree.is_some());
                let done = StepDone {
                    tree,
                    ..self.done(&prepared.step, prepared.attempt, done.output)
                };
                let run = self.journal_done(&prepared, &done)?;
                if is_changed {
                    super::tree::forget(&self.folder, digest.as_deref());
                }
                self.runs.reached("done", &prepared.step)?;
                Ok(run)
            }
            Ok(Applied::Running { output, look_after }) => {
                let running = outcome::running(self, &prepared.step, prepared.attempt, output, look_after);
                self.write(&running)
            }
            Ok(Applied::Until { moment, output }) => self.wait_until(&prepared, moment, output),
            Ok(Applied::Person(errand)) => self.file_errand(&prepared, errand),
            Err(error) if error.kind == ErrorKind::Unknown => self.lost(&prepared, &error),
            Err(error) => self.could_not(&prepared, prepared.attempt, &error),
        }
    }

    /// It was done by an earlier attempt.
    pub(super) fn adopt(&mut self, prepared: &Prepared, output: Value) -> Result<Arc<Run>, RunsError> {
        let done = StepDone {
            adopted: true,
            ..self.done(&prepared.step, prepared.attempt, output)
        };
        let run = self.journal_done(prepared, &done)?;
        self.runs.reached("adopted", &prepared.step)?;
        Ok(run)
    }

    pub(super) fn observe(
        &self,
        prepared: &Prepared,
    ) -> Result<Observed, crate::providers::action::ActionError> {
        let Some(action) = self.runs.actions.get(&prepared.action) else {
            return Ok(Observed::Unknowable);
        };
        self.calling(prepared, |call| action.observe(call))
    }

    /// Calls an action with all that it needs.
    pub(super) fn calling<T>(&self, prepared: &Prepared, call: impl FnOnce(&Call<'_>) -> T) -> T {
        let is_cancelled = || {
            let run = self.runs.run(&self.id).ok().flatten();
            (self.stop)() || run.is_some_and(|run| run.status == RunStatus::Cancelling)
        };
        call(&Call {
            input: &prepared.input,
            op_key: &prepared.op_key,
            run: &self.id,
            step: &prepared.step,
            blueprint: &self.blueprint.entity_ref,
            requester: &prepared.requester,
            asked: prepared.asked,
            now: self.runs.now(),
            tree: &prepared.tree,
            folder: self.files.as_deref(),
            scope: prepared.scope.value(),
            world: &self.world,
            cancelled: &is_cancelled,
        })
    }

    /// All that a call of a step needs. `fresh` where it is about to begin: then its condition and what was planned count.
    pub(super) fn prepare(
        &mut self,
        run: &Run,
        record: &StepRecord,
        fresh: bool,
    ) -> Result<Result<Prepared, Unready>, RunsError> {
        let catalog = self.runs.world.catalog();
        let scope = scope::scope_of(run, &catalog);
        let rendered = self.rendered(run, record, scope, fresh);
        let (input, scope) = match rendered {
            Ok(rendered) => rendered,
            Err(unready) => return Ok(Err(unready)),
        };
        let Some(action) = self.runs.actions.get(&record.action) else {
            let message = format!("muster has no action `{}`", record.action);
            return Ok(Err(Unready::failed(message)));
        };
        let spec = action.spec();
        let settlement = spec.settlement;
        let Some(tree) = self.tree(run)? else {
            return Ok(Err(Unready::Failed {
                message: "the run's files are not what they were, and cannot be made again".to_owned(),
                hint: Some("cancel the run and ask for a new one".to_owned()),
            }));
        };
        Ok(Ok(Prepared {
            step: record.id.clone(),
            attempt: record.attempts,
            tries: record.tries,
            op_key: self.op_key(&record.id),
            input,
            scope,
            tree,
            requester: run.requester.clone(),
            asked: run.created,
            settlement,
            action: record.action.clone(),
        }))
    }

    fn rendered(
        &self,
        run: &Run,
        record: &StepRecord,
        scope: Scope,
        fresh: bool,
    ) -> Result<(Value, Scope), Unready> {
        let (step, item) = self
            .step_of(&record.id)
            .ok_or_else(|| Unready::failed("the blueprint has no such step"))?;
        let scope = match (&step.each, item) {
            (None, _) => scope,
            (Some(each), item) => {
                let items = scope::items(each, &scope).map_err(Unready::failed)?;
                let begun = fresh && record.attempts == 0;
                let planned = run.steps.iter().filter(|other| {
                    crate::model::run::item_of(&other.id).is_some_and(|(base, _)| base == step.id)
                });
                if begun && (item.is_none() || planned.count() != items.len()) {
                    return Err(Unready::Items(items.len()));
                }
                let item = item.and_then(|at| items.into_iter().nth(at));
                let (key, value) = item.ok_or_else(|| Unready::failed("its list is shorter than it was"))?;
                scope.with_each(key, value)
            }
        };
        if let Some(condition) = step.condition.as_ref().filter(|_| fresh) {
            let met = render(condition, &scope).map_err(|error| Unready::failed(format!("`if`: {error}")))?;
            if !holds(&met) {
                return Err(Unready::Skipped);
            }
        }
        let input = render(&step.input, &scope).map_err(|error| Unready::failed(error.to_string()))?;
        if fresh {
            as_planned(run, record, &input)?;
        }
        Ok((input, scope))
    }

    fn not_ready(&mut self, run: &Run, record: &StepRecord, unready: Unready) -> Result<Arc<Run>, RunsError> {
        let skipped = |step: &str| StepSkipped {
            step: step.to_owned(),
            unknown: Unknown::new(),
        };
        match unready {
            Unready::Skipped => self.write(&skipped(&record.id)),
            Unready::Items(0) => {
                let base =
                    crate::model::run::item_of(&record.id).map_or(record.id.as_str(), |(base, _)| base);
                let is_part = |step: &&StepRecord| {
                    step.id == base || crate::model::run::item_of(&step.id).is_some_and(|(of, _)| of == base)
                };
                let events = run.steps.iter().filter(is_part);
                let events = events.map(|step| self.event(&skipped(&step.id))).collect();
                self.runs.write(&self.id, events)
            }
            Unready::Items(count) => {
                let base = self.step_of(&record.id).map(|(step, _)| step.id.clone());
                self.write(&StepExpanded {
                    step: base.unwrap_or_else(|| record.id.clone()),
                    count,
                    unknown: Unknown::new(),
                })
            }
            Unready::Failed { message, hint } => self.fail(&record.id, record.attempts, message, hint),
        }
    }

    /// Makes the run's files again: all steps that only change them, once more.
    pub(super) fn make_tree(&mut self, run: &Run, wanted: &str) -> Result<Option<Arc<Tree>>, RunsError> {
        let mut tree: Arc<Tree> = Arc::default();
        let mut earlier = run.clone();
        let changing: Vec<usize> = (0..run.steps.len())
            .filter(|at| run.steps[*at].tree.is_some())
            .collect();
        for at in changing {
            let record = &run.steps[at];
            let is_repeatable = |action: &dyn Action| action.spec().settlement == Settlement::Repeat;
            let Some(action) = self
                .runs
                .actions
                .get(&record.action)
                .filter(|action| is_repeatable(*action))
            else {
                return Ok(None);
            };
            earlier.steps = run.steps[..at].to_vec();
            let scope = scope::scope_of(&earlier, &self.runs.world.catalog());
            let Ok((input, scope)) = self.rendered(run, record, scope, false) else {
                return Ok(None);
            };
            let prepared = Prepared {
                step: record.id.clone(),
                attempt: record.attempts,
                tries: record.tries,
                op_key: self.op_key(&record.id),
                input,
                scope,
                tree: tree.clone(),
                requester: run.requester.clone(),
                asked: run.created,
                settlement: Settlement::Repeat,
                action: record.action.clone(),
            };
            let mut log = StepLog {
                folder: &self.folder,
                redactor: &self.redactor,
                step: &record.id,
            };
            match self.calling(&prepared, |call| action.apply(call, &mut log)) {
                Ok(Applied::Done(done)) => tree = done.tree.unwrap_or(tree),
                _ => return Ok(None),
            }
        }
        Ok((tree.digest() == wanted).then_some(tree))
    }
}

/// A step whose input was known when it was shown does exactly that, or nothing.
fn as_planned(run: &Run, record: &StepRecord, input: &Value) -> Result<(), Unready> {
    let planned = run.plan.iter().find(|planned| planned.id == record.id);
    let shown = planned.filter(|planned| !planned.input_digest.is_empty());
    match shown {
        Some(shown) if shown.input_digest != digest(input) => Err(Unready::Failed {
            message: "it would do something else by now than what was shown".to_owned(),
            hint: Some(format!("`muster run edit {}` plans the rest anew", run.id)),
        }),
        _ => Ok(()),
    }
}
