//! What keys mean: in a popup, in the filter, in the list, in the detail.

use super::claiming::Claiming;
use super::copies;
use super::declaring;
use super::intents::Action;
use super::rows::{Item, Row, Tab};
use super::state::{Asking, State};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::overlay::Overlay;
use crate::app::panes::{Pane, Typed, turned, typed};
use crate::app::toast::Level;
use crate::app::tree;
use crate::app::wizard::popup::{Outcome, Popup};

/// While something is to be chosen the popup has all keys and clicks.
pub(super) fn in_popup(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let Some((asking, mut popup)) = state.asking.take() else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Closed => {}
        Outcome::Chosen(value) => {
            let chosen = value.as_str().unwrap_or_default();
            match asking {
                Asking::Place => context.look_outside(Some(vec![chosen.to_owned()])),
                Asking::Sort => {
                    let columns = state.tab.columns().iter();
                    let column = columns.copied().find(|column| column.title() == chosen);
                    if let Some(column) = column {
                        state.sort_by(column, context.shared);
                    }
                }
            }
        }
        Outcome::Open | Outcome::Changed(_) => state.asking = Some((asking, popup)),
    }
}

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match typed(&mut state.input, &mut state.filtering, event) {
        Typed::Changed => state.make(context.shared),
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
        Intent::Right => right(state, context),
        Intent::Left => left(state, context),
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => {
            state.filtering = true;
            state.pane = Pane::List;
        }
        Intent::Mark => mark(state),
        Intent::Range => {
            let table = state.table_mut();
            table.list.toggle_range(&table.rows);
        }
        Intent::Escape => return escape(state, context),
        Intent::OpenInBrowser => browse(state, context),
        Intent::Tree(tree::Action::Open) => open_tree(state, context),
        Intent::Refresh => context.look_outside(None),
        Intent::Discovery(action) => act(state, action, context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) {
    match action {
        Action::Claim => claim(state, context),
        Action::Declare => declare(state, context),
        Action::LookAtPlace => ask_place(state, context),
        Action::Stop => match &context.shared.discovery.looking {
            Some(_) => context.stop_looking(),
            None => context.toast(Level::Info, "Nobody is looking now; r looks."),
        },
        Action::Sort => {
            let columns = state.tab.columns().iter();
            let titles = columns.map(|column| (column.title().to_owned(), column.title().to_owned()));
            state.asking = Some((Asking::Sort, Popup::choices("Sort by", titles)));
        }
        Action::Reverse => {
            // What was not sorted yet is turned round by its first column.
            let first = state.tab.columns().first().copied();
            let table = state.table_mut();
            table.sort = table.sort.or(first);
            table.reversed = !table.reversed;
            state.make(context.shared);
        }
        Action::NextTab => state.show(turned(&Tab::ALL, state.tab, 1), context.shared),
        Action::PreviousTab => state.show(turned(&Tab::ALL, state.tab, -1), context.shared),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab, context.shared);
            }
        }
        // These are about what is being claimed, in its preview.
        Action::Accountable
        | Action::AccountableOfAll
        | Action::Owner
        | Action::OwnerOfAll
        | Action::Reference
        | Action::ByPullRequest
        | Action::LeaveOut => {}
    }
}

/// Opens what the row is about; a heading folds, and what nobody registered is read in full.
pub(super) fn enter(state: &mut State, context: &mut Context<'_>) {
    let at = state.table().list.cursor();
    if let Some(Row::Place { folded, .. }) = at.and_then(|at| state.table().rows.row(at)) {
        return state.set_folded(!folded, context.shared);
    }
    match entity(state) {
        Some(entity_ref) => context.follow(Link::Entity(entity_ref)),
        None => state.pane = Pane::Detail,
    }
}

fn right(state: &mut State, context: &Context<'_>) {
    let at = state.table().list.cursor();
    match at.and_then(|at| state.table().rows.row(at)) {
        Some(Row::Place { folded: true, .. }) => state.set_folded(false, context.shared),
        Some(_) => state.pane = Pane::Detail,
        None => {}
    }
}

fn left(state: &mut State, context: &Context<'_>) {
    let table = state.table();
    let heading = table.list.cursor().and_then(|at| table.rows.heading(at));
    match (state.pane, heading) {
        (Pane::Detail, _) => state.pane = Pane::List,
        (Pane::List, Some(heading)) if state.table().list.cursor() == Some(heading) => {
            state.set_folded(true, context.shared);
        }
        (Pane::List, Some(heading)) => {
            let table = state.table_mut();
            table.list.select(heading, &table.rows);
        }
        (Pane::List, None) => {}
    }
}

/// Marks the row; a heading is no thing that could be marked.
fn mark(state: &mut State) {
    let table = state.table_mut();
    match table.list.cursor().and_then(|at| table.rows.row(at)) {
        Some(Row::Place { .. }) => {
            table.list.go(crate::app::list::Motion::Down, &table.rows);
        }
        _ => table.list.toggle_mark(&table.rows),
    }
}

/// Takes back one thing after the other.
fn escape(state: &mut State, context: &mut Context<'_>) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if state.table_mut().list.clear_marks() {
    } else if !state.input.is_empty() {
        state.input.clear();
        state.make(context.shared);
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

/// The entity of the catalog that the selected row is about.
fn entity(state: &State) -> Option<String> {
    match state.selected()? {
        Item::Unregistered(_) => None,
        Item::Gone(gone) => Some(gone.entity_ref.clone()),
        Item::Observed(seen) => seen.from.clone().or_else(|| seen.to.clone()),
    }
}

fn open_tree(state: &State, context: &mut Context<'_>) {
    match entity(state) {
        Some(entity_ref) => context.push(tree::open(entity_ref)),
        None => context.toast(Level::Info, "No entity stands for this yet. c claims it."),
    }
}

fn browse(state: &State, context: &mut Context<'_>) {
    let url = match state.selected() {
        Some(Item::Unregistered(found)) => copies::url(found),
        _ => None,
    };
    match url {
        Some(url) => context.effect(Effect::OpenUrl(url.to_owned())),
        None => context.toast(Level::Info, "No address is known where this could be looked at."),
    }
}

/// Shows what claiming would write, of what is marked or selected.
fn claim(state: &State, context: &mut Context<'_>) {
    let shared = context.shared;
    let Some(catalog) = shared.catalog.value() else {
        return;
    };
    if shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    if state.tab != Tab::Unregistered {
        return context.toast(
            Level::Info,
            "Only what nobody registered can be claimed; [ and ] lead to it.",
        );
    }
    let chosen = state.chosen().into_iter();
    let found = chosen.filter_map(|item| match item {
        Item::Unregistered(found) => Some(found),
        _ => None,
    });
    let free = found.filter(|found| !shared.discovery.is_claiming(&found.sighting.id));
    let claiming = Claiming::new(free, catalog);
    match &claiming.drafts[..] {
        [] => context.toast(Level::Info, "Nothing is selected that could be claimed."),
        _ => context.show(Overlay::Claiming(Box::new(claiming))),
    }
}

/// Shows what declaring would write, of what is marked or selected.
fn declare(state: &State, context: &mut Context<'_>) {
    if state.tab != Tab::Dependencies {
        return context.toast(
            Level::Info,
            "Dependencies that were seen are declared in the third tab; ] leads there.",
        );
    }
    let chosen = state.chosen().into_iter();
    let seen = chosen.filter_map(|item| match item {
        Item::Observed(seen) => Some(seen),
        _ => None,
    });
    declaring::show(seen, "Nothing is selected that could be declared.", context);
}

/// At which place to look; where there is one only, there.
fn ask_place(state: &mut State, context: &mut Context<'_>) {
    let Some(known) = context.shared.discovery.known() else {
        return context.look_outside(None);
    };
    let mut names: Vec<&str> = known
        .discovery
        .places
        .iter()
        .map(|place| place.name.as_str())
        .collect();
    if let [_] | [] = &names[..] {
        return context.look_outside(None);
    }
    // The one of the selected row is meant most often.
    let table = state.table();
    let here = table.list.cursor().and_then(|at| table.rows.place(at));
    names.sort_by_key(|name| Some(*name) != here);
    let choices = names.into_iter().map(|name| (name.to_owned(), name.to_owned()));
    state.asking = Some((Asking::Place, Popup::choices("Look again at", choices)));
}
