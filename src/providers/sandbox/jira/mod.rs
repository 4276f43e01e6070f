//! A Jira inside muster, as far as runs and tickets use one: it answers as Atlassian's own description says, and behaves as
//! Jira does where that hurts: the search lags behind, texts are documents in the Cloud, fields are required, and a workflow
//! has only its own ways.

mod comments;
mod fields;
mod issues;
mod jql;
mod shape;
mod state;
mod workflow;

use std::collections::BTreeSet;
use std::io;

use serde_json::{Map, Value, json};

use self::state::{Project, State};
use super::{Answer, Asked, Service, Shelf};
use crate::remote::Method;
use crate::remote::jira::Flavour;

/// What is there from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seeds {
    /// Keys, in capitals.
    pub projects: BTreeSet<String>,
    /// Whether every project is known that is asked for.
    pub any_project: bool,
    /// Types of issues beside the usual ones.
    pub issue_types: BTreeSet<String>,
}

/// The service behind `Sandbox`.
pub struct Jira {
    address: String,
    seeds: Seeds,
    flavour: Flavour,
    /// Searches that still do not find what is new.
    lag: u32,
    may_delete: bool,
}

/// Whose token it is that the sandbox is asked with.
const ME: &str = "muster-sandbox";
/// The one document on the shelf.
const DOCUMENT: &str = "jira";
const USUAL_TYPES: [&str; 5] = ["Task", "Story", "Bug", "Service Request", "Incident"];

impl Jira {
    pub fn new(address: &str, seeds: Seeds) -> Self {
        Self {
            address: address.trim_end_matches('/').to_owned(),
            seeds,
            flavour: Flavour::Cloud,
            lag: 2,
            may_delete: true,
        }
    }

    /// The same as a company's own server.
    pub fn as_server(self) -> Self {
        Self {
            flavour: Flavour::Server,
            ..self
        }
    }

    /// The same, finding what is new only after so many searches.
    pub fn with_lag(self, lag: u32) -> Self {
        Self { lag, ..self }
    }

    /// The same for an account that may not delete issues.
    pub fn never_deleting(self) -> Self {
        Self {
            may_delete: false,
            ..self
        }
    }

    fn issue_types(&self) -> Vec<String> {
        let own = self.seeds.issue_types.iter().map(String::as_str);
        let mut types: Vec<String> = USUAL_TYPES.map(str::to_owned).to_vec();
        types.extend(own.filter(|name| !USUAL_TYPES.contains(name)).map(str::to_owned));
        types
    }

    /// A project by its key; one that is known comes into being by being looked for.
    fn project<'s>(&self, key: &str, state: &'s mut State) -> Option<&'s mut Project> {
        let key = key.to_uppercase();
        if !state.projects.contains_key(&key) {
            if !self.seeds.any_project && !self.seeds.projects.contains(&key) {
                return None;
            }
            let id = state.next_id().to_string();
            let project = Project {
                id,
                key: key.clone(),
                ..Project::default()
            };
            state.projects.insert(key.clone(), project);
        }
        state.projects.get_mut(&key)
    }

    fn route(&self, asked: &Asked<'_>, state: &mut State) -> Answer {
        let segments: Vec<&str> = asked.segments.iter().map(String::as_str).collect();
        let ["rest", "api", version, rest @ ..] = segments.as_slice() else {
            return missing("");
        };
        let is_cloud = self.flavour == Flavour::Cloud;
        // A server has no third version; the Cloud answers to both.
        let flavour = match *version {
            "3" if is_cloud => Flavour::Cloud,
            "2" | "latest" => Flavour::Server,
            _ => return missing("null for uri"),
        };
        match (asked.method, rest) {
            (&Method::GET, ["serverInfo"]) => Answer::new(200, self.info()),
            (&Method::GET, ["myself"]) => Answer::new(200, self.user(ME)),
            (&Method::GET, ["mypermissions"]) => self.permissions(asked),
            (&Method::GET, ["project", key]) => match self.project(key, state) {
                Some(project) => {
                    let project = project.clone();
                    Answer::new(200, self.shape_of_project(&project))
                }
                None => missing(&format!("No project could be found with key '{key}'.")),
            },
            (&Method::GET, ["search", "jql"]) if flavour == Flavour::Cloud => {
                self.search(flavour, asked, state)
            }
            (&Method::GET, ["search"]) if !is_cloud => self.search(flavour, asked, state),
            (&Method::GET, ["issue", "createmeta", key, "issuetypes", id]) => {
                self.create_meta(key, id, asked, state)
            }
            (&Method::POST, ["issue"]) => self.create_issue(flavour, asked, state),
            (_, ["issue", key, rest @ ..]) => self.one_issue(key, rest, flavour, asked, state),
            (&Method::GET, ["comment", id, "properties", name]) => comment_property(id, name, state),
            _ => missing("null for uri"),
        }
    }

    fn permissions(&self, asked: &Asked<'_>) -> Answer {
        let mut permissions = Map::new();
        for name in asked.query("permissions").unwrap_or_default().split(',') {
            let granted = self.may_delete || name != "DELETE_ISSUES";
            permissions.insert(
                name.to_owned(),
                json!({"id": "10", "key": name, "name": name, "type": "PROJECT", "description": "", "havePermission": granted}),
            );
        }
        Answer::new(200, json!({"permissions": permissions}))
    }
}

impl Service for Jira {
    fn answer(&self, asked: &Asked<'_>, shelf: &mut Shelf) -> io::Result<Answer> {
        let mut state: State = shelf.get(DOCUMENT)?.unwrap_or_default();
        let before = state.clone();
        let answer = self.route(asked, &mut state);
        if state != before {
            shelf.put(DOCUMENT, &state)?;
        }
        Ok(answer)
    }
}

fn comment_property(id: &str, name: &str, state: &State) -> Answer {
    let issues = state.projects.values().flat_map(|project| &project.issues);
    let comment = issues
        .flat_map(|issue| &issue.comments)
        .find(|comment| comment.id == id);
    let Some(comment) = comment else {
        return missing(&format!("Can not find a comment for the id: {id}."));
    };
    match comment.properties.get(name) {
        Some(value) => Answer::new(200, json!({"key": name, "value": value})),
        None => missing(&format!("The property '{name}' does not exist.")),
    }
}

fn missing(message: &str) -> Answer {
    complaint(404, [message.to_owned()], Map::new())
}

/// A refusal in Jira's form.
fn complaint(status: u16, messages: impl IntoIterator<Item = String>, errors: Map<String, Value>) -> Answer {
    let messages: Vec<String> = messages.into_iter().collect();
    Answer::new(status, json!({"errorMessages": messages, "errors": errors}))
}

fn number(asked: &Asked<'_>, name: &str, default: usize) -> usize {
    asked
        .query(name)
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}
