//! Tickets from Jira over its REST API: Cloud (`/rest/api/3/search/jql`, pages by token) and Server or Data Center
//! (`/rest/api/2/search`, pages by position), told apart by what the server says of itself.

mod issue;
mod query;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use query::Jql;

use super::category::{CategoryFrom, CategoryRule};
use super::pass::{PASSES, Pass};
use super::{Batch, Problem, Source, SourceError};
use crate::model::journal::TaskImported;
use crate::remote::jira::Flavour;
use crate::remote::{Caller, RemoteError, query_escaped};

/// What the system is called in the journal.
pub const SYSTEM: &str = "jira";

#[derive(Clone, Debug, Default)]
pub struct JiraOptions {
    /// Which tickets; all that the token may see where absent.
    pub jql: Option<String>,
    pub category: CategoryRule,
    /// Only tickets that were changed since then.
    pub since: Option<Timestamp>,
}

/// Jira's tickets, in the order in which they were changed.
pub struct JiraIssues {
    caller: Caller,
    jql: Jql,
    category: CategoryRule,
    since: Option<Timestamp>,
    flavour: Option<Flavour>,
    page: Page,
    pass: Pass,
    passes: u32,
    ended: bool,
}

/// Where the next page begins.
#[derive(Clone, Debug)]
enum Page {
    At(u64),
    Token(String),
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    issues: Vec<Value>,
    total: Option<u64>,
    #[serde(rename = "nextPageToken")]
    next_page_token: Option<String>,
    #[serde(rename = "isLast")]
    is_last: Option<bool>,
}

/// Tickets asked for at once; the server may give fewer.
const PAGE: u64 = 100;
/// What is asked of each ticket.
const FIELDS: &[&str] = &[
    "summary",
    "description",
    "status",
    "resolution",
    "resolutiondate",
    "created",
    "updated",
    "creator",
    "reporter",
    "assignee",
    "priority",
    "labels",
    "components",
    "issuetype",
    "timespent",
    "comment",
];
/// A date in JQL is one of the account's own zone, which may be that far behind UTC; and the search lags behind the tickets.
const OVERLAP: SignedDuration = SignedDuration::from_hours(13);

impl JiraIssues {
    pub fn new(caller: Caller, options: JiraOptions) -> Self {
        Self {
            caller,
            jql: Jql::new(options.jql.as_deref()),
            category: options.category,
            since: options.since,
            flavour: None,
            page: Page::At(0),
            pass: Pass::default(),
            passes: 1,
            ended: false,
        }
    }

    /// One ticket by its key, for those who follow it. None where it is gone or hidden.
    pub fn one(&mut self, key: &str) -> Result<Option<TaskImported>, RemoteError> {
        let path = self.flavour()?.path(&format!(
            "/issue/{}?fields={}",
            query_escaped(key),
            query_escaped(&self.fields())
        ));
        match self.caller.get::<Value>(&path) {
            Ok((issue, _)) => issue::ticket(&issue, self.caller.address(), &self.category)
                .map(Some)
                .map_err(|problem| self.malformed(problem.message)),
            Err(RemoteError::Refused {
                status: 404 | 410, ..
            }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn flavour(&mut self) -> Result<Flavour, RemoteError> {
        if let Some(flavour) = self.flavour {
            return Ok(flavour);
        }
        let flavour = flavour(&mut self.caller)?;
        self.flavour = Some(flavour);
        Ok(flavour)
    }

    fn fields(&self) -> String {
        let mut fields = FIELDS.join(",");
        if let Some(CategoryFrom::Column(name)) = &self.category.from {
            fields.push(',');
            fields.push_str(name);
        }
        fields
    }

    fn path(&mut self) -> Result<String, RemoteError> {
        let flavour = self.flavour()?;
        let since = self
            .since
            .map(|since| since.checked_sub(OVERLAP).unwrap_or(since));
        let search = flavour.search(&self.jql.since(since));
        let fields = query_escaped(&self.fields());
        let place = match &self.page {
            Page::At(_) if flavour == Flavour::Cloud => String::new(),
            Page::At(at) => format!("&startAt={at}"),
            Page::Token(token) => format!("&nextPageToken={}", query_escaped(token)),
        };
        Ok(format!("{search}&maxResults={PAGE}&fields={fields}{place}"))
    }

    /// Whether more is to come, and from where.
    fn turn(&mut self, answer: &Answer) -> Result<(), RemoteError> {
        let given = answer.issues.len() as u64;
        let next = match (&self.page, &answer.next_page_token) {
            (_, Some(_)) if answer.is_last == Some(true) => None,
            (Page::Token(before), Some(token)) if before == token => {
                return Err(self.malformed("a page leads to itself".to_owned()));
            }
            (_, Some(token)) => Some(Page::Token(token.clone())),
            (Page::Token(_), None) => None,
            (Page::At(at), None) => {
                if let Some(total) = answer.total {
                    self.pass.see_total(total);
                }
                let next = at + given;
                let more = given > 0 && answer.total.is_some_and(|total| next < total);
                more.then_some(Page::At(next))
            }
        };
        match next {
            Some(page) => self.page = page,
            None if self.pass.must_be_repeated() && self.passes < PASSES => {
                self.passes += 1;
                self.page = Page::At(0);
                self.pass = Pass::default();
            }
            None => self.ended = true,
        }
        Ok(())
    }

    fn malformed(&self, message: String) -> RemoteError {
        RemoteError::Malformed {
            address: self.caller.address().to_owned(),
            message,
        }
    }
}

/// Asks a server what it is.
pub fn flavour(caller: &mut Caller) -> Result<Flavour, RemoteError> {
    let (info, _) = caller.get::<Value>(Flavour::QUESTION)?;
    Ok(Flavour::of(&info))
}

impl Source for JiraIssues {
    fn system(&self) -> &str {
        SYSTEM
    }

    fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        if self.ended {
            return Ok(None);
        }
        let path = self.path()?;
        let (answer, _) = self.caller.get::<Answer>(&path)?;
        let mut batch = Batch::default();
        for found in &answer.issues {
            match issue::ticket(found, self.caller.address(), &self.category) {
                Ok(ticket) if self.pass.see(&ticket.key, ticket.changed) => {
                    batch.read += 1;
                    batch.tickets.push(ticket);
                }
                Ok(_) => {}
                Err(problem) => {
                    batch.read += 1;
                    batch.problems.push(problem);
                }
            }
        }
        self.turn(&answer)?;
        if self.ended && self.pass.must_be_repeated() {
            batch.problems.push(restless());
        }
        // What a pass reached that is made again counts when that is done.
        if self.ended || (self.passes == 1 && !self.pass.must_be_repeated()) {
            batch.reached = self.pass.reached();
        }
        Ok(Some(batch))
    }
}

/// Tickets that move faster than they are read.
pub(super) fn restless() -> Problem {
    Problem {
        line: None,
        key: None,
        message: "tickets changed while they were read, and some may be missing; run it again with --all"
            .to_owned(),
        refused: false,
    }
}
