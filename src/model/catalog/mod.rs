//! The catalog: entities, how they are named and related, and what falls short. Knows no files and no screens.

mod around;
mod attribute;
mod build;
mod checks;
mod claim;
mod code_owned;
pub mod descriptor;
pub mod diagram;
pub mod edit;
mod entity_ref;
pub mod external;
pub mod graph;
mod json;
mod kind;
mod links;
mod node;
mod past;
mod problem;
mod problem_index;
pub mod problem_list;
pub mod query;
mod record;
mod relation;
pub mod rollup;
mod rows;
mod snapshot;
mod stated;
pub mod summary;
mod tables;

pub use super::arena::{Arena, Interner, Sym};
pub use attribute::{Attribute, Form, LONGEST_JSON, LONGEST_TEXT};
pub use build::Builder;
pub use code_owned::{CodeOwner, TreeOwners};
pub use entity_ref::{
    DEFAULT_NAMESPACE, EntityRef, RefError, is_valid_name, is_valid_namespace, is_valid_tag,
};
pub use external::External;
pub use json::read_json;
pub use kind::{KINDS, known_kind, needs_accountable};
pub use node::{Key, Node, Position, Value};
pub use past::{Dependency, Difference, Handed, Moved, difference, handed};
pub use problem::{Code, Problem, Severity};
pub use problem_index::ProblemIndex;
pub use record::{Declared, Place, Record, Standing};
pub use relation::{Needs, Relation};
pub use rows::FileCounts;
pub use snapshot::{Catalog, Edge, Entity, EntityId, File, FileId, NodeId, ProblemView};
pub use stated::ReferenceField;
pub use tables::{TABLES_VERSION, TableSink, TableSource};
