//! The types of event that this build knows, as typed bodies. A body keeps the fields that it does not know, and an
//! event of an unknown type stays what it is: JSON.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::access_fact::{AccessReviewed, StepExtended};
use super::cost_fact::CostRead;
use super::discovery_fact::{DependencyDeclared, EntityClaimed, PlaceSurveyed};
use super::health_fact::{HealthChanged, HealthSilenced, HealthTelling, HealthTold};
use super::ownership_fact::{
    ApprovalEscalated, AttestationAsked, EntityEdited, HandoverAccepted, HandoverOffered, HandoverRefused,
    HandoverWithdrawn, OwnershipAttested, PersonLeaving, PersonStaying,
};
use super::run_fact::{
    RunApproved, RunCancelling, RunDenied, RunEdited, RunFinished, RunHandedOver, RunRequested, RunRetried,
    RunUndoing, StepDone, StepExpanded, StepFailed, StepIntended, StepRunning, StepSettled, StepSkipped,
    StepUndoFailed, StepUndoIntended, StepUndone, StepUnknown, StepWaiting,
};
use super::task_fact::{
    TaskAccepted, TaskAssigned, TaskCategorised, TaskCommented, TaskCreated, TaskDeclined, TaskDone,
    TaskImported, TaskLinked, TaskMerged, TaskPaused, TaskPrioritised, TaskPushed, TaskReopened,
    TaskRestored, TaskSnoozed, TaskStarted, TaskWorked,
};
use super::vision_fact::{VisionScored, VisionStated, WaiverEnded, WaiverGranted};
use super::{Event, Hash};

/// The fields of a body that this build does not know, kept in their order.
pub type Unknown = Map<String, Value>;

/// The body of one type of event. A breaking change is a new type; anything else adds fields.
pub trait Body: Serialize + DeserializeOwned {
    /// As `entity.changed`.
    const TYPE: &'static str;
    /// The version that this build writes.
    const VERSION: u32;
}

/// This installation opened the workspace for the first time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkspaceOpened {
    /// The workspace's name.
    pub name: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The catalog was read for the first time: everything it held is in the manifest, stored by its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogRead {
    pub entities: u64,
    pub files: u64,
    /// The digest of the manifest.
    pub manifest: Hash,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An entity is in the catalog that was not there at the reading before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityAppeared {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// Digest of the entity's canonical JSON.
    pub version: Hash,
    /// Where it is declared, relative to the workspace.
    pub file: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An entity says something else than at the reading before, or says it in another file (`from` and `to` are equal then).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityChanged {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// The version it had: a precondition, the change is void where the entity has another.
    pub from: Hash,
    pub to: Hash,
    /// The paths of the fields that differ, as `spec.owner`.
    pub fields: Vec<String>,
    /// Where it is declared now.
    pub file: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// An entity is no longer in the catalog.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityDisappeared {
    /// Canonical ref.
    #[serde(rename = "ref")]
    pub entity: String,
    /// The version it had: a precondition, as in [`EntityChanged`].
    pub version: Hash,
    #[serde(flatten)]
    pub unknown: Unknown,
}

/// The body of an event was taken out for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRedacted {
    /// The event that lost its body.
    #[serde(with = "uuid_text")]
    pub id: Uuid,
    /// Why, in words that do not repeat what was taken out.
    pub reason: String,
    #[serde(flatten)]
    pub unknown: Unknown,
}

macro_rules! bodies {
    ($($name:ident = $type:literal, $version:literal;)*) => {
        $(impl Body for $name {
            const TYPE: &'static str = $type;
            const VERSION: u32 = $version;
        })*

        /// What an event says, as far as this build can read it.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Fact {
            $($name($name),)*
            /// A type that this build does not know.
            Other(Value),
            /// The body was taken out.
            Redacted,
        }

        impl Fact {
            /// What an event of type `type_` with this body says.
            pub fn of(type_: &str, body: Option<&[u8]>) -> Result<Fact, UnreadableBody> {
                let Some(body) = body else { return Ok(Fact::Redacted) };
                let fact = match type_ {
                    $($type => serde_json::from_slice(body).map(Fact::$name),)*
                    _ => serde_json::from_slice(body).map(Fact::Other),
                };
                fact.map_err(|error| UnreadableBody { type_: type_.to_owned(), reason: error.to_string() })
            }
        }
    };
}

impl Event {
    /// What the event says.
    pub fn fact(&self) -> Result<Fact, UnreadableBody> {
        Fact::of(&self.type_, self.body.as_deref())
    }
}

bodies! {
    WorkspaceOpened = "workspace.opened", 1;
    CatalogRead = "catalog.read", 1;
    EntityAppeared = "entity.appeared", 1;
    EntityChanged = "entity.changed", 1;
    EntityDisappeared = "entity.disappeared", 1;
    EventRedacted = "event.redacted", 1;
    PlaceSurveyed = "place.surveyed", 1;
    EntityClaimed = "entity.claimed", 1;
    DependencyDeclared = "dependency.declared", 1;
    VisionStated = "vision.stated", 1;
    VisionScored = "vision.scored", 1;
    WaiverGranted = "waiver.granted", 1;
    WaiverEnded = "waiver.ended", 1;
    OwnershipAttested = "ownership.attested", 1;
    AttestationAsked = "ownership.asked", 1;
    HandoverOffered = "handover.offered", 1;
    HandoverAccepted = "handover.accepted", 1;
    HandoverRefused = "handover.refused", 1;
    HandoverWithdrawn = "handover.withdrawn", 1;
    PersonLeaving = "person.leaving", 1;
    PersonStaying = "person.staying", 1;
    EntityEdited = "entity.edited", 1;
    ApprovalEscalated = "run.escalated", 1;
    CostRead = "cost.read", 1;
    AccessReviewed = "access.reviewed", 1;
    HealthChanged = "health.changed", 1;
    HealthTelling = "health.telling", 1;
    HealthTold = "health.told", 1;
    HealthSilenced = "health.silenced", 1;
    TaskCreated = "task.created", 1;
    TaskImported = "task.imported", 1;
    TaskAccepted = "task.accepted", 1;
    TaskDeclined = "task.declined", 1;
    TaskMerged = "task.merged", 1;
    TaskSnoozed = "task.snoozed", 1;
    TaskAssigned = "task.assigned", 1;
    TaskStarted = "task.started", 1;
    TaskPaused = "task.paused", 1;
    TaskWorked = "task.worked", 1;
    TaskCommented = "task.commented", 1;
    TaskLinked = "task.linked", 1;
    TaskCategorised = "task.categorised", 1;
    TaskPrioritised = "task.prioritised", 1;
    TaskDone = "task.done", 1;
    TaskReopened = "task.reopened", 1;
    TaskPushed = "task.pushed", 1;
    TaskRestored = "task.restored", 1;
    RunRequested = "run.requested", 1;
    RunRetried = "run.retried", 1;
    RunEdited = "run.edited", 1;
    RunApproved = "run.approved", 1;
    RunDenied = "run.denied", 1;
    RunCancelling = "run.cancelling", 1;
    RunUndoing = "run.undoing", 1;
    RunHandedOver = "run.handed-over", 1;
    RunFinished = "run.finished", 1;
    StepExpanded = "step.expanded", 1;
    StepIntended = "step.intent", 1;
    StepDone = "step.done", 1;
    StepRunning = "step.running", 1;
    StepWaiting = "step.waiting", 1;
    StepFailed = "step.failed", 1;
    StepUnknown = "step.unknown", 1;
    StepSkipped = "step.skipped", 1;
    StepSettled = "step.settled", 1;
    StepExtended = "step.extended", 1;
    StepUndoIntended = "step.undo-intent", 1;
    StepUndone = "step.undone", 1;
    StepUndoFailed = "step.undo-failed", 1;
}

/// UUIDs as text.
pub(super) mod uuid_text {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use uuid::Uuid;

    pub fn serialize<S: Serializer>(id: &Uuid, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(id)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Uuid, D::Error> {
        Uuid::parse_str(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// An event whose body is not what its type promises.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableBody {
    pub type_: String,
    pub reason: String,
}

impl fmt::Display for UnreadableBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with a body that does not fit: {}", self.type_, self.reason)
    }
}

impl std::error::Error for UnreadableBody {}
