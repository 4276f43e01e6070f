//! A blueprint's skeleton: the files below the folder of its template, read into memory as they are. Nothing outside that
//! folder is reached, whatever links say; names are not yet rendered, so they are checked where they are.
//!
//! A link to a file that stays within the blueprint's folder stands for a copy of that file. Every other link (out of the
//! folder, to a folder, to nothing, in a circle) is refused, and so is whatever is neither file nor folder.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;

use cap_std::ambient_authority;
use cap_std::fs::{Dir, File, Metadata, OpenOptions};

use crate::model::blueprint::tree::{self, MOST_BYTES, MOST_FILE_BYTES, MOST_FILES, TreeFile, digest_of};
use crate::model::text::safe;

/// Folders inside one another at most.
const MOST_DEPTH: usize = 40;

/// Files by their path from the skeleton's folder, as written: names may hold expressions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skeleton {
    pub files: BTreeMap<String, TreeFile>,
}

impl Skeleton {
    /// SHA-256 over paths, modes and contents, in hexadecimal.
    pub fn digest(&self) -> String {
        digest_of(self.files.iter().map(|(path, file)| (path.as_str(), file)))
    }
}

/// Why a skeleton cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkeletonError {
    /// It is not below the blueprint's folder.
    Outside {
        path: String,
    },
    Missing {
        path: String,
    },
    NotAFolder {
        path: String,
    },
    NotAFile {
        path: String,
    },
    Link {
        path: String,
        why: LinkFault,
    },
    /// A device, a pipe, a socket.
    Special {
        path: String,
    },
    /// A name that is no text.
    Name {
        path: String,
    },
    FileTooLarge {
        path: String,
    },
    TooLarge,
    TooManyFiles,
    TooDeep {
        path: String,
    },
    Unreadable {
        path: String,
        cause: String,
    },
}

/// Where a link leads that is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    Outside,
    Nowhere,
    Circle,
    Folder,
}

impl fmt::Display for SkeletonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |path: &str| safe(path).into_owned();
        match self {
            Self::Outside { path } => {
                write!(f, "`{}` is not below the blueprint's folder", shown(path))
            }
            Self::Missing { path } => write!(f, "there is no `{}` beside the blueprint", shown(path)),
            Self::NotAFolder { path } => write!(f, "`{}` is no folder", shown(path)),
            Self::NotAFile { path } => write!(f, "`{}` is no file", shown(path)),
            Self::Link { path, why } => {
                let why = match why {
                    LinkFault::Outside => "leads out of the blueprint's folder",
                    LinkFault::Nowhere => "leads to nothing",
                    LinkFault::Circle => "leads in a circle",
                    LinkFault::Folder => "leads to a folder, which is not copied",
                };
                write!(f, "the link `{}` {why}", shown(path))
            }
            Self::Special { path } => write!(f, "`{}` is neither a file nor a folder", shown(path)),
            Self::Name { path } => write!(f, "a name in `{}` is no UTF-8 text", shown(path)),
            Self::FileTooLarge { path } => write!(
                f,
                "`{}` is too large; a file may have {} MB",
                shown(path),
                MOST_FILE_BYTES / (1024 * 1024)
            ),
            Self::TooLarge => write!(f, "the skeleton has more than {} MB", MOST_BYTES / (1024 * 1024)),
            Self::TooManyFiles => write!(f, "the skeleton has more than {MOST_FILES} files"),
            Self::TooDeep { path } => write!(f, "`{}` is too many folders deep", shown(path)),
            Self::Unreadable { path, cause } => write!(f, "`{}` cannot be read: {cause}", shown(path)),
        }
    }
}

impl std::error::Error for SkeletonError {}

/// Reads a folder below a blueprint's folder.
pub fn read(blueprint: &Path, below: &str) -> Result<Skeleton, SkeletonError> {
    let (root, below) = open(blueprint, below)?;
    let place = if below.is_empty() { "." } else { below.as_str() };
    let folder = root.open_dir(place).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => SkeletonError::Missing { path: below.clone() },
        io::ErrorKind::NotADirectory => SkeletonError::NotAFolder { path: below.clone() },
        _ if is_escape(&error) => SkeletonError::Outside { path: below.clone() },
        _ => unreadable(&below, &error),
    })?;
    let mut reader = Reader {
        root: &root,
        below: below.clone(),
        skeleton: Skeleton::default(),
        bytes: 0,
    };
    reader.folder(&folder, "", 0)?;
    Ok(reader.skeleton)
}

/// Reads one file below a blueprint's folder.
pub fn read_file(blueprint: &Path, path: &str) -> Result<TreeFile, SkeletonError> {
    let (root, path) = open(blueprint, path)?;
    let file = match root.symlink_metadata(&path) {
        Ok(metadata) if metadata.is_symlink() => return through_link(&root, &path),
        Ok(metadata) if metadata.is_dir() => return Err(SkeletonError::NotAFile { path }),
        Ok(_) => content(&root, &path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SkeletonError::Missing { path }),
        Err(error) if is_escape(&error) => return Err(SkeletonError::Outside { path }),
        Err(error) => return Err(unreadable(&path, &error)),
    };
    Ok(file)
}

fn open(blueprint: &Path, below: &str) -> Result<(Dir, String), SkeletonError> {
    let below = tree::folder(below).map_err(|_| SkeletonError::Outside {
        path: below.to_owned(),
    })?;
    let root = Dir::open_ambient_dir(blueprint, ambient_authority())
        .map_err(|error| unreadable(&blueprint.to_string_lossy(), &error))?;
    Ok((root, below))
}

struct Reader<'r> {
    root: &'r Dir,
    /// The skeleton's folder, from the blueprint's.
    below: String,
    skeleton: Skeleton,
    bytes: usize,
}

impl Reader<'_> {
    fn folder(&mut self, folder: &Dir, at: &str, depth: usize) -> Result<(), SkeletonError> {
        if depth > MOST_DEPTH {
            return Err(SkeletonError::TooDeep { path: at.to_owned() });
        }
        for entry in folder.entries().map_err(|error| unreadable(at, &error))? {
            let entry = entry.map_err(|error| unreadable(at, &error))?;
            let name = entry
                .file_name()
                .into_string()
                .map_err(|_| SkeletonError::Name { path: at.to_owned() })?;
            let path = joined(at, &name);
            let kind = entry.file_type().map_err(|error| unreadable(&path, &error))?;
            if kind.is_dir() {
                let inner = entry.open_dir().map_err(|error| unreadable(&path, &error))?;
                self.folder(&inner, &path, depth + 1)?;
            } else if kind.is_symlink() {
                let file = through_link(self.root, &joined(&self.below, &path))?;
                self.take(path, file)?;
            } else {
                let file = content(self.root, &joined(&self.below, &path))?;
                self.take(path, file)?;
            }
        }
        Ok(())
    }

    fn take(&mut self, path: String, file: TreeFile) -> Result<(), SkeletonError> {
        self.bytes += file.bytes.len();
        if self.bytes > MOST_BYTES {
            return Err(SkeletonError::TooLarge);
        }
        if self.skeleton.files.len() == MOST_FILES {
            return Err(SkeletonError::TooManyFiles);
        }
        self.skeleton.files.insert(path, file);
        Ok(())
    }
}

/// The file that a link stands for.
fn through_link(root: &Dir, path: &str) -> Result<TreeFile, SkeletonError> {
    let fault = |why| SkeletonError::Link {
        path: path.to_owned(),
        why,
    };
    match root.metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(fault(LinkFault::Folder)),
        Ok(_) => content(root, path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(fault(LinkFault::Nowhere)),
        Err(error) if is_escape(&error) => Err(fault(LinkFault::Outside)),
        Err(error) if is_circle(&error) => Err(fault(LinkFault::Circle)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn content(root: &Dir, path: &str) -> Result<TreeFile, SkeletonError> {
    let file = open_file(root, path).map_err(|error| match error.kind() {
        // What opening a socket says.
        io::ErrorKind::Other if !is_escape(&error) => SkeletonError::Special {
            path: path.to_owned(),
        },
        _ => unreadable(path, &error),
    })?;
    let metadata = file.metadata().map_err(|error| unreadable(path, &error))?;
    if !metadata.is_file() {
        return Err(SkeletonError::Special {
            path: path.to_owned(),
        });
    }
    let too_large = || SkeletonError::FileTooLarge {
        path: path.to_owned(),
    };
    if metadata.len() > MOST_FILE_BYTES as u64 {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(metadata.len() as usize);
    let read = file.take(MOST_FILE_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(path, &error))?;
    match bytes.len() > MOST_FILE_BYTES {
        true => Err(too_large()),
        false => Ok(TreeFile {
            bytes: bytes.into(),
            executable: is_executable(&metadata),
        }),
    }
}

/// Opens a file, and never waits for what is none: a pipe would otherwise wait for its writer for ever.
fn open_file(root: &Dir, path: &str) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use cap_std::fs::OpenOptionsExt;
        options.custom_flags(rustix::fs::OFlags::NONBLOCK.bits() as i32);
    }
    let metadata = root.metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("no file"));
    }
    root.open_with(path, &options)
}

#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use cap_std::fs::PermissionsExt;
    metadata.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

/// Whether a path led out of the folder that everything must stay in; `cap-std` says so in words.
fn is_escape(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied && error.raw_os_error().is_none()
}

#[cfg(unix)]
fn is_circle(error: &io::Error) -> bool {
    error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error())
}

#[cfg(not(unix))]
fn is_circle(_: &io::Error) -> bool {
    false
}

fn unreadable(path: &str, error: &io::Error) -> SkeletonError {
    SkeletonError::Unreadable {
        path: path.to_owned(),
        cause: error.to_string(),
    }
}

fn joined(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_owned(),
        folder => format!("{folder}/{name}"),
    }
}
