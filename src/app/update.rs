//! One message in, a changed state and effects out. Keys become intents here; intents go to the topmost overlay, else to
//! the screen, and what neither wants has a general meaning.

use std::sync::Arc;

use jiff::Timestamp;

use super::access::{Action as OnAccess, Aim as AccessAim, Board as AccessBoard};
use super::catalog::EntityState;
use super::context::{Context, Event, Flow};
use super::cost;
use super::discovery::Lookout;
use super::effect::{Effect, Generation, Request};
use super::geometry::Layout;
use super::health::{Action as OnHealth, Aim, Board};
use super::intent::{Entry, Intent};
use super::link::Link;
use super::load::Load;
use super::msg::{Answer, Msg};
use super::nav::Nav;
use super::overlay::{CopyMenu, Overlay, Picker};
use super::screen;
use super::screen::{Registration, SCREENS, Screen, ScreenId};
use super::shared::Workspace;
use super::state::State;
use super::toast::Level;
use super::vision::Work;
use super::{create, past, run, tree, vision, wizard};
use crate::model::catalog::Catalog;

/// Applies a message. What must happen outside is returned, in order.
pub fn update(state: &mut State, msg: Msg) -> Vec<Effect> {
    let mut run = Run {
        state,
        effects: Vec::new(),
    };
    run.apply(msg);
    run.effects
}

/// One run of `update`: the state, and the effects so far.
struct Run<'a> {
    state: &'a mut State,
    effects: Vec<Effect>,
}

impl Run<'_> {
    fn apply(&mut self, msg: Msg) {
        match msg {
            Msg::Clock(now) => return self.clock(now),
            Msg::Drawn(layout) => return self.drawn(layout),
            Msg::Started => self.started(),
            Msg::Key(key) => self.key(key),
            Msg::Paste(text) => self.insert(&text),
            Msg::Mouse(mouse) => self.mouse(mouse),
            Msg::Resize(size) => self.state.shared.layout.size = size,
            Msg::Resumed => {}
            Msg::Intent(intent) => self.intent(intent),
            Msg::Catalog(catalog) if self.keeps_present(&catalog) => {}
            Msg::Catalog(catalog) => {
                self.state.shared.catalog.renew(catalog);
                self.everywhere(Event::Catalog);
                self.ask_discovery();
                self.ask_vision();
                self.ask_health();
                self.ask_access();
            }
            Msg::JournalGrew => {
                self.everywhere(Event::Journal);
                self.ask_vision();
                self.ask_health();
                self.ask_access();
            }
            Msg::Looked => self.ask_health(),
            Msg::VisionChanged => self.ask_vision(),
            Msg::Surveying { place, seen, of } => self.surveying(place, seen, of),
            Msg::Answer { generation, answer } => self.answer(generation, answer),
            Msg::Failed(failure) => self.toast(Level::Error, format!("{} {}", failure.message, failure.next)),
        }
        self.settle_in_time();
        self.state.dirty = true;
    }

    fn started(&mut self) {
        self.tell_top(Event::Shown);
        self.general(Intent::Refresh);
    }

    fn clock(&mut self, now: Timestamp) {
        let day = self.state.shared.today();
        self.state.shared.now = now;
        if day != self.state.shared.today() {
            // Waivers end with a day.
            self.ask_vision();
        }
        if self.state.toasts.expire(now) {
            self.state.dirty = true;
        }
        self.wake_for_toasts();
        self.tell_top(Event::Clock);
    }

    /// The layout of the last frame changes nothing that is seen: lists only learn by how much a page moves.
    fn drawn(&mut self, layout: Layout) {
        self.state.shared.layout = layout;
        self.in_context(|overlays, nav, context| {
            for overlay in overlays {
                overlay.update(Event::Drawn, context);
            }
            nav.top_mut().state_mut().update(Event::Drawn, context);
        });
    }

    fn catalog(&mut self, catalog: Arc<Catalog>) {
        let before = self.state.shared.catalog.value().cloned();
        self.state.shared.catalog.succeed(catalog.clone());
        if before.is_none_or(|before| !Arc::ptr_eq(&before, &catalog)) {
            self.everywhere(Event::Catalog);
            self.ask_discovery();
            self.ask_vision();
            self.ask_health();
            self.ask_access();
        }
    }

    /// Begins anew in another workspace.
    fn opened(&mut self, workspace: Workspace) {
        self.state.shared.open(workspace);
        self.state.shared.catalog = Load::default();
        self.state.shared.discovery = Lookout::default();
        self.state.shared.vision = Load::default();
        self.state.shared.vision_work = Work::default();
        self.state.shared.owning.clear();
        self.state.shared.travel = past::Travel::default();
        self.state.shared.health = Board::default();
        self.state.shared.access = AccessBoard::default();
        self.state.overlays.clear();
        self.state.nav = Nav::new(Screen::first(&self.state.shared));
        self.started();
    }

    fn answer(&mut self, generation: Generation, answer: Answer) {
        let catalog_expected = self.state.shared.catalog.expects(generation);
        match answer {
            Answer::Catalog(catalog) if self.keeps_present(&catalog) => {}
            Answer::Catalog(catalog) => self.catalog(catalog),
            Answer::Opened(workspace) => self.opened(workspace),
            Answer::Failed(failure) if catalog_expected => {
                self.toast(Level::Error, format!("{} {}", failure.message, failure.next));
                self.state.shared.catalog.fail(failure);
            }
            answer if self.is_of_travel(generation) => self.arrived(answer),
            answer if self.is_of_discovery(generation) => self.discovered(generation, answer),
            answer if self.state.shared.owning.contains_key(&generation) => self.owned(generation, answer),
            answer if self.is_of_health(generation) => self.health_answered(generation, answer),
            answer if self.is_of_access(generation) => self.access_answered(generation, answer),
            answer if self.is_of_vision(generation) => self.judged(generation, answer),
            answer => self.everywhere(Event::Answer(generation, &answer)),
        }
    }

    fn intent(&mut self, intent: Intent) {
        let general = matches!(intent, Intent::Quit | Intent::Suspend);
        if general || self.deliver(Event::Intent(intent)) == Flow::Ignored && self.state.overlays.is_empty() {
            self.general(intent);
        }
    }

    /// Does an action from wherever one is: on the screen it belongs to, which is opened first.
    fn entry(&mut self, entry: &Entry) {
        if !self.state.scopes().contains(&entry.scope) {
            let shared = &self.state.shared;
            let home = |screen: &&Registration| (screen.open)(shared).state().scopes().contains(&entry.scope);
            match SCREENS
                .iter()
                .filter(|screen| screen.intent.is_some())
                .find(home)
                .map(|screen| screen.id)
            {
                Some(screen) if !entry.scope.is_inside() => self.go_to(screen),
                _ => {
                    return self.toast(
                        Level::Info,
                        format!("That works only in: {}", entry.scope.title()),
                    );
                }
            }
        }
        self.intent(entry.intent);
    }

    /// What an intent means when neither an overlay nor the screen has a meaning of its own for it.
    fn general(&mut self, intent: Intent) {
        match intent {
            Intent::Quit => self.quit(),
            Intent::Suspend => self.effects.push(Effect::Suspend),
            Intent::Back if self.state.nav.depth() == 1 => self.quit(),
            Intent::Back => self.back(),
            Intent::Escape if self.state.nav.depth() > 1 => self.back(),
            Intent::GoTo(screen) => self.go_to(screen),
            Intent::Help => self.show(Overlay::Picker(Picker::help(
                &self.state.keymap,
                self.state.scopes(),
            ))),
            Intent::Palette => self.show(Overlay::Picker(Picker::palette(
                &self.state.keymap,
                self.state.scopes(),
            ))),
            Intent::Themes => self.show(Overlay::Picker(Picker::themes(
                &self.state.themes,
                &self.state.theme,
            ))),
            Intent::CopyMenu => {
                let mut items = self.state.nav.top().state().copies(&self.state.shared);
                if let Some(at) = self.state.shared.travel.at() {
                    items = past::dated(items, at, &self.state.shared.clock());
                }
                self.show(Overlay::CopyMenu(CopyMenu::new(items)));
            }
            Intent::Health(OnHealth::Open) => self.follow(&Link::Health(Aim::default())),
            Intent::Access(OnAccess::Open) => self.follow(&Link::Access(AccessAim::default())),
            Intent::Tree(tree::Action::Open) => self.toast(
                Level::Info,
                "No entity is selected here. Select one to see its tree.".to_owned(),
            ),
            Intent::Cost(cost::Action::Open) => self.follow(&Link::Cost(cost::Aim::default())),
            Intent::Create(create::Action::ForEntity) => self.toast(
                Level::Info,
                "No entity is selected here. Select one to create something for it.".to_owned(),
            ),
            Intent::Past(action) => self.travel(action),
            Intent::Refresh if self.state.shared.travel.at().is_some() => {}
            Intent::Refresh if self.state.shared.workspace.is_some() => {
                let generation = self.state.generations.next();
                self.state.shared.catalog.expect(generation);
                self.effects.push(Effect::Ask {
                    generation,
                    request: Request::LoadCatalog,
                });
                self.ask_vision();
            }
            _ => {}
        }
    }

    /// Leaves, once all screens have kept what must not be lost.
    fn quit(&mut self) {
        self.everywhere(Event::Leaving);
        self.effects.push(Effect::Quit);
    }

    fn back(&mut self) {
        self.state.nav.pop();
        self.tell_top(Event::Shown);
    }

    fn go_to(&mut self, id: ScreenId) {
        let shared = &self.state.shared;
        self.state.nav.go_to(id, || Screen::open(id, shared));
        self.tell_top(Event::Shown);
    }

    /// Shows what a line leads to: on the screen in front if it is the right one, else on a new one on top of it.
    fn follow(&mut self, link: &Link) {
        if self.refuses(link) {
            return;
        }
        if let Link::Entity(entity_ref) = link
            && self.state.nav.top().id() != ScreenId::Catalog
        {
            let page = EntityState::new(entity_ref);
            self.state.nav.push(Screen::Entity(Box::new(page)));
            return self.tell_top(Event::Shown);
        }
        let own = match link {
            Link::Form { blueprint, entity } => Some(wizard::open(blueprint, entity.clone())),
            Link::Draft(id) => Some(wizard::resume(id)),
            Link::Run(id) => Some(run::open(id)),
            Link::Findings(of) => Some(vision::findings::open(of.clone())),
            _ => None,
        };
        if let Some(screen) = own {
            self.state.nav.push(screen);
            return self.tell_top(Event::Shown);
        }
        let Some(id) = screen::named(link.screen()) else {
            return;
        };
        if self.state.nav.top().id() != id {
            let Some(screen) = Screen::open(id, &self.state.shared) else {
                return;
            };
            self.state.nav.push(screen);
            self.tell_top(Event::Shown);
        }
        self.deliver(match link {
            Link::Entity(entity_ref) => Event::Open(entity_ref),
            link => Event::Follow(link),
        });
    }

    fn show(&mut self, overlay: Overlay) {
        self.state.overlays.push(overlay);
    }

    fn toast(&mut self, level: Level, text: String) {
        self.state.toasts.push(level, text, self.state.shared.now);
        self.wake_for_toasts();
    }

    fn wake_for_toasts(&mut self) {
        if let Some(at) = self.state.toasts.next_expiry() {
            self.effects.push(Effect::WakeAt(at));
        }
    }

    /// Gives an event to the topmost overlay, or to the screen when there is none.
    fn deliver(&mut self, event: Event<'_>) -> Flow {
        self.in_context(|overlays, nav, context| match overlays.last_mut() {
            Some(overlay) => overlay.update(event, context),
            None => nav.top_mut().state_mut().update(event, context),
        })
    }

    /// Gives an event to the screen that is seen, whatever lies over it.
    fn tell_top(&mut self, event: Event<'_>) {
        self.in_context(|_, nav, context| nav.top_mut().state_mut().update(event, context));
    }

    /// Gives an event to all overlays and all open screens, seen or not.
    fn everywhere(&mut self, event: Event<'_>) {
        self.in_context(|overlays, nav, context| {
            for overlay in overlays {
                overlay.update(event, context);
            }
            for screen in nav.all_mut() {
                screen.state_mut().update(event, context);
            }
        });
    }

    /// Has something answer an event, and carries its commands out.
    fn in_context<T>(&mut self, act: impl FnOnce(&mut [Overlay], &mut Nav, &mut Context<'_>) -> T) -> T {
        let State {
            shared,
            generations,
            overlays,
            nav,
            ..
        } = &mut *self.state;
        let mut commands = Vec::new();
        let mut context = Context {
            shared,
            generations,
            commands: &mut commands,
        };
        let result = act(overlays, nav, &mut context);
        self.carry_out(commands);
        result
    }
}

mod access;
mod commands;
mod discovery;
mod health;
mod input;
mod judging;
mod owning;
#[cfg(test)]
mod tests;
mod travel;
