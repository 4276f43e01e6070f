//! The journal as data: events, the hash chain that makes tampering visible, and the folds over them.
//! Knows nobody: no database, no clock, no files. The store keeps what is defined here.

mod access_fact;
mod chain;
mod cloud_event;
mod cost_fact;
mod discovery_fact;
mod event;
mod fact;
mod fields;
mod filter;
mod fold;
mod hash;
mod health_fact;
mod manifest;
mod outcome;
mod ownership_fact;
mod run_fact;
mod sentence;
mod subject;
mod task_fact;
#[cfg(test)]
mod tests;
mod vision_fact;

pub use access_fact::{AccessReviewed, StepExtended};
pub use chain::{Chain, Fault, Head, Problem, Verification};
pub use cloud_event::cloud_event;
pub use cost_fact::CostRead;
pub use discovery_fact::{DependencyDeclared, EntityClaimed, PlaceSurveyed};
pub use event::{Event, InvalidEvent, NewEvent, Record, Stamp, body_hash};
pub use fact::{
    Body, CatalogRead, EntityAppeared, EntityChanged, EntityDisappeared, EventRedacted, Fact, Unknown,
    UnreadableBody, WorkspaceOpened,
};
pub use fields::{FieldChange, changed_fields, field_changes};
pub use filter::Filter;
pub use fold::{CatalogFold, Verdict};
pub use hash::{Hash, NotAHash};
pub use health_fact::{HealthChanged, HealthSilenced, HealthTelling, HealthTold};
pub use manifest::{Change, Entry, Manifest, ManifestError, changes};
pub use ownership_fact::{
    ApprovalEscalated, AttestationAsked, EntityEdited, HandoverAccepted, HandoverOffered, HandoverRefused,
    HandoverWithdrawn, OwnershipAttested, PersonLeaving, PersonStaying,
};
pub use run_fact::{
    RunApproved, RunCancelling, RunDenied, RunEdited, RunFinished, RunHandedOver, RunRequested, RunRetried,
    RunUndoing, StepDone, StepExpanded, StepFailed, StepIntended, StepRunning, StepSettled, StepSkipped,
    StepUndoFailed, StepUndoIntended, StepUndone, StepUnknown, StepWaiting,
};
pub use sentence::sentence;
pub use subject::Subject;
pub use task_fact::{
    Progress, TaskAccepted, TaskAssigned, TaskCategorised, TaskCommented, TaskCreated, TaskDeclined,
    TaskDone, TaskImported, TaskLinked, TaskMerged, TaskPaused, TaskPrioritised, TaskPushed, TaskReopened,
    TaskRestored, TaskSnoozed, TaskStarted, TaskWorked,
};
pub use vision_fact::{
    MendRequested, VisionScored, VisionStated, WaiverEnded, WaiverGranted, WaiverRequested,
};
