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
    /// Which rule of the vision it is, where it is one.
    #[serde(flatten)]
    pub shortfall: Option<Shortfall>,
}

impl PlanFinding {
    /// What is to be said of it beside its message: the rule and why it is one, then what to do.
    pub fn notes(&self) -> Vec<String> {
        let rule = self.shortfall.as_ref().map(|shortfall| {
            let Shortfall { rule, entity, .. } = shortfall;
            match shortfall.because() {
                Some(because) => format!("Rule {rule} about {entity}: {because}"),
                None => format!("Rule {rule} about {entity}"),
            }
        });
        rule.into_iter().chain(self.hint.clone()).collect()
    }
}

/// Something that would be made falls short of a rule of the vision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shortfall {
    /// The rule's id.
    pub rule: String,
    /// `blocking`, `warning` or `advice`, as it counts for what is new.
    pub severity: String,
    /// Canonical ref of what falls short.
    #[serde(rename = "ref")]
    pub entity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The principles behind the rule, by their titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub principles: Vec<String>,
    /// Whether whoever asks for the run may make an exception, with a reason.
    pub waivable: bool,
    /// The reason of the exception, where one was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waived: Option<String>,
}

impl Shortfall {
    /// Why the rule is one, in a sentence; none where nobody has said.
    pub fn because(&self) -> Option<String> {
        because(self.reason.as_deref(), &self.principles)
    }
}

/// A reason with the principles that it rests on.
fn because(reason: Option<&str>, principles: &[String]) -> Option<String> {
    let principles = match principles {
        [] => None,
        [one] => Some(format!("principle: {one}")),
        several => Some(format!("principles: {}", several.join("; "))),
    };
    match (reason, principles) {
        (Some(reason), Some(principles)) => Some(format!("{reason} ({principles})")),
        (Some(reason), None) => Some(reason.to_owned()),
        (None, principles) => principles,
    }
}

/// A finding of the vision at the answer that it comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AnswerFinding {
    /// The JSON Pointer of the answer; none where it comes from no single one.
    pub pointer: Option<String>,
    pub finding: PlanFinding,
}

/// Somebody has to agree.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// The step that asks for it.
    pub step: String,
    /// Canonical refs of those who may; never the requester.
    pub by: Vec<String>,
    pub why: Option<String>,
    /// The approval of the vision that asks for it; none where the blueprint does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The principles behind it, by their titles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub principles: Vec<String>,
    /// What the one who is asked is to what changes: `change-approver`; only of changes of somebody else's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who is asked next, in turn, where nobody answers in time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub then: Vec<AskedNext>,
}

/// Somebody who is asked where those before did not answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedNext {
    /// Canonical ref.
    pub person: String,
    pub role: String,
}

impl Approval {
    /// Why somebody has to agree, with the principles behind it.
    pub fn because(&self) -> Option<String> {
        because(self.why.as_deref(), &self.principles)
    }
}
