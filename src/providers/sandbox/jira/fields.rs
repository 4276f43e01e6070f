//! The fields of the sandbox's issues: what a screen says of them, and what is refused.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Jira, complaint, missing, number};
use crate::providers::sandbox::jira::state::State;
use crate::providers::sandbox::{Answer, Asked};
use crate::remote::jira::Flavour;
use crate::remote::jira_text;

const PRIORITIES: [&str; 5] = ["Highest", "High", "Medium", "Low", "Lowest"];
const SEVERITIES: [&str; 3] = ["High", "Middle", "Low"];
pub(super) const RESOLUTIONS: [&str; 2] = ["Done", "Won't Do"];
/// The one field of the company's own, which an incident must have.
pub(super) const SEVERITY: &str = "customfield_10010";
/// Fields whose text is a document in the Cloud.
const DOCUMENTS: [&str; 1] = ["description"];
const LONGEST_SUMMARY: usize = 255;

impl Jira {
    /// `GET /issue/createmeta/{key}/issuetypes/{id}`
    pub(super) fn create_meta(&self, key: &str, id: &str, asked: &Asked<'_>, state: &mut State) -> Answer {
        if self.project(key, state).is_none() {
            return missing(&format!("No project could be found with key '{key}'."));
        }
        let types = self.issue_types();
        let Some(name) = types
            .iter()
            .enumerate()
            .find_map(|(at, name)| (type_id(at) == id).then_some(name))
        else {
            return missing("The issue type does not exist.");
        };
        let fields = screen(name);
        let (from, size) = (number(asked, "startAt", 0), number(asked, "maxResults", 50));
        let word = match self.flavour {
            Flavour::Cloud => "fields",
            Flavour::Server => "values",
        };
        let mut page = json!({"startAt": from, "maxResults": size, "total": fields.len()});
        page[word] = fields.into_iter().skip(from).take(size).collect();
        Answer::new(200, page)
    }

    /// The fields of a new issue as they are kept; or Jira's refusal.
    pub(super) fn taken(
        &self,
        given: &Map<String, Value>,
        issue_type: &str,
        flavour: Flavour,
    ) -> Result<BTreeMap<String, Value>, Answer> {
        let screen = screen(issue_type);
        let (mut taken, mut errors) = (BTreeMap::new(), Map::new());
        for (name, value) in given {
            let field = screen.iter().find(|field| field["fieldId"] == json!(name));
            match field {
                _ if matches!(name.as_str(), "project" | "issuetype") => {}
                Some(field) => match self.checked(field, value, flavour) {
                    Ok(value) => drop(taken.insert(name.clone(), value)),
                    Err(message) => drop(errors.insert(name.clone(), json!(message))),
                },
                None => {
                    let message = format!(
                        "Field '{name}' cannot be set. It is not on the appropriate screen, or unknown."
                    );
                    errors.insert(name.clone(), json!(message));
                }
            }
        }
        for field in &screen {
            let id = field["fieldId"].as_str().unwrap_or_default();
            let is_missing = field["required"] == true
                && field["hasDefaultValue"] == false
                && !taken.contains_key(id)
                && !errors.contains_key(id)
                && !matches!(id, "project" | "issuetype");
            if is_missing {
                let name = field["name"].as_str().unwrap_or_default();
                errors.insert(id.to_owned(), json!(format!("{name} is required.")));
            }
        }
        if errors.is_empty() {
            Ok(taken)
        } else {
            Err(complaint(400, [], errors))
        }
    }

    fn checked(&self, field: &Value, value: &Value, flavour: Flavour) -> Result<Value, String> {
        let id = field["fieldId"].as_str().unwrap_or_default();
        if DOCUMENTS.contains(&id) {
            return read_text(value, flavour).map(Value::String);
        }
        let named = |value: &Value, key: &str| {
            let text = value[key].as_str().map(str::to_owned);
            text.ok_or_else(|| format!("Could not find valid '{key}' in the value"))
        };
        let known = |text: String, among: &[&str]| match among.contains(&&*text) {
            true => Ok(()),
            false => Err(format!("The {id} selected is invalid: '{text}'")),
        };
        match id {
            "summary" => match value.as_str() {
                None | Some("") => return Err("You must specify a summary of the issue.".to_owned()),
                Some(text) if text.contains('\n') => {
                    return Err("The summary is invalid because it contains newline characters.".to_owned());
                }
                Some(text) if text.chars().count() > LONGEST_SUMMARY => {
                    return Err("Summary must be less than 255 characters.".to_owned());
                }
                Some(_) => {}
            },
            "priority" => known(named(value, "name")?, &PRIORITIES)?,
            SEVERITY => known(named(value, "value")?, &SEVERITIES)?,
            "assignee" => {
                let key = match self.flavour {
                    Flavour::Cloud => "accountId",
                    Flavour::Server => "name",
                };
                named(value, key)?;
            }
            "labels" => {
                let labels = value.as_array().ok_or("data was not an array")?;
                let texts = labels.iter().map(|label| label.as_str().unwrap_or(" "));
                if let Some(label) = texts.into_iter().find(|label| label.contains(' ')) {
                    return Err(format!("The label '{label}' contains spaces which is invalid."));
                }
            }
            _ => {}
        }
        Ok(value.clone())
    }
}

/// A text of a request, which the third version wants as a document and the second as it is.
pub(super) fn read_text(value: &Value, flavour: Flavour) -> Result<String, String> {
    match (flavour, value) {
        (_, Value::Null) => Ok(String::new()),
        (Flavour::Cloud, Value::Object(_)) if value["type"] == "doc" => {
            Ok(jira_text::text(value).unwrap_or_default())
        }
        (Flavour::Cloud, _) => Err(
            "Operation value must be an Atlassian Document (see the Atlassian Document Format)".to_owned(),
        ),
        (Flavour::Server, Value::String(text)) => Ok(text.clone()),
        (Flavour::Server, _) => Err("Operation value must be a string".to_owned()),
    }
}

/// The number of an issue type, by its place in the list.
pub(super) fn type_id(at: usize) -> String {
    (10_101 + at).to_string()
}

/// A field as a screen says it.
pub(super) fn field(id: &str, name: &str, schema: Value, required: bool, allowed: Vec<Value>) -> Value {
    let mut field = json!({
        "fieldId": id, "key": id, "name": name, "required": required, "hasDefaultValue": false,
        "operations": ["set"], "schema": schema,
    });
    if !allowed.is_empty() {
        field["allowedValues"] = Value::Array(allowed);
    }
    field
}

/// The screen on which issues of a type are made.
fn screen(issue_type: &str) -> Vec<Value> {
    let system = |sort: &str, name: &str| json!({"type": sort, "system": name});
    let names = |names: &[&str]| names.iter().map(|name| json!({"name": name})).collect();
    let mut reporter = field("reporter", "Reporter", system("user", "reporter"), true, vec![]);
    reporter["hasDefaultValue"] = json!(true);
    let mut fields = vec![
        field("summary", "Summary", system("string", "summary"), true, vec![]),
        field(
            "issuetype",
            "Issue Type",
            system("issuetype", "issuetype"),
            true,
            vec![],
        ),
        field("project", "Project", system("project", "project"), true, vec![]),
        reporter,
        field(
            "description",
            "Description",
            system("string", "description"),
            false,
            vec![],
        ),
        field(
            "priority",
            "Priority",
            system("priority", "priority"),
            false,
            names(&PRIORITIES),
        ),
        field("assignee", "Assignee", system("user", "assignee"), false, vec![]),
        field(
            "labels",
            "Labels",
            json!({"type": "array", "items": "string", "system": "labels"}),
            false,
            vec![],
        ),
        field(
            "components",
            "Components",
            json!({"type": "array", "items": "component", "system": "components"}),
            false,
            vec![],
        ),
        field("parent", "Parent", system("issuelink", "parent"), false, vec![]),
        field("duedate", "Due date", system("date", "duedate"), false, vec![]),
    ];
    if issue_type == "Incident" {
        let schema = json!({
            "type": "option", "custom": "com.atlassian.jira.plugin.system.customfieldtypes:select", "customId": 10010,
        });
        let allowed = SEVERITIES.iter().map(|name| json!({"value": name})).collect();
        fields.push(field(SEVERITY, "Severity", schema, true, allowed));
    }
    fields
}
