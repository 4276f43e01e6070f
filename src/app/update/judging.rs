//! What happens to the shared knowledge of the vision: judged again whenever catalog, journal or its files change, one
//! judgement at a time; exceptions and tasks, whichever screen is in front when they come back.

use super::Run;
use crate::app::context::Event;
use crate::app::effect::{Generation, Request};
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::app::vision::Filed;
use crate::app::vision::work::waived;
use crate::model::task::{Act, Acted};
use crate::model::text::counted;

impl Run<'_> {
    /// Has the vision judged again. While that is under way nothing is asked twice: it follows when the answer comes.
    pub(super) fn ask_vision(&mut self) {
        let shared = &mut self.state.shared;
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

    pub(super) fn file_tasks(&mut self, tasks: Vec<Filed>) {
        let people = tasks.iter().map(|filed| filed.accountable.clone()).collect();
        let acts = tasks.into_iter().map(|filed| (String::new(), Act::Create(Box::new(filed.task))));
        let acts = acts.collect();
        let generation = self.ask(Request::Act { acts });
        self.state.shared.vision_work.filing.push((generation, people));
    }

    /// Whether an answer is one to these questions.
    pub(super) fn is_of_vision(&self, generation: Generation) -> bool {
        let shared = &self.state.shared;
        shared.vision.expects(generation) || shared.vision_work.expects(generation)
    }

    pub(super) fn judged(&mut self, generation: Generation, answer: Answer) {
        let shared = &mut self.state.shared;
        if shared.vision.expects(generation) {
            match answer {
                Answer::Vision(judged) => shared.vision.succeed(judged),
                Answer::Failed(failure) => shared.vision.fail(failure),
                _ => return,
            }
            if std::mem::take(&mut shared.vision_work.outdated) {
                self.ask_vision();
            }
            return self.everywhere(Event::Vision);
        }
        let work = &mut shared.vision_work;
        work.waiving.retain(|asked| *asked != generation);
        work.assigning.retain(|asked| *asked != generation);
        let filed = work.filing.iter().position(|(asked, _)| *asked == generation);
        let people = filed.map(|at| work.filing.remove(at).1);
        let lines = match (answer, people) {
            (Answer::Waived(outcomes), _) => waived(&outcomes),
            (Answer::Acted(acted), Some(people)) => self.filed(&acted, &people),
            (Answer::Failed(failure), _) => {
                vec![(Level::Error, format!("{} {}", failure.message, failure.next))]
            }
            _ => Vec::new(),
        };
        for (level, text) in lines {
            self.toast(level, text);
        }
        self.ask_vision();
    }

    /// Gives each task that was made to whom it is for.
    fn filed(&mut self, acted: &[Acted], people: &[Option<String>]) -> Vec<(Level, String)> {
        let made = acted.iter().zip(people).filter(|(acted, _)| acted.outcome.is_ok());
        let acts: Vec<(String, Act)> = made
            .clone()
            .filter_map(|(acted, person)| {
                let to = Some(person.clone()?);
                Some((acted.task.clone(), Act::Assign { to, expects: None }))
            })
            .collect();
        let count = made.count();
        if !acts.is_empty() {
            let generation = self.ask(Request::Act { acts });
            self.state.shared.vision_work.assigning.push(generation);
        }
        let refused = acted.iter().filter_map(|acted| acted.outcome.as_ref().err());
        let mut lines: Vec<(Level, String)> = refused
            .take(2)
            .map(|refusal| (Level::Error, format!("A task was not made: {refusal}.")))
            .collect();
        if count > 0 {
            let text = format!("{} made; the queue (4) has them", counted(count, "task", "tasks"));
            lines.push((Level::Done, text));
        }
        lines
    }
}
