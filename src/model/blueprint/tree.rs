//! The files that a run works on, before they go anywhere: a folder in memory. It has no links and nothing above it, so
//! no path leaves it.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Files by path; paths are relative, with forward slashes, and safe to be written below a folder on any system.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    files: BTreeMap<String, TreeFile>,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TreeFile {
    pub bytes: Arc<[u8]>,
    pub executable: bool,
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
}
