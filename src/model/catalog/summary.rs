//! The catalog in a few numbers: what exists, what falls short, who answers for it. A pure function of one snapshot that
//! looks at every entity and problem once; made off the drawing thread and kept until the catalog is another one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::kind::{KINDS, known_kind, needs_accountable};
use super::problem::{Code, Severity};
use super::query::Facet;
use super::snapshot::{Catalog, Entity, FileId, ProblemView};
use crate::model::arena::Sym;

/// So many of a list are kept as examples; the rest is counted.
const EXAMPLES: usize = 8;

/// What one snapshot amounts to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    pub entities: usize,
    /// Files that hold entities.
    pub files: usize,
    /// Entities that are shown as they last were, because their document can no longer be read.
    pub stale: usize,
    /// Backstage's kinds in its order, then others, most first.
    pub kinds: Vec<KindCount>,
    /// The worst severity first, then the most frequent.
    pub codes: Vec<CodeCount>,
    /// A few of the worst problems, different codes first.
    pub worst: Vec<Shortfall>,
    pub coverage: Coverage,
    /// Entities with nobody accountable by what they state as their owner, most first.
    pub orphans: Vec<OrphanGroup>,
    /// What the person who was asked for answers for; nothing where nobody was asked for.
    pub person: Option<PersonSummary>,
}

/// How many entities of a kind there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    pub kind: String,
    pub count: usize,
    /// The values of `spec.type` in use, most first; entities without one are not among them.
    pub types: Vec<(String, usize)>,
}

/// How many problems of a code there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeCount {
    pub code: Code,
    pub count: usize,
}

/// One problem, as an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortfall {
    pub code: Code,
    pub file: String,
    /// Counted from 1; 0 where the problem is about the whole file.
    pub line: u32,
    pub entity_ref: Option<String>,
    pub message: String,
}

/// Of the entities that somebody must answer for, how many have that person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    pub needed: usize,
    pub covered: usize,
}

/// Entities with one stated owner and nobody accountable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanGroup {
    /// As the facet `owner` has it: a reference, free text, or empty where no owner is stated.
    pub owner: String,
    pub count: usize,
    /// The first few, by reference.
    pub examples: Vec<String>,
}

/// What one person answers for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonSummary {
    /// Whether the catalog has them as a User.
    pub is_known: bool,
    pub entities: usize,
    /// Those of them with an error or a warning: how many, and the first few of the worst.
    pub troubled: usize,
    pub examples: Vec<Troubled>,
}

/// An entity with problems.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Troubled {
    pub entity_ref: String,
    /// Its worst problem.
    pub code: Code,
    pub problems: usize,
}

impl Coverage {
    pub fn missing(self) -> usize {
        self.needed - self.covered
    }

    /// The share that is covered, in whole per cent. 100 only when nothing is missing, 0 only when nothing is covered.
    pub fn percent(self) -> usize {
        match (self.covered, self.needed) {
            (covered, needed) if covered == needed => 100,
            (0, _) => 0,
            (covered, needed) => (covered * 100 / needed).max(1),
        }
    }
}

impl Summary {
    /// Sums up a snapshot, and what `person` answers for: a canonical reference.
    pub fn of(catalog: &Catalog, person: Option<&str>) -> Summary {
        let mut tally = Tally::default();
        for entity in catalog.entities() {
            tally.count(catalog, entity);
        }
        let codes = codes(catalog);
        Summary {
            entities: catalog.len(),
            files: tally.files.len(),
            stale: tally.stale,
            kinds: tally.kinds(),
            worst: worst(catalog, &codes),
            codes,
            coverage: tally.coverage,
            orphans: tally.orphans(),
            person: person.map(|person| of_person(catalog, person)),
        }
    }

    /// How many problems of a severity there are.
    pub fn problems(&self, severity: Severity) -> usize {
        let of_severity = self
            .codes
            .iter()
            .filter(|count| count.code.severity() == severity);
        of_severity.map(|count| count.count).sum()
    }

    /// How many entities of a kind there are.
    pub fn of_kind(&self, kind: &str) -> usize {
        let known = self
            .kinds
            .iter()
            .find(|count| count.kind.eq_ignore_ascii_case(kind));
        known.map_or(0, |count| count.count)
    }
}

/// What is counted on the way through the entities.
#[derive(Default)]
struct Tally<'a> {
    /// By the symbols of kind and type: few, so that their texts are looked at once each.
    types: FxHashMap<(Sym, Sym), TypeCount<'a>>,
    orphans: FxHashMap<&'a str, (usize, Vec<&'a str>)>,
    coverage: Coverage,
    files: FxHashSet<FileId>,
    stale: usize,
}

struct TypeCount<'a> {
    kind: &'a str,
    type_: &'a str,
    needs_accountable: bool,
    count: usize,
}

impl<'a> TypeCount<'a> {
    fn of(entity: Entity<'a>) -> Self {
        Self {
            kind: entity.kind(),
            type_: entity.type_().unwrap_or_default(),
            needs_accountable: needs_accountable(entity.kind()),
            count: 0,
        }
    }
}

impl<'a> Tally<'a> {
    fn count(&mut self, catalog: &'a Catalog, entity: Entity<'a>) {
        let row = entity.row();
        let of_type = self
            .types
            .entry((row.kind, row.type_))
            .or_insert_with(|| TypeCount::of(entity));
        of_type.count += 1;
        self.files.insert(entity.file_id());
        self.stale += usize::from(entity.is_stale());
        if !of_type.needs_accountable {
            return;
        }
        self.coverage.needed += 1;
        if entity.accountable().is_some() {
            self.coverage.covered += 1;
            return;
        }
        Facet::Owner.each_value(catalog, entity, |owner| {
            let (count, examples) = self.orphans.entry(owner).or_default();
            *count += 1;
            if examples.len() < EXAMPLES {
                examples.push(entity.entity_ref());
            }
        });
    }

    /// Kinds that differ only in case are one.
    fn kinds(&self) -> Vec<KindCount> {
        let mut kinds: BTreeMap<String, KindCount> = BTreeMap::new();
        for &TypeCount {
            kind, type_, count, ..
        } in self.types.values()
        {
            let spelling = known_kind(kind).unwrap_or(kind);
            let entry = kinds.entry(kind.to_lowercase()).or_insert_with(|| KindCount {
                kind: spelling.to_owned(),
                count: 0,
                types: Vec::new(),
            });
            entry.count += count;
            // Of several spellings the first in order, whatever the order they were met in.
            if spelling < entry.kind.as_str() {
                entry.kind = spelling.to_owned();
            }
            if !type_.is_empty() {
                entry.types.push((type_.to_owned(), count));
            }
        }
        let mut kinds: Vec<KindCount> = kinds.into_values().collect();
        for kind in &mut kinds {
            merge(&mut kind.types);
        }
        kinds.sort_by_key(|count| {
            let known = KINDS.iter().position(|kind| *kind == count.kind);
            (
                known.unwrap_or(KINDS.len()),
                Reverse(count.count),
                count.kind.clone(),
            )
        });
        kinds
    }

    fn orphans(self) -> Vec<OrphanGroup> {
        let group = |(owner, (count, examples)): (&str, (usize, Vec<&str>))| OrphanGroup {
            owner: owner.to_owned(),
            count,
            examples: examples.into_iter().map(str::to_owned).collect(),
        };
        let mut groups: Vec<OrphanGroup> = self.orphans.into_iter().map(group).collect();
        groups.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.owner.cmp(&b.owner)));
        groups
    }
}

/// Adds up what is counted under one name, and sorts: most first.
fn merge(counts: &mut Vec<(String, usize)>) {
    counts.sort();
    counts.dedup_by(|later, first| {
        let same = later.0 == first.0;
        if same {
            first.1 += later.1;
        }
        same
    });
    counts.sort_by_key(|(_, count)| Reverse(*count));
}

fn codes(catalog: &Catalog) -> Vec<CodeCount> {
    let mut counts: BTreeMap<Code, usize> = BTreeMap::new();
    for problem in catalog.problems() {
        *counts.entry(problem.code()).or_default() += 1;
    }
    let mut codes: Vec<CodeCount> = counts
        .into_iter()
        .map(|(code, count)| CodeCount { code, count })
        .collect();
    codes.sort_by_key(|count| {
        (
            Reverse(count.code.severity()),
            Reverse(count.count),
            count.code.name(),
        )
    });
    codes
}

/// The first problem of each code, the worst codes first, then more of the worst. What only informs is not among them.
fn worst(catalog: &Catalog, codes: &[CodeCount]) -> Vec<Shortfall> {
    let bad = |code: Code| code.severity() > Severity::Info;
    let mut seen = FxHashSet::default();
    let (mut firsts, mut errors) = (Vec::new(), Vec::new());
    for problem in catalog.problems().filter(|problem| bad(problem.code())) {
        if seen.insert(problem.code()) {
            firsts.push(problem);
        } else if problem.severity() == Severity::Error && errors.len() < EXAMPLES {
            errors.push(problem);
        }
    }
    let rank = |problem: &ProblemView<'_>| codes.iter().position(|count| count.code == problem.code());
    firsts.sort_by_key(rank);
    let errors_first = firsts
        .iter()
        .position(|problem| problem.severity() < Severity::Error)
        .unwrap_or(firsts.len());
    firsts.splice(errors_first..errors_first, errors);
    firsts.truncate(EXAMPLES);
    firsts.into_iter().map(shortfall).collect()
}

fn shortfall(problem: ProblemView<'_>) -> Shortfall {
    Shortfall {
        code: problem.code(),
        file: problem.file().to_owned(),
        line: problem.at().line,
        entity_ref: problem.entity_ref().map(str::to_owned),
        message: problem.message().to_owned(),
    }
}

fn of_person(catalog: &Catalog, person: &str) -> PersonSummary {
    let Some(me) = catalog
        .find(person)
        .filter(|id| catalog.entity(*id).is_kind("User"))
    else {
        return PersonSummary::default();
    };
    let mine: FxHashSet<&str> = catalog
        .entities()
        .filter(|entity| entity.id != me && entity.accountable().is_some_and(|person| person.id == me))
        .map(|entity| entity.entity_ref())
        .collect();
    let mut troubles: FxHashMap<&str, Troubled> = FxHashMap::default();
    for problem in catalog
        .problems()
        .filter(|problem| problem.severity() > Severity::Info)
    {
        let Some(entity_ref) = problem.entity_ref().filter(|entity| mine.contains(entity)) else {
            continue;
        };
        let trouble = troubles.entry(entity_ref).or_insert_with(|| Troubled {
            entity_ref: entity_ref.to_owned(),
            code: problem.code(),
            problems: 0,
        });
        trouble.problems += 1;
        if problem.severity() > trouble.code.severity() {
            trouble.code = problem.code();
        }
    }
    let mut examples: Vec<Troubled> = troubles.into_values().collect();
    let troubled = examples.len();
    examples.sort_by(|a, b| {
        let badness = |trouble: &Troubled| (trouble.code.severity(), trouble.problems);
        badness(b)
            .cmp(&badness(a))
            .then_with(|| a.entity_ref.cmp(&b.entity_ref))
    });
    examples.truncate(EXAMPLES);
    PersonSummary {
        is_known: true,
        entities: mine.len(),
        troubled,
        examples,
    }
}
