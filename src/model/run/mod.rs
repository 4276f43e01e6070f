//! Runs: what executing a blueprint would do, what it did, and what comes next, as pure functions of plans and events.
//! Knows no files, no systems, no clock.

mod act;
mod plan;
mod state;

pub use act::{Order, RunAct};
pub use plan::{Approval, Change, Effect, Plan, PlanFinding, PlannedStep, Undo};
pub use state::{Run, RunStatus, RunSummary, StepFailure, StepRecord, StepStatus, Wait};
