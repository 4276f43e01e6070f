//! The folders muster keeps its own files in. Finding them reads nothing but the environment and makes nothing; they
//! are made, private, when something is first written.

use std::ffi::OsString;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// Where the person's settings, muster's data and its cache live.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    data: PathBuf,
    cache: PathBuf,
}

/// The operating system tells of no home folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoHome;

impl fmt::Display for NoHome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no home folder to keep settings and data in; set MUSTER_HOME to a folder")
    }
}

impl std::error::Error for NoHome {}

impl Paths {
    /// The folders of this process: below `MUSTER_HOME` if it is set and not empty, else the platform's own.
    pub fn of_process() -> Result<Self, NoHome> {
        match std::env::var_os("MUSTER_HOME").filter(|home| !home.is_empty()) {
            Some(home) => Ok(Self::below(&absolute(home))),
            None => Self::of_platform(),
        }
    }

    /// Everything under one folder.
    pub fn below(home: &Path) -> Self {
        Self {
            config: home.join("config"),
            data: home.join("data"),
            cache: home.join("cache"),
        }
    }

    fn of_platform() -> Result<Self, NoHome> {
        let dirs = ProjectDirs::from("", "", "muster").ok_or(NoHome)?;
        Ok(Self {
            config: dirs.config_dir().to_owned(),
            data: dirs.data_local_dir().to_owned(),
            cache: dirs.cache_dir().to_owned(),
        })
    }

    pub fn config(&self) -> &Path {
        &self.config
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The person's `config.toml`.
    pub fn settings_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The views of the queue that the person saved.
    pub fn views_file(&self) -> PathBuf {
        self.config.join("views.toml")
    }

    /// The person's own themes, a TOML file each.
    pub fn themes(&self) -> PathBuf {
        self.config.join("themes")
    }

    pub fn logs(&self) -> PathBuf {
        self.data.join("log")
    }

    /// What must not be lost of the workspace with this key; its journal is `journal.db` in it.
    pub fn workspace_data(&self, key: &str) -> PathBuf {
        self.data.join("workspaces").join(key)
    }

    /// The journal of the workspace with this key.
    pub fn journal(&self, key: &str) -> PathBuf {
        self.workspace_data(key).join("journal.db")
    }

    /// What can be made again for the workspace with this key.
    pub fn workspace_cache(&self, key: &str) -> PathBuf {
        self.cache.join("workspaces").join(key)
    }

    /// The last reading of the catalog of the workspace with this key.
    pub fn catalog_cache(&self, key: &str) -> PathBuf {
        self.workspace_cache(key).join("catalog.bin")
    }

    /// The tasks of the workspace with this key, as they were some events ago.
    pub fn tasks_cache(&self, key: &str) -> PathBuf {
        self.workspace_cache(key).join("tasks.bin")
    }
}

fn absolute(path: OsString) -> PathBuf {
    let path = PathBuf::from(path);
    std::path::absolute(&path).unwrap_or(path)
}

/// Makes a folder and its missing parents, readable by this person only (0700). An existing folder stays as it is.
pub fn create_private_dir(dir: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}
