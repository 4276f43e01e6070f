//! `muster demo`: a made-up company to look at and to try things on. It lives in a folder of its own, with a journal of
//! its own, and goes with the program; `--no-tui` makes one that stays.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use super::failure::Failure;
use super::{Context, Outcome, program};
use crate::config::{FoundBy, Paths, Workspace, create_private_dir};
use crate::demo::{self, DemoError, Options, Summary};
use crate::engine::{self, CatalogReader};
use crate::runtime::portal::Prepared;
use crate::store::Journal;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only make it, and print its folder
    #[arg(long)]
    no_tui: bool,

    /// The folder, new, empty, or an earlier demo's; with --no-tui
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, requires = "no_tui")]
    dir: Option<PathBuf>,

    /// About how many entities
    #[arg(long, value_name = "N")]
    entities: Option<usize>,

    /// The same seed makes the same company
    #[arg(long, value_name = "S", default_value_t = Options::default().seed)]
    seed: u64,

    /// Print the answer as JSON; with --no-tui
    #[arg(long, requires = "no_tui")]
    json: bool,
}

#[derive(Serialize)]
struct Made<'a> {
    root: &'a Path,
    entities: usize,
    kinds: &'a std::collections::BTreeMap<&'static str, usize>,
    people: usize,
    teams: usize,
    files: usize,
    flaws: Vec<Flaw<'a>>,
}

#[derive(Serialize)]
struct Flaw<'a> {
    code: &'a str,
    what: &'a str,
    file: &'a str,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let options = Options {
        entities: args.entities,
        seed: args.seed,
    };
    if !args.no_tui {
        let demos = DemoFolders {
            options,
            made: Arc::default(),
        };
        let _removal = demos.until_the_end();
        let first = demos.make(&context.actor()?)?;
        return program::start(context, Some(first), demos);
    }
    context.may_write("`muster demo --no-tui`")?;
    let dir = args.dir.clone().unwrap_or_else(|| new_folder_name("muster-demo"));
    let summary = write(&dir, &options)?;
    for edit in demo::later_edits(&options) {
        edit.apply(&dir).map_err(Failure::from)?;
    }
    let root = dir.canonicalize().wrap_err("the demo company has gone")?;
    if args.json {
        context.output().json(&made(&root, &summary))?;
    } else {
        context.output().line(&root.display().to_string())?;
    }
    Ok(Outcome::Done)
}

fn made<'a>(root: &'a Path, summary: &'a Summary) -> Made<'a> {
    let flaw = |flaw: &'a demo::Flaw| Flaw {
        code: flaw.code,
        what: &flaw.what,
        file: &flaw.where_,
    };
    Made {
        root,
        entities: summary.entities.values().sum(),
        kinds: &summary.entities,
        people: summary.people,
        teams: summary.teams,
        files: summary.files,
        flaws: summary.flaws.iter().map(flaw).collect(),
    }
}

fn write(dir: &Path, options: &Options) -> Result<Summary> {
    Ok(demo::write(dir, options).map_err(Failure::from)?)
}

fn new_folder_name(prefix: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{prefix}-{}", Uuid::now_v7().simple()))
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Size { .. } => Self::usage(error.to_string()),
            DemoError::NotADemo { .. } => Self::new(error.to_string()),
            DemoError::Io { .. } => Self::new(error.to_string()).hint("name another folder with --dir"),
        }
    }
}

/// The demo companies of one run.
#[derive(Debug, Clone, Default)]
pub(super) struct DemoFolders {
    options: Options,
    made: Arc<Mutex<Vec<PathBuf>>>,
}

/// Removes the demo companies of a run when it ends, however it ends. Threads may hold on to the list itself for longer.
pub(super) struct Removal(DemoFolders);

impl Drop for Removal {
    fn drop(&mut self) {
        for folder in self.0.folders().drain(..) {
            if let Err(error) = std::fs::remove_dir_all(&folder) {
                tracing::warn!(%error, folder = %folder.display(), "cannot remove the demo company");
            }
        }
    }
}

impl DemoFolders {
    /// Removes them all when the answer is dropped.
    pub(super) fn until_the_end(&self) -> Removal {
        Removal(self.clone())
    }

    fn folders(&self) -> MutexGuard<'_, Vec<PathBuf>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a company as it was a week ago, records it, and lets the week pass: so it has a history from the start.
    pub(super) fn make(&self, actor: &str) -> Result<Prepared> {
        let folder = new_folder_name("muster-demo");
        create_private_dir(&folder).wrap_err_with(|| format!("cannot make {}", folder.display()))?;
        self.folders().push(folder.clone());
        let company = folder.join("company");
        write(&company, &self.options)?;
        let workspace = Workspace::open(&company, FoundBy::Program).map_err(Failure::from)?;
        let paths = Paths::below(&folder.join("home"));
        let prepared = Prepared {
            workspace,
            paths,
            demo: true,
        };
        self.live_through_the_week(&prepared, actor)?;
        Ok(prepared)
    }

    fn live_through_the_week(&self, prepared: &Prepared, actor: &str) -> Result<()> {
        let Prepared { workspace, paths, .. } = prepared;
        let reader = CatalogReader::new(workspace.scope(), Some(paths.catalog_cache(&workspace.key)));
        let journal = Journal::open(&paths.journal(&workspace.key), paths.data()).map_err(Failure::from)?;
        let today = Timestamp::now();
        let ago = |days: u8| today - SignedDuration::from_hours(24 * i64::from(days));
        let mut snapshot = reader.current();
        journal
            .workspace_opened(&workspace.name, actor, ago(7))
            .map_err(Failure::from)?;
        engine::record(&journal, &reader, &snapshot.catalog, ago(7), actor).map_err(Failure::from)?;
        for edit in demo::later_edits(&self.options) {
            edit.apply(&workspace.root).map_err(Failure::from)?;
            if let Some(next) = reader.read(Some(&snapshot)).snapshot {
                snapshot = next;
            }
            engine::record(&journal, &reader, &snapshot.catalog, ago(edit.days_ago), actor)
                .map_err(Failure::from)?;
        }
        reader.keep(&snapshot);
        Ok(())
    }
}
