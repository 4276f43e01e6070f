//! Tasks: one piece of requested work each, as folds over the journal's events; the table of all tasks, and the questions
//! that queue and insights ask of it. Knows events as data; knows no database, no clock, no screen.

mod act;
mod category;
mod command;
mod fold;
mod id;
mod refusal;
mod shape;
mod state;
mod status;
mod table;
#[cfg(test)]
mod tests;

pub use act::{Act, Acted, Change};
pub use category::{Nameless, category_name};
pub use command::command_title;
pub use fold::apply;
pub use id::{SHORT_ID, imported_id, random_id};
pub use refusal::Refusal;
pub use shape::shape;
pub use state::{Origin, Task, TaskRecord, TaskState, Timer};
pub use status::{Priority, Status, UnknownWord};
pub use table::{Builder, Record, TaskId, TaskRef, Tasks};
