//! Finding the workspace: the folder a company shares, with or without a `muster.toml` in it. Reads that one file, and
//! tells `sources` which files are the catalog.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::company::{CompanySettings, Location};
use super::declarations::Declarations;
use super::place::{Located, SettingsError};
use crate::model::text::hex;
use crate::sources::files::{Declared, Scope, Tree};

/// The company's settings file, at the root of a workspace.
pub const SETTINGS_FILE: &str = "muster.toml";

/// A folder whose entities are the catalog.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Absolute, symbolic links resolved.
    pub root: PathBuf,
    pub name: String,
    /// Names this workspace in the data and cache folders: readable, and unique to its root.
    pub key: String,
    pub settings: CompanySettings,
    pub found_by: FoundBy,
}

/// What led to a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoundBy {
    /// `--workspace`
    Flag,
    /// `MUSTER_WORKSPACE`
    Environment,
    /// The current folder or a parent holds a `muster.toml`.
    CurrentFolder,
    /// `workspace` in the person's `config.toml`.
    Settings,
    /// Chosen by the program itself: the demo company, or a folder opened from the screen.
    Program,
}

impl fmt::Display for FoundBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "--workspace",
            Self::Environment => "MUSTER_WORKSPACE",
            Self::CurrentFolder => "a muster.toml here or above",
            Self::Settings => "workspace in config.toml",
            Self::Program => "muster",
        })
    }
}

/// Where to look for a workspace, in this order.
#[derive(Debug, Clone, Default)]
pub struct Search {
    pub flag: Option<PathBuf>,
    pub environment: Option<PathBuf>,
    pub current_folder: PathBuf,
    pub default: Option<Located<PathBuf>>,
    /// What `~` stands for in the default.
    pub home: Option<PathBuf>,
}

/// Why there is no workspace to work on.
#[derive(Debug)]
pub enum WorkspaceError {
    /// None was named and none is near: an offer to make, not a failure.
    None,
    /// One was named, but it is no folder that can be opened.
    NotAFolder {
        path: PathBuf,
        found_by: FoundBy,
        cause: Option<io::Error>,
    },
    Settings(SettingsError),
}

impl fmt::Display for WorkspaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("there is no workspace here"),
            Self::NotAFolder {
                path,
                found_by,
                cause: None,
            } => {
                write!(
                    f,
                    "the workspace {} (from {found_by}) is not a folder",
                    path.display()
                )
            }
            Self::NotAFolder {
                path,
                found_by,
                cause: Some(cause),
            } => {
                write!(
                    f,
                    "cannot open the workspace {} (from {found_by}): {cause}",
                    path.display()
                )
            }
            Self::Settings(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for WorkspaceError {}

impl From<SettingsError> for WorkspaceError {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl Search {
    /// Finds and opens the workspace.
    pub fn find(self) -> Result<Workspace, WorkspaceError> {
        let (folder, found_by) = self.candidate().ok_or(WorkspaceError::None)?;
        Workspace::open(&folder, found_by)
    }

    fn candidate(self) -> Option<(PathBuf, FoundBy)> {
        if let Some(folder) = self.flag {
            return Some((folder, FoundBy::Flag));
        }
        if let Some(folder) = self.environment {
            return Some((folder, FoundBy::Environment));
        }
        if let Some(folder) = self
            .current_folder
            .ancestors()
            .find(|dir| dir.join(SETTINGS_FILE).is_file())
        {
            return Some((folder.to_owned(), FoundBy::CurrentFolder));
        }
        let default = self.default?.value;
        let folder = match (default.strip_prefix("~"), self.home) {
            (Ok(rest), Some(home)) => home.join(rest),
            _ => default,
        };
        Some((folder, FoundBy::Settings))
    }
}

impl Workspace {
    /// Opens a folder as a workspace; naming its `muster.toml` means the folder.
    pub fn open(path: &Path, found_by: FoundBy) -> Result<Self, WorkspaceError> {
        let not_a_folder = |cause| WorkspaceError::NotAFolder {
            path: path.to_owned(),
            found_by: found_by.clone(),
            cause,
        };
        let mut root = path.canonicalize().map_err(|cause| not_a_folder(Some(cause)))?;
        if root.file_name().is_some_and(|name| name == SETTINGS_FILE) && root.is_file() {
            root.pop();
        }
        if !root.is_dir() {
            return Err(not_a_folder(None));
        }
        let settings = load_settings(&root.join(SETTINGS_FILE))?;
        let folder_name = root
            .file_name()
            .map_or_else(|| "workspace".into(), |name| name.to_string_lossy());
        let name = settings
            .name
            .clone()
            .unwrap_or_else(|| folder_name.clone().into_owned());
        let key = key(&folder_name, &root);
        Ok(Self {
            name,
            key,
            settings,
            found_by,
            root,
        })
    }

    /// Which files are its catalog.
    pub fn scope(&self) -> Scope {
        let texts = |located: &[Located<String>]| located.iter().map(|glob| glob.value.clone()).collect();
        let ignore: Vec<String> = texts(&self.settings.ignore);
        let mut own = Tree {
            base: self.root.clone(),
            patterns: vec![],
            ignore: ignore.clone(),
        };
        let mut others = vec![];
        for location in &self.settings.locations {
            match location {
                Location::Path(path) => own.patterns.push(path.value.clone()),
                Location::Git { work_tree, paths } => others.push(Tree {
                    base: self.work_tree(&work_tree.value),
                    patterns: texts(paths),
                    ignore: ignore.clone(),
                }),
            }
        }
        // Settings that name other work trees only leave nothing to read here.
        let reads_own = !own.patterns.is_empty() || others.is_empty();
        let trees = reads_own.then_some(own).into_iter().chain(others).collect();
        let declared = |declarations: &Declarations| Declared {
            tree: Tree {
                base: self.root.clone(),
                patterns: texts(&declarations.files),
                ignore: ignore.clone(),
            },
            settings: declarations.settings.clone(),
        };
        Scope {
            root: self.root.clone(),
            trees,
            declared: self.settings.declarations.iter().map(declared).collect(),
        }
    }

    /// Where another work tree is, relative to this workspace; symbolic links are resolved where it exists.
    pub fn work_tree(&self, path: &Path) -> PathBuf {
        let path = self.root.join(path);
        path.canonicalize().unwrap_or(path)
    }

    /// Its settings file, whether or not there is one.
    pub fn settings_file(&self) -> PathBuf {
        self.root.join(SETTINGS_FILE)
    }
}

fn load_settings(file: &Path) -> Result<CompanySettings, SettingsError> {
    match std::fs::read(file) {
        Ok(bytes) => CompanySettings::parse(file, &bytes),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(CompanySettings::default()),
        Err(cause) => Err(SettingsError::Unreadable {
            file: file.to_owned(),
            cause,
        }),
    }
}

/// The folder's name for the eye, and a hash of its whole path to keep namesakes apart.
fn key(folder_name: &str, root: &Path) -> String {
    let readable: String = folder_name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(32)
        .collect();
    let readable = readable.trim_matches('-');
    let hash = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let hash = hex(&hash[..5]);
    if readable.is_empty() {
        hash
    } else {
        format!("{readable}-{hash}")
    }
}
