//! Actions on the catalog, an action a file: entities fetched, what depends on them, written into the run's files,
//! registered in the workspace, given dependencies, and taken out of it again.

mod declare;
mod dependants;
pub mod edit;
mod fetch;
pub mod place;
mod register;
mod unregister;
mod write;

use super::action::Action;
pub(super) use declare::place_of;

/// All of them.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        fetch::action(),
        dependants::action(),
        write::action(),
        register::action(),
        declare::action(),
        edit::action(),
        unregister::action(),
    ]
}
