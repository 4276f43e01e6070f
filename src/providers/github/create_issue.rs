//! An issue of a GitHub repository: `POST /repos/{owner}/{repo}/issues`. GitHub takes no key against doubles, so each carries
//! the task's marker and is looked for by it: among the latest issues, which are shown at once, then with the search, which
//! lags behind but goes back further.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::providers::{NewTicket, Ticket, TicketDesk, is_marked, marker, text_of};
use crate::remote::{Caller, CreateError, RemoteError, query_escaped};

/// GitHub takes no longer titles, in characters.
const LONGEST_TITLE: usize = 256;

/// A repository, ready for issues.
pub struct GitHubRepository {
    caller: Caller,
    /// `owner/name`.
    repository: String,
}

impl GitHubRepository {
    pub fn new(caller: Caller, repository: &str) -> Self {
        Self {
            caller,
            repository: repository.to_owned(),
        }
    }

    fn ours(&self, issues: &[Value], marker: &str) -> Vec<Ticket> {
        let is_ours = |issue: &&Value| {
            let is_pull = issue.get("pull_request").is_some_and(|pull| !pull.is_null());
            !is_pull && issue["body"].as_str().is_some_and(|text| is_marked(text, marker))
        };
        let ticket = |issue: &Value| Some(self.ticket(issue["number"].as_u64()?, issue["html_url"].as_str()));
        issues.iter().filter(is_ours).filter_map(ticket).collect()
    }

    fn ticket(&self, number: u64, url: Option<&str>) -> Ticket {
        Ticket {
            key: format!("{}#{number}", self.repository),
            url: url.map(str::to_owned),
        }
    }
}

impl TicketDesk for GitHubRepository {
    fn system(&self) -> &'static str {
        "github"
    }

    fn place(&self) -> String {
        format!("{} at {}", self.repository, self.caller.address())
    }

    fn find(&mut self, task: &str) -> Result<Vec<Ticket>, RemoteError> {
        #[derive(Deserialize)]
        struct Found {
            #[serde(default)]
            items: Vec<Value>,
        }
        let marker = marker(task);
        let repository = &self.repository;
        let latest = format!("/repos/{repository}/issues?state=all&sort=created&direction=desc&per_page=100");
        let (issues, _) = self.caller.get::<Vec<Value>>(&latest)?;
        let found = self.ours(&issues, &marker);
        if !found.is_empty() {
            return Ok(found);
        }
        let query = query_escaped(&format!(
            "\"{marker}\" in:body repo:{} type:issue",
            self.repository
        ));
        match self
            .caller
            .get::<Found>(&format!("/search/issues?q={query}&per_page=20"))
        {
            Ok((found, _)) => Ok(self.ours(&found.items, &marker)),
            // What cannot be searched here can still be listed, which was done.
            Err(RemoteError::Refused {
                status: 404 | 422, ..
            }) => Ok(vec![]),
            Err(error) => Err(error),
        }
    }

    fn create(&mut self, ticket: &NewTicket) -> Result<Ticket, CreateError> {
        #[derive(Deserialize)]
        struct Made {
            number: u64,
            html_url: Option<String>,
        }
        let mut body = json!({
            "title": ticket.title.chars().take(LONGEST_TITLE).collect::<String>(),
            "body": text_of(ticket),
        });
        if !ticket.labels.is_empty() {
            body["labels"] = json!(ticket.labels);
        }
        let path = format!("/repos/{}/issues", self.repository);
        let made: Made = self.caller.create(&path, body)?;
        Ok(self.ticket(made.number, made.html_url.as_deref()))
    }

    fn pause(&mut self, seconds: u64, why: &str) {
        self.caller.pause(seconds, why);
    }
}
