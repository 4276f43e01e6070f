//! What the sandbox's GitHub knows of a repository, as it is kept on disk. Objects and branches are in a bare Git repository
//! beside it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Repository {
    pub id: u64,
    pub owner: String,
    pub name: String,
    pub description: Option<String>,
    pub homepage: Option<String>,
    pub visibility: String,
    pub topics: Vec<String>,
    pub default_branch: String,
    pub archived: bool,
    /// `has_issues`, `allow_squash_merge` and the like.
    pub flags: BTreeMap<String, bool>,
    /// `squash_merge_commit_title` and the like.
    pub words: BTreeMap<String, String>,
    pub properties: BTreeMap<String, Value>,
    pub created: Timestamp,
    pub updated: Timestamp,
    /// Looks at it that still find nothing: GitHub shows what is new only after a while.
    pub lag: u32,
    /// Permissions by login, and by a team's slug.
    pub people: BTreeMap<String, String>,
    pub teams: BTreeMap<String, String>,
    pub invitations: Vec<Invitation>,
    pub environments: BTreeMap<String, Environment>,
    /// What each branch is protected with, as it was asked for.
    pub protection: BTreeMap<String, Value>,
    pub issues: Vec<Issue>,
    pub pulls: Vec<Pull>,
    pub runs: Vec<WorkflowRun>,
    pub secrets: BTreeMap<String, Sealed>,
    pub variables: BTreeMap<String, Variable>,
    /// The private half of the key that secrets are sealed for, in base64.
    pub key: Option<String>,
    /// The last number that was given out, to issues and pull requests alike.
    pub numbered: u64,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Invitation {
    pub id: u64,
    pub login: String,
    pub permission: String,
    pub created: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Environment {
    pub id: u64,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub wait_timer: u64,
    pub prevent_self_review: bool,
    /// `{type, id}` each.
    pub reviewers: Vec<Value>,
    pub branch_policy: Option<Value>,
    pub policies: Vec<Policy>,
    pub secrets: BTreeMap<String, Sealed>,
    pub variables: BTreeMap<String, Variable>,
    pub key: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Policy {
    pub id: u64,
    pub name: String,
    /// `branch` or `tag`.
    pub sort: String,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Issue {
    pub number: u64,
    pub title: String,
    pub body: Option<String>,
    pub labels: Vec<String>,
    pub assignees: Vec<String>,
    pub state: String,
    pub state_reason: Option<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    /// Lists that still leave it out.
    pub lag: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Pull {
    pub number: u64,
    pub title: String,
    pub body: Option<String>,
    pub head: String,
    pub head_sha: String,
    pub base: String,
    pub base_sha: String,
    pub draft: bool,
    pub state: String,
    pub reviewers: Vec<String>,
    pub team_reviewers: Vec<String>,
    pub assignees: Vec<String>,
    pub labels: Vec<String>,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub lag: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct WorkflowRun {
    pub id: u64,
    pub workflow: String,
    pub branch: String,
    pub sha: String,
    pub inputs: Value,
    pub created: Timestamp,
    /// How often it was looked at: it goes on by being watched, so that nothing has to tick.
    pub looks: u32,
    pub cancelled: bool,
    pub lag: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sealed {
    /// SHA-256 of the plain text: what was sealed can be checked, and is not kept.
    pub digest: String,
    pub created: Timestamp,
    pub updated: Timestamp,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Variable {
    pub value: String,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Repository {
    pub(super) fn next_number(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }

    pub(super) fn is_private(&self) -> bool {
        self.visibility != "public"
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.flags.get(name).copied().unwrap_or(!matches!(
            name,
            "allow_auto_merge"
                | "delete_branch_on_merge"
                | "is_template"
                | "has_pages"
                | "has_discussions"
                | "allow_update_branch"
                | "use_squash_pr_title_as_default"
                | "web_commit_signoff_required"
        ))
    }
}
