//! The catalog: a table of all entities that narrows as one types, the selected one beside it, and each entity as a page of
//! its own from which one walks on along its relations.

mod acts;
pub mod columns;
mod copies;
pub mod document;
pub mod entity;
pub mod facets;
mod found;
mod intents;
mod keys;
pub mod links;
pub mod menu;
mod mouse;
pub mod page;
pub mod panes;
mod state;
mod subject;

pub use document::DocumentState;
pub use entity::EntityState;
pub use found::{Found, Snapshot};
pub use intents::{Action, INTENTS};
pub use state::{Focus, State};
pub use subject::{Subject, View};

use super::geometry::ViewId;

/// The rows of the table.
pub const ROWS: ViewId = ViewId("catalog.rows");
/// The pane of the selected entity, and the page of an entity.
pub const DETAIL: ViewId = ViewId("catalog.detail");
/// The pane of facets.
pub const FACETS: ViewId = ViewId("catalog.facets");
/// The values chosen in the facets, above the table.
pub const CHIPS: ViewId = ViewId("catalog.chips");
/// The filter above the table.
pub const FILTER: ViewId = ViewId("catalog.filter");
/// A menu over the screen.
pub const MENU: ViewId = ViewId("catalog.menu");
/// The lines of a document.
pub const DOCUMENT: ViewId = ViewId("catalog.document");
