//! What undoing a run takes back, and in which order.

use super::plan::{PlannedStep, Undo};
use super::state::{Run, StepRecord};

/// The steps that were done, the latest first, as they are shown before anything is undone: also those that cannot be taken
/// back, with why. What changed nothing outside is left out.
pub fn undo_list(run: &Run) -> Vec<PlannedStep> {
    done_outside(run).map(|step| shown(run, step)).collect()
}

/// The ids of those that can be taken back, in the order in which they are.
pub fn undoable(run: &Run) -> Vec<String> {
    done_outside(run)
        .filter(|step| matches!(step.undo, Undo::By(_)))
        .map(|step| step.id.clone())
        .collect()
}

fn done_outside(run: &Run) -> impl Iterator<Item = &StepRecord> {
    let is_left = |step: &&StepRecord| {
        use super::StepStatus::*;
        matches!(step.status, Succeeded | Adopted | Undoing | UndoFailed) && step.undo != Undo::Nothing
    };
    run.steps.iter().rev().filter(is_left)
}

fn shown(run: &Run, step: &StepRecord) -> PlannedStep {
    let planned = run.plan.iter().find(|planned| planned.id == step.id);
    PlannedStep {
        id: step.id.clone(),
        action: step.action.clone(),
        name: step.name.clone(),
        target: step.target.clone(),
        summary: match &step.undo {
            Undo::By(what) => what.clone(),
            Undo::Not(why) => why.clone(),
            Undo::Nothing => String::new(),
        },
        undo: step.undo.clone(),
        ..planned.cloned().unwrap_or_default()
    }
}
