//! The embedded SQLite journal: schema, append, projections, verify, migrate. The event log is the truth; every other
//! table can be made from it again. Knows `model`; knows no clock and nothing of who asks.

mod backup;
mod before;
mod connection;
mod error;
mod events;
mod export;
mod installation;
mod journal;
mod once;
mod order;
mod projection;
mod reading;
mod run;
mod runs;
mod schema;
mod stats;
mod task;
mod task_fold;
mod tasks;
#[cfg(test)]
mod tests;
mod verify;
mod version;
mod versions;
mod writer;

pub use backup::BackupCopy;
pub use error::{Cause, JournalError};
pub use export::ExportError;
pub use journal::{Corrected, Journal};
pub use once::{Filed, Wanted};
pub use reading::{Reading, Recorded};
pub use stats::Stats;
pub use tasks::Imported;
pub use verify::{Finding, Report};
