//! Why a tree refuses a file, in words.

use std::fmt;

use super::{MOST_BYTES, MOST_FILE_BYTES, MOST_FILES};
use crate::model::text::safe;

/// Why a path cannot be written below a folder on every system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathFault {
    Empty,
    /// It begins at the top of the disk.
    Absolute,
    /// It leads to the folder above.
    Parent,
    /// It would reach into what Git keeps for itself.
    Git,
    /// A control character, or one that is drawn as nothing or turns text around.
    Hazard,
    /// A letter and its accent as two characters: systems disagree whether it is the same name.
    Decomposed,
    /// A name or a character that Windows keeps for itself.
    Windows,
    TooLong,
    TooDeep,
}

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "it is empty",
            Self::Absolute => "it begins at the top of the disk; paths are relative",
            Self::Parent => "`..` leads out of the folder",
            Self::Git => "it would reach into what Git keeps for itself",
            Self::Hazard => "it holds a control character or one that is not shown",
            Self::Decomposed => {
                "it holds an accent as a character of its own; write the accented letter as one"
            }
            Self::Windows => "it holds a name or a character that Windows keeps for itself",
            Self::TooLong => "it is too long",
            Self::TooDeep => "it is too many folders deep",
        })
    }
}

/// Why a tree refuses something. It is then as it was before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeError {
    Path {
        path: String,
        fault: PathFault,
    },
    /// On some systems both would be the same.
    SameButForCase {
        path: String,
        other: String,
    },
    /// It would be both a file and a folder.
    FileAndFolder {
        path: String,
    },
    FileTooLarge {
        path: String,
        bytes: usize,
    },
    TooManyFiles,
    TooLarge,
    Missing {
        path: String,
    },
    /// Something is there already.
    Taken {
        path: String,
    },
    IntoItself {
        path: String,
    },
    Glob {
        pattern: String,
    },
}

impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, fault } => write!(f, "the path `{}` cannot be used: {fault}", safe(path)),
            Self::SameButForCase { path, other } => write!(
                f,
                "`{path}` differs from `{other}` only by its case, which some systems do not see"
            ),
            Self::FileAndFolder { path } => write!(f, "`{path}` would be both a file and a folder"),
            Self::FileTooLarge { path, bytes } => write!(
                f,
                "`{path}` has {bytes} bytes; a file may have {} MB",
                MOST_FILE_BYTES / (1024 * 1024)
            ),
            Self::TooManyFiles => write!(f, "there are more than {MOST_FILES} files"),
            Self::TooLarge => write!(
                f,
                "all files together have more than {} MB",
                MOST_BYTES / (1024 * 1024)
            ),
            Self::Missing { path } => write!(f, "there is no `{path}`"),
            Self::Taken { path } => write!(f, "`{path}` is there already"),
            Self::IntoItself { path } => write!(f, "`{path}` cannot be moved into itself"),
            Self::Glob { pattern } => write!(f, "`{}` is no pattern of paths", safe(pattern)),
        }
    }
}

impl std::error::Error for TreeError {}
