//! Tasks: one piece of requested work each, as folds over the journal's events; the table of all tasks, and the questions
//! that queue and insights ask of it. Knows events as data; knows no database, no clock, no screen.

mod act;
mod alike;
mod category;
mod command;
mod fold;
mod forecast;
mod id;
mod list;
mod promise;
pub mod query;
mod refusal;
mod shape;
mod state;
mod status;
mod summary;
mod table;
#[cfg(test)]
mod tests;
mod view;

pub use act::{Act, Acted, Change};
pub use alike::{LookAlike, look_alikes, suggest_category};
pub use category::{Nameless, category_name};
pub use command::command_title;
pub use fold::apply;
pub use forecast::forecast;
pub use id::{SHORT_ID, asked_id, imported_id, random_id};
pub use list::{Circumstances, is_overdue, is_running_for, list};
pub use promise::{Countdown, Promises, Standing};
pub use query::{QueryError, TaskQuery};
pub use refusal::Refusal;
pub use shape::shape;
pub use state::{Origin, Task, TaskRecord, TaskState, Timer};
pub use status::{Priority, Status, UnknownWord};
pub use summary::{Running, TaskSummary};
pub use table::{Builder, Record, TASKS_VERSION, TaskId, TaskRef, Tasks};
pub use view::{BUILT_IN, QueueFacts, View, Whose, views};
