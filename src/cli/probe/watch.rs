//! `muster probe --watch`: runs the probes as the program does, and prints each change and each telling, until interrupted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use color_eyre::Result;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::ask::told;
use super::stage::{Stage, tell_taken_over};
use crate::cli::journal::harmless_json;
use crate::cli::{Context, Outcome};
use crate::config::Workspace;
use crate::engine::CatalogReader;
use crate::engine::health::{Post, Shared, run as rounds_run};
use crate::model::catalog::Catalog;
use crate::model::health::{Due, Health, Key, Probe};
use crate::remote::notify::Untold;
use crate::remote::probe::Heard;
use crate::sources::files::Snapshot;

#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Changed {
        at: String,
        #[serde(rename = "ref")]
        entity: &'a str,
        probe: &'a str,
        state: &'static str,
        seen: &'a str,
    },
    Told {
        at: String,
        #[serde(rename = "ref")]
        entity: &'a str,
        probe: &'a str,
        state: &'static str,
        whom: &'a str,
        role: &'a str,
        by: &'a str,
        failed: Option<String>,
    },
}

pub(super) fn run(stage: &Stage<'_>, json: bool, context: &Context) -> Result<Outcome> {
    stage.tell_wrong();
    let rounds = stage.rounds()?;
    if stage.hold().is_ok_and(|is_held| !is_held) {
        eprintln!(
            "muster: another window runs the probes; this one goes on when that one ends or stands still"
        );
    }
    let mut printer = Printer {
        workspace: stage.workspace,
        shared: &stage.shared,
        catalog: Arc::clone(&stage.catalog),
        newer: reading_on(stage.workspace),
        states: BTreeMap::new(),
        json,
        context,
        failure: None,
    };
    rounds_run(&stage.shared, &rounds, &mut printer);
    match printer.failure {
        Some(failure) => Err(failure),
        None => Ok(Outcome::Done),
    }
}

/// How often it is looked whether files say something else.
const READ: Duration = Duration::from_secs(30);

/// Catalogs as the files come to say something else, read on a thread of its own: asking and telling wait for nobody. It ends
/// once nobody takes them any more.
fn reading_on(workspace: &Workspace) -> Receiver<Arc<Catalog>> {
    let (sender, newer) = channel();
    let reader = CatalogReader::new(workspace.scope(), None);
    let read_on = move || {
        let mut before: Option<Snapshot> = None;
        loop {
            thread::sleep(READ);
            let Some(snapshot) = reader.read(before.as_ref()).snapshot else {
                continue;
            };
            if sender.send(Arc::clone(&snapshot.catalog)).is_err() {
                return;
            }
            before = Some(snapshot);
        }
    };
    if let Err(error) = thread::Builder::new().spawn(read_on) {
        tracing::warn!(%error, "changes of the catalog are not seen");
    }
    newer
}

struct Printer<'a> {
    workspace: &'a Workspace,
    shared: &'a Shared,
    /// As it was last.
    catalog: Arc<Catalog>,
    newer: Receiver<Arc<Catalog>>,
    /// As they were printed last.
    states: BTreeMap<Key, Health>,
    json: bool,
    context: &'a Context,
    /// Why nothing can be printed any more.
    failure: Option<color_eyre::Report>,
}

impl Printer<'_> {
    fn print(&mut self, line: &Line<'_>, sentence: &str) {
        let output = self.context.output();
        let printed = match self.json {
            true => serde_json::to_string(line)
                .map_err(Into::into)
                .and_then(|line| output.write(|out| writeln!(out, "{}", harmless_json(&line)))),
            false => {
                let time = Zoned::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
                output.line(&format!("{time}  {sentence}"))
            }
        };
        if let Err(error) = printed {
            self.failure.get_or_insert(error);
        }
    }
}

impl Post for Printer<'_> {
    fn workspace(&self) -> &Workspace {
        self.workspace
    }

    fn catalog(&mut self) -> Arc<Catalog> {
        if let Some(newer) = self.newer.try_iter().last() {
            self.catalog = newer;
        }
        Arc::clone(&self.catalog)
    }

    fn is_over(&self) -> bool {
        self.failure.is_some()
    }

    fn changed(&mut self) {}

    fn heard(&mut self, probe: &Probe, heard: &Heard) {
        let state = self.shared.lock().state(&probe.key);
        let before = self.states.insert(probe.key.clone(), state);
        if before == Some(state) {
            return;
        }
        let line = Line::Changed {
            at: Timestamp::now().to_string(),
            entity: &probe.key.entity,
            probe: &probe.key.probe,
            state: state.name(),
            seen: &heard.seen,
        };
        let sentence = format!(
            "{} is {} ({}): {}",
            probe.key.entity,
            state.name(),
            probe.key.probe,
            heard.seen
        );
        self.print(&line, &sentence);
    }

    fn took_over(&mut self, since: Timestamp) {
        tell_taken_over(since);
    }

    fn told(&mut self, due: &Due, outcome: &std::result::Result<(), Untold>) {
        let line = Line::Told {
            at: Timestamp::now().to_string(),
            entity: &due.key.entity,
            probe: &due.key.probe,
            state: due.state.name(),
            whom: &due.whom,
            role: &due.role,
            by: &due.by,
            failed: outcome.as_ref().err().map(Untold::to_string),
        };
        self.print(&line, &told(due, outcome));
    }
}
