//! Files in the workspace's catalog folder: put there whole or not at all, never over a file that is not ours, and never
//! outside the workspace, whatever names and links say.

use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};
use sha2::{Digest, Sha256};

use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};
use crate::model::text::hex;
use crate::providers::action::{ActionError, ErrorKind};
use crate::providers::input::wrong;

/// Bytes of a catalog file that is read back at most; a larger one is refused, for of half a file the other half would be lost.
const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// A workspace's folder, out of which no path leads.
pub struct Place(Dir);

/// What came of putting a file somewhere.
#[derive(Debug, PartialEq, Eq)]
pub enum Put {
    Done,
    /// A file is there already.
    Taken,
}

/// What came of giving a file another text.
#[derive(Debug, PartialEq, Eq)]
pub enum Replaced {
    Done,
    /// It is gone, or holds another text than it did.
    Changed,
}

/// A text beside the file that it is for. Not held open: a process may hold few files, and thousands are written at once.
struct Fresh {
    path: PathBuf,
    beside: PathBuf,
}

/// Tells texts beside files apart within a process.
static FRESH: AtomicU64 = AtomicU64::new(0);

/// A text that was written beside a file longer ago is not about to be put in its place. A process of another machine, which
/// has the folder too, is not known to live.
const LATE: Duration = Duration::from_secs(10 * 60);

/// More files than this are quicker put on the disk together.
const FEW: usize = 16;

impl Place {
    pub fn open(workspace: &Path) -> Result<Self, ActionError> {
        Dir::open_ambient_dir(workspace, ambient_authority())
            .map(Self)
            .map_err(|error| failed("open the workspace", &error))
    }

    /// What a file holds, the whole of it; none where there is none.
    pub fn read(&self, path: &str) -> Result<Option<String>, ActionError> {
        let file = match self.0.open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(&format!("read {path}"), &error)),
        };
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| failed(&format!("read {path}"), &error))?;
        if bytes.len() as u64 > MOST_BYTES {
            let message = format!(
                "{path} is larger than {} MiB, so it is left alone",
                MOST_BYTES >> 20
            );
            return Err(wrong(message).hint("split it into several files, or change it by hand"));
        }
        let text = String::from_utf8(bytes).map_err(|_| wrong(format!("{path} is not UTF-8")))?;
        Ok(Some(text))
    }

    /// Makes a file with this text where none is. The text is written beside it first, so that nobody ever reads half.
    pub fn create(&self, path: &str, text: &str) -> Result<Put, ActionError> {
        let what = format!("write {path}");
        if let Some((folder, _)) = path.rsplit_once('/') {
            self.0
                .create_dir_all(folder)
                .map_err(|error| failed(&what, &error))?;
        }
        let beside = self
            .write_beside(path, text)
            .map_err(|error| failed(&what, &error))?;
        // Unlike renaming, this takes no other file's place.
        let linked = self.0.hard_link(&beside, &self.0, path);
        let gone = self.0.remove_file(&beside);
        match linked {
            Ok(()) => gone.map(|()| Put::Done).map_err(|error| failed(&what, &error)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Put::Taken),
            Err(error) => Err(failed(&what, &error)),
        }
    }

    /// Gives a file another text, at once; its rights and its owner stay.
    pub fn replace(&self, path: &str, text: &str) -> Result<(), ActionError> {
        let failed = |error| failed(&format!("write {path}"), &error);
        let fresh = self.write_fresh(path, text).map_err(failed)?;
        self.sync(&[&fresh]).map_err(failed)?;
        self.put(&fresh).map_err(failed)?;
        self.clear(fresh.path.parent().map(Path::to_owned));
        Ok(())
    }

    /// Removes what processes that were killed had written beside files.
    fn clear(&self, folders: impl IntoIterator<Item = PathBuf>) {
        for folder in folders {
            let folder = match folder.as_os_str().is_empty() {
                true => Path::new("."),
                false => folder.as_path(),
            };
            for entry in self.0.read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                let left = name.to_str().and_then(left_over);
                let Some((of, process)) = left else { continue };
                let written = entry.metadata().and_then(|metadata| metadata.modified());
                let is_old = written.is_ok_and(|at| at.into_std().elapsed().is_ok_and(|age| age > LATE));
                if is_old && !lives(process) && self.0.exists(folder.join(of)) {
                    let _ = self.0.remove_file(folder.join(&name));
                }
            }
        }
    }

    /// Gives files other texts, each at once and only where it holds the text that it had; whoever saved one meanwhile loses
    /// nothing. All are on the disk before any is put in its place. Each is its path, its text, and the new one.
    pub fn replace_all(&self, files: &[(&str, &str, &str)]) -> Vec<Result<Replaced, ActionError>> {
        let told = |path: &str, error: &io::Error| failed(&format!("write {path}"), error);
        let written: Vec<io::Result<Fresh>> = files
            .iter()
            .map(|(path, _, after)| self.write_fresh(path, after))
            .collect();
        if let Err(error) = self.sync(&written.iter().flatten().collect::<Vec<_>>()) {
            written.iter().flatten().for_each(|fresh| self.discard(fresh));
            return files.iter().map(|(path, _, _)| Err(told(path, &error))).collect();
        }
        let folders = written.iter().flatten().filter_map(|fresh| fresh.path.parent());
        let folders: BTreeSet<PathBuf> = folders.map(Path::to_owned).collect();
        let outcomes = files.iter().zip(written).map(|((path, before, _), fresh)| {
            let fresh = fresh.map_err(|error| told(path, &error))?;
            match self.read(path) {
                Ok(Some(now)) if now == *before => {}
                other => {
                    self.discard(&fresh);
                    return other.map(|_| Replaced::Changed);
                }
            }
            self.put(&fresh).map_err(|error| told(path, &error))?;
            Ok(Replaced::Done)
        });
        let outcomes = outcomes.collect();
        self.clear(folders);
        self.sync_folders(files.iter().map(|(path, _, _)| *path));
        outcomes
    }

    /// Puts what was written beside a file in its place.
    fn put(&self, fresh: &Fresh) -> io::Result<()> {
        let put = self.0.rename(&fresh.beside, &self.0, &fresh.path);
        if put.is_err() {
            self.discard(fresh);
        }
        put
    }

    fn discard(&self, fresh: &Fresh) {
        let _ = self.0.remove_file(&fresh.beside);
    }

    /// Writes a text beside a file that is there, with that one's rights and, where that is allowed, its owner.
    fn write_fresh(&self, path: &str, text: &str) -> io::Result<Fresh> {
        // A link within the workspace stays a link: what it leads to is replaced.
        let path = self.0.canonicalize(path)?;
        let metadata = self.0.metadata(&path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let number = FRESH.fetch_add(1, Ordering::Relaxed);
        let beside = path.with_file_name(format!(".{name}.{}-{number}.tmp", std::process::id()));
        let mut options = OpenOptions::new();
        let mut file = self.0.open_with(&beside, options.write(true).create_new(true))?;
        let fresh = Fresh { path, beside };
        let written = keep_owner(&file, &metadata)
            .and_then(|()| file.set_permissions(metadata.permissions()))
            .and_then(|()| file.write_all(text.as_bytes()));
        if let Err(error) = written {
            self.discard(&fresh);
            return Err(error);
        }
        Ok(fresh)
    }

    /// Has files on the disk: one by one, or, where they are many, all that the file system holds at once.
    fn sync(&self, files: &[&Fresh]) -> io::Result<()> {
        if files.len() > FEW && self.sync_file_system() {
            return Ok(());
        }
        files
            .iter()
            .try_for_each(|fresh| self.0.open(&fresh.beside)?.sync_all())
    }

    #[cfg(target_os = "linux")]
    fn sync_file_system(&self) -> bool {
        rustix::fs::syncfs(&self.0).is_ok()
    }

    #[cfg(not(target_os = "linux"))]
    fn sync_file_system(&self) -> bool {
        false
    }

    /// Has the new names on the disk; after a loss of power the files would be the old ones, whole.
    fn sync_folders<'p>(&self, paths: impl Iterator<Item = &'p str>) {
        let folders: BTreeSet<&str> = paths
            .map(|path| path.rsplit_once('/').map_or(".", |(folder, _)| folder))
            .collect();
        if folders.len() > FEW && self.sync_file_system() {
            return;
        }
        for folder in folders {
            let _ = self.0.open(folder).and_then(|folder| folder.sync_all());
        }
    }

    pub fn remove(&self, path: &str) -> Result<(), ActionError> {
        match self.0.remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(failed(&format!("remove {path}"), &error))
            }
            _ => Ok(()),
        }
    }

    fn write_beside(&self, path: &str, text: &str) -> io::Result<String> {
        let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
        let beside = format!("{folder}/.{name}.tmp");
        // What a crash left.
        let _ = self.0.remove_file(&beside);
        let mut file = self
            .0
            .open_with(&beside, OpenOptions::new().write(true).create_new(true))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        Ok(beside)
    }
}

/// The file that a text was written beside, and by which process, where it is called so: `.cart.yaml.4711-3.tmp`.
fn left_over(name: &str) -> Option<(&str, i32)> {
    let (of, by) = name.strip_prefix('.')?.strip_suffix(".tmp")?.rsplit_once('.')?;
    let (process, number) = by.split_once('-')?;
    number.parse::<u64>().ok()?;
    Some((of, process.parse().ok()?))
}

#[cfg(unix)]
fn lives(process: i32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let Some(process) = Pid::from_raw(process).filter(|_| process > 0) else {
        return true;
    };
    test_kill_process(process) != Err(Errno::SRCH)
}

#[cfg(not(unix))]
fn lives(_: i32) -> bool {
    true
}

/// Gives a file the owner of another one. Who may not do so goes on as the new file's owner.
#[cfg(unix)]
fn keep_owner(file: &File, of: &Metadata) -> io::Result<()> {
    use cap_std::fs::MetadataExt;
    use rustix::fs::{Gid, Uid, fchown};

    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (of.uid(), of.gid()) {
        let _ = fchown(file, Some(Uid::from_raw(of.uid())), Some(Gid::from_raw(of.gid())));
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

fn failed(what: &str, error: &io::Error) -> ActionError {
    let message = format!("cannot {what}: {error}");
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::Interrupted | io::ErrorKind::ResourceBusy => {
            ActionError::new(ErrorKind::Retry { after: None }, message)
        }
        _ => wrong(message),
    }
}

/// Where the file of an entity is that muster registers: `catalog/components/cart.yaml`.
pub fn file_of(entity: &EntityRef) -> String {
    let (kind, name) = (entity.kind(), entity.name());
    match entity.namespace() {
        DEFAULT_NAMESPACE => format!("catalog/{kind}s/{name}.yaml"),
        namespace => format!("catalog/{kind}s/{namespace}/{name}.yaml"),
    }
}

/// The repository below the workspace that a folder belongs to, if it is not the workspace's.
pub fn repository(root: &Path, folder: &Path) -> Option<String> {
    let mut folders = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    let found = folders.find(|folder| root.join(folder).join(".git").exists());
    found.map(|folder| folder.display().to_string())
}

/// SHA-256 of a text, in hexadecimal.
pub fn digest(text: &str) -> String {
    hex(Sha256::digest(text))
}
