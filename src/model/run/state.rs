//! A run as its events leave it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::plan::{PlannedStep, Undo};

/// One execution of a blueprint.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Ten letters, as a task's.
    pub id: String,
    /// Canonical ref of the blueprint.
    pub blueprint: String,
    pub title: String,
    pub requester: String,
    pub status: RunStatus,
    pub plan_hash: String,
    /// The id of its task in the ledger.
    pub task: String,
    /// What was answered; secrets are not among it.
    pub values: Value,
    pub secrets: Vec<String>,
    /// The blueprint's document, as it was when the run was asked for.
    pub document: Value,
    /// What was shown and agreed to.
    pub plan: Vec<PlannedStep>,
    /// In the order in which they began; those not begun follow as planned.
    pub steps: Vec<StepRecord>,
    /// The rendered `output` of the blueprint.
    pub output: Option<Value>,
    pub entities: Vec<String>,
    /// Whether a sandbox answered in place of a real system.
    pub sandbox: bool,
    pub created: Timestamp,
    pub changed: Timestamp,
    pub closed: Option<Timestamp>,
    /// The ids of the steps that are being taken back, the latest first.
    pub undoing: Vec<String>,
    /// Why it was cancelled.
    pub reason: Option<String>,
    /// SHA-256 over the files beside the blueprint, as they were frozen; none where there are none.
    pub files: Option<String>,
}

/// How far a run is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunStatus {
    /// It was asked for and has not begun.
    #[default]
    Queued,
    Running,
    /// For a person, or for a moment.
    Waiting,
    Succeeded,
    /// A step failed for good; a person decides what now.
    Failed,
    /// Nobody can tell whether a step had its effect; a person decides.
    NeedsAttention,
    /// It will stop at the next boundary between steps.
    Cancelling,
    Cancelled,
    Undoing,
    Undone,
    /// A step could not be undone.
    UndoFailed,
}

/// One step of a run, or one item of a step with `each`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StepRecord {
    /// As [`PlannedStep::id`].
    pub id: String,
    pub action: String,
    pub name: String,
    pub status: StepStatus,
    pub attempts: u32,
    pub target: Option<String>,
    /// `sha256(journal, run, step)` in hexadecimal: the same for every attempt, and the marker of what it makes.
    pub op_key: String,
    pub output: Option<Value>,
    pub failure: Option<StepFailure>,
    pub wait: Option<Wait>,
    /// When somebody was asked last, where it asks people to agree.
    pub asked: Option<Timestamp>,
    pub undo: Undo,
    /// When what it made is taken back by itself.
    pub expires: Option<Timestamp>,
    /// When it was taken back.
    pub undone: Option<Timestamp>,
    pub began: Option<Timestamp>,
    pub ended: Option<Timestamp>,
    /// Attempts since a person last said to try: they are limited.
    pub tries: u32,
    /// How often it was looked for since its answer was lost, and when it is next.
    pub looks: u32,
    pub next_look: Option<Timestamp>,
    /// Who agreed, where it asks people to.
    pub approved_by: Option<String>,
    /// SHA-256 of the run's files after it, where it changed them.
    pub tree: Option<String>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepStatus {
    #[default]
    Pending,
    /// It is about to be done, or was when the program ended.
    Intent,
    Succeeded,
    /// What it was to make was there already, made by an earlier attempt.
    Adopted,
    /// Its condition is not met.
    Skipped,
    /// It will be tried again.
    Retrying,
    Failed,
    /// The answer was lost; it is looked for.
    Unknown,
    Waiting,
    Undoing,
    Undone,
    UndoFailed,
}

/// Why a step failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepFailure {
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// When it is tried again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
}

/// What a step waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wait {
    /// A moment.
    Until(Timestamp),
    /// The task of this id to be done.
    Task(String),
    /// One of these people to agree; the task of this id is where they are asked.
    Approval { task: String, by: Vec<String> },
    /// Another system to come to an end; it is looked at again at this moment.
    Outside { next_look: Timestamp },
}

/// A run in a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunSummary {
    pub id: String,
    pub blueprint: String,
    pub title: String,
    pub requester: String,
    pub status: RunStatus,
    pub task: String,
    /// Steps that have ended well, and all of them as planned.
    pub done: usize,
    pub steps: usize,
    /// The step that it is at, or that it failed at.
    pub current: Option<String>,
    /// Who may approve what it waits for.
    pub approvers: Vec<String>,
    pub sandbox: bool,
    pub created: Timestamp,
    pub changed: Timestamp,
    pub closed: Option<Timestamp>,
}

impl Default for Wait {
    fn default() -> Self {
        Self::Until(Timestamp::UNIX_EPOCH)
    }
}

impl RunStatus {
    /// As in documents: `needs-attention`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Waiting => "waiting",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::NeedsAttention => "needs-attention",
            Self::Cancelling => "cancelling",
            Self::Cancelled => "cancelled",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::UndoFailed => "undo-failed",
        }
    }

    /// Whether nothing follows by itself and nobody has to decide.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Succeeded | Self::Cancelled | Self::Undone)
    }

    /// Whether a person has to decide how it goes on.
    pub fn is_stopped(self) -> bool {
        matches!(self, Self::Failed | Self::NeedsAttention | Self::UndoFailed)
    }

    pub fn of_word(word: &str) -> Option<Self> {
        ALL.into_iter().find(|status| status.word() == word)
    }
}

const ALL: [RunStatus; 11] = [
    RunStatus::Queued,
    RunStatus::Running,
    RunStatus::Waiting,
    RunStatus::Succeeded,
    RunStatus::Failed,
    RunStatus::NeedsAttention,
    RunStatus::Cancelling,
    RunStatus::Cancelled,
    RunStatus::Undoing,
    RunStatus::Undone,
    RunStatus::UndoFailed,
];

impl StepStatus {
    /// As in documents: `undo-failed`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Intent => "intent",
            Self::Succeeded => "succeeded",
            Self::Adopted => "adopted",
            Self::Skipped => "skipped",
            Self::Retrying => "retrying",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
            Self::UndoFailed => "undo-failed",
        }
    }

    /// Whether it was done and what it did is still there.
    pub fn is_done(self) -> bool {
        matches!(self, Self::Succeeded | Self::Adopted)
    }
}

impl StepRecord {
    /// Whether the steps after it can begin.
    pub fn is_past(&self) -> bool {
        use StepStatus::*;
        matches!(
            self.status,
            Succeeded | Adopted | Skipped | Undoing | Undone | UndoFailed
        )
    }

    /// Whether something may be happening outside for it.
    pub fn is_in_flight(&self) -> bool {
        match (self.status, &self.wait) {
            (StepStatus::Intent, _) => true,
            (StepStatus::Unknown, _) => self.next_look.is_some(),
            (StepStatus::Waiting, Some(Wait::Outside { .. })) => true,
            _ => false,
        }
    }
}

impl Run {
    /// What it gave and still stands for: nothing once it is being taken back.
    pub fn given(&self) -> Option<&Value> {
        let is_taken = matches!(
            self.status,
            RunStatus::Undoing | RunStatus::Undone | RunStatus::UndoFailed
        );
        self.output.as_ref().filter(|_| !is_taken)
    }

    pub fn step(&self, id: &str) -> Option<&StepRecord> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The step that it is at, or that it failed at; none where all are past.
    pub fn current(&self) -> Option<&StepRecord> {
        self.steps.iter().find(|step| !step.is_past())
    }

    /// The run in a line.
    pub fn summary(&self) -> RunSummary {
        let current = self.current().filter(|_| !self.status.is_over());
        let approvers = match current.and_then(|step| step.wait.as_ref()) {
            Some(Wait::Approval { by, .. }) => by.clone(),
            _ => Vec::new(),
        };
        RunSummary {
            id: self.id.clone(),
            blueprint: self.blueprint.clone(),
            title: self.title.clone(),
            requester: self.requester.clone(),
            status: self.status,
            task: self.task.clone(),
            done: self.steps.iter().filter(|step| step.is_past()).count(),
            steps: self.steps.len(),
            current: current.map(|step| step.id.clone()),
            approvers,
            sandbox: self.sandbox,
            created: self.created,
            changed: self.changed,
            closed: self.closed,
        }
    }
}
