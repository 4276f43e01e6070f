//! Entity files on disk: found, parsed in parallel, followed through Locations, and read again only where they changed.
//! Knows paths and YAML; what an entity means is `model`'s business.

mod contents;
mod placeholder;
mod read;
mod scope;
mod stamp;
mod walk;
mod watch;
mod yaml;

pub use contents::{document, document_of};
pub use read::{Reading, Snapshot, read, read_found};
pub use scope::{Scope, Tree};
pub use stamp::Stamp;
pub use walk::{Found, walk};
pub use watch::Watcher;
