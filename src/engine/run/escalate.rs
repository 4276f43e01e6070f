//! Who was asked about a change and has not answered in time: the next in turn may agree too. Who that is was frozen with the run,
//! and the event says it, so that folding needs neither clock nor catalog.

use serde_json::Value;

use super::error::RunsError;
use super::{ACTOR, Runs};
use crate::model::journal::{ApprovalEscalated, NewEvent, Subject, Unknown};
use crate::model::run::{Run, RunStatus, StepRecord, Wait};

pub(super) fn escalate(runs: &Runs) -> Result<usize, RunsError> {
    let Some(asking) = &runs.asking else { return Ok(0) };
    let mut escalated = 0;
    let waiting = runs.list()?.into_iter();
    for summary in waiting.filter(|run| run.status == RunStatus::Waiting && !run.approvers.is_empty()) {
        let Some(run) = runs.run(&summary.id)? else {
            continue;
        };
        let Some(step) = run.current() else { continue };
        let is_due = |asked: jiff::Timestamp| {
            asked
                .checked_add(asking.answer)
                .is_ok_and(|due| due <= runs.now())
        };
        if !step.asked.is_some_and(is_due) {
            continue;
        }
        let Some(event) = next(runs, &run, step, &asking.leaving) else {
            continue;
        };
        match runs.write(&run.id, vec![event]) {
            Ok(_) => escalated += 1,
            // Somebody else was faster: they have agreed, or another window has asked the next.
            Err(RunsError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(escalated)
}

/// The event that lets the next in turn agree; none where nobody is left.
fn next(runs: &Runs, run: &Run, step: &StepRecord, leaving: &[String]) -> Option<NewEvent> {
    let Some(Wait::Approval { by, .. }) = &step.wait else {
        return None;
    };
    let steps = run.document.pointer("/spec/steps")?.as_array()?;
    let frozen = steps
        .iter()
        .find(|frozen| frozen.get("id").and_then(Value::as_str) == Some(&step.id))?;
    let turns = frozen.pointer("/input/then")?.as_array()?;
    let turns = turns.iter().filter_map(|turn| {
        let text = |key: &str| turn.get(key).and_then(Value::as_str);
        Some((text("person")?, text("role")?))
    });
    let mut left = turns.filter(|(person, _)| {
        *person != run.requester && !by.iter().chain(leaving).any(|known| known == person)
    });
    let (person, role) = left.next()?;
    let escalated = ApprovalEscalated {
        step: step.id.clone(),
        by: by.iter().cloned().chain([person.to_owned()]).collect(),
        role: role.to_owned(),
        unknown: Unknown::new(),
    };
    Some(NewEvent::new(
        &escalated,
        Subject::run(&run.id),
        runs.now(),
        ACTOR,
    ))
}
