//! Finds the files that may hold entities below the trees of a scope. Reads folders, opens no file.

use super::scope::{Patterns, Scope, Tree, fixed_part};
use super::stamp::Stamp;
use crate::model::catalog::{Code, Position, Problem};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Folders that hold no catalog and can be huge.
const NEVER: [&str; 5] = [".git", ".hg", ".svn", ".muster", "node_modules"];

/// What a walk found.
#[derive(Debug, Default)]
pub struct Found {
    /// Files in the order of their names, with the base of the tree that they belong to.
    pub files: BTreeMap<String, Candidate>,
    /// Folders that were read, and how each looked just before: a watcher listens to them.
    pub folders: Vec<(PathBuf, Stamp)>,
    /// What could not be read, by name of file or folder.
    pub problems: Vec<(String, Problem)>,
    /// Names of folders that could not be read: what was known below them is not gone, only out of sight.
    pub unseen: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub path: PathBuf,
    pub base: PathBuf,
    pub stamp: Stamp,
    /// Which of the scope's declarations names it, or the file that led to it.
    pub declared: Option<usize>,
}

/// Whether a file's name says that it may hold entities: YAML, or anything called `catalog-info`.
pub fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
    let named = path
        .file_name()
        .and_then(|n| n.to_str())
        .is_some_and(|n| n.starts_with("catalog-info"));
    extension.eq_ignore_ascii_case("yaml") || extension.eq_ignore_ascii_case("yml") || named
}

/// Walks every tree of a scope: those of declarations first, for a file is theirs that they name.
pub fn walk(scope: &Scope) -> Found {
    let mut found = Found::default();
    for (i, declared) in scope.declared.iter().enumerate() {
        found.walk(scope, &declared.tree, Some(i));
    }
    for tree in &scope.trees {
        found.walk(scope, tree, None);
    }
    if !scope.declared.is_empty() {
        found.folders.sort_by(|a, b| a.0.cmp(&b.0));
        found.folders.dedup_by(|later, first| later.0 == first.0);
    }
    found
}

/// Where the walks of a tree begin; a folder inside another one is walked once.
fn starts(tree: &Tree) -> Vec<PathBuf> {
    if tree.patterns.is_empty() {
        return vec![PathBuf::new()];
    }
    let mut starts: Vec<PathBuf> = tree.patterns.iter().map(|pattern| fixed_part(pattern)).collect();
    starts.sort();
    starts.dedup_by(|inner, outer| inner.starts_with(&*outer));
    starts
}

impl Found {
    fn walk(&mut self, scope: &Scope, tree: &Tree, declared: Option<usize>) {
        let base = match tree.base.canonicalize() {
            Ok(base) => base,
            Err(error) => return self.unreadable(scope, &tree.base, &error),
        };
        let mut walker = Walker {
            scope,
            base: &base,
            wanted: Patterns::new(tree.patterns.iter().map(String::as_str)),
            everything: tree.patterns.is_empty(),
            ignored: Patterns::new(tree.ignore.iter().map(String::as_str)),
            declared,
            found: self,
        };
        for start in starts(tree) {
            walker.start(&base.join(start));
        }
    }

    fn unreadable(&mut self, scope: &Scope, path: &Path, error: &io::Error) {
        let name = scope.name(path);
        let name = if name.is_empty() { ".".to_owned() } else { name };
        // Two trees may go through one folder.
        if self.unseen.contains(&name) {
            return;
        }
        let text = format!("{name} cannot be read: {error}. What was known of it is kept.");
        self.problems.push((
            name.clone(),
            Problem::new(Code::Unreadable, Position::default(), text),
        ));
        self.unseen.push(name);
    }
}

struct Walker<'a> {
    scope: &'a Scope,
    base: &'a Path,
    wanted: Patterns,
    everything: bool,
    ignored: Patterns,
    declared: Option<usize>,
    found: &'a mut Found,
}

impl Walker<'_> {
    /// A file or folder that the settings name.
    fn start(&mut self, path: &Path) {
        match path.canonicalize() {
            Ok(real) if !real.starts_with(self.base) => self.outside(path),
            Ok(real) => match fs::metadata(&real) {
                Ok(metadata) if metadata.is_dir() => self.folder(&real),
                Ok(metadata) => self.file(&real, &metadata, true),
                Err(error) => self.found.unreadable(self.scope, path, &error),
            },
            Err(error) => self.found.unreadable(self.scope, path, &error),
        }
    }

    fn folder(&mut self, start: &Path) {
        let mut open = vec![start.to_owned()];
        while let Some(folder) = open.pop() {
            let stamp = Stamp::at(&folder);
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) => {
                    self.found.unreadable(self.scope, &folder, &error);
                    continue;
                }
            };
            self.found.folders.push((folder, stamp));
            for entry in entries.flatten() {
                let path = entry.path();
                let Ok(sort) = entry.file_type() else { continue };
                if self.ignores(&path) {
                    continue;
                }
                if sort.is_dir() {
                    if !NEVER.contains(&entry.file_name().to_string_lossy().as_ref()) {
                        open.push(path);
                    }
                } else if sort.is_symlink() {
                    self.link(&path);
                } else if sort.is_file()
                    && self.may_hold(&path)
                    && let Ok(metadata) = entry.metadata()
                {
                    self.file(&path, &metadata, false);
                }
            }
        }
    }

    /// A link inside the base is passed over where its target is read at its own place.
    fn link(&mut self, path: &Path) {
        match path.canonicalize() {
            Ok(real) if !real.starts_with(self.base) => {
                if self.may_hold(path) || real.is_dir() {
                    self.outside(path);
                }
            }
            Ok(real) => {
                if let Ok(metadata) = fs::metadata(&real)
                    && metadata.is_file()
                    && self.may_hold(path)
                    && !self.may_hold(&real)
                {
                    self.file(path, &metadata, false);
                }
            }
            Err(error) if self.may_hold(path) => self.found.unreadable(self.scope, path, &error),
            Err(_) => {}
        }
    }

    fn file(&mut self, path: &Path, metadata: &fs::Metadata, named: bool) {
        let relative = path.strip_prefix(self.base).unwrap_or(path);
        if named || self.everything || self.wanted.matches(relative) {
            let stamp = Stamp::of(metadata);
            let candidate = Candidate {
                path: path.to_owned(),
                base: self.base.to_owned(),
                stamp,
                declared: self.declared,
            };
            self.found.files.entry(self.scope.name(path)).or_insert(candidate);
        }
    }

    /// Declarations are also written as JSON.
    fn may_hold(&self, path: &Path) -> bool {
        let is_json = || {
            path.extension()
                .is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        };
        is_candidate(path) || self.declared.is_some() && is_json()
    }

    fn ignores(&self, path: &Path) -> bool {
        self.ignored.matches(path.strip_prefix(self.base).unwrap_or(path))
    }

    fn outside(&mut self, path: &Path) {
        let name = self.scope.name(path);
        let text = format!("{name} leads out of {} and is not followed.", self.base.display());
        let problem = (name, Problem::new(Code::OutsideRoot, Position::default(), text));
        if !self.found.problems.contains(&problem) {
            self.found.problems.push(problem);
        }
    }
}
