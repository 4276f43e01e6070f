//! Issues of the sandbox's Jira: made, shown, searched for, moved and deleted.

use serde_json::{Map, Value, json};

use super::state::{Issue, State};
use super::workflow::{self, ways_from};
use super::{Jira, complaint, fields, jql, missing, number};
use crate::providers::sandbox::{Answer, Asked};
use crate::remote::Method;
use crate::remote::jira::Flavour;

const NO_ISSUE: &str = "Issue does not exist or you do not have permission to see it.";
/// Issues that one page of a search has at most.
const LARGEST_PAGE: usize = 100;

impl Jira {
    pub(super) fn create_issue(&self, flavour: Flavour, asked: &Asked<'_>, state: &mut State) -> Answer {
        let nothing = Map::new();
        let given = asked.body["fields"].as_object().unwrap_or(&nothing);
        let key = given.get("project").and_then(|project| project["key"].as_str());
        let Some(key) = key.filter(|key| self.project(key, state).is_some()) else {
            let errors = [("project".to_owned(), json!("valid project is required"))];
            return complaint(400, [], errors.into_iter().collect());
        };
        let wanted = given.get("issuetype").and_then(|sort| sort["name"].as_str());
        let types = self.issue_types();
        let known = types
            .iter()
            .find(|known| wanted.is_some_and(|name| known.eq_ignore_ascii_case(name)));
        let Some(issue_type) = known else {
            let errors = [("issuetype".to_owned(), json!("Specify a valid issue type"))];
            return complaint(400, [], errors.into_iter().collect());
        };
        let taken = match self.taken(given, issue_type, flavour) {
            Ok(taken) => taken,
            Err(answer) => return answer,
        };
        let id = state.next_id().to_string();
        let lag = self.lag;
        let Some(project) = self.project(key, state) else {
            return missing("");
        };
        project.numbered += 1;
        let issue = Issue {
            key: format!("{}-{}", project.key, project.numbered),
            issue_type: issue_type.clone(),
            fields: taken,
            status: workflow::FIRST.to_owned(),
            created: asked.now,
            updated: asked.now,
            lag,
            id,
            ..Issue::default()
        };
        project.issues.push(issue.clone());
        let link = self.link(&format!("issue/{}", issue.id));
        Answer::new(201, json!({"id": issue.id, "key": issue.key, "self": link}))
    }

    pub(super) fn one_issue(
        &self,
        key: &str,
        rest: &[&str],
        flavour: Flavour,
        asked: &Asked<'_>,
        state: &mut State,
    ) -> Answer {
        if let (&Method::POST, ["comment"]) = (asked.method, rest) {
            return self.add_comment(key, flavour, asked, state);
        }
        let Some(issue) = state.issue(key) else {
            return missing(NO_ISSUE);
        };
        match (asked.method, rest) {
            (&Method::GET, []) => {
                let wanted = asked.query("fields").unwrap_or("*all");
                Answer::new(200, self.shape_of_issue(issue, wanted, flavour))
            }
            (&Method::DELETE, []) if !self.may_delete => complaint(
                403,
                ["You do not have permission to delete issues in this project.".to_owned()],
                Map::new(),
            ),
            (&Method::DELETE, []) => {
                let key = issue.key.clone();
                state.delete(&key);
                Answer::empty(204)
            }
            (&Method::GET, ["transitions"]) => {
                let ways = ways_from(&issue.status).map(|way| self.shape_of_way(way));
                let ways: Vec<Value> = ways.collect();
                Answer::new(200, json!({"expand": "transitions", "transitions": ways}))
            }
            (&Method::POST, ["transitions"]) => self.move_issue(issue, asked),
            (_, ["comment", rest @ ..]) => self.comments(rest, issue, flavour, asked),
            _ => missing("null for uri"),
        }
    }

    fn move_issue(&self, issue: &mut Issue, asked: &Asked<'_>) -> Answer {
        let id = asked.body["transition"]["id"].as_str().unwrap_or_default();
        let Some(way) = ways_from(&issue.status).find(|way| way.id == id) else {
            let message = format!("It is not possible to move {} by transition {id}.", issue.key);
            return complaint(400, [message], Map::new());
        };
        let resolution = asked.body["fields"]["resolution"]["name"].as_str();
        let mut errors = Map::new();
        for name in asked.body["fields"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, _)| name)
        {
            if !way.resolves || name != "resolution" {
                let message =
                    format!("Field '{name}' cannot be set. It is not on the appropriate screen, or unknown.");
                errors.insert(name.clone(), json!(message));
            }
        }
        if way.resolves && !resolution.is_some_and(|name| fields::RESOLUTIONS.contains(&name)) {
            errors.insert("resolution".to_owned(), json!("Resolution is required."));
        }
        if !errors.is_empty() {
            return complaint(400, [], errors);
        }
        way.to.clone_into(&mut issue.status);
        issue.updated = asked.now;
        let is_done = workflow::is_done(way.to);
        issue.resolved = is_done.then_some(asked.now);
        match resolution {
            Some(name) => drop(
                issue
                    .fields
                    .insert("resolution".to_owned(), json!({"name": name})),
            ),
            None if !is_done => drop(issue.fields.remove("resolution")),
            None => {}
        }
        Answer::empty(204)
    }

    /// What a search finds. What is new is left out at first, and counts down by being searched for.
    pub(super) fn search(&self, flavour: Flavour, asked: &Asked<'_>, state: &mut State) -> Answer {
        let query = match jql::Query::parse(asked.query("jql").unwrap_or_default()) {
            Ok(query) => query,
            Err(message) => return complaint(400, [message], Map::new()),
        };
        if let Some(stranger) = query
            .projects()
            .into_iter()
            .find(|key| self.project(key, state).is_none())
        {
            let message = format!("The value '{stranger}' does not exist for the field 'project'.");
            return complaint(400, [message], Map::new());
        }
        let mut found: Vec<Issue> = vec![];
        for issue in state
            .projects
            .values_mut()
            .flat_map(|project| &mut project.issues)
        {
            if query.matches(issue) {
                if issue.lag == 0 {
                    found.push(issue.clone());
                }
                issue.lag = issue.lag.saturating_sub(1);
            }
        }
        query.sort(&mut found);
        let size = number(asked, "maxResults", 50).min(LARGEST_PAGE);
        let from = number(asked, "nextPageToken", number(asked, "startAt", 0));
        let total = found.len();
        let wanted = asked.query("fields").unwrap_or("id");
        let page: Vec<Value> = found
            .iter()
            .skip(from)
            .take(size)
            .map(|issue| self.shape_of_issue(issue, wanted, flavour))
            .collect();
        let next = from + page.len();
        let answer = match flavour {
            Flavour::Server => {
                json!({"expand": "schema,names", "startAt": from, "maxResults": size, "total": total, "issues": page})
            }
            Flavour::Cloud if next < total => {
                json!({"issues": page, "isLast": false, "nextPageToken": next.to_string()})
            }
            Flavour::Cloud => json!({"issues": page, "isLast": true}),
        };
        Answer::new(200, answer)
    }
}
