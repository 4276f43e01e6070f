//! What keys mean: in a popup, in the filter, on the radar, in the list, in the detail.

use super::findings::{Of, open};
use super::intents::Action;
use super::radar;
use super::source::Item;
use super::state::{Asking, State};
use super::tab::Tab;
use super::verbs::{asked, browse, create, edit, end_waiver, entity, file, grant, place, try_this, waivable};
use super::waiving;
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::panes::{Pane, Typed, typed};
use crate::app::toast::Level;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::app::{create as gallery, tree};
use crate::model::vision::{By, Judged};

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match typed(&mut state.input, &mut state.filtering, event) {
        Typed::Changed => state.make(),
        Typed::Moved(motion) => state.go(motion, context.shared),
        Typed::Kept => {}
        Typed::Other => return Flow::Ignored,
    }
    Flow::Handled
}

/// While something is to be chosen the popup has all keys and clicks.
pub(super) fn in_popup(state: &mut State, event: Event<'_>, context: &mut Context<'_>) {
    let Some((asking, mut popup)) = state.asking.take() else {
        return;
    };
    match popup.update(event, context) {
        Outcome::Closed => {}
        Outcome::Chosen(value) => {
            let chosen = value.as_str().unwrap_or_default().to_owned();
            match asking {
                Asking::EndWaiver { rule, entity } => context.end_waiver(rule, entity, chosen),
                Asking::Sort => {
                    let mut columns = state.tab.columns().iter();
                    if let Some(column) = columns.find(|column| column.title() == chosen) {
                        state.sort_by(*column);
                    }
                }
            }
        }
        Outcome::Open | Outcome::Changed(_) => state.asking = Some((asking, popup)),
    }
}

/// What keys, clicks and the wheel mean on the radar.
pub(super) fn in_radar(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    let Some(judged) = state.source.as_ref().map(|source| source.judged.clone()) else {
        return match event {
            Event::Intent(intent) => in_panes(state, intent, context),
            _ => Flow::Ignored,
        };
    };
    let radar = &mut state.radar;
    match event {
        Event::Insert(text) => radar.insert(text, &judged),
        Event::Click(Target::Row(radar::LIST, row)) => {
            if radar.click(*row, &judged) {
                enter_radar(radar, &judged, context);
            }
        }
        Event::Click(Target::Row(radar::USERS, row)) => {
            let users = radar.user_ids(&judged);
            if let Some(entity) = users.get(*row) {
                context.open_entity(judged.catalog.entity(*entity).entity_ref());
            }
        }
        Event::Scroll(Target::Row(view, _) | Target::Pane(view), lines) => {
            radar.scroll(*view, lines, &judged);
        }
        Event::Intent(intent) => match intent {
            Intent::Move(motion) => radar.go(motion, &judged),
            Intent::Left => radar.left(&judged),
            Intent::Right => radar.right(&judged),
            Intent::Enter => enter_radar(radar, &judged, context),
            Intent::NextPane => radar.next_pane(false),
            Intent::PreviousPane => radar.next_pane(true),
            Intent::Filter => radar.filter(),
            Intent::Edit(edit) => radar.edit(edit, &judged),
            Intent::Escape if radar.escape(&judged) => {}
            Intent::OpenInBrowser => browse_radar(radar, &judged, context),
            Intent::Vision(Action::Zoom) => radar.zoom(),
            Intent::Vision(Action::AsList) => radar.toggle(),
            Intent::Vision(Action::NextQuadrant) => radar.turn(false, &judged),
            Intent::Vision(Action::PreviousQuadrant) => radar.turn(true, &judged),
            Intent::Vision(Action::NextTechnology) => radar.step(false, &judged),
            Intent::Vision(Action::PreviousTechnology) => radar.step(true, &judged),
            Intent::Vision(Action::Users) => match radar.row() {
                Some(row) => context.push(open(Of::Technology(row.id.clone()))),
                None => context.toast(Level::Info, "No technology is selected."),
            },
            Intent::Vision(Action::Edit) => {
                let file = radar.selected().and_then(|id| judged.vision.radar.technology(id));
                edit(file.map(|technology| (technology.file.clone(), None)), context);
            }
            Intent::Vision(action) => return act(state, action, context),
            _ => return Flow::Ignored,
        },
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn enter_radar(radar: &mut radar::State, judged: &Judged, context: &mut Context<'_>) {
    if let Some(entity_ref) = radar.enter(judged) {
        context.open_entity(entity_ref);
    }
}

fn browse_radar(radar: &radar::State, judged: &Judged, context: &mut Context<'_>) {
    let technology = radar.selected().and_then(|id| judged.vision.radar.technology(id));
    match technology.and_then(|technology| technology.links.first()) {
        Some(link) => context.effect(Effect::OpenUrl(link.url.clone())),
        None => context.toast(Level::Info, "The technology has no link."),
    }
}

/// What keys mean where nothing lies over the list and the detail.
pub(super) fn in_panes(state: &mut State, intent: Intent, context: &mut Context<'_>) -> Flow {
    match intent {
        Intent::Move(motion) => state.go(motion, context.shared),
        Intent::Enter => enter(state, context),
        Intent::Right if state.selected().is_some() => state.pane = Pane::Detail,
        Intent::Left if state.pane == Pane::Detail => state.pane = Pane::List,
        Intent::NextPane | Intent::PreviousPane => {
            state.pane = state.pane.other();
        }
        Intent::Filter => {
            state.filtering = true;
            state.pane = Pane::List;
        }
        Intent::Mark => {
            let table = state.table_mut();
            table.list.toggle_mark(&table.rows);
        }
        Intent::Range => {
            let table = state.table_mut();
            table.list.toggle_range(&table.rows);
        }
        Intent::Escape => return escape(state),
        Intent::OpenInBrowser => browse(state, context),
        Intent::Tree(tree::Action::Open) => match entity(state) {
            Some(entity_ref) => context.push(tree::open(entity_ref)),
            None => return Flow::Ignored,
        },
        Intent::Create(gallery::Action::ForEntity) => create(state, context),
        Intent::Vision(action) => return act(state, action, context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Takes back one thing after the other.
fn escape(state: &mut State) -> Flow {
    if state.pane == Pane::Detail {
        state.pane = Pane::List;
    } else if state.table_mut().list.clear_marks() {
    } else if !state.input.is_empty() {
        state.input.clear();
        state.make();
    } else {
        return Flow::Ignored;
    }
    Flow::Handled
}

fn act(state: &mut State, action: Action, context: &mut Context<'_>) -> Flow {
    match action {
        Action::NextTab => turn(state, 1, context),
        Action::PreviousTab => turn(state, Tab::ALL.len() - 1, context),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab);
                state.ask_change(context);
            }
        }
        Action::Sort => {
            let columns = state.tab.columns().iter();
            let choices = columns.map(|column| (column.title().to_owned(), column.title().to_owned()));
            state.asking = Some((Asking::Sort, Popup::choices("Sort by", choices)));
        }
        Action::Reverse => {
            let table = state.table_mut();
            table.reversed = !table.reversed;
            state.make();
        }
        Action::GroupBy => group_by(state),
        Action::File => file(state, context),
        Action::Edit => {
            let place = place(state);
            edit(place.map(|(file, line)| (file, Some(line))), context);
        }
        Action::EditComplaint => {
            let source = state.source.as_ref();
            let complaints = source.map_or(&[][..], |source| &source.judged.vision.complaints);
            let first = complaints
                .iter()
                .find(|complaint| complaint.is_error)
                .or(complaints.first());
            match first {
                Some(first) => edit(Some((first.file.clone(), Some(first.at.line))), context),
                None => context.toast(Level::Info, "Nothing is wrong with the vision's files."),
            }
        }
        Action::Try => {
            let mut trial = state.trial.take().unwrap_or_default();
            trial.ask(true, context);
            state.trial = Some(trial);
            state.trying = true;
        }
        Action::TryThis => try_this(state, context),
        Action::EndWaiver => end_waiver(state, context),
        Action::Grant => grant(state, context),
        Action::GrantNow => {
            if let Some(asked) = asked(state) {
                context.grant_waiver(asked.task.clone());
            }
        }
        Action::Waive => waiving::show(waivable(state), context),
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

fn turn(state: &mut State, by: usize, context: &mut Context<'_>) {
    let here = Tab::ALL.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    if let Some(tab) = Tab::ALL.get((here + by) % Tab::ALL.len()) {
        state.show(*tab);
        state.ask_change(context);
    }
}

/// Groups the scores by the next sort of thing; from elsewhere it shows them.
fn group_by(state: &mut State) {
    if state.tab == Tab::Scores {
        state.by = match state.by {
            By::Owner => By::System,
            By::System => By::Domain,
            By::Domain => By::Owner,
        };
    }
    state.show(Tab::Scores);
}

/// Opens what the row is about.
pub(super) fn enter(state: &mut State, context: &mut Context<'_>) {
    let Some((item, source)) = state.selected().zip(state.source.as_ref()) else {
        return;
    };
    match item {
        Item::Rule(at) => {
            if let Some(rule) = source.rule(at) {
                context.push(open(Of::Rule(rule.id.clone())));
            }
        }
        Item::Group(at) => {
            if let Some(score) = source.scores.get(at) {
                context.push(open(Of::Group(state.by, score.group.clone())));
            }
        }
        Item::RuleAdded(_) | Item::RuleChanged(_) => {
            if let Some(rule) = state.about(item).0.and_then(|rule| source.rule(rule)) {
                context.push(open(Of::Rule(rule.id.clone())));
            }
        }
        Item::Moved(at) => {
            let moved = source
                .change
                .as_ref()
                .and_then(|change| change.technologies.get(at));
            if let Some((id, ..)) = moved {
                context.push(open(Of::Technology(id.clone())));
            }
        }
        Item::Complaint(_) => {
            let place = place(state);
            edit(place.map(|(file, line)| (file, Some(line))), context);
        }
        Item::Waiver(_) | Item::Asked(_) | Item::FellOut(_) | Item::FellIn(_) => {
            if let Some(entity_ref) = entity(state) {
                context.open_entity(entity_ref);
            }
        }
        Item::RuleRemoved(_) | Item::Statement | Item::Principle(_) => state.pane = Pane::Detail,
    }
}
