//! Why a command could not do its work, told to a person: a sentence and the next step. The other layers' typed errors
//! become one here; what has no better words is told as the chain of its causes.

use std::fmt;
use std::io;

use color_eyre::Report;

use crate::config::{NoHome, SettingsError, WorkspaceError};
use crate::model::text::safe;
use crate::sources::vision::VisionError;
use crate::store::JournalError;

/// What the person reads when a command ends without having done its work.
#[derive(Debug)]
pub struct Failure {
    /// A sentence each; wrong settings have several.
    sentences: Vec<String>,
    hint: Option<String>,
    usage: bool,
}

impl Failure {
    pub fn new(sentence: impl Into<String>) -> Self {
        Self {
            sentences: vec![sentence.into()],
            hint: None,
            usage: false,
        }
    }

    /// A command line that means nothing: exit status 2.
    pub fn usage(sentence: impl Into<String>) -> Self {
        Self {
            usage: true,
            ..Self::new(sentence)
        }
    }

    /// What to do next.
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentences.join("; "))
    }
}

impl std::error::Error for Failure {}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        match error {
            WorkspaceError::None => Self::new(error.to_string()).hint(
                "`muster init DIR` makes one, `--workspace DIR` takes any folder of entity files, \
                 `muster demo` shows a made-up company",
            ),
            WorkspaceError::NotAFolder { .. } => Self::new(error.to_string())
                .hint("name a folder that exists, or make one with `muster init DIR`"),
            WorkspaceError::Settings(error) => error.into(),
        }
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        match error {
            SettingsError::Unreadable { .. } => {
                Self::new(error.to_string()).hint("check the file's permissions")
            }
            SettingsError::Wrong(complaints) => Self {
                sentences: complaints.iter().map(ToString::to_string).collect(),
                hint: None,
                usage: false,
            },
        }
    }
}

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Self {
        Self::new(error.to_string()).hint(error.next_step())
    }
}

impl From<VisionError> for Failure {
    fn from(error: VisionError) -> Self {
        Self::new(error.to_string())
            .hint("mend the file, or leave `automation` out of it for neutral weights")
    }
}

impl From<NoHome> for Failure {
    fn from(error: NoHome) -> Self {
        Self::new(error.to_string())
    }
}

/// What the shell is told, and the text for people on standard error; nothing when a reader merely went away.
pub(super) struct LastWords {
    pub status: u8,
    pub text: String,
}

/// Reads a report for its last words. A failure was foreseen, so its words are all; `backtrace` asks for the story of
/// what was not.
pub(super) fn last_words(report: &Report, backtrace: bool) -> LastWords {
    if is_closed_pipe(report) {
        return LastWords {
            status: 0,
            text: String::new(),
        };
    }
    let Some(failure) = report.downcast_ref::<Failure>() else {
        let chain: Vec<String> = report.chain().map(ToString::to_string).collect();
        let story = if backtrace {
            format!("{report:?}\n")
        } else {
            String::new()
        };
        return LastWords {
            status: 1,
            text: format!("error: {}\n{story}", safe(&chain.join(": "))),
        };
    };
    let mut text: String = failure
        .sentences
        .iter()
        .map(|sentence| format!("error: {}\n", safe(sentence)))
        .collect();
    if let Some(hint) = &failure.hint {
        text.push_str(&format!("hint: {}\n", safe(hint)));
    }
    LastWords {
        status: if failure.usage { 2 } else { 1 },
        text,
    }
}

/// Whether the reader of our output has gone, as `head` does when it has enough.
fn is_closed_pipe(report: &Report) -> bool {
    report.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_are_a_sentence_and_a_hint() {
        let io = |kind| Report::new(io::Error::new(kind, "disk \u{1b}[31mfull"));
        for (report, status, text) in [
            (Failure::new("it broke").into(), 1, "error: it broke\n"),
            (
                Failure::usage("what?").hint("say more").into(),
                2,
                "error: what?\nhint: say more\n",
            ),
            (
                io(io::ErrorKind::StorageFull).wrap_err("cannot write x"),
                1,
                "error: cannot write x: disk \\x1b[31mfull\n",
            ),
            (io(io::ErrorKind::BrokenPipe).wrap_err("cannot print"), 0, ""),
        ] {
            let words = last_words(&report, false);
            assert_eq!((words.status, words.text.as_str()), (status, text));
        }
    }
}
