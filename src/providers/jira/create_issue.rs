//! An issue of a Jira project: `POST /rest/api/3/issue` in the Cloud, `/rest/api/2/issue` on a server. Jira takes no key
//! against doubles, so each carries the task's marker and is looked for by it.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::providers::{NewTicket, Ticket, TicketDesk, is_marked, marker, text_of};
use crate::remote::{Caller, CreateError, RemoteError, jira_text, query_escaped};

/// Jira takes no longer summaries, in characters.
const LONGEST_SUMMARY: usize = 255;

/// A project, ready for issues.
pub struct JiraProject {
    caller: Caller,
    /// Its key.
    project: String,
    issue_type: String,
    is_cloud: Option<bool>,
}

impl JiraProject {
    pub fn new(caller: Caller, project: &str, issue_type: &str) -> Self {
        Self {
            caller,
            project: project.to_owned(),
            issue_type: issue_type.to_owned(),
            is_cloud: None,
        }
    }

    fn is_cloud(&mut self) -> Result<bool, RemoteError> {
        if let Some(is_cloud) = self.is_cloud {
            return Ok(is_cloud);
        }
        let (info, _) = self.caller.get::<Value>("/rest/api/2/serverInfo")?;
        let is_cloud = info["deploymentType"]
            .as_str()
            .is_some_and(|name| name.eq_ignore_ascii_case("cloud"));
        self.is_cloud = Some(is_cloud);
        Ok(is_cloud)
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
        let search = if self.is_cloud()? {
            "/rest/api/3/search/jql"
        } else {
            "/rest/api/2/search"
        };
        let marker = marker(task);
        // A phrase within a text: the words in this order. Whether they are the marker is seen in the text itself.
        let phrase = jira_text::quoted(&format!("\"{marker}\""));
        let project = jira_text::quoted(&self.project);
        let jql = query_escaped(&format!(
            "project = {project} AND description ~ {phrase} ORDER BY created ASC"
        ));
        let (answer, _) = self
            .caller
            .get::<Answer>(&format!("{search}?jql={jql}&maxResults=20&fields=description"))?;
        let is_ours = |issue: &&Value| {
            let text = jira_text::text(&issue["fields"]["description"]);
            text.is_some_and(|text| is_marked(&text, &marker))
        };
        let ours = answer.issues.iter().filter(is_ours);
        Ok(ours
            .filter_map(|issue| Some(self.ticket(issue["key"].as_str()?)))
            .collect())
    }

    fn create(&mut self, ticket: &NewTicket) -> Result<Ticket, CreateError> {
        #[derive(Deserialize)]
        struct Made {
            key: String,
        }
        let is_cloud = self.is_cloud().map_err(CreateError::Failed)?;
        let text = text_of(ticket);
        let description = if is_cloud {
            jira_text::document(&text)
        } else {
            Value::String(text)
        };
        let mut fields = json!({
            "project": {"key": self.project},
            "issuetype": {"name": self.issue_type},
            "summary": ticket.title.chars().take(LONGEST_SUMMARY).collect::<String>(),
            "description": description,
        });
        if !ticket.labels.is_empty() {
            fields["labels"] = json!(ticket.labels);
        }
        let version = if is_cloud { 3 } else { 2 };
        let path = format!("/rest/api/{version}/issue");
        let made: Made = self.caller.create(&path, json!({ "fields": fields }))?;
        Ok(self.ticket(&made.key))
    }

    fn pause(&mut self, seconds: u64, why: &str) {
        self.caller.pause(seconds, why);
    }
}
