//! Files of a workspace as its Git repository had them: `HEAD~1:vision.yaml`. Reads the repository, starts no program and
//! takes no settings but the repository's own.

use std::fmt;
use std::path::{Component, Path};

use gix::ObjectId;

/// Ancestors that are walked back at most, as in `HEAD~99999999`.
const FARTHEST: usize = 100_000;
/// Larger files are not what anybody compares.
const LARGEST: usize = 4 << 20;

/// The tree of one revision, looked at from a workspace.
pub struct Revision {
    repository: gix::Repository,
    tree: ObjectId,
    /// The workspace within the repository, with `/` at its end; empty at its root.
    prefix: String,
}

/// Why there is no such file of that revision.
#[derive(Debug)]
pub enum RevisionError {
    NoRepository {
        folder: String,
    },
    /// No branch, tag or commit has this name.
    NoRevision {
        name: String,
    },
    /// It is not written as this program reads it.
    Unreadable {
        name: String,
    },
    /// It has fewer ancestors, or not so many parents.
    NoAncestor {
        name: String,
    },
    /// The repository is damaged, or of a sort that cannot be read.
    Damaged(String),
}

impl fmt::Display for RevisionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRepository { folder } => write!(f, "{folder} is in no Git repository"),
            Self::NoRevision { name } => write!(f, "no branch, tag or commit is called `{name}`"),
            Self::Unreadable { name } => write!(
                f,
                "`{name}` is no revision; write a branch, a tag or a commit, with ~2 or ^ for what came before it"
            ),
            Self::NoAncestor { name } => write!(f, "`{name}` is before the first commit"),
            Self::Damaged(error) => write!(f, "the Git repository cannot be read: {error}"),
        }
    }
}

impl std::error::Error for RevisionError {}

impl From<gix::Error> for RevisionError {
    fn from(error: gix::Error) -> Self {
        Self::Damaged(error.to_string())
    }
}

impl Revision {
    /// A revision of the repository that a workspace is in: a branch, a tag or a commit, and which one before it.
    pub fn open(workspace: &Path, name: &str) -> Result<Self, RevisionError> {
        let isolated = gix::open::Options::isolated;
        let trust = gix::sec::trust::Mapping {
            full: isolated(),
            reduced: isolated(),
        };
        let found = gix::ThreadSafeRepository::discover_opts(
            workspace,
            gix::discover::upwards::Options::default(),
            trust,
        );
        let repository = match found {
            Ok(found) => found.to_thread_local(),
            Err(_) => {
                return Err(RevisionError::NoRepository {
                    folder: workspace.display().to_string(),
                });
            }
        };
        let prefix = prefix_of(&repository, workspace);
        let commit = commit_of(&repository, name)?;
        let tree = repository.find_commit(commit)?.tree_id()?.detach();
        Ok(Self {
            repository,
            tree,
            prefix,
        })
    }

    /// What a file held, by its path from the root of the repository, or else from the workspace. None where there was none.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, RevisionError> {
        let path = path.strip_prefix("./").unwrap_or(path);
        if let Some(found) = self.at(path)? {
            return Ok(Some(found));
        }
        match self.prefix.is_empty() {
            true => Ok(None),
            false => self.in_workspace(path),
        }
    }

    /// What a file held, by its path from the workspace.
    pub fn in_workspace(&self, path: &str) -> Result<Option<Vec<u8>>, RevisionError> {
        self.at(&format!("{}{path}", self.prefix))
    }

    fn at(&self, path: &str) -> Result<Option<Vec<u8>>, RevisionError> {
        let tree = self.repository.find_tree(self.tree)?;
        let entry = tree.lookup_entry_by_path(path)?;
        let Some(entry) = entry.filter(|entry| entry.mode().is_blob()) else {
            return Ok(None);
        };
        let size = self.repository.find_header(entry.object_id())?.size();
        if size > LARGEST as u64 {
            return Err(RevisionError::Damaged(format!(
                "{path} is larger than {} MB",
                LARGEST >> 20
            )));
        }
        Ok(Some(entry.object()?.detach().data))
    }
}

fn prefix_of(repository: &gix::Repository, workspace: &Path) -> String {
    let root = repository.workdir().and_then(|root| root.canonicalize().ok());
    let inside = root.zip(workspace.canonicalize().ok());
    let Some((root, workspace)) = inside else {
        return String::new();
    };
    let Ok(rest) = workspace.strip_prefix(root) else {
        return String::new();
    };
    let part = |part: Component<'_>| format!("{}/", part.as_os_str().to_string_lossy());
    rest.components().map(part).collect()
}

/// The commit of `main`, `v1.2`, `4f2a91c`, `HEAD~2`, `main^2~1`.
fn commit_of(repository: &gix::Repository, name: &str) -> Result<ObjectId, RevisionError> {
    let end = name.find(['~', '^']).unwrap_or(name.len());
    let (base, steps) = name.split_at(end);
    let unreadable = || RevisionError::Unreadable {
        name: name.to_owned(),
    };
    let missing = || RevisionError::NoAncestor {
        name: name.to_owned(),
    };
    let steps = steps_of(steps).ok_or_else(unreadable)?;
    let mut commit = named(repository, if base == "@" { "HEAD" } else { base })?;
    for (generations, parent) in steps {
        for _ in 0..generations {
            let mut parents = repository
                .find_commit(commit)?
                .parent_ids()
                .map(|id| id.detach())
                .collect::<Vec<_>>()
                .into_iter();
            commit = parents.nth(parent - 1).ok_or_else(missing)?;
        }
    }
    Ok(commit)
}

/// How far to go back, and to which parent each time, as `~2^2` says it. None where it is written otherwise.
fn steps_of(text: &str) -> Option<Vec<(usize, usize)>> {
    let mut steps = Vec::new();
    let mut rest = text;
    while let Some(step) = rest.chars().next() {
        let after = rest.get(step.len_utf8()..)?;
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        let (count, left) = after.split_at(digits);
        let count = match count {
            "" => 1,
            digits => digits.parse::<usize>().ok()?,
        };
        steps.push(match step {
            '~' if count <= FARTHEST => (count, 1),
            '^' if count > 0 => (1, count),
            _ => return None,
        });
        rest = left;
    }
    Some(steps)
}

/// The commit of a branch, a tag, or the beginning of a commit's name.
fn named(repository: &gix::Repository, name: &str) -> Result<ObjectId, RevisionError> {
    let missing = || RevisionError::NoRevision {
        name: name.to_owned(),
    };
    // A name that cannot be one of a branch is an error there, and none here.
    if let Ok(Some(mut found)) = repository.try_find_reference(name) {
        return Ok(found.peel_to_commit()?.id);
    }
    let prefix = gix::hash::Prefix::from_hex(name).map_err(|_| missing())?;
    let found = repository.objects.lookup_prefix(prefix, None)?;
    let id = found.and_then(Result::ok).ok_or_else(missing)?;
    Ok(repository.find_object(id)?.peel_to_commit()?.id)
}

#[cfg(test)]
mod tests {
    use gix::objs::tree::{Entry, EntryKind};

    use super::*;

    /// A repository of commits that hold one file each, in a folder of the repository.
    fn repository(texts: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let repository = gix::init(folder.path()).unwrap();
        let mut parent: Option<ObjectId> = None;
        for text in texts {
            let blob = repository.write_blob(text.as_bytes()).unwrap().detach();
            let entry = |name: &str, kind: EntryKind, oid| Entry {
                mode: kind.into(),
                filename: name.into(),
                oid,
            };
            let inner = gix::objs::Tree {
                entries: vec![entry("vision.yaml", EntryKind::Blob, blob)],
            };
            let inner = repository.write_object(&inner).unwrap().detach();
            let outer = gix::objs::Tree {
                entries: vec![entry("company", EntryKind::Tree, inner)],
            };
            let tree = repository.write_object(&outer).unwrap().detach();
            let signature = gix::actor::Signature {
                name: "ana".into(),
                email: "ana@example.com".into(),
                time: gix::date::Time::default(),
            };
            let commit = gix::objs::Commit {
                tree,
                parents: parent.into_iter().collect(),
                author: signature.clone(),
                committer: signature,
                encoding: None,
                message: "change".into(),
                extra_headers: Vec::new(),
            };
            parent = Some(repository.write_object(&commit).unwrap().detach());
        }
        for name in ["refs/heads/main", "refs/heads/master", "refs/tags/v1"] {
            let commit = parent.unwrap();
            repository
                .reference(name, commit, gix::refs::transaction::PreviousValue::Any, "made")
                .unwrap();
        }
        std::fs::create_dir(folder.path().join("company")).unwrap();
        folder
    }

    #[test]
    fn a_revision_is_named_as_in_git() {
        let folder = repository(&["one", "two", "three"]);
        let workspace = folder.path().join("company");
        for (name, path, expected) in [
            ("HEAD", "vision.yaml", "three"),
            ("@", "company/vision.yaml", "three"),
            ("main", "./vision.yaml", "three"),
            ("v1^", "vision.yaml", "two"),
            ("HEAD~1", "vision.yaml", "two"),
            ("main~1^1", "vision.yaml", "one"),
            ("main~~", "vision.yaml", "one"),
            ("HEAD", "other.yaml", "nothing"),
        ] {
            let found = Revision::open(&workspace, name).unwrap().file(path).unwrap();
            let found = found.map(|bytes| String::from_utf8(bytes).unwrap());
            assert_eq!(found.as_deref().unwrap_or("nothing"), expected, "{name}:{path}");
        }
    }

    #[test]
    fn what_is_no_revision_is_told() {
        let folder = repository(&["one"]);
        for (name, expected) in [
            ("nowhere", "no branch, tag or commit is called `nowhere`"),
            ("deadbeef", "no branch, tag or commit is called `deadbeef`"),
            ("HEAD~1", "`HEAD~1` is before the first commit"),
            ("HEAD~x", "`HEAD~x` is no revision;"),
            ("HEAD~é", "`HEAD~é` is no revision;"),
            ("HEAD^0", "`HEAD^0` is no revision;"),
            (
                "HEAD~99999999999999999999",
                "`HEAD~99999999999999999999` is no revision;",
            ),
            ("", "no branch, tag or commit is called ``"),
        ] {
            let error = Revision::open(folder.path(), name).err().unwrap().to_string();
            assert!(error.starts_with(expected), "{name}: {error}");
        }
    }
}
