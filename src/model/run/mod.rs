//! Runs: what executing a blueprint would do, what it did, and what comes next, as pure functions of plans and events.
//! Knows no files, no systems, no clock.

mod act;
mod asked;
mod digest;
mod fold;
pub mod gift;
mod gifts;
mod next;
pub mod output;
mod plan;
mod refusal;
mod state;
mod steps;
#[cfg(test)]
mod tests;
mod undo;

pub use act::{Order, OrderedWaiver, RunAct};
pub use asked::{Asked, asked, to_come};
pub use digest::{digest, plan_hash};
pub use fold::{apply, change};
pub use gifts::{Gift, Others, gifts};
pub use next::{MOST_TRIES, Next, PATIENCE, delay, delay_of_an_end, due, next, op_key};
pub use plan::{
    AnswerFinding, Approval, AskedNext, Change, Effect, Plan, PlanFinding, PlannedStep, Shortfall, Undo,
};
pub use refusal::Refusal;
pub use state::{Run, RunStatus, RunSummary, StepFailure, StepRecord, StepStatus, Wait};
pub use steps::{MOST_ITEMS, item_id, item_of};
pub use undo::{undo_list, undoable};
