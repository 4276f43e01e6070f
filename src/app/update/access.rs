//! What happens to the shared knowledge of access: told again whenever catalog or journal change, one question at a time, of what is
//! kept; looks at the places and what is decided, whichever screen is in front when they come back.

use std::sync::Arc;

use super::Run;
use crate::app::context::Event;
use crate::app::effect::{Generation, Request};
use crate::app::msg::{Answer, Failure};
use crate::app::toast::Level;
use crate::app::vision::work::told;
use crate::model::access::{AccessAct, AccessReview};
use crate::model::text::counted;

impl Run<'_> {
    /// Asks who has what. While that is under way nothing is asked twice: it follows when the answer comes.
    pub(super) fn ask_access(&mut self) {
        // What providers have now says nothing of the catalog of the past.
        if self.state.shared.travel.at().is_some() {
            return;
        }
        let Some(catalog) = self.state.shared.catalog.value().cloned() else {
            return;
        };
        if self.state.shared.access.review.is_pending() {
            self.state.shared.access.outdated = true;
            return;
        }
        let generation = self.ask(Request::Access { catalog, of: None });
        self.state.shared.access.review.expect(generation);
    }

    /// Looks at all places again, one look at a time.
    pub(super) fn look_at_access(&mut self) {
        let Some(catalog) = self.state.shared.catalog.value().cloned() else {
            return;
        };
        if self.state.shared.access.is_looking() {
            return self.toast(Level::Info, "All places are being looked at already.".to_owned());
        }
        let generation = self.ask(Request::SurveyAccess { catalog, of: None });
        self.state.shared.access.looking = Some(generation);
    }

    pub(super) fn act_on_access(&mut self, act: AccessAct) {
        let generation = self.ask(Request::AccessAct(act));
        self.state.shared.access.acting.push(generation);
    }

    pub(super) fn is_of_access(&self, generation: Generation) -> bool {
        self.state.shared.access.expects(generation)
    }

    pub(super) fn access_answered(&mut self, generation: Generation, answer: Answer) {
        let board = &mut self.state.shared.access;
        if board.review.expects(generation) {
            match answer {
                Answer::Access(review) => board.review.succeed(review),
                Answer::Failed(failure) => board.review.fail(failure),
                _ => return,
            }
            if std::mem::take(&mut board.outdated) {
                self.ask_access();
            }
            return self.everywhere(Event::Access);
        }
        if board.looking == Some(generation) {
            board.looking = None;
            return match answer {
                Answer::Access(review) => self.looked_at_access(review),
                Answer::Failed(failure) => self.access_failed(&failure),
                _ => {}
            };
        }
        board.acting.retain(|asked| *asked != generation);
        match answer {
            Answer::AccessActed(outcomes) => {
                for (level, text) in told(("right", "rights"), &outcomes) {
                    self.toast(level, text);
                }
                self.ask_access();
            }
            Answer::Failed(failure) => self.access_failed(&failure),
            _ => {}
        }
    }

    fn looked_at_access(&mut self, review: Arc<AccessReview>) {
        let (level, text) = seen(&review);
        let board = &mut self.state.shared.access;
        // What was asked for before the look may not know of it.
        board.outdated |= board.review.is_pending();
        board.review.renew(review);
        self.everywhere(Event::Access);
        self.toast(level, text);
    }

    fn access_failed(&mut self, failure: &Failure) {
        self.everywhere(Event::Access);
        self.toast(Level::Error, format!("{} {}", failure.message, failure.next));
    }
}

/// What came of looking.
fn seen(review: &AccessReview) -> (Level, String) {
    let places = counted(review.places.len(), "place", "places");
    let unseen = review.places.iter().filter(|place| !place.complete).count();
    let (over, unexplained) = review.counts();
    let text = match (review.places.is_empty(), over + unexplained) {
        (true, _) => {
            return (
                Level::Info,
                "No place is named that could be looked at.".to_owned(),
            );
        }
        (false, 0) => format!("Looked at {places}: nothing is over or unexplained"),
        (false, _) => format!("Looked at {places}: {over} over, {unexplained} unexplained"),
    };
    match unseen {
        0 => (Level::Done, format!("{text}.")),
        unseen => (Level::Warning, format!("{text}; {unseen} not seen to the end.")),
    }
}
