//! The snapshot of an earlier moment out of one of now: what said the same is taken over as it stands in the tables, with no
//! text looked at again. It holds no problems: what was wrong then nobody asks.

use rustc_hash::FxHashMap;

use super::{Builder, row_of};
use crate::model::arena::{Interner, Sym};
use crate::model::catalog::claim;
use crate::model::catalog::code_owned::CodeOwnedRow;
use crate::model::catalog::record::{Record, Standing};
use crate::model::catalog::rows::{DECLARED, FileCounts, MENTIONED, NOBODY, Row, STALE};
use crate::model::catalog::snapshot::{Catalog, EntityId, FileId};

impl<'a> Builder<'a> {
    /// Begins with the files of a snapshot and with none of its entities. Its file ids are valid here.
    pub fn rewinding(now: &'a Catalog) -> Self {
        let owned = |owned: &CodeOwnedRow| {
            let row = row_of(now, owned.entity)?;
            let file = now.files.get(row.file as usize)?.path;
            Some((row.entity_ref, (file, *owned)))
        };
        Self {
            interner: Interner::from(now.arena.clone()),
            previous: Some(now),
            translated: Vec::new(),
            rows: Vec::with_capacity(now.rows.len()),
            tags: now.tags.clone(),
            declared: now.declared.clone(),
            externals: now.externals.clone(),
            attributes: now.attributes.clone(),
            files: now.files.clone(),
            problems: Vec::new(),
            code_owners: Vec::new(),
            code_owned: now.code_owned.iter().filter_map(owned).collect(),
            rows_by_file: Vec::new(),
        }
    }

    /// The file with this path, begun where there is none; `known` are those that were looked for already.
    pub fn file_then(&mut self, path: &str, known: &mut FxHashMap<Box<str>, FileId>) -> FileId {
        if let Some(file) = known.get(path) {
            return *file;
        }
        let of_now = self.previous.and_then(|now| now.find_file(path));
        let file = of_now.unwrap_or_else(|| self.file(path, FileCounts::default()));
        known.insert(path.into(), file);
        file
    }

    /// Takes over an entity of the snapshot of now, in a file of that snapshot or a new one.
    pub fn keep_entity(&mut self, id: EntityId, file: FileId) {
        let Some(row) = self.previous.and_then(|now| now.rows.get(id.0 as usize)) else {
            return;
        };
        self.rows.push(Row {
            file: file.0,
            // That it cannot be read any more was not so then, as far as the record goes.
            flags: row.flags & !STALE,
            accountable: NOBODY,
            ..*row
        });
    }

    /// The snapshot, with the declarations of now that add to its entities and without the files that hold nothing.
    pub fn finish_rewound(mut self) -> Catalog {
        self.keep_merged();
        self.drop_empty_files();
        self.linked().0
    }

    fn keep_merged(&mut self) {
        let Some(now) = self.previous else { return };
        let rows = now.rows.iter().chain(&now.shadowed);
        let declared = rows
            .filter(|row| row.flags & (DECLARED | MENTIONED) != 0)
            .collect();
        let is_as_now = |row: &Row| {
            let found = now.find(self.interner.get(row.entity_ref));
            let found = found.and_then(|id| now.rows.get(id.0 as usize));
            found.is_some_and(|found| (found.version, found.file) == (row.version, row.file))
        };
        for row in claim::carried(&self.rows, declared, &self.externals, is_as_now) {
            self.rows.push(Row {
                flags: row.flags & !STALE,
                accountable: NOBODY,
                ..row
            });
        }
    }

    fn drop_empty_files(&mut self) {
        let mut places = vec![u32::MAX; self.files.len()];
        for row in &self.rows {
            places[row.file as usize] = 0;
        }
        let mut kept = Vec::new();
        for (place, file) in places.iter_mut().zip(&self.files) {
            if *place == 0 {
                *place = kept.len() as u32;
                kept.push(*file);
            }
        }
        self.files = kept;
        self.rows
            .iter_mut()
            .for_each(|row| row.file = places[row.file as usize]);
    }
}

impl Catalog {
    /// The whole catalog with these records in place of what it has under their references; it holds no problems.
    pub fn with(&self, records: &[Record]) -> Catalog {
        let instead: FxHashMap<&str, &Record> = records
            .iter()
            .map(|record| (record.entity_ref.as_str(), record))
            .collect();
        let mut builder = Builder::rewinding(self);
        for entity in self.entities() {
            match instead.get(entity.entity_ref()) {
                Some(record) => builder.add(entity.file_id(), record),
                None => builder.keep_entity(entity.id, entity.file_id()),
            }
        }
        builder.finish_rewound()
    }

    /// How an entity came into the catalog.
    pub fn standing(&self, id: EntityId) -> Standing {
        match self.rows.get(id.0 as usize).map_or(0, |row| row.flags) {
            flags if flags & DECLARED != 0 => Standing::Declared,
            flags if flags & MENTIONED != 0 => Standing::Mentioned,
            _ => Standing::Written,
        }
    }
}

/// The owners that CODEOWNERS gave to entities, by ref and file.
pub(in crate::model::catalog) type OwnedThen = FxHashMap<Sym, (Sym, CodeOwnedRow)>;
