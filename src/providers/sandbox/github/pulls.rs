//! Pull requests: made, listed, changed, and who is to look at them.

use serde_json::{Value, json};

use super::state::{Pull, Repository};
use super::{GitHub, Handled, ME, invalid, not_found, page, shows};
use crate::providers::sandbox::{Answer, Asked, Shelf};
use crate::remote::Method;

impl GitHub {
    pub(super) fn pulls(
        &self,
        rest: &[&str],
        repository: &mut Repository,
        asked: &Asked<'_>,
        shelf: &Shelf,
    ) -> Handled {
        let sort = self.owner_sort(&repository.owner);
        match (asked.method, rest) {
            (&Method::GET, []) => Ok(self.list_pulls(repository, asked)),
            (&Method::POST, []) => self.create_pull(repository, asked, shelf),
            (method, [number, rest @ ..]) => {
                let number: u64 = number.parse().unwrap_or_default();
                let Some(at) = repository.pulls.iter().position(|pull| pull.number == number) else {
                    return Ok(not_found());
                };
                let pull = &mut repository.pulls[at];
                let status = match (method, rest) {
                    (&Method::GET, []) => 200,
                    (&Method::PATCH, []) => {
                        change(pull, asked);
                        200
                    }
                    (&Method::POST, ["requested_reviewers"]) => {
                        let people = asked.texts("reviewers");
                        let teams = asked.texts("team_reviewers");
                        if !people.iter().all(|login| self.is_user(login))
                            || !teams.iter().all(|slug| self.is_team(slug))
                        {
                            return Ok(super::refusal(
                                422,
                                "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator",
                            ));
                        }
                        join(&mut pull.reviewers, people);
                        join(&mut pull.team_reviewers, teams);
                        201
                    }
                    _ => return Ok(not_found()),
                };
                let pull = pull.clone();
                let mut shape = self.at.pull(repository, &pull, sort, ME);
                if status == 201 {
                    simplify(&mut shape);
                }
                Ok(Answer::new(status, shape))
            }
            _ => Ok(not_found()),
        }
    }

    fn list_pulls(&self, repository: &mut Repository, asked: &Asked<'_>) -> Answer {
        let state = asked.query("state").unwrap_or("open");
        let head = asked.query("head").map(str::to_owned);
        let owner = repository.owner.clone();
        let mut found = vec![];
        for pull in repository.pulls.iter_mut().rev() {
            let is_meant = (state == "all" || pull.state == state)
                && head
                    .as_ref()
                    .is_none_or(|head| *head == format!("{owner}:{}", pull.head));
            if is_meant && shows(&mut pull.lag) {
                found.push(pull.clone());
            }
        }
        let sort = self.owner_sort(&owner);
        let shape = |pull: &Pull| {
            let mut shape = self.at.pull(repository, pull, sort, ME);
            simplify(&mut shape);
            shape
        };
        Answer::new(200, json!(page(found.iter().map(shape).collect(), asked)))
    }

    fn create_pull(&self, repository: &mut Repository, asked: &Asked<'_>, shelf: &Shelf) -> Handled {
        let objects = self.objects(repository, shelf)?;
        let head = asked.text("head").unwrap_or_default();
        let head = head.rsplit_once(':').map_or(head, |(_, branch)| branch);
        let base = asked.text("base").unwrap_or_default();
        let (Some(head_id), Some(base_id)) = (objects.branch(head)?, objects.branch(base)?) else {
            let field = if objects.branch(base)?.is_none() {
                "base"
            } else {
                "head"
            };
            return Ok(invalid("PullRequest", field, "invalid", None));
        };
        let is_same = |pull: &Pull| pull.state == "open" && pull.head == head && pull.base == base;
        if repository.pulls.iter().any(is_same) {
            let message = format!("A pull request already exists for {}:{head}.", repository.owner);
            return Ok(invalid("PullRequest", "head", "custom", Some(&message)));
        }
        if head_id == base_id {
            let message = format!("No commits between {base} and {head}");
            return Ok(invalid("PullRequest", "base", "custom", Some(&message)));
        }
        let pull = Pull {
            number: repository.next_number(),
            title: asked.text("title").unwrap_or_default().to_owned(),
            body: asked.text("body").map(str::to_owned),
            head: head.to_owned(),
            head_sha: head_id.to_string(),
            base: base.to_owned(),
            base_sha: base_id.to_string(),
            draft: asked
                .body
                .get("draft")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            state: "open".to_owned(),
            created: asked.now,
            updated: asked.now,
            lag: self.lag,
            ..Pull::default()
        };
        repository.pulls.push(pull.clone());
        let sort = self.owner_sort(&repository.owner);
        Ok(Answer::new(201, self.at.pull(repository, &pull, sort, ME)))
    }
}

fn change(pull: &mut Pull, asked: &Asked<'_>) {
    for (name, field) in [
        ("title", &mut pull.title),
        ("state", &mut pull.state),
        ("base", &mut pull.base),
    ] {
        if let Some(text) = asked.text(name) {
            text.clone_into(field);
        }
    }
    if let Some(body) = asked.text("body") {
        pull.body = Some(body.to_owned());
    }
    pull.updated = asked.now;
}

/// Adds what is not there yet.
pub(super) fn join(list: &mut Vec<String>, more: Vec<String>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// What lists show of a pull request.
fn simplify(shape: &mut Value) {
    if let Some(fields) = shape.as_object_mut() {
        fields.retain(|name, _| {
            !matches!(
                name.as_str(),
                "merged"
                    | "mergeable"
                    | "rebaseable"
                    | "mergeable_state"
                    | "merged_by"
                    | "comments"
                    | "review_comments"
                    | "commits"
                    | "additions"
                    | "deletions"
                    | "changed_files"
                    | "maintainer_can_modify"
            )
        });
    }
}
