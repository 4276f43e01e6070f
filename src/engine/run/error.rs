//! Why something cannot be planned, started or done to a run: a sentence for the person, and the next step.

use std::fmt;

use crate::model::blueprint::field::Complaint;
use crate::model::run::Refusal;
use crate::providers::action::ActionError;
use crate::store::JournalError;

#[derive(Clone, Debug)]
pub enum RunsError {
    /// There is no such blueprint; one with a name like it, if any.
    NoBlueprint {
        entity_ref: String,
        meant: Option<String>,
    },
    /// The blueprint cannot be run, for these reasons.
    Broken(Vec<String>),
    /// Answers are missing or wrong.
    Values(Vec<Complaint>),
    /// Something has to be mended first.
    Blocked(Vec<String>),
    /// What would be done is not what was shown.
    Changed(Vec<String>),
    NoSuchRun,
    /// There is nothing that runs are recorded in.
    NoJournal,
    Refused(Refusal),
    Action(ActionError),
    Journal(JournalError),
    /// A file of the run.
    File {
        what: String,
        error: String,
    },
    /// A test stopped it.
    Halted,
}

impl RunsError {
    /// What the person can do next.
    pub fn hint(&self) -> String {
        match self {
            Self::NoBlueprint {
                meant: Some(meant), ..
            } => format!("did you mean {meant}?"),
            Self::NoBlueprint { .. } => "`muster blueprint list` shows all".to_owned(),
            Self::Broken(_) => "`muster blueprint check` shows where".to_owned(),
            Self::Values(_) => "`muster blueprint show` tells what is asked for".to_owned(),
            Self::Blocked(_) => "mend that, then plan again".to_owned(),
            Self::Changed(_) => "look at the plan again".to_owned(),
            Self::NoSuchRun => "`muster run list` shows all".to_owned(),
            Self::NoJournal => "`muster` opens the workspace and starts a journal".to_owned(),
            Self::Refused(_) => "`muster run show` tells how far it is".to_owned(),
            Self::Action(error) => error.hint.clone().unwrap_or_else(|| "try again".to_owned()),
            Self::Journal(error) => error.next_step().to_owned(),
            Self::File { .. } => {
                "check the disk and the permissions of the folder, then try again".to_owned()
            }
            Self::Halted => "start it again".to_owned(),
        }
    }

    pub(super) fn file(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::File {
            what: what.to_string(),
            error: error.to_string(),
        }
    }
}

impl fmt::Display for RunsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoBlueprint { entity_ref, .. } => write!(f, "there is no blueprint `{entity_ref}`"),
            Self::Broken(reasons) | Self::Blocked(reasons) => f.write_str(&reasons.join("; ")),
            Self::Values(complaints) => {
                let told = complaints.iter().map(|complaint| {
                    let name = complaint.pointer.trim_start_matches('/').replace('/', ".");
                    match name.is_empty() {
                        true => complaint.message.clone(),
                        false => format!("{name}: {}", complaint.message),
                    }
                });
                f.write_str(&told.collect::<Vec<_>>().join("; "))
            }
            Self::Changed(what) => {
                write!(f, "what would be done is not what was shown: {}", what.join("; "))
            }
            Self::NoSuchRun => f.write_str("there is no such run"),
            Self::NoJournal => f.write_str("this workspace has no journal yet"),
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Action(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
            Self::File { what, error } => write!(f, "{what}: {error}"),
            Self::Halted => f.write_str("it was stopped"),
        }
    }
}

impl std::error::Error for RunsError {}

impl From<JournalError> for RunsError {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}
