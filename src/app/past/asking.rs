//! Which day: a field, and what is wrong with what was typed.

use super::Action;
use crate::app::context::{Context, Event, Flow};
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::{Intent, Scope};
use crate::model::text::{NotPast, past_moment};

/// The state of the question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asking {
    pub day: Input,
    /// The day that is shown already, which counts where none is typed; empty where it is now.
    pub shown: String,
    pub error: Option<&'static str>,
}

impl Asking {
    pub fn new(shown: String) -> Self {
        Self {
            shown,
            ..Self::default()
        }
    }

    pub(in crate::app) fn scopes(&self) -> &'static [Scope] {
        &[Scope::Picker, Scope::Text, Scope::System]
    }

    pub(in crate::app) fn update(&mut self, event: Event<'_>, context: &mut Context<'_>) -> Flow {
        match event {
            Event::Insert(text) => {
                self.day.insert(text);
                self.error = None;
            }
            Event::Intent(Intent::Enter) => self.go(context),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => context.close_overlay(),
            _ => match event.edit() {
                Some(edit) => {
                    self.day.edit(edit);
                    self.error = None;
                }
                None => return Flow::Ignored,
            },
        }
        Flow::Handled
    }

    fn go(&mut self, context: &mut Context<'_>) {
        let typed = self.day.text().trim();
        let text = if typed.is_empty() {
            self.shown.as_str()
        } else {
            typed
        };
        let to = match text {
            "" | "now" | "today" => Ok(Action::Now),
            text => past_moment(text, &context.shared.clock()).map(Action::To),
        };
        match to {
            Ok(action) => {
                context.close_overlay();
                context.perform(Intent::Past(action));
            }
            Err(NotPast::ToCome) => self.error = Some("That is still to come. Name a day of the past."),
            Err(NotPast::Unreadable) => {
                self.error = Some("Write 2026-10-03, 2026-10-03T02:30, yesterday or -7d.");
            }
        }
    }
}
