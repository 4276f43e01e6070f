//! How the sandbox's Jira shows what it has: in the forms of Atlassian's own description.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use super::state::{Comment, Issue, Project};
use super::workflow::{STATUSES, Way};
use super::{Jira, ME, fields};
use crate::remote::jira::Flavour;

impl Jira {
    pub(super) fn link(&self, rest: &str) -> String {
        format!("{}{}", self.address, self.flavour.path(&format!("/{rest}")))
    }

    pub(super) fn info(&self) -> Value {
        let (version, numbers) = match self.flavour {
            Flavour::Cloud => ("1001.0.0-SNAPSHOT", json!([1001, 0, 0])),
            Flavour::Server => ("9.12.0", json!([9, 12, 0])),
        };
        json!({
            "baseUrl": self.address, "version": version, "versionNumbers": numbers, "buildNumber": 100_000,
            "deploymentType": match self.flavour { Flavour::Cloud => "Cloud", Flavour::Server => "Server" },
            "serverTitle": "A Jira inside muster",
        })
    }

    pub(super) fn user(&self, name: &str) -> Value {
        let mut user = json!({
            "self": self.link(&format!("user?accountId={name}")), "displayName": name, "active": true, "timeZone": "Etc/UTC",
        });
        match self.flavour {
            Flavour::Cloud => {
                user["accountId"] = json!(name);
                user["accountType"] = json!("atlassian");
            }
            Flavour::Server => {
                user["name"] = json!(name);
                user["key"] = json!(name);
            }
        }
        user
    }

    pub(super) fn shape_of_project(&self, project: &Project) -> Value {
        let types: Vec<Value> = self
            .issue_types()
            .iter()
            .map(|name| self.issue_type(name))
            .collect();
        json!({
            "id": project.id, "key": project.key, "name": project.key, "self": self.link(&format!("project/{}", project.id)),
            "projectTypeKey": "software", "simplified": false, "issueTypes": types, "lead": self.user(ME),
        })
    }

    fn issue_type(&self, name: &str) -> Value {
        let at = self.issue_types().iter().position(|known| known == name);
        let id = fields::type_id(at.unwrap_or_default());
        json!({
            "id": id, "name": name, "subtask": false, "description": "", "self": self.link(&format!("issuetype/{id}")),
        })
    }

    fn status(&self, name: &str) -> Value {
        let known = STATUSES.iter().find(|(known, ..)| *known == name);
        let (name, id, category, category_name) = known.unwrap_or(&STATUSES[0]);
        json!({
            "id": id, "name": name, "description": "", "self": self.link(&format!("status/{id}")),
            "statusCategory": {"key": category, "name": category_name},
        })
    }

    pub(super) fn shape_of_way(&self, way: &Way) -> Value {
        let mut shape = json!({
            "id": way.id, "name": way.name, "to": self.status(way.to), "hasScreen": way.resolves, "isGlobal": false,
            "isInitial": false, "isConditional": false, "isAvailable": true, "fields": {},
        });
        if way.resolves {
            let allowed = fields::RESOLUTIONS.iter().map(|name| json!({"name": name}));
            let schema = json!({"type": "resolution", "system": "resolution"});
            let mut field = fields::field("resolution", "Resolution", schema, true, allowed.collect());
            if let Some(field) = field.as_object_mut() {
                field.remove("fieldId");
            }
            shape["fields"] = json!({"resolution": field});
        }
        shape
    }

    /// An issue with these fields, `*all` or by their names.
    pub(super) fn shape_of_issue(&self, issue: &Issue, wanted: &str, flavour: Flavour) -> Value {
        let all = self.fields_of(issue, flavour);
        let is_wanted = |name: &str| {
            wanted
                .split(',')
                .any(|part| matches!(part, "*all" | "*navigable") || part == name)
        };
        let shown: Map<String, Value> = all.into_iter().filter(|(name, _)| is_wanted(name)).collect();
        json!({
            "expand": "renderedFields,names,schema,operations,editmeta,changelog", "id": issue.id, "key": issue.key,
            "self": self.link(&format!("issue/{}", issue.id)), "fields": shown,
        })
    }

    fn fields_of(&self, issue: &Issue, flavour: Flavour) -> Map<String, Value> {
        let mut shown: Map<String, Value> = issue.fields.clone().into_iter().collect();
        if let Some(text) = issue.fields.get("description").and_then(Value::as_str) {
            shown.insert("description".to_owned(), flavour.text(text));
        }
        for name in ["description", "resolution", "assignee", "priority", "timespent"] {
            shown.entry(name).or_insert(Value::Null);
        }
        for name in ["labels", "components"] {
            shown.entry(name).or_insert_with(|| json!([]));
        }
        if let Some(name) = issue.fields.get("assignee").and_then(|person| {
            let name = person.get("accountId").or_else(|| person.get("name"));
            name?.as_str()
        }) {
            shown.insert("assignee".to_owned(), self.user(name));
        }
        let comments: Vec<Value> = issue
            .comments
            .iter()
            .map(|comment| self.shape_of_comment(&issue.id, comment, flavour))
            .collect();
        let total = comments.len();
        shown.extend([
            ("status".to_owned(), self.status(&issue.status)),
            ("issuetype".to_owned(), self.issue_type(&issue.issue_type)),
            ("created".to_owned(), json!(moment(issue.created))),
            ("updated".to_owned(), json!(moment(issue.updated))),
            (
                "resolutiondate".to_owned(),
                issue.resolved.map_or(Value::Null, |at| json!(moment(at))),
            ),
            ("creator".to_owned(), self.user(ME)),
            ("reporter".to_owned(), self.user(ME)),
            (
                "comment".to_owned(),
                json!({"comments": comments, "startAt": 0, "maxResults": total, "total": total}),
            ),
        ]);
        shown
    }

    pub(super) fn shape_of_comment(&self, issue: &str, comment: &Comment, flavour: Flavour) -> Value {
        json!({
            "self": self.link(&format!("issue/{issue}/comment/{}", comment.id)), "id": comment.id,
            "author": self.user(ME), "updateAuthor": self.user(ME), "body": flavour.text(&comment.body),
            "created": moment(comment.created), "updated": moment(comment.created),
            "jsdPublic": comment.properties.get("sd.public.comment").is_none_or(|value| value["internal"] != true),
        })
    }
}

/// A moment as Jira writes it.
fn moment(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC)
        .strftime("%Y-%m-%dT%H:%M:%S.%3f%z")
        .to_string()
}
