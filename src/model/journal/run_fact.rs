//! What can happen to a run and to its steps, as typed bodies of events about `run/…`. Each says what it needs to be true:
//! which attempt it belongs to, which plan was agreed to, which steps were shown.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Unknown;
use crate::model::run::{Approval, PlannedStep, RunStatus, StepFailure, Wait};

macro_rules! run_bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
            #[serde(flatten)]
            pub unknown: Unknown,
        })*
    };
}

run_bodies! {
    /// The actor wants a blueprint to be run, as the plan said that it would be.
    RunRequested {
        /// Canonical ref.
        blueprint: String,
        title: String,
        /// What was answered; secrets are not among it.
        values: Value,
        /// The names of the secrets that it was given.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] secrets: Vec<String>,
        /// The blueprint, as it is run whatever becomes of its file.
        document: Value,
        plan: Vec<PlannedStep>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")] approvals: Vec<Approval>,
        plan_hash: String,
        /// The id of its task.
        task: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")] entities: Vec<String>,
        #[serde(default)] sandbox: bool,
        /// SHA-256 over the files beside the blueprint, as they are used whatever becomes of them; none where it has none.
        #[serde(default, skip_serializing_if = "Option::is_none")] files: Option<String>,
    }
    /// A step is done once for each item of a list; this many there are.
    StepExpanded { step: String, count: usize, }
    /// A step is about to be done.
    StepIntended {
        step: String,
        /// 1 for the first.
        attempt: u32,
        op_key: String,
        /// SHA-256 of the rendered input.
        input_digest: String,
        #[serde(default, skip_serializing_if = "Option::is_none")] target: Option<String>,
    }
    /// It was done, or found done.
    StepDone {
        step: String,
        attempt: u32,
        output: Value,
        /// Found as an earlier attempt left it.
        #[serde(default)] adopted: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")] expires: Option<Timestamp>,
        /// SHA-256 of the run's files after it, where it changed them.
        #[serde(default, skip_serializing_if = "Option::is_none")] tree: Option<String>,
    }
    /// It goes on elsewhere, and is looked at again.
    StepRunning { step: String, attempt: u32, output: Value, next_look: Timestamp, }
    /// It waits for a moment or for a person.
    StepWaiting {
        step: String,
        attempt: u32,
        wait: Wait,
        /// What it will have given when it is over.
        #[serde(default)] output: Value,
    }
    /// It was not done. With a moment, it is tried again then.
    StepFailed { step: String, attempt: u32, failure: StepFailure, }
    /// Nobody knows whether it was done.
    StepUnknown {
        step: String,
        attempt: u32,
        failure: StepFailure,
        /// How often it was looked for.
        #[serde(default)] looks: u32,
        /// When it is looked for again; where never, a person has to tell.
        #[serde(default, skip_serializing_if = "Option::is_none")] next_look: Option<Timestamp>,
    }
    /// Its condition is not met, or its list is empty.
    StepSkipped { step: String, }
    /// The actor has looked and says whether it was done.
    StepSettled {
        step: String,
        /// The attempt that it is about: void where there was another since.
        attempt: u32,
        happened: bool,
        #[serde(default)] output: Value,
        /// When what it gave is taken back by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")] expires: Option<Timestamp>,
    }
    /// The step that failed is tried again.
    RunRetried { step: String, }
    /// From here on other answers count. What was agreed to before is agreed to no more.
    RunEdited {
        values: Value,
        plan: Vec<PlannedStep>,
        /// The plan that was to be edited: void where it is another by now.
        from_hash: String,
        plan_hash: String,
        /// The blueprint with the approvals that the other answers need; none where they are as before.
        #[serde(default, skip_serializing_if = "Option::is_none")] document: Option<Value>,
    }
    /// The actor agrees to what a step asks for. Void for the requester.
    RunApproved {
        step: String,
        /// What is agreed to: void where the plan is another by now.
        plan_hash: String,
        /// The group whose member the actor is, where groups were asked.
        #[serde(default, skip_serializing_if = "Option::is_none")] through: Option<String>,
    }
    RunDenied {
        step: String,
        #[serde(default, skip_serializing_if = "Option::is_none")] through: Option<String>,
        reason: String,
    }
    /// It is to stop at the next boundary between steps.
    RunCancelling { #[serde(default, skip_serializing_if = "Option::is_none")] reason: Option<String>, }
    /// Exactly these steps are to be taken back, in this order. Void where they are not all that can be taken back.
    RunUndoing { steps: Vec<String>, }
    /// A step is about to be taken back.
    StepUndoIntended { step: String, attempt: u32, }
    StepUndone {
        step: String,
        /// Rights that stay although the step gave them, each with the run that needs it, as `for`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")] kept: Vec<Value>,
    }
    /// It could not be taken back. With a moment, it is tried again then.
    StepUndoFailed { step: String, failure: StepFailure, }
    /// People do the rest; the task says what that is.
    RunHandedOver { task: String, }
    /// It has come to its end.
    RunFinished {
        status: RunStatus,
        #[serde(default)] output: Value,
    }
}
