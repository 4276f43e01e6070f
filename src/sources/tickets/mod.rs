//! Where the tickets of the past come from: files of comma-separated values, Jira, GitHub issues. Each source gives them
//! in batches, as facts for the journal, with what could not be read beside them. Knows `model` and `remote`; knows neither
//! the journal nor who asked.

pub mod category;
pub mod csv;
pub mod dates;
pub mod github;
pub mod jira;
mod pass;
pub mod words;

use std::fmt;
use std::path::PathBuf;

use jiff::Timestamp;

use crate::model::journal::TaskImported;
use crate::remote::RemoteError;

/// Some tickets, in the order of their source.
#[derive(Debug, Default)]
pub struct Batch {
    pub tickets: Vec<TaskImported>,
    pub problems: Vec<Problem>,
    /// Rows or issues that were looked at.
    pub read: u64,
    /// Once these are in the journal, whoever asks next time needs nothing that was last changed before.
    pub reached: Option<Timestamp>,
}

/// Something that could not be read, or not quite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line of a file, counted from 1.
    pub line: Option<u64>,
    /// The ticket, where that much is known.
    pub key: Option<String>,
    /// What is wrong and what to do about it, without the place.
    pub message: String,
    /// Whether a ticket was left out because of it.
    pub refused: bool,
}

/// A place where tickets come from, read once from the beginning to the end.
pub trait Source {
    /// The system that the tickets are of, as in [`TaskImported::system`].
    fn system(&self) -> &str;

    /// The next tickets. None after the last ones.
    fn next(&mut self) -> Result<Option<Batch>, SourceError>;

    /// What was decided about the whole of it, in sentences for the person.
    fn notes(&self) -> Vec<String> {
        vec![]
    }
}

/// Why a source cannot be read any further. What it gave before still counts.
#[derive(Debug)]
pub enum SourceError {
    /// A file that cannot be opened.
    Unreadable { file: PathBuf, cause: std::io::Error },
    /// A file whose columns or dates need a decision.
    Undecided {
        file: PathBuf,
        line: u64,
        message: String,
        hint: String,
    },
    /// Another system that does not answer as it should.
    Remote(RemoteError),
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, cause } => write!(f, "cannot read {}: {cause}", file.display()),
            Self::Undecided {
                file, line, message, ..
            } => write!(f, "{}:{line}: {message}", file.display()),
            Self::Remote(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for SourceError {}

impl SourceError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check the path and the file's permissions".to_owned(),
            Self::Undecided { hint, .. } => hint.clone(),
            Self::Remote(error) => error.hint(),
        }
    }
}

impl From<RemoteError> for SourceError {
    fn from(error: RemoteError) -> Self {
        Self::Remote(error)
    }
}

/// A text from outside, without the blanks around it; none where nothing is left.
fn given(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// A title in one line, cut where it is longer than a title is.
fn title(text: &str) -> String {
    let mut title = String::with_capacity(text.len().min(LONGEST_TITLE));
    for (at, word) in text.split_whitespace().enumerate() {
        if title.len() + word.len() > LONGEST_TITLE {
            title.extend(word.chars().take(LONGEST_TITLE.saturating_sub(title.len())));
            title.push('…');
            break;
        }
        if at > 0 {
            title.push(' ');
        }
        title.push_str(word);
    }
    title
}

/// A description, cut where it is longer than anybody reads.
fn description(text: &str) -> Option<String> {
    let text = text.trim();
    match text.char_indices().nth(LONGEST_DESCRIPTION) {
        _ if text.is_empty() => None,
        Some((end, _)) => Some(format!("{}…", &text[..end])),
        None => Some(text.to_owned()),
    }
}

const LONGEST_TITLE: usize = 400;
/// In characters: a ticket's text, but not the log file that somebody pasted into it.
const LONGEST_DESCRIPTION: usize = 20_000;
