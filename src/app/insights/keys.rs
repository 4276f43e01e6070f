//! What keys, clicks and typing do.

use super::prompt::{Asks, Prompt};
use super::state::State;
use super::table::View;
use super::{Action, DETAIL, DETAIL_LINES, LIST, bulk};
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::insight::{Decimal, Part, Sort};

pub(super) fn intent(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Insights(action) => act(state, action, context),
        Intent::Move(motion) if state.pane == Pane::Detail => {
            scroll_detail(state, steps(motion, context.shared), context.shared);
        }
        Intent::Move(motion) => {
            let table = state.table_mut();
            table.list.go(motion, &table.ids[..]);
        }
        Intent::Enter => enter(state, context),
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Right => state.pane = Pane::Detail,
        Intent::Left => state.pane = Pane::List,
        Intent::Escape if state.pane == Pane::Detail => state.pane = Pane::List,
        Intent::Refresh => {
            state.ask(context);
            // The catalog is read again as well.
            return Flow::Ignored;
        }
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) {
    match action {
        Action::NextView => show(state, state.view.turned(1)),
        Action::PreviousView => show(state, state.view.turned(View::ALL.len() - 1)),
        Action::Show(view) => show(state, view),
        Action::Period(days) => {
            if days != state.days {
                state.days = days;
                state.ask(context);
            }
        }
        Action::Effort => {
            let text = state.effort.map_or(String::new(), |effort| effort.to_string());
            state.prompt = Some(Prompt::new(Asks::Effort, text, Vec::new()));
        }
        Action::Sort(part) => sort(state, part),
        Action::Reverse => {
            state.sort.reversed = !state.sort.reversed;
            resort(state);
        }
        Action::Categorise => bulk::ask_category(state, context),
        Action::CategoriseNow => bulk::categorise(state, context),
        Action::Undo => bulk::undo(state, context),
    }
}

fn show(state: &mut State, view: View) {
    state.view = view;
    state.pane = Pane::List;
}

/// Sorts by a part; by the same again, the other way round.
fn sort(state: &mut State, part: Part) {
    state.sort = Sort {
        part,
        reversed: state.sort.part == part && !state.sort.reversed,
    };
    resort(state);
}

fn resort(state: &mut State) {
    state.view = View::Automate;
    state.fill();
}

/// Goes to the tasks of a category; what is about no category has only its detail.
fn enter(state: &mut State, context: &mut Context<'_>) {
    match state.query() {
        Some(query) => context.follow(Link::Tasks(query)),
        None => state.pane = Pane::Detail,
    }
}

pub(super) fn click(state: &mut State, target: &Target, context: &mut Context<'_>) -> Flow {
    match target {
        Target::Row(LIST, row) => {
            let had_keys = state.pane == Pane::List;
            state.pane = Pane::List;
            let table = state.table_mut();
            let has_moved = table.list.select(*row, &table.ids[..]);
            if !has_moved && had_keys {
                enter(state, context);
            }
        }
        Target::Column(LIST, column) if state.view == View::Automate => {
            if let Some(part) = COLUMN_PARTS.get(*column) {
                sort(state, *part);
            }
        }
        Target::Pane(DETAIL) => state.pane = Pane::Detail,
        Target::Pane(LIST) => state.pane = Pane::List,
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// What each column of the ranking is sorted by.
pub const COLUMN_PARTS: [Part; 11] = [
    Part::Category,
    Part::Score,
    Part::Hours,
    Part::Tasks,
    Part::Growth,
    Part::Fit,
    Part::Requesters,
    Part::Wait,
    Part::LongWait,
    Part::SelfServed,
    Part::Blueprint,
];

/// What a line that asks for something does with an event.
pub(super) fn typed(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(prompt) = &mut state.prompt else {
        return Flow::Ignored;
    };
    match event {
        Event::Insert(text) => {
            prompt.input.insert(text);
            prompt.edited();
        }
        Event::Intent(Intent::Edit(edit)) => {
            if prompt.input.edit(edit) {
                prompt.edited();
            }
        }
        Event::Intent(Intent::Move(motion @ (Motion::Up | Motion::Down))) => prompt.choose(motion),
        Event::Intent(Intent::Escape) => state.prompt = None,
        Event::Intent(Intent::Enter) => entered(state, context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn entered(state: &mut State, context: &mut Context<'_>) {
    let Some(mut prompt) = state.prompt.take() else {
        return;
    };
    let taken = match &prompt.asks {
        Asks::Effort => take_effort(state, prompt.input.text()),
        Asks::Category { shape, .. } => {
            let shape = shape.clone();
            bulk::preview(state, &prompt, &shape, context)
        }
    };
    if let Err(error) = taken {
        prompt.error = Some(error);
        state.prompt = Some(prompt);
    }
}

/// An empty line takes the effort away.
fn take_effort(state: &mut State, text: &str) -> Result<(), String> {
    let text = text.trim();
    state.effort = match text {
        "" => None,
        text => Some(
            text.parse::<Decimal>()
                .map_err(|_| format!("`{text}` is no number of hours; write 40 or 12.5"))?,
        ),
    };
    state.renew_detail();
    Ok(())
}

pub(super) fn scroll_detail(state: &mut State, by: isize, shared: &Shared) {
    state.detail_offset = shared
        .layout
        .scrolled(state.detail_offset, by, DETAIL, DETAIL_LINES);
}

fn steps(motion: Motion, shared: &Shared) -> isize {
    motion.lines(shared.layout.height(DETAIL))
}
