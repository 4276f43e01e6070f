//! What keys mean: in a menu, in the filter, in the list, in the detail.

use super::intents::Action;
use super::rows::Row;
use super::source::Item;
use super::state::{Menu, State};
use super::tab::Tab;
use super::verbs;
use crate::app::access;
use crate::app::context::{Context, Event, Flow};
use crate::app::create;
use crate::app::health;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::panes::{Pane, Typed, turned, typed};
use crate::app::toast::Level;
use crate::app::tree;
use crate::app::wizard::popup::{Outcome, Popup};

/// While something is to be chosen the menu has all keys and clicks.
pub(super) fn in_menu(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let Some((menu, mut popup)) = state.menu.take() else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Closed => {}
        Outcome::Chosen(value) => {
            let chosen = value.as_str().unwrap_or_default().to_owned();
            match menu {
                Menu::Sort => {
                    let mut columns = state.columns().iter();
                    if let Some(column) = columns.find(|column| column.title() == chosen) {
                        state.sort_by(*column, context.shared);
                    }
                }
                Menu::Role(refs) => verbs::chose_role(state, refs, &chosen, context),
                Menu::Holder(refs, role) => verbs::preview_role(state, refs, role, Some(chosen), context),
            }
        }
        Outcome::Open | Outcome::Changed(_) => state.menu = Some((menu, popup)),
    }
}

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match typed(&mut state.input, &mut state.filtering, event) {
        Typed::Changed => {
            state.make(context.shared);
            state.moved(context);
        }
        Typed::Moved(motion) => state.go(motion, context),
        Typed::Kept => {}
        Typed::Other => return Flow::Ignored,
    }
    Flow::Handled
}

/// What keys mean where nothing lies over the list and the detail.
pub(super) fn in_panes(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Move(motion) => state.go(motion, context),
        Intent::Enter => enter(state, context),
        Intent::Right => right(state, context),
        Intent::Left => left(state, context),
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => {
            state.filtering = true;
            state.pane = Pane::List;
        }
        Intent::Mark => {
            let table = state.table_mut();
            match table.list.cursor().and_then(|at| table.rows.row(at)) {
                // A heading is no thing that could be marked.
                Some(Row::Heading(_)) => {
                    table.list.go(Motion::Down, &table.rows);
                }
                _ => table.list.toggle_mark(&table.rows),
            }
            state.moved(context);
        }
        Intent::Range => {
            let table = state.table_mut();
            table.list.toggle_range(&table.rows);
        }
        Intent::Escape => return escape(state, context),
        Intent::Tree(tree::Action::Open) => match entity(state) {
            Some(entity_ref) => context.push(tree::open(entity_ref)),
            None => return Flow::Ignored,
        },
        Intent::Create(create::Action::ForEntity) => match entity(state) {
            Some(entity_ref) => context.push(create::open_for(entity_ref)),
            None => return Flow::Ignored,
        },
        Intent::Health(health::Action::OpenHere) => context.follow(Link::Health(health::Aim::mine())),
        Intent::Access(access::Action::OpenHere) => {
            context.follow(Link::Access(access::Aim::mine(access::Tab::All)));
        }
        Intent::Owned(action) => act(state, action, context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Takes back one thing after the other.
fn escape(state: &mut State, context: &mut Context<'_>) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if state.table_mut().list.clear_marks() {
    } else if !state.input.is_empty() {
        state.input.clear();
        state.make(context.shared);
        state.moved(context);
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) {
    match action {
        Action::NextTab => state.show(turned(&Tab::ALL, state.tab, 1), context),
        Action::PreviousTab => state.show(turned(&Tab::ALL, state.tab, -1), context),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab, context);
            }
        }
        Action::Whose => {
            let whose = match state.tab {
                Tab::Review => state.whose.next(),
                // From elsewhere it first leads back to what is reviewed.
                Tab::Handovers | Tab::Leaving => state.whose,
            };
            state.show_whose(whose, context);
        }
        Action::ShowWhose(whose) => state.show_whose(whose, context),
        Action::Sort => {
            let columns = state.columns().iter();
            let titles = columns.map(|column| (column.title().to_owned(), column.title().to_owned()));
            state.menu = Some((Menu::Sort, Popup::choices("Sort by", titles)));
        }
        Action::Reverse => {
            let table = state.table_mut();
            table.reversed = !table.reversed;
            state.make(context.shared);
        }
        Action::FoldAll => state.fold_all(true, context),
        Action::UnfoldAll => state.fold_all(false, context),
        Action::Edit => verbs::edit(state, context),
        Action::Cost => verbs::cost(state, context),
        Action::File => verbs::file(state, context),
        // What follows writes, sooner or later.
        _ if context.shared.read_only => context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        ),
        Action::Attest => verbs::attest(state, context),
        Action::HandOver => verbs::hand_over(state, context),
        Action::Refuse => verbs::refuse(state, context),
        Action::Role => verbs::ask_role(state, context),
        Action::Leave => verbs::leave(state, context),
        Action::Undo => verbs::undo(state, context),
        // This is about what is about to be done, in its preview.
        Action::LeaveOut => {}
    }
}

/// Opens what the row is about; a heading folds.
pub(super) fn enter(state: &mut State, context: &mut Context<'_>) {
    let table = state.table();
    if let Some(group) = table.list.cursor().and_then(|at| table.rows.group(at)) {
        let folded = group.folded;
        return state.set_folded(!folded, context);
    }
    match state.selected() {
        Some(Item::Owned(row)) => context.open_entity(row.entity_ref.to_string()),
        Some(Item::Handover(_) | Item::Leaver(_)) => state.pane = Pane::Detail,
        None => {}
    }
}

fn right(state: &mut State, context: &mut Context<'_>) {
    let table = state.table();
    let group = table.list.cursor().and_then(|at| table.rows.group(at));
    match group.map(|group| group.folded) {
        Some(true) => state.set_folded(false, context),
        _ => state.pane = Pane::Detail,
    }
}

/// To the list, to the heading, and folds it.
fn left(state: &mut State, context: &mut Context<'_>) {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
        return;
    }
    let table = state.table();
    let Some(at) = table.list.cursor() else { return };
    match (
        table.rows.group(at).map(|group| group.folded),
        table.rows.heading(at),
    ) {
        (Some(false), _) => state.set_folded(true, context),
        (_, Some(heading)) => {
            let table = state.table_mut();
            table.list.select(heading, &table.rows);
            state.moved(context);
        }
        (_, None) => {}
    }
}

/// The entity that the selected row is about.
pub(super) fn entity(state: &State) -> Option<String> {
    match state.selected()? {
        Item::Owned(row) => Some(row.entity_ref.to_string()),
        Item::Handover(handover) => handover.items.first().map(|item| item.entity.clone()),
        Item::Leaver(leaver) => Some(leaver.person.clone()),
    }
}
