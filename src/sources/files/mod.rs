//! Entity files on disk: found, parsed in parallel, followed through Locations, and read again only where they changed.
//! Knows paths and YAML; what an entity means is `model`'s business.

mod contents;
mod declared;
mod follow;
mod named;
mod placeholder;
mod read;
mod scope;
mod snapshot;
mod stamp;
mod walk;
mod watch;
pub(super) mod yaml;

pub use contents::{document, document_in, document_of, documents_of, places_of, text};
pub use declared::document_of_entity;
pub use named::matching;
pub use read::{Reading, read, read_aside};
pub use scope::{Declared, Scope, Tree};
pub use snapshot::Snapshot;
pub use stamp::Stamp;
pub use watch::Watcher;
