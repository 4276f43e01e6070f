//! What events make of the steps of a run. Part of the fold.

use jiff::Timestamp;

use super::fold::{pending, require};
use super::gift;
use super::refusal::Refusal;
use super::state::{Run, RunStatus, StepRecord, StepStatus, Wait};
use crate::model::journal::{
    ApprovalEscalated, Fact, StepDone, StepExpanded, StepExtended, StepFailed, StepIntended, StepSettled,
    StepUndoFailed, StepUndoIntended, StepUnknown, StepWaiting,
};

/// More items than this no step has: a list from outside is not trusted to end.
pub const MOST_ITEMS: usize = 10_000;

/// Changes the step that an event is about. Returns whether it is about one at all.
pub(super) fn change(run: &mut Run, fact: &Fact, time: Timestamp) -> Result<bool, Refusal> {
    match fact {
        Fact::StepExpanded(expanded) => expand(run, expanded)?,
        Fact::StepIntended(intended) => intend(run, intended, time)?,
        Fact::StepDone(done) => succeed(run, done, time)?,
        Fact::StepRunning(running) => {
            let wait = Wait::Outside {
                next_look: running.next_look,
            };
            let step = under_way(run, &running.step, running.attempt)?;
            step.status = StepStatus::Waiting;
            step.wait = Some(wait);
            step.output = Some(running.output.clone());
            step.failure = None;
            goes_on(run);
        }
        Fact::StepWaiting(waiting) => wait(run, waiting, time)?,
        Fact::ApprovalEscalated(escalated) => escalate(run, escalated, time)?,
        Fact::StepFailed(failed) => fail(run, failed, time)?,
        Fact::StepUnknown(unknown) => lose(run, unknown)?,
        Fact::StepSkipped(skipped) => {
            let step = ready(run, &skipped.step)?;
            end(step, StepStatus::Skipped, time);
            goes_on(run);
        }
        Fact::StepSettled(settled) => settle(run, settled, time)?,
        Fact::StepUndoIntended(intended) => intend_undo(run, intended, time)?,
        Fact::StepUndone(undone) => {
            let step = find(run, &undone.step)?;
            undoing(step)?;
            step.status = StepStatus::Undone;
            step.undone = Some(time);
            step.failure = None;
            gift::keep(step, &undone.kept);
        }
        Fact::StepUndoFailed(failed) => fail_undo(run, failed)?,
        Fact::StepExtended(extended) => extend(run, extended)?,
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn find<'r>(run: &'r mut Run, id: &str) -> Result<&'r mut StepRecord, Refusal> {
    let found = run.steps.iter_mut().find(|step| step.id == id);
    found.ok_or_else(|| Refusal::NoSuchStep(id.to_owned()))
}

pub(super) fn end(step: &mut StepRecord, status: StepStatus, time: Timestamp) {
    step.status = status;
    step.wait = None;
    step.failure = None;
    step.next_look = None;
    step.began = step.began.or(Some(time));
    step.ended = Some(time);
}

/// The run goes on, unless it was told to stop.
fn goes_on(run: &mut Run) {
    if run.status != RunStatus::Cancelling {
        run.status = RunStatus::Running;
    }
}

fn refused(step: &StepRecord) -> Refusal {
    Refusal::Step {
        step: step.id.clone(),
        status: step.status,
    }
}

/// A step that can begin now.
fn ready<'r>(run: &'r mut Run, id: &str) -> Result<&'r mut StepRecord, Refusal> {
    use RunStatus::*;
    require(
        run,
        "gone on with",
        matches!(run.status, Queued | Running | Waiting),
    )?;
    if run.current().is_none_or(|current| current.id != id) {
        let step = find(run, id)?;
        return Err(match step.status {
            StepStatus::Pending => Refusal::Order { step: id.to_owned() },
            _ => refused(step),
        });
    }
    let step = find(run, id)?;
    match step.status {
        StepStatus::Pending | StepStatus::Retrying => Ok(step),
        _ => Err(refused(step)),
    }
}

/// A step whose attempt has begun and has no outcome yet.
fn under_way<'r>(run: &'r mut Run, id: &str, attempt: u32) -> Result<&'r mut StepRecord, Refusal> {
    use RunStatus::*;
    let may = matches!(run.status, Queued | Running | Waiting | Cancelling);
    require(run, "gone on with", may)?;
    let step = find(run, id)?;
    let is_begun = matches!(
        step.status,
        StepStatus::Intent | StepStatus::Unknown | StepStatus::Waiting
    );
    if !is_begun {
        return Err(refused(step));
    }
    this_attempt(step, attempt)?;
    Ok(step)
}

fn this_attempt(step: &StepRecord, attempt: u32) -> Result<(), Refusal> {
    if step.attempts == attempt {
        return Ok(());
    }
    Err(Refusal::Attempt {
        step: step.id.clone(),
        expected: step.attempts,
        found: attempt,
    })
}

/// The id of one item of a step that is done for each item of a list.
pub fn item_id(step: &str, index: usize) -> String {
    format!("{step}[{index}]")
}

/// The step that an item belongs to, and its index.
pub fn item_of(id: &str) -> Option<(&str, usize)> {
    let (step, index) = id.strip_suffix(']')?.rsplit_once('[')?;
    Some((step, index.parse().ok()?))
}

fn expand(run: &mut Run, expanded: &StepExpanded) -> Result<(), Refusal> {
    let base = expanded.step.as_str();
    if expanded.count == 0 || expanded.count > MOST_ITEMS {
        return Err(Refusal::Empty("list"));
    }
    let is_part = |step: &StepRecord| step.id == base || item_of(&step.id).is_some_and(|(of, _)| of == base);
    let first = run.steps.iter().position(is_part);
    let first = first.ok_or_else(|| Refusal::NoSuchStep(base.to_owned()))?;
    if let Some(begun) = run
        .steps
        .iter()
        .find(|step| is_part(step) && step.status != StepStatus::Pending)
    {
        return Err(refused(begun));
    }
    let id = run.steps[first].id.clone();
    ready(run, &id)?;
    let model = run.steps[first].clone();
    let records = (0..expanded.count).map(|index| {
        let id = item_id(base, index);
        let planned = run.plan.iter().find(|planned| planned.id == id);
        let record = planned.map_or_else(|| model.clone(), pending);
        StepRecord { id, ..record }
    });
    let records: Vec<StepRecord> = records.collect();
    run.steps.retain(|step| !is_part(step));
    run.steps.splice(first..first, records);
    goes_on(run);
    Ok(())
}

fn intend(run: &mut Run, intended: &StepIntended, time: Timestamp) -> Result<(), Refusal> {
    let step = ready(run, &intended.step)?;
    if intended.attempt != step.attempts + 1 {
        return Err(Refusal::Attempt {
            step: step.id.clone(),
            expected: step.attempts + 1,
            found: intended.attempt,
        });
    }
    step.status = StepStatus::Intent;
    step.attempts = intended.attempt;
    step.tries += 1;
    step.looks = 0;
    step.next_look = None;
    step.failure = None;
    step.op_key.clone_from(&intended.op_key);
    if intended.target.is_some() {
        step.target.clone_from(&intended.target);
    }
    step.began = step.began.or(Some(time));
    goes_on(run);
    Ok(())
}

fn succeed(run: &mut Run, done: &StepDone, time: Timestamp) -> Result<(), Refusal> {
    let is_begun = run.step(&done.step).is_some_and(|step| {
        matches!(
            step.status,
            StepStatus::Intent | StepStatus::Unknown | StepStatus::Waiting
        )
    });
    let step = if done.adopted && !is_begun {
        let step = ready(run, &done.step)?;
        this_attempt(step, done.attempt)?;
        step
    } else {
        under_way(run, &done.step, done.attempt)?
    };
    // Agreement is given by a person, by an event of its own.
    if matches!(step.wait, Some(Wait::Approval { .. })) {
        return Err(refused(step));
    }
    step.output = Some(done.output.clone());
    step.expires = done.expires;
    step.tree.clone_from(&done.tree);
    let status = match done.adopted {
        true => StepStatus::Adopted,
        false => StepStatus::Succeeded,
    };
    end(step, status, time);
    goes_on(run);
    Ok(())
}

fn wait(run: &mut Run, waiting: &StepWaiting, time: Timestamp) -> Result<(), Refusal> {
    let step = under_way(run, &waiting.step, waiting.attempt)?;
    step.status = StepStatus::Waiting;
    step.wait = Some(waiting.wait.clone());
    step.asked = Some(time);
    step.output = Some(waiting.output.clone());
    step.failure = None;
    if run.status != RunStatus::Cancelling {
        run.status = RunStatus::Waiting;
    }
    Ok(())
}

/// More people may agree than before. Void where those who could are not among them, or all were already: each hop is one event.
fn escalate(run: &mut Run, escalated: &ApprovalEscalated, time: Timestamp) -> Result<(), Refusal> {
    require(run, "asked about further", run.status == RunStatus::Waiting)?;
    let step = find(run, &escalated.step)?;
    let status = step.status;
    let refused = || Refusal::Step {
        step: escalated.step.clone(),
        status,
    };
    let Some(Wait::Approval { by, .. }) = &mut step.wait else {
        return Err(refused());
    };
    let grows = by.len() < escalated.by.len() && by.iter().all(|known| escalated.by.contains(known));
    if !grows {
        return Err(refused());
    }
    by.clone_from(&escalated.by);
    step.asked = Some(time);
    Ok(())
}

fn fail(run: &mut Run, failed: &StepFailed, time: Timestamp) -> Result<(), Refusal> {
    // A step whose input cannot be rendered fails before its first intent.
    let begins = run
        .step(&failed.step)
        .is_some_and(|step| matches!(step.status, StepStatus::Pending | StepStatus::Retrying));
    let step = if begins {
        let step = ready(run, &failed.step)?;
        this_attempt(step, failed.attempt)?;
        // An attempt that got no further counts, so that it is not tried for ever.
        step.tries += 1;
        step
    } else {
        under_way(run, &failed.step, failed.attempt)?
    };
    let again = failed.failure.not_before.is_some();
    end(
        step,
        if again {
            StepStatus::Retrying
        } else {
            StepStatus::Failed
        },
        time,
    );
    if again {
        step.ended = None;
    }
    step.failure = Some(failed.failure.clone());
    match run.status {
        RunStatus::Cancelling => {}
        _ if again => run.status = RunStatus::Running,
        _ => run.status = RunStatus::Failed,
    }
    Ok(())
}

fn lose(run: &mut Run, unknown: &StepUnknown) -> Result<(), Refusal> {
    let step = under_way(run, &unknown.step, unknown.attempt)?;
    step.status = StepStatus::Unknown;
    step.wait = None;
    step.looks = unknown.looks;
    step.next_look = unknown.next_look;
    step.failure = Some(unknown.failure.clone());
    if run.status != RunStatus::Cancelling {
        run.status = match unknown.next_look {
            Some(_) => RunStatus::Running,
            None => RunStatus::NeedsAttention,
        };
    }
    Ok(())
}

fn settle(run: &mut Run, settled: &StepSettled, time: Timestamp) -> Result<(), Refusal> {
    use RunStatus::*;
    let may = matches!(run.status, NeedsAttention | Cancelled);
    require(run, "settled", may)?;
    let is_closed = run.status == Cancelled;
    let step = find(run, &settled.step)?;
    if step.status != StepStatus::Unknown || step.next_look.is_some() {
        return Err(refused(step));
    }
    this_attempt(step, settled.attempt)?;
    if settled.happened {
        step.output = Some(settled.output.clone());
        step.expires = settled.expires;
        end(step, StepStatus::Succeeded, time);
    } else {
        end(step, StepStatus::Pending, time);
        step.ended = None;
        step.tries = 0;
    }
    if !is_closed {
        run.status = Running;
    }
    Ok(())
}

/// What a step gave ends at another moment. Void where it gave nothing, or where that is being taken back or was.
fn extend(run: &mut Run, extended: &StepExtended) -> Result<(), Refusal> {
    if extended.reason.trim().is_empty() {
        return Err(Refusal::Empty("reason"));
    }
    require(run, "extended", run.status != RunStatus::Undoing)?;
    let step = find(run, &extended.step)?;
    if !step.status.is_done() {
        return Err(refused(step));
    }
    if !step.is_gift() {
        return Err(Refusal::NoGift {
            step: step.id.clone(),
        });
    }
    step.expires = Some(extended.until);
    Ok(())
}

/// Whether a step may be taken back: because a person said so, or because its time is over.
fn undoing(step: &StepRecord) -> Result<(), Refusal> {
    if step.status == StepStatus::Undoing {
        Ok(())
    } else {
        Err(refused(step))
    }
}

fn intend_undo(run: &mut Run, intended: &StepUndoIntended, time: Timestamp) -> Result<(), Refusal> {
    let is_wanted = run.status == RunStatus::Undoing && run.undoing.contains(&intended.step);
    if run.status == RunStatus::Undoing {
        let next = run
            .undoing
            .iter()
            .find(|id| run.step(id).is_some_and(|step| step.status != StepStatus::Undone));
        if next != Some(&intended.step) {
            return Err(Refusal::Order {
                step: intended.step.clone(),
            });
        }
    }
    let step = find(run, &intended.step)?;
    // Who was given longer in the meantime keeps it; what is begun is gone on with.
    let is_over = |end: Timestamp| end <= time || step.status == StepStatus::Undoing;
    let is_due = step.expires.is_some_and(is_over);
    let may = step.status.is_done() || step.status == StepStatus::Undoing;
    if !may || !(is_wanted || is_due) {
        return Err(refused(step));
    }
    if step.status.is_done() {
        step.tries = 0;
    }
    step.status = StepStatus::Undoing;
    step.tries += 1;
    step.failure = None;
    Ok(())
}

fn fail_undo(run: &mut Run, failed: &StepUndoFailed) -> Result<(), Refusal> {
    let step = find(run, &failed.step)?;
    undoing(step)?;
    step.failure = Some(failed.failure.clone());
    if failed.failure.not_before.is_none() {
        step.status = StepStatus::UndoFailed;
        if run.status == RunStatus::Undoing || run.status.is_over() {
            run.status = RunStatus::UndoFailed;
        }
    }
    Ok(())
}
