//! An entity on a screen of its own, from which one walks on along its relations; breadcrumbs lead back.

use super::menu::{Deed, Menu, Outcome};
use super::panes::body;
use super::subject::{Subject, View};
use super::{DETAIL, Snapshot, acts, copies};
use crate::app::context::{Context, Event, Flow};
use crate::app::effect::Effect;
use crate::app::geometry::{Area, Size, Target};
use crate::app::intent::{Intent, Scope};
use crate::app::overlay::CopyItem;
use crate::app::screen::ScreenState;
use crate::app::shared::Shared;
use crate::app::{access, create, discovery, health, tree, vision};

/// Longer lines are hard to read, however wide the screen.
const WIDEST: u16 = 110;

/// The state of the screen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EntityState {
    entity_ref: String,
    snapshot: Snapshot,
    pub subject: Subject,
    pub menu: Option<Menu>,
}

impl EntityState {
    /// The page of an entity, by its canonical reference.
    pub fn new(entity_ref: impl Into<String>) -> Self {
        Self {
            entity_ref: entity_ref.into(),
            ..Self::default()
        }
    }

    /// The page of an entity of a snapshot whose problems are known already.
    pub(super) fn with(entity_ref: &str, snapshot: Snapshot) -> Self {
        Self {
            snapshot,
            ..Self::new(entity_ref)
        }
    }

    pub fn entity_ref(&self) -> &str {
        &self.entity_ref
    }

    /// Where the page is on a screen of some size.
    pub fn pane(size: Size) -> Area {
        let body = body(size);
        Area {
            x: 1.min(body.width),
            width: body.width.saturating_sub(2).min(WIDEST),
            ..body
        }
    }

    fn view(shared: &Shared) -> View {
        let pane = Self::pane(shared.layout.size);
        View::of(pane.width, pane.height)
    }

    fn show(&mut self, context: &mut Context<'_>) {
        if let Some(catalog) = context.shared.catalog.value() {
            self.snapshot.renew(catalog);
        }
        self.subject.show(&self.snapshot, &self.entity_ref, context);
        self.subject.focus(Self::view(context.shared));
    }

    fn enter(&mut self, context: &mut Context<'_>) {
        if let Some(stop) = self.subject.stop(Self::view(context.shared)) {
            let lead = stop.lead.clone();
            acts::follow(&lead, &mut self.subject, context);
        }
    }

    fn update_menu(&mut self, event: Event<'_>, context: &mut Context<'_>) -> bool {
        let Some(menu) = &mut self.menu else { return false };
        if matches!(
            event,
            Event::Answer(..)
                | Event::Catalog
                | Event::Discovery
                | Event::Vision
                | Event::Health
                | Event::Access
                | Event::Journal
                | Event::Shown
                | Event::Drawn
                | Event::Clock
        ) {
            return false;
        }
        match menu.update(event) {
            Outcome::Open => {}
            Outcome::Closed => self.menu = None,
            Outcome::Chosen(deed) => {
                self.menu = None;
                if let Deed::Web(url) = deed {
                    context.effect(Effect::OpenUrl(url));
                }
            }
        }
        true
    }
}

impl ScreenState for EntityState {
    fn title(&self, shared: &Shared) -> String {
        let catalog = shared.catalog.value();
        let entity = catalog.and_then(|catalog| Some(catalog.entity(catalog.find(&self.entity_ref)?)));
        entity
            .map_or(self.entity_ref.as_str(), |entity| entity.label())
            .to_owned()
    }

    fn scopes(&self) -> &'static [Scope] {
        match self.menu {
            Some(_) => &[Scope::Menu, Scope::Text, Scope::System],
            None => &[
                Scope::List,
                Scope::Entity,
                Scope::Past,
                Scope::Global,
                Scope::System,
            ],
        }
    }

    fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        if self.update_menu(event, context) {
            return Flow::Handled;
        }
        let view = Self::view(context.shared);
        match event {
            Event::Shown => {
                self.show(context);
                self.subject.ask_missing(context);
            }
            Event::Catalog => self.show(context),
            Event::Journal => self.subject.ask_events(context),
            Event::Discovery | Event::Vision | Event::Health | Event::Access => {
                self.subject.learn(context);
            }
            Event::Answer(generation, answer) => self.subject.answer(generation, answer, context),
            Event::Intent(Intent::Move(motion)) => self.subject.go(motion, view),
            Event::Intent(Intent::Enter | Intent::Right) => self.enter(context),
            Event::Intent(Intent::Left) => context.back(),
            Event::Intent(Intent::OpenInBrowser) => self.menu = acts::browse(&mut self.subject, context),
            Event::Intent(Intent::Create(create::Action::ForEntity)) => {
                context.push(create::open_for(self.entity_ref.clone()));
            }
            Event::Intent(Intent::Tree(tree::Action::Open)) => acts::tree(&self.entity_ref, context),
            Event::Intent(Intent::Discovery(discovery::Action::Declare)) => {
                acts::declare(&self.subject, Some(view), context);
            }
            Event::Intent(Intent::Vision(vision::Action::Waive)) => {
                acts::waive(&self.subject, Some(view), context);
            }
            Event::Intent(Intent::Health(health::Action::OpenHere)) => {
                acts::health(&self.entity_ref, context)
            }
            Event::Intent(Intent::Access(access::Action::OpenHere)) => {
                acts::access(&self.entity_ref, context);
            }
            Event::Intent(Intent::Catalog(action)) => return acts::act(action, &mut self.subject, context),
            Event::Click(Target::Row(DETAIL, stop)) => {
                if self.subject.select(*stop, view) {
                    self.enter(context);
                }
            }
            Event::Scroll(_, lines) => self.subject.scroll(lines, view),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copies(&self, shared: &Shared) -> Vec<CopyItem> {
        copies::of(&self.subject, Some(Self::view(shared)))
    }
}
