//! What every command may need: paths, settings, the workspace, who asks, and how to print. Each is found when first
//! asked for, so a command that needs no workspace never fails for want of one.

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use color_eyre::Result;
use directories::BaseDirs;
use jiff::{Timestamp, Zoned};

use super::failure::Failure;
use super::moment;
use super::output::Output;
use super::reading::{self, Reading};
use crate::config::{Paths, PersonSettings, Search, SettingsError, Workspace, WorkspaceError};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, EntityRef};

/// Options that every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// The workspace: a folder of entity files, with or without a muster.toml [env: MUSTER_WORKSPACE]
    #[arg(long, global = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub workspace: Option<PathBuf>,

    /// Who asks, instead of the identity in config.toml (user:default/ana, or ana)
    #[arg(long = "as", global = true, value_name = "REF")]
    pub identity: Option<String>,

    /// Change nothing: refuse what would write
    #[arg(long, global = true)]
    pub read_only: bool,

    /// The catalog as it was: a day, which means its end, a moment, or a time ago (2026-03-01, 2w). For commands that only
    /// read the catalog
    #[arg(long, global = true, value_name = "WHEN")]
    pub at: Option<String>,

    /// No boxes, no colours, one line at a time
    #[arg(long, global = true)]
    pub plain: bool,
}

/// The surroundings of one command.
pub struct Context {
    global: Global,
    output: Output,
    paths: OnceCell<Paths>,
    person: OnceCell<PersonSettings>,
    workspace: OnceCell<Workspace>,
    reading: OnceCell<Reading>,
    at: OnceCell<Option<Timestamp>>,
}

impl Context {
    pub fn new(global: Global) -> Self {
        let output = Output::of_process(global.plain);
        Self {
            global,
            output,
            paths: OnceCell::new(),
            person: OnceCell::new(),
            workspace: OnceCell::new(),
            reading: OnceCell::new(),
            at: OnceCell::new(),
        }
    }

    pub fn output(&self) -> &Output {
        &self.output
    }

    pub fn read_only(&self) -> bool {
        self.global.read_only
    }

    /// Refuses to go on under `--read-only`; `what` says what would be written. What is begun goes on from here, whether
    /// anybody reads of it or not.
    pub fn may_write(&self, what: &str) -> Result<()> {
        if self.global.read_only {
            return Err(Failure::new(format!("{what} would write, and --read-only forbids it")).into());
        }
        self.output.acts();
        Ok(())
    }

    /// Where muster keeps its own files.
    pub fn paths(&self) -> Result<&Paths> {
        get_or_try(&self.paths, || Ok(Paths::of_process().map_err(Failure::from)?))
    }

    /// The person's `config.toml`.
    pub fn person(&self) -> Result<&PersonSettings> {
        get_or_try(&self.person, || {
            Ok(PersonSettings::load(&self.paths()?.settings_file()).map_err(Failure::from)?)
        })
    }

    /// Who asks, as written by `--as` or else in `config.toml`.
    pub fn identity(&self) -> Result<Option<&str>> {
        match &self.global.identity {
            Some(identity) => Ok(Some(identity)),
            None => Ok(self
                .person()?
                .identity
                .as_ref()
                .map(|identity| identity.value.as_str())),
        }
    }

    /// Who asks, as a canonical ref.
    pub fn me(&self) -> Result<Option<EntityRef>> {
        let Some(text) = self.identity()? else {
            return Ok(None);
        };
        match EntityRef::parse(text, Some("user"), DEFAULT_NAMESPACE) {
            Ok(me) if me.kind() == "user" => Ok(Some(me)),
            _ => Err(self.not_a_person(text)?.into()),
        }
    }

    fn not_a_person(&self, text: &str) -> Result<Failure> {
        let message = format!("`{text}` is not a person; write user:default/ana, or ana");
        let in_settings = self
            .person()?
            .identity
            .as_ref()
            .filter(|_| self.global.identity.is_none());
        Ok(match in_settings {
            Some(written) => SettingsError::Wrong(vec![written.complain(message)]).into(),
            None => Failure::usage(format!("--as: {message}")),
        })
    }

    /// Whom the journal names for what this command does: who asks, or else the account of the operating system.
    pub fn actor(&self) -> Result<String> {
        if let Some(me) = self.me()? {
            return Ok(me.as_str().to_owned());
        }
        let account = ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok());
        Ok(account
            .filter(|account| !account.is_empty())
            .map_or("unknown".to_owned(), |account| format!("os:{account}")))
    }

    /// The workspace that the command works on.
    pub fn workspace(&self) -> Result<&Workspace> {
        get_or_try(&self.workspace, || {
            Ok(self.find_workspace()?.map_err(Failure::from)?)
        })
    }

    /// The workspace's catalog, with its files; with `--at` as it was then.
    pub fn reading(&self) -> Result<&Reading> {
        get_or_try(&self.reading, || match self.at()? {
            Some(at) => reading::read_past(at, self),
            None => reading::read(self.workspace()?, self),
        })
    }

    /// The moment of the past that is asked about.
    pub fn at(&self) -> Result<Option<Timestamp>> {
        let at = self.global.at.as_deref();
        let find = || at.map(|text| moment::behind(text, &Zoned::now())).transpose();
        get_or_try(&self.at, find).copied()
    }

    /// Refuses `--at` for a command that looks at more than the catalog.
    pub fn is_of_now(&self) -> Result<()> {
        match self.global.at {
            Some(_) => Err(
                Failure::usage("--at asks about the past, and this command does not")
                    .hint("catalog list, show and export, who, deps, view catalog and view tree do")
                    .into(),
            ),
            None => Ok(()),
        }
    }

    pub fn catalog(&self) -> Result<&Catalog> {
        Ok(self.reading()?.catalog())
    }

    /// Looks for the workspace, telling apart what went wrong: without any, a screen has an offer to make.
    pub fn find_workspace(&self) -> Result<std::result::Result<Workspace, WorkspaceError>> {
        let search = Search {
            flag: self.global.workspace.clone(),
            environment: std::env::var_os("MUSTER_WORKSPACE")
                .filter(|dir| !dir.is_empty())
                .map(PathBuf::from),
            current_folder: std::env::current_dir().unwrap_or_default(),
            default: self.person()?.workspace.clone(),
            home: BaseDirs::new().map(|dirs| dirs.home_dir().to_owned()),
        };
        Ok(search.find())
    }
}

/// `OnceCell::get_or_init` for what can fail; a failure is not kept.
fn get_or_try<T>(cell: &OnceCell<T>, find: impl FnOnce() -> Result<T>) -> Result<&T> {
    if let Some(found) = cell.get() {
        return Ok(found);
    }
    let found = find()?;
    Ok(cell.get_or_init(|| found))
}

/// A path as a person would write it in the current folder.
pub fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    match path.strip_prefix(&here) {
        Ok(rest) if rest.as_os_str() == OsStr::new("") => ".".to_owned(),
        Ok(rest) => rest.display().to_string(),
        Err(_) => path.display().to_string(),
    }
}
