//! What a run would do, observed and shown before anything is done.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The plan of one run. Its hash is what is approved: a plan with another hash is another plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Canonical ref.
    pub blueprint: String,
    pub title: String,
    /// What was answered; secrets are not among it.
    pub values: Value,
    /// The names of the secrets that are needed.
    pub secrets: Vec<String>,
    pub steps: Vec<PlannedStep>,
    pub findings: Vec<PlanFinding>,
    pub approvals: Vec<Approval>,
    /// Canonical refs of the entities that it is about or that depend on what it changes.
    pub affected: Vec<String>,
    /// Whether a sandbox answers in place of a real system.
    pub sandbox: bool,
    /// SHA-256 over all above that decides what is done, in hexadecimal.
    pub hash: String,
}

/// What one step would do. A step with `each` has one line for each item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedStep {
    /// The step's id; with `[n]` where it is done for each item of a list.
    pub id: String,
    pub action: String,
    pub name: String,
    pub effect: Effect,
    /// What it acts on, for people: `github.com/acme/cart`.
    pub target: Option<String>,
    /// In a sentence.
    pub summary: String,
    pub changes: Vec<Change>,
    pub undo: Undo,
    /// SHA-256 of the rendered input, in hexadecimal.
    pub input_digest: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    Create,
    Change,
    /// It is there already, made by this very run.
    Adopt,
    /// Nothing outside changes.
    #[default]
    None,
    /// Only doing it will show.
    Ask,
}

/// A file or a setting before and after.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// A path, or the name of a setting.
    pub what: String,
    /// None where there is none; a file that is no text is told by its size.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// Whether a step can be undone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Undo {
    /// What undoing does.
    By(String),
    /// Nothing outside was changed.
    #[default]
    Nothing,
    /// Why it cannot be undone.
    Not(String),
}

/// Something to be known before it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanFinding {
    /// Whether nothing may be done until it is mended.
    pub blocking: bool,
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// The step it is about.
    pub step: Option<String>,
}

/// Somebody has to agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The step that asks for it.
    pub step: String,
    /// Canonical refs of those who may; never the requester.
    pub by: Vec<String>,
    pub why: Option<String>,
}
