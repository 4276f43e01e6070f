//! Finding out what became of a step: after a crash between its intent and its outcome, after an answer that was lost, and
//! while it goes on elsewhere. Never sends anything again before it has looked.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::driver::Driver;
use super::error::RunsError;
use super::execute::{Prepared, Unready};
use super::outcome::{self, later};
use crate::model::blueprint::action::Settlement;
use crate::model::run::{PATIENCE, Run, StepStatus};
use crate::providers::action::{ErrorKind, Observed};

const CUT_OFF: &str = "the program ended while it was being done";
/// What goes on elsewhere and is not to be found for so long is asked about.
const LONGEST_ABSENCE: SignedDuration = SignedDuration::from_mins(10);
/// Between two looks for what goes on elsewhere and is not to be found.
const PAUSE: Duration = Duration::from_secs(5);
/// Looks that fail before a person is asked.
const MOST_LOOKS: u32 = 8;

impl Driver<'_> {
    /// A step was about to be done when the program ended.
    pub(super) fn find(&mut self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(prepared) = self.prepared_at(&run, at)? else {
            return self.unprepared(&run, at);
        };
        drop(run);
        match prepared.settlement {
            // It does the same again without harm.
            Settlement::Repeat => {
                self.again(&prepared, prepared.attempt, CUT_OFF, None, SignedDuration::ZERO)
            }
            Settlement::Ask => self.ask_whether(&prepared, CUT_OFF),
            Settlement::Observe => self.unknown(&prepared, CUT_OFF, 0, Some(self.runs.now())),
        }
    }

    /// Looks how far a step is.
    pub(super) fn look(&mut self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(run);
        };
        let Some(prepared) = self.prepared_at(&run, at)? else {
            return self.unprepared(&run, at);
        };
        drop(run);
        let is_running = record.status == StepStatus::Waiting;
        let observed = self.observe(&prepared);
        self.runs.reached("looked", &prepared.step)?;
        match observed {
            Ok(Observed::Done { output }) if is_running => {
                self.write(&self.done(&prepared.step, prepared.attempt, output))
            }
            Ok(Observed::Done { output }) => self.adopt(&prepared, output),
            Ok(Observed::Running { output, look_after }) => {
                let running = outcome::running(self, &prepared.step, prepared.attempt, output, look_after);
                self.write(&running)
            }
            Ok(Observed::Ended { message }) => self.fail(&prepared.step, prepared.attempt, message, None),
            Ok(Observed::Begun) => {
                let message = "it was begun; it goes on from there";
                self.again(&prepared, prepared.attempt, message, None, SignedDuration::ZERO)
            }
            Ok(Observed::Absent) if is_running => {
                let since = record.began.unwrap_or_else(|| self.runs.now());
                if self.runs.now().duration_since(since) > LONGEST_ABSENCE {
                    return self.ask_whether(&prepared, "what goes on elsewhere is not to be found there");
                }
                let output = record.output.unwrap_or_else(|| json!({}));
                let running = outcome::running(self, &prepared.step, prepared.attempt, output, PAUSE);
                self.write(&running)
            }
            Ok(Observed::Absent) => self.look_again(&prepared, record.looks, "it is not to be found", false),
            Ok(Observed::Foreign { what }) => {
                let message = format!("{what} is there, and nobody can tell whether this step made it");
                self.look_again(&prepared, record.looks, &message, true)
            }
            Ok(Observed::Unknowable) => {
                let message = record
                    .failure
                    .map_or_else(|| CUT_OFF.to_owned(), |failure| failure.message);
                self.ask_whether(&prepared, &message)
            }
            Err(error) if error.kind == ErrorKind::Final || record.looks >= MOST_LOOKS => {
                self.ask_whether(&prepared, &error.message)
            }
            Err(error) => {
                let asked = match error.kind {
                    ErrorKind::Retry { after: Some(after) } => SignedDuration::try_from(after).ok(),
                    _ => None,
                };
                let looks = record.looks + 1;
                let after = crate::model::run::delay(&prepared.op_key, looks, looks, asked);
                // One look is never right after the other.
                let look = later(self.runs.now(), after.max(SignedDuration::from_secs(1)));
                self.unknown(&prepared, &error.message, looks, Some(look))
            }
        }
    }

    /// Looks again after a while; after the last look it is not there, or a person has to say whose it is.
    fn look_again(
        &mut self,
        prepared: &Prepared,
        looks: u32,
        message: &str,
        ask: bool,
    ) -> Result<Arc<Run>, RunsError> {
        match usize::try_from(looks).ok().and_then(|looks| PATIENCE.get(looks)) {
            Some(seconds) => {
                let look = later(self.runs.now(), SignedDuration::from_secs(*seconds));
                self.unknown(prepared, message, looks + 1, Some(look))
            }
            None if ask => self.ask_whether(prepared, message),
            None => self.again(prepared, prepared.attempt, message, None, SignedDuration::ZERO),
        }
    }

    fn prepared_at(&mut self, run: &Run, at: usize) -> Result<Option<Prepared>, RunsError> {
        let Some(record) = run.steps.get(at) else {
            return Ok(None);
        };
        Ok(self.prepare(run, record, false)?.ok())
    }

    /// A step that was begun and cannot be rendered any more: a person has to tell.
    fn unprepared(&mut self, run: &Run, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Err(RunsError::NoSuchRun);
        };
        let reason = match self.prepare(run, &record, false)? {
            Err(Unready::Failed { message, .. }) => message,
            _ => CUT_OFF.to_owned(),
        };
        self.fail(&record.id, record.attempts, reason, None)
    }
}

/// The output of a step that a person says has happened: as it is found now, else as it would have been.
pub(super) fn settled_output(driver: &mut Driver<'_>, run: &Run, step: &str) -> Result<Value, RunsError> {
    let Some(at) = run.steps.iter().position(|record| record.id == step) else {
        return Ok(json!({}));
    };
    let Some(prepared) = driver.prepared_at(run, at)? else {
        return Ok(json!({}));
    };
    let output = match driver.observe(&prepared) {
        Ok(Observed::Done { output } | Observed::Running { output, .. }) => output,
        _ => {
            let action = driver.runs.actions.get(&prepared.action);
            let planned = action.map(|action| driver.calling(&prepared, |call| action.plan(call)));
            planned
                .and_then(Result::ok)
                .map_or(Value::Null, |planned| planned.output)
        }
    };
    let output = match output {
        Value::Null => json!({}),
        output => output,
    };
    Ok(outcome::capped(driver.redactor.value(output)))
}
