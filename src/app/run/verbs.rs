//! What can be done to a run now, and what is asked first. The engine has the last word; here only what is plainly
//! pointless is refused, with the reason.

use super::Action;
use super::question::{About, Question};
use super::state::State;
use super::words::names;
use crate::app::context::Context;
use crate::app::effect::Request;
use crate::app::link::Link;
use crate::app::screen::Screen;
use crate::app::toast::Level;
use crate::app::wizard;
use crate::model::run::{Run, RunAct, RunStatus, StepRecord, StepStatus, Undo, Wait};

/// Does what an action means, or asks first.
pub(super) fn begin(state: &mut State, action: Action, context: &mut Context<'_>) {
    let Some(run) = state.run().cloned() else {
        return context.toast(Level::Info, "The run is not there yet.");
    };
    match action {
        Action::Cancel if is_over(&run) => no(context, "It has ended already."),
        Action::Cancel => state.question = Some(cancel()),
        Action::Retry if can_retry(&run) => state.act(RunAct::Retry, context),
        Action::Retry => no(context, "No step has failed."),
        Action::Undo if is_busy(&run) => no(context, "It is still at work. c stops it first."),
        Action::Undo => state.ask_undo_list(context),
        Action::Approve | Action::Deny => match approval(&run) {
            Some((step, by)) => ask_approval(state, &run, action, step, by, context),
            None => no(context, "It does not wait for anybody to agree."),
        },
        Action::Settle => match run.steps.iter().find(|step| step.status == StepStatus::Unknown) {
            Some(step) if run.status == RunStatus::NeedsAttention => state.question = Some(settle(step)),
            Some(_) => no(context, "It is still being looked at; wait for a moment."),
            None => no(context, "It is known of every step what became of it."),
        },
        Action::Edit if is_over(&run) => no(context, "It has ended: there is nothing to come."),
        Action::Edit => {
            let purpose = wizard::Purpose::Edit(Box::new(run));
            context.push(Screen::Wizard(Box::new(wizard::State::new(purpose))));
        }
        Action::HandOver if is_over(&run) => no(context, "It has ended: there is nothing left to do."),
        Action::HandOver => state.question = Some(hand_over(&run)),
        Action::Task => context.follow(Link::Tasks(format!("is:all {}", run.task))),
        Action::Entity => match run.entities.first() {
            Some(entity) => context.open_entity(entity.clone()),
            None => no(context, "It is about no entity."),
        },
        Action::Events => context.open_journal(format!("run/{}", run.id)),
        Action::All => context.follow(Link::Runs),
        Action::Happened | Action::DidNotHappen => {}
    }
}

fn no(context: &mut Context<'_>, why: &str) {
    context.toast(Level::Info, why);
}

fn is_over(run: &Run) -> bool {
    matches!(
        run.status,
        RunStatus::Succeeded
            | RunStatus::Cancelled
            | RunStatus::Undone
            | RunStatus::Undoing
            | RunStatus::UndoFailed
    )
}

fn is_busy(run: &Run) -> bool {
    matches!(
        run.status,
        RunStatus::Queued | RunStatus::Running | RunStatus::Cancelling | RunStatus::Undoing
    )
}

fn can_retry(run: &Run) -> bool {
    let failed = |step: &StepRecord| matches!(step.status, StepStatus::Failed | StepStatus::Retrying);
    matches!(run.status, RunStatus::Failed | RunStatus::UndoFailed) || run.steps.iter().any(failed)
}

/// The step that waits for somebody to agree, and who may.
pub(super) fn approval(run: &Run) -> Option<(&StepRecord, &[String])> {
    run.steps.iter().find_map(|step| match &step.wait {
        Some(Wait::Approval { by, .. }) => Some((step, by.as_slice())),
        _ => None,
    })
}

fn ask_approval(
    state: &mut State,
    run: &Run,
    action: Action,
    step: &StepRecord,
    by: &[String],
    context: &mut Context<'_>,
) {
    if run.requester == context.shared.actor {
        return no(
            context,
            "You asked for it yourself, so somebody else has to agree.",
        );
    }
    let name = if step.name.is_empty() {
        &step.id
    } else {
        &step.name
    };
    let mut lines = vec![
        format!(
            "{} asked for {}.",
            names(std::slice::from_ref(&run.requester)),
            run.title
        ),
        format!("{name} waits for {} to agree.", names(by)),
    ];
    let done = run
        .steps
        .iter()
        .position(|known| known.id == step.id)
        .unwrap_or(0);
    let to_come = run.plan.iter().skip(done + 1).take(6).map(|step| {
        let target = step.target.as_deref().map(|target| format!(": {target}"));
        format!(
            "then {} {}{}",
            super::words::effect(step.effect).2,
            step.name,
            target.unwrap_or_default()
        )
    });
    lines.extend(to_come);
    state.question = Some(match action {
        Action::Deny => Question::new(About::Deny, "Deny it?", lines).with_reason("why not: "),
        _ => {
            let plan_hash = run.plan_hash.clone();
            Question::new(About::Approve { plan_hash }, "Approve it?", lines)
        }
    });
}

fn cancel() -> Question {
    let lines = vec![
        "The step at work is finished first; no further one begins.".to_owned(),
        "What was done stays: z takes it back afterwards.".to_owned(),
    ];
    Question::new(About::Cancel, "Stop this run?", lines).with_reason("why (may stay empty): ")
}

fn settle(step: &StepRecord) -> Question {
    let name = if step.name.is_empty() {
        &step.id
    } else {
        &step.name
    };
    let mut lines = vec![format!(
        "The answer to “{name}” was lost, and nobody but a person can tell whether it happened."
    )];
    lines.extend(step.target.as_ref().map(|target| format!("Look at {target}.")));
    lines.push("y it happened: it goes on behind it.  n it did not: it is done now.".to_owned());
    Question::new(About::Settle(step.id.clone()), "Did it happen?", lines)
}

fn hand_over(run: &Run) -> Question {
    let done = |step: &&StepRecord| matches!(step.status, StepStatus::Succeeded | StepStatus::Adopted);
    let done = run.steps.iter().filter(done).count();
    let lines = vec![
        format!("{done} of {} steps are done and stay.", run.steps.len()),
        "A task is made for people that says what is done and what is not.".to_owned(),
    ];
    Question::new(About::HandOver, "Hand the rest over?", lines)
}

/// The question about exactly what would be taken back.
pub(super) fn undo(steps: &[crate::model::run::PlannedStep]) -> Question {
    let (can, cannot): (Vec<_>, Vec<_>) = steps.iter().partition(|step| !matches!(step.undo, Undo::Not(_)));
    let name = |step: &crate::model::run::PlannedStep| {
        let name = if step.name.is_empty() {
            &step.id
        } else {
            &step.name
        };
        let target = step.target.as_deref().map(|target| format!(" ({target})"));
        format!("{name}{}", target.unwrap_or_default())
    };
    let mut lines: Vec<String> = can
        .iter()
        .enumerate()
        .map(|(at, step)| match &step.undo {
            Undo::By(how) => format!("{}. {}: {how}", at + 1, name(step)),
            _ => format!("{}. {}: nothing to take back", at + 1, name(step)),
        })
        .collect();
    lines.extend(cannot.iter().map(|step| match &step.undo {
        Undo::Not(why) => format!("stays: {}: {why}", name(step)),
        _ => String::new(),
    }));
    let ids = can.iter().map(|step| step.id.clone()).collect();
    Question::new(About::Undo(ids), "Take this back, in this order?", lines)
}

/// Does what was answered with yes.
pub(super) fn answered(state: &mut State, about: About, reason: String, context: &mut Context<'_>) {
    let act = match about {
        About::Cancel => RunAct::Cancel {
            reason: (!reason.is_empty()).then_some(reason),
        },
        About::Approve { plan_hash } => RunAct::Approve { plan_hash },
        About::Deny => RunAct::Deny { reason },
        About::Undo(steps) => RunAct::Undo { steps },
        About::HandOver => RunAct::HandOver,
        About::Settle(_) => return,
    };
    state.act(act, context);
}

/// The request that an act becomes.
pub(super) fn request(id: &str, act: RunAct) -> Request {
    Request::RunAct {
        id: id.to_owned(),
        act,
    }
}
