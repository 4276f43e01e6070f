//! What the sandbox's Jira knows, as it is kept on disk.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// By their keys.
    pub projects: BTreeMap<String, Project>,
    /// The last number that was given out, to everything alike.
    pub numbered: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Project {
    pub id: String,
    pub key: String,
    /// The number of the latest issue.
    pub numbered: u64,
    pub issues: Vec<Issue>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Issue {
    pub id: String,
    pub key: String,
    pub issue_type: String,
    /// As they were given, but texts that are documents are kept as plain text.
    pub fields: BTreeMap<String, Value>,
    pub status: String,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub resolved: Option<Timestamp>,
    pub comments: Vec<Comment>,
    /// Searches that still leave it out.
    pub lag: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Comment {
    pub id: String,
    pub body: String,
    pub created: Timestamp,
    pub properties: BTreeMap<String, Value>,
}

impl State {
    pub(super) fn next_id(&mut self) -> u64 {
        self.numbered += 1;
        10_000 + self.numbered
    }

    /// An issue by its key or its number inside Jira.
    pub(super) fn issue(&mut self, key: &str) -> Option<&mut Issue> {
        let issues = self.projects.values_mut().flat_map(|project| &mut project.issues);
        issues
            .into_iter()
            .find(|issue| issue.key.eq_ignore_ascii_case(key) || issue.id == key)
    }

    pub(super) fn delete(&mut self, key: &str) {
        for project in self.projects.values_mut() {
            project.issues.retain(|issue| issue.key != key);
        }
    }
}
