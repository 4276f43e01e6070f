//! A repository on GitHub: its address, and the marks by which a step knows again what it made.

use serde_json::Value;

use super::client::Client;
use crate::model::blueprint::repo_url::RepoUrl;
use crate::providers::action::{ActionError, Call};
use crate::providers::input::{Input, wrong};
use crate::remote::query_escaped;

/// The repository of a step.
#[derive(Clone, Debug)]
pub(super) struct Repo(pub(super) RepoUrl);

impl Repo {
    /// The one that `repoUrl` names, which must be on a GitHub.
    pub(super) fn of(input: &Input<'_>) -> Result<Self, ActionError> {
        let url = RepoUrl::parse(input.required("repoUrl")?).map_err(|error| wrong(error.to_string()))?;
        match url.is_local() {
            false => Ok(Self(url)),
            true => Err(wrong(format!("{url} is not on a GitHub"))
                .hint("publish:git and git:commit write to this machine")),
        }
    }

    pub(super) fn client<'c>(&self, call: &Call<'c>) -> Result<Client<'c>, ActionError> {
        Client::github(call, &self.0.host)
    }

    /// Its address in the API, and what follows it.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/repos/{}/{}{rest}", self.0.owner, self.0.repo)
    }

    pub(super) fn look(&self, client: &Client<'_>) -> Result<Option<Value>, ActionError> {
        client.find(&self.path(""))
    }

    /// It, which must be there.
    pub(super) fn must_be_there(&self, client: &Client<'_>) -> Result<Value, ActionError> {
        self.look(client)?.ok_or_else(|| {
            wrong(format!(
                "there is no repository {}, or the token may not see it",
                self.0
            ))
            .hint("correct `repoUrl`, or ask for access")
        })
    }
}

/// A part of a path, escaped; slashes stay, as in names of branches.
pub(super) fn escaped(text: &str) -> String {
    text.split('/').map(query_escaped).collect::<Vec<_>>().join("/")
}

/// The whole of a part of a path, escaped with its slashes.
pub(super) fn one_segment(text: &str) -> String {
    query_escaped(text)
}

/// Of an op key, what is enough to tell one step from all others where there is little room.
pub(super) fn short(op_key: &str, length: usize) -> &str {
    op_key.get(..length).unwrap_or(op_key)
}

/// A description while its repository is being made.
pub(super) fn description_mark(op_key: &str) -> String {
    format!("[muster {}]", short(op_key, 16))
}

/// The topic of a repository that is complete.
pub(super) fn topic(op_key: &str) -> String {
    format!("muster-{}", short(op_key, 12))
}

/// The line in the text of an issue or a pull request: people do not see it.
pub(super) fn comment(op_key: &str) -> String {
    format!("<!-- muster {} -->", short(op_key, 32))
}

/// A text with the mark as its last line.
pub(super) fn with_comment(text: &str, op_key: &str) -> String {
    let mark = comment(op_key);
    if text.is_empty() {
        mark
    } else {
        format!("{}\n\n{mark}", text.trim_end())
    }
}

/// Whether a text has the mark on a line of its own.
pub(super) fn has_comment(text: Option<&str>, op_key: &str) -> bool {
    let mark = comment(op_key);
    text.is_some_and(|text| text.lines().any(|line| line.trim() == mark))
}

/// A commit's message with the mark as its last line, as Git's trailers are written.
pub(super) fn with_trailer(message: &str, op_key: &str) -> String {
    format!("{}\n\nMuster-Op: {op_key}\n", message.trim_end())
}

pub(super) fn has_trailer(message: Option<&str>, op_key: &str) -> bool {
    let trailer = format!("Muster-Op: {op_key}");
    message.is_some_and(|message| message.lines().any(|line| line.trim() == trailer))
}

/// The JSON Schema of an input or an output. A key that it does not name is warned of by the check: nothing is ignored in silence.
pub(super) fn schema(required: &[&str], properties: Value) -> Value {
    serde_json::json!({"type": "object", "required": required, "properties": properties, "additionalProperties": false})
}

/// Inputs of Backstage's actions that would make something else of what is made, and that muster does not have.
const NOT_HERE: [&str; 14] = [
    "autoInit",
    "branchPolicies",
    "bypassPullRequestAllowances",
    "forceEmptyGitAuthor",
    "forceFork",
    "ignoreExpressions",
    "oidcCustomization",
    "requiredCommitSigning",
    "restrictions",
    "rulesets",
    "subscribe",
    "token",
    "workflowAccess",
    "workflowPermissions",
];

/// Refuses, by name, what Backstage would do and muster would not. Any other input that an action does not have changes
/// nothing there either, and the check warns of it.
pub(super) fn refuse_unknown(input: &Value, schema: &Value) -> Result<(), ActionError> {
    let known = |name: &str| schema["properties"].get(name).is_some();
    let unknown: Vec<String> = input
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, value)| NOT_HERE.contains(&name.as_str()) && !known(name) && !value.is_null())
        .map(|(name, _)| format!("`{name}`"))
        .collect();
    if unknown.is_empty() {
        return Ok(());
    }
    let hint = if unknown.iter().any(|name| name == "`token`") {
        "leave it out: the token is the one of [github] in the settings"
    } else {
        "leave it out of the step, or make it a step of its own"
    };
    Err(wrong(format!("muster does not support {} here", unknown.join(", "))).hint(hint))
}
