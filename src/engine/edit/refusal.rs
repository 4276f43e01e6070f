//! Why an entity's file is not changed.

use std::fmt;

use crate::engine::discovery::told;
use crate::providers::action::ActionError;

/// Each as a sentence, with what to do instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No entity of the catalog.
    Unknown {
        entity: String,
    },
    /// Another tool's file tells of it, and no entity file does.
    Declared {
        entity: String,
        file: String,
    },
    /// The file is not below the workspace.
    Outside {
        file: String,
    },
    /// The file is in a repository of its own below the workspace.
    Foreign {
        file: String,
        repository: String,
    },
    Gone {
        file: String,
    },
    /// Somebody changed the file after it was read.
    Changed {
        file: String,
    },
    /// The document is written in a way that cannot be changed.
    Form {
        file: String,
        why: String,
    },
    /// A person may not change this, or not to that.
    Unfit {
        why: String,
    },
    /// The disk, or the folder's rights.
    Failed {
        why: String,
    },
}

impl Refusal {
    /// The sentence, with the word for what was to be done: `change`, `declare`.
    pub fn told(&self, verb: &str) -> String {
        match self {
            Self::Unknown { entity } => format!("{entity} is not in the catalog"),
            Self::Declared { entity, file } => format!(
                "{entity} is known only from {file}, which is another tool's; register it first, or {verb} it there"
            ),
            Self::Outside { file } => format!("{file} is outside of the workspace; {verb} it there"),
            Self::Foreign { file, repository } => {
                format!("{file} belongs to another repository, {repository}; {verb} it there")
            }
            Self::Gone { file } => format!("{file} is not there any more"),
            Self::Changed { file } => {
                format!("{file} has changed since it was read; read the catalog again")
            }
            Self::Form { file, why } => format!("{file} cannot be changed: {why}; {verb} it by hand"),
            Self::Unfit { why } | Self::Failed { why } => why.clone(),
        }
    }
}

impl From<&ActionError> for Refusal {
    fn from(error: &ActionError) -> Self {
        Self::Failed { why: told(error) }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("change"))
    }
}

impl std::error::Error for Refusal {}
