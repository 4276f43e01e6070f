//! Issues, and who is assigned to them and to pull requests.

use serde_json::{Value, json};

use super::pulls::join;
use super::state::{Issue, Repository};
use super::{GitHub, ME, invalid, not_found, page, shows};
use crate::providers::sandbox::{Answer, Asked, refusal};
use crate::remote::Method;

impl GitHub {
    pub(super) fn issues(&self, rest: &[&str], repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        if !repository.flag("has_issues") {
            return refusal(410, "Issues has been disabled in this repository.");
        }
        match (asked.method, rest) {
            (&Method::GET, []) => self.list_issues(repository, asked),
            (&Method::POST, []) => self.create_issue(repository, asked),
            (method, [number, rest @ ..]) => {
                let number: u64 = number.parse().unwrap_or_default();
                if let (&Method::POST, ["assignees"]) = (method, rest)
                    && let Some(pull) = repository.pulls.iter_mut().find(|pull| pull.number == number)
                {
                    join(&mut pull.assignees, known(self, asked.texts("assignees")));
                    let issue = Issue {
                        number: pull.number,
                        title: pull.title.clone(),
                        body: pull.body.clone(),
                        assignees: pull.assignees.clone(),
                        state: pull.state.clone(),
                        created: pull.created,
                        updated: pull.updated,
                        ..Issue::default()
                    };
                    return Answer::new(201, self.at.issue(repository, &issue, ME));
                }
                self.one_issue(number, rest, repository, asked)
            }
            _ => not_found(),
        }
    }

    fn one_issue(
        &self,
        number: u64,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
    ) -> Answer {
        let Some(issue) = repository.issues.iter_mut().find(|issue| issue.number == number) else {
            return not_found();
        };
        let status = match (asked.method, rest) {
            (&Method::GET, []) => 200,
            (&Method::PATCH, []) => {
                for (name, field) in [("title", &mut issue.title), ("state", &mut issue.state)] {
                    if let Some(text) = asked.text(name) {
                        text.clone_into(field);
                    }
                }
                if let Some(reason) = asked.text("state_reason") {
                    issue.state_reason = Some(reason.to_owned());
                }
                if let Some(body) = asked.text("body") {
                    issue.body = Some(body.to_owned());
                }
                issue.updated = asked.now;
                200
            }
            (&Method::POST, ["assignees"]) => {
                join(&mut issue.assignees, known(self, asked.texts("assignees")));
                201
            }
            _ => return not_found(),
        };
        let issue = issue.clone();
        Answer::new(status, self.at.issue(repository, &issue, ME))
    }

    fn list_issues(&self, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        let state = asked.query("state").unwrap_or("open");
        let mut found = vec![];
        for issue in repository.issues.iter_mut().rev() {
            if (state == "all" || issue.state == state) && shows(&mut issue.lag) {
                found.push(issue.clone());
            }
        }
        let shapes: Vec<Value> = found
            .iter()
            .map(|issue| self.at.issue(repository, issue, ME))
            .collect();
        Answer::new(200, json!(page(shapes, asked)))
    }

    fn create_issue(&self, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        let Some(title) = asked.text("title").filter(|title| !title.is_empty()) else {
            return invalid("Issue", "title", "missing_field", None);
        };
        if title.chars().count() > 256 {
            return invalid(
                "Issue",
                "title",
                "custom",
                Some("title is too long (maximum is 256 characters)"),
            );
        }
        let assignees = asked.texts("assignees");
        if let Some(stranger) = assignees.iter().find(|login| !self.is_user(login)) {
            return invalid("Issue", "assignees", "invalid", Some(stranger));
        }
        let issue = Issue {
            number: repository.next_number(),
            title: title.to_owned(),
            body: asked.text("body").map(str::to_owned),
            labels: asked.texts("labels"),
            assignees,
            state: "open".to_owned(),
            created: asked.now,
            updated: asked.now,
            lag: self.lag,
            ..Issue::default()
        };
        repository.issues.push(issue.clone());
        Answer::new(201, self.at.issue(repository, &issue, ME))
    }
}

/// GitHub leaves out whoever cannot be assigned, without a word.
fn known(github: &GitHub, logins: Vec<String>) -> Vec<String> {
    logins.into_iter().filter(|login| github.is_user(login)).collect()
}
