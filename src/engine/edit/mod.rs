//! Entity files changed: what somebody decided is written into the file that says it, and nothing else of the file moves.
//! What the workspace does not hold itself is left alone, with the reason, or proposed to its repository.

mod draft;
mod look;
mod propose;
mod refusal;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::Value;

pub use look::{Looked, Way, Why};
pub use propose::{BLUEPRINT, ENTITY_BLUEPRINT, Proposal, Proposing, embedded};
pub use refusal::Refusal;

use crate::config::Workspace;
use crate::model::catalog::Catalog;
use crate::model::catalog::edit::Change;
use crate::model::journal::{EntityEdited, NewEvent, Subject, Unknown};
use crate::providers::catalog::place::{Place, Replaced};
use crate::store::{Journal, JournalError};
use draft::{Draft, Drafts};

/// What is to be changed of one entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Canonical ref.
    pub entity: String,
    pub changes: Vec<Change>,
    /// Why, for the journal; may be empty.
    pub reason: String,
}

/// A file as it is, and as it would be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// Relative to the workspace.
    pub file: String,
    pub before: String,
    pub after: String,
}

/// Where edits go.
pub struct Edits<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    /// Whom the journal names.
    pub actor: &'a str,
}

/// What came of one edit: the file that says it now, and what it said before and says now, by path.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    pub file: String,
    /// Empty where the file said it already.
    pub fields: BTreeMap<String, (Value, Value)>,
}

/// Events that are appended to the journal at once.
const EVENTS_AT_ONCE: usize = 2_000;

impl Edits<'_> {
    /// For each edit the file that would say it, or why not; and the files with all of theirs. Writes nothing.
    pub fn preview(&self, edits: &[Edit]) -> (Vec<Result<String, String>>, Vec<Edited>) {
        let drafts = self.drafts(edits);
        let outcomes = drafts.outcomes.into_iter();
        let told = outcomes.map(|outcome| outcome.map(|written| written.file).map_err(|why| why.to_string()));
        (
            told.collect(),
            drafts.files.into_iter().map(Edited::from).collect(),
        )
    }

    /// As [`Edits::preview`], without the files; `verb` says what was to be done.
    pub(in crate::engine) fn told(&self, edits: &[Edit], verb: &str) -> Vec<Result<String, String>> {
        let outcomes = self.drafts(edits).outcomes.into_iter();
        outcomes
            .map(|outcome| outcome.map(|written| written.file).map_err(|why| why.told(verb)))
            .collect()
    }

    /// Writes the edits and journals each; for each the file that says it now, or why it was not written.
    pub fn write(
        &self,
        edits: &[Edit],
        journal: &Journal,
    ) -> Result<Vec<Result<String, String>>, JournalError> {
        let outcomes = self.put(edits);
        let now = Timestamp::now();
        let mut events = Vec::new();
        for (edit, outcome) in edits.iter().zip(&outcomes) {
            let Ok(written) = outcome else { continue };
            if !written.fields.is_empty() {
                events.push(self.event(edit, written, None, now));
            }
        }
        while !events.is_empty() {
            let rest = events.split_off(events.len().min(EVENTS_AT_ONCE));
            journal.append(events)?;
            events = rest;
        }
        let told = outcomes.into_iter();
        Ok(told
            .map(|outcome| outcome.map(|written| written.file).map_err(|why| why.to_string()))
            .collect())
    }

    /// Writes the edits and tells nobody.
    pub(in crate::engine) fn put(&self, edits: &[Edit]) -> Vec<Result<Written, Refusal>> {
        let Drafts { mut outcomes, files } = self.drafts(edits);
        let failed = self.replace(&files);
        if !failed.is_empty() {
            for outcome in &mut outcomes {
                let failure = outcome
                    .as_ref()
                    .ok()
                    .and_then(|written| failed.get(&written.file));
                if let Some(failure) = failure {
                    *outcome = Err(failure.clone());
                }
            }
        }
        outcomes
    }

    fn event(&self, edit: &Edit, written: &Written, run: Option<String>, now: Timestamp) -> NewEvent {
        let body = EntityEdited {
            entity: edit.entity.clone(),
            fields: written.fields.clone(),
            file: written.file.clone(),
            run,
            reason: edit.reason.clone(),
            unknown: Unknown::new(),
        };
        NewEvent::new(&body, Subject::entity(&edit.entity), now, self.actor)
    }

    /// Gives files their new text; which of them did not get it, and why.
    fn replace(&self, files: &[Draft]) -> BTreeMap<String, Refusal> {
        let place = match Place::open(&self.workspace.root) {
            Ok(place) => place,
            Err(error) => {
                let failed = |file: &Draft| (file.file.clone(), Refusal::from(&error));
                return files.iter().map(failed).collect();
            }
        };
        let texts: Vec<(&str, &str, &str)> = files
            .iter()
            .map(|file| (file.file.as_str(), file.before.as_str(), file.after.as_str()))
            .collect();
        let mut failed = BTreeMap::new();
        for (file, outcome) in files.iter().zip(place.replace_all(&texts)) {
            let refusal = match outcome {
                Ok(Replaced::Done) => continue,
                // Whoever saved it meanwhile must not lose what they wrote.
                Ok(Replaced::Changed) => Refusal::Changed {
                    file: file.file.clone(),
                },
                Err(error) => Refusal::from(&error),
            };
            failed.insert(file.file.clone(), refusal);
        }
        failed
    }
}

impl From<Draft> for Edited {
    fn from(draft: Draft) -> Self {
        Self {
            file: draft.file,
            before: draft.before,
            after: draft.after,
        }
    }
}
