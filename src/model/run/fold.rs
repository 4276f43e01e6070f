//! The fold of one run: what each event makes of it, or why it is refused. A pure function of the events in their order;
//! what is refused changes nothing.

use jiff::Timestamp;

use super::plan::PlannedStep;
use super::refusal::Refusal;
use super::state::{Run, RunStatus, StepRecord, StepStatus, Wait};
use super::steps;
use super::undo::undoable;
use crate::model::journal::{
    Fact, RunApproved, RunDenied, RunEdited, RunFinished, RunRequested, RunRetried, RunUndoing,
};

/// The run after an event about the run `id`, which happened at `time` and was done by `actor`. `run` is what the events
/// before it made. An event that is not about runs leaves it as it is.
pub fn apply(
    run: Option<Run>,
    id: &str,
    fact: &Fact,
    time: Timestamp,
    actor: &str,
) -> Result<Option<Run>, Refusal> {
    match (fact, run) {
        (Fact::RunRequested(_), Some(_)) => Err(Refusal::Exists),
        (Fact::RunRequested(requested), None) => requested_run(id, requested, time, actor).map(Some),
        (fact, None) if is_about_a_run(fact) => Err(Refusal::NoSuchRun),
        (_, None) => Ok(None),
        (fact, Some(mut run)) => {
            change(&mut run, fact, time, actor)?;
            Ok(Some(run))
        }
    }
}

fn is_about_a_run(fact: &Fact) -> bool {
    use Fact::*;
    matches!(
        fact,
        RunRetried(_)
            | RunEdited(_)
            | RunApproved(_)
            | RunDenied(_)
            | RunCancelling(_)
            | RunUndoing(_)
            | RunHandedOver(_)
            | RunFinished(_)
            | ApprovalEscalated(_)
            | StepExpanded(_)
            | StepIntended(_)
            | StepDone(_)
            | StepRunning(_)
            | StepWaiting(_)
            | StepFailed(_)
            | StepUnknown(_)
            | StepSkipped(_)
            | StepSettled(_)
            | StepUndoIntended(_)
            | StepUndone(_)
            | StepUndoFailed(_)
            | StepExtended(_)
    )
}

/// Changes a run that is there, in its place; one that is refused stays as it was.
pub fn change(run: &mut Run, fact: &Fact, time: Timestamp, actor: &str) -> Result<(), Refusal> {
    match fact {
        Fact::RunRequested(_) => return Err(Refusal::Exists),
        Fact::RunRetried(retried) => retry(run, retried)?,
        Fact::RunEdited(edited) => edit(run, edited)?,
        Fact::RunApproved(approved) => approve(run, approved, time, actor)?,
        Fact::RunDenied(denied) => deny(run, denied, time, actor)?,
        Fact::RunCancelling(cancelling) => {
            require(run, "cancelled", is_cancellable(run.status))?;
            run.status = RunStatus::Cancelling;
            run.reason.clone_from(&cancelling.reason);
        }
        Fact::RunUndoing(undoing) => begin_undo(run, undoing)?,
        Fact::RunHandedOver(_) => {
            let may = run.status.is_stopped() || is_cancellable(run.status);
            require(
                run,
                "handed over",
                may && !run.steps.iter().any(StepRecord::is_in_flight),
            )?;
            close(run, RunStatus::Cancelled, time);
        }
        Fact::RunFinished(finished) => finish(run, finished, time)?,
        fact => {
            if !steps::change(run, fact, time)? {
                return Ok(());
            }
        }
    }
    run.changed = run.changed.max(time);
    Ok(())
}

fn requested_run(id: &str, requested: &RunRequested, time: Timestamp, actor: &str) -> Result<Run, Refusal> {
    if requested.plan_hash.is_empty() {
        return Err(Refusal::Empty("plan"));
    }
    Ok(Run {
        id: id.to_owned(),
        blueprint: requested.blueprint.clone(),
        title: requested.title.clone(),
        requester: actor.to_owned(),
        status: RunStatus::Queued,
        plan_hash: requested.plan_hash.clone(),
        task: requested.task.clone(),
        values: requested.values.clone(),
        secrets: requested.secrets.clone(),
        document: requested.document.clone(),
        plan: requested.plan.clone(),
        steps: requested.plan.iter().map(pending).collect(),
        entities: requested.entities.clone(),
        sandbox: requested.sandbox,
        files: requested.files.clone(),
        created: time,
        changed: time,
        ..Run::default()
    })
}

/// A planned step that has not begun.
pub(super) fn pending(planned: &PlannedStep) -> StepRecord {
    StepRecord {
        id: planned.id.clone(),
        action: planned.action.clone(),
        name: planned.name.clone(),
        target: planned.target.clone(),
        undo: planned.undo.clone(),
        ..StepRecord::default()
    }
}

pub(super) fn require(run: &Run, wanted: &'static str, holds: bool) -> Result<(), Refusal> {
    let status = run.status;
    holds.then_some(()).ok_or(Refusal::Run { wanted, status })
}

fn is_cancellable(status: RunStatus) -> bool {
    use RunStatus::*;
    matches!(status, Queued | Running | Waiting | Failed | NeedsAttention)
}

pub(super) fn close(run: &mut Run, status: RunStatus, time: Timestamp) {
    run.status = status;
    run.closed = Some(time);
}

fn retry(run: &mut Run, retried: &RunRetried) -> Result<(), Refusal> {
    let may = matches!(run.status, RunStatus::Failed | RunStatus::UndoFailed);
    require(run, "tried again", may)?;
    let is_undoing = !run.undoing.is_empty();
    let step = steps::find(run, &retried.step)?;
    match step.status {
        StepStatus::Failed => step.status = StepStatus::Pending,
        StepStatus::UndoFailed => step.status = StepStatus::Undoing,
        status => {
            let step = retried.step.clone();
            return Err(Refusal::Step { step, status });
        }
    }
    let undone = step.status == StepStatus::Undoing;
    step.tries = 0;
    step.failure = None;
    run.status = match undone {
        true if is_undoing => RunStatus::Undoing,
        // What had expired is taken back, and the run is what it was.
        true => run.closed.map_or(RunStatus::Running, |_| RunStatus::Succeeded),
        false => RunStatus::Running,
    };
    Ok(())
}

fn edit(run: &mut Run, edited: &RunEdited) -> Result<(), Refusal> {
    use RunStatus::*;
    let may = matches!(run.status, Queued | Running | Waiting | Failed);
    require(
        run,
        "edited",
        may && !run.steps.iter().any(StepRecord::is_in_flight),
    )?;
    if edited.from_hash != run.plan_hash {
        return Err(Refusal::OtherPlan);
    }
    run.values.clone_from(&edited.values);
    run.plan.clone_from(&edited.plan);
    run.plan_hash.clone_from(&edited.plan_hash);
    if let Some(document) = &edited.document {
        run.document.clone_from(document);
    }
    let is_kept = |step: &StepRecord| {
        step.is_past() && step.approved_by.is_none() && step.status != StepStatus::Skipped
    };
    let (mut kept, begun): (Vec<StepRecord>, Vec<StepRecord>) =
        std::mem::take(&mut run.steps).into_iter().partition(is_kept);
    // What has not been done follows the new plan; what was agreed to was the old one, so it is asked for again, by another
    // attempt and so by another task.
    let mut steps: Vec<StepRecord> = Vec::with_capacity(edited.plan.len());
    for planned in &edited.plan {
        let done = kept.iter().position(|step| step.id == planned.id);
        let attempts = begun
            .iter()
            .find(|step| step.id == planned.id)
            .map_or(0, |step| step.attempts);
        let anew = || StepRecord {
            attempts,
            ..pending(planned)
        };
        steps.push(done.map_or_else(anew, |at| kept.remove(at)));
    }
    // What was done and is in the new plan no more stays on record, before the rest.
    kept.append(&mut steps);
    run.steps = kept;
    run.status = Running;
    Ok(())
}

/// The approval that a step waits for, if this person may give it.
fn asked(run: &Run, step: &str, through: Option<&str>, actor: &str) -> Result<String, Refusal> {
    let record = run
        .step(step)
        .ok_or_else(|| Refusal::NoSuchStep(step.to_owned()))?;
    let (StepStatus::Waiting, Some(Wait::Approval { task, by })) = (record.status, &record.wait) else {
        return Err(Refusal::Step {
            step: step.to_owned(),
            status: record.status,
        });
    };
    if actor == run.requester {
        return Err(Refusal::OwnApproval);
    }
    let is_asked = by
        .iter()
        .any(|name| name == actor || Some(name.as_str()) == through);
    if !by.is_empty() && !is_asked {
        return Err(Refusal::NotAsked { by: by.clone() });
    }
    Ok(task.clone())
}

fn approve(run: &mut Run, approved: &RunApproved, time: Timestamp, actor: &str) -> Result<(), Refusal> {
    require(run, "approved", run.status == RunStatus::Waiting)?;
    let task = asked(run, &approved.step, approved.through.as_deref(), actor)?;
    if approved.plan_hash != run.plan_hash {
        return Err(Refusal::OtherPlan);
    }
    let step = steps::find(run, &approved.step)?;
    step.approved_by = Some(actor.to_owned());
    step.output = Some(serde_json::json!({ "task": task, "approvedBy": actor }));
    steps::end(step, StepStatus::Succeeded, time);
    run.status = RunStatus::Running;
    Ok(())
}

fn deny(run: &mut Run, denied: &RunDenied, time: Timestamp, actor: &str) -> Result<(), Refusal> {
    require(run, "denied", run.status == RunStatus::Waiting)?;
    if denied.reason.trim().is_empty() {
        return Err(Refusal::Empty("reason"));
    }
    asked(run, &denied.step, denied.through.as_deref(), actor)?;
    let step = steps::find(run, &denied.step)?;
    steps::end(step, StepStatus::Failed, time);
    step.failure = Some(super::StepFailure {
        message: format!("{actor} does not agree: {}", denied.reason),
        hint: Some("ask them what would do, edit the answers, and try again".to_owned()),
        not_before: None,
    });
    run.status = RunStatus::Failed;
    Ok(())
}

fn begin_undo(run: &mut Run, undoing: &RunUndoing) -> Result<(), Refusal> {
    let may = run.status.is_stopped() || matches!(run.status, RunStatus::Succeeded | RunStatus::Cancelled);
    require(
        run,
        "undone",
        may && !run.steps.iter().any(StepRecord::is_in_flight),
    )?;
    let now = undoable(run);
    if now.is_empty() {
        return Err(Refusal::NothingToUndo);
    }
    if undoing.steps != now {
        return Err(Refusal::OtherSteps { now });
    }
    for step in run.steps.iter_mut().filter(|step| now.contains(&step.id)) {
        if step.status == StepStatus::UndoFailed {
            step.status = StepStatus::Undoing;
        }
        step.tries = 0;
        step.failure = None;
    }
    run.undoing = now;
    run.status = RunStatus::Undoing;
    run.closed = None;
    Ok(())
}

fn finish(run: &mut Run, finished: &RunFinished, time: Timestamp) -> Result<(), Refusal> {
    let holds = match finished.status {
        RunStatus::Succeeded => {
            matches!(
                run.status,
                RunStatus::Queued | RunStatus::Running | RunStatus::Waiting
            ) && run.current().is_none()
        }
        RunStatus::Cancelled => {
            run.status == RunStatus::Cancelling && !run.steps.iter().any(StepRecord::is_in_flight)
        }
        RunStatus::Undone => {
            let is_undone = |id: &String| run.step(id).is_some_and(|step| step.status == StepStatus::Undone);
            run.status == RunStatus::Undoing && run.undoing.iter().all(is_undone)
        }
        _ => false,
    };
    require(run, finished.status.word(), holds)?;
    if finished.status == RunStatus::Succeeded {
        run.output = Some(finished.output.clone());
    }
    close(run, finished.status, time);
    Ok(())
}
