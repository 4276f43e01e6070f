//! Makes a snapshot: takes records file by file, or keeps files of the snapshot before, and links everything.
//! Knows no files on disk. Its checks live in `checks`.

use super::checks;
use super::claim::{self, Claims};
use super::code_owned::{self, CodeOwnedRow, Known, TreeOwners};
use super::external;
use super::links::Links;
use super::problem::{Code, Problem};
use super::record::{Record, Standing};
use super::relation::Relation;
use super::rows::{
    AttributeRow, DECLARED, DeclaredRow, Edges, ExternalRow, FileCounts, FileRow, MENTIONED, NOBODY,
    ProblemRow, Row, STALE, Span,
};
use super::snapshot::{Catalog, FileId};
use crate::model::arena::{Interner, Sym};
use crate::model::ownership;
use rustc_hash::FxHashSet;
use sha2::{Digest, Sha256};

mod rewind;

pub(super) use rewind::OwnedThen;

pub(super) const REVERSE: u16 = 1;
pub(super) const GUESSED: u16 = 2;

/// Collects what the files say; [`Builder::finish`] makes the snapshot.
///
/// Files may come in any order. Of two documents that claim one reference, the one whose path sorts first is shown.
pub struct Builder<'a> {
    interner: Interner,
    previous: Option<&'a Catalog>,
    /// Symbols of the previous snapshot that this one already has.
    translated: Vec<Sym>,
    rows: Vec<Row>,
    tags: Vec<Sym>,
    declared: Vec<DeclaredRow>,
    externals: Vec<ExternalRow>,
    attributes: Vec<AttributeRow>,
    files: Vec<FileRow>,
    problems: Vec<ProblemRow>,
    /// What the CODEOWNERS of each tree of files says.
    code_owners: Vec<TreeOwners>,
    /// Of a past that is made of a snapshot: what CODEOWNERS says now.
    code_owned: OwnedThen,
    /// Rows of the previous snapshot by file, found once.
    rows_by_file: Vec<Vec<u32>>,
}

impl<'a> Builder<'a> {
    /// A builder that may keep files of the snapshot before.
    pub fn new(previous: Option<&'a Catalog>) -> Self {
        let mut rows_by_file = Vec::new();
        let mut translated = Vec::new();
        if let Some(before) = previous {
            rows_by_file.resize(before.files.len(), Vec::new());
            translated.resize(before.arena.len(), Sym::NONE);
            for (i, row) in before.rows.iter().chain(&before.shadowed).enumerate() {
                if let Some(rows) = rows_by_file.get_mut(row.file as usize) {
                    rows.push(i as u32);
                }
            }
        }
        Self {
            interner: Interner::default(),
            previous,
            translated,
            rows_by_file,
            rows: Vec::new(),
            tags: Vec::new(),
            declared: Vec::new(),
            externals: Vec::new(),
            attributes: Vec::new(),
            files: Vec::new(),
            problems: Vec::new(),
            code_owners: Vec::new(),
            code_owned: OwnedThen::default(),
        }
    }

    /// Whose files are by CODEOWNERS, for entities that do not say it themselves.
    pub fn code_owners(&mut self, trees: Vec<TreeOwners>) {
        self.code_owners = trees;
    }

    /// Begins a file that was read.
    pub fn file(&mut self, path: &str, counts: FileCounts) -> FileId {
        let path = self.interner.intern(path);
        self.files.push(FileRow { path, counts });
        FileId(self.files.len() as u32 - 1)
    }

    /// A file that was begun or kept already.
    pub fn find_file(&mut self, path: &str) -> Option<FileId> {
        let path = self.interner.intern(path);
        self.files
            .iter()
            .position(|file| file.path == path)
            .map(|i| FileId(i as u32))
    }

    pub fn add(&mut self, file: FileId, record: &Record) {
        let tags_start = self.tags.len() as u32;
        for tag in &record.tags {
            let tag = self.interner.intern(tag);
            self.tags.push(tag);
        }
        let declared_start = self.declared.len() as u32;
        for declared in &record.relations {
            let target = self.interner.intern(declared.target.as_str());
            self.declared.push(DeclaredRow {
                target,
                relation: declared.relation as u16,
                flags: if declared.reverse { REVERSE } else { 0 }
                    | if declared.guessed_kind { GUESSED } else { 0 },
                line: declared.at.line,
                column: declared.at.column,
            });
        }
        let externals_start = self.externals.len() as u32;
        for (external, name) in &record.externals {
            let name = self.interner.intern(name);
            self.externals.push(ExternalRow {
                name,
                external: *external as u32,
            });
        }
        let attributes_start = self.attributes.len() as u32;
        for attribute in &record.attributes {
            let row = AttributeRow {
                path: self.interner.intern(&attribute.path),
                value: self.interner.intern(&attribute.value),
                form: attribute.form as u32,
            };
            self.attributes.push(row);
        }
        let mut intern = |text: &str| self.interner.intern(text);
        self.rows.push(Row {
            entity_ref: intern(record.entity_ref.as_str()),
            kind: intern(&record.kind),
            name: intern(&record.name),
            title: intern(&record.title),
            description: intern(&record.description),
            type_: intern(&record.type_),
            lifecycle: intern(&record.lifecycle),
            owner_text: intern(&record.owner_text),
            file: file.0,
            line: record.place.line,
            offset: record.place.offset,
            length: record.place.length,
            tags: Span {
                start: tags_start,
                length: self.tags.len() as u32 - tags_start,
            },
            declared: Span {
                start: declared_start,
                length: self.declared.len() as u32 - declared_start,
            },
            externals: Span {
                start: externals_start,
                length: record.externals.len() as u32,
            },
            attributes: Span {
                start: attributes_start,
                length: record.attributes.len() as u32,
            },
            flags: match record.standing {
                Standing::Written => 0,
                Standing::Declared => DECLARED,
                Standing::Mentioned => MENTIONED,
            },
            accountable: NOBODY,
            version: record.version,
        });
    }

    /// A problem that stays with the file until the file changes.
    pub fn report(&mut self, file: FileId, problem: &Problem) {
        self.push_problem(file, problem, 1);
    }

    /// Takes back what was reported under a code of the files with these paths.
    pub fn forget(&mut self, paths: &FxHashSet<String>, code: Code) {
        let named: Vec<bool> = self
            .files
            .iter()
            .map(|file| paths.contains(self.interner.get(file.path)))
            .collect();
        let forgotten = |problem: &ProblemRow| problem.code == code as u32 && named[problem.file as usize];
        self.problems.retain(|problem| !forgotten(problem));
    }

    /// A problem that every reading finds anew, because it depends on more than the file's contents.
    pub fn note(&mut self, file: FileId, problem: &Problem) {
        self.push_problem(file, problem, 0);
    }

    fn push_problem(&mut self, file: FileId, problem: &Problem, of_file: u32) {
        let row = ProblemRow {
            code: problem.code as u32,
            file: file.0,
            line: problem.at.line,
            column: problem.at.column,
            entity_ref: self.interner.intern(problem.entity_ref.as_deref().unwrap_or("")),
            message: self.interner.intern(&problem.message),
            of_file,
        };
        self.problems.push(row);
    }

    /// Takes over a file of the previous snapshot that has not changed.
    pub fn keep_file(&mut self, old: FileId) {
        let Some(before) = self.previous else { return };
        let Some(row) = before.files.get(old.0 as usize) else {
            return;
        };
        let file = self.file(before.arena.get(row.path), row.counts);
        for i in std::mem::take(&mut self.rows_by_file[old.0 as usize]) {
            self.keep_row(file, i, |flags| flags);
        }
        let start = before.problems.partition_point(|problem| problem.file < old.0);
        for problem in before.problems[start..]
            .iter()
            .take_while(|problem| problem.file == old.0)
        {
            if problem.of_file == 1 {
                let problem = ProblemRow {
                    file: file.0,
                    entity_ref: self.translate(problem.entity_ref),
                    message: self.translate(problem.message),
                    ..*problem
                };
                self.problems.push(problem);
            }
        }
    }

    /// Keeps the last good version of what a file said and no longer does, marked stale: for files that are broken now.
    ///
    /// `present` are the references that the file still states. Returns how many were kept.
    pub fn keep_stale(&mut self, file: FileId, old: FileId, present: &FxHashSet<&str>) -> usize {
        let Some(before) = self.previous else { return 0 };
        let Some(rows) = self.rows_by_file.get_mut(old.0 as usize).map(std::mem::take) else {
            return 0;
        };
        let mut kept = 0;
        for i in rows {
            let Some(row) = row_of(before, i) else { continue };
            let entity_ref = before.arena.get(row.entity_ref);
            if present.contains(entity_ref) {
                continue;
            }
            let message = format!(
                "`{entity_ref}` is shown from the last good version of this file. Mend the file to see it as it is."
            );
            let at = super::node::Position {
                line: row.line,
                column: 1,
            };
            self.report(file, &Problem::new(Code::Stale, at, message).of(entity_ref));
            self.keep_row(file, i, |flags| flags | STALE);
            kept += 1;
        }
        kept
    }

    fn keep_row(&mut self, file: FileId, i: u32, flags: impl Fn(u32) -> u32) {
        let Some(before) = self.previous else { return };
        let Some(row) = row_of(before, i) else { return };
        let tags_start = self.tags.len() as u32;
        for tag in row.tags.of(&before.tags) {
            let tag = self.translate(*tag);
            self.tags.push(tag);
        }
        let declared_start = self.declared.len() as u32;
        for declared in row.declared.of(&before.declared) {
            let target = self.translate(declared.target);
            self.declared.push(DeclaredRow { target, ..*declared });
        }
        let externals_start = self.externals.len() as u32;
        for external in row.externals.of(&before.externals) {
            let name = self.translate(external.name);
            self.externals.push(ExternalRow { name, ..*external });
        }
        let attributes_start = self.attributes.len() as u32;
        for attribute in row.attributes.of(&before.attributes) {
            let attribute = AttributeRow {
                path: self.translate(attribute.path),
                value: self.translate(attribute.value),
                ..*attribute
            };
            self.attributes.push(attribute);
        }
        let kept = Row {
            entity_ref: self.translate(row.entity_ref),
            kind: self.translate(row.kind),
            name: self.translate(row.name),
            title: self.translate(row.title),
            description: self.translate(row.description),
            type_: self.translate(row.type_),
            lifecycle: self.translate(row.lifecycle),
            owner_text: self.translate(row.owner_text),
            file: file.0,
            tags: Span {
                start: tags_start,
                length: row.tags.length,
            },
            declared: Span {
                start: declared_start,
                length: row.declared.length,
            },
            externals: Span {
                start: externals_start,
                length: row.externals.length,
            },
            attributes: Span {
                start: attributes_start,
                length: row.attributes.length,
            },
            flags: flags(row.flags),
            accountable: NOBODY,
            ..*row
        };
        self.rows.push(kept);
    }

    fn translate(&mut self, old: Sym) -> Sym {
        let (Some(before), false) = (self.previous, old.is_none()) else {
            return Sym::NONE;
        };
        let i = old.0 as usize;
        if self.translated[i].is_none() {
            self.translated[i] = self.interner.intern(before.arena.get(old));
        }
        self.translated[i]
    }

    pub fn finish(self) -> Catalog {
        let (catalog, problems) = self.linked();
        checks::finish(catalog, problems)
    }

    /// The snapshot before it is checked, and what was reported.
    fn linked(mut self) -> (Catalog, Vec<ProblemRow>) {
        self.sort_files();
        let Claims {
            rows,
            shadowed,
            merged,
        } = claim::settle(std::mem::take(&mut self.rows), &self.externals, &self.interner);
        let known = Known {
            rows: &rows,
            declared: &self.declared,
            externals: &self.externals,
            attributes: &self.attributes,
        };
        let file_of = |row: &Row| {
            self.files
                .get(row.file as usize)
                .map_or(Sym::NONE, |file| file.path)
        };
        let code_owned = match self.code_owned.is_empty() {
            true => code_owned::assign(&known, &self.code_owners, file_of, &mut self.interner),
            false => code_owned::carried(&known, &self.code_owned, file_of, &self.interner),
        };
        let mut linked = Links::resolve(&rows, &merged, &self.declared, &code_owned, &mut self.interner);
        linked.sort_dangling(&self.interner, rows.len());
        let nodes = rows.len() + linked.dangling.len();
        let digest = digest(&rows, &code_owned, &self.interner);
        let known_as = external::index(&rows, &merged, &self.externals, &self.interner);
        let mut catalog = Catalog {
            outgoing: Edges::laid_out(nodes, &linked.edges, |edge| (edge.0, edge.2)),
            incoming: Edges::laid_out(nodes, &linked.edges, |edge| (edge.2, edge.0)),
            dangling: linked.dangling,
            arena: self.interner.finish(),
            rows,
            shadowed,
            tags: self.tags,
            declared: self.declared,
            externals: self.externals,
            attributes: self.attributes,
            known_as,
            code_owned,
            files: self.files,
            problems: Vec::new(),
            digest,
        };
        ownership::assign(&catalog)
            .into_iter()
            .zip(&mut catalog.rows)
            .for_each(|(person, row)| {
                row.accountable = person.map_or(NOBODY, |id| id.0);
            });
        (catalog, self.problems)
    }

    fn sort_files(&mut self) {
        let mut order: Vec<u32> = (0..self.files.len() as u32).collect();
        order.sort_by_key(|i| self.interner.get(self.files[*i as usize].path));
        let mut position = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            position[*old as usize] = new as u32;
        }
        self.files = order.iter().map(|i| self.files[*i as usize]).collect();
        self.rows
            .iter_mut()
            .for_each(|row| row.file = position[row.file as usize]);
        self.problems
            .iter_mut()
            .for_each(|problem| problem.file = position[problem.file as usize]);
    }
}

fn row_of(catalog: &Catalog, i: u32) -> Option<&Row> {
    catalog.rows.iter().chain(&catalog.shadowed).nth(i as usize)
}

fn digest(rows: &[Row], code_owned: &[CodeOwnedRow], interner: &Interner) -> [u8; 32] {
    let mut hash = Sha256::new();
    for row in rows {
        hash.update(interner.get(row.entity_ref).as_bytes());
        hash.update([0]);
        hash.update(row.version);
    }
    for owned in code_owned {
        hash.update(owned.entity.to_le_bytes());
        hash.update(interner.get(owned.target).as_bytes());
        hash.update([0]);
    }
    hash.finalize().into()
}

/// Where a relation was declared: the entity whose document states it, and the line.
pub(super) fn declarations<'a>(
    catalog: &'a Catalog,
    row: &'a Row,
) -> impl Iterator<Item = (Relation, &'a DeclaredRow)> {
    row.declared
        .of(&catalog.declared)
        .iter()
        .filter_map(|declared| Some((Relation::from_code(declared.relation)?, declared)))
}

impl Catalog {
    /// Whether an entity itself declares that a node depends on it (`dependencyOf`).
    pub(in crate::model) fn declares_reverse(
        &self,
        id: super::snapshot::EntityId,
        node: super::snapshot::NodeId,
    ) -> bool {
        let target = self.node_ref(node);
        declarations(self, &self.rows[id.0 as usize]).any(|(relation, declared)| {
            relation == Relation::DependsOn
                && declared.flags & REVERSE != 0
                && self.arena.get(declared.target) == target
        })
    }
}
