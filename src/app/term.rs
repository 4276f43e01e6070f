//! Until when, and why: the two fields of a question about something that ends. Knows neither what ends nor what is done then.

use jiff::Timestamp;

use super::context::{Event, Flow};
use super::input::{Edit, Input};
use super::intent::Intent;
use super::list::Motion;
use super::shared::Shared;

/// Which field has the keys.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Field {
    #[default]
    Until,
    Reason,
}

/// How a term is asked for, and what words mean there.
pub struct Asked {
    /// What the arrows offer, the shortest first.
    pub offers: &'static [&'static str],
    /// The moment that words mean; none where they mean nothing ahead.
    pub meant: fn(&str, &Shared) -> Option<Timestamp>,
    /// What stands in the empty fields.
    pub hint_until: &'static str,
    pub hint_reason: &'static str,
    /// What to say of words that mean no moment, behind them.
    pub no_moment: &'static str,
    /// What to say where no reason is given.
    pub no_reason: &'static str,
}

/// What is written in the fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Term {
    pub field: Field,
    pub until: Input,
    pub reason: Input,
    pub error: Option<String>,
}

impl Term {
    /// Begins with an end that most will want.
    pub fn new(first: &str) -> Self {
        Self {
            until: Input::new(first),
            ..Self::default()
        }
    }

    /// The moment that is written.
    pub fn moment(&self, asked: &Asked, shared: &Shared) -> Option<Timestamp> {
        (asked.meant)(self.until.text(), shared)
    }

    /// Moves between the fields and types into them.
    pub(super) fn update(&mut self, event: Event<'_>, asked: &Asked, shared: &Shared) -> Flow {
        match event {
            Event::Intent(Intent::NextPane | Intent::PreviousPane) => self.turn(),
            Event::Intent(Intent::Move(motion)) if self.field == Field::Until => {
                self.offer(motion == Motion::Down, asked, shared);
            }
            Event::Intent(Intent::Move(_)) => self.turn(),
            Event::Insert(text) => {
                self.error = None;
                self.input().insert(text);
            }
            Event::Intent(Intent::Edit(edit)) => self.edit(edit),
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }

    /// Both, once they are said; what is missing is asked for.
    pub(super) fn said(&mut self, asked: &Asked, shared: &Shared) -> Option<(Timestamp, String)> {
        let Some(until) = self.moment(asked, shared) else {
            self.field = Field::Until;
            self.error = Some(format!("`{}` {}", self.until.text(), asked.no_moment));
            return None;
        };
        let reason = self.reason.text().trim().to_owned();
        if reason.is_empty() {
            // Whoever confirms the end goes on to the reason; whoever is there already left it out.
            if self.field == Field::Reason {
                self.error = Some(asked.no_reason.to_owned());
            }
            self.field = Field::Reason;
            return None;
        }
        Some((until, reason))
    }

    fn input(&mut self) -> &mut Input {
        match self.field {
            Field::Until => &mut self.until,
            Field::Reason => &mut self.reason,
        }
    }

    fn edit(&mut self, edit: Edit) {
        if self.input().edit(edit) {
            self.error = None;
        }
    }

    fn turn(&mut self) {
        self.field = match self.field {
            Field::Until => Field::Reason,
            Field::Reason => Field::Until,
        };
    }

    /// The next later or earlier end of those that are offered.
    fn offer(&mut self, later: bool, asked: &Asked, shared: &Shared) {
        let now = self.moment(asked, shared).unwrap_or(shared.now);
        let is_next = |words: &&&str| {
            (asked.meant)(words, shared).is_some_and(|at| if later { at > now } else { at < now })
        };
        let next = match later {
            true => asked.offers.iter().find(is_next),
            false => asked.offers.iter().rev().find(is_next),
        };
        if let Some(words) = next {
            self.until = Input::new(*words);
            self.error = None;
        }
    }
}
