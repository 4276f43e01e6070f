//! Where in a settings file something is written, and complaints that say so.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A position in a settings file; line and column count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub file: Arc<Path>,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// A setting together with its place, for those who judge it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    pub value: T,
    pub place: Place,
}

impl<T> Located<T> {
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located {
            value: f(self.value),
            place: self.place,
        }
    }

    /// A complaint about this setting.
    pub fn complain(&self, message: impl Into<String>) -> Complaint {
        Complaint {
            place: self.place.clone(),
            message: message.into(),
        }
    }
}

/// One thing wrong in a settings file, with what would be right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    pub place: Place,
    pub message: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

/// Why a settings file cannot be used.
#[derive(Debug)]
pub enum SettingsError {
    /// The file is there but could not be read.
    Unreadable { file: PathBuf, cause: std::io::Error },
    /// What is wrong in the file, in the order of the file; never empty.
    Wrong(Vec<Complaint>),
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, cause } => write!(f, "cannot read {}: {cause}", file.display()),
            Self::Wrong(complaints) => {
                for (n, complaint) in complaints.iter().enumerate() {
                    if n > 0 {
                        writeln!(f)?;
                    }
                    write!(f, "{complaint}")?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for SettingsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { cause, .. } => Some(cause),
            Self::Wrong(_) => None,
        }
    }
}
