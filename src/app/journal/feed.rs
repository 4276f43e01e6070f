//! The events on the screen and the cursor in them: what passes the filter, asked for page by page as the cursor nears an
//! end and as the journal grows. One question at a time.

use super::pages::{Pages, Stretch};
use crate::app::context::Context;
use crate::app::effect::{Generation, Request};
use crate::app::list::{List, Motion, Rows};
use crate::app::load::Load;
use crate::app::msg::Answer;
use crate::model::journal::{Body, Event, EventRedacted, Filter};

/// Events that pass a filter, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Feed {
    filter: Filter,
    pub pages: Pages,
    pub list: List,
    /// How the newest question went.
    pub load: Load<()>,
    asked: Option<(Generation, Stretch)>,
    /// The journal has grown since the last question.
    grown: bool,
    /// The cursor stays on the newest event.
    following: bool,
    /// The newest position that was at hand when the cursor was last on top.
    seen: u64,
}

impl Feed {
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Whether only some events pass.
    pub fn is_filtered(&self) -> bool {
        self.filter != Filter::default()
    }

    pub fn is_following(&self) -> bool {
        self.following
    }

    /// The event under the cursor.
    pub fn selected(&self) -> Option<&Event> {
        self.pages.get(self.list.cursor()?)
    }

    /// How many events have come since the cursor was on the newest one.
    pub fn unseen(&self) -> usize {
        let newer = (0..self.pages.len()).map_while(|at| self.pages.get(at));
        newer.take_while(|event| event.lseq > self.seen).count()
    }

    /// Shows what passes this filter from now on; what is at hand stays until the answer is there.
    pub(super) fn set_filter(&mut self, filter: Filter, context: &mut Context<'_>) {
        if filter != self.filter {
            self.filter = filter;
            self.list.reset(&self.pages);
            self.ask(Stretch::Newest, context);
        }
    }

    /// Asks for the newest events anew.
    pub(super) fn refresh(&mut self, context: &mut Context<'_>) {
        self.ask(Stretch::Newest, context);
    }

    /// The journal has grown.
    pub(super) fn grew(&mut self, context: &mut Context<'_>) {
        self.grown = true;
        self.ask_what_is_missing(context);
    }

    pub(super) fn go(&mut self, motion: Motion, context: &mut Context<'_>) {
        self.following &= motion == Motion::First;
        match motion {
            Motion::First if !self.pages.at_newest => self.ask(Stretch::Newest, context),
            Motion::Last if !self.pages.at_oldest => self.ask(Stretch::Oldest, context),
            _ => {}
        }
        self.list.go(motion, &self.pages);
        self.moved(context);
    }

    /// Moves the cursor to a row; false if it was there.
    pub(super) fn select(&mut self, row: usize, context: &mut Context<'_>) -> bool {
        self.following = false;
        let has_moved = self.list.select(row, &self.pages);
        self.moved(context);
        has_moved
    }

    pub(super) fn scroll(&mut self, lines: isize, context: &mut Context<'_>) {
        self.following = false;
        self.list.scroll(lines, &self.pages);
        self.moved(context);
    }

    /// Begins to keep the cursor on the newest event, or ends it.
    pub(super) fn toggle_following(&mut self, context: &mut Context<'_>) {
        self.following = !self.following;
        if self.following {
            self.list.select(0, &self.pages);
            self.moved(context);
        }
    }

    /// Takes the answer to the question under way; false if this is another's.
    pub(super) fn answer(
        &mut self,
        generation: Generation,
        answer: &Answer,
        context: &mut Context<'_>,
    ) -> bool {
        let Some((_, stretch)) = self.asked.filter(|(asked, _)| *asked == generation) else {
            return false;
        };
        self.asked = None;
        match answer {
            Answer::Events(events) => {
                self.load.succeed(());
                self.take(stretch, events);
                let redacts = |event: &Event| event.type_ == EventRedacted::TYPE;
                if stretch == Stretch::Newer && events.iter().any(redacts) {
                    // What was taken out of the record goes from the screen as well.
                    self.ask(Stretch::Newest, context);
                } else if stretch != Stretch::Oldest {
                    self.ask_what_is_missing(context);
                }
            }
            Answer::Failed(failure) => self.load.fail(failure.clone()),
            _ => {}
        }
        true
    }

    fn take(&mut self, stretch: Stretch, events: &[Event]) {
        let was_empty = self.list.is_empty();
        self.pages.take(stretch, events);
        match stretch {
            Stretch::Oldest => {
                self.list.select(usize::MAX, &self.pages);
            }
            _ if self.following || was_empty => {
                self.list.select(0, &self.pages);
            }
            _ => self.list.replaced(&self.pages),
        }
        self.note_seen();
    }

    fn moved(&mut self, context: &mut Context<'_>) {
        self.note_seen();
        self.ask_what_is_missing(context);
    }

    /// Whatever is on top when the cursor is there has been seen.
    fn note_seen(&mut self) {
        if self.list.cursor() == Some(0) && self.pages.at_newest {
            self.seen = self.pages.get(0).map_or(0, |event| event.lseq);
        }
    }

    fn ask_what_is_missing(&mut self, context: &mut Context<'_>) {
        if self.asked.is_some() {
            return;
        }
        let is_new = std::mem::take(&mut self.grown) && self.pages.at_newest;
        let stretch = if self.following && !self.pages.at_newest {
            Some(Stretch::Newest)
        } else if is_new {
            Some(Stretch::Newer)
        } else {
            self.pages.wanted(self.list.cursor().unwrap_or(0))
        };
        if let Some(stretch) = stretch {
            self.ask(stretch, context);
        }
    }

    fn ask(&mut self, stretch: Stretch, context: &mut Context<'_>) {
        let question = self.pages.question(stretch, &self.filter);
        let generation = context.ask(Request::Events(question));
        self.load.expect(generation);
        self.asked = Some((generation, stretch));
    }
}
