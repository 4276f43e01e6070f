//! What keys mean: in the filter, in the list, in the detail.

use super::deciding::{Deciding, What};
use super::intents::Action;
use super::rows::{Grouping, Item, Tab};
use super::state::State;
use super::taking::Teller;
use super::words::name;
use crate::app::context::{Context, Event, Flow};
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::overlay::Overlay;
use crate::app::panes::{Pane, Typed, turned, typed};
use crate::app::toast::Level;
use crate::app::tree;
use crate::model::access::{Access, Grant, Presence, Why, last_day, shown};
use crate::model::text::counted;

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
        Intent::Tree(tree::Action::Open) => match entity(state) {
            Some(entity) => context.push(tree::open(&entity)),
            None => return Flow::Ignored,
        },
        Intent::Refresh => context.look_at_access(),
        Intent::Access(Action::Open | Action::OpenHere) => return Flow::Ignored,
        Intent::Access(action) => act(state, action, context),
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
    match entity(state) {
        Some(entity) => context.open_entity(entity),
        None => context.toast(
            Level::Info,
            "The catalog does not know it, so there is no page of it.",
        ),
    }
}

/// What the catalog has of the selected row: of a heading what it names; of a right what the heading above it does not.
fn entity(state: &State) -> Option<String> {
    match state.selected()? {
        Item::Group(group) => group.entity.clone(),
        Item::Right(row) => match state.grouping {
            Grouping::Resource => row.holder.clone().or_else(|| row.entity.clone()),
            Grouping::Holder => row.entity.clone().or_else(|| row.holder.clone()),
        },
    }
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
        Action::Regroup => {
            state.grouping = state.grouping.other();
            state.pane = Pane::List;
            state.make(context.shared);
        }
        Action::Look => context.look_at_access(),
        Action::Run => match granted(state) {
            Some(grant) => context.follow(Link::Run(grant.run.clone())),
            None => context.toast(Level::Info, "No run gave it."),
        },
        _ if context.shared.read_only => context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        ),
        Action::TakeBack => take_back(state, context),
        Action::Extend => extend(state, context),
        Action::Attest => attest(state, context),
        // These lead here from elsewhere.
        Action::Open | Action::OpenHere => {}
    }
}

/// What a run gave, of the selected row.
fn granted(state: &State) -> Option<&Grant> {
    match state.selected()? {
        Item::Right(Access {
            why: Why::Granted(grant),
            ..
        }) => Some(grant),
        _ => None,
    }
}

/// Asks whether the rights that are over or unexplained are taken back, and says what that does.
fn take_back(state: &State, context: &mut Context<'_>) {
    if context.shared.me.is_none() {
        return context.toast(
            Level::Warning,
            "Nobody in the catalog is you: say who you are, with `identity` in config.toml or --as.",
        );
    }
    let teller = Teller::new(context.shared);
    let Some(mut told) = teller.map(|teller| teller.tell(&state.chosen())) else {
        return;
    };
    if told.rights.is_empty() {
        let nothing = "Nothing is selected that is over or unexplained: what is explained stays.";
        let why = told.refused.first().map_or(nothing, String::as_str).to_owned();
        return context.toast(Level::Info, why);
    }
    let mut lines = told.refused;
    if told.explained > 0 {
        let text = counted(
            told.explained,
            "right stays: it is explained or gone",
            "rights stay: they are explained or gone",
        );
        lines.insert(0, text);
    }
    lines.append(&mut told.lines);
    let title = format!("Take back {}", counted(told.rights.len(), "right", "rights"));
    let what = What::TakeBack { rights: told.rights };
    context.show(Overlay::Deciding(Box::new(Deciding::new(what, title, lines))));
}

fn extend(state: &State, context: &mut Context<'_>) {
    let Some(grant) = granted(state) else {
        return context.toast(
            Level::Info,
            "No run gave it, so it has no end that could be another one.",
        );
    };
    let about = state.rows.review().rows.iter().filter(|row| {
        let is_same = |one: &Grant| one.run == grant.run && one.step == grant.step;
        row.presence != Presence::Gone && matches!(&row.why, Why::Granted(one) if is_same(one))
    });
    let mut lines: Vec<String> = about.map(|row| shown(&row.right)).collect();
    lines.push(match grant.until {
        Some(until) if until <= context.shared.now => format!("It ended with {}.", last_day(until)),
        Some(until) => format!("It ends with {} now.", last_day(until)),
        None => "It has no end now.".to_owned(),
    });
    let title = format!("Another end for what step {} gave", grant.step);
    let what = What::Extend {
        run: grant.run.clone(),
        step: grant.step.clone(),
    };
    context.show(Overlay::Deciding(Box::new(Deciding::new(what, title, lines))));
}

/// Asks whether the person looked through who has what on the resource, and shows what they let stand.
fn attest(state: &State, context: &mut Context<'_>) {
    let Some(entity) = state.resource() else {
        return context.toast(
            Level::Info,
            "No resource of the catalog is selected that could be looked through.",
        );
    };
    let review = context.shared.access.known().cloned().unwrap_or_default();
    let there = review
        .rows
        .iter()
        .filter(|row| row.presence == Presence::There && row.entity.as_deref() == Some(entity.as_str()));
    let mut lines: Vec<String> = there
        .map(|row| {
            let remark = match (row.is_over, row.is_unexplained()) {
                (true, _) => ", which is over",
                (_, true) => ", which nothing explains",
                _ => "",
            };
            format!("{} may {}{remark}", row.right.principal, row.right.may())
        })
        .collect();
    let count = counted(lines.len(), "right stands", "rights stand");
    lines.insert(0, format!("{count}; that you looked through it is journaled."));
    let title = format!("You looked through {}", name(&entity));
    let what = What::Attest { entity };
    context.show(Overlay::Deciding(Box::new(Deciding::new(what, title, lines))));
}
