//! Reads a whole scope: what changed is parsed in parallel, the rest is kept from the snapshot before, Locations are
//! followed until nothing new turns up. Knows disks and snapshots; nothing of screens or the journal.

use super::contents::{self, Contents, Target};
use super::placeholder::Refused;
use super::scope::{Scope, fixed_part, glob, is_glob};
use super::stamp::Stamp;
use super::walk::{self, Candidate, Found};
use crate::model::catalog::{
    Arena, Builder, Catalog, Code, FileCounts, FileId, Interner, Position, Problem, Sym,
};
use bytemuck::{Pod, Zeroable};
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// A catalog and what is needed to read it again cheaply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Snapshot {
    pub catalog: Arc<Catalog>,
    /// How each file of the catalog looked, in the same order.
    pub(in crate::sources) stamps: Vec<Stamp>,
    pub(in crate::sources) links: Vec<Link>,
    pub(in crate::sources) texts: Arena,
    /// Of the problems that depend on more than one file's contents: missing targets, unreadable folders.
    pub(in crate::sources) notes: u64,
}

/// That one file leads to another.
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(in crate::sources) struct Link {
    /// Of a dependency: how it looked.
    pub stamp: Stamp,
    pub from: u32,
    pub sort: u32,
    pub line: u32,
    pub column: u32,
    pub target: Sym,
    pub entity_ref: Sym,
}

const LOCATION: u32 = 0;
const OPTIONAL_LOCATION: u32 = 1;
const DEPENDENCY: u32 = 2;

/// What a reading gives.
#[derive(Debug)]
pub struct Reading {
    /// None when nothing has changed since the snapshot before.
    pub snapshot: Option<Snapshot>,
    /// Folders to watch for changes.
    pub folders: Vec<PathBuf>,
    /// How many files were parsed.
    pub parsed: usize,
}

/// Reads a scope. Whatever goes wrong is a problem of the catalog that comes back.
pub fn read(scope: &Scope, before: Option<&Snapshot>) -> Reading {
    read_found(scope, walk::walk(scope), before)
}

/// Reads what a walk of the scope has found.
pub fn read_found(scope: &Scope, found: Found, before: Option<&Snapshot>) -> Reading {
    let Found {
        files,
        folders,
        problems,
        unseen,
    } = found;
    let mut reader = Reader::new(scope, before, folders);
    for (name, problem) in problems {
        reader.notes.push((name, problem));
    }
    reader.keep_unseen(&unseen);
    let mut open: Vec<(String, Candidate)> = files.into_iter().collect();
    while !open.is_empty() {
        reader.known.extend(open.iter().map(|(name, _)| name.clone()));
        let (kept, changed): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|(name, candidate)| reader.is_unchanged(name, candidate));
        let mut targets = Vec::new();
        for (name, candidate) in kept {
            reader.keep(name, candidate, &mut targets);
        }
        reader.parse(changed, &mut targets);
        open = reader.follow(targets);
    }
    reader.finish()
}

/// A Location's target, with the file that states it.
struct Lead {
    from: String,
    base: PathBuf,
    target: Target,
}

struct Reader<'a> {
    scope: &'a Scope,
    before: Option<&'a Snapshot>,
    builder: Builder<'a>,
    /// Every file that was found, so that each is read once.
    known: FxHashSet<String>,
    stamps: FxHashMap<String, Stamp>,
    /// Which file's Location led to a file.
    led_by: FxHashMap<String, String>,
    links: Vec<(String, Link)>,
    texts: Interner,
    notes: Vec<(String, Problem)>,
    folders: Vec<PathBuf>,
    /// Files that have not changed; they join the snapshot last, if there is a new one at all.
    kept: Vec<(String, FileId)>,
    parsed: usize,
}

impl<'a> Reader<'a> {
    fn new(scope: &'a Scope, before: Option<&'a Snapshot>, folders: Vec<PathBuf>) -> Self {
        Self {
            scope,
            before,
            builder: Builder::new(before.map(|before| &*before.catalog)),
            known: FxHashSet::default(),
            stamps: FxHashMap::default(),
            led_by: FxHashMap::default(),
            links: Vec::new(),
            texts: Interner::default(),
            notes: Vec::new(),
            folders,
            kept: Vec::new(),
            parsed: 0,
        }
    }

    fn old_file(&self, name: &str) -> Option<(&'a Snapshot, FileId)> {
        let before = self.before?;
        Some((before, before.catalog.find_file(name)?))
    }

    fn is_unchanged(&self, name: &str, candidate: &Candidate) -> bool {
        let Some((before, file)) = self.old_file(name) else {
            return false;
        };
        before.stamps.get(file.0 as usize) == Some(&candidate.stamp)
            && before
                .links_of(file)
                .filter(|link| link.sort == DEPENDENCY)
                .all(|link| {
                    let path = Path::new(before.texts.get(link.target));
                    stamp_of(path) == link.stamp
                })
    }

    fn keep(&mut self, name: String, candidate: Candidate, targets: &mut Vec<Lead>) {
        let Some((before, file)) = self.old_file(&name) else {
            return;
        };
        for link in before.links_of(file).filter(|link| link.sort != DEPENDENCY) {
            targets.push(Lead {
                from: name.clone(),
                base: candidate.base.clone(),
                target: Target {
                    text: before.texts.get(link.target).to_owned(),
                    at: Position {
                        line: link.line,
                        column: link.column,
                    },
                    required: link.sort == LOCATION,
                    entity_ref: before.texts.get(link.entity_ref).to_owned(),
                },
            });
        }
        self.stamps.insert(name.clone(), candidate.stamp);
        self.kept.push((name, file));
    }

    /// Takes over what has not changed, now that something else has.
    fn take_over(&mut self) {
        let Some(before) = self.before else { return };
        for (name, file) in std::mem::take(&mut self.kept) {
            self.builder.keep_file(file);
            for link in before.links_of(file) {
                let (target, entity_ref) = (before.texts.get(link.target), before.texts.get(link.entity_ref));
                let copy = Link {
                    target: self.texts.intern(target),
                    entity_ref: self.texts.intern(entity_ref),
                    ..*link
                };
                self.links.push((name.clone(), copy));
            }
        }
    }

    /// Parses files on all cores; each joins the snapshot as it comes, so that memory stays bounded.
    fn parse(&mut self, files: Vec<(String, Candidate)>, targets: &mut Vec<Lead>) {
        let threads = std::thread::available_parallelism()
            .map_or(1, |n| n.get())
            .min(files.len());
        let next = AtomicUsize::new(0);
        let (send, receive) = mpsc::sync_channel::<(usize, Contents)>(256);
        std::thread::scope(|threads_scope| {
            for _ in 0..threads {
                let (send, next, files) = (send.clone(), &next, &files);
                threads_scope.spawn(move || {
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some((_, candidate)) = files.get(i) else { break };
                        if send
                            .send((i, contents::read(&candidate.path, &candidate.base)))
                            .is_err()
                        {
                            break;
                        }
                    }
                });
            }
            drop(send);
            for (i, contents) in receive {
                let (name, candidate) = &files[i];
                self.take(name, candidate, contents, targets);
            }
        });
    }

    fn take(&mut self, name: &str, candidate: &Candidate, contents: Contents, targets: &mut Vec<Lead>) {
        self.parsed += 1;
        let file = self.builder.file(name, contents.counts);
        for record in &contents.records {
            self.builder.add(file, record);
        }
        for problem in &contents.problems {
            self.builder.report(file, problem);
        }
        if contents.counts.broken > 0
            && let Some((_, old)) = self.old_file(name)
        {
            let present = contents
                .records
                .iter()
                .map(|record| record.entity_ref.as_str())
                .collect();
            self.builder.keep_stale(file, old, &present);
        }
        for path in &contents.dependencies {
            let link = Link {
                target: self.texts.intern(&path.to_string_lossy()),
                stamp: stamp_of(path),
                sort: DEPENDENCY,
                ..Link::zeroed()
            };
            self.links.push((name.to_owned(), link));
            self.folders.extend(path.parent().map(Path::to_owned));
        }
        for target in contents.targets {
            let link = Link {
                sort: if target.required {
                    LOCATION
                } else {
                    OPTIONAL_LOCATION
                },
                line: target.at.line,
                column: target.at.column,
                target: self.texts.intern(&target.text),
                entity_ref: self.texts.intern(&target.entity_ref),
                ..Link::zeroed()
            };
            self.links.push((name.to_owned(), link));
            targets.push(Lead {
                from: name.to_owned(),
                base: candidate.base.clone(),
                target,
            });
        }
        self.stamps.insert(name.to_owned(), candidate.stamp);
    }

    /// Finds the files that Locations lead to and that nobody has read yet.
    fn follow(&mut self, leads: Vec<Lead>) -> Vec<(String, Candidate)> {
        let mut open: Vec<(String, Candidate)> = Vec::new();
        for lead in leads {
            match self.resolve(&lead) {
                Ok(paths) => {
                    for path in paths {
                        let name = self.scope.name(&path);
                        if self.leads_back(&lead.from, &name) {
                            let text =
                                format!("`{}` leads back to {name}, which led here.", lead.target.text);
                            self.note(&lead, Code::LocationCycle, text);
                        } else if !self.known.contains(&name) && !open.iter().any(|(other, _)| *other == name)
                        {
                            let stamp = stamp_of(&path);
                            self.folders.extend(path.parent().map(Path::to_owned));
                            self.led_by.insert(name.clone(), lead.from.clone());
                            open.push((
                                name,
                                Candidate {
                                    path,
                                    base: lead.base.clone(),
                                    stamp,
                                },
                            ));
                        } else {
                            self.led_by.entry(name).or_insert_with(|| lead.from.clone());
                        }
                    }
                }
                Err(refused) if refused.outside => {
                    let text = format!(
                        "`{}` leads out of the catalog's root and is not followed.",
                        lead.target.text
                    );
                    self.note(&lead, Code::OutsideRoot, text);
                }
                Err(refused) if lead.target.required => {
                    let text = format!("`{}` cannot be followed: {}.", lead.target.text, refused.reason);
                    self.note(&lead, Code::LocationMissing, text);
                }
                Err(_) => {}
            }
        }
        open
    }

    fn note(&mut self, lead: &Lead, code: Code, text: String) {
        let problem = Problem::new(code, lead.target.at, text).of(&lead.target.entity_ref);
        self.notes.push((lead.from.clone(), problem));
    }

    fn leads_back(&self, from: &str, to: &str) -> bool {
        let mut at = from;
        let mut steps = 0;
        while at != to {
            match self.led_by.get(at) {
                Some(parent) if steps < self.led_by.len() => at = parent,
                _ => return false,
            }
            steps += 1;
        }
        true
    }

    /// The files that a target names, all inside the base.
    fn resolve(&self, lead: &Lead) -> Result<Vec<PathBuf>, Refused> {
        let refused = |reason: String| Refused {
            reason,
            outside: false,
        };
        let file = self.scope.path(&lead.from);
        let folder = file.parent().unwrap_or(&self.scope.root);
        let text = &lead.target.text;
        if is_glob(text) && !folder.join(text).exists() {
            let pattern =
                glob(text.trim_start_matches("./")).map_err(|error| refused(error.kind().to_string()))?;
            let matcher = pattern.compile_matcher();
            let start = folder.join(fixed_part(text));
            let found = files_below(&start, &lead.base);
            let matches = |path: &PathBuf| path.strip_prefix(folder).is_ok_and(|rest| matcher.is_match(rest));
            let paths: Vec<_> = found.into_iter().filter(matches).collect();
            return if paths.is_empty() {
                Err(refused("no file matches".to_owned()))
            } else {
                Ok(paths)
            };
        }
        let real = folder
            .join(text)
            .canonicalize()
            .map_err(|error| refused(error.to_string()))?;
        if !real.starts_with(&lead.base) {
            return Err(Refused {
                reason: String::new(),
                outside: true,
            });
        }
        if real.is_dir() {
            return Err(refused("it is a folder, and Locations name files".to_owned()));
        }
        Ok(vec![real])
    }

    /// What lies below a folder that cannot be read now is kept as it was last seen.
    fn keep_unseen(&mut self, unseen: &[String]) {
        let Some(before) = self.before else { return };
        for (i, old) in before.catalog.files().enumerate() {
            let below = |folder: &String| {
                folder == "."
                    || old
                        .path
                        .strip_prefix(folder.as_str())
                        .is_some_and(|rest| rest.starts_with('/'))
            };
            if unseen.iter().any(below) && self.known.insert(old.path.to_owned()) {
                let file = self.builder.file(
                    old.path,
                    FileCounts {
                        broken: 1,
                        ..old.counts
                    },
                );
                self.builder
                    .keep_stale(file, FileId(i as u32), &FxHashSet::default());
            }
        }
    }

    fn finish(mut self) -> Reading {
        let mut folders = std::mem::take(&mut self.folders);
        folders.sort();
        folders.dedup();
        let notes = digest(&self.notes);
        if let Some(before) = self.before
            && self.parsed == 0
            && self.kept.len() == before.read_count()
            && notes == before.notes
        {
            return Reading {
                snapshot: None,
                folders,
                parsed: 0,
            };
        }
        self.take_over();
        let mut of_names: FxHashMap<&str, FileId> = FxHashMap::default();
        for (name, problem) in &self.notes {
            let file = match of_names
                .get(name.as_str())
                .copied()
                .or_else(|| self.builder.find_file(name))
            {
                Some(file) => file,
                None => self.builder.file(name, FileCounts::default()),
            };
            of_names.insert(name, file);
            self.builder.note(file, problem);
        }
        let catalog = Arc::new(self.builder.finish());
        let stamps = catalog
            .files()
            .map(|file| self.stamps.get(file.path).copied().unwrap_or_default())
            .collect();
        let mut links: Vec<Link> = self
            .links
            .into_iter()
            .filter_map(|(name, link)| {
                Some(Link {
                    from: catalog.find_file(&name)?.0,
                    ..link
                })
            })
            .collect();
        links.sort_by_key(|link| (link.from, link.sort, link.line, link.column));
        let snapshot = Snapshot {
            catalog,
            stamps,
            links,
            texts: self.texts.finish(),
            notes,
        };
        Reading {
            snapshot: Some(snapshot),
            folders,
            parsed: self.parsed,
        }
    }
}

impl Snapshot {
    /// How many of the catalog's files were read; the others are folders and files out of sight.
    fn read_count(&self) -> usize {
        self.stamps
            .iter()
            .filter(|stamp| **stamp != Stamp::default())
            .count()
    }

    fn links_of(&self, file: FileId) -> impl Iterator<Item = &Link> {
        let start = self.links.partition_point(|link| link.from < file.0);
        self.links[start..]
            .iter()
            .take_while(move |link| link.from == file.0)
    }
}

/// The stamp of a file; the empty one where there is none, so that its coming is a change.
fn stamp_of(path: &Path) -> Stamp {
    fs::metadata(path)
        .map(|metadata| Stamp::of(&metadata))
        .unwrap_or_default()
}

/// Every file below a folder, links not followed, in the order of their paths.
fn files_below(start: &Path, base: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = start
        .canonicalize()
        .into_iter()
        .filter(|real| real.starts_with(base))
        .collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(sort) if sort.is_dir() => open.push(entry.path()),
                Ok(sort) if sort.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

fn digest(notes: &[(String, Problem)]) -> u64 {
    let mut hasher = FxHasher::default();
    for (name, problem) in notes {
        hasher.write(name.as_bytes());
        hasher.write_u32(problem.code as u32);
        hasher.write_u32(problem.at.line);
        hasher.write(problem.message.as_bytes());
    }
    hasher.finish()
}
