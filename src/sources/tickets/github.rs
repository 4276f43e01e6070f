//! Tickets from GitHub's issues, page by page as its answers link them. Pull requests, which it counts as issues, are left
//! out.

use jiff::Timestamp;
use serde_json::Value;

use super::category::CategoryRule;
use super::jira::restless;
use super::pass::{PASSES, Pass};
use super::{Batch, Problem, Source, SourceError, description, given, title};
use crate::model::journal::{Progress, TaskImported};
use crate::remote::{Caller, RemoteError, query_escaped};

/// What the system is called in the journal.
pub const SYSTEM: &str = "github";

/// Issues asked for at once.
const PAGE: u32 = 100;

/// The issues of one repository, in the order in which they were changed.
pub struct GitHubIssues {
    caller: Caller,
    /// `owner/name`.
    repository: String,
    category: CategoryRule,
    since: Option<Timestamp>,
    next: Option<String>,
    pass: Pass,
    passes: u32,
}

impl GitHubIssues {
    /// `since`: only issues that were changed then or later.
    pub fn new(caller: Caller, repository: &str, category: CategoryRule, since: Option<Timestamp>) -> Self {
        let mut issues = Self {
            caller,
            repository: repository.to_owned(),
            category,
            since,
            next: None,
            pass: Pass::default(),
            passes: 1,
        };
        issues.next = Some(issues.first());
        issues
    }

    fn first(&self) -> String {
        let since = self
            .since
            .map(|since| {
                format!(
                    "&since={}",
                    query_escaped(&since.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
                )
            })
            .unwrap_or_default();
        let repository = &self.repository;
        format!("/repos/{repository}/issues?state=all&sort=updated&direction=asc&per_page={PAGE}{since}")
    }

    fn turn(&mut self, next: Option<String>) {
        self.next = next;
        if self.next.is_none() && self.pass.must_be_repeated() && self.passes < PASSES {
            self.passes += 1;
            self.pass = Pass::default();
            self.next = Some(self.first());
        }
    }

    fn malformed(&self, message: String) -> RemoteError {
        RemoteError::Malformed {
            address: self.caller.address().to_owned(),
            message,
        }
    }
}

/// One issue by its key, for those who follow it. None where it is gone or hidden.
pub fn one(caller: &mut Caller, key: &str, rule: &CategoryRule) -> Result<Option<TaskImported>, RemoteError> {
    let Some((repository, number)) = key.split_once('#') else {
        return Ok(None);
    };
    let path = format!("/repos/{repository}/issues/{}", query_escaped(number));
    match caller.get::<Value>(&path) {
        // An issue that was moved is another one from now on.
        Ok((issue, _)) => ticket(&issue, repository, rule)
            .map(|ticket| Some(ticket).filter(|ticket| ticket.key == key))
            .map_err(|problem| RemoteError::Malformed {
                address: caller.address().to_owned(),
                message: problem.message,
            }),
        Err(RemoteError::Refused {
            status: 404 | 410, ..
        }) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Source for GitHubIssues {
    fn system(&self) -> &str {
        SYSTEM
    }

    fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        let Some(path) = self.next.take() else {
            return Ok(None);
        };
        let (issues, response) = self.caller.get::<Vec<Value>>(&path)?;
        let mut batch = Batch::default();
        for issue in &issues {
            if issue.get("pull_request").is_some_and(|pull| !pull.is_null()) {
                continue;
            }
            match ticket(issue, &self.repository, &self.category) {
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
        let link = response.headers.get("link").and_then(|link| link.to_str().ok());
        let next = link
            .and_then(next_link)
            .map(|next| below(next, self.caller.address()).ok_or(next))
            .transpose()
            .map_err(|next| self.malformed(format!("a page leads to another place: {next}")))?;
        if next.as_ref() == Some(&path) {
            return Err(self.malformed("a page leads to itself".to_owned()).into());
        }
        self.turn(next);
        let ended = self.next.is_none();
        if ended && self.pass.must_be_repeated() {
            batch.problems.push(restless());
        }
        if ended || (self.passes == 1 && !self.pass.must_be_repeated()) {
            batch.reached = self.pass.reached();
        }
        Ok(Some(batch))
    }
}

/// The address of `rel="next"` (RFC 8288).
fn next_link(header: &str) -> Option<&str> {
    header.split(',').find_map(|link| {
        let (address, parameters) = link.trim().strip_prefix('<')?.split_once('>')?;
        let is_next = parameters
            .split(';')
            .any(|parameter| matches!(parameter.trim(), "rel=\"next\"" | "rel=next"));
        is_next.then_some(address)
    })
}

/// A whole address as a path below the one that is asked; none where it leads elsewhere, where the token must not go.
fn below(link: &str, address: &str) -> Option<String> {
    let path = if link.starts_with('/') {
        link
    } else {
        link.strip_prefix(address)?
    };
    path.starts_with('/').then(|| path.to_owned())
}

fn ticket(issue: &Value, repository: &str, rule: &CategoryRule) -> Result<TaskImported, Problem> {
    let number = issue["number"].as_u64();
    let key = number.map(|number| format!("{repository}#{number}"));
    let problem = |message: &str| Problem {
        line: None,
        key: key.clone(),
        message: message.to_owned(),
        refused: true,
    };
    let key = key
        .clone()
        .ok_or_else(|| problem("an issue without a number; check that the address is a GitHub's own"))?;
    let text = |name: &str| issue[name].as_str().filter(|text| !text.trim().is_empty());
    let moment = |name: &str| text(name).and_then(|moment| moment.parse::<Timestamp>().ok());
    let created = moment("created_at").ok_or_else(|| problem("it does not say when it was created"))?;
    let labels = labels(issue);
    let progress = match (text("state"), text("state_reason")) {
        (Some("closed"), Some("not_planned" | "duplicate")) => Progress::Declined,
        (Some("closed"), _) => Progress::Done,
        _ => Progress::Open,
    };
    let person = |value: &Value| value["login"].as_str().and_then(given);
    Ok(TaskImported {
        system: SYSTEM.to_owned(),
        url: text("html_url").map(str::to_owned),
        title: text("title").map_or_else(|| key.clone(), title),
        description: text("body").and_then(description),
        progress,
        status: text("state").map(str::to_owned),
        category: rule.category(labels.iter().copied()),
        requester: person(&issue["user"]),
        assignee: person(&issue["assignee"]).or_else(|| person(&issue["assignees"][0])),
        labels: labels.into_iter().map(str::to_owned).collect(),
        created,
        changed: moment("updated_at"),
        closed: moment("closed_at").filter(|_| progress != Progress::Open),
        comments: u32::try_from(issue["comments"].as_u64().unwrap_or(0)).unwrap_or(u32::MAX),
        key,
        ..TaskImported::default()
    })
}

/// Labels are objects with a name, and in old answers plain texts.
fn labels(issue: &Value) -> Vec<&str> {
    let labels = issue["labels"].as_array().into_iter().flatten();
    labels
        .filter_map(|label| label["name"].as_str().or_else(|| label.as_str()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_followed_only_below_the_address_that_was_asked() {
        let header = r#"<https://api.github.com/repositories/1/issues?page=1>; rel="prev", <https://api.github.com/repositories/1/issues?page=3>; rel="next""#;
        let next = next_link(header).unwrap();
        assert_eq!(
            below(next, "https://api.github.com").as_deref(),
            Some("/repositories/1/issues?page=3")
        );
        assert_eq!(below(next, "https://ghe.acme.org/api/v3"), None);
        assert_eq!(
            below("https://api.github.com.evil.org/x", "https://api.github.com"),
            None
        );
        assert_eq!(next_link("<https://x>; rel=\"last\""), None);
    }
}
