//! Taking back what a step did: because a person said so, or because its time is over.

use std::sync::Arc;

use serde_json::{Value, json};

use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use super::log::StepLog;
use super::outcome::later;
use crate::model::journal::{StepUndoFailed, StepUndoIntended, StepUndone, Unknown};
use crate::model::run::{
    MOST_TRIES, Next, Others, Run, RunStatus, StepFailure, StepRecord, delay, delay_of_an_end, gift, gifts,
    next,
};
use crate::providers::action::{ActionError, ErrorKind, Taken};

impl Driver<'_> {
    pub(super) fn undo(&mut self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(run);
        };
        // Those of doing it do not count.
        let tries = 1 + if record.status.is_done() { 0 } else { record.tries };
        let is_asked = run.status == RunStatus::Undoing;
        let intended = StepUndoIntended {
            step: record.id.clone(),
            attempt: tries,
            unknown: Unknown::new(),
        };
        let prepared = self.prepare(&run, &record, false)?;
        drop(run);
        match self.write(&intended) {
            Err(RunsError::Refused(refusal)) => {
                // It was given longer in the meantime, or a person wants something else: what comes next is decided again.
                let run = self.runs.known(&self.id)?;
                return match next(&run, self.runs.now()) == Next::Undo(at) {
                    true => Err(RunsError::Refused(refusal)),
                    false => Ok(run),
                };
            }
            written => drop(written?),
        }
        let Ok(prepared) = prepared else {
            let message = "what it was asked to do cannot be told any more";
            return self.not_undone(&record.id, message, None, None);
        };
        self.runs.reached("undo intended", &record.id)?;
        let undone = self.taken_back(&prepared, &record)?;
        self.runs.reached("undo applied", &record.id)?;
        let run = match undone {
            Ok(kept) => {
                let output = record.output.clone().unwrap_or_else(|| json!({}));
                let edited = self.edited(&prepared, &output, true);
                let undone = self.event(&StepUndone {
                    step: record.id.clone(),
                    kept,
                    unknown: Unknown::new(),
                });
                let events = [undone].into_iter().chain(edited);
                self.runs.write(&self.id, events.collect())?
            }
            Err(error) => {
                let asked = match error.kind {
                    ErrorKind::Retry { after: Some(after) } => after.try_into().ok(),
                    _ => None,
                };
                // Nobody waits for what ends by itself, and nobody would see that it was given up.
                let after = match is_asked {
                    true => delay(&prepared.op_key, tries, tries, asked),
                    false => delay_of_an_end(&prepared.op_key, tries, asked),
                };
                let again = error.kind != ErrorKind::Final && (!is_asked || tries < MOST_TRIES);
                let not_before = again.then(|| later(self.runs.now(), after));
                self.not_undone(&record.id, &error.message, error.hint.as_deref(), not_before)?
            }
        };
        self.runs.reached("undone", &record.id)?;
        Ok(run)
    }

    /// Takes it back; the rights that others need stay, and are returned.
    fn taken_back(
        &self,
        prepared: &Prepared,
        record: &StepRecord,
    ) -> Result<Result<Vec<Value>, ActionError>, RunsError> {
        let Some(action) = self.runs.actions.get(&prepared.action) else {
            let message = format!("muster has no action `{}`", prepared.action);
            return Ok(Err(ActionError::new(ErrorKind::Final, message)));
        };
        let output = record.output.clone().unwrap_or_else(|| json!({}));
        let others = match gift::tells(&output) {
            true => self.others(&record.id)?,
            false => Others::default(),
        };
        let taken = Taken {
            output: &output,
            since: record.began.or(record.ended).unwrap_or(prepared.asked),
            others: &others,
        };
        let mut log = StepLog {
            folder: &self.folder,
            redactor: &self.redactor,
            step: &record.id,
        };
        Ok(self.calling(prepared, |call| action.undo_beside(call, &taken, &mut log)))
    }

    /// What all other steps of all runs gave.
    fn others(&self, step: &str) -> Result<Others, RunsError> {
        let runs = self.runs.giving()?;
        let now = self.runs.now();
        let all = runs.iter().flat_map(|run| gifts(run, now));
        Ok(Others::than(&self.id, step, all))
    }

    fn not_undone(
        &self,
        step: &str,
        message: &str,
        hint: Option<&str>,
        not_before: Option<jiff::Timestamp>,
    ) -> Result<Arc<Run>, RunsError> {
        self.write(&StepUndoFailed {
            step: step.to_owned(),
            failure: StepFailure {
                message: self.redactor.text(message),
                hint: hint.map(|hint| self.redactor.text(hint)),
                not_before,
            },
            unknown: Unknown::new(),
        })
    }
}
