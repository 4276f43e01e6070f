//! What people want done to a run, journaled: the fold decides whether it holds.

use std::sync::Arc;

use serde_json::Value;

use super::driver::Driver;
use super::error::RunsError;
use super::folder::RunFolder;
use super::plan::replan;
use super::start::shortened;
use super::{Runs, change, person, settle};
use crate::model::catalog::Relation;
use crate::model::journal::{
    Body, NewEvent, RunApproved, RunCancelling, RunDenied, RunEdited, RunFinished, RunHandedOver, RunRetried,
    RunUndoing, StepSettled, Subject, TaskCreated, TaskDeclined, TaskMerged, Unknown,
};
use crate::model::run::{Refusal, Run, RunAct, RunStatus, StepRecord, StepStatus, Undo, Wait, gift};

pub(super) fn act(runs: &Runs, id: &str, act: RunAct) -> Result<Arc<Run>, RunsError> {
    let run = runs.known(id)?;
    let unknown = Unknown::new();
    let acting = Acting { runs, id };
    match act {
        RunAct::Cancel { reason } => acting.cancel(&run, reason),
        RunAct::Retry => {
            let failed =
                |step: &&StepRecord| matches!(step.status, StepStatus::Failed | StepStatus::UndoFailed);
            let step = run.steps.iter().find(failed).map(|step| step.id.clone());
            let step = step.ok_or(Refusal::Run {
                wanted: "tried again",
                status: run.status,
            });
            let step = step.map_err(RunsError::Refused)?;
            acting.write(&RunRetried { step, unknown })
        }
        RunAct::Settle { step, happened } => acting.settle(&run, step, happened),
        RunAct::Edit { values } => {
            acting.may_steer(&run, "answer differently for it")?;
            acting.edit(&run, &values)
        }
        RunAct::Approve { plan_hash } => acting.decide(&run, Answer::Yes { plan_hash }),
        RunAct::Deny { reason } => acting.decide(&run, Answer::No { reason }),
        RunAct::Undo { steps } => {
            acting.may_steer(&run, "undo it")?;
            acting.write(&RunUndoing { steps, unknown })
        }
        RunAct::HandOver => acting.hand_over(&run),
    }
}

/// The group of an approval whose member a person is, where groups were asked.
pub(super) fn through(runs: &Runs, step: &StepRecord, who: &str) -> Option<String> {
    let Some(Wait::Approval { by, .. }) = &step.wait else {
        return None;
    };
    if by.iter().any(|name| name == who) {
        return None;
    }
    let catalog = runs.world.catalog();
    let person = catalog.entity(catalog.find(who)?);
    let teams: Vec<_> = person.targets(Relation::MemberOf).collect();
    let is_theirs = |name: &&String| teams.iter().any(|team| catalog.node_ref(*team) == name.as_str());
    by.iter().find(is_theirs).cloned()
}

/// What somebody who was asked says.
enum Answer {
    /// To the plan that they were shown, which need not be the run's any more.
    Yes {
        plan_hash: String,
    },
    No {
        reason: String,
    },
}

struct Acting<'a> {
    runs: &'a Runs,
    id: &'a str,
}

impl Acting<'_> {
    fn event<B: Body>(&self, body: &B) -> NewEvent {
        NewEvent::new(body, Subject::run(self.id), self.runs.now(), &self.runs.actor)
    }

    fn write<B: Body>(&self, body: &B) -> Result<Arc<Run>, RunsError> {
        self.runs.write(self.id, vec![self.event(body)])
    }

    /// Whoever asked for the run steers it, and whoever agreed to it; others where nobody would be asked if they did it.
    fn may_steer(&self, run: &Run, wanted: &'static str) -> Result<(), RunsError> {
        let actor = &self.runs.actor;
        let has_agreed = run
            .steps
            .iter()
            .any(|step| step.approved_by.as_ref() == Some(actor));
        if *actor == run.requester || has_agreed {
            return Ok(());
        }
        let asked = change::others(self.runs, &run.plan, actor);
        let Some(first) = asked.into_iter().next() else {
            return Ok(());
        };
        Err(RunsError::Refused(Refusal::NotTheirs {
            wanted,
            by: vec![run.requester.clone(), first.person],
        }))
    }

    /// Stops the run: at once where nothing is under way, else as soon as that has ended.
    fn cancel(&self, run: &Run, reason: Option<String>) -> Result<Arc<Run>, RunsError> {
        let mut events = vec![self.event(&RunCancelling {
            reason: reason.clone(),
            unknown: Unknown::new(),
        })];
        let is_stopped = !run.steps.iter().any(StepRecord::is_in_flight);
        let reason = reason.unwrap_or_else(|| "the run was cancelled".to_owned());
        if is_stopped {
            events.push(self.event(&RunFinished {
                status: RunStatus::Cancelled,
                output: Value::Null,
                unknown: Unknown::new(),
            }));
            events.push(self.declined(&run.task, &reason));
            let waiting = run.steps.iter().filter(|step| step.status == StepStatus::Waiting);
            let (now, actor) = (self.runs.now(), &self.runs.actor);
            events.extend(waiting.filter_map(|step| person::closed(step, false, &reason, now, actor)));
        }
        let run = self.runs.write(self.id, events)?;
        if is_stopped {
            RunFolder::of(&self.runs.folders, self.id).drop_secrets()?;
        }
        Ok(run)
    }

    fn declined(&self, task: &str, reason: &str) -> NewEvent {
        let declined = TaskDeclined {
            reason: reason.to_owned(),
            unknown: Unknown::new(),
        };
        NewEvent::new(&declined, Subject::task(task), self.runs.now(), &self.runs.actor)
    }

    fn settle(&self, run: &Run, step: String, happened: bool) -> Result<Arc<Run>, RunsError> {
        let record = run
            .step(&step)
            .ok_or_else(|| RunsError::Refused(Refusal::NoSuchStep(step.clone())))?;
        let attempt = record.attempts;
        let output = match happened {
            true => settle::settled_output(&mut Driver::new(self.runs, run, &|| false)?, run, &step)?,
            false => Value::Null,
        };
        self.write(&StepSettled {
            step,
            attempt,
            happened,
            expires: gift::end(&output),
            output,
            unknown: Unknown::new(),
        })
    }

    /// Other answers for what is not done yet: planned anew, and agreed to anew where that is asked for.
    fn edit(&self, run: &Run, values: &Value) -> Result<Arc<Run>, RunsError> {
        let mut driver = Driver::new(self.runs, run, &|| false)?;
        let tree = driver.tree(run)?.unwrap_or_default();
        let made = replan(self.runs, run, values, driver.files.as_deref(), tree)?;
        let plan = made.plan;
        let blocking: Vec<String> = plan
            .findings
            .iter()
            .filter(|finding| finding.blocking)
            .map(|finding| finding.message.clone())
            .collect();
        if !blocking.is_empty() {
            return Err(RunsError::Blocked(blocking));
        }
        let mut events = vec![self.event(&RunEdited {
            values: plan.values,
            plan: shortened(plan.steps),
            from_hash: run.plan_hash.clone(),
            plan_hash: plan.hash,
            document: (made.document != run.document).then_some(made.document),
            unknown: Unknown::new(),
        })];
        let waiting = run.steps.iter().filter(|step| step.status == StepStatus::Waiting);
        let (now, actor) = (self.runs.now(), &self.runs.actor);
        let reason = "the answers were changed; it is asked for anew";
        events.extend(waiting.filter_map(|step| person::closed(step, false, reason, now, actor)));
        self.runs.write(self.id, events)
    }

    /// The step that waits for somebody to agree.
    fn asked<'r>(&self, run: &'r Run) -> Result<&'r StepRecord, RunsError> {
        let is_asking = |step: &&StepRecord| matches!(step.wait, Some(Wait::Approval { .. }));
        run.steps.iter().find(is_asking).ok_or({
            RunsError::Refused(Refusal::Run {
                wanted: "approved or denied",
                status: run.status,
            })
        })
    }

    fn decide(&self, run: &Run, answer: Answer) -> Result<Arc<Run>, RunsError> {
        let step = self.asked(run)?;
        let through = through(self.runs, step, &self.runs.actor);
        let unknown = Unknown::new();
        let (now, actor) = (self.runs.now(), &self.runs.actor);
        let name = step.id.clone();
        let (event, closing) = match answer {
            Answer::Yes { plan_hash } => {
                let approved = RunApproved {
                    step: name,
                    plan_hash,
                    through,
                    unknown,
                };
                (self.event(&approved), person::closed(step, true, "", now, actor))
            }
            Answer::No { reason } => {
                let closing = person::closed(step, false, &reason, now, actor);
                let denied = RunDenied {
                    step: name,
                    through,
                    reason,
                    unknown,
                };
                (self.event(&denied), closing)
            }
        };
        let events = [Some(event), closing].into_iter().flatten().collect();
        self.runs.write(self.id, events)
    }

    /// A task for people in place of the run: it says what is done and what is not.
    fn hand_over(&self, run: &Run) -> Result<Arc<Run>, RunsError> {
        let (now, actor) = (self.runs.now(), self.runs.actor.as_str());
        let task = self.runs.journal()?.new_task_id()?;
        let created = TaskCreated {
            title: format!("{} (handed over)", run.title),
            description: Some(account(run)),
            category: self.category(run)?,
            requester: Some(run.requester.clone()),
            entities: run.entities.clone(),
            source: "queue".to_owned(),
            blueprint: Some(run.blueprint.clone()),
            ..TaskCreated::default()
        };
        let merged = TaskMerged {
            into: task.clone(),
            unknown: Unknown::new(),
        };
        let handed = RunHandedOver {
            task: task.clone(),
            unknown: Unknown::new(),
        };
        let mut events = vec![
            self.event(&handed),
            NewEvent::new(&created, Subject::task(&task), now, actor),
            NewEvent::new(&merged, Subject::task(&run.task), now, actor),
        ];
        let waiting = run.steps.iter().filter(|step| step.status == StepStatus::Waiting);
        events.extend(waiting.filter_map(|step| person::closed(step, false, "handed over", now, actor)));
        let run = self.runs.write(self.id, events)?;
        RunFolder::of(&self.runs.folders, self.id).drop_secrets()?;
        Ok(run)
    }

    fn category(&self, run: &Run) -> Result<Option<String>, RunsError> {
        let task = self.runs.journal()?.task_record(&run.task)?;
        Ok(task.and_then(|record| record.task.state.category))
    }
}

/// What is done of a run and what is not, for people.
fn account(run: &Run) -> String {
    let mut text = format!("What run {} of {} leaves to do.\n", run.id, run.blueprint);
    for step in &run.steps {
        let how = match step.status {
            StepStatus::Succeeded | StepStatus::Adopted => "done",
            StepStatus::Skipped => "not needed",
            StepStatus::Unknown => "NOT KNOWN whether it was done",
            StepStatus::Undone => "undone",
            StepStatus::Undoing | StepStatus::UndoFailed => "NOT undone",
            _ => "to do",
        };
        let target = step.target.as_deref().map(|target| format!(" ({target})"));
        text.push_str(&format!("\n- {how}: {}{}", step.name, target.unwrap_or_default()));
        if let Some(failure) = &step.failure {
            text.push_str(&format!(" — {}", failure.message));
        }
        if let (true, Undo::Not(why)) = (step.status.is_done(), &step.undo) {
            text.push_str(&format!(" (cannot be undone: {why})"));
        }
    }
    text
}
