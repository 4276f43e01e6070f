//! Going to a day and coming back: the shared catalog becomes the one of then, and what was known of now is put aside.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan};

use super::Run;
use crate::app::context::{Command, Event};
use crate::app::effect::{Effect, Generation, Request};
use crate::app::link::Link;
use crate::app::load::Load;
use crate::app::msg::{Answer, Failure};
use crate::app::overlay::Overlay;
use crate::app::past::{self, Action, Asking, Away, Then};
use crate::app::screen::{Screen, ScreenId};
use crate::app::toast::Level;
use crate::model::catalog::Catalog;
use crate::model::text::{counted, end_of};

impl Run<'_> {
    pub(super) fn travel(&mut self, action: Action) {
        match action {
            Action::Ask => {
                let shown = self.state.shared.travel.at();
                let day = shown.map(|at| past::named(at, &self.state.shared.clock()));
                self.show(Overlay::Travelling(Asking::new(day.unwrap_or_default())));
            }
            Action::To(at) => self.ask_past(at),
            Action::Step(days) => self.step(days),
            Action::Now if self.state.shared.travel.at().is_none() => {
                self.state.shared.travel.asked = None;
                self.toast(Level::Info, "This is the catalog of now.".to_owned());
            }
            Action::Now => self.come_back(),
        }
    }

    /// So many days from the day that is shown; the day that it is, is now.
    fn step(&mut self, days: i32) {
        let shared = &self.state.shared;
        let now = shared.clock();
        let asked = shared.travel.asked.map(|(_, at)| at);
        let from = asked.or(shared.travel.at()).unwrap_or(shared.now);
        let day = from.to_zoned(shared.zone.clone()).date().checked_add(days.days());
        match day {
            Ok(day) if day >= now.date() => self.travel(Action::Now),
            Ok(day) => {
                if let Some(at) = end_of(day, &now) {
                    self.ask_past(at);
                }
            }
            Err(_) => {}
        }
    }

    fn ask_past(&mut self, at: Timestamp) {
        let shared = &self.state.shared;
        let now = match &shared.travel.away {
            Some(away) => away.catalog.value(),
            None => shared.catalog.value(),
        };
        let Some(now) = now.cloned() else {
            let text = "The catalog is not read yet; its past is known once it is.";
            return self.toast(Level::Info, text.to_owned());
        };
        let generation = self.ask(Request::Past { catalog: now, at });
        self.state.shared.travel.asked = Some((generation, at));
    }

    /// Whether an answer is the past that was asked for last.
    pub(super) fn is_of_travel(&self, generation: Generation) -> bool {
        let asked = &self.state.shared.travel.asked;
        asked.is_some_and(|(asked, _)| asked == generation)
    }

    pub(super) fn arrived(&mut self, answer: Answer) {
        self.state.shared.travel.asked = None;
        match answer {
            Answer::Past(then) => self.show_past(then),
            Answer::Failed(failure) => {
                self.toast(Level::Error, format!("{} {}", failure.message, failure.next));
            }
            _ => {}
        }
    }

    fn show_past(&mut self, then: Then) {
        let shared = &mut self.state.shared;
        let present = std::mem::replace(&mut shared.catalog, Load::ready(then.catalog));
        match &mut shared.travel.away {
            Some(away) => away.at = then.at,
            None => {
                shared.travel.away = Some(Away {
                    at: then.at,
                    catalog: present,
                    vision: std::mem::take(&mut shared.vision),
                    discovery: std::mem::take(&mut shared.discovery.known),
                    health: std::mem::take(&mut shared.health.healths),
                });
            }
        }
        if !past::can_show(self.state.nav.top().id()) {
            self.go_to(ScreenId::Catalog);
        }
        self.everywhere(Event::Catalog);
        if then.unkept > 0 {
            let count = counted(then.unkept, "entity", "entities");
            let text = format!("Of {count} only the name is known: what it said was not kept.");
            self.toast(Level::Warning, text);
        }
    }

    /// Back to now, as it is by now.
    pub(super) fn come_back(&mut self) {
        let shared = &mut self.state.shared;
        shared.travel.asked = None;
        let Some(away) = shared.travel.away.take() else {
            return;
        };
        shared.catalog = away.catalog.settled();
        shared.vision = away.vision.settled();
        shared.discovery.known = away.discovery.settled();
        shared.health.healths = away.health.settled();
        self.toast(Level::Done, "Back to now.".to_owned());
        self.everywhere(Event::Catalog);
        self.ask_discovery();
        self.ask_vision();
        self.ask_health();
        self.ask_access();
    }

    /// Whoever leaves the screens of the catalog comes back.
    pub(super) fn settle_in_time(&mut self) {
        if self.state.shared.travel.at().is_some() && !past::can_show(self.state.nav.top().id()) {
            self.come_back();
        }
    }

    /// Takes the catalog of now while another one is shown. False where it is now that is shown.
    pub(super) fn keeps_present(&mut self, catalog: &Arc<Catalog>) -> bool {
        match &mut self.state.shared.travel.away {
            Some(away) => {
                away.catalog.succeed(catalog.clone());
                true
            }
            None => false,
        }
    }

    /// What a command becomes in the past: none where it would change something, which is said.
    pub(super) fn of_then(&mut self, command: Command) -> Option<Command> {
        if self.state.shared.travel.at().is_none() {
            return Some(command);
        }
        let refused = match &command {
            Command::Effect(effect) => past::changes(effect),
            Command::Push(screen) | Command::Replace(screen) => {
                matches!(**screen, Screen::Wizard(_) | Screen::Create(_))
            }
            Command::Show(overlay) => matches!(
                **overlay,
                Overlay::Claiming(_)
                    | Overlay::Declaring(_)
                    | Overlay::Waiving(_)
                    | Overlay::Filing(_)
                    | Overlay::Owning(_)
                    | Overlay::Silencing(_)
                    | Overlay::Deciding(_)
            ),
            Command::Claim(_)
            | Command::Declare(_)
            | Command::Waive(_)
            | Command::EndWaiver { .. }
            | Command::GrantWaiver(_)
            | Command::FileTasks(_)
            | Command::Own(_)
            | Command::ActOnHealth(_)
            | Command::Probe(_)
            | Command::ActOnAccess(_)
            | Command::LookAtAccess => true,
            _ => false,
        };
        if refused {
            self.refuse(command);
            return None;
        }
        Some(match command {
            Command::Effect(Effect::Ask {
                generation,
                request: Request::ReadDocument { entity_ref },
            }) => Command::Effect(Effect::Ask {
                generation,
                request: self.version_of(entity_ref),
            }),
            command => command,
        })
    }

    /// The document of then, not the one that the file holds now.
    fn version_of(&self, entity_ref: String) -> Request {
        let catalog = self.state.shared.catalog.value();
        let version = catalog.and_then(|catalog| Some(*catalog.entity(catalog.find(&entity_ref)?).version()));
        match version {
            Some(version) => Request::ReadVersion { version },
            None => Request::ReadDocument { entity_ref },
        }
    }

    /// Whether a line leads to where something is made, which is not done in the past; it is said.
    pub(super) fn refuses(&mut self, link: &Link) -> bool {
        let is_away = self.state.shared.travel.at().is_some();
        let refused = is_away && matches!(link, Link::Form { .. } | Link::Draft(_));
        if refused {
            self.refuse(Command::Redraw);
        }
        refused
    }

    fn refuse(&mut self, command: Command) {
        let Some(at) = self.state.shared.travel.at() else {
            return;
        };
        let day = past::named(at, &self.state.shared.clock());
        let key = past::key_to_now(&self.state.keymap)
            .map_or_else(String::new, |key| format!(" {key} goes back to now."));
        let message = format!("Nothing is changed in the past: this is the catalog as of {day}.");
        self.toast(Level::Warning, format!("{message}{key}"));
        // Whoever asked waits for an answer.
        if let Command::Effect(Effect::Ask { generation, .. }) = command {
            self.answer(
                generation,
                Answer::Failed(Failure::new(message, key.trim().to_owned())),
            );
        }
    }
}
