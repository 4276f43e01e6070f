//! Reads a whole scope: what changed is parsed in parallel, the rest is kept from the snapshot before, Locations are
//! followed until nothing new turns up. Knows disks and snapshots; nothing of screens or the journal.

use super::contents::{self, Contents, Target};
use super::follow::Lead;
use super::scope::Scope;
use super::snapshot::{DEPENDENCY, LOCATION, Link, OPTIONAL_LOCATION, Snapshot, folders};
use super::stamp::Stamp;
use super::walk::{self, Candidate, Found};
use crate::model::catalog::{Builder, Code, FileCounts, FileId, Interner, Position, Problem};
use crate::sources::codeowners;
use bytemuck::Zeroable;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::SystemTime;

/// What a reading gives.
#[derive(Debug)]
pub struct Reading {
    /// None when nothing has changed since the snapshot before.
    pub snapshot: Option<Snapshot>,
    /// The same catalog as before with newer stamps: worth keeping, so that the next reading is quicker.
    pub restamped: Option<Snapshot>,
    /// Folders to watch for changes.
    pub folders: Vec<PathBuf>,
    /// How many files were parsed.
    pub parsed: usize,
}

/// Reads a scope. Whatever goes wrong is a problem of the catalog that comes back.
pub fn read(scope: &Scope, before: Option<&Snapshot>) -> Reading {
    read_looking_on(cores(), scope, before)
}

/// The same while a person is shown the snapshot before: whether it still holds is found out on all cores but one, which is
/// left to what the person waits for. Parsing takes all: then that is what they wait for.
pub fn read_aside(scope: &Scope, before: Option<&Snapshot>) -> Reading {
    read_looking_on(cores().saturating_sub(1).max(1), scope, before)
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

fn read_looking_on(threads: usize, scope: &Scope, before: Option<&Snapshot>) -> Reading {
    if let Some(before) = before.filter(|before| before.is_current(scope, threads)) {
        return Reading {
            snapshot: None,
            restamped: None,
            folders: before.folder_paths(),
            parsed: 0,
        };
    }
    let Found {
        files,
        folders,
        problems,
        unseen,
    } = walk::walk(scope);
    let mut reader = Reader::new(scope, before, folders);
    reader.take_code_owners(codeowners::read(scope));
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

pub(super) struct Reader<'a> {
    pub(super) scope: &'a Scope,
    before: Option<&'a Snapshot>,
    builder: Builder<'a>,
    /// Every file that was found, so that each is read once.
    pub(super) known: FxHashSet<String>,
    stamps: FxHashMap<String, Stamp>,
    /// Which file's Location led to a file.
    pub(super) led_by: FxHashMap<String, String>,
    links: Vec<(String, Link)>,
    texts: Interner,
    pub(super) notes: Vec<(String, Problem)>,
    /// Where a CODEOWNERS was looked for.
    looked: Vec<(PathBuf, Stamp)>,
    /// Of what they say.
    code_owners: u64,
    /// Where Locations stand whose targets are not there.
    pub(super) missing: FxHashSet<(String, u32, u32)>,
    pub(super) walked: Vec<(PathBuf, Stamp)>,
    /// Folders outside of the walk that hold files which were read.
    pub(super) watched: Vec<PathBuf>,
    began: SystemTime,
    /// Files that have not changed; they join the snapshot last, if there is a new one at all.
    kept: Vec<(String, FileId)>,
    parsed: usize,
    /// Whether the snapshot before was read by other settings.
    is_rescoped: bool,
    /// Then, its files that held declarations.
    were_declared: FxHashSet<u32>,
}

impl<'a> Reader<'a> {
    fn new(scope: &'a Scope, before: Option<&'a Snapshot>, walked: Vec<(PathBuf, Stamp)>) -> Self {
        let other = before.filter(|before| before.scope != scope.digest());
        let files = other.map(|before| before.catalog.declaration_files().map(|file| file.0));
        Self {
            is_rescoped: other.is_some(),
            were_declared: files.into_iter().flatten().collect(),
            scope,
            before,
            builder: Builder::new(before.map(|before| &*before.catalog)),
            known: FxHashSet::default(),
            stamps: FxHashMap::default(),
            led_by: FxHashMap::default(),
            links: Vec::new(),
            texts: Interner::default(),
            notes: Vec::new(),
            looked: Vec::new(),
            code_owners: 0,
            missing: FxHashSet::default(),
            walked,
            watched: Vec::new(),
            began: SystemTime::now(),
            kept: Vec::new(),
            parsed: 0,
        }
    }

    /// What says whose files are, and that it counts as soon as it changes.
    fn take_code_owners(&mut self, found: codeowners::Found) {
        let folders = found.looked.iter().filter_map(|(path, _)| path.parent());
        self.watched
            .extend(folders.filter(|folder| folder.is_dir()).map(Path::to_owned));
        self.notes.extend(found.problems);
        self.looked = found.looked;
        self.code_owners = found.digest;
        self.builder.code_owners(found.trees);
    }

    fn old_file(&self, name: &str) -> Option<(&'a Snapshot, FileId)> {
        let before = self.before?;
        Some((before, before.catalog.find_file(name)?))
    }

    fn is_unchanged(&self, name: &str, candidate: &Candidate) -> bool {
        let Some((before, file)) = self.old_file(name) else {
            return false;
        };
        // What is said of declarations may be said otherwise now.
        let declared = candidate.declared.is_some() || self.were_declared.contains(&file.0);
        before.stamps.get(file.0 as usize) == Some(&candidate.stamp)
            && !(declared && self.is_rescoped)
            && before
                .links_of(file)
                .filter(|link| link.sort == DEPENDENCY)
                .all(|link| {
                    let path = Path::new(before.texts.get(link.target));
                    Stamp::at(path) == link.stamp
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
                declared: candidate.declared,
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
        let threads = cores().min(files.len());
        let next = AtomicUsize::new(0);
        let scope = self.scope;
        let settings = |candidate: &Candidate| Some(&scope.declared.get(candidate.declared?)?.settings);
        let (send, receive) = mpsc::sync_channel::<(usize, Contents)>(256);
        std::thread::scope(|threads_scope| {
            for _ in 0..threads {
                let (send, next, files, settings) = (send.clone(), &next, &files, &settings);
                threads_scope.spawn(move || {
                    loop {
                        let i = next.fetch_add(1, Ordering::Relaxed);
                        let Some((_, candidate)) = files.get(i) else { break };
                        let contents = contents::read(&candidate.path, &candidate.base, settings(candidate));
                        if send.send((i, contents)).is_err() {
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
                stamp: Stamp::at(path),
                sort: DEPENDENCY,
                ..Link::zeroed()
            };
            self.links.push((name.to_owned(), link));
            self.watched.extend(path.parent().map(Path::to_owned));
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
                declared: candidate.declared,
            });
        }
        self.stamps.insert(name.to_owned(), candidate.stamp);
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
        let notes = digest(&self.notes) ^ self.code_owners;
        let paths = self.folder_paths();
        if let Some(before) = self.before
            && self.parsed == 0
            && self.kept.len() == before.read_count()
            && notes == before.notes
        {
            return Reading {
                snapshot: None,
                restamped: self.restamp(before),
                folders: paths,
                parsed: 0,
            };
        }
        self.take_over();
        self.expect_placeholder_files();
        self.note_all();
        let catalog = Arc::new(self.builder.finish());
        let stamp = |name| self.stamps.get(name).copied().unwrap_or_default();
        let stamps = catalog.files().map(|file| stamp(file.path)).collect();
        let place = |(name, link): (String, Link)| {
            let found = u32::from(!self.missing.contains(&(name.clone(), link.line, link.column)));
            Some(Link {
                from: catalog.find_file(&name)?.0,
                found,
                ..link
            })
        };
        let mut links: Vec<Link> = self.links.into_iter().filter_map(place).collect();
        links.sort_by_key(|link| (link.from, link.sort, link.line, link.column));
        let folders = folders(
            &self.walked,
            &self.watched,
            &self.looked,
            self.began,
            &mut self.texts,
        );
        let (scope, texts) = (self.scope.digest(), self.texts.finish());
        let snapshot = Snapshot {
            catalog,
            stamps,
            links,
            texts,
            folders,
            scope,
            notes,
        };
        Reading {
            snapshot: Some(snapshot),
            restamped: None,
            folders: paths,
            parsed: self.parsed,
        }
    }

    /// The snapshot before with the folders as they look now, if that is news.
    fn restamp(&mut self, before: &Snapshot) -> Option<Snapshot> {
        let mut texts = Interner::from(before.texts.clone());
        let folders = folders(&self.walked, &self.watched, &self.looked, self.began, &mut texts);
        let news = folders != before.folders || self.scope.digest() != before.scope;
        news.then(|| Snapshot {
            folders,
            texts: texts.finish(),
            scope: self.scope.digest(),
            ..before.clone()
        })
    }

    fn folder_paths(&mut self) -> Vec<PathBuf> {
        let walked = self.walked.iter().map(|(path, _)| path.clone());
        let mut paths: Vec<PathBuf> = walked.chain(self.watched.iter().cloned()).collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// A file that a placeholder names is not meant to hold entities, so nothing need be said of it.
    fn expect_placeholder_files(&mut self) {
        let dependencies = self.links.iter().filter(|(_, link)| link.sort == DEPENDENCY);
        let real =
            dependencies.filter_map(|(_, link)| Path::new(self.texts.get(link.target)).canonicalize().ok());
        let names: FxHashSet<String> = real.map(|path| self.scope.name(&path)).collect();
        self.builder.forget(&names, Code::NotAnEntity);
    }

    fn note_all(&mut self) {
        let mut of_names: FxHashMap<&str, FileId> = FxHashMap::default();
        for (name, problem) in &self.notes {
            let known = of_names
                .get(name.as_str())
                .copied()
                .or_else(|| self.builder.find_file(name));
            let file = known.unwrap_or_else(|| self.builder.file(name, FileCounts::default()));
            of_names.insert(name, file);
            self.builder.note(file, problem);
        }
    }
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
