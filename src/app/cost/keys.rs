//! What keys mean: in the menu, in the filter, in the list, in the detail.

use super::Aim;
use super::intents::Action;
use super::state::State;
use super::tab::Tab;
use crate::app::context::{Context, Event, Flow};
use crate::app::intent::Intent;
use crate::app::panes::{Pane, Typed, turned, typed};
use crate::app::tree;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::model::catalog::Catalog;

/// While something is to be chosen the menu has all keys and clicks.
pub(super) fn in_menu(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let Some(mut popup) = state.menu.take() else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Closed => {}
        Outcome::Chosen(value) => {
            let chosen = value.as_str().unwrap_or_default();
            let mut columns = state.tab.columns().iter();
            if let Some(column) = columns.find(|column| column.title() == chosen) {
                state.sort_by(*column);
            }
        }
        Outcome::Open | Outcome::Changed(_) => state.menu = Some(popup),
    }
}

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match typed(&mut state.input, &mut state.filtering, event) {
        Typed::Changed => {
            state.detail_offset = 0;
            state.make();
        }
        Typed::Moved(motion) => state.go(motion, context.shared),
        Typed::Kept => {}
        Typed::Other => return Flow::Ignored,
    }
    Flow::Handled
}

/// What keys mean where nothing lies over the list and the detail.
pub(super) fn in_panes(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Move(motion) => state.go(motion, context.shared),
        Intent::Enter => enter(state, context),
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => {
            state.filtering = true;
            state.pane = Pane::List;
        }
        Intent::Escape => return escape(state),
        Intent::Tree(tree::Action::Open) => match entity(state) {
            Some(entity_ref) => context.push(tree::open(entity_ref)),
            None => return Flow::Ignored,
        },
        // As from any other screen.
        Intent::Cost(Action::Open) => return Flow::Ignored,
        Intent::Cost(action) => act(state, action),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Takes back one thing after the other.
fn escape(state: &mut State) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if !state.input.is_empty() {
        state.input.clear();
        state.make();
    } else if state.currency.is_some() {
        state.currency = None;
        state.make();
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action) {
    match action {
        Action::NextTab => state.show(turned(&Tab::ALL, state.tab, 1)),
        Action::PreviousTab => state.show(turned(&Tab::ALL, state.tab, -1)),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab);
            }
        }
        Action::MonthBefore => state.turn_month(false),
        Action::MonthAfter => state.turn_month(true),
        Action::Currency => state.turn_currency(),
        Action::Open => {}
        Action::Sort => {
            let columns = state.tab.columns().iter();
            let titles = columns.map(|column| (column.title().to_owned(), column.title().to_owned()));
            state.menu = Some(Popup::choices("Sort by", titles));
        }
        Action::Reverse => {
            let table = state.table_mut();
            table.reversed = !table.reversed;
            state.make();
        }
    }
}

/// Opens the entity, or goes on to what a line is made of.
pub(super) fn enter(state: &mut State, context: &mut Context<'_>) {
    let Some(row) = state.selected() else { return };
    let name = row.name.clone();
    let aim = |key: &str| Aim {
        tab: Tab::Entities,
        words: format!("{key}:{name}"),
    };
    match state.tab {
        Tab::Unmatched | Tab::Services => state.pane = Pane::Detail,
        _ if row.is_nobody() => state.narrow(&Aim::tab(Tab::Unmatched)),
        Tab::Systems => state.narrow(&aim("system")),
        Tab::Teams => state.narrow(&aim("owner")),
        Tab::People => state.narrow(&aim("person")),
        Tab::Entities | Tab::Moved | Tab::Budgets => context.open_entity(name),
    }
}

/// The entity that the selected row is about.
pub(super) fn entity(state: &State) -> Option<String> {
    let row = state.selected().filter(|row| row.is_entity && !row.is_nobody())?;
    let is_known = |catalog: &Catalog| catalog.find(&row.name).is_some();
    let known = state.catalog().is_some_and(|catalog| is_known(catalog));
    known.then(|| row.name.clone())
}
