//! The rows of a snapshot's tables: plain words of a fixed size, saved and loaded as they are. Knows no meaning beyond
//! which word is what.

use super::relation::Relation;
use crate::model::arena::Sym;
use bytemuck::{Pod, Zeroable};

/// In a row: no entity.
pub(super) const NOBODY: u32 = u32::MAX;
/// In a row's flags: what is shown is the last good version of a document that is broken or gone unread.
pub(super) const STALE: u32 = 1;
/// Another tool's declaration states it.
pub(super) const DECLARED: u32 = 2;
/// Another tool's declaration names it, and states it elsewhere or nowhere.
pub(super) const MENTIONED: u32 = 4;
/// Of a row that is not shown: it stands for the same thing as one that is, which has what it needs.
pub(super) const MERGED: u32 = 8;

#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Row {
    pub entity_ref: Sym,
    pub kind: Sym,
    pub name: Sym,
    pub title: Sym,
    pub description: Sym,
    pub type_: Sym,
    pub lifecycle: Sym,
    pub owner_text: Sym,
    pub file: u32,
    pub line: u32,
    pub offset: u32,
    pub length: u32,
    pub tags: Span,
    pub declared: Span,
    pub externals: Span,
    pub attributes: Span,
    pub flags: u32,
    pub accountable: u32,
    pub version: [u8; 32],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Span {
    pub start: u32,
    pub length: u32,
}

impl Span {
    pub fn of<T>(self, table: &[T]) -> &[T] {
        let start = self.start as usize;
        table.get(start..start + self.length as usize).unwrap_or_default()
    }
}

/// A relation as declared in a file; kept so that a snapshot can be rebuilt without reading again.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct DeclaredRow {
    pub target: Sym,
    pub relation: u16,
    /// Bit 0: stored the other way round. Bit 1: the kind was guessed.
    pub flags: u16,
    pub line: u32,
    pub column: u32,
}

impl DeclaredRow {
    /// Whether it says that one thing needs another.
    pub fn is_need(&self) -> bool {
        Relation::from_code(self.relation).is_some_and(|relation| relation.dependency().is_some())
    }
}

/// A name by which the world outside knows an entity.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct ExternalRow {
    pub name: Sym,
    pub external: u32,
}

/// A value of a document beside the columns, by its path.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct AttributeRow {
    pub path: Sym,
    pub value: Sym,
    pub form: u32,
}

/// Whose name it is: rows of this sort lie in the order of the names, to be searched.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct KnownAsRow {
    pub row: ExternalRow,
    pub entity: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub(super) struct EdgeRow {
    pub relation: u32,
    pub node: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct FileRow {
    pub path: Sym,
    pub counts: FileCounts,
}

/// What a file holds beside entities.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct FileCounts {
    pub documents: u32,
    pub kubernetes: u32,
    pub skeletons: u32,
    pub others: u32,
    pub broken: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct ProblemRow {
    pub code: u32,
    pub file: u32,
    pub line: u32,
    pub column: u32,
    pub entity_ref: Sym,
    pub message: Sym,
    /// 1: found while reading the file, so it stays with the file; 0: found when the snapshot was built.
    pub of_file: u32,
}

/// Edges by node: those of node `n` are `edges[starts[n]..starts[n + 1]]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Edges {
    pub starts: Vec<u32>,
    pub edges: Vec<EdgeRow>,
}

impl Edges {
    /// Edges of so many nodes, each as from, relation, to; `ends` says whose it is, and which is the other end.
    pub fn laid_out(
        nodes: usize,
        list: &[(u32, u32, u32)],
        ends: impl Fn(&(u32, u32, u32)) -> (u32, u32),
    ) -> Self {
        let mut starts = vec![0u32; nodes + 1];
        for edge in list {
            starts[ends(edge).0 as usize + 1] += 1;
        }
        for i in 0..nodes {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut rows = vec![EdgeRow { relation: 0, node: 0 }; list.len()];
        for edge in list {
            let (at, other) = ends(edge);
            rows[next[at as usize] as usize] = EdgeRow {
                relation: edge.1,
                node: other,
            };
            next[at as usize] += 1;
        }
        for node in 0..nodes {
            rows[starts[node] as usize..starts[node + 1] as usize].sort_unstable();
        }
        Self { starts, edges: rows }
    }

    pub fn of(&self, node: u32) -> &[EdgeRow] {
        let at = |i: usize| self.starts.get(i).copied().unwrap_or(0) as usize;
        self.edges
            .get(at(node as usize)..at(node as usize + 1))
            .unwrap_or_default()
    }
}
