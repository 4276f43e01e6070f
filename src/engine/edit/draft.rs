//! Edits as new texts of files: each file is read once and gets all of its edits, from the bottom up, so that the places of
//! what stands above stay as the catalog knows them. Writes nothing.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use super::{Edit, Edits, Refusal, Written};
use crate::model::catalog::edit::change;
use crate::model::catalog::{DEFAULT_NAMESPACE, Entity, Node};
use crate::providers::catalog::place::Place;
use crate::sources::files::{self, Scope, document_in};

/// A file with its edits.
pub(super) struct Draft {
    pub file: String,
    pub before: String,
    pub after: String,
}

/// What comes of each edit, and the files that change.
pub(super) struct Drafts {
    pub outcomes: Vec<Result<Written, Refusal>>,
    pub files: Vec<Draft>,
}

/// Fewer files than this are not worth a thread.
const FILES_A_THREAD: usize = 64;

impl Edits<'_> {
    pub(super) fn drafts(&self, edits: &[Edit]) -> Drafts {
        self.drafts_in(edits, false)
    }

    /// The same; `anywhere` also of files that are not the workspace's own.
    pub(super) fn drafts_in(&self, edits: &[Edit], anywhere: bool) -> Drafts {
        let mut outcomes: Vec<Option<Result<Written, Refusal>>> = vec![None; edits.len()];
        let mut by_file: BTreeMap<&str, Vec<(usize, Entity<'_>)>> = BTreeMap::new();
        for (at, edit) in edits.iter().enumerate() {
            match self.entity(edit) {
                Ok(entity) => by_file.entry(entity.file()).or_default().push((at, entity)),
                Err(refusal) => outcomes[at] = Some(Err(refusal)),
            }
        }
        let groups: Vec<_> = by_file.into_iter().collect();
        let mut files = Vec::new();
        for (draft, told) in self.in_parallel(&groups, edits, anywhere) {
            files.extend(draft.filter(|draft| draft.before != draft.after));
            for (at, outcome) in told {
                outcomes[at] = Some(outcome);
            }
        }
        let unasked = || {
            Err(Refusal::Failed {
                why: "it was left out".to_owned(),
            })
        };
        Drafts {
            outcomes: outcomes
                .into_iter()
                .map(|outcome| outcome.unwrap_or_else(unasked))
                .collect(),
            files,
        }
    }

    pub(super) fn entity(&self, edit: &Edit) -> Result<Entity<'_>, Refusal> {
        let entity = edit.entity.clone();
        let id = self
            .catalog
            .find(&edit.entity)
            .ok_or(Refusal::Unknown { entity })?;
        let entity = self.catalog.entity(id);
        match entity.is_declared() {
            true => Err(Refusal::Declared {
                entity: edit.entity.clone(),
                file: entity.file().to_owned(),
            }),
            false => Ok(entity),
        }
    }

    fn in_parallel(&self, groups: &[Group<'_>], edits: &[Edit], anywhere: bool) -> Vec<Told> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get);
        let share = groups.len().div_ceil(threads).max(FILES_A_THREAD);
        let scope = self.workspace.scope();
        let desk = Desk {
            root: self.workspace.root.clone(),
            scope: &scope,
            place: Place::open(&self.workspace.root).map_err(|error| Refusal::from(&error)),
            repositories: Mutex::default(),
            anywhere,
        };
        let desk = &desk;
        let work = |groups: &[Group<'_>]| {
            groups
                .iter()
                .map(|group| desk.edit(group, edits))
                .collect::<Vec<_>>()
        };
        if groups.len() <= share {
            return work(groups);
        }
        thread::scope(|scope| {
            let parts: Vec<_> = groups
                .chunks(share)
                .map(|part| scope.spawn(move || work(part)))
                .collect();
            // A part that panicked has lost its edits, and they are told as left out.
            parts
                .into_iter()
                .flat_map(|part| part.join().unwrap_or_default())
                .collect()
        })
    }
}

/// A file and the edits of what it holds.
type Group<'c> = (&'c str, Vec<(usize, Entity<'c>)>);

/// What came of a file.
type Told = (Option<Draft>, Vec<(usize, Result<Written, Refusal>)>);

/// What working on a file needs.
struct Desk<'a> {
    root: PathBuf,
    scope: &'a Scope,
    place: Result<Place, Refusal>,
    /// By folder, the repository below the workspace that it belongs to.
    repositories: Mutex<HashMap<PathBuf, Option<String>>>,
    /// Whether files of others are worked on too.
    anywhere: bool,
}

impl Desk<'_> {
    fn edit(&self, (file, wanted): &Group<'_>, edits: &[Edit]) -> Told {
        let text = match self.text(file) {
            Ok(text) => text,
            Err(refusal) => {
                return (
                    None,
                    wanted.iter().map(|(at, _)| (*at, Err(refusal.clone()))).collect(),
                );
            }
        };
        let mut order: Vec<usize> = (0..wanted.len()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(wanted[*at].1.bytes().start));
        let mut draft = Draft {
            file: (*file).to_owned(),
            before: text.clone(),
            after: text,
        };
        let mut told = Vec::new();
        let mut latest: Option<(usize, usize)> = None;
        for at in order {
            let (index, entity) = &wanted[at];
            let bytes = entity.bytes();
            // Another edit of the same document has moved its end.
            let end = latest
                .filter(|(start, _)| *start == bytes.start)
                .map_or(bytes.end, |(_, end)| end);
            let outcome = self.apply(&mut draft, *entity, end, &edits[*index]);
            if let Ok((_, end)) = &outcome {
                latest = Some((bytes.start, *end));
            }
            told.push((*index, outcome.map(|(written, _)| written)));
        }
        (Some(draft), told)
    }

    /// The text of a file that is the workspace's own to change.
    fn text(&self, file: &str) -> Result<String, Refusal> {
        let file_name = || file.to_owned();
        if self.anywhere {
            let text = files::text(&self.scope.path(file));
            return text.ok_or_else(|| Refusal::Gone { file: file_name() });
        }
        let path = self.root.join(file);
        if path.strip_prefix(&self.root).is_err() {
            return Err(Refusal::Outside { file: file_name() });
        }
        if let Some(repository) = self.repository(file) {
            return Err(Refusal::Foreign {
                file: file_name(),
                repository,
            });
        }
        let place = self.place.as_ref().map_err(Clone::clone)?;
        let text = place.read(file).map_err(|error| Refusal::from(&error))?;
        text.ok_or_else(|| Refusal::Gone { file: file_name() })
    }

    /// The repository below the workspace that a file belongs to, if it is not the workspace's.
    fn repository(&self, file: &str) -> Option<String> {
        let (folder, _) = file.rsplit_once('/')?;
        let folder = PathBuf::from(folder);
        let known = |folder: &PathBuf| self.repositories.lock().ok()?.get(folder).cloned();
        if let Some(found) = known(&folder) {
            return found;
        }
        let mut folders = folder.ancestors().filter(|folder| !folder.as_os_str().is_empty());
        let found = folders
            .find(|folder| self.root.join(folder).join(".git").exists())
            .map(|folder| folder.display().to_string());
        if let Ok(mut known) = self.repositories.lock() {
            known.insert(folder, found.clone());
        }
        found
    }

    /// One edit, in the document that ends at this byte; where it ends then.
    fn apply(
        &self,
        draft: &mut Draft,
        entity: Entity<'_>,
        end: usize,
        edit: &Edit,
    ) -> Result<(Written, usize), Refusal> {
        let file = &draft.file;
        let start = entity.bytes().start;
        let changed = || Refusal::Changed { file: file.clone() };
        let document = self.document(&draft.after, file, start, end);
        let document = document
            .filter(|node| is_of(node, entity) && !entity.is_stale())
            .ok_or_else(changed)?;
        let form = |why| Refusal::Form {
            file: file.clone(),
            why,
        };
        let after = change(&draft.after, start, &edit.changes).map_err(form)?;
        let end = (end + after.len()).saturating_sub(draft.after.len());
        let renewed = self.document(&after, file, start, end);
        let renewed = renewed
            .filter(|node| is_of(node, entity))
            .ok_or_else(|| form("it would not be the same entity any more".to_owned()))?;
        let mut fields = BTreeMap::new();
        for change in &edit.changes {
            let path: Vec<&str> = change.path().iter().map(String::as_str).collect();
            let (before, now) = (value(&document, &path), value(&renewed, &path));
            if before != now {
                fields.insert(path.join("."), (before, now));
            }
        }
        let written = Written {
            file: file.clone(),
            fields,
        };
        draft.after = after;
        Ok((written, end))
    }

    fn document(&self, text: &str, file: &str, start: usize, end: usize) -> Option<Node> {
        let path = self.scope.path(file);
        document_in(text, &path, self.scope.base_of(&path), start..end)
    }
}

/// What a document says at a path; null where it says nothing.
fn value(document: &Node, path: &[&str]) -> Value {
    let node = document.at_path(path);
    node.and_then(|node| serde_json::from_str(&node.canonical_json()).ok())
        .unwrap_or_default()
}

/// Whether a document is the entity's.
fn is_of(document: &Node, entity: Entity<'_>) -> bool {
    let text = |path: &[&str]| document.at_path(path).and_then(Node::text).map(str::trim);
    let namespace = text(&["metadata", "namespace"]).unwrap_or(DEFAULT_NAMESPACE);
    text(&["kind"]).is_some_and(|kind| entity.is_kind(kind))
        && text(&["metadata", "name"]) == Some(entity.name())
        && namespace.eq_ignore_ascii_case(entity.namespace())
}
