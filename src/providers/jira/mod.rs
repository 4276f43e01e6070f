//! What is changed in Jira, an action a file, and tickets made of tasks. They share what a Jira is asked with, how texts and
//! fields are written in it, and the marks by which an issue is known again.

mod client;
mod comment;
mod create;
mod create_issue;
mod issue;
mod screen;
mod transition;

pub use create_issue::JiraProject;

use super::action::Action;

/// The actions of this provider.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        Box::new(create::Create::new()),
        Box::new(transition::Transition::new()),
        Box::new(comment::Comment::new()),
    ]
}
