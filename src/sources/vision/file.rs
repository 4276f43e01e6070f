//! Texts of a workspace's files, within its folder and within limits.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Larger than any vision that people write, and than any radar that they draw.
const LARGEST: u64 = 2 << 20;

/// Why a file was not read.
#[derive(Debug)]
pub enum Unread {
    Missing,
    TooLarge,
    /// It is not in the workspace, or leads out of it.
    Outside,
    /// A folder, a pipe, a device.
    NotAFile,
    NotText,
    Cannot(io::Error),
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("there is no such file"),
            Self::TooLarge => write!(f, "the file is larger than {} MB; split it", LARGEST >> 20),
            Self::Outside => f.write_str("this is outside of the workspace; move the file into it"),
            Self::NotAFile => f.write_str("this is not a file"),
            Self::NotText => f.write_str("this is not UTF-8 text"),
            Self::Cannot(cause) => write!(f, "the file cannot be read: {cause}"),
        }
    }
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ => Self::Cannot(error),
        }
    }
}

/// The text of a file below a folder. Links may lead to other files of that folder only.
pub fn text_in(root: &Path, path: &str) -> Result<String, Unread> {
    let root = root.canonicalize()?;
    let file = root.join(path).canonicalize()?;
    if !file.starts_with(&root) {
        return Err(Unread::Outside);
    }
    let found = fs::metadata(&file)?;
    if !found.is_file() {
        return Err(Unread::NotAFile);
    }
    if found.len() > LARGEST {
        return Err(Unread::TooLarge);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or(0));
    // It may grow while it is read.
    File::open(&file)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unread::TooLarge);
    }
    String::from_utf8(bytes).map_err(|_| Unread::NotText)
}
