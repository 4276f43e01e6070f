//! `muster blueprint test`: a blueprint run to its end where nothing is real. The catalog's files are copied, a sandbox answers
//! for GitHub, people agree at once and do what they are asked for; all of it is thrown away afterwards.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use jiff::Timestamp;
use uuid::Uuid;

use crate::cli::new::{self, Asked};
use crate::cli::run::document;
use crate::cli::run::follow::{conclude, follow};
use crate::cli::run::open::held;
use crate::cli::{Context, Failure, Outcome};
use crate::config::{KafkaCluster, KafkaSettings, Paths, Workspace, create_private_dir};
use crate::engine::Outside;
use crate::engine::blueprints::Shelf;
use crate::engine::run::{Folders, Runs};
use crate::model::catalog::Catalog;
use crate::model::run::{Run, RunAct, RunStatus, Wait};
use crate::model::task::Act;
use crate::providers;
use crate::store::Journal;

/// Decisions of people in one run, at most.
const MOST_DECISIONS: usize = 100;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    asked: Asked,

    /// Print the run as JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let catalog = context.reading()?.shared();
    let order = new::order(&args.asked, &catalog, context)?;
    let rehearsal = Rehearsal::new(context, &catalog)?;
    let runs = &rehearsal.runs;
    let plan = runs.plan(&order).map_err(Failure::from)?;
    new::check_waivers(&order, &plan)?;
    if !args.json {
        document::print_plan(&plan, context)?;
    }
    if plan.findings.iter().any(|finding| finding.blocking) {
        return Err(new::blocked(&plan).into());
    }
    let id = runs.start(&order, &plan.hash).map_err(Failure::from)?;
    let mut run = follow(runs, &id, args.json, context)?;
    for _ in 0..MOST_DECISIONS {
        if !rehearsal.decide(&run)? {
            break;
        }
        run = follow(runs, &id, args.json, context)?;
    }
    let concluded = conclude(&run, args.json, context)?;
    // What waits for a far moment has done all that can be tested; anything else must be at its end.
    let waits_for_time = matches!(waits_for(&run), Some(Wait::Until(_)));
    match run.status == RunStatus::Succeeded || waits_for_time {
        true => Ok(concluded),
        false => Ok(Outcome::Problems),
    }
}

fn waits_for(run: &Run) -> Option<&Wait> {
    run.current()?.wait.as_ref()
}

/// A copy of the workspace, with a journal of its own.
struct Rehearsal {
    folder: PathBuf,
    journal: Journal,
    runs: Runs,
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            tracing::warn!(%error, folder = %self.folder.display(), "cannot remove the copy");
        }
    }
}

impl Rehearsal {
    fn new(context: &Context, catalog: &Arc<Catalog>) -> Result<Self> {
        let real = context.workspace()?;
        let folder = std::env::temp_dir().join(format!("muster-test-{}", Uuid::now_v7().simple()));
        create_private_dir(&folder).wrap_err_with(|| format!("cannot make {}", folder.display()))?;
        let mut workspace = Workspace {
            root: folder.join("workspace"),
            ..real.clone()
        };
        workspace.settings.github.sandbox = true;
        workspace.settings.github.any_owner = true;
        workspace.settings.tickets.jira.sandbox = true;
        // Nothing answers in place of other hosts, so none is reached.
        workspace.settings.http.hosts.clear();
        workspace.settings.git.folder = None;
        sandboxed(&mut workspace.settings.kafka);
        copy_catalog(catalog, &real.root, &workspace.root)
            .wrap_err_with(|| format!("cannot copy the catalog to {}", folder.display()))?;
        let paths = Paths::below(&folder.join("home"));
        let journal = Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(Failure::from)?;
        let outside = Outside::open(&workspace, &paths, catalog.clone()).map_err(Failure::from)?;
        let folders = Folders {
            runs: folder.join("runs"),
            lock: folder.join("effects.lock"),
        };
        let runs = Runs::new(
            journal.clone(),
            Arc::new(providers::all()),
            Arc::new(outside),
            Arc::new(Shelf::new(catalog.clone(), real.scope())),
            folders,
            context.actor()?,
        );
        let runs = held(runs, catalog, context)?;
        Ok(Self {
            folder,
            journal,
            runs,
        })
    }

    /// Does what the run waits for a person to do; false where it waits for nobody.
    fn decide(&self, run: &Run) -> Result<bool> {
        match waits_for(run) {
            Some(Wait::Approval { by, .. }) => {
                let who = by.first().cloned().unwrap_or_else(|| "somebody else".to_owned());
                let runs = self.runs.clone().acting_as(who);
                runs.act(&run.id, RunAct::approve(run)).map_err(Failure::from)?;
            }
            Some(Wait::Task(task)) => {
                let done = vec![(task.clone(), Act::Finish { minutes: None })];
                let acted = self
                    .journal
                    .act(done, "somebody", Timestamp::now())
                    .map_err(Failure::from)?;
                for acted in acted {
                    acted
                        .outcome
                        .map_err(|refusal| Failure::new(refusal.to_string()))?;
                }
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Lets sandboxes answer for all clusters; where there is none, one does all the same.
fn sandboxed(kafka: &mut KafkaSettings) {
    if kafka.clusters.is_empty() {
        kafka.clusters.push(KafkaCluster {
            name: "test".to_owned(),
            ..KafkaCluster::default()
        });
    }
    for cluster in &mut kafka.clusters {
        cluster.sandbox = true;
    }
}

/// Copies the files that declare entities below the workspace; what is elsewhere is not changed by any action.
fn copy_catalog(catalog: &Catalog, from: &Path, to: &Path) -> std::io::Result<()> {
    create_private_dir(to)?;
    for file in catalog.files() {
        let path = Path::new(file.path);
        let is_inside = path.is_relative() && !path.starts_with("..");
        if is_inside && let Ok(bytes) = fs::read(from.join(path)) {
            let target = to.join(path);
            if let Some(parent) = target.parent() {
                create_private_dir(parent)?;
            }
            fs::write(target, bytes)?;
        }
    }
    Ok(())
}
