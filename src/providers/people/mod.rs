//! Steps that people do: a task for somebody, and agreeing. They file nothing themselves: they say what is asked of whom,
//! and the engine keeps the task.

mod approval;
mod task;
pub mod who;

use super::action::Action;
pub use approval::{CHANGE_APPROVAL, VISION_APPROVAL};

/// All of them.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        task::action(),
        approval::action(),
        approval::of_vision(),
        approval::of_changes(),
    ]
}
