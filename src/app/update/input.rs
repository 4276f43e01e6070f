//! Keys, typed and pasted text, the mouse: what they mean where they arrive.

use super::Run;
use crate::app::context::Event;
use crate::app::geometry::Target;
use crate::app::intent::Scope;
use crate::app::intent::keymap::Lookup;
use crate::app::key::{Code, Key};
use crate::app::msg::{Mouse, MouseKind};

/// How many rows one step of the mouse wheel scrolls.
const WHEEL: isize = 3;

impl Run<'_> {
    pub(super) fn key(&mut self, key: Key) {
        let pending = !self.state.pending.is_empty();
        if pending && key == Key::plain(Code::Esc) {
            self.state.pending.clear();
            return;
        }
        self.state.pending.push(key);
        let scopes = self.state.scopes();
        match self.state.keymap.lookup(scopes, &self.state.pending) {
            Lookup::Pending(_) => {}
            Lookup::Found(entry) => {
                self.state.pending.clear();
                self.intent(entry.intent);
            }
            Lookup::Nothing => {
                self.state.pending.clear();
                if let (true, Lookup::Found(entry)) =
                    (pending, self.state.keymap.lookup(&[Scope::System], &[key]))
                {
                    self.intent(entry.intent);
                }
                if let (false, Some(c)) = (pending, key.typed()) {
                    self.insert(c.encode_utf8(&mut [0; 4]));
                }
            }
        }
    }

    /// Typed or pasted text goes to a field, and nowhere else.
    pub(super) fn insert(&mut self, text: &str) {
        if self.state.scopes().iter().any(|scope| scope.takes_text()) {
            self.deliver(Event::Insert(text));
        }
    }

    pub(super) fn mouse(&mut self, mouse: Mouse) {
        self.state.pending.clear();
        let Some(target) = self.state.shared.layout.at(mouse.column, mouse.row).cloned() else {
            return;
        };
        let lines = match mouse.kind {
            MouseKind::Click => return self.click(&target),
            MouseKind::ScrollUp => -WHEEL,
            MouseKind::ScrollDown => WHEEL,
        };
        self.deliver(Event::Scroll(&target, lines));
    }

    fn click(&mut self, target: &Target) {
        match target {
            Target::Tab(screen) => self.go_to(*screen),
            Target::Crumb(depth) => {
                self.state.nav.pop_to(*depth);
                self.tell_top(Event::Shown);
            }
            Target::Hint(intent) => self.intent(*intent),
            Target::Toast(id) => self.state.toasts.dismiss(*id),
            target => {
                self.deliver(Event::Click(target));
            }
        }
    }
}
