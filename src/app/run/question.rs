//! What is asked before something is done to a run: with the list of what exactly would be done, or for a reason.

use crate::app::context::Event;
use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::Intent;

use super::Action;

/// What the question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Cancel,
    /// The plan of this hash, which is the one that is shown.
    Approve {
        plan_hash: String,
    },
    Deny,
    /// Exactly these steps would be taken back.
    Undo(Vec<String>),
    /// Whether this step had its effect.
    Settle(String),
    HandOver,
}

/// A question that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    pub about: About,
    pub title: String,
    /// What would happen, a line each.
    pub lines: Vec<String>,
    /// Where a reason is typed, and what stands before it.
    pub reason: Option<(&'static str, Input)>,
    pub error: Option<&'static str>,
}

/// What came of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    Open,
    Closed,
    Yes {
        reason: String,
    },
    /// The step had its effect, or had not.
    Settled(bool),
}

impl Question {
    pub fn new(about: About, title: impl Into<String>, lines: Vec<String>) -> Self {
        Self {
            about,
            title: title.into(),
            lines,
            reason: None,
            error: None,
        }
    }

    pub fn with_reason(mut self, label: &'static str) -> Self {
        self.reason = Some((label, Input::default()));
        self
    }

    pub fn update(&mut self, event: Event<'_>) -> Outcome {
        match event {
            Event::Insert(text) => {
                if let Some((_, input)) = &mut self.reason {
                    input.insert(text);
                    self.error = None;
                }
            }
            Event::Intent(Intent::Edit(edit)) => {
                if let Some((_, input)) = &mut self.reason {
                    input.edit(edit);
                }
            }
            Event::Intent(Intent::Confirm | Intent::Enter) => return self.answer(),
            Event::Intent(Intent::Run(Action::Happened)) => return Outcome::Settled(true),
            Event::Intent(Intent::Run(Action::DidNotHappen)) => return Outcome::Settled(false),
            Event::Intent(Intent::Escape) | Event::Click(Target::Backdrop) => return Outcome::Closed,
            _ => {}
        }
        Outcome::Open
    }

    fn answer(&mut self) -> Outcome {
        let reason = self
            .reason
            .as_ref()
            .map(|(_, input)| input.text().trim().to_owned());
        let reason = reason.unwrap_or_default();
        if self.about == About::Deny && reason.is_empty() {
            self.error = Some("Say why, so that they know what to do next.");
            return Outcome::Open;
        }
        Outcome::Yes { reason }
    }
}
