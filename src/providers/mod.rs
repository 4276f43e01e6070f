//! What changes the world outside, an action a file. Each can look for what it made before, so that nothing is made twice.
//! Knows `model` and `remote`.

pub mod action;
pub mod catalog;
mod client;
mod entity;
pub mod files;
pub mod git;
pub mod github;
pub mod http;
mod input;
pub use input::moment;
pub mod jira;
pub mod kafka;
mod note;
pub mod people;
mod read;
mod requester;
mod right;
pub mod sandbox;

use std::collections::BTreeMap;

use crate::model::blueprint::action::ActionSpec;
use crate::remote::{CreateError, RemoteError};
use action::Action;

/// All actions, by name.
pub struct Actions(BTreeMap<&'static str, Box<dyn Action>>);

impl Actions {
    pub fn new(actions: impl IntoIterator<Item = Box<dyn Action>>) -> Self {
        let named = actions.into_iter().map(|action| (action.spec().id, action));
        Self(named.collect())
    }

    pub fn get(&self, id: &str) -> Option<&dyn Action> {
        self.0.get(id).map(Box::as_ref)
    }

    pub fn specs(&self) -> impl Iterator<Item = &ActionSpec> {
        self.0.values().map(|action| action.spec())
    }
}

/// Every action that muster has.
pub fn all() -> Actions {
    let all = [
        catalog::actions(),
        files::actions(),
        git::actions(),
        github::actions(),
        http::actions(),
        jira::actions(),
        kafka::actions(),
        people::actions(),
    ];
    Actions::new(all.into_iter().flatten())
}

/// A ticket to be made for a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTicket {
    /// The task's id, by which the ticket is found again.
    pub task: String,
    pub title: String,
    pub description: Option<String>,
    pub labels: Vec<String>,
}

/// A ticket that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// As in the journal: `OPS-12`, `acme/ops#12`.
    pub key: String,
    pub url: Option<String>,
}

/// A place where tickets are made.
pub trait TicketDesk {
    /// The system's name in the journal.
    fn system(&self) -> &'static str;

    /// Where tickets go, for the person: `OPS at https://acme.atlassian.net`.
    fn place(&self) -> String;

    /// The tickets that carry a task's marker.
    fn find(&mut self, task: &str) -> Result<Vec<Ticket>, RemoteError>;

    /// Makes a ticket, with the task's marker in it.
    fn create(&mut self, ticket: &NewTicket) -> Result<Ticket, CreateError>;

    /// Lets time pass before the next look.
    fn pause(&mut self, seconds: u64, why: &str);
}

/// The line in a ticket's text by which it is known again.
pub fn marker(task: &str) -> String {
    format!("muster task {task}")
}

/// Whether a ticket's text has the marker as a line of its own.
fn is_marked(text: &str, marker: &str) -> bool {
    text.lines().any(|line| line.trim() == marker)
}

/// A ticket's text: the task's own, and the marker.
fn text_of(ticket: &NewTicket) -> String {
    let marker = marker(&ticket.task);
    match ticket.description.as_deref().map(str::trim_end) {
        None | Some("") => marker,
        Some(description) => format!("{description}\n\n{marker}"),
    }
}
