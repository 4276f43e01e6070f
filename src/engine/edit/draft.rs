//! Edits as new texts of files: each file is read once and gets all of its edits, document by document, each of which is
//! found where the catalog read it. Writes nothing.

use std::collections::{BTreeMap, HashMap};
use std::num::NonZero;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;

use serde_json::Value;

use super::{Edit, Edits, Refusal, Written};
use crate::model::catalog::edit::{change, extent};
use crate::model::catalog::{DEFAULT_NAMESPACE, Entity, Node};
use crate::providers::catalog::place::{Place, repository};
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
        let mut documents: BTreeMap<usize, Result<Document, Refusal>> = BTreeMap::new();
        let mut told = Vec::new();
        for (at, entity) in wanted {
            let start = entity.bytes().start;
            if !documents.contains_key(&start) {
                let document = Document::of(&text, start, file).and_then(|document| {
                    let is_apart = is_apart(&documents, &document.bytes);
                    let changed = || Refusal::Changed {
                        file: (*file).to_owned(),
                    };
                    is_apart.then_some(document).ok_or_else(changed)
                });
                documents.insert(start, document);
            }
            let outcome = match documents.get_mut(&start) {
                Some(Ok(document)) => self.apply(document, *entity, &edits[*at]),
                Some(Err(refusal)) => Err(refusal.clone()),
                None => continue,
            };
            told.push((*at, outcome));
        }
        let draft = Draft {
            file: (*file).to_owned(),
            after: assembled(&text, documents.into_values().flatten()),
            before: text,
        };
        (Some(draft), told)
    }

    /// The text of a file that is the workspace's own to change.
    fn text(&self, file: &str) -> Result<String, Refusal> {
        let file_name = || file.to_owned();
        if self.anywhere {
            let text = files::text(&self.scope.path(file));
            return text.ok_or_else(|| Refusal::Gone { file: file_name() });
        }
        if let Some(refusal) = elsewhere(&self.root, file, |folder| self.repository(folder)) {
            return Err(refusal);
        }
        let place = self.place.as_ref().map_err(Clone::clone)?;
        let text = place.read(file).map_err(|error| Refusal::from(&error))?;
        text.ok_or_else(|| Refusal::Gone { file: file_name() })
    }

    /// As [`repository`], remembered.
    fn repository(&self, folder: &Path) -> Option<String> {
        let known = self.repositories.lock().ok();
        if let Some(found) = known.and_then(|known| known.get(folder).cloned()) {
            return found;
        }
        let found = repository(&self.root, folder);
        if let Ok(mut known) = self.repositories.lock() {
            known.insert(folder.to_owned(), found.clone());
        }
        found
    }

    /// One edit of a document.
    fn apply(&self, document: &mut Document, entity: Entity<'_>, edit: &Edit) -> Result<Written, Refusal> {
        let file = entity.file();
        let old = self
            .read(&document.text, file)
            .filter(|node| is_of(node, entity) && !entity.is_stale())
            .ok_or_else(|| Refusal::Changed {
                file: file.to_owned(),
            })?;
        let form = |why| Refusal::Form {
            file: file.to_owned(),
            why,
        };
        let after = change(&document.text, 0, &edit.changes).map_err(form)?;
        let new = self
            .read(&after, file)
            .filter(|node| is_of(node, entity))
            .ok_or_else(|| form("it would not be the same entity any more".to_owned()))?;
        let mut fields = BTreeMap::new();
        for change in &edit.changes {
            let path: Vec<&str> = change.path().iter().map(String::as_str).collect();
            let (before, now) = (value(&old, &path), value(&new, &path));
            if before != now {
                fields.insert(path.join("."), (before, now));
            }
        }
        document.text = after;
        Ok(Written {
            file: file.to_owned(),
            fields,
        })
    }

    /// What a document's text says, with its placeholders filled in.
    fn read(&self, text: &str, file: &str) -> Option<Node> {
        let path = self.scope.path(file);
        document_in(text, &path, self.scope.base_of(&path), 0..text.len())
    }
}

/// A document of a file: where it was, and its text by now.
struct Document {
    bytes: Range<usize>,
    text: String,
}

impl Document {
    fn of(text: &str, start: usize, file: &str) -> Result<Self, Refusal> {
        // What cannot be read there now could be when the catalog was read.
        let changed = |_| Refusal::Changed {
            file: file.to_owned(),
        };
        let bytes = extent(text, start).map_err(changed)?;
        Ok(Self {
            text: text[bytes.clone()].to_owned(),
            bytes,
        })
    }
}

/// Whether a document shares no byte with the others, as it does where the file is another one by now.
fn is_apart(documents: &BTreeMap<usize, Result<Document, Refusal>>, bytes: &Range<usize>) -> bool {
    let is_clear = |document: &Result<Document, Refusal>| {
        let other = document.as_ref().map(|document| &document.bytes);
        other.map_or(true, |other| other.end <= bytes.start || bytes.end <= other.start)
    };
    let before = documents
        .range(..bytes.start)
        .rev()
        .find(|(_, document)| document.is_ok());
    let after = documents
        .range(bytes.start..)
        .find(|(_, document)| document.is_ok());
    before
        .into_iter()
        .chain(after)
        .all(|(_, document)| is_clear(document))
}

/// A file's text with its documents as they are by now.
fn assembled(text: &str, documents: impl Iterator<Item = Document>) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for document in documents {
        out.push_str(text.get(at..document.bytes.start).unwrap_or_default());
        out.push_str(&document.text);
        at = document.bytes.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// Why a file is not the workspace's own to change; none where it is.
pub(super) fn elsewhere(
    root: &Path,
    file: &str,
    repository: impl Fn(&Path) -> Option<String>,
) -> Option<Refusal> {
    let file_name = || file.to_owned();
    if root.join(file).strip_prefix(root).is_err() {
        return Some(Refusal::Outside { file: file_name() });
    }
    let repository = repository(Path::new(file).parent()?)?;
    Some(Refusal::Foreign {
        file: file_name(),
        repository,
    })
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
