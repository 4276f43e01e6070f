//! The contents of one repository: a real bare Git repository, which `git clone` can read. Branches are loose files.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::objs::tree::{Entry, EntryKind};
use jiff::Timestamp;

/// A repository's objects and branches.
pub(super) struct Objects {
    folder: PathBuf,
    git: gix::Repository,
}

/// A file of a tree: its mode as Git writes it (`100644`), and its blob.
pub(super) type Files = BTreeMap<String, (EntryKind, ObjectId)>;

#[derive(Clone, Debug)]
pub(super) struct Person {
    pub name: String,
    pub email: String,
    pub when: Timestamp,
}

#[derive(Clone, Debug)]
pub(super) struct Commit {
    pub tree: ObjectId,
    pub parents: Vec<ObjectId>,
    pub author: Person,
    pub committer: Person,
    pub message: String,
}

fn broken(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

impl Objects {
    /// Opens the repository in a folder, which is made where there is none.
    pub(super) fn open(folder: PathBuf) -> io::Result<Self> {
        if !folder.join("HEAD").exists() {
            std::fs::create_dir_all(&folder)?;
            gix::init_bare(&folder).map_err(broken)?;
        }
        let git = gix::open_opts(&folder, gix::open::Options::isolated()).map_err(broken)?;
        Ok(Self { folder, git })
    }

    pub(super) fn blob(&self, bytes: &[u8]) -> io::Result<ObjectId> {
        Ok(self.git.write_blob(bytes).map_err(broken)?.detach())
    }

    pub(super) fn has(&self, id: ObjectId) -> bool {
        self.git.try_find_object(id).is_ok_and(|object| object.is_some())
    }

    pub(super) fn content(&self, id: ObjectId) -> io::Result<Vec<u8>> {
        Ok(self.git.find_object(id).map_err(broken)?.detach().data)
    }

    /// All files below a tree.
    pub(super) fn files(&self, tree: ObjectId) -> io::Result<Files> {
        let mut files = Files::new();
        self.files_below("", tree, &mut files)?;
        Ok(files)
    }

    fn files_below(&self, prefix: &str, tree: ObjectId, files: &mut Files) -> io::Result<()> {
        let object = self.git.find_object(tree).map_err(broken)?;
        let tree = object.try_into_tree().map_err(broken)?;
        let decoded = tree.decode().map_err(broken)?;
        for entry in &decoded.entries {
            let path = format!("{prefix}{}", entry.filename);
            match entry.mode.kind() {
                EntryKind::Tree => self.files_below(&format!("{path}/"), entry.oid.to_owned(), files)?,
                kind => {
                    files.insert(path, (kind, entry.oid.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// Writes the trees of some files, and gives the topmost.
    pub(super) fn tree(&self, files: &Files) -> io::Result<ObjectId> {
        let mut entries = vec![];
        let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
        for (path, (kind, id)) in files {
            match path.split_once('/') {
                Some((folder, rest)) => {
                    folders
                        .entry(folder)
                        .or_default()
                        .insert(rest.to_owned(), (*kind, *id));
                }
                None => entries.push(Entry {
                    mode: (*kind).into(),
                    filename: path.as_str().into(),
                    oid: *id,
                }),
            }
        }
        for (folder, files) in folders {
            entries.push(Entry {
                mode: EntryKind::Tree.into(),
                filename: folder.into(),
                oid: self.tree(&files)?,
            });
        }
        entries.sort();
        let tree = gix::objs::Tree { entries };
        Ok(self.git.write_object(&tree).map_err(broken)?.detach())
    }

    pub(super) fn commit(&self, commit: &Commit) -> io::Result<ObjectId> {
        let signature = |person: &Person| gix::actor::Signature {
            name: person.name.as_str().into(),
            email: person.email.as_str().into(),
            time: gix::date::Time {
                seconds: person.when.as_second(),
                offset: 0,
            },
        };
        let written = gix::objs::Commit {
            tree: commit.tree,
            parents: commit.parents.iter().copied().collect(),
            author: signature(&commit.author),
            committer: signature(&commit.committer),
            encoding: None,
            message: commit.message.as_str().into(),
            extra_headers: vec![],
        };
        Ok(self.git.write_object(&written).map_err(broken)?.detach())
    }

    pub(super) fn read_commit(&self, id: ObjectId) -> io::Result<Option<Commit>> {
        let Some(object) = self.git.try_find_object(id).map_err(broken)? else {
            return Ok(None);
        };
        let Ok(commit) = object.try_into_commit() else {
            return Ok(None);
        };
        let read = commit.decode().map_err(broken)?;
        let person = |signature: gix::actor::SignatureRef<'_>| Person {
            name: signature.name.to_string(),
            email: signature.email.to_string(),
            when: Timestamp::from_second(signature.seconds()).unwrap_or_default(),
        };
        Ok(Some(Commit {
            tree: read.tree(),
            parents: read.parents().collect(),
            author: person(read.author().map_err(broken)?),
            committer: person(read.committer().map_err(broken)?),
            message: read.message.to_string(),
        }))
    }

    /// Whether a commit is another one or comes after it.
    pub(super) fn follows(&self, later: ObjectId, earlier: ObjectId) -> io::Result<bool> {
        let mut open = vec![later];
        while let Some(id) = open.pop() {
            if id == earlier {
                return Ok(true);
            }
            open.extend(
                self.read_commit(id)?
                    .into_iter()
                    .flat_map(|commit| commit.parents),
            );
        }
        Ok(false)
    }

    fn branches_folder(&self) -> PathBuf {
        self.folder.join("refs/heads")
    }

    pub(super) fn branch(&self, name: &str) -> io::Result<Option<ObjectId>> {
        if !is_branch_name(name) {
            return Ok(None);
        }
        match std::fs::read_to_string(self.branches_folder().join(name)) {
            Ok(text) => Ok(ObjectId::from_hex(text.trim().as_bytes()).ok()),
            Err(_) => Ok(None),
        }
    }

    pub(super) fn set_branch(&self, name: &str, id: ObjectId) -> io::Result<()> {
        let file = self.branches_folder().join(name);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, format!("{id}\n"))
    }

    pub(super) fn delete_branch(&self, name: &str) -> io::Result<()> {
        std::fs::remove_file(self.branches_folder().join(name))
    }

    /// What a clone checks out.
    pub(super) fn set_head(&self, branch: &str) -> io::Result<()> {
        std::fs::write(self.folder.join("HEAD"), format!("ref: refs/heads/{branch}\n"))
    }

    pub(super) fn remove(folder: &Path) -> io::Result<()> {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

/// Whether Git takes a text as the name of a branch (git-check-ref-format(1)).
pub(super) fn is_branch_name(name: &str) -> bool {
    let part_is_well = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let sign_is_well = |c: char| !c.is_control() && !" ~^:?*[\\".contains(c);
    name.split('/').all(part_is_well)
        && name.chars().all(sign_is_well)
        && !name.contains("..")
        && !name.contains("@{")
        && !name.ends_with('.')
        && !name.starts_with('-')
}
