//! One entity as its file states it, on its way from a reader into the catalog.
//! Knows no other entity: whether its references lead anywhere is found out when the catalog is built.

use super::attribute::Attribute;
use super::entity_ref::EntityRef;
use super::external::External;
use super::node::Position;
use super::relation::Relation;

/// An entity as read. Relations may point at nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    pub entity_ref: EntityRef,
    /// As written: `Component`.
    pub kind: String,
    /// As written.
    pub name: String,
    /// `metadata.title`, or the display name of a Group or User.
    pub title: String,
    pub description: String,
    /// `spec.type`.
    pub type_: String,
    pub lifecycle: String,
    /// `spec.owner` as written, also where it is no reference.
    pub owner_text: String,
    pub tags: Vec<String>,
    pub relations: Vec<Declared>,
    /// By what the world outside knows it; each once.
    pub externals: Vec<(External, String)>,
    /// What the document says beside all this, sorted by path.
    pub attributes: Vec<Attribute>,
    pub standing: Standing,
    pub place: Place,
    /// SHA-256 of the document's canonical JSON: equal versions say the same.
    pub version: [u8; 32],
}

/// How an entity came into the catalog, the strongest first: of several documents for one thing the strongest is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// A file of the catalog's own states it.
    #[default]
    Written,
    /// Another tool's declaration states it.
    Declared,
    /// Another tool's declaration names it as something that is used.
    Mentioned,
}

/// Where a document stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub line: u32,
    /// Byte range of the document.
    pub offset: u32,
    pub length: u32,
}

/// A relation as one side declares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Declared {
    pub relation: Relation,
    /// The target declares it the other way round: `dependencyOf`, a group's `members`.
    pub reverse: bool,
    pub target: EntityRef,
    /// The kind was left out where no rule supplies one, so the target may be a component or a resource.
    pub guessed_kind: bool,
    pub at: Position,
}
