//! What of runs and forms concerns the person: what waits for them to agree, what is in progress, what was begun. Pure.

use super::State;
use super::content::{Body, Line, Part, Section};
use crate::app::link::Link;
use crate::app::load::{Load, Phase};
use crate::app::run::words::is_closed;
use crate::app::shared::Shared;
use crate::model::run::RunSummary;
use crate::model::text::counted;

/// More than these are a key further away.
const RUNS: usize = 4;
const DRAFTS: usize = 3;

/// What waits for the person to agree.
pub(super) fn approvals(state: &State, shared: &Shared) -> Option<Section> {
    let waiting: Vec<Line> = runs_of(state)
        .iter()
        .filter(|run| is_mine(run, shared))
        .map(|run| line(run, true))
        .collect();
    let notes = vec![counted(waiting.len(), "approval", "approvals")];
    (!waiting.is_empty()).then(|| Section::new(Part::Approvals, "Waiting for you", waiting).noted(notes))
}

/// Runs in progress and forms that were begun; nothing where there is neither.
pub(super) fn runs(state: &State, shared: &Shared) -> Option<Section> {
    let open: Vec<&RunSummary> = runs_of(state)
        .iter()
        .filter(|run| !is_closed(run.status) && !is_mine(run, shared))
        .collect();
    let mut lines: Vec<Line> = open.iter().take(RUNS).map(|run| line(run, false)).collect();
    if open.len() > RUNS {
        let text = format!("and {}", counted(open.len() - RUNS, "other run", "other runs"));
        lines.push(Line::leading("runs more", Body::More(text), Link::Runs));
    }
    let drafts = state.drafts.value().map_or(&[][..], |drafts| drafts);
    lines.extend(drafts.iter().take(DRAFTS).map(|draft| {
        let body = Body::Draft {
            title: draft.title.clone(),
            entity: draft.entity.clone(),
            saved: draft.saved,
        };
        Line::leading(format!("draft {}", draft.id), body, Link::Draft(draft.id.clone()))
    }));
    lines.extend(failed("runs", &state.runs).or(failed("drafts", &state.drafts)));
    (!lines.is_empty()).then(|| Section::new(Part::Runs, "Under way", lines))
}

fn runs_of(state: &State) -> &[RunSummary] {
    state.runs.value().map_or(&[], |runs| runs)
}

/// Nobody agrees to what they asked for themselves.
fn is_mine(run: &RunSummary, shared: &Shared) -> bool {
    run.requester != shared.actor && run.approvers.contains(&shared.actor)
}

fn line(run: &RunSummary, mine: bool) -> Line {
    let body = Body::Run {
        run: run.clone(),
        mine,
    };
    Line::leading(format!("run {}", run.id), body, Link::Run(run.id.clone()))
}

fn failed<T>(id: &str, load: &Load<T>) -> Option<Line> {
    match load.phase() {
        Phase::Failed(failure) => Some(Line::still(id, Body::Failed(failure.message.clone()))),
        _ => None,
    }
}
