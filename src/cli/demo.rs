//! `muster demo`: a made-up company to look at and to try things on. It lives in a folder of its own, with a journal of
//! its own, and goes with the program; `--no-tui` makes one that stays.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

use super::failure::Failure;
use super::{Context, Outcome, program};
use crate::config::{FoundBy, Workspace, create_private_dir};
use crate::demo::{self, DemoError, Options, Summary};
use crate::engine::demo::{self as engine, DemoFailure};
use crate::runtime::portal::Prepared;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only make it, and print its folder
    #[arg(long)]
    no_tui: bool,

    /// The folder, new, empty, or an earlier demo's; with --no-tui
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, requires = "no_tui")]
    dir: Option<PathBuf>,

    /// A real Kafka broker in place of the sandbox's cluster `event-bus`. Nothing is made there but what you run: at first
    /// none of the company's topics are there
    #[arg(long, value_name = "HOST:PORT", value_parser = broker)]
    kafka: Option<String>,

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
            kafka: args.kafka.clone(),
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
    if let Some(address) = &args.kafka {
        demo::use_cluster(&dir, address).map_err(Failure::from)?;
    }
    let root = dir.canonicalize().wrap_err("the demo company has gone")?;
    let workspace = Workspace::open(&root, FoundBy::Program).map_err(Failure::from)?;
    let actor = context.actor()?;
    engine::remember(
        &workspace,
        context.paths()?,
        options.seed,
        &actor,
        Timestamp::now(),
    )
    .map_err(Failure::from)?;
    if args.json {
        context.output().json(&made(&root, &summary))?;
    } else {
        context.output().line(&root.display().to_string())?;
    }
    Ok(Outcome::Done)
}

/// The address of a broker.
fn broker(text: &str) -> Result<String, String> {
    let is_host = |host: &str| {
        !host.is_empty()
            && host
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c))
    };
    match text.rsplit_once(':') {
        Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok_and(|port| port > 0) => {
            Ok(text.to_owned())
        }
        _ => Err("write it as localhost:9092".to_owned()),
    }
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

impl From<DemoFailure> for Failure {
    fn from(failure: DemoFailure) -> Self {
        match failure {
            DemoFailure::Files(error) => error.into(),
            DemoFailure::Workspace(error) => error.into(),
            DemoFailure::Journal(error) => error.into(),
        }
    }
}

/// The demo companies of one run.
#[derive(Debug, Clone, Default)]
pub(super) struct DemoFolders {
    options: Options,
    kafka: Option<String>,
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

    /// Makes a company with a past.
    pub(super) fn make(&self, actor: &str) -> Result<Prepared> {
        let folder = new_folder_name("muster-demo");
        create_private_dir(&folder).wrap_err_with(|| format!("cannot make {}", folder.display()))?;
        self.folders().push(folder.clone());
        if std::io::stderr().is_terminal() {
            eprintln!("Making a company with two years behind it…");
        }
        let demo = engine::prepare(&folder, &self.options, actor, Timestamp::now()).map_err(Failure::from)?;
        let workspace = match &self.kafka {
            None => demo.workspace,
            Some(address) => {
                let root = &demo.workspace.root;
                demo::use_cluster(root, address).map_err(Failure::from)?;
                Workspace::open(root, FoundBy::Program).map_err(Failure::from)?
            }
        };
        Ok(Prepared {
            workspace,
            paths: demo.paths,
            demo: true,
            persona: demo.persona,
        })
    }
}
