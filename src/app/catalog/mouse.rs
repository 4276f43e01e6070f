//! What the mouse does on the table of entities: it acts on what it is over, whichever pane has the keys.

use super::columns::COLUMNS;
use super::state::{Focus, State};
use super::{CHIPS, DETAIL, FACETS, FILTER, ROWS, keys};
use crate::app::context::{Context, Flow};
use crate::app::geometry::Target;

pub(super) fn click(state: &mut State, target: &Target, context: &mut Context<'_>) -> Flow {
    match target {
        Target::Row(ROWS, row) => click_row(state, *row, context),
        Target::Column(ROWS, at) => {
            if let Some(by) = COLUMNS.get(*at).and_then(|column| column.sort()) {
                keys::sort(state, by, context);
            }
        }
        Target::Pane(ROWS) => state.focus = Focus::Table,
        Target::Row(DETAIL, stop) => {
            let Some(view) = state.view(context.shared) else {
                return Flow::Ignored;
            };
            let focused = state.focus == Focus::Detail;
            keys::focus_detail(state, context.shared);
            if state.subject.select(*stop, view) && focused {
                keys::follow(state, context);
            }
        }
        Target::Pane(DETAIL) => keys::focus_detail(state, context.shared),
        Target::Row(FACETS, row) => {
            state.focus = Focus::Facets;
            state.facets.select(*row);
            keys::choose_facet(state, *row, context);
        }
        Target::Pane(FACETS) => state.focus = Focus::Facets,
        Target::Row(CHIPS, chip) => {
            if state.facets.drop_chosen(*chip, &state.found.snapshot.catalog) {
                state.ask(context);
            }
        }
        Target::Pane(FILTER) => {
            state.typing = true;
            state.focus = Focus::Table;
        }
        Target::Backdrop => keys::close_facets(state),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// The first click selects a row, one on the selected row opens it.
fn click_row(state: &mut State, row: usize, context: &mut Context<'_>) {
    let had_keys = state.focus(context.shared) == Focus::Table;
    state.focus = Focus::Table;
    state.typing = false;
    if state.list.cursor() == Some(row) && had_keys && state.chose {
        keys::open(state, context);
    } else {
        state.list.select(row, &state.found);
        keys::moved(state, context);
    }
}

pub(super) fn scroll(state: &mut State, target: &Target, lines: isize, context: &mut Context<'_>) {
    match target {
        Target::Row(DETAIL, _) | Target::Pane(DETAIL) => {
            if let Some(view) = state.view(context.shared) {
                state.subject.scroll(lines, view);
            }
        }
        Target::Row(FACETS, _) | Target::Pane(FACETS) => state.facets.scroll(lines),
        Target::Row(ROWS, _) | Target::Pane(ROWS) | Target::Column(ROWS, _) => {
            state.list.scroll(lines, &state.found);
            keys::moved(state, context);
        }
        _ => {}
    }
}
