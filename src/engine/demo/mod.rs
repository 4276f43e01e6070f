//! The demo company made ready to be opened: its files as they were a week ago, two years of tasks, and the week since, so
//! that there is a past to look at. Everything lies below one folder, to be thrown away.

mod access;
mod cost;
mod health;
mod ownership;
mod past;
mod vision;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{CatalogReader, record};
use crate::config::{FoundBy, Paths, Workspace, WorkspaceError};
use crate::demo::{self, Cast, DemoError, Options};
use crate::engine::vision as visions;
use crate::model::catalog::Catalog;
use crate::model::journal::NewEvent;
use crate::model::vision::{Judged, Vision};
use crate::store::{Journal, JournalError};

/// The team that does what is asked of SREs.
const SRES: &str = "group:default/reliability";
/// Days since the vision was read for the first time, and since it got its youngest rule.
const MILDER: i64 = 200;
const STRICTER: i64 = 33;
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
    let judged = judged(&workspace, &snapshot.catalog, now);
    let mut tasks = demo::tasks(options.seed, &cast, now);
    tasks.extend(given(&journal, &workspace, &snapshot.catalog, options.seed, now));
    let before = past::Past::new(&reader, &snapshot.catalog, options.seed);
    let story = (tasks, before);
    let this_week = remember_until(&journal, &judged, story, ago(7), (options.seed, actor, now))?;
    journal
        .workspace_opened(&workspace.name, actor, ago(7))
        .and_then(|_| record(&journal, &reader, &snapshot.catalog, ago(7), actor))
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
    vision::ask(&journal, &judged, persona.as_deref(), ago(1)).map_err(DemoFailure::Journal)?;
    ownership::past(
        &journal,
        &workspace,
        &snapshot.catalog,
        persona.as_deref(),
        (actor, now),
    )
    .map_err(DemoFailure::Journal)?;
    health::past(&journal, &workspace, &snapshot.catalog, &paths, (actor, now))
        .map_err(DemoFailure::Journal)?;
    let today = now.to_zoned(TimeZone::UTC).date();
    cost::write(&company, &snapshot.catalog, options.seed, today).map_err(DemoFailure::Files)?;
    reader.keep(&snapshot);
    Ok(Demo {
        workspace,
        paths,
        persona,
    })
}

/// Gives a demo company that stays its two years of tasks, unless its journal remembers something already.
pub fn remember(
    workspace: &Workspace,
    paths: &Paths,
    seed: u64,
    actor: &str,
    now: Timestamp,
) -> Result<(), DemoFailure> {
    let journal =
        Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(DemoFailure::Journal)?;
    let reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
    let catalog = reader.current().catalog;
    let today = now.to_zoned(TimeZone::UTC).date();
    cost::write(&workspace.root, &catalog, seed, today).map_err(DemoFailure::Files)?;
    if journal.head().map_err(DemoFailure::Journal)? > 0 {
        return Ok(());
    }
    let cast = cast(&catalog);
    let mut tasks = demo::tasks(seed, &cast, now);
    tasks.extend(given(&journal, workspace, &catalog, seed, now));
    let judged = judged(workspace, &catalog, now);
    let yesterday = now - SignedDuration::from_hours(24);
    let before = past::Past::new(&reader, &catalog, seed);
    let since = remember_until(&journal, &judged, (tasks, before), yesterday, (seed, actor, now))?;
    record(&journal, &reader, &catalog, yesterday, actor).map_err(DemoFailure::Journal)?;
    let persona = cast.sres.first().map(String::as_str);
    vision::ask(&journal, &judged, persona, yesterday).map_err(DemoFailure::Journal)?;
    append(&journal, since)?;
    ownership::past(&journal, workspace, &catalog, persona, (actor, now))
        .and_then(|()| health::past(&journal, workspace, &catalog, paths, (actor, now)))
        .map_err(DemoFailure::Journal)
}

/// What the journal hears of on a day.
enum Moment {
    /// The catalog, read for the so-many-th time.
    Reading(usize),
    Vision(Arc<Vision>),
}

/// Journals, in the order in which it happened, what was before a moment: these tasks, the catalog's and the vision's past.
/// Returns what was later.
fn remember_until(
    journal: &Journal,
    judged: &Judged,
    (tasks, mut before): (Vec<NewEvent>, past::Past<'_>),
    end: Timestamp,
    (seed, actor, now): (u64, &str, Timestamp),
) -> Result<Vec<NewEvent>, DemoFailure> {
    let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
    let mut events = tasks;
    events.extend(vision::past(judged, seed, now, actor));
    events.sort_by_key(|event| event.time);
    let mut until = |time: Timestamp| {
        let later = events.split_off(events.partition_point(|event| event.time < time));
        append(journal, std::mem::replace(&mut events, later))
    };
    let readings = past::DAYS.into_iter().enumerate();
    let mut moments: Vec<(i64, Moment)> = readings.map(|(n, days)| (days, Moment::Reading(n))).collect();
    let milder = vision::milder(&judged.vision);
    moments.extend(milder.map(|milder| (MILDER, Moment::Vision(Arc::new(milder)))));
    moments.push((STRICTER, Moment::Vision(Arc::clone(&judged.vision))));
    moments.sort_by_key(|(days, _)| std::cmp::Reverse(*days));
    for (days, moment) in moments {
        until(ago(days))?;
        match moment {
            Moment::Reading(n) => before.record(journal, n, ago(days), actor),
            Moment::Vision(vision) => visions::record(journal, &vision, actor, ago(days)).map(drop),
        }
        .map_err(DemoFailure::Journal)?;
    }
    until(end)?;
    Ok(events)
}

/// The access that runs gave.
fn given(
    journal: &Journal,
    workspace: &Workspace,
    catalog: &Arc<Catalog>,
    seed: u64,
    now: Timestamp,
) -> Vec<NewEvent> {
    access::past(workspace, catalog, &journal.journal_id().to_string(), (seed, now))
}

/// The vision as it is, held against the company as it was a week ago.
fn judged(workspace: &Workspace, catalog: &Arc<Catalog>, now: Timestamp) -> Judged {
    let vision = visions::current(workspace, None);
    let today = now.to_zoned(TimeZone::UTC).date();
    Judged::new(
        Arc::clone(&vision),
        Arc::clone(catalog),
        vision.waivers.clone(),
        today,
        None,
    )
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
