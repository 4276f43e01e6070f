//! Taking back what a step did: because a person said so, or because its time is over.

use std::sync::Arc;

use serde_json::json;

use super::driver::Driver;
use super::error::RunsError;
use super::log::StepLog;
use super::outcome::later;
use crate::model::journal::{StepUndoFailed, StepUndoIntended, StepUndone, Unknown};
use crate::model::run::{MOST_TRIES, Run, StepFailure, delay};
use crate::providers::action::{ActionError, ErrorKind};

impl Driver<'_> {
    pub(super) fn undo(&mut self, run: Arc<Run>, at: usize) -> Result<Arc<Run>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(run);
        };
        let intended = StepUndoIntended {
            step: record.id.clone(),
            attempt: record.tries + 1,
            unknown: Unknown::new(),
        };
        let run = match self.prepare(&run, &record, false)? {
            Err(_) => {
                drop(run);
                self.write(&intended)?;
                let message = "what it was asked to do cannot be told any more";
                return self.not_undone(&record.id, message, None, None);
            }
            Ok(prepared) => {
                drop(run);
                self.write(&intended)?;
                self.runs.reached("undo intended", &record.id)?;
                let output = record.output.clone().unwrap_or_else(|| json!({}));
                let undone = {
                    let mut log = StepLog {
                        folder: &self.folder,
                        redactor: &self.redactor,
                        step: &record.id,
                    };
                    match self.runs.actions.get(&prepared.action) {
                        Some(action) => self.calling(&prepared, |call| action.undo(call, &output, &mut log)),
                        None => Err(ActionError::new(
                            ErrorKind::Final,
                            format!("muster has no action `{}`", prepared.action),
                        )),
                    }
                };
                self.runs.reached("undo applied", &record.id)?;
                match undone {
                    Ok(()) => self.write(&StepUndone {
                        step: record.id.clone(),
                        unknown: Unknown::new(),
                    })?,
                    Err(error) => {
                        let tries = record.tries + 1;
                        let asked = match error.kind {
                            ErrorKind::Retry { after: Some(after) } => after.try_into().ok(),
                            _ => None,
                        };
                        let again = error.kind != ErrorKind::Final && tries < MOST_TRIES;
                        let not_before = again
                            .then(|| later(self.runs.now(), delay(&prepared.op_key, tries, tries, asked)));
                        self.not_undone(&record.id, &error.message, error.hint.as_deref(), not_before)?
                    }
                }
            }
        };
        self.runs.reached("undone", &record.id)?;
        Ok(run)
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
