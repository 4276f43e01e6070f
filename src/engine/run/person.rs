//! What people do for a run: the tasks that it files, and what becomes of it when they are done.

use std::sync::Arc;

use serde_json::json;

use super::ACTOR;
use super::driver::Driver;
use super::error::RunsError;
use super::execute::Prepared;
use crate::model::journal::{
    NewEvent, RunApproved, RunDenied, StepFailed, StepWaiting, Subject, TaskAssigned, TaskCommented,
    TaskCreated, TaskDone, TaskReopened, Unknown,
};
use crate::model::run::{Run, StepFailure, StepRecord, Wait};
use crate::model::task::{Status, TaskRecord, imported_id};
use crate::providers::action::Errand;

/// How far merged tasks are followed.
const MOST_MERGES: usize = 16;

impl Driver<'_> {
    /// Files the task of an errand and waits for it, both or neither.
    pub(super) fn file_errand(&self, prepared: &Prepared, errand: Errand) -> Result<Arc<Run>, RunsError> {
        // The same for the same attempt: it cannot be filed twice.
        let task = imported_id(&prepared.op_key, &prepared.attempt.to_string());
        let by: Vec<String> = errand
            .approvers
            .iter()
            .filter(|who| **who != prepared.requester)
            .cloned()
            .collect();
        if !errand.approvers.is_empty() && by.is_empty() {
            let message = "nobody but the requester could agree to this, and they cannot";
            return self.fail(&prepared.step, prepared.attempt, message, None);
        }
        let wait = match by.is_empty() {
            true => Wait::Task(task.clone()),
            false => Wait::Approval {
                task: task.clone(),
                by: by.clone(),
            },
        };
        let now = self.runs.now();
        let subject = Subject::task(&task);
        let assignee = errand.assignee.or_else(|| {
            by.first()
                .filter(|who| by.len() == 1 && who.starts_with("user:"))
                .cloned()
        });
        let created = TaskCreated {
            title: self.redactor.text(&errand.title),
            description: errand.description.map(|text| self.redactor.text(&text)),
            category: errand.category,
            requester: Some(prepared.requester.clone()),
            entities: errand.entities,
            source: if by.is_empty() { "blueprint" } else { "approval" }.to_owned(),
            blueprint: Some(self.blueprint.entity_ref.clone()),
            ..TaskCreated::default()
        };
        let waiting = StepWaiting {
            step: prepared.step.clone(),
            attempt: prepared.attempt,
            wait,
            output: json!({ "task": task }),
            unknown: Unknown::new(),
        };
        let mut events = vec![
            self.event(&waiting),
            NewEvent::new(&created, subject.clone(), now, ACTOR),
        ];
        events.extend(assignee.map(|assignee| {
            let assigned = TaskAssigned {
                to: Some(assignee),
                ..TaskAssigned::default()
            };
            NewEvent::new(&assigned, subject, now, ACTOR)
        }));
        let run = self.runs.write(&self.id, events)?;
        self.runs.reached("filed", &prepared.step)?;
        Ok(run)
    }

    /// Looks what became of the task that a step waits for. None where it is still to be done.
    pub(super) fn ask(&self, run: Arc<Run>, at: usize) -> Result<Option<Arc<Run>>, RunsError> {
        let Some(record) = run.steps.get(at).cloned() else {
            return Ok(None);
        };
        let (task, is_approval) = match &record.wait {
            Some(Wait::Task(task)) => (task.clone(), false),
            Some(Wait::Approval { task, .. }) => (task.clone(), true),
            _ => return Ok(None),
        };
        let Some(found) = self.followed(task)? else {
            return Ok(None);
        };
        let state = &found.task.state;
        match (state.status, is_approval) {
            (Status::Done, false) => {
                let output = json!({
                    "task": found.task.id,
                    "doneBy": state.assignee,
                    "minutes": state.minutes(),
                });
                drop(run);
                self.write(&self.done(&record.id, record.attempts, output))
                    .map(Some)
            }
            (Status::Declined, false) => {
                let reason = state.reason.clone().unwrap_or_default();
                let message = format!("task {} was declined: {reason}", found.task.id);
                self.write(&StepFailed {
                    step: record.id,
                    attempt: record.attempts,
                    failure: StepFailure {
                        message: self.redactor.text(&message),
                        hint: Some("try again files the task anew".to_owned()),
                        not_before: None,
                    },
                    unknown: Unknown::new(),
                })
                .map(Some)
            }
            (Status::Done | Status::Declined, true) => self.agreed(&run, &record, &found),
            _ => Ok(None),
        }
    }

    /// The task, or the one that it was merged into.
    fn followed(&self, task: String) -> Result<Option<TaskRecord>, RunsError> {
        let mut id = task;
        for _ in 0..MOST_MERGES {
            let Some(found) = self.runs.journal()?.task_record(&id)? else {
                return Ok(None);
            };
            match &found.task.state.duplicate_of {
                Some(into) if found.task.state.status == Status::Duplicate => id = into.clone(),
                _ => return Ok(Some(found)),
            }
        }
        Ok(None)
    }

    /// Somebody closed the task of an approval in the queue: whoever may agree has agreed, or denied. By anybody else it says
    /// nothing, and it is open again.
    fn agreed(
        &self,
        run: &Run,
        record: &StepRecord,
        found: &TaskRecord,
    ) -> Result<Option<Arc<Run>>, RunsError> {
        let Some(last) = found.events.iter().rev().find(|event| {
            matches!(
                event.type_.as_str(),
                "task.done" | "task.declined" | "task.restored"
            )
        }) else {
            return Ok(None);
        };
        let (now, who) = (self.runs.now(), last.actor.as_str());
        let through = super::act::through(self.runs, record, who);
        let event = match found.task.state.status {
            Status::Done => NewEvent::new(
                &RunApproved {
                    step: record.id.clone(),
                    plan_hash: run.plan_hash.clone(),
                    through,
                    unknown: Unknown::new(),
                },
                Subject::run(&self.id),
                now,
                who,
            ),
            _ => NewEvent::new(
                &RunDenied {
                    step: record.id.clone(),
                    through,
                    reason: found
                        .task
                        .state
                        .reason
                        .clone()
                        .unwrap_or_else(|| "declined".to_owned()),
                    unknown: Unknown::new(),
                },
                Subject::run(&self.id),
                now,
                who,
            ),
        };
        match self.runs.write(&self.id, vec![event]) {
            Ok(run) => Ok(Some(run)),
            Err(RunsError::Refused(refusal)) => {
                let subject = Subject::task(&found.task.id);
                let text = format!("{refusal}: it is still to be agreed to");
                let unknown = Unknown::new();
                let events = vec![
                    NewEvent::new(&TaskReopened::default(), subject.clone(), now, ACTOR),
                    NewEvent::new(&TaskCommented { text, unknown }, subject, now, ACTOR),
                ];
                self.runs.write(&self.id, events)?;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// What closes the task of a step that nobody waits for any more.
pub(super) fn closed(
    step: &StepRecord,
    done: bool,
    reason: &str,
    now: jiff::Timestamp,
    actor: &str,
) -> Option<NewEvent> {
    let (Wait::Task(task) | Wait::Approval { task, .. }) = step.wait.as_ref()? else {
        return None;
    };
    let subject = Subject::task(task);
    Some(match done {
        true => NewEvent::new(&TaskDone::default(), subject, now, actor),
        false => NewEvent::new(
            &crate::model::journal::TaskDeclined {
                reason: reason.to_owned(),
                unknown: Unknown::new(),
            },
            subject,
            now,
            actor,
        ),
    })
}
