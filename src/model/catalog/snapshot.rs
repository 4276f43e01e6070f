//! The catalog in memory: an immutable snapshot in flat tables, so that 100,000 entities load in a blink and stay small.
//! Knows how to answer; `build` makes it, `sources` saves and loads it.

use super::code_owned::CodeOwnedRow;
use super::external::External;
use super::node::Position;
use super::problem::{Code, Severity};
use super::relation::Relation;
use super::rows::{
    AttributeRow, DECLARED, DeclaredRow, EdgeRow, Edges, ExternalRow, FileCounts, FileRow, KnownAsRow,
    MENTIONED, MERGED, NOBODY, ProblemRow, Row, STALE,
};
use crate::model::arena::{Arena, Sym};

/// An entity of one snapshot. Across snapshots an entity is known by its canonical reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntityId(pub u32);

/// An entity, or what a relation names and no file defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(pub u32);

impl From<EntityId> for NodeId {
    fn from(id: EntityId) -> Self {
        NodeId(id.0)
    }
}

/// A snapshot of all entities and how they are related.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalog {
    pub(super) arena: Arena,
    /// Sorted by reference.
    pub(super) rows: Vec<Row>,
    /// Documents whose reference another document already has.
    pub(super) shadowed: Vec<Row>,
    pub(super) tags: Vec<Sym>,
    pub(super) declared: Vec<DeclaredRow>,
    /// Only of entities that have such names.
    pub(super) externals: Vec<ExternalRow>,
    /// Of each entity sorted by path.
    pub(super) attributes: Vec<AttributeRow>,
    /// Of the entities that are shown, sorted by sort, name and reference.
    pub(super) known_as: Vec<KnownAsRow>,
    /// Owners that a CODEOWNERS names; sorted by entity.
    pub(super) code_owned: Vec<CodeOwnedRow>,
    /// References that no document defines, sorted; their node ids follow those of the entities.
    pub(super) dangling: Vec<Sym>,
    pub(super) outgoing: Edges,
    pub(super) incoming: Edges,
    /// Sorted by path.
    pub(super) files: Vec<FileRow>,
    /// Sorted by file, line, column.
    pub(super) problems: Vec<ProblemRow>,
    pub(super) digest: [u8; 32],
}

/// A relation seen from one of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub relation: Relation,
    /// The other end.
    pub node: NodeId,
}

impl Catalog {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn ids(&self) -> impl ExactSizeIterator<Item = EntityId> + use<> {
        (0..self.rows.len() as u32).map(EntityId)
    }

    pub fn entities(&self) -> impl ExactSizeIterator<Item = Entity<'_>> {
        self.ids().map(|id| Entity { catalog: self, id })
    }

    /// The entity with this canonical reference.
    pub fn find(&self, entity_ref: &str) -> Option<EntityId> {
        self.rows
            .binary_search_by(|row| self.arena.get(row.entity_ref).cmp(entity_ref))
            .ok()
            .map(|i| EntityId(i as u32))
    }

    /// All names of a sort with whose they are, sorted by name; several entities may have one name.
    pub fn known_as(&self, external: External) -> impl Iterator<Item = (&str, EntityId)> {
        let sort = external as u32;
        let start = self.known_as.partition_point(|known| known.row.external < sort);
        self.known_as[start..]
            .iter()
            .take_while(move |known| known.row.external == sort)
            .map(|known| (self.arena.get(known.row.name), EntityId(known.entity)))
    }

    /// The external ids of all entities with whose they are, sorted.
    pub fn external_ids(&self) -> impl Iterator<Item = (&str, EntityId)> {
        self.known_as(External::Id)
    }

    /// The entity that stands for what has this external id, written as [`super::external::normal_id`] has it; the first one
    /// where there are several.
    pub fn find_external(&self, id: &str) -> Option<EntityId> {
        self.find_known_as(External::Id, id)
    }

    /// The first entity that the world outside knows so.
    pub fn find_known_as(&self, external: External, name: &str) -> Option<EntityId> {
        let wanted = (external as u32, name);
        let key = |known: &KnownAsRow| (known.row.external, self.arena.get(known.row.name));
        let at = self.known_as.partition_point(|known| key(known) < wanted);
        let known = self.known_as.get(at).filter(|known| key(known) == wanted)?;
        Some(EntityId(known.entity))
    }

    /// The node with this canonical reference, whether a document defines it or not.
    pub fn find_node(&self, entity_ref: &str) -> Option<NodeId> {
        self.find(entity_ref).map(NodeId::from).or_else(|| {
            let at = self
                .dangling
                .binary_search_by(|symbol| self.arena.get(*symbol).cmp(entity_ref))
                .ok()?;
            Some(NodeId((self.rows.len() + at) as u32))
        })
    }

    /// An entity of this snapshot. The id must come from it.
    pub fn entity(&self, id: EntityId) -> Entity<'_> {
        debug_assert!((id.0 as usize) < self.rows.len());
        Entity { catalog: self, id }
    }

    /// The entity that a node stands for; none where it dangles.
    pub fn entity_of(&self, node: NodeId) -> Option<Entity<'_>> {
        ((node.0 as usize) < self.rows.len()).then_some(Entity {
            catalog: self,
            id: EntityId(node.0),
        })
    }

    /// The canonical reference of a node.
    pub fn node_ref(&self, node: NodeId) -> &str {
        match self.rows.get(node.0 as usize) {
            Some(row) => self.arena.get(row.entity_ref),
            None => {
                let at = node.0 as usize - self.rows.len();
                self.dangling.get(at).map_or("", |symbol| self.arena.get(*symbol))
            }
        }
    }

    pub fn is_dangling(&self, node: NodeId) -> bool {
        node.0 as usize >= self.rows.len()
    }

    /// How many nodes there are: entities first, then what dangles.
    pub fn node_count(&self) -> usize {
        self.rows.len() + self.dangling.len()
    }

    /// The relations that start at a node.
    pub fn outgoing(&self, node: NodeId) -> impl Iterator<Item = Edge> + '_ {
        self.outgoing.of(node.0).iter().filter_map(Edge::read)
    }

    /// The relations that end at a node.
    pub fn incoming(&self, node: NodeId) -> impl Iterator<Item = Edge> + '_ {
        self.incoming.of(node.0).iter().filter_map(Edge::read)
    }

    pub fn edge_count(&self) -> usize {
        self.outgoing.edges.len()
    }

    pub fn file_count(&self) -> usize {
        self.files.len()
    }

    pub fn files(&self) -> impl ExactSizeIterator<Item = File<'_>> {
        self.files.iter().map(|row| File {
            path: self.arena.get(row.path),
            counts: row.counts,
        })
    }

    pub fn file(&self, id: FileId) -> Option<File<'_>> {
        self.files.get(id.0 as usize).map(|row| File {
            path: self.arena.get(row.path),
            counts: row.counts,
        })
    }

    pub fn find_file(&self, path: &str) -> Option<FileId> {
        let at = self
            .files
            .binary_search_by(|row| self.arena.get(row.path).cmp(path))
            .ok()?;
        Some(FileId(at as u32))
    }

    /// The files that hold declarations of other tools.
    pub fn declaration_files(&self) -> impl Iterator<Item = FileId> + '_ {
        let rows = self.rows.iter().chain(&self.shadowed);
        rows.filter(|row| row.flags & (DECLARED | MENTIONED) != 0)
            .map(|row| FileId(row.file))
    }

    /// The documents that are not shown, by their file: with the entity that has what they need, where they were merged.
    pub fn hidden(&self) -> impl Iterator<Item = (FileId, Option<EntityId>)> + '_ {
        self.shadowed.iter().map(|row| {
            let by_name = || self.find(self.arena.get(row.entity_ref));
            let by_external = || {
                row.externals.of(&self.externals).iter().find_map(|known| {
                    self.find_known_as(External::from_code(known.external)?, self.arena.get(known.name))
                })
            };
            let into = (row.flags & MERGED != 0).then(|| by_name().or_else(by_external));
            (FileId(row.file), into.flatten())
        })
    }

    pub fn problem_count(&self) -> usize {
        self.problems.len()
    }

    pub fn problems(&self) -> impl ExactSizeIterator<Item = ProblemView<'_>> + Clone {
        self.problems.iter().map(|row| ProblemView { catalog: self, row })
    }

    /// The problem at an index of [`Catalog::problems`].
    pub fn problem(&self, index: usize) -> Option<ProblemView<'_>> {
        self.problems
            .get(index)
            .map(|row| ProblemView { catalog: self, row })
    }

    /// SHA-256 over the sorted references and versions: two snapshots with one digest hold the same entities.
    pub fn digest(&self) -> &[u8; 32] {
        &self.digest
    }
}

impl Edge {
    fn read(row: &EdgeRow) -> Option<Edge> {
        Some(Edge {
            relation: Relation::from_code(row.relation as u16)?,
            node: NodeId(row.node),
        })
    }
}

/// A file that was read. The path is relative to the workspace, with `/`, or absolute where it lies outside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct File<'a> {
    pub path: &'a str,
    pub counts: FileCounts,
}

/// One entity of a snapshot.
#[derive(Clone, Copy)]
pub struct Entity<'a> {
    pub(super) catalog: &'a Catalog,
    pub id: EntityId,
}

impl<'a> Entity<'a> {
    pub(super) fn row(&self) -> &'a Row {
        &self.catalog.rows[self.id.0 as usize]
    }

    fn text(&self, symbol: impl Fn(&Row) -> Sym) -> &'a str {
        self.catalog.arena.get(symbol(self.row()))
    }

    /// A text that may be missing.
    fn optional(&self, symbol: impl Fn(&Row) -> Sym) -> Option<&'a str> {
        self.catalog.arena.optional(symbol(self.row()))
    }

    pub fn node(&self) -> NodeId {
        NodeId(self.id.0)
    }

    /// Canonical: `component:default/ledger`.
    pub fn entity_ref(&self) -> &'a str {
        self.text(|row| row.entity_ref)
    }

    /// As Backstage spells it, or as written.
    pub fn kind(&self) -> &'a str {
        self.text(|row| row.kind)
    }

    /// In lower case.
    pub fn namespace(&self) -> &'a str {
        let entity_ref = self.entity_ref();
        let after_kind = entity_ref.split_once(':').map_or(entity_ref, |(_, rest)| rest);
        after_kind.split_once('/').map_or("", |(namespace, _)| namespace)
    }

    /// As written.
    pub fn name(&self) -> &'a str {
        self.text(|row| row.name)
    }

    /// `metadata.title`, or the display name of a Group or User.
    pub fn title(&self) -> Option<&'a str> {
        self.optional(|row| row.title)
    }

    /// The first paragraph, shortened; the whole text is in the document.
    pub fn description(&self) -> Option<&'a str> {
        self.optional(|row| row.description)
    }

    /// `spec.type`.
    pub fn type_(&self) -> Option<&'a str> {
        self.optional(|row| row.type_)
    }

    pub fn lifecycle(&self) -> Option<&'a str> {
        self.optional(|row| row.lifecycle)
    }

    /// `spec.owner` as written.
    pub fn owner_text(&self) -> Option<&'a str> {
        self.optional(|row| row.owner_text)
    }

    pub fn tags(&self) -> impl ExactSizeIterator<Item = &'a str> + use<'a> {
        let catalog = self.catalog;
        self.row()
            .tags
            .of(&catalog.tags)
            .iter()
            .map(|symbol| catalog.arena.get(*symbol))
    }

    /// By what the world outside knows it.
    pub fn externals(&self) -> impl Iterator<Item = (External, &'a str)> + use<'a> {
        let catalog = self.catalog;
        self.row()
            .externals
            .of(&catalog.externals)
            .iter()
            .filter_map(|row| Some((External::from_code(row.external)?, catalog.arena.get(row.name))))
    }

    pub fn file_id(&self) -> FileId {
        FileId(self.row().file)
    }

    pub fn file(&self) -> &'a str {
        self.catalog.file(self.file_id()).map_or("", |file| file.path)
    }

    /// Where the document begins, counted from 1; 0 where that is not known, as of what the journal tells of the past.
    pub fn line(&self) -> u32 {
        self.row().line
    }

    /// Where it is written down, for people: the file, and the line where it is known.
    pub fn place(&self) -> String {
        match self.line() {
            0 => self.file().to_owned(),
            line => format!("{}:{line}", self.file()),
        }
    }

    /// The byte range of the document in its file.
    pub fn bytes(&self) -> std::ops::Range<usize> {
        let start = self.row().offset as usize;
        start..start + self.row().length as usize
    }

    /// Whether this is the last good version of a document that can no longer be read.
    pub fn is_stale(&self) -> bool {
        self.row().flags & STALE != 0
    }

    /// Whether another tool's declaration states it, and no file of the catalog's own: its document was made from that.
    pub fn is_declared(&self) -> bool {
        self.row().flags & (DECLARED | MENTIONED) != 0
    }

    /// SHA-256 of the canonical JSON of the document.
    pub fn version(&self) -> &'a [u8; 32] {
        &self.row().version
    }

    /// The one person who answers for the entity.
    pub fn accountable(&self) -> Option<Entity<'a>> {
        self.catalog
            .entity_of(NodeId(self.row().accountable))
            .filter(|_| self.row().accountable != NOBODY)
    }

    /// The nodes that a relation of this entity leads to.
    pub fn targets(&self, relation: Relation) -> impl Iterator<Item = NodeId> + use<'a> {
        self.catalog
            .outgoing(self.node())
            .filter(move |edge| edge.relation == relation)
            .map(|edge| edge.node)
    }

    /// The nodes that have a relation to this entity.
    pub fn sources(&self, relation: Relation) -> impl Iterator<Item = NodeId> + use<'a> {
        self.catalog
            .incoming(self.node())
            .filter(move |edge| edge.relation == relation)
            .map(|edge| edge.node)
    }

    /// The owning Group or User; it may dangle.
    pub fn owner(&self) -> Option<NodeId> {
        self.targets(Relation::OwnedBy).next()
    }

    /// The System that the entity is part of; it may dangle.
    pub fn system(&self) -> Option<NodeId> {
        self.targets(Relation::PartOf)
            .find(|node| self.catalog.node_ref(*node).starts_with("system:"))
    }

    pub fn is_kind(&self, kind: &str) -> bool {
        self.kind().eq_ignore_ascii_case(kind)
    }

    /// Title where there is one, else the name.
    pub fn label(&self) -> &'a str {
        self.title().unwrap_or_else(|| self.name())
    }
}

impl std::fmt::Debug for Entity<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.entity_ref())
    }
}

/// A problem of a snapshot.
#[derive(Clone, Copy)]
pub struct ProblemView<'a> {
    catalog: &'a Catalog,
    row: &'a ProblemRow,
}

impl<'a> ProblemView<'a> {
    pub fn code(&self) -> Code {
        Code::from_index(self.row.code).unwrap_or(Code::Unreadable)
    }

    pub fn severity(&self) -> Severity {
        self.code().severity()
    }

    pub fn file(&self) -> &'a str {
        self.catalog
            .file(FileId(self.row.file))
            .map_or("", |file| file.path)
    }

    pub fn file_id(&self) -> FileId {
        FileId(self.row.file)
    }

    pub fn at(&self) -> Position {
        Position {
            line: self.row.line,
            column: self.row.column,
        }
    }

    /// Canonical reference of the entity that falls short, where there is one.
    pub fn entity_ref(&self) -> Option<&'a str> {
        self.catalog.arena.optional(self.row.entity_ref)
    }

    /// What is wrong, and the remedy.
    pub fn message(&self) -> &'a str {
        self.catalog.arena.get(self.row.message)
    }
}
