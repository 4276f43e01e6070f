//! The events at hand: a stretch of the journal, newest first, that is extended at either end page by page and never grows
//! beyond a few of them. Knows what to ask for next; asks nobody.

use std::borrow::Cow;

use crate::app::list::Rows;
use crate::model::journal::{Event, Filter};

/// Events in one question.
pub const PAGE: usize = 200;
/// More than this is let go at the end that is farther away.
const MOST: usize = 5 * PAGE;
/// With fewer rows than this before an end, the next page is asked for.
const NEAR: usize = PAGE / 4;

/// A stretch to be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// The newest page, instead of everything at hand.
    Newest,
    /// The oldest page, instead of everything at hand.
    Oldest,
    /// The page after the newest at hand.
    Newer,
    /// The page before the oldest at hand.
    Older,
}

/// A stretch of the journal.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pages {
    /// Newest first.
    events: Vec<Event>,
    /// Nothing newer passes the filter, as far as is known.
    pub at_newest: bool,
    /// Nothing older passes the filter.
    pub at_oldest: bool,
}

impl Pages {
    pub fn get(&self, index: usize) -> Option<&Event> {
        self.events.get(index)
    }

    /// The question that brings a stretch, among the events that pass a filter.
    pub fn question(&self, stretch: Stretch, filter: &Filter) -> Filter {
        let at = |event: Option<&Event>| event.map(|event| event.lseq);
        Filter {
            newest_first: matches!(stretch, Stretch::Newest | Stretch::Older),
            before: at(self.events.last()).filter(|_| stretch == Stretch::Older),
            after: at(self.events.first()).filter(|_| stretch == Stretch::Newer),
            limit: Some(PAGE),
            ..filter.clone()
        }
    }

    /// What is needed so that the cursor has rows around it.
    pub fn wanted(&self, cursor: usize) -> Option<Stretch> {
        if !self.at_oldest && cursor + NEAR >= self.events.len() {
            Some(Stretch::Older)
        } else if !self.at_newest && cursor < NEAR {
            Some(Stretch::Newer)
        } else {
            None
        }
    }

    /// Takes the answer to a question, in the order that was asked for.
    pub fn take(&mut self, stretch: Stretch, answer: &[Event]) {
        let is_end = answer.len() < PAGE;
        match stretch {
            Stretch::Newest => {
                *self = Self {
                    events: answer.to_vec(),
                    at_newest: true,
                    at_oldest: is_end,
                };
            }
            Stretch::Oldest => {
                *self = Self {
                    events: answer.iter().rev().cloned().collect(),
                    at_newest: is_end,
                    at_oldest: true,
                };
            }
            Stretch::Older => {
                self.events.extend_from_slice(answer);
                self.at_oldest = is_end;
                if self.events.len() > MOST {
                    self.events.drain(..self.events.len() - MOST);
                    self.at_newest = false;
                }
            }
            Stretch::Newer => {
                self.events.splice(0..0, answer.iter().rev().cloned());
                self.at_newest = is_end;
                if self.events.len() > MOST {
                    self.events.truncate(MOST);
                    self.at_oldest = false;
                }
            }
        }
    }
}

impl Rows for Pages {
    fn len(&self) -> usize {
        self.events.len()
    }

    /// The position in the journal, which no event changes.
    fn id(&self, index: usize) -> Cow<'_, str> {
        self.get(index)
            .map(|event| event.lseq.to_string())
            .unwrap_or_default()
            .into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        let lseq: u64 = id.parse().ok()?;
        self.events.binary_search_by(|event| lseq.cmp(&event.lseq)).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journal::{Hash, NewEvent, Stamp, Subject};
    use jiff::Timestamp;
    use uuid::Uuid;

    fn event(lseq: u64) -> Event {
        let new = NewEvent {
            type_: "entity.changed".into(),
            type_version: 1,
            subject: Subject::catalog(),
            time: Timestamp::UNIX_EPOCH,
            actor: "user:default/ana".into(),
            causation: None,
            correlation: None,
            body: b"{}".to_vec(),
        };
        new.stamped(Stamp {
            journal_id: Uuid::nil(),
            origin: Uuid::nil(),
            lseq,
            oseq: lseq,
            prev: Hash::ZERO,
            random: [0; 26],
        })
    }

    /// A journal of positions 1 to `head`.
    fn answer(head: u64, question: &Filter) -> Vec<Event> {
        let passes = |lseq: &u64| {
            question.after.is_none_or(|after| *lseq > after)
                && question.before.is_none_or(|before| *lseq < before)
        };
        let mut found: Vec<u64> = (1..=head).filter(passes).collect();
        if question.newest_first {
            found.reverse();
        }
        found.truncate(question.limit.unwrap_or(usize::MAX));
        found.into_iter().map(event).collect()
    }

    fn ask(pages: &mut Pages, head: u64, stretch: Stretch) {
        let question = pages.question(stretch, &Filter::default());
        pages.take(stretch, &answer(head, &question));
    }

    fn span(pages: &Pages) -> (u64, u64) {
        let lseq = |at: usize| pages.get(at).map_or(0, |event| event.lseq);
        (lseq(0), lseq(pages.len().saturating_sub(1)))
    }

    #[test]
    fn a_long_journal_is_walked_to_its_end_and_back_with_few_events_at_hand() {
        let head = 5000;
        let mut pages = Pages::default();
        ask(&mut pages, head, Stretch::Newest);
        assert_eq!(span(&pages), (5000, 4801));
        while let Some(stretch) = pages.wanted(pages.len() - 1) {
            assert_eq!(stretch, Stretch::Older);
            ask(&mut pages, head, stretch);
            assert!(pages.len() <= MOST);
        }
        assert_eq!((span(&pages), pages.at_newest), ((1000, 1), false));
        while let Some(stretch) = pages.wanted(0) {
            assert_eq!(stretch, Stretch::Newer);
            ask(&mut pages, head, stretch);
        }
        assert_eq!((span(&pages), pages.at_oldest), ((5000, 4001), false));
    }

    #[test]
    fn the_oldest_page_and_what_is_new_are_one_question_away() {
        let mut pages = Pages::default();
        ask(&mut pages, 5000, Stretch::Oldest);
        assert_eq!(
            (span(&pages), pages.at_oldest, pages.at_newest),
            ((200, 1), true, false)
        );
        ask(&mut pages, 5000, Stretch::Newest);
        ask(&mut pages, 5003, Stretch::Newer);
        assert_eq!((span(&pages), pages.at_newest), ((5003, 4801), true));
        assert_eq!(pages.find("5001"), Some(2));
        assert_eq!(pages.find("4800"), None);
    }

    #[test]
    fn a_short_journal_needs_one_question() {
        let mut pages = Pages::default();
        ask(&mut pages, 3, Stretch::Newest);
        assert_eq!((span(&pages), pages.wanted(0)), ((3, 1), None));
        let mut none = Pages::default();
        ask(&mut none, 0, Stretch::Newest);
        assert_eq!((none.is_empty(), none.wanted(0)), (true, None));
    }
}
