//! The copy menu: what of the selected thing can be put on the clipboard, each with a key of its own.

use super::LIST;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::list::List;

/// Something that can be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyItem {
    /// Not `j`, `k` or `q`, which move and close.
    pub key: char,
    pub label: String,
    pub text: String,
}

impl CopyItem {
    pub fn new(key: char, label: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            key,
            label: label.into(),
            text: text.into(),
        }
    }
}

impl AsRef<str> for CopyItem {
    fn as_ref(&self) -> &str {
        &self.label
    }
}

/// The state of the menu.
#[derive(Debug, Clone, PartialEq)]
pub struct CopyMenu {
    pub items: Vec<CopyItem>,
    pub list: List,
}

impl CopyMenu {
    pub fn new(items: Vec<CopyItem>) -> Self {
        let mut list = List::default();
        list.select(0, &items[..]);
        Self { items, list }
    }

    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Move(motion)) => {
                self.list.go(motion, &self.items[..]);
            }
            Event::Intent(Intent::Enter) => self.copy(self.list.cursor(), context),
            Event::Click(Target::Row(LIST, row)) => self.copy(Some(*row), context),
            Event::Insert(text) => {
                let at = self.items.iter().position(|item| text.chars().eq([item.key]));
                if at.is_some() {
                    self.copy(at, context);
                }
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            Event::Drawn => self.list.set_height(context.shared.layout.height(LIST)),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    fn copy(&self, at: Option<usize>, context: &mut Context<'_>) {
        if let Some(item) = at.and_then(|at| self.items.get(at)) {
            context.copy(item.text.clone());
        }
        context.close_overlay();
    }
}
