//! What happens to the shared knowledge of the vision: judged again whenever catalog, journal or its files change, one
//! judgement at a time; exceptions and tasks, whichever screen is in front when they come back.

use std::sync::Arc;

use super::Run;
use crate::app::context::Event;
use crate::app::effect::{Generation, Request};
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::app::vision::work::told;
use crate::model::vision::diff::Fall;

impl Run<'_> {
    /// Has the vision judged again. While that is under way nothing is asked twice: it follows when the answer comes.
    pub(super) fn ask_vision(&mut self) {
        let shared = &mut self.state.shared;
        // It is held against the catalog of now.
        if shared.travel.at().is_some() {
            return;
        }
        let Some(catalog) = shared.catalog.value().cloned() else {
            return;
        };
        if shared.vision.is_pending() {
            shared.vision_work.outdated = true;
            return;
        }
        let generation = self.ask(Request::Vision { catalog });
        self.state.shared.vision.expect(generation);
    }

    pub(super) fn waive(&mut self, request: Request) {
        let generation = self.ask(request);
        self.state.shared.vision_work.waiving.push(generation);
    }

    pub(super) fn file_tasks(&mut self, falls: Vec<Fall>) {
        let Some(judged) = self.state.shared.vision.value().cloned() else {
            return;
        };
        let generation = self.ask(Request::FileTasks { judged, falls });
        self.state.shared.vision_work.filing.push(generation);
    }

    /// Whether an answer is one to these questions.
    pub(super) fn is_of_vision(&self, generation: Generation) -> bool {
        let shared = &self.state.shared;
        shared.vision.expects(generation) || shared.vision_work.expects(generation)
    }

    pub(super) fn judged(&mut self, generation: Generation, answer: Answer) {
        let shared = &mut self.state.shared;
        if shared.vision.expects(generation) {
            let before = shared.vision.value().cloned();
            match answer {
                Answer::Vision(judged) => shared.vision.succeed(judged),
                Answer::Failed(failure) => shared.vision.fail(failure),
                _ => return,
            }
            if std::mem::take(&mut shared.vision_work.outdated) {
                self.ask_vision();
            }
            let now = self.state.shared.vision.value();
            if !now
                .zip(before.as_ref())
                .is_some_and(|(now, before)| Arc::ptr_eq(now, before))
            {
                self.everywhere(Event::Vision);
            }
            return;
        }
        let work = &mut shared.vision_work;
        work.waiving.retain(|asked| *asked != generation);
        work.filing.retain(|asked| *asked != generation);
        let lines = match answer {
            Answer::Waived(outcomes) => told(("request", "requests"), &outcomes),
            Answer::TasksFiled(outcomes) => told(("task", "tasks"), &outcomes),
            Answer::Failed(failure) => vec![(Level::Error, format!("{} {}", failure.message, failure.next))],
            _ => Vec::new(),
        };
        for (level, text) in lines {
            self.toast(level, text);
        }
        self.ask_vision();
    }
}
