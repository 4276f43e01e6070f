//! The selected task beyond its row: its record and its look-alikes, asked for one task at a time however fast the cursor
//! moves.

use std::sync::Arc;

use crate::app::context::Context;
use crate::app::effect::{Generation, Request};
use crate::app::msg::{Answer, Failure};
use crate::model::task::{LookAlike, TaskRecord, Tasks};

/// What is known of a task.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subject {
    pub id: String,
    pub record: Option<Arc<TaskRecord>>,
    pub alike: Option<Arc<[LookAlike]>>,
    pub failure: Option<Failure>,
    /// The last question: about which task, as of which event, and what of it is not answered yet.
    asked_id: String,
    asked_head: u64,
    record_asked: Option<Generation>,
    alike_asked: Option<Generation>,
}

impl Subject {
    /// Shows a task of a table; asks for what is not known of it, or not as it is by now.
    pub fn show(&mut self, id: &str, tasks: &Arc<Tasks>, context: &mut Context<'_>) {
        if self.id != id {
            id.clone_into(&mut self.id);
            (self.record, self.alike, self.failure) = (None, None, None);
        }
        let is_asked = self.asked_id == id && self.asked_head == tasks.head();
        // While answers are on their way the cursor may go further still.
        if is_asked || self.record_asked.is_some() || self.alike_asked.is_some() {
            return;
        }
        id.clone_into(&mut self.asked_id);
        self.asked_head = tasks.head();
        let id = id.to_owned();
        self.record_asked = Some(context.ask(Request::Task { id: id.clone() }));
        let tasks = Arc::clone(tasks);
        self.alike_asked = Some(context.ask(Request::LookAlikes { tasks, id }));
    }

    /// Asks anew, whatever is known.
    pub fn forget(&mut self) {
        self.asked_id.clear();
    }

    /// Takes an answer; true if it was to a question of this subject. One about a task that is no longer shown only makes
    /// room for the next question.
    pub fn answer(&mut self, generation: Generation, answer: &Answer) -> bool {
        let place = [&mut self.record_asked, &mut self.alike_asked]
            .into_iter()
            .find(|asked| **asked == Some(generation));
        let Some(place) = place else { return false };
        *place = None;
        match answer {
            _ if self.asked_id != self.id => {}
            Answer::Task(record) => {
                self.record = Some(record.clone());
                self.failure = None;
            }
            Answer::LookAlikes(alike) => self.alike = Some(alike.clone()),
            Answer::Failed(failure) => self.failure = Some(failure.clone()),
            _ => {}
        }
        true
    }

    /// The address of the ticket that the task follows.
    pub fn url(&self) -> Option<&str> {
        self.record.as_ref()?.task.origin.as_ref()?.url.as_deref()
    }
}
