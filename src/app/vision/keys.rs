//! What keys mean: in a popup, in the filter, on the radar, in the list, in the detail.

use super::filing;
use super::findings::{Of, open};
use super::intents::Action;
use super::mine::Asked;
use super::radar;
use super::rows::{Item, Tab};
use super::state::{Asking, State};
use super::trial::Trial;
use super::waiving;
use crate::app::context::{Context, Event, Flow};
use crate::app::discovery::Pane;
use crate::app::effect::Effect;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::list::Motion;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::toast::Level;
use crate::app::wizard::popup::{Outcome, Popup};
use crate::app::{create, tree};
use crate::model::vision::diff::Fall;
use crate::model::vision::{By, Judged, Origin, Waiver, WaiverSource};

/// What an event did to a filter.
pub(super) enum Typed {
    Changed,
    Kept,
    Moved(Motion),
    Other,
}

/// Typing narrows the rows; the arrows move among them all the while.
pub(super) fn filter(input: &mut Input, filtering: &mut bool, event: Event<'_>) -> Typed {
    match event {
        Event::Insert(text) => input.insert(text),
        Event::Intent(Intent::Edit(edit)) if input.edit(edit) => {}
        Event::Intent(Intent::Edit(_)) => return Typed::Kept,
        Event::Intent(Intent::Move(motion)) => return Typed::Moved(motion),
        Event::Intent(Intent::Enter) => {
            *filtering = false;
            return Typed::Kept;
        }
        Event::Intent(Intent::Escape) => {
            *filtering = false;
            input.clear();
        }
        _ => return Typed::Other,
    }
    Typed::Changed
}

pub(super) fn in_filter(state: &mut State, event: Event<'_>, context: &mut Context<'_>) -> Flow {
    match filter(&mut state.input, &mut state.filtering, event) {
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
            state.pane = match state.pane {
                Pane::List => Pane::Detail,
                Pane::Detail => Pane::List,
            };
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
        Intent::Create(create::Action::ForEntity) => create(state, context),
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
        Action::NextTab => turn(state, 1),
        Action::PreviousTab => turn(state, Tab::ALL.len() - 1),
        Action::Show(at) => {
            if let Some(tab) = Tab::ALL.get(at) {
                state.show(*tab);
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

fn turn(state: &mut State, by: usize) {
    let here = Tab::ALL.iter().position(|tab| *tab == state.tab).unwrap_or(0);
    if let Some(tab) = Tab::ALL.get((here + by) % Tab::ALL.len()) {
        state.show(*tab);
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

fn entity(state: &State) -> Option<String> {
    state.about(state.selected()?).1
}

/// The file and the line that the row stands in.
fn place(state: &State) -> Option<(String, u32)> {
    let source = state.source.as_ref()?;
    let vision = &source.judged.vision;
    let item = state.selected()?;
    match item {
        Item::Complaint(at) => {
            let complaint = vision.complaints.get(at)?;
            Some((complaint.file.clone(), complaint.at.line))
        }
        Item::Waiver(at) => match source.judged.waivers.get(at)?.source {
            WaiverSource::File(at) => Some((FILE.to_owned(), at.line)),
            WaiverSource::Journal(_) => None,
        },
        Item::Statement | Item::Principle(_) => Some((FILE.to_owned(), 1)),
        item => {
            let rule = source.rule(state.about(item).0?)?;
            Some((rule.file.clone(), rule.at.line))
        }
    }
}

/// The vision's file, at the root of a workspace.
const FILE: &str = "vision.yaml";

fn edit(place: Option<(String, Option<u32>)>, context: &mut Context<'_>) {
    match (place, &context.shared.workspace) {
        (Some((file, line)), Some(workspace)) if !file.is_empty() => {
            let path = workspace.root.join(file);
            context.effect(Effect::EditFile { path, line });
        }
        _ => context.toast(Level::Info, "This stands in no file."),
    }
}

fn browse(state: &State, context: &mut Context<'_>) {
    let source = state.source.as_ref();
    let selected = state.selected();
    let link = source.zip(selected).and_then(|(source, item)| match item {
        Item::Principle(at) => source.judged.vision.principles.get(at)?.links.first(),
        item => source.rule(state.about(item).0?)?.links.first(),
    });
    match link {
        Some(link) => context.effect(Effect::OpenUrl(link.url.clone())),
        None => context.toast(Level::Info, "It has no link."),
    }
}

/// The form of the blueprint that mends it.
fn create(state: &State, context: &mut Context<'_>) {
    let about = state.selected().map(|item| state.about(item));
    let (rule, entity) = about.unwrap_or_default();
    let rule = state
        .source
        .as_ref()
        .zip(rule)
        .and_then(|(source, rule)| source.rule(rule));
    match (rule.and_then(|rule| rule.blueprint.clone()), entity) {
        (Some(blueprint), entity) => context.follow(Link::Form { blueprint, entity }),
        (None, Some(entity)) => context.push(create::open_for(entity)),
        (None, None) => context.toast(Level::Info, "The rule names no blueprint that mends it."),
    }
}

/// Tasks of what is marked or selected: of all who fall short of a rule and are not waived, or of single ones.
fn file(state: &State, context: &mut Context<'_>) {
    let Some(source) = &state.source else { return };
    let judged = &source.judged;
    let mut falls: Vec<Fall> = Vec::new();
    for item in state.chosen() {
        match item {
            Item::FellOut(_) => {
                falls.extend(source.fall(item).cloned());
            }
            Item::Rule(_) | Item::RuleAdded(_) | Item::RuleChanged(_) => {
                let Some(at) = state.about(item).0 else { continue };
                let found = judged
                    .falling_short(at)
                    .filter_map(|entity| judged.finding(at, entity));
                let open = found.filter(|found| found.waiver.is_none());
                let Some(rule) = source.rule(at) else { continue };
                falls.extend(open.map(|found| Fall {
                    rule: rule.id.clone(),
                    severity: rule.severity,
                    entity: found.entity,
                    message: found.message,
                }));
            }
            _ => {}
        }
    }
    filing::show(falls, context);
}

/// Of what is marked or selected, what can be waived: single findings only, so that nobody waives a rule by accident.
fn waivable(state: &State) -> Vec<(String, String)> {
    let Some(source) = &state.source else {
        return Vec::new();
    };
    let chosen = state.chosen().into_iter();
    let about = chosen.filter(|item| matches!(item, Item::FellOut(_) | Item::Waiver(_)));
    about
        .filter_map(|item| match state.about(item) {
            (Some(rule), Some(entity)) => Some((source.rule(rule)?.id.clone(), entity)),
            _ => None,
        })
        .collect()
}

/// Opens the text of the selected rule for changes that touch no file.
fn try_this(state: &mut State, context: &mut Context<'_>) {
    let rule = state.selected().and_then(|item| state.about(item).0);
    let rule = state
        .source
        .as_ref()
        .zip(rule)
        .and_then(|(source, rule)| source.rule(rule));
    match rule {
        Some(rule) if rule.origin == Origin::Written => {
            state.trial = Some(Trial::of_file(&rule.file.clone(), rule.at.line, context));
            state.trying = true;
        }
        Some(_) => context.toast(
            Level::Info,
            "This rule comes from the radar, `naming` or `required`; p tries one of its own.",
        ),
        None => context.toast(Level::Info, "No rule is selected."),
    }
}

fn asked(state: &State) -> Option<&Asked> {
    match state.selected()? {
        Item::Asked(at) => state.source.as_ref()?.asked.get(at),
        _ => None,
    }
}

/// Asks whether the exception that is asked for is to hold.
fn grant(state: &State, context: &mut Context<'_>) {
    match asked(state) {
        _ if context.shared.read_only => context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        ),
        Some(asked) if asked.is_mine => context.show(Overlay::Confirm(Confirm {
            title: "Agree to the waiver?".to_owned(),
            lines: vec![
                asked.title.clone(),
                format!(
                    "{} asks. It holds from now on, and the task is done.",
                    asked.requester
                ),
            ],
            yes: Intent::Vision(Action::GrantNow),
        })),
        Some(_) => context.toast(Level::Info, "Others are asked to agree to this one."),
        None => context.toast(
            Level::Info,
            "No request is selected; the waivers have a tab of their own.",
        ),
    }
}

fn end_waiver(state: &mut State, context: &mut Context<'_>) {
    if context.shared.read_only {
        return context.toast(
            Level::Warning,
            "Nothing is changed: muster was started with --read-only.",
        );
    }
    let waiver: Option<&Waiver> = match (state.selected(), &state.source) {
        (Some(Item::Waiver(at)), Some(source)) => source.judged.waivers.get(at),
        _ => None,
    };
    match waiver {
        Some(waiver) if matches!(waiver.source, WaiverSource::Journal(_)) => {
            let title = format!("Why {} is waived for {} no longer", waiver.rule, waiver.entity);
            let asking = Asking::EndWaiver {
                rule: waiver.rule.clone(),
                entity: waiver.entity.clone(),
            };
            state.asking = Some((asking, Popup::text(title, "")));
        }
        Some(_) => context.toast(Level::Info, "It stands in vision.yaml; e opens it there."),
        None => context.toast(
            Level::Info,
            "No waiver is selected; the waivers are in a tab of their own.",
        ),
    }
}
