//! The files that a run works on, before they go anywhere: a folder in memory. It has no links and nothing above it, so
//! no path leaves it; what it takes can be written below a folder on any system. Knows no disk.

mod changes;
mod error;
mod path;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use sha2::{Digest, Sha256};

use crate::model::text::hex;

pub use error::{PathFault, TreeError};
pub use path::{clean, folder};

/// Files at most.
pub const MOST_FILES: usize = 5_000;
/// Bytes of one file at most.
pub const MOST_FILE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of all files at most.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;

/// Files by path; paths are relative, with forward slashes, and safe to be written below a folder on any system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, TreeFile>,
    /// Every file and folder in one case, as it is spelled, and how many files are in it: systems that do not tell `A` from
    /// `a` must see the same tree.
    names: BTreeMap<String, Name>,
    bytes: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    spelled: String,
    files: usize,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeFile {
    pub bytes: Arc<[u8]>,
    pub executable: bool,
}

impl TreeFile {
    pub fn text(text: &str) -> Self {
        Self {
            bytes: text.as_bytes().into(),
            executable: false,
        }
    }

    /// Its text; none where it is no text: not UTF-8, or with a NUL in it.
    pub fn as_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes)
            .ok()
            .filter(|text| !text.contains('\0'))
    }
}

impl Tree {
    pub fn iter(&self) -> impl Iterator<Item = (&str, &TreeFile)> {
        self.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    pub fn get(&self, path: &str) -> Option<&TreeFile> {
        self.files.get(path)
    }

    pub fn len(&self) -> usize {
        self.files.len()
    }

    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Bytes of all files.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a file where none is or in place of one. A refusal leaves the tree as it was.
    pub fn insert(&mut self, path: &str, file: TreeFile) -> Result<(), TreeError> {
        let path = path::clean(path)?;
        let before = self.files.get(&path).map(|old| old.bytes.len());
        self.refuse_crowding(&path, file.bytes.len(), before)?;
        if before.is_none() {
            self.refuse_clashes(&path)?;
            for prefix in path::prefixes(&path) {
                let name = self.names.entry(path::folded(prefix)).or_insert_with(|| Name {
                    spelled: prefix.to_owned(),
                    files: 0,
                });
                name.files += 1;
            }
        }
        self.bytes = self.bytes - before.unwrap_or_default() + file.bytes.len();
        self.files.insert(path, file);
        Ok(())
    }

    fn refuse_crowding(&self, path: &str, size: usize, before: Option<usize>) -> Result<(), TreeError> {
        if size > MOST_FILE_BYTES {
            return Err(TreeError::FileTooLarge {
                path: path.to_owned(),
                bytes: size,
            });
        }
        if before.is_none() && self.files.len() == MOST_FILES {
            return Err(TreeError::TooManyFiles);
        }
        match self.bytes - before.unwrap_or_default() + size > MOST_BYTES {
            true => Err(TreeError::TooLarge),
            false => Ok(()),
        }
    }

    /// No name may differ from another one by its case alone, and nothing is both a file and a folder.
    fn refuse_clashes(&self, path: &str) -> Result<(), TreeError> {
        for prefix in path::prefixes(path) {
            let Some(there) = self.names.get(&path::folded(prefix)) else {
                continue;
            };
            if there.spelled != prefix {
                return Err(TreeError::SameButForCase {
                    path: path.to_owned(),
                    other: there.spelled.clone(),
                });
            }
            if prefix == path || self.files.contains_key(prefix) {
                return Err(TreeError::FileAndFolder {
                    path: prefix.to_owned(),
                });
            }
        }
        Ok(())
    }

    /// Takes a file away, or a folder with all that is in it; says how many files went.
    pub fn remove(&mut self, path: &str) -> usize {
        let Ok(path) = path::folder(path) else { return 0 };
        let gone: Vec<String> = self.paths_at(&path).map(str::to_owned).collect();
        for path in &gone {
            self.take(path);
        }
        gone.len()
    }

    fn take(&mut self, path: &str) -> Option<TreeFile> {
        let file = self.files.remove(path)?;
        self.bytes -= file.bytes.len();
        for prefix in path::prefixes(path) {
            let folded = path::folded(prefix);
            if let Some(name) = self.names.get_mut(&folded) {
                name.files -= 1;
                if name.files == 0 {
                    self.names.remove(&folded);
                }
            }
        }
        Some(file)
    }

    /// The paths of a file, or of all files in a folder; the empty path is the whole tree.
    pub fn paths_at<'t, 'p>(&'t self, path: &'p str) -> impl Iterator<Item = &'t str> + use<'t, 'p> {
        self.files
            .keys()
            .map(String::as_str)
            .filter(move |file| path::is_at(file, path))
    }

    /// Gives a file or a folder another path; says how many files moved. What is in the way stays, and nothing moves, unless
    /// `overwrite` says otherwise.
    pub fn rename(&mut self, from: &str, to: &str, overwrite: bool) -> Result<usize, TreeError> {
        let (from, to) = (path::clean(from)?, path::clean(to)?);
        let moving: Vec<String> = self.paths_at(&from).map(str::to_owned).collect();
        if moving.is_empty() {
            return Err(TreeError::Missing { path: from });
        }
        if from == to {
            return Ok(0);
        }
        if path::is_at(&to, &from) {
            return Err(TreeError::IntoItself { path: from });
        }
        let mut next = self.clone();
        let taken: Vec<TreeFile> = moving.iter().filter_map(|path| next.take(path)).collect();
        if next.paths_at(&to).next().is_some() {
            if !overwrite {
                return Err(TreeError::Taken { path: to });
            }
            next.remove(&to);
        }
        for (path, file) in moving.iter().zip(taken) {
            next.insert(&format!("{to}{}", &path[from.len()..]), file)?;
        }
        *self = next;
        Ok(moving.len())
    }

    /// Puts all files of another tree into a folder of this one; `""` is the tree itself. What is there already stays, unless
    /// they `replace` it. Says how many were put.
    pub fn merge(&mut self, other: &Tree, at: &str, replace: bool) -> Result<usize, TreeError> {
        let at = path::folder(at)?;
        let mut next = self.clone();
        let mut put = 0;
        for (path, file) in other.iter() {
            let path = path::joined(&at, path);
            if replace || next.get(&path).is_none() {
                next.insert(&path, file.clone())?;
                put += 1;
            }
        }
        *self = next;
        Ok(put)
    }

    /// The files in a folder, by their paths from there.
    pub fn below(&self, path: &str) -> Result<Tree, TreeError> {
        let at = path::folder(path)?;
        if at.is_empty() {
            return Ok(self.clone());
        }
        let mut tree = Tree::default();
        for path in self.paths_at(&at).filter(|path| path.len() > at.len()) {
            tree.insert(&path[at.len() + 1..], self.files[path].clone())?;
        }
        Ok(tree)
    }

    /// The paths that one of the globs matches; a folder that is matched stands for all that is in it.
    pub fn matching(&self, globs: &[String]) -> Result<Vec<&str>, TreeError> {
        let globs = Globs::new(globs)?;
        let paths = self.files.keys().map(String::as_str);
        Ok(paths.filter(|path| globs.is_match(path)).collect())
    }

    /// SHA-256 over all paths, modes and contents, in hexadecimal: equal trees, and only those, have the same.
    pub fn digest(&self) -> String {
        digest_of(self.iter())
    }
}

/// SHA-256 over paths, modes and contents in the order in which they come, in hexadecimal.
pub fn digest_of<'f>(files: impl Iterator<Item = (&'f str, &'f TreeFile)>) -> String {
    let mut hash = Sha256::new();
    for (path, file) in files {
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update([u8::from(file.executable)]);
        hash.update((file.bytes.len() as u64).to_le_bytes());
        hash.update(&file.bytes);
    }
    hex(hash.finalize())
}

/// Patterns of paths, as `docs/**`; a pattern that names a folder matches all that is in it.
#[derive(Debug)]
pub struct Globs(GlobSet);

impl Globs {
    pub fn new<T: AsRef<str>>(patterns: &[T]) -> Result<Self, TreeError> {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            let pattern = pattern.as_ref();
            let wrong = |_| TreeError::Glob {
                pattern: pattern.to_owned(),
            };
            let bare = pattern.trim_start_matches("./").trim_end_matches('/');
            for pattern in [bare.to_owned(), format!("{bare}/**")] {
                let glob = GlobBuilder::new(&pattern)
                    .literal_separator(true)
                    .build()
                    .map_err(wrong)?;
                set.add(glob);
            }
        }
        let wrong = |_| TreeError::Glob {
            pattern: patterns.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" "),
        };
        set.build().map(Self).map_err(wrong)
    }

    pub fn is_match(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}
