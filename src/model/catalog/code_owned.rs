//! Owners from CODEOWNERS: an entity that states none gets the first owner of the line that fits its file, as Backstage's
//! processor does it. Never over what a document says, and always told apart from it.

use bytemuck::{Pod, Zeroable};
use rustc_hash::FxHashMap;

use super::DEFAULT_NAMESPACE;
use super::build::OwnedThen;
use super::entity_ref::EntityRef;
use super::relation::Relation;
use super::rows::{AttributeRow, DeclaredRow, ExternalRow, Row};
use super::snapshot::{Catalog, Entity};
use crate::model::arena::{Interner, Sym};
use crate::model::ownership::codeowners::{CodeOwners, Handle};

/// The owners of a tree of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeOwners {
    /// What the names of the tree's files begin with; empty for the workspace's own.
    pub prefix: String,
    /// The file that says so, as the catalog names files.
    pub file: String,
    pub owners: CodeOwners,
}

/// The line of a CODEOWNERS that gives an entity its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeOwner<'a> {
    pub file: &'a str,
    /// Counted from 1.
    pub line: u32,
    /// As it is written: `@acme/payments`.
    pub handle: &'a str,
    /// Whom that means: canonical ref; it may dangle.
    pub owner: &'a str,
}

/// Sorted by entity.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct CodeOwnedRow {
    pub entity: u32,
    pub line: u32,
    pub file: Sym,
    pub handle: Sym,
    pub target: Sym,
}

/// The kinds that Backstage's processor looks after (plugin-catalog-backend, CodeOwnersProcessor.ts).
const KINDS: [&str; 7] = [
    "component",
    "api",
    "resource",
    "system",
    "domain",
    "location",
    "template",
];

/// What of a snapshot is asked.
pub(super) struct Known<'a> {
    pub rows: &'a [Row],
    pub declared: &'a [DeclaredRow],
    pub externals: &'a [ExternalRow],
    pub attributes: &'a [AttributeRow],
}

/// Whose the entities are that say nothing of it; `file_of` gives the name of a row's file.
pub(super) fn assign(
    known: &Known<'_>,
    trees: &[TreeOwners],
    file_of: impl Fn(&Row) -> Sym,
    interner: &mut Interner,
) -> Vec<CodeOwnedRow> {
    if trees.iter().all(|tree| tree.owners.is_empty()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (entity, row) in known.rows.iter().enumerate() {
        if !is_unowned(known, row, interner) {
            continue;
        }
        let file = interner.get(file_of(row));
        let owner = trees
            .iter()
            .filter_map(|tree| Some((tree, file.strip_prefix(tree.prefix.as_str())?)))
            .max_by_key(|(tree, _)| tree.prefix.len())
            .and_then(|(tree, path)| {
                let rule = tree.owners.rule(path)?;
                Some((tree, rule.line, rule.owners.first()?))
            });
        if let Some((tree, line, handle)) = owner {
            found.push((entity as u32, tree, line, handle));
        }
    }
    if found.is_empty() {
        return Vec::new();
    }
    let people = People::of(known, interner);
    let row = |(entity, tree, line, handle): (u32, &TreeOwners, u32, &Handle)| {
        let target = people.target(handle);
        CodeOwnedRow {
            entity,
            line,
            file: interner.intern(&tree.file),
            handle: interner.intern(&handle.to_string()),
            target: interner.intern(&target),
        }
    };
    found.into_iter().map(row).collect()
}

/// The same owners as before, for those that still say nothing of it and are where they were: what CODEOWNERS said on a day
/// of the past is not known.
pub(super) fn carried(
    known: &Known<'_>,
    owned: &OwnedThen,
    file_of: impl Fn(&Row) -> Sym,
    interner: &Interner,
) -> Vec<CodeOwnedRow> {
    let carry = |(entity, row): (usize, &Row)| {
        let (file, owned) = owned.get(&row.entity_ref)?;
        let is_same = *file == file_of(row) && is_unowned(known, row, interner);
        is_same.then_some(CodeOwnedRow {
            entity: entity as u32,
            ..*owned
        })
    };
    known.rows.iter().enumerate().filter_map(carry).collect()
}

fn is_unowned(known: &Known<'_>, row: &Row, interner: &Interner) -> bool {
    let (kind, _) = interner.get(row.entity_ref).split_once(':').unwrap_or_default();
    let is_owned =
        |declared: &DeclaredRow| declared.relation == Relation::OwnedBy as u16 && declared.flags == 0;
    KINDS.contains(&kind)
        && interner.get(row.owner_text).is_empty()
        && !row.declared.of(known.declared).iter().any(is_owned)
}

/// By what CODEOWNERS names people and teams, in lower case.
#[derive(Default)]
struct People {
    logins: FxHashMap<String, String>,
    emails: FxHashMap<String, String>,
    teams: FxHashMap<String, String>,
}

impl People {
    fn of(known: &Known<'_>, interner: &Interner) -> Self {
        let mut people = Self::default();
        for row in known.rows {
            let entity_ref = interner.get(row.entity_ref);
            if entity_ref.starts_with("group:") {
                for external in row.externals.of(known.externals) {
                    let team = interner.get(external.name).to_lowercase();
                    people.teams.entry(team).or_insert_with(|| entity_ref.to_owned());
                }
            } else if entity_ref.starts_with("user:") {
                for attribute in row.attributes.of(known.attributes) {
                    people.attribute(
                        entity_ref,
                        interner.get(attribute.path),
                        interner.get(attribute.value),
                    );
                }
            }
        }
        people
    }

    fn attribute(&mut self, user: &str, path: &str, value: &str) {
        match path {
            "annotations.github.com/user-login" => {
                self.logins
                    .entry(value.to_lowercase())
                    .or_insert_with(|| user.to_owned());
            }
            "spec.profile" => {
                let profile: serde_json::Value = serde_json::from_str(value).unwrap_or_default();
                if let Some(email) = profile["email"].as_str() {
                    self.emails
                        .entry(email.to_lowercase())
                        .or_insert_with(|| user.to_owned());
                }
            }
            _ => {}
        }
    }

    /// The entity that an owner means: the one that says so itself, else the one of that name.
    fn target(&self, handle: &Handle) -> String {
        let named = |kind: &str, name: &str| EntityRef::new(kind, DEFAULT_NAMESPACE, name).to_string();
        match handle {
            Handle::Login(login) => {
                let known = self.logins.get(&login.to_lowercase()).cloned();
                known.unwrap_or_else(|| named("user", login))
            }
            Handle::Team { organisation, team } => {
                let id = format!("github:{organisation}/team/{team}").to_lowercase();
                self.teams
                    .get(&id)
                    .cloned()
                    .unwrap_or_else(|| named("group", team))
            }
            Handle::Email(email) => {
                let known = self.emails.get(&email.to_lowercase()).cloned();
                known.unwrap_or_else(|| named("user", email.split('@').next().unwrap_or(email)))
            }
        }
    }
}

impl<'a> Entity<'a> {
    /// The line of a CODEOWNERS that names its owner, where its own document names none.
    pub fn code_owner(&self) -> Option<CodeOwner<'a>> {
        let catalog: &'a Catalog = self.catalog;
        let at = catalog
            .code_owned
            .binary_search_by_key(&self.id.0, |row| row.entity)
            .ok()?;
        let row = &catalog.code_owned[at];
        Some(CodeOwner {
            file: catalog.arena.get(row.file),
            line: row.line,
            handle: catalog.arena.get(row.handle),
            owner: catalog.arena.get(row.target),
        })
    }
}
