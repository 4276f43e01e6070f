//! What can be done with the entity that is shown, beside the table and on its own screen.

use super::document::DocumentState;
use super::entity::EntityState;
use super::intents::Action;
use super::links::links;
use super::menu::Menu;
use super::page::Lead;
use super::subject::{Subject, View};
use super::{Snapshot, State};
use crate::app::access;
use crate::app::context::{Context, Flow};
use crate::app::cost;
use crate::app::discovery::declaring;
use crate::app::effect::Effect;
use crate::app::health::Aim;
use crate::app::intent::Intent;
use crate::app::link::Link;
use crate::app::screen::Screen;
use crate::app::toast::Level;
use crate::app::tree;
use crate::app::vision::waiving;
use crate::model::catalog::Entity;
use crate::model::catalog::query::Facet;

/// Opens the page of an entity on top.
pub(super) fn open(entity_ref: &str, snapshot: &Snapshot, context: &mut Context<'_>) {
    let page = EntityState::with(entity_ref, snapshot.clone());
    context.push(Screen::Entity(Box::new(page)));
}

/// Opens what an entity depends on, and what depends on it.
pub(super) fn tree(entity_ref: &str, context: &mut Context<'_>) {
    context.push(Screen::Tree(Box::new(tree::State::of(entity_ref))));
}

/// Shows what the probes of an entity say.
pub(super) fn health(entity_ref: &str, context: &mut Context<'_>) {
    context.follow(Link::Health(Aim::of(entity_ref)));
}

/// Shows who may use an entity, and what it has elsewhere.
pub(super) fn access(entity_ref: &str, context: &mut Context<'_>) {
    context.follow(Link::Access(access::Aim::of(entity_ref)));
}

/// Goes where a line of the page leads.
pub(super) fn follow(lead: &Lead, subject: &mut Subject, context: &mut Context<'_>) {
    match lead {
        Lead::Nowhere => {}
        Lead::Entity(entity_ref)
        | Lead::Seen {
            other: entity_ref, ..
        } => {
            open(entity_ref, subject.snapshot(), context);
        }
        Lead::Outside => context.follow(Link::Discovery),
        Lead::Access => access(subject.entity_ref(), context),
        Lead::Health => health(subject.entity_ref(), context),
        Lead::Cost(entity_ref) => context.follow(Link::Cost(cost::Aim::of_entity(entity_ref))),
        Lead::Rule(id) => context.follow(Link::Rule(id.clone())),
        Lead::File { path, line } => edit(path, *line, context),
        Lead::Web(url) => context.effect(Effect::OpenUrl(url.clone())),
        Lead::Entities(facet, value) => list(*facet, value, subject, context),
        Lead::Tree => tree(subject.entity_ref(), context),
        Lead::Document => document(subject, context),
    }
}

/// Does something with the entity that is shown; ignores what has nothing to do with it.
pub(super) fn act(action: Action, subject: &mut Subject, context: &mut Context<'_>) -> Flow {
    let Some(entity) = subject.snapshot().find(subject.entity_ref()) else {
        return Flow::Ignored;
    };
    match action {
        Action::Edit => edit(entity.file(), entity.line(), context),
        Action::Document => document(subject, context),
        Action::Holdings => match holdings(entity) {
            Some(facet) => list(facet, entity.entity_ref(), subject, context),
            None => context.toast(
                Level::Info,
                format!("A {} holds nothing that could be listed.", entity.kind()),
            ),
        },
        _ => return Flow::Ignored,
    }
    Flow::Handled
}

/// Shows what declaring would write: the dependency under the cursor of the page, or all that were seen of the entity.
pub(super) fn declare(subject: &Subject, view: Option<View>, context: &mut Context<'_>) {
    let lead = view.and_then(|view| subject.stop(view)).map(|stop| &stop.lead);
    let edges = match lead {
        Some(Lead::Seen { from, to, .. }) => vec![(from.clone(), to.clone())],
        _ => match context.shared.discovery.known() {
            Some(known) => known.edges_of(subject.entity_ref()),
            None => Vec::new(),
        },
    };
    let nothing = "No dependency of it was seen that is not declared.";
    declaring::show_edges(&edges, nothing, context);
}

/// Asks for an exception: from the rule under the cursor of the page, or from all that the entity falls short of.
pub(super) fn waive(subject: &Subject, view: Option<View>, context: &mut Context<'_>) {
    let lead = view.and_then(|view| subject.stop(view)).map(|stop| &stop.lead);
    let entity = subject.entity_ref().to_owned();
    let of = match lead {
        Some(Lead::Rule(id)) => vec![(id.clone(), entity)],
        _ => {
            let found = context.shared.vision.value().and_then(|judged| {
                let found = judged.of_entity(judged.catalog.find(&entity)?);
                let open = found
                    .into_iter()
                    .filter(|found| found.waiver.is_none() && !found.is_untold);
                let rules = open.filter_map(|found| judged.vision.rules.get(found.rule));
                Some(rules.map(|rule| (rule.id.clone(), entity.clone())).collect())
            });
            found.unwrap_or_default()
        }
    };
    waiving::show(of, context);
}

/// Opens the entity's link, or asks which one if there are several.
pub(super) fn browse(subject: &mut Subject, context: &mut Context<'_>) -> Option<Menu> {
    let mut found = match subject.document() {
        Some(document) => links(document),
        None => {
            subject.wish(Intent::OpenInBrowser, context);
            return None;
        }
    };
    if found.len() > 1 {
        return Some(Menu::links(found));
    }
    match found.pop() {
        Some(link) => context.effect(Effect::OpenUrl(link.url)),
        None => context.toast(
            Level::Info,
            "It has no link. e edits its file, where links can be added.",
        ),
    }
    None
}

/// By what one lists what an entity owns, holds or answers for.
fn holdings(entity: Entity<'_>) -> Option<Facet> {
    match entity.kind() {
        "Group" => Some(Facet::Owner),
        "User" => Some(Facet::Accountable),
        "System" => Some(Facet::System),
        _ => None,
    }
}

fn list(facet: Facet, value: &str, subject: &Subject, context: &mut Context<'_>) {
    let label = subject
        .snapshot()
        .find(value)
        .map_or(value, |entity| entity.label());
    let title = match facet {
        Facet::Owner => format!("Owned by {label}"),
        Facet::Accountable => format!("{label} answers for"),
        _ => format!("Parts of {label}"),
    };
    context.push(Screen::Catalog(Box::new(State::listing(
        title,
        vec![(facet, value.to_owned())],
    ))));
}

fn document(subject: &mut Subject, context: &mut Context<'_>) {
    match subject.document() {
        Some(document) => context.push(Screen::Document(Box::new(DocumentState::new(
            subject.entity_ref(),
            document,
        )))),
        None => subject.wish(Intent::Catalog(Action::Document), context),
    }
}

fn edit(path: &str, line: u32, context: &mut Context<'_>) {
    let Some(workspace) = &context.shared.workspace else {
        return;
    };
    let path = workspace.root.join(path);
    context.effect(Effect::EditFile {
        path,
        line: Some(line),
    });
}
