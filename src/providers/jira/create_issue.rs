//! A ticket of a task as an issue of a Jira project. Jira takes no key against doubles, so each carries the task's marker and
//! is looked for by it.

use serde::Deserialize;
use serde_json::{Value, json};

use super::issue::{self, LONGEST_SUMMARY};
use crate::providers::{NewTicket, Ticket, TicketDesk, marker, text_of};
use crate::remote::jira::Flavour;
use crate::remote::{Caller, CreateError, RemoteError, jira_text};

/// A project, ready for issues.
pub struct JiraProject {
    caller: Caller,
    /// Its key.
    project: String,
    issue_type: String,
    flavour: Option<Flavour>,
}

impl JiraProject {
    pub fn new(caller: Caller, project: &str, issue_type: &str) -> Self {
        Self {
            caller,
            project: project.to_owned(),
            issue_type: issue_type.to_owned(),
            flavour: None,
        }
    }

    fn flavour(&mut self) -> Result<Flavour, RemoteError> {
        if let Some(flavour) = self.flavour {
            return Ok(flavour);
        }
        let (info, _) = self.caller.get::<Value>(Flavour::QUESTION)?;
        Ok(*self.flavour.insert(Flavour::of(&info)))
    }

    fn ticket(&self, key: &str) -> Ticket {
        Ticket {
            key: key.to_owned(),
            url: Some(format!("{}/browse/{key}", self.caller.address())),
        }
    }
}

impl TicketDesk for JiraProject {
    fn system(&self) -> &'static str {
        "jira"
    }

    fn place(&self) -> String {
        format!("{} at {}", self.project, self.caller.address())
    }

    fn find(&mut self, task: &str) -> Result<Vec<Ticket>, RemoteError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(default)]
            issues: Vec<Value>,
        }
        let marker = marker(task);
        let project = jira_text::quoted(&self.project);
        let jql = format!(
            "project = {project} AND {} ORDER BY created ASC",
            issue::says(&marker)
        );
        let path = format!(
            "{}&maxResults=20&fields=description",
            self.flavour()?.search(&jql)
        );
        let (answer, _) = self.caller.get::<Answer>(&path)?;
        let ours = answer
            .issues
            .iter()
            .filter(|found| issue::is_said(found, &marker));
        Ok(ours
            .filter_map(|issue| Some(self.ticket(issue["key"].as_str()?)))
            .collect())
    }

    fn create(&mut self, ticket: &NewTicket) -> Result<Ticket, CreateError> {
        #[derive(Deserialize)]
        struct Made {
            key: String,
        }
        let flavour = self.flavour().map_err(CreateError::Failed)?;
        let mut fields = json!({
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type},
            "summary": ticket.title.chars().take(LONGEST_SUMMARY).collect::<String>(),
            "description": flavour.text(&text_of(ticket)),
        });
        if !ticket.labels.is_empty() {
            fields["labels"] = json!(ticket.labels);
        }
        let made: Made = self
            .caller
            .create(&flavour.path("/issue"), json!({ "fields": fields }))?;
        Ok(self.ticket(&made.key))
    }

    fn pause(&mut self, seconds: u64, why: &str) {
        self.caller.pause(seconds, why);
    }
}
