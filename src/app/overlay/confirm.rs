//! A question before something that cannot simply be undone. The key that asks is never the key that says yes.

use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::intent::Intent;

/// A question, and the intent a yes performs.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    pub title: String,
    /// What will happen, a line each.
    pub lines: Vec<String>,
    pub yes: Intent,
}

impl Confirm {
    pub(super) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Intent(Intent::Confirm) => {
                context.close_overlay();
                context.perform(self.yes);
            }
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}
