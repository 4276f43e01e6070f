//! Writes the demo company into a folder, and never over anything that is not a demo. The only part that touches a disk.

use super::{File, Flaw, Options, flaws, sheets};
use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Says that a folder is a demo's. It is written first, so that a demo cut short can be written again.
const MARKER: &str = ".muster-demo";

/// All that a demo has at the top of its folder.
const TOP: [&str; 7] = [
    ".github",
    "README.md",
    "blueprints",
    "catalog",
    "muster.toml",
    "sandbox",
    "vision.yaml",
];

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// How many a reader of the catalog finds, by kind.
    pub entities: BTreeMap<&'static str, usize>,
    pub files: usize,
    pub people: usize,
    pub teams: usize,
    pub flaws: Vec<Flaw>,
}

#[derive(Debug)]
pub enum DemoError {
    /// No company of this size can be made.
    Size {
        asked: usize,
    },
    /// The folder holds what no demo has written.
    NotADemo {
        dir: PathBuf,
    },
    Io {
        path: PathBuf,
        source: io::Error,
    },
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DemoError::Size { asked } => {
                let (least, most) = (Options::LEAST, Options::MOST);
                write!(
                    f,
                    "a demo company cannot have {asked} entities; ask for {least} to {most}"
                )
            }
            DemoError::NotADemo { dir } => {
                let dir = dir.display();
                write!(
                    f,
                    "{dir} is not empty and is not an earlier demo; name a new folder or an empty one"
                )
            }
            DemoError::Io { path, source } => write!(f, "cannot write {}: {source}", path.display()),
        }
    }
}

impl std::error::Error for DemoError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            DemoError::Io { source, .. } => Some(source),
            DemoError::Size { .. } | DemoError::NotADemo { .. } => None,
        }
    }
}

/// Writes the company as it was a week ago into a folder, which is created when it is missing. What an earlier demo left
/// there is replaced; files that no demo writes stay.
pub fn write(dir: &Path, options: &Options) -> Result<Summary, DemoError> {
    let possible = Options::LEAST..=Options::MOST;
    if let Some(asked) = options.entities.filter(|asked| !possible.contains(asked)) {
        return Err(DemoError::Size { asked });
    }
    claim(dir)?;
    let mut summary = Summary {
        entities: BTreeMap::new(),
        files: 0,
        people: 0,
        teams: 0,
        flaws: flaws::all(),
    };
    let mut folder = PathBuf::new();
    for sheet in sheets(options) {
        let file = super::file(&sheet);
        if let Some(parent) = dir.join(&file.path).parent().filter(|parent| *parent != folder) {
            fs::create_dir_all(parent).map_err(at(parent))?;
            folder = parent.to_owned();
        }
        save(dir, &file)?;
        summary.files += 1;
        for kind in sheet.documents.iter().filter_map(|document| document.kind()) {
            *summary.entities.entry(kind).or_default() += 1;
        }
        summary.teams += sheet.entities().filter(|entity| entity.is_team()).count();
    }
    summary.people = summary.entities.get("User").copied().unwrap_or_default();
    Ok(summary)
}

/// Lets a real cluster stand for the event bus in a demo's folder, in place of the sandbox. Nothing is made there.
pub fn use_cluster(dir: &Path, address: &str) -> Result<(), DemoError> {
    let path = dir.join("muster.toml");
    let settings = fs::read_to_string(&path).map_err(at(&path))?;
    let cluster = "[kafka.clusters.event-bus]\n";
    let real = format!("{cluster}bootstrap = [\"{address}\"]\n");
    let settings = settings.replace(&format!("{cluster}sandbox = true\n"), &real);
    fs::write(&path, settings).map_err(at(&path))
}

impl super::Edit {
    /// Does to a demo's folder what happened that day.
    pub fn apply(&self, dir: &Path) -> Result<(), DemoError> {
        save(dir, &self.file)
    }
}

fn save(dir: &Path, file: &File) -> Result<(), DemoError> {
    let path = dir.join(&file.path);
    fs::write(&path, &file.contents).map_err(at(&path))
}

/// Makes the folder ours: new, empty, or an earlier demo's, whose files go.
fn claim(dir: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(dir).map_err(at(dir))?;
    let marker = dir.join(MARKER);
    let empty = fs::read_dir(dir).map_err(at(dir))?.next().is_none();
    if !empty && !marker.is_file() {
        return Err(DemoError::NotADemo { dir: dir.to_owned() });
    }
    fs::write(
        &marker,
        "This folder was made by `muster demo`, which may replace it.\n",
    )
    .map_err(at(&marker))?;
    for path in TOP.map(|name| dir.join(name)) {
        let removed = match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(missing) if missing.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        removed.map_err(at(&path))?;
    }
    Ok(())
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> DemoError + use<> {
    let path = path.to_owned();
    move |source| DemoError::Io { path, source }
}
