//! What keys mean: in the filter, in the list, in the detail.

use super::intents::Action;
use super::rows::{Item, Tab};
use super::silencing::Silencing;
use super::state::State;
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::intent::Intent;
use crate::app::overlay::Overlay;
use crate::app::panes::{Pane, Typed, turned, typed};
use crate::app::toast::Level;
use crate::app::tree;
use crate::model::health::HealthAct;
use crate::model::journal::Subject;

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
        Intent::Right => state.pane = Pane::Detail,
        Intent::Left => state.pane = Pane::List,
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => {
            state.filtering = true;
            state.pane = Pane::List;
        }
        Intent::Mark => {
            state.list.toggle_mark(&state.rows);
            state.detail_offset = 0;
        }
        Intent::Range => state.list.toggle_range(&state.rows),
        Intent::Escape => return escape(state, context),
        Intent::Tree(tree::Action::Open) => match state.selected() {
            Some(item) => context.push(tree::open(item.entity())),
            None => return Flow::Ignored,
        },
        Intent::Health(Action::Open | Action::OpenHere) => return Flow::Ignored,
        Intent::Health(action) => act(state, action, context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Takes back one thing after the other.
fn escape(state: &mut State, context: &mut Context<'_>) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if state.list.clear_marks() {
    } else if !state.input.is_empty() {
        state.input.clear();
        state.make(context.shared);
    } else if state.tab != Tab::All {
        state.show(Tab::All, context.shared);
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

/// Opens the entity that the row is about.
pub(super) fn enter(state: &State, context: &mut Context<'_>) {
    if let Some(entity) = entity(state, context) {
        context.open_entity(entity);
    }
}

/// The entity of the selected row; says so where it is none.
fn entity(state: &State, context: &mut Context<'_>) -> Option<String> {
    let item = state.selected()?;
    let catalog = context.shared.catalog.value();
    let is_there = catalog.is_some_and(|catalog| catalog.find(item.entity()).is_some());
    if !is_there && matches!(item, Item::Wrong { .. }) {
        context.toast(Level::Info, "This stands in the settings and is about no entity.");
        return None;
    }
    Some(item.entity().to_owned())
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) {
    match action {
        Action::NextTab => state.show(turned(&Tab::ALL, state.tab, 1), context.shared),
        Action::PreviousTab => state.show(turned(&Tab::ALL, state.tab, -1), context.shared),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab, context.shared);
            }
        }
        Action::Ask => match state.chosen() {
            none if none.is_empty() => {
                context.toast(Level::Info, "No probe is selected that could be asked.")
            }
            entities => context.probe(entities),
        },
        Action::AskAll => context.probe(Vec::new()),
        Action::Dependants => {
            if let Some(entity) = entity(state, context) {
                context.push(tree::open(entity));
                context.perform(Intent::Tree(tree::Action::Show(tree::Pane::People)));
            }
        }
        Action::Events => {
            if let Some(entity) = entity(state, context) {
                context.open_journal(format!("type:health. subject:{}", Subject::entity(&entity)));
            }
        }
        Action::Edit => edit(state, context),
        _ if context.shared.read_only => context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        ),
        Action::Silence => match state.chosen() {
            none if none.is_empty() => {
                context.toast(Level::Info, "No probe is selected that could be silenced.");
            }
            entities => context.show(Overlay::Silencing(Box::new(Silencing::new(entities)))),
        },
        Action::Speak => speak(state, context),
        // These lead here from elsewhere.
        Action::Open | Action::OpenHere => {}
    }
}

fn speak(state: &State, context: &mut Context<'_>) {
    let now = context.shared.now;
    let mut silent = state.chosen();
    silent.retain(|entity| state.rows.healths().silence(entity, now).is_some());
    if silent.is_empty() {
        return context.toast(Level::Info, "It is not silenced; s silences it.");
    }
    let acts = silent.into_iter().map(|entity| HealthAct::Speak { entity });
    context.act_on_health(acts.collect());
}

fn edit(state: &State, context: &mut Context<'_>) {
    let shared = context.shared;
    let place = state.selected().and_then(|item| {
        let catalog = shared.catalog.value()?;
        let entity = catalog.entity(catalog.find(item.entity())?);
        let root = &shared.workspace.as_ref()?.root;
        Some((root.join(entity.file()), entity.line()))
    });
    match place {
        Some((path, line)) => context.effect(Effect::EditFile {
            path,
            line: Some(line),
        }),
        None => context.toast(
            Level::Info,
            "No entity is selected whose file could be edited; muster.toml holds probes too.",
        ),
    }
}
