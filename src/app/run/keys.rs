//! What keys and clicks mean on the screen of a run.

use super::question::Outcome;
use super::state::{Pane, Row, State};
use super::{About, LOG, STEPS, verbs};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::list::Motion;
use crate::app::toast::Level;
use crate::model::run::RunAct;

pub(super) fn update(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    if state.question.is_some() {
        return in_question(state, event, context);
    }
    match event {
        Event::Intent(Intent::Move(motion)) if state.pane == Pane::Detail => {
            state.go_in_detail(motion, context.shared);
        }
        Event::Intent(Intent::Move(motion)) => state.go(motion),
        Event::Intent(Intent::NextPane | Intent::PreviousPane) => {
            state.pane = match state.pane {
                Pane::Steps => Pane::Detail,
                Pane::Detail => Pane::Steps,
            };
        }
        Event::Intent(Intent::Enter | Intent::Right) => enter(state, context),
        Event::Intent(Intent::Left | Intent::Escape) if state.pane == Pane::Detail => {
            state.pane = Pane::Steps
        }
        Event::Intent(Intent::OpenInBrowser) => browse(state, context),
        Event::Intent(Intent::Run(action)) => verbs::begin(state, action, context),
        Event::Intent(Intent::Refresh) => {
            state.ask(context);
            return Flow::Ignored;
        }
        Event::Click(Target::Row(STEPS, row)) => {
            state.pane = Pane::Steps;
            if !state.select(*row) {
                enter(state, context);
            }
        }
        Event::Click(Target::Pane(LOG)) => state.pane = Pane::Detail,
        Event::Scroll(Target::Pane(LOG), lines) => {
            for _ in 0..lines.unsigned_abs() {
                let motion = if lines < 0 { Motion::Up } else { Motion::Down };
                state.go_in_detail(motion, context.shared);
            }
        }
        Event::Scroll(_, lines) => state.scroll(lines),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn in_question(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(mut question) = state.question.take() else {
        return Flow::Ignored;
    };
    match question.update(event) {
        Outcome::Open => state.question = Some(question),
        Outcome::Closed => {}
        Outcome::Yes { reason } => verbs::answered(state, question.about, reason, context),
        Outcome::Settled(happened) => {
            if let About::Settle(step) = question.about {
                state.act(RunAct::Settle { step, happened }, context);
            }
        }
    }
    Flow::Handled
}

/// A link is followed; of a step, what it says is read.
fn enter(state: &mut State, context: &mut Context<'_>) {
    match state.selected() {
        Some(Row::Link(_)) => browse(state, context),
        _ => state.pane = Pane::Detail,
    }
}

/// Opens the selected link, or the first one there is.
fn browse(state: &State, context: &mut Context<'_>) {
    let at = match state.selected() {
        Some(Row::Link(at)) => at,
        _ => 0,
    };
    let Some(link) = state.output.links.get(at) else {
        return context.toast(Level::Info, "It has given back no link yet.");
    };
    match (&link.url, &link.entity) {
        (Some(url), _) if url.starts_with("https://") || url.starts_with("http://") => {
            context.effect(Effect::OpenUrl(url.clone()));
        }
        (_, Some(entity)) => context.open_entity(entity.to_lowercase()),
        (Some(url), None) => context.toast(
            Level::Info,
            format!("`{url}` is no page on the web. y copies it."),
        ),
        (None, None) => {}
    }
}
