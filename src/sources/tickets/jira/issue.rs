//! One of Jira's issues made a ticket. What is missing or of another sort is left out; only what a ticket cannot do without
//! is a problem.

use jiff::Timestamp;
use serde_json::Value;

use super::SYSTEM;
use crate::model::journal::{Progress, TaskImported};
use crate::remote::jira_text;
use crate::sources::tickets::category::{CategoryFrom, CategoryRule};
use crate::sources::tickets::dates::{self, Reading};
use crate::sources::tickets::{Problem, description, given, title, words};

/// The ticket of an issue that the server at `address` gave.
pub(super) fn ticket(issue: &Value, address: &str, rule: &CategoryRule) -> Result<TaskImported, Problem> {
    let key = text(issue, "key");
    let problem = |message: &str| Problem {
        line: None,
        key: key.map(str::to_owned),
        message: message.to_owned(),
        refused: true,
    };
    let key = key.ok_or_else(|| problem("an issue without a key; check that the address is a Jira's own"))?;
    let fields = &issue["fields"];
    let created = moment(fields, "created").ok_or_else(|| {
        problem("it does not say when it was created; check that the account may see that field")
    })?;
    let changed = moment(fields, "updated");
    let progress = progress(fields);
    let closed =
        moment(fields, "resolutiondate").filter(|_| matches!(progress, Progress::Done | Progress::Declined));
    let seconds = fields["timespent"].as_u64();
    Ok(TaskImported {
        system: SYSTEM.to_owned(),
        key: key.to_owned(),
        url: Some(format!("{address}/browse/{key}")),
        // A summary may be hidden, but never empty.
        title: text(fields, "summary").map_or_else(|| key.to_owned(), title),
        description: jira_text::text(&fields["description"])
            .as_deref()
            .and_then(description),
        progress,
        status: text(&fields["status"], "name").and_then(given),
        category: category(fields, rule),
        priority: text(&fields["priority"], "name")
            .map(words::priority)
            .unwrap_or_default(),
        requester: person(&fields["reporter"]).or_else(|| person(&fields["creator"])),
        team: None,
        assignee: person(&fields["assignee"]),
        labels: labels(fields).into_iter().map(str::to_owned).collect(),
        created,
        changed,
        closed,
        comments: comments(&fields["comment"]),
        minutes: seconds.map(|seconds| u32::try_from(seconds.div_ceil(60)).unwrap_or(u32::MAX)),
        unknown: Default::default(),
    })
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

fn moment(fields: &Value, name: &str) -> Option<Timestamp> {
    let reading = Reading {
        order: None,
        zone: jiff::tz::TimeZone::UTC,
    };
    dates::read(text(fields, name)?)?.moment(&reading)
}

fn progress(fields: &Value) -> Progress {
    let status = &fields["status"];
    let name = text(status, "name").unwrap_or_default();
    let resolution = text(&fields["resolution"], "name").unwrap_or_default();
    match text(&status["statusCategory"], "key") {
        Some("new") => Progress::Open,
        Some("indeterminate") => Progress::Started,
        Some("done") if words::is_refusal(resolution) || words::is_refusal(name) => Progress::Declined,
        Some("done") => Progress::Done,
        _ if words::is_refusal(resolution) => Progress::Declined,
        _ => words::progress(name).unwrap_or(if fields["resolutiondate"].is_string() {
            Progress::Done
        } else {
            Progress::Open
        }),
    }
}

/// A person by the name that people know; Cloud hides all others.
fn person(value: &Value) -> Option<String> {
    ["displayName", "name", "emailAddress", "accountId"]
        .into_iter()
        .find_map(|name| text(value, name))
        .and_then(given)
}

fn labels(fields: &Value) -> Vec<&str> {
    let labels = fields["labels"].as_array().into_iter().flatten();
    labels.filter_map(Value::as_str).collect()
}

fn comments(value: &Value) -> u32 {
    let listed = || value["comments"].as_array().map(|list| list.len() as u64);
    let total = value["total"].as_u64().or_else(listed).unwrap_or(0);
    u32::try_from(total).unwrap_or(u32::MAX)
}

fn category(fields: &Value, rule: &CategoryRule) -> Option<String> {
    let components = || -> Vec<&str> {
        let components = fields["components"].as_array().into_iter().flatten();
        components
            .filter_map(|component| text(component, "name"))
            .collect()
    };
    match &rule.from {
        Some(CategoryFrom::Labels) => rule.category(labels(fields)),
        Some(CategoryFrom::Components) => rule.category(components()),
        Some(CategoryFrom::IssueType) => rule.category(text(&fields["issuetype"], "name")),
        Some(CategoryFrom::Column(name)) => rule.category(words_of(&fields[name.as_str()])),
        None => rule
            .category(labels(fields))
            .or_else(|| rule.category(components()))
            .or_else(|| rule.category(text(&fields["issuetype"], "name"))),
    }
}

/// What a company's own field says: a text, a choice, or several of them.
fn words_of(value: &Value) -> Vec<&str> {
    match value {
        Value::String(word) => vec![word],
        Value::Array(values) => values.iter().flat_map(words_of).collect(),
        Value::Object(_) => ["value", "name"]
            .into_iter()
            .filter_map(|name| text(value, name))
            .chain(text(&value["requestType"], "name"))
            .take(1)
            .collect(),
        _ => vec![],
    }
}
