//! An edit of an entity's file that a step has made or taken back, journaled together with the step: whoever asks what became of
//! an entity finds it without knowing of runs.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use crate::model::journal::{EntityEdited, NewEvent, StepDone, Subject, Unknown};
use crate::model::run::Run;
use crate::providers::catalog::edit::EDIT;

impl Driver<'_> {
    /// Journals that a step is done, and with it the edit that it was.
    pub(super) fn journal_done(&self, prepared: &Prepared, done: &StepDone) -> Result<Arc<Run>, RunsError> {
        let edited = self.edited(prepared, &done.output, false);
        let events = [self.event(done)].into_iter().chain(edited).collect();
        self.runs.write(&self.id, events)
    }

    /// The event of an edit; none where the step is none, or changed nothing. In the name of whoever asked for the run.
    pub(super) fn edited(&self, prepared: &Prepared, output: &Value, is_undone: bool) -> Option<NewEvent> {
        if prepared.action != EDIT {
            return None;
        }
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let (entity, file) = (text(&output["entityRef"])?, text(&output["file"])?);
        let mut fields: BTreeMap<String, (Value, Value)> =
            serde_json::from_value(output["fields"].clone()).unwrap_or_default();
        if fields.is_empty() {
            return None;
        }
        let reason = match is_undone {
            true => {
                fields = fields
                    .into_iter()
                    .map(|(path, (before, after))| (path, (after, before)))
                    .collect();
                "taken back".to_owned()
            }
            false => text(&prepared.input["reason"]).unwrap_or_default(),
        };
        let body = EntityEdited {
            entity: entity.clone(),
            fields,
            file,
            run: Some(self.id.clone()),
            reason,
            unknown: Unknown::new(),
        };
        let subject = Subject::entity(&entity);
        Some(NewEvent::new(
            &body,
            subject,
            self.runs.now(),
            &prepared.requester,
        ))
    }
}
