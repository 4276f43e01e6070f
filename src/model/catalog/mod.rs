//! The catalog: entities, how they are named and related, and what falls short. Knows no files and no screens.

mod arena;
mod build;
mod checks;
pub mod descriptor;
mod entity_ref;
pub mod graph;
mod kind;
mod node;
mod problem;
pub mod query;
mod record;
mod relation;
mod snapshot;
pub mod summary;
mod tables;

pub use arena::{Arena, Interner, Sym};
pub use build::Builder;
pub use entity_ref::{DEFAULT_NAMESPACE, EntityRef, RefError};
pub use kind::{KINDS, known_kind};
pub use node::{Key, Node, Position, Value};
pub use problem::{Code, Problem, Severity};
pub use record::{Declared, Place, Record};
pub use relation::{Needs, Relation};
pub use snapshot::{Catalog, Edge, Entity, EntityId, File, FileCounts, FileId, NodeId, ProblemView};
pub use tables::{TABLES_VERSION, TableSink, TableSource};
