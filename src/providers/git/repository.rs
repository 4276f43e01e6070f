//! A bare repository on disk: made whole or not at all, known again by the marker in its settings and its commits.
//! Reads no settings but the repository's own, and starts no program.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use gix::ObjectId;
use gix::actor::Signature;
use gix::bstr::ByteSlice;
use gix::objs::tree::EntryKind;
use gix::refs::transaction::PreviousValue;
use jiff::Timestamp;

use crate::model::blueprint::repo_url::{LOCAL, RepoUrl};
use crate::model::blueprint::tree::Tree;
use crate::providers::action::{ActionError, Call, ErrorKind};
use crate::providers::input::wrong;

/// Commits that are looked through for a marker at most.
const LOOKED_THROUGH: usize = 200;

/// Where a repository of this name is.
pub fn place(call: &Call<'_>, url: &RepoUrl) -> PathBuf {
    let folder = call.world.repositories().join(&url.owner);
    folder.join(format!("{}.git", url.repo))
}

/// The address that Git takes.
pub fn clone_url(place: &Path) -> String {
    format!("file://{}", place.display())
}

/// The address of its files, as `repoContentsUrl` is on GitHub. It names no folder of this machine, because it ends up in
/// catalog files that others read.
pub fn contents_url(url: &RepoUrl, branch: &str) -> String {
    format!("{LOCAL}://{}/{}/blob/{branch}", url.owner, url.repo)
}

/// What a file of a local repository holds, by the address that [`contents_url`] begins: `local://acme/cart/blob/main/x`.
/// None where the address is of another sort, or where there is no such file.
pub fn local_contents(call: &Call<'_>, address: &str) -> Result<Option<Vec<u8>>, ActionError> {
    let Some(rest) = address.strip_prefix("local://") else {
        return Ok(None);
    };
    let refused = || wrong(format!("`{address}` is no place in a repository"));
    let mut parts = rest.splitn(5, '/');
    let (Some(owner), Some(repo), Some("blob" | "tree"), Some(branch), Some(path)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return Err(refused());
    };
    let url = RepoUrl::parse(&format!("{LOCAL}?owner={owner}&repo={repo}")).map_err(|_| refused())?;
    let place = place(call, &url);
    match place.exists() {
        true => file_at(&place, branch, path),
        false => Ok(None),
    }
}

/// What a file holds on a branch of a repository.
pub fn file_at(place: &Path, branch: &str, path: &str) -> Result<Option<Vec<u8>>, ActionError> {
    let failed = |error: gix::Error| damaged(place, &error);
    let repository = open(place)?;
    let Some(head) = head_of(&repository, branch).map_err(failed)? else {
        return Ok(None);
    };
    let tree = repository
        .find_commit(head)
        .and_then(|commit| commit.tree())
        .map_err(failed)?;
    let entry = tree.lookup_entry_by_path(path).map_err(failed)?;
    match entry.filter(|entry| entry.mode().is_blob()) {
        None => Ok(None),
        Some(entry) => Ok(Some(entry.object().map_err(failed)?.detach().data)),
    }
}

/// Opens a repository, heeding only its own settings.
pub fn open(place: &Path) -> Result<gix::Repository, ActionError> {
    gix::open_opts(place, options()).map_err(|error| damaged(place, &error))
}

fn options() -> gix::open::Options {
    gix::open::Options::isolated().open_path_as_is(true)
}

pub fn damaged(place: &Path, error: &dyn std::fmt::Display) -> ActionError {
    wrong(format!(
        "the repository {} cannot be used: {error}",
        place.display()
    ))
    .hint("look at it with `git fsck`")
}

/// The commit that a branch is at.
pub fn head_of(repository: &gix::Repository, branch: &str) -> Result<Option<ObjectId>, gix::Error> {
    let name = format!("refs/heads/{branch}");
    match repository.try_find_reference(name.as_str())? {
        None => Ok(None),
        Some(mut found) => Ok(Some(found.peel_to_id()?.detach())),
    }
}

/// Who wrote a commit, when, and what for.
pub struct Authored<'a> {
    pub name: &'a str,
    pub email: &'a str,
    pub time: Timestamp,
    pub message: String,
}

impl Authored<'_> {
    fn signature(&self) -> Signature {
        // Git has no way to write these in a name.
        let clean = |text: &str| text.replace(['<', '>', '\n', '\0'], "");
        Signature {
            name: clean(self.name).into(),
            email: clean(self.email).into(),
            time: gix::date::Time {
                seconds: self.time.as_second(),
                offset: 0,
            },
        }
    }
}

/// A message with the marker as its last line, as Git's trailers are written.
pub fn marked(message: &str, op_key: &str) -> String {
    format!("{}\n\nMuster-Op: {op_key}\n", message.trim_end())
}

/// Writes files and a commit of them into a repository, on top of a parent or as the first one. `base` is the tree that the
/// files are laid over. No branch points to it yet.
pub fn write_commit(
    repository: &gix::Repository,
    files: &Tree,
    parent: Option<ObjectId>,
    authored: &Authored<'_>,
) -> Result<ObjectId, gix::Error> {
    let base = match parent {
        Some(parent) => repository.find_commit(parent)?.tree()?,
        None => repository.empty_tree(),
    };
    let mut editor = base.edit()?;
    for (path, file) in files.iter() {
        let blob = repository.write_blob(&file.bytes)?;
        let kind = match file.executable {
            true => EntryKind::BlobExecutable,
            false => EntryKind::Blob,
        };
        editor.upsert(path, kind, blob)?;
    }
    let tree = editor.write()?;
    let signature = authored.signature();
    let commit = gix::objs::Commit {
        tree: tree.detach(),
        parents: parent.into_iter().collect(),
        author: signature.clone(),
        committer: signature,
        encoding: None,
        message: authored.message.as_str().into(),
        extra_headers: Vec::new(),
    };
    Ok(repository.write_object(&commit)?.detach())
}

/// Moves a branch from one commit to the next, or makes it; refused where it is not where it was.
pub fn move_branch(
    repository: &gix::Repository,
    branch: &str,
    from: Option<ObjectId>,
    to: ObjectId,
) -> Result<(), gix::Error> {
    let expected = match from {
        Some(from) => PreviousValue::MustExistAndMatch(from.into()),
        None => PreviousValue::MustNotExist,
    };
    let name = format!("refs/heads/{branch}");
    repository
        .reference(name.as_str(), to, expected, "muster")
        .map(|_| ())
}

/// The commit with this marker on a branch, looked for from the newest.
pub fn find_marked(
    repository: &gix::Repository,
    branch: &str,
    op_key: &str,
) -> Result<Option<ObjectId>, gix::Error> {
    let mut next = head_of(repository, branch)?;
    let marker = format!("Muster-Op: {op_key}");
    for _ in 0..LOOKED_THROUGH {
        let Some(id) = next else { return Ok(None) };
        let commit = repository.find_commit(id)?;
        let message = commit.message_raw()?;
        if message.lines().any(|line| line.trim_end() == marker.as_bytes()) {
            return Ok(Some(id));
        }
        next = commit.parent_ids().next().map(|parent| parent.detach());
    }
    Ok(None)
}

/// What the settings of a repository say about how it was made: the marker, and the first commit.
pub fn made_by(repository: &gix::Repository) -> Option<(String, String)> {
    let settings = repository.config_snapshot();
    let op = settings.string("muster.op")?.to_string();
    let commit = settings.string("muster.commit")?.to_string();
    Some((op, commit))
}

/// A new repository to be made: with one commit of these files.
pub struct Making<'m> {
    pub place: &'m Path,
    pub files: &'m Tree,
    pub branch: &'m str,
    pub description: Option<&'m str>,
    pub authored: Authored<'m>,
    pub op_key: &'m str,
}

/// Why no repository was made.
pub enum NotMade {
    /// Something of that name is there.
    Taken,
    Failed(ActionError),
}

/// Makes a repository beside its place and moves it there whole, so that a crash leaves nothing half.
pub fn make(making: &Making<'_>, repositories: &Path) -> Result<ObjectId, NotMade> {
    let io_failed = |what: &str, error: io::Error| {
        let message = format!("cannot {what}: {error}");
        NotMade::Failed(ActionError::new(ErrorKind::Retry { after: None }, message))
    };
    let half = repositories.join(format!(
        ".making-{}",
        &making.op_key[..making.op_key.len().min(16)]
    ));
    if half.exists() {
        fs::remove_dir_all(&half).map_err(|error| io_failed("clear what a crash left", error))?;
    }
    let owner = making.place.parent().unwrap_or(repositories);
    for folder in [repositories, owner] {
        private_folder(folder).map_err(|error| io_failed("make the folder of repositories", error))?;
    }
    let commit = fill(making, &half).map_err(|error| {
        let failed = damaged(&half, &error);
        NotMade::Failed(ActionError {
            kind: ErrorKind::Retry { after: None },
            ..failed
        })
    })?;
    synced(&half).map_err(|error| io_failed("write the repository to the disk", error))?;
    match fs::rename(&half, making.place) {
        Ok(()) => {
            let _ = File::open(owner).and_then(|folder| folder.sync_all());
            Ok(commit)
        }
        Err(error) => {
            let taken = making.place.exists();
            let _ = fs::remove_dir_all(&half);
            Err(match taken {
                true => NotMade::Taken,
                false => io_failed("put the repository in its place", error),
            })
        }
    }
}

fn fill(making: &Making<'_>, folder: &Path) -> Result<ObjectId, gix::Error> {
    let io_error = |error: io::Error| gix::Error::from_error(error);
    let repository: gix::Repository =
        gix::ThreadSafeRepository::init_opts(folder, gix::create::Kind::Bare, Default::default(), options())?
            .into();
    // Examples that nobody needs.
    fs::remove_dir_all(folder.join("hooks")).map_err(io_error)?;
    let commit = write_commit(&repository, making.files, None, &making.authored)?;
    move_branch(&repository, making.branch, None, commit)?;
    fs::write(
        folder.join("HEAD"),
        format!("ref: refs/heads/{}\n", making.branch),
    )
    .map_err(io_error)?;
    if let Some(description) = making.description {
        fs::write(folder.join("description"), format!("{}\n", description.trim())).map_err(io_error)?;
    }
    let settings = folder.join("config");
    let mut text = fs::read_to_string(&settings).map_err(io_error)?;
    text.push_str(&format!(
        "[muster]\n\top = {}\n\tcommit = {commit}\n",
        making.op_key
    ));
    fs::write(&settings, text).map_err(io_error)?;
    Ok(commit)
}

fn private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Sees to it that all of a folder is on the disk, not only on its way there.
fn synced(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => synced(&entry.path())?,
            false => File::open(entry.path())?.sync_all()?,
        }
    }
    #[cfg(unix)]
    File::open(folder)?.sync_all()?;
    Ok(())
}
