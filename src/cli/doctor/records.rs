//! What muster keeps of the workspace: its journal, whole and unaltered, and its cache.

use std::path::Path;

use super::Area;
use crate::cli::Context;
use crate::cli::output::counted;
use crate::config::{Paths, Workspace};
use crate::sources::cache;
use crate::store::{Journal, JournalError};

pub(super) fn look(context: &Context) -> Area {
    let mut area = Area::new("Records");
    match (context.paths(), context.find_workspace()) {
        (Ok(paths), Ok(Ok(workspace))) => {
            journal(paths, &workspace, &mut area);
            snapshot(paths, &workspace, &mut area);
        }
        _ => area.ok("none, as there is no workspace"),
    }
    area
}

fn journal(paths: &Paths, workspace: &Workspace, area: &mut Area) {
    let file = paths.journal(&workspace.key);
    let shown = format!("journal   {}", file.display());
    if !file.exists() {
        return area.ok(format!(
            "{shown} (made when the screens first open the workspace)"
        ));
    }
    match verify(&file) {
        Ok((events, findings)) if findings.is_empty() => {
            area.ok(format!(
                "{shown}: {}, unaltered",
                counted(events, "event", "events")
            ));
        }
        Ok((_, findings)) => {
            for finding in findings {
                area.problem(
                    format!("{shown}: {finding}"),
                    "`muster journal verify` says more; put the latest backup in its place",
                );
            }
        }
        Err(error) => area.problem(error.to_string(), error.next_step()),
    }
}

/// How many events there are, and what is wrong with them.
fn verify(file: &Path) -> Result<(usize, Vec<String>), JournalError> {
    let report = Journal::open_read_only(file)?.verify(&|_, _| {})?;
    let events = usize::try_from(report.events).unwrap_or(usize::MAX);
    Ok((
        events,
        report
            .findings
            .into_iter()
            .map(|finding| finding.message)
            .collect(),
    ))
}

fn snapshot(paths: &Paths, workspace: &Workspace, area: &mut Area) {
    let file = paths.catalog_cache(&workspace.key);
    let shown = format!("cache     {}", file.display());
    match (file.exists(), cache::load(&file)) {
        (false, _) => area.ok(format!("{shown} (made by the first reading)")),
        (true, Some(snapshot)) => {
            area.ok(format!(
                "{shown}: {}",
                counted(snapshot.catalog.len(), "entity", "entities")
            ));
        }
        // It is only a cache.
        (true, None) => area.ok(format!(
            "{shown}: of another version; the next reading makes it anew"
        )),
    }
}
