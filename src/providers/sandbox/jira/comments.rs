//! Comments of the sandbox's Jira, and the properties that they carry.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::state::{Comment, Issue, State};
use super::{Jira, complaint, fields, missing, number};
use crate::providers::sandbox::{Answer, Asked};
use crate::remote::Method;
use crate::remote::jira::Flavour;

impl Jira {
    pub(super) fn add_comment(
        &self,
        key: &str,
        flavour: Flavour,
        asked: &Asked<'_>,
        state: &mut State,
    ) -> Answer {
        let id = state.next_id().to_string();
        let Some(issue) = state.issue(key) else {
            return missing("Issue does not exist or you do not have permission to see it.");
        };
        let body = match fields::read_text(&asked.body["body"], flavour) {
            Ok(body) if !body.trim().is_empty() => body,
            Ok(_) => {
                let errors = [("comment".to_owned(), json!("Comment body can not be empty!"))];
                return complaint(400, [], errors.into_iter().collect());
            }
            Err(message) => {
                return complaint(
                    400,
                    [],
                    [("comment".to_owned(), json!(message))].into_iter().collect(),
                );
            }
        };
        let given = asked.body["properties"].as_array();
        let properties: BTreeMap<String, Value> = given
            .into_iter()
            .flatten()
            .filter_map(|property| Some((property["key"].as_str()?.to_owned(), property["value"].clone())))
            .collect();
        let comment = Comment {
            id,
            body,
            created: asked.now,
            properties,
        };
        issue.comments.push(comment.clone());
        issue.updated = asked.now;
        let shape = self.shape_of_comment(&issue.id, &comment, flavour);
        Answer::new(201, shape)
    }

    pub(super) fn comments(
        &self,
        rest: &[&str],
        issue: &mut Issue,
        flavour: Flavour,
        asked: &Asked<'_>,
    ) -> Answer {
        match (asked.method, rest) {
            (&Method::GET, []) => {
                let mut comments: Vec<&Comment> = issue.comments.iter().collect();
                if asked.query("orderBy") == Some("-created") {
                    comments.reverse();
                }
                let (from, size) = (number(asked, "startAt", 0), number(asked, "maxResults", 50));
                let page: Vec<Value> = comments
                    .into_iter()
                    .skip(from)
                    .take(size)
                    .map(|comment| self.shape_of_comment(&issue.id, comment, flavour))
                    .collect();
                let total = issue.comments.len();
                Answer::new(
                    200,
                    json!({"startAt": from, "maxResults": size, "total": total, "comments": page}),
                )
            }
            (method, [id]) => {
                let Some(at) = issue.comments.iter().position(|comment| comment.id == *id) else {
                    return missing(&format!("Can not find a comment for the id: {id}."));
                };
                match *method {
                    Method::GET => Answer::new(
                        200,
                        self.shape_of_comment(&issue.id, &issue.comments[at], flavour),
                    ),
                    Method::DELETE => {
                        issue.comments.remove(at);
                        Answer::empty(204)
                    }
                    _ => complaint(405, ["Method Not Allowed".to_owned()], Map::new()),
                }
            }
            _ => missing("null for uri"),
        }
    }
}
