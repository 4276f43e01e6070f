//! What can only be seen with the whole catalog in hand: dangling references, double claims, cycles, nobody
//! accountable. Turns each into a problem at the line that declares it. Knows no files on disk.

use super::build::{GUESSED, REVERSE, declarations};
use super::graph;
use super::kind::{KINDS, fitting_kinds, needs_accountable};
use super::problem::Code;
use super::relation::Relation;
use super::rows::{DeclaredRow, MERGED, NOBODY, ProblemRow, Row};
use super::snapshot::{Catalog, NodeId};
use crate::model::arena::Sym;
use rustc_hash::FxHashSet;

/// Adds what the whole shows to what the files showed, in the order of files and lines.
pub(super) fn finish(mut catalog: Catalog, of_files: Vec<ProblemRow>) -> Catalog {
    let mut found = Vec::new();
    let merged = || catalog.shadowed.iter().filter(|row| row.flags & MERGED != 0);
    let others = merged().map(|row| row.entity_ref).collect();
    for row in &catalog.rows {
        references(&catalog, row, &others, &mut found);
        accountable(&catalog, row, &mut found);
    }
    for row in merged() {
        references(&catalog, row, &others, &mut found);
    }
    leads(&catalog, &mut found);
    claims(&catalog, &mut found);
    cycles(&catalog, &mut found);
    let mut problems = of_files;
    problems.extend(found.into_iter().map(|finding| ProblemRow {
        code: finding.code as u32,
        file: finding.file,
        line: finding.line,
        column: finding.column,
        entity_ref: finding.entity_ref,
        message: catalog.arena.push(&finding.message),
        of_file: 0,
    }));
    problems.sort_by_key(|problem| (problem.file, problem.line, problem.column, problem.code));
    catalog.problems = problems;
    catalog
}

struct Finding {
    code: Code,
    file: u32,
    line: u32,
    column: u32,
    entity_ref: Sym,
    message: String,
}

impl Finding {
    fn at_document(code: Code, row: &Row, message: String) -> Self {
        Self {
            code,
            file: row.file,
            line: row.line,
            column: 1,
            entity_ref: row.entity_ref,
            message,
        }
    }

    fn at_declaration(code: Code, row: &Row, declared: &DeclaredRow, message: String) -> Self {
        let (line, column) = (declared.line, declared.column);
        Self {
            code,
            file: row.file,
            line,
            column,
            entity_ref: row.entity_ref,
            message,
        }
    }
}

/// `others` are further references of entities that are there.
fn references(catalog: &Catalog, row: &Row, others: &FxHashSet<Sym>, found: &mut Vec<Finding>) {
    let is_merged = row.flags & MERGED != 0;
    for (relation, declared) in declarations(catalog, row) {
        if is_merged && !declared.is_need() || others.contains(&declared.target) {
            continue;
        }
        let reverse = declared.flags & REVERSE != 0;
        let target = catalog.arena.get(declared.target);
        let exists = catalog.find(target).is_some()
            || declared.flags & GUESSED != 0
                && catalog
                    .find(&target.replacen("component:", "resource:", 1))
                    .is_some();
        let fitting = fitting_kinds(relation, reverse);
        let (relation_name, reverse_name) = relation.names();
        let name = if reverse { reverse_name } else { relation_name };
        if !exists {
            let role = fitting == ["user"] && relation != Relation::MemberOf;
            let (code, advice) = if role {
                (Code::UnknownPerson, "Name a User who is, or add them")
            } else {
                (Code::Dangling, "Add it, or mend the reference")
            };
            let hint =
                namesake(catalog, target).map_or(String::new(), |other| format!(" Was `{other}` meant?"));
            let message = format!("`{target}` ({name}) is not in the catalog. {advice}.{hint}");
            found.push(Finding::at_declaration(code, row, declared, message));
        } else if let Some((kind, _)) = target.split_once(':')
            && !fitting.is_empty()
            && !fitting.contains(&kind)
        {
            let message = format!(
                "`{target}` is a {kind}, and {name} leads to a {}.",
                fitting.join(" or a ")
            );
            found.push(Finding::at_declaration(Code::WrongKind, row, declared, message));
        }
    }
}

/// An entity of the same namespace and name and another kind.
fn namesake<'a>(catalog: &'a Catalog, target: &str) -> Option<&'a str> {
    let (_, rest) = target.split_once(':')?;
    KINDS
        .iter()
        .find_map(|kind| catalog.find(&format!("{}:{rest}", kind.to_lowercase())))
        .map(|id| catalog.entity(id).entity_ref())
}

fn accountable(catalog: &Catalog, row: &Row, found: &mut Vec<Finding>) {
    if row.accountable == NOBODY && needs_accountable(catalog.arena.get(row.kind)) {
        let message = format!(
            "Nobody is accountable for `{}`. Name a User in `muster/accountable`, or give its owner a lead.",
            catalog.arena.get(row.entity_ref)
        );
        found.push(Finding::at_document(Code::NobodyAccountable, row, message));
    }
}

fn leads(catalog: &Catalog, found: &mut Vec<Finding>) {
    for group in catalog.entities().filter(|entity| entity.is_kind("Group")) {
        let leaders: Vec<_> = group.sources(Relation::LeaderOf).collect();
        if leaders.len() > 1 && group.targets(Relation::LedBy).next().is_none() {
            let names: Vec<_> = leaders.iter().map(|node| catalog.node_ref(*node)).collect();
            let message = format!(
                "`{}` has {} leads: {}. Name one of them in its `muster/lead`.",
                group.entity_ref(),
                names.len(),
                names.join(", ")
            );
            found.push(Finding::at_document(
                Code::SeveralLeads,
                &catalog.rows[group.id.0 as usize],
                message,
            ));
        }
    }
}

/// Both claimants of a reference are told of each other.
fn claims(catalog: &Catalog, found: &mut Vec<Finding>) {
    let place = |row: &Row| {
        let path = catalog
            .files
            .get(row.file as usize)
            .map_or("", |file| catalog.arena.get(file.path));
        format!("{path}:{}", row.line)
    };
    for loser in catalog.shadowed.iter().filter(|row| row.flags & MERGED == 0) {
        let entity_ref = catalog.arena.get(loser.entity_ref);
        let Some(id) = catalog.find(entity_ref) else {
            continue;
        };
        let winner = &catalog.rows[id.0 as usize];
        let message = format!(
            "`{entity_ref}` is also claimed by {}, which is the one shown. Rename or remove one of them.",
            place(winner)
        );
        found.push(Finding::at_document(Code::Duplicate, loser, message));
        let message = format!(
            "`{entity_ref}` is also claimed by {}, which is not shown. Rename or remove one of them.",
            place(loser)
        );
        found.push(Finding::at_document(Code::Duplicate, winner, message));
    }
}

fn cycles(catalog: &Catalog, found: &mut Vec<Finding>) {
    const NAMED: usize = 6;
    for cycle in graph::cycles(catalog) {
        let Some(entity) = cycle.iter().find_map(|node| catalog.entity_of(*node)) else {
            continue;
        };
        let names: Vec<&str> = cycle
            .iter()
            .take(NAMED)
            .map(|node: &NodeId| catalog.node_ref(*node))
            .collect();
        let more = cycle.len().saturating_sub(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let message = match names.as_slice() {
            [only] => format!("`{only}` depends on itself."),
            names => format!(
                "These depend on each other in a circle: {}{more}. Take one dependency away.",
                names.join(", ")
            ),
        };
        found.push(Finding::at_document(
            Code::Cycle,
            &catalog.rows[entity.id.0 as usize],
            message,
        ));
    }
}
