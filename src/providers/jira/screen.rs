//! The fields that can be filled in where an issue is made or moved: which are required, what each takes, and how a plain
//! value is written for it. What Jira would refuse is said before anything is sent.

use serde_json::{Map, Value, json};

use super::client::Jira;
use crate::providers::action::ActionError;
use crate::remote::jira::Flavour;
use crate::remote::query_escaped;

/// A screen of Jira's.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Screen {
    /// None where Jira does not say.
    fields: Option<Vec<Field>>,
    /// Where it is, for the person.
    place: String,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Field {
    id: String,
    name: String,
    is_required: bool,
    /// Jira's word for what it takes, and for what the items of a list are.
    sort: String,
    items: String,
    /// Whether its text is a document in the Cloud.
    is_document: bool,
    allowed: Vec<Value>,
}

/// What Jira fills in by itself, or what is given in another place.
const GIVEN: [&str; 3] = ["project", "issuetype", "reporter"];
/// What the fields that every Jira has take, where the screen does not say.
const USUAL: [(&str, &str, &str); 8] = [
    ("summary", "string", ""),
    ("description", "document", ""),
    ("priority", "priority", ""),
    ("assignee", "user", ""),
    ("components", "array", "component"),
    ("labels", "array", "string"),
    ("parent", "issuelink", ""),
    ("duedate", "date", ""),
];
/// Fields asked for at once, and pages at most.
const PAGE: usize = 100;
const PAGES: usize = 10;
/// Values named where another one was given.
const NAMED: usize = 8;

impl Screen {
    /// Where issues of a type are made in a project; or why none can be.
    pub(super) fn of_new(
        jira: &Jira<'_>,
        project: &str,
        issue_type: &str,
    ) -> Result<Result<Self, String>, ActionError> {
        let Some(shown) = jira.find(&format!("/project/{}", query_escaped(project)))? else {
            let complaint = format!("there is no project {project}, or the token may not see it");
            return Ok(Err(complaint));
        };
        let types: Vec<&Value> = shown["issueTypes"].as_array().into_iter().flatten().collect();
        let is_meant = |known: &&&Value| {
            let name = known["name"].as_str().unwrap_or_default();
            name.eq_ignore_ascii_case(issue_type)
        };
        let Some(id) = types.iter().find(is_meant).and_then(|known| known["id"].as_str()) else {
            let names: Vec<&str> = types.iter().filter_map(|known| known["name"].as_str()).collect();
            let complaint = format!(
                "{project} has no issue type `{issue_type}`; there are {}",
                names.join(", ")
            );
            return Ok(Err(complaint));
        };
        let fields = fields_of(jira, project, id)?;
        Ok(Ok(Self {
            fields,
            place: format!("{issue_type} in {project}"),
        }))
    }

    /// The one that a transition shows.
    pub(super) fn of_transition(transition: &Value, place: &str) -> Self {
        let fields = transition["fields"].as_object().into_iter().flatten();
        Self {
            fields: Some(fields.map(|(id, field)| Field::of(id, field)).collect()),
            place: place.to_owned(),
        }
    }

    /// Whether nobody says what can be filled in.
    pub(super) fn is_unknown(&self) -> bool {
        self.fields.is_none()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }

    fn field(&self, name: &str) -> Option<Field> {
        let Some(fields) = &self.fields else {
            let usual = USUAL.iter().find(|(id, ..)| *id == name);
            let (_, sort, items) = usual.copied().unwrap_or((name, "", ""));
            return Some(Field {
                id: name.to_owned(),
                name: name.to_owned(),
                sort: sort.to_owned(),
                items: items.to_owned(),
                is_document: sort == "document",
                ..Field::default()
            });
        };
        let by_id = fields.iter().find(|field| field.id == name);
        let by_name = || fields.iter().find(|field| field.name.eq_ignore_ascii_case(name));
        by_id.or_else(by_name).cloned()
    }

    /// The values as Jira takes them, by the ids of the fields; and what it would refuse.
    pub(super) fn filled<'v>(
        &self,
        values: impl IntoIterator<Item = (&'v str, Value)>,
        flavour: Flavour,
    ) -> (Map<String, Value>, Vec<String>) {
        let (mut filled, mut complaints) = (Map::new(), vec![]);
        for (name, value) in values {
            let Some(field) = self.field(name) else {
                complaints.push(format!(
                    "`{name}` cannot be given: it is not on the screen for {}",
                    self.place
                ));
                continue;
            };
            match field.written(&value, flavour) {
                Ok(value) => drop(filled.insert(field.id, value)),
                Err(complaint) => complaints.push(format!("`{name}` {complaint}")),
            }
        }
        let required = self.fields.iter().flatten().filter(|field| field.is_required);
        for field in required.filter(|field| !filled.contains_key(&field.id)) {
            complaints.push(format!(
                "`{}` ({}) is required for {}; give it in `fields`",
                field.name, field.id, self.place
            ));
        }
        (filled, complaints)
    }
}

/// The fields of an issue type; none where this Jira does not say, as before 8.4.
fn fields_of(jira: &Jira<'_>, project: &str, id: &str) -> Result<Option<Vec<Field>>, ActionError> {
    let mut fields = vec![];
    for _ in 0..PAGES {
        let path = format!(
            "/issue/createmeta/{}/issuetypes/{}?startAt={}&maxResults={PAGE}",
            query_escaped(project),
            query_escaped(id),
            fields.len()
        );
        let Some(mut page) = jira.find(&path)? else {
            return Ok(None);
        };
        let total = page["total"].as_u64().unwrap_or_default();
        // The Cloud's word, then a server's.
        let items = match page["fields"].take() {
            Value::Array(items) => items,
            _ => page["values"].as_array().cloned().unwrap_or_default(),
        };
        let is_last = items.is_empty();
        fields.extend(items.iter().map(|field| {
            let id = field["fieldId"].as_str().or_else(|| field["key"].as_str());
            Field::of(id.unwrap_or_default(), field)
        }));
        if is_last || fields.len() as u64 >= total {
            break;
        }
    }
    Ok(Some(fields))
}

impl Field {
    fn of(id: &str, field: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let schema = &field["schema"];
        let is_long = text(&schema["custom"]).ends_with(":textarea");
        let is_text = matches!(schema["system"].as_str(), Some("description" | "environment"));
        Self {
            id: id.to_owned(),
            name: text(&field["name"]),
            is_required: field["required"] == true
                && field["hasDefaultValue"] != true
                && !GIVEN.contains(&id),
            sort: text(&schema["type"]),
            items: text(&schema["items"]),
            is_document: is_long || is_text,
            allowed: field["allowedValues"].as_array().cloned().unwrap_or_default(),
        }
    }

    /// A value as this field takes it; or what is wrong with it.
    fn written(&self, value: &Value, flavour: Flavour) -> Result<Value, String> {
        if self.sort != "array" {
            return self.item(&self.sort, value, flavour);
        }
        let items = match value {
            Value::Array(items) => items.clone(),
            one => vec![one.clone()],
        };
        let items = items.iter().map(|item| self.item(&self.items, item, flavour));
        items.collect::<Result<Vec<_>, _>>().map(Value::from)
    }

    fn item(&self, sort: &str, value: &Value, flavour: Flavour) -> Result<Value, String> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) if sort != "number" => number.to_string(),
            other => return Ok(other.clone()),
        };
        let written = match sort {
            "option" => json!({"value": text}),
            "priority" | "resolution" | "version" | "component" | "group" | "securitylevel" => {
                json!({"name": text})
            }
            "user" => flavour.person(&text),
            "issuelink" => json!({"key": text}),
            "number" => {
                let number: Option<f64> = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
                json!(number.ok_or_else(|| format!("takes a number, not `{text}`"))?)
            }
            _ if self.is_document => flavour.text(&text),
            _ => Value::String(text.clone()),
        };
        for key in ["value", "name"] {
            let known: Vec<&str> = self
                .allowed
                .iter()
                .filter_map(|allowed| allowed[key].as_str())
                .collect();
            if written[key].is_string() && sort != "user" && !known.is_empty() && !known.contains(&&*text) {
                let named = known[..known.len().min(NAMED)].join(", ");
                return Err(format!("does not take `{text}`; there are {named}"));
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn screen() -> Screen {
        let field = |id: &str, field: Value| (id.to_owned(), field);
        let fields: Map<String, Value> = [
            field("summary", json!({"name": "Summary", "required": true, "schema": {"type": "string", "system": "summary"}})),
            field("reporter", json!({"name": "Reporter", "required": true, "schema": {"type": "user"}})),
            field("assignee", json!({"name": "Assignee", "schema": {"type": "user"}})),
            field("cf_1", json!({"name": "Severity", "required": true, "schema": {"type": "option"},
                "allowedValues": [{"value": "High"}, {"value": "Low"}]})),
            field("cf_2", json!({"name": "Why", "schema": {"type": "string", "custom": "x:textarea"}})),
            field("cf_3", json!({"name": "Points", "schema": {"type": "number"}})),
            field("cf_4", json!({"name": "Areas", "schema": {"type": "array", "items": "option"}})),
            field("cf_5", json!({"name": "Team", "required": true, "hasDefaultValue": true, "schema": {"type": "string"}})),
        ]
        .into_iter()
        .collect();
        Screen::of_transition(&json!({"fields": fields}), "Bug in OPS")
    }

    #[test]
    fn plain_values_are_written_as_the_fields_take_them() {
        let values = [
            ("summary", json!("It is down")),
            ("severity", json!("High")),
            ("assignee", json!("ana")),
            ("Why", json!("so")),
            ("cf_3", json!("3.5")),
            ("Areas", json!("db")),
        ];
        let (filled, complaints) = screen().filled(values.clone(), Flavour::Server);
        assert_eq!(complaints, Vec::<String>::new());
        assert_eq!(
            Value::Object(filled),
            json!({"summary": "It is down", "cf_1": {"value": "High"}, "assignee": {"name": "ana"}, "cf_2": "so", "cf_3": 3.5,
                "cf_4": [{"value": "db"}]})
        );
        let (filled, _) = screen().filled(values, Flavour::Cloud);
        assert_eq!(filled["assignee"], json!({"accountId": "ana"}));
        assert_eq!(filled["cf_2"]["type"], "doc");
    }

    #[test]
    fn what_jira_would_refuse_is_said() {
        let values = [
            ("summary", json!("x")),
            ("Severity", json!("Huge")),
            ("Points", json!("many")),
            ("colour", json!("red")),
        ];
        let (_, complaints) = screen().filled(values, Flavour::Cloud);
        assert_eq!(
            complaints,
            [
                "`Severity` does not take `Huge`; there are High, Low",
                "`Points` takes a number, not `many`",
                "`colour` cannot be given: it is not on the screen for Bug in OPS",
                "`Severity` (cf_1) is required for Bug in OPS; give it in `fields`",
            ]
        );
    }
}
