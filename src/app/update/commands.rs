//! What screens and overlays want done, one after the other. A command that changes anything is refused in the past.

use super::Run;
use crate::app::context::{Command, Event};
use crate::app::effect::Request;

impl Run<'_> {
    pub(super) fn carry_out(&mut self, commands: Vec<Command>) {
        for command in commands {
            let Some(command) = self.of_then(command) else {
                continue;
            };
            match command {
                Command::Effect(effect) => self.effects.push(effect),
                Command::Push(screen) => {
                    self.state.nav.push(*screen);
                    self.tell_top(Event::Shown);
                }
                Command::Replace(screen) => {
                    self.state.nav.replace(*screen);
                    self.tell_top(Event::Shown);
                }
                Command::GoTo(screen) => self.go_to(screen),
                Command::Follow(link) => self.follow(&link),
                Command::Back => self.back(),
                Command::Show(overlay) => self.show(*overlay),
                Command::CloseOverlay => {
                    self.state.overlays.pop();
                }
                Command::Do(intent) => self.intent(intent),
                Command::DoEntry(entry) => self.entry(entry),
                Command::Toast(level, text) => self.toast(level, text),
                Command::Redraw => self.state.dirty = true,
                Command::Theme(name) => self.state.theme = name,
                Command::LookOutside(places) => self.look_outside(places),
                Command::StopLooking => self.stop_looking(),
                Command::Claim(claims) => self.claim(claims),
                Command::Declare(edges) => self.declare(edges),
                Command::Waive(asks) => self.waive(Request::Waive { asks }),
                Command::EndWaiver { rule, entity, reason } => {
                    self.waive(Request::EndWaiver { rule, entity, reason });
                }
                Command::GrantWaiver(task) => self.waive(Request::GrantWaiver { task }),
                Command::FileTasks(falls) => self.file_tasks(falls),
                Command::Own(act) => self.own(act),
                Command::AskHealth => self.ask_health(),
                Command::Probe(entities) => self.probe(entities),
                Command::ActOnHealth(acts) => self.act_on_health(acts),
                Command::AskAccess => self.ask_access(),
                Command::LookAtAccess => self.look_at_access(),
                Command::ActOnAccess(act) => self.act_on_access(act),
            }
        }
    }
}
