//! Words looked for among the unfolded lines of a tree.

use super::state::State;
use crate::app::context::{Context, Event, Flow};
use crate::app::input::Input;
use crate::app::intent::Intent;
use crate::app::toast::Level;

/// The words, and whether they are being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finder {
    pub input: Input,
    /// The field has the keys.
    pub typing: bool,
    /// The line it began at.
    pub(super) from: usize,
}

impl State {
    /// Begins to look for words.
    pub(super) fn begin_finding(&mut self) {
        if let Some(branch) = self.branch_mut() {
            let from = branch.list.cursor().unwrap_or(0);
            self.finder = Finder {
                typing: true,
                from,
                ..Finder::default()
            };
        }
    }

    /// Goes to the next line with the words: while typing the first one from where it began.
    pub(super) fn find(&mut self, backwards: bool, context: &mut Context<'_>) {
        let Finder { input, typing, from } = self.finder.clone();
        let Some(branch) = self.branch_mut().filter(|_| !input.is_empty()) else {
            return;
        };
        let cursor = branch.list.cursor().unwrap_or(0);
        let start = match (typing, backwards) {
            (true, _) => from,
            (false, false) => cursor + 1,
            (false, true) => cursor + branch.list.len().saturating_sub(1),
        };
        match branch.find(input.text(), start, backwards) {
            Some(line) => {
                branch.select(line);
            }
            None if typing => {}
            None => context.toast(
                Level::Info,
                format!("No unfolded line has {}; + unfolds more.", input.text()),
            ),
        }
    }

    /// What a field with words does with an event.
    pub(super) fn typed(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Insert(text) => self.finder.input.insert(text),
            Event::Intent(Intent::Enter) => {
                self.finder.typing = false;
                return Flow::Handled;
            }
            Event::Intent(Intent::Escape) => {
                let from = self.finder.from;
                self.finder = Finder::default();
                self.branch_mut().map(|branch| branch.select(from));
                return Flow::Handled;
            }
            _ => match event.edit() {
                Some(edit) => {
                    self.finder.input.edit(edit);
                }
                None => return Flow::Ignored,
            },
        }
        self.find(false, context);
        Flow::Handled
    }
}
