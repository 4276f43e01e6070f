//! The snapshot as plain tables, in one order for saving and for loading. Knows no files: a sink takes, a source gives.

use super::rows::Edges;
use super::snapshot::Catalog;
use crate::model::arena::Arena;
use bytemuck::Pod;

/// Takes tables one after the other.
pub trait TableSink {
    type Error;
    fn put<T: Pod>(&mut self, table: &[T]) -> Result<(), Self::Error>;
}

/// Gives the tables back in the order in which they were put.
pub trait TableSource {
    type Error;
    fn take<T: Pod>(&mut self) -> Result<Vec<T>, Self::Error>;
    /// A table of bytes that must be UTF-8.
    fn take_text(&mut self) -> Result<String, Self::Error>;
}

/// Grows with every change of the tables or of what their values mean, so that older saves are not taken for new ones.
pub const TABLES_VERSION: u32 = 5;

impl Arena {
    pub fn save<S: TableSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(self.text.as_bytes())?;
        sink.put(&self.ends)
    }

    pub fn load<S: TableSource>(source: &mut S) -> Result<Self, S::Error> {
        Ok(Self {
            text: source.take_text()?,
            ends: source.take()?,
        })
    }
}

impl Edges {
    fn save<S: TableSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        sink.put(&self.starts)?;
        sink.put(&self.edges)
    }

    fn load<S: TableSource>(source: &mut S) -> Result<Self, S::Error> {
        Ok(Self {
            starts: source.take()?,
            edges: source.take()?,
        })
    }
}

impl Catalog {
    pub fn save<S: TableSink>(&self, sink: &mut S) -> Result<(), S::Error> {
        self.arena.save(sink)?;
        sink.put(&self.rows)?;
        sink.put(&self.shadowed)?;
        sink.put(&self.tags)?;
        sink.put(&self.declared)?;
        sink.put(&self.externals)?;
        sink.put(&self.attributes)?;
        sink.put(&self.known_as)?;
        sink.put(&self.code_owned)?;
        sink.put(&self.dangling)?;
        self.outgoing.save(sink)?;
        self.incoming.save(sink)?;
        sink.put(&self.files)?;
        sink.put(&self.problems)?;
        sink.put(&self.digest)
    }

    pub fn load<S: TableSource>(source: &mut S) -> Result<Self, S::Error> {
        Ok(Self {
            arena: Arena::load(source)?,
            rows: source.take()?,
            shadowed: source.take()?,
            tags: source.take()?,
            declared: source.take()?,
            externals: source.take()?,
            attributes: source.take()?,
            known_as: source.take()?,
            code_owned: source.take()?,
            dangling: source.take()?,
            outgoing: Edges::load(source)?,
            incoming: Edges::load(source)?,
            files: source.take()?,
            problems: source.take()?,
            digest: source.take()?.try_into().unwrap_or_default(),
        })
    }
}
