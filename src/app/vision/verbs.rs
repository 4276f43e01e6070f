//! What is done about the selected row: its file, its link, the blueprint that mends it, tasks, waivers, a trial.

use super::mine::Asked;
use super::source::Item;
use super::state::{Asking, State};
use super::trial::Trial;
use super::{Action, filing};
use crate::app::context::Context;
use crate::app::create;
use crate::app::effect::Effect;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::overlay::{Confirm, Overlay};
use crate::app::toast::Level;
use crate::app::wizard::popup::Popup;
use crate::model::vision::diff::Fall;
use crate::model::vision::{Origin, Waiver, WaiverSource};

pub(super) fn entity(state: &State) -> Option<String> {
    state.about(state.selected()?).1
}

/// The file and the line that the row stands in.
pub(super) fn place(state: &State) -> Option<(String, u32)> {
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

pub(super) fn edit(place: Option<(String, Option<u32>)>, context: &mut Context<'_>) {
    match (place, &context.shared.workspace) {
        (Some((file, line)), Some(workspace)) if !file.is_empty() => {
            let path = workspace.root.join(file);
            context.effect(Effect::EditFile { path, line });
        }
        _ => context.toast(Level::Info, "This stands in no file."),
    }
}

pub(super) fn browse(state: &State, context: &mut Context<'_>) {
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
pub(super) fn create(state: &State, context: &mut Context<'_>) {
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
pub(super) fn file(state: &State, context: &mut Context<'_>) {
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
pub(super) fn waivable(state: &State) -> Vec<(String, String)> {
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
pub(super) fn try_this(state: &mut State, context: &mut Context<'_>) {
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

pub(super) fn asked(state: &State) -> Option<&Asked> {
    match state.selected()? {
        Item::Asked(at) => state.source.as_ref()?.asked.get(at),
        _ => None,
    }
}

/// Asks whether the exception that is asked for is to hold.
pub(super) fn grant(state: &State, context: &mut Context<'_>) {
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

pub(super) fn end_waiver(state: &mut State, context: &mut Context<'_>) {
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
