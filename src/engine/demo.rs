//! The demo company made ready to be opened: its files as they were a week ago, two years of tasks, and the week since, so
//! that there is a past to look at. Everything lies below one folder, to be thrown away.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{CatalogReader, record, vision};
use crate::config::{FoundBy, Paths, Workspace, WorkspaceError};
use crate::demo::{self, Cast, DemoError, Options};
use crate::model::catalog::Catalog;
use crate::model::journal::NewEvent;
use crate::store::{Journal, JournalError};

/// The team that does what is asked of SREs.
const SRES: &str = "group:default/reliability";
/// Events in one transaction.
const CHUNK: usize = 1_000;

/// Why there is no demo.
#[derive(Debug)]
pub enum DemoFailure {
    Files(DemoError),
    Workspace(WorkspaceError),
    Journal(JournalError),
}

impl fmt::Display for DemoFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files(error) => error.fmt(f),
            Self::Workspace(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DemoFailure {}

/// A demo company.
#[derive(Debug, Clone)]
pub struct Demo {
    pub workspace: Workspace,
    pub paths: Paths,
    /// Who looks at it, where nobody says who they are: one of the SREs.
    pub persona: Option<String>,
}

/// Makes the demo company in a folder: `company` is the workspace, `home` holds its journal and cache. What the journal
/// says of the catalog is ascribed to `actor`.
pub fn prepare(folder: &Path, options: &Options, actor: &str, now: Timestamp) -> Result<Demo, DemoFailure> {
    let company = folder.join("company");
    demo::write(&company, options).map_err(DemoFailure::Files)?;
    let workspace = Workspace::open(&company, FoundBy::Program).map_err(DemoFailure::Workspace)?;
    let paths = Paths::below(&folder.join("home"));
    let reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
    let journal =
        Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(DemoFailure::Journal)?;
    let ago = |days: u8| now - SignedDuration::from_hours(24 * i64::from(days));
    let mut snapshot = reader.current();
    let cast = cast(&snapshot.catalog);
    let persona = cast.sres.first().cloned();
    let mut tasks = demo::tasks(options.seed, &cast, now);
    let this_week = tasks.split_off(tasks.partition_point(|event| event.time < ago(7)));
    append(&journal, tasks)?;
    journal
        .workspace_opened(&workspace.name, actor, ago(7))
        .and_then(|_| record(&journal, &reader, &snapshot.catalog, ago(7), actor))
        .and_then(|_| vision::record(&journal, &vision::current(&workspace, None), actor, ago(7)))
        .map_err(DemoFailure::Journal)?;
    for edit in demo::later_edits(options) {
        edit.apply(&workspace.root).map_err(DemoFailure::Files)?;
        if let Some(next) = reader.read(Some(&snapshot)).snapshot {
            snapshot = next;
        }
        record(&journal, &reader, &snapshot.catalog, ago(edit.days_ago), actor)
            .map_err(DemoFailure::Journal)?;
    }
    append(&journal, this_week)?;
    reader.keep(&snapshot);
    Ok(Demo {
        workspace,
        paths,
        persona,
    })
}

/// Gives a demo company that stays its two years of tasks, unless its journal remembers something already.
pub fn remember(workspace: &Workspace, paths: &Paths, seed: u64, now: Timestamp) -> Result<(), DemoFailure> {
    let journal =
        Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(DemoFailure::Journal)?;
    if journal.head().map_err(DemoFailure::Journal)? > 0 {
        return Ok(());
    }
    let reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
    let cast = cast(&reader.current().catalog);
    append(&journal, demo::tasks(seed, &cast, now))
}

fn append(journal: &Journal, events: Vec<NewEvent>) -> Result<(), DemoFailure> {
    let mut events = events.into_iter();
    loop {
        let chunk: Vec<NewEvent> = events.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return Ok(());
        }
        journal.append(chunk).map_err(DemoFailure::Journal)?;
    }
}

/// Who asks for what, and of whom.
fn cast(catalog: &Arc<Catalog>) -> Cast {
    let of_kind = |kind: &str, type_: Option<&str>| -> Vec<String> {
        catalog
            .entities()
            .filter(|entity| {
                entity.kind().eq_ignore_ascii_case(kind) && (type_.is_none() || entity.type_() == type_)
            })
            .map(|entity| entity.entity_ref().to_owned())
            .collect()
    };
    let sres = team(catalog);
    let mut people = of_kind("user", None);
    people.retain(|person| !sres.contains(person));
    Cast {
        sres,
        people,
        services: of_kind("component", Some("service")),
        topics: of_kind("resource", Some("kafka-topic")),
        repositories: of_kind("resource", Some("git-repository")),
    }
}

/// The people of the team, its lead first: whoever looks at the demo is to find things of their own.
fn team(catalog: &Catalog) -> Vec<String> {
    let Some(node) = catalog.find_node(SRES) else {
        return Vec::new();
    };
    let near = catalog.outgoing(node).chain(catalog.incoming(node));
    let near = near.map(|edge| catalog.node_ref(edge.node).to_owned());
    let mut people: Vec<String> = near.filter(|name| name.starts_with("user:")).collect();
    people.sort_unstable();
    people.dedup();
    let lead = catalog.entity_of(node).and_then(|team| team.accountable());
    if let Some(at) = lead.and_then(|lead| people.iter().position(|person| person == lead.entity_ref())) {
        people.swap(0, at);
    }
    people
}
