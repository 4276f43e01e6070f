//! Who was asked about a change and has not answered in time, or is not here any more: the next in turn may agree too. Who that is was frozen with the run,
//! and the event says it, so that folding needs neither clock nor catalog. The task of the approval goes to them.

use super::error::RunsError;
use super::{ACTOR, Asking, Runs};
use crate::engine::ownership::day;
use crate::model::journal::{ApprovalEscalated, NewEvent, Subject, TaskAssigned, TaskCommented, Unknown};
use crate::model::run::{Asked, AskedNext, Run, RunStatus, StepRecord, asked};

pub(super) fn escalate(runs: &Runs) -> Result<usize, RunsError> {
    let Some(asking) = &runs.asking else { return Ok(0) };
    let mut escalated = 0;
    let waiting = runs.list()?.into_iter();
    for summary in waiting.filter(|run| run.status == RunStatus::Waiting && !run.approvers.is_empty()) {
        let Some(run) = runs.run(&summary.id)? else {
            continue;
        };
        let Some(step) = run.current() else { continue };
        let Some(next) = next(&run, step, runs, asking) else {
            continue;
        };
        let mut written = runs.write(&run.id, next.events(runs, &run, step)?);
        if let Err(RunsError::Refused(_)) = written {
            // The task cannot be given to them now, as where somebody works on it: they may agree nevertheless.
            written = runs.write(&run.id, vec![next.escalated(runs, &run, step)]);
        }
        match written {
            Ok(_) => escalated += 1,
            // Somebody else was faster: they have agreed, or another window has asked the next.
            Err(RunsError::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(escalated)
}

/// Whose turn it is now.
struct Next<'r> {
    asked: Asked<'r>,
    turn: AskedNext,
    /// Nobody who was asked is here any more.
    are_gone: bool,
}

/// The next in turn; none where nobody is left, or where somebody who was asked may still answer in time.
fn next<'r>(run: &'r Run, step: &'r StepRecord, runs: &Runs, asking: &Asking) -> Option<Next<'r>> {
    let asked = asked(run, step)?;
    let (catalog, today) = (runs.world.catalog(), day(runs.now()));
    let is_here = |person: &str| catalog.find(person).is_some() && !asking.has_left(person, today);
    let is_over = |since: jiff::Timestamp| {
        let due = since.checked_add(asking.answer);
        due.is_ok_and(|due| due <= runs.now())
    };
    let are_gone = !asked.by.is_empty() && !asked.by.iter().any(|person| is_here(person));
    if !are_gone && !step.asked.is_some_and(is_over) {
        return None;
    }
    let mut then = asked.then.iter();
    let turn = then.find(|turn| is_here(&turn.person) && !asking.leaves(&turn.person));
    let turn = turn?.clone();
    Some(Next {
        asked,
        turn,
        are_gone,
    })
}

impl Next<'_> {
    /// Lets them agree too.
    fn escalated(&self, runs: &Runs, run: &Run, step: &StepRecord) -> NewEvent {
        let escalated = ApprovalEscalated {
            step: step.id.clone(),
            by: self
                .asked
                .by
                .iter()
                .cloned()
                .chain([self.turn.person.clone()])
                .collect(),
            role: self.turn.role.clone(),
            unknown: Unknown::new(),
        };
        NewEvent::new(&escalated, Subject::run(&run.id), runs.now(), ACTOR)
    }

    /// Lets them agree too, and gives them the task with a word why.
    fn events(&self, runs: &Runs, run: &Run, step: &StepRecord) -> Result<Vec<NewEvent>, RunsError> {
        let now = runs.now();
        let mut events = vec![self.escalated(runs, run, step)];
        let Some(task) = runs.journal()?.task_record(self.asked.task)? else {
            return Ok(events);
        };
        let commented = TaskCommented {
            text: format!(
                "{} {}: {} ({}) is asked too",
                self.asked.by.join(", "),
                match self.are_gone {
                    true => "cannot answer any more",
                    false => "did not answer in time",
                },
                self.turn.person,
                self.turn.role.replace('-', " ")
            ),
            unknown: Unknown::new(),
        };
        let assigned = TaskAssigned {
            to: Some(self.turn.person.clone()),
            expects: task.task.state.assignee,
            ..TaskAssigned::default()
        };
        let subject = Subject::task(self.asked.task);
        events.push(NewEvent::new(&commented, subject.clone(), now, ACTOR));
        events.push(NewEvent::new(&assigned, subject, now, ACTOR));
        Ok(events)
    }
}
