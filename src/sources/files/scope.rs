//! Which part of the disk is the catalog: trees with patterns, declaration files, and what is never read. Knows names, opens
//! nothing.

use super::walk::is_candidate;
use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

use crate::sources::declarations::Settings;

/// What to read for one workspace.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The workspace; names of files are relative to it.
    pub root: PathBuf,
    pub trees: Vec<Tree>,
    /// Declaration files of other tools; a file of several is the first one's.
    pub declared: Vec<Declared>,
}

/// Declaration files, and what is said of all that they declare.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Declared {
    /// With patterns: nothing is a declaration that nobody named.
    pub tree: Tree,
    pub settings: Settings,
}

/// A folder on disk and what is read of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tree {
    /// Nothing outside of this folder is read, whatever a link or a Location says.
    pub base: PathBuf,
    /// Files, folders or globs inside the base; everything when empty.
    pub patterns: Vec<String>,
    /// Globs inside the base of what is never read.
    pub ignore: Vec<String>,
}

impl Scope {
    /// Everything below a folder.
    pub fn folder(root: &Path) -> Self {
        let tree = Tree {
            base: root.to_owned(),
            patterns: Vec::new(),
            ignore: Vec::new(),
        };
        Self {
            root: root.to_owned(),
            trees: vec![tree],
            declared: vec![],
        }
    }

    /// Two scopes of one digest find the same files.
    pub fn digest(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.root.hash(&mut hasher);
        self.trees.hash(&mut hasher);
        self.declared.hash(&mut hasher);
        hasher.finish()
    }

    /// How a file is named in the catalog: relative to the workspace, with `/`, or absolute outside of it.
    pub fn name(&self, path: &Path) -> String {
        let name = path.strip_prefix(&self.root).unwrap_or(path).to_string_lossy();
        if std::path::MAIN_SEPARATOR == '/' {
            name.into_owned()
        } else {
            name.replace('\\', "/")
        }
    }

    /// The folder that a file of the catalog must not lead out of.
    pub fn base_of(&self, path: &Path) -> &Path {
        let bases = self
            .trees
            .iter()
            .map(|tree| tree.base.as_path())
            .filter(|base| path.starts_with(base));
        bases
            .max_by_key(|base| base.as_os_str().len())
            .unwrap_or(&self.root)
    }

    /// Whether a file of this name would be read, were it there.
    pub fn reads(&self, name: &str) -> bool {
        let path = self.path(name);
        let mut trees = self.trees.iter();
        is_candidate(&path)
            && trees.any(|tree| {
                let Ok(inside) = path.strip_prefix(&tree.base) else {
                    return false;
                };
                let texts = |patterns: &[String]| Patterns::new(patterns.iter().map(String::as_str));
                let is_wanted = tree.patterns.is_empty() || texts(&tree.patterns).matches(inside);
                is_wanted && !texts(&tree.ignore).matches(inside)
            })
    }

    /// The file that a name stands for.
    pub fn path(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }
}

/// Patterns made ready to match paths relative to a base.
pub(super) struct Patterns {
    set: GlobSet,
    all: bool,
}

impl Patterns {
    /// Patterns that do not parse match nothing: settings and Locations report them where they stand.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut all = false;
        for pattern in patterns {
            let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
            all |= pattern.is_empty() || pattern == ".";
            for pattern in [pattern.to_owned(), format!("{pattern}/**")] {
                if let Ok(glob) = glob(&pattern) {
                    builder.add(glob);
                }
            }
        }
        Self {
            set: builder.build().unwrap_or_default(),
            all,
        }
    }

    pub fn matches(&self, relative: &Path) -> bool {
        self.all || self.set.is_match(relative)
    }
}

/// A glob in which `*` stays within one folder.
pub(super) fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

pub(super) fn is_glob(pattern: &str) -> bool {
    pattern.contains(['*', '?', '[', '{'])
}

/// The part of a pattern before its first wildcard, where a walk has to begin.
pub(super) fn fixed_part(pattern: &str) -> PathBuf {
    let pattern = pattern.trim_start_matches("./");
    if !is_glob(pattern) {
        return PathBuf::from(pattern);
    }
    pattern.split('/').take_while(|part| !is_glob(part)).collect()
}
