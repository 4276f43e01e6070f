//! The problems of a catalog as one works through them: narrowed by severity and words, grouped, counted. Pure functions
//! of a snapshot; long ones can be told to stop.

use super::problem::{Code, Severity};
use super::snapshot::{Catalog, Entity, EntityId, FileId, ProblemView};
use crate::model::text::Words;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;
use std::ops::Range;

/// What the problems are gathered under.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Grouping {
    #[default]
    File,
    Code,
    /// Who is accountable for the entity that falls short.
    Person,
}

impl Grouping {
    pub fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Code => "code",
            Self::Person => "person",
        }
    }
}

/// What problems are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemQuery {
    /// Each of them must occur in the code, the file, the reference or the message; one with a capital exactly so.
    pub words: String,
    pub errors: bool,
    pub warnings: bool,
    pub infos: bool,
    pub grouping: Grouping,
}

impl Default for ProblemQuery {
    fn default() -> Self {
        Self {
            words: String::new(),
            errors: true,
            warnings: true,
            infos: false,
            grouping: Grouping::default(),
        }
    }
}

impl ProblemQuery {
    pub fn shows(&self, severity: Severity) -> bool {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
        }
    }
}

/// How many problems there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SeverityCounts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl SeverityCounts {
    pub fn of(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::Warning => self.warnings,
            Severity::Info => self.infos,
        }
    }

    pub fn total(self) -> usize {
        self.errors + self.warnings + self.infos
    }

    fn add(&mut self, severity: Severity) {
        *match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
            Severity::Info => &mut self.infos,
        } += 1;
    }
}

/// What the problems of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GroupKey {
    File(FileId),
    Code(Code),
    /// Nobody comes last.
    Person(EntityId),
    Nobody,
}

impl GroupKey {
    /// The path, the code, or the person's reference: what tells the group apart across snapshots. Empty for nobody.
    pub fn text(self, catalog: &Catalog) -> &str {
        match self {
            Self::File(id) => catalog.file(id).map_or("", |file| file.path),
            Self::Code(code) => code.name(),
            Self::Person(id) => catalog.entity(id).entity_ref(),
            Self::Nobody => "",
        }
    }
}

/// Problems that have something in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub key: GroupKey,
    /// Of those that are shown.
    pub counts: SeverityCounts,
    /// Where its problems are in [`ProblemList::order`].
    pub problems: Range<usize>,
}

/// The problems that were asked for, in groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProblemList {
    /// How many match the words, shown or not.
    pub matching: SeverityCounts,
    pub groups: Vec<Group>,
    /// Indices of problems, group after group.
    pub order: Vec<u32>,
}

/// How many problems are looked at between two looks at whether to stop.
const STRIDE: usize = 4096;

/// The problems that match; none when told to stop.
pub fn list(catalog: &Catalog, query: &ProblemQuery, stop: &dyn Fn() -> bool) -> Option<ProblemList> {
    let words = Words::new(&query.words);
    let people = (query.grouping == Grouping::Person).then(|| People::of(catalog));
    let mut matching = SeverityCounts::default();
    let mut found: FxHashMap<GroupKey, (SeverityCounts, Vec<u32>)> = FxHashMap::default();
    for (at, problem) in catalog.problems().enumerate() {
        if at % STRIDE == 0 && stop() {
            return None;
        }
        let texts = [
            problem.code().name(),
            problem.file(),
            problem.entity_ref().unwrap_or_default(),
            problem.message(),
        ];
        if !words.are_in(&texts) {
            continue;
        }
        let severity = problem.severity();
        matching.add(severity);
        if !query.shows(severity) {
            continue;
        }
        let key = match (query.grouping, &people) {
            (Grouping::Code, _) => GroupKey::Code(problem.code()),
            (Grouping::Person, Some(people)) => people.answering(catalog, problem),
            _ => GroupKey::File(problem.file_id()),
        };
        let (counts, problems) = found.entry(key).or_default();
        counts.add(severity);
        problems.push(at as u32);
    }
    Some(ordered(matching, found))
}

/// Files with errors first, then by their paths; codes by severity, then most first; people by errors, then most first.
fn ordered(matching: SeverityCounts, found: FxHashMap<GroupKey, (SeverityCounts, Vec<u32>)>) -> ProblemList {
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(key, (counts, problems))| match key {
        GroupKey::File(_) => (u8::from(counts.errors == 0), Reverse(0), Reverse(0), *key),
        GroupKey::Code(code) => (
            2 - code.severity() as u8,
            Reverse(0),
            Reverse(problems.len()),
            *key,
        ),
        GroupKey::Person(_) => (0, Reverse(counts.errors), Reverse(problems.len()), *key),
        GroupKey::Nobody => (1, Reverse(0), Reverse(0), *key),
    });
    let mut list = ProblemList {
        matching,
        ..ProblemList::default()
    };
    for (key, (counts, problems)) in found {
        let start = list.order.len();
        list.order.extend(problems);
        list.groups.push(Group {
            key,
            counts,
            problems: start..list.order.len(),
        });
    }
    list
}

/// Who answers for the entities of each file, for problems of a file as a whole.
struct People(Vec<Answering>);

#[derive(Clone, Copy, PartialEq)]
enum Answering {
    Unknown,
    One(EntityId),
    NotOne,
}

impl People {
    fn of(catalog: &Catalog) -> Self {
        let mut files = vec![Answering::Unknown; catalog.file_count()];
        for entity in catalog.entities() {
            if let Some(answering) = files.get_mut(entity.file_id().0 as usize) {
                *answering = match (entity.accountable(), *answering) {
                    (Some(person), Answering::Unknown) => Answering::One(person.id),
                    (Some(person), Answering::One(known)) if person.id == known => Answering::One(known),
                    _ => Answering::NotOne,
                };
            }
        }
        Self(files)
    }

    fn answering(&self, catalog: &Catalog, problem: ProblemView<'_>) -> GroupKey {
        if let Some(entity) = entity_of(catalog, problem) {
            return entity
                .accountable()
                .map_or(GroupKey::Nobody, |person| GroupKey::Person(person.id));
        }
        match self.0.get(problem.file_id().0 as usize) {
            Some(Answering::One(person)) => GroupKey::Person(*person),
            _ => GroupKey::Nobody,
        }
    }
}

/// The entity that falls short, where it is in the catalog.
pub fn entity_of<'a>(catalog: &'a Catalog, problem: ProblemView<'_>) -> Option<Entity<'a>> {
    let id = catalog.find(problem.entity_ref()?)?;
    Some(catalog.entity(id))
}
