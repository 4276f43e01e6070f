//! What the keys do on the table of entities, pane by pane.

use super::intents::Action;
use super::menu::{Deed, Menu, Outcome};
use super::state::{Focus, State};
use super::{Subject, acts};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::app::{access, create, discovery, health, tree, vision};

/// The most steps of resizing in either direction.
const MOST_STEPS: i16 = 8;

pub(super) fn update(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    if state.typing {
        return in_filter(state, event, context);
    }
    if state.facets.typing {
        return in_facet_filter(state, event);
    }
    let Event::Intent(intent) = event else {
        return Flow::Ignored;
    };
    match intent {
        Intent::Catalog(action) => return act(state, action, context),
        Intent::Filter if state.focus == Focus::Facets => state.facets.typing = true,
        Intent::Filter => {
            state.typing = true;
            state.focus = Focus::Table;
        }
        Intent::NextPane => turn(state, 1, context.shared),
        Intent::PreviousPane => turn(state, -1, context.shared),
        Intent::Escape => return escape(state, context),
        Intent::Refresh => {
            if let Phase::Failed(_) | Phase::Ready { stale: Some(_), .. } = state.search.phase() {
                state.ask(context);
            }
            return Flow::Ignored;
        }
        Intent::Create(create::Action::ForEntity) => {
            if let Some(entity_ref) = state.list.selected() {
                context.push(create::open_for(entity_ref));
            }
        }
        Intent::Tree(tree::Action::Open) => {
            if let Some(entity_ref) = state.list.selected() {
                acts::tree(entity_ref, context);
            }
        }
        Intent::Discovery(discovery::Action::Declare) => {
            follow_selection(state, context);
            let view = state.view(context.shared);
            let view = view.filter(|_| state.focus(context.shared) == Focus::Detail);
            acts::declare(&state.subject, view, context);
        }
        Intent::Vision(vision::Action::Waive) => {
            follow_selection(state, context);
            let view = state.view(context.shared);
            let view = view.filter(|_| state.focus(context.shared) == Focus::Detail);
            acts::waive(&state.subject, view, context);
        }
        Intent::Health(health::Action::OpenHere) => {
            if let Some(entity_ref) = state.list.selected() {
                acts::health(entity_ref, context);
            }
        }
        Intent::Access(access::Action::OpenHere) => {
            if let Some(entity_ref) = state.list.selected() {
                acts::access(entity_ref, context);
            }
        }
        Intent::OpenInBrowser => {
            follow_selection(state, context);
            state.menu = acts::browse(&mut state.subject, context);
        }
        intent => {
            return match state.focus(context.shared) {
                Focus::Table => in_table(state, intent, context),
                Focus::Detail => in_detail(state, intent, context),
                Focus::Facets => in_facets(state, intent, context),
            };
        }
    }
    Flow::Handled
}

fn in_table(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Move(motion) => go(state, motion, context),
        Intent::Enter => open(state, context),
        Intent::Right if state.view(context.shared).is_some() => focus_detail(state, context.shared),
        Intent::Right => open(state, context),
        Intent::Left if state.facets.open => state.focus = Focus::Facets,
        Intent::Mark => {
            state.list.toggle_mark(&state.found);
            moved(state, context);
        }
        Intent::Range => state.list.toggle_range(&state.found),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn in_detail(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    let Some(view) = state.view(context.shared) else {
        return Flow::Ignored;
    };
    match intent {
        Intent::Move(motion) => state.subject.go(motion, view),
        Intent::Enter | Intent::Right => follow(state, context),
        Intent::Left => state.focus = Focus::Table,
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn in_facets(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    let Some(cursor) = state.facets.list.cursor() else {
        return Flow::Ignored;
    };
    let catalog = state.found.snapshot.catalog.clone();
    match intent {
        Intent::Move(motion) => state.facets.go(motion),
        Intent::Enter | Intent::Mark => choose_facet(state, cursor, context),
        Intent::Left => state.facets.fold_at(cursor, true, &catalog),
        Intent::Right => state.facets.fold_at(cursor, false, &catalog),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Does what Enter does on a row of the facets.
pub(super) fn choose_facet(state: &mut State, row: usize, context: &mut Context<'_>) {
    if state.facets.enter(row, &state.found.snapshot.catalog) {
        state.ask(context);
    }
}

/// Typing narrows the rows; the arrows move among them all the while.
fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let changed = match event {
        Event::Insert(text) => {
            state.filter.insert(text);
            true
        }
        Event::Intent(Intent::Edit(edit)) => state.filter.edit(edit),
        Event::Intent(Intent::Move(motion)) => {
            go(state, motion, context);
            false
        }
        Event::Intent(Intent::Enter) => {
            state.typing = false;
            false
        }
        Event::Intent(Intent::Escape) if state.filter.is_empty() => {
            state.typing = false;
            false
        }
        Event::Intent(Intent::Escape) => {
            state.filter.clear();
            true
        }
        _ => return Flow::Ignored,
    };
    if changed {
        state.ask(context);
    }
    Flow::Handled
}

fn in_facet_filter(state: &mut State, event: Event<'_>) -> Flow {
    match event {
        Event::Insert(text) => state.facets.input.insert(text),
        Event::Intent(Intent::Edit(edit)) => {
            state.facets.input.edit(edit);
        }
        Event::Intent(Intent::Move(motion)) => {
            state.facets.go(motion);
            return Flow::Handled;
        }
        Event::Intent(Intent::Enter) => state.facets.typing = false,
        Event::Intent(Intent::Escape) if state.facets.input.is_empty() => state.facets.typing = false,
        Event::Intent(Intent::Escape) => state.facets.input.clear(),
        _ => return Flow::Ignored,
    }
    state.facets.make(&state.found.snapshot.catalog);
    Flow::Handled
}

/// Clears the nearest thing there is to clear.
fn escape(state: &mut State, context: &mut Context<'_>) -> Flow {
    match state.focus(context.shared) {
        Focus::Facets if !state.facets.input.is_empty() => {
            state.facets.input.clear();
            state.facets.make(&state.found.snapshot.catalog);
        }
        Focus::Facets => close_facets(state),
        Focus::Detail => state.focus = Focus::Table,
        Focus::Table if state.list.clear_marks() => {}
        Focus::Table if !state.filter.is_empty() => {
            state.filter.clear();
            state.ask(context);
        }
        Focus::Table => return Flow::Ignored,
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) -> Flow {
    match action {
        Action::Sort => state.menu = Some(Menu::sorts(state.sort)),
        Action::Reverse => {
            state.sort.reversed = !state.sort.reversed;
            state.ask(context);
        }
        Action::Facets => toggle_facets(state, context),
        Action::ClearFacets => {
            if state.facets.clear(&state.found.snapshot.catalog) {
                state.ask(context);
            }
        }
        Action::Detail => {
            state.split.shown = !state.split.shown;
            state.show_selected(context);
        }
        Action::Outside => context.follow(Link::Discovery),
        Action::Grow => resize(state, 1),
        Action::Shrink => resize(state, -1),
        Action::Edit | Action::Document | Action::Holdings => {
            follow_selection(state, context);
            return acts::act(action, &mut state.subject, context);
        }
    }
    Flow::Handled
}

/// Opens the facets, goes to them, or closes them: whichever is next.
fn toggle_facets(state: &mut State, context: &mut Context<'_>) {
    if !state.facets.open {
        state.facets.open = true;
        state.focus = Focus::Facets;
        state.ask_facets(context);
    } else if state.focus == Focus::Facets {
        close_facets(state);
    } else {
        state.focus = Focus::Facets;
    }
}

pub(super) fn close_facets(state: &mut State) {
    state.facets.open = false;
    state.facets.typing = false;
    state.focus = Focus::Table;
}

fn resize(state: &mut State, steps: i16) {
    state.split.shown = true;
    state.split.steps = (state.split.steps + steps).clamp(-MOST_STEPS, MOST_STEPS);
}

/// Goes to another pane of those that are shown.
fn turn(state: &mut State, by: isize, shared: &Shared) {
    let mut panes = vec![Focus::Table];
    if state.view(shared).is_some() && !state.list.is_empty() {
        panes.push(Focus::Detail);
    }
    if state.facets.open {
        panes.push(Focus::Facets);
    }
    let now = panes
        .iter()
        .position(|pane| *pane == state.focus(shared))
        .unwrap_or(0);
    let next = (now as isize + by).rem_euclid(panes.len() as isize) as usize;
    match panes.get(next) {
        Some(Focus::Detail) => focus_detail(state, shared),
        Some(pane) => state.focus = *pane,
        None => {}
    }
}

pub(super) fn focus_detail(state: &mut State, shared: &Shared) {
    if let (Some(view), false) = (state.view(shared), state.list.is_empty()) {
        state.focus = Focus::Detail;
        state.subject.focus(view);
    }
}

pub(super) fn go(state: &mut State, motion: Motion, context: &mut Context<'_>) {
    state.list.go(motion, &state.found);
    moved(state, context);
}

/// The cursor stands where the person put it.
pub(super) fn moved(state: &mut State, context: &mut Context<'_>) {
    state.chose = true;
    state.wanted = None;
    state.show_selected(context);
}

/// Opens the page of the selected entity.
pub(super) fn open(state: &State, context: &mut Context<'_>) {
    if let Some(entity_ref) = state.list.selected() {
        acts::open(entity_ref, &state.found.snapshot, context);
    }
}

/// Goes where the line under the cursor of the detail leads.
pub(super) fn follow(state: &mut State, context: &mut Context<'_>) {
    let stop = state
        .view(context.shared)
        .and_then(|view| state.subject.stop(view));
    if let Some(lead) = stop.map(|stop| stop.lead.clone()) {
        acts::follow(&lead, &mut state.subject, context);
    }
}

/// What acts on an entity acts on the selected one, also where there is no room to show it.
fn follow_selection(state: &mut State, context: &mut Context<'_>) {
    if let Some(entity_ref) = state.list.selected()
        && entity_ref != state.subject.entity_ref()
    {
        let subject: &mut Subject = &mut state.subject;
        subject.show(&state.found.snapshot, entity_ref, context);
    }
}

/// While a menu is open it has all keys and clicks.
pub(super) fn in_menu(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let Some(menu) = &mut state.menu else { return };
    match menu.update(event) {
        Outcome::Open => {}
        Outcome::Closed => state.menu = None,
        Outcome::Chosen(deed) => {
            state.menu = None;
            match deed {
                Deed::Sort(by) => sort(state, by, context),
                Deed::Web(url) => context.effect(Effect::OpenUrl(url)),
            }
        }
    }
}

pub(super) fn sort(state: &mut State, by: crate::model::catalog::query::SortBy, context: &mut Context<'_>) {
    state.sort.choose(by);
    state.ask(context);
}
