//! Tickets from a source into the journal, batch by batch, so that what was read is kept whatever happens next. Knows sources
//! and the journal; what is shown of it is its caller's business.

mod marks;
mod people;

use std::fmt;

use jiff::Timestamp;

pub use marks::{Marks, MarksError};
pub use people::People;

use crate::model::journal::{Fact, TaskImported};
use crate::sources::tickets::{Problem, Source, SourceError};
use crate::store::{Imported, Journal, JournalError};

/// Problems that are told one by one; the others are only counted.
const TOLD: usize = 1000;

/// How far an import has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub read: u64,
    pub created: u64,
    pub changed: u64,
    pub unchanged: u64,
    /// Rows or issues that were left out.
    pub refused: u64,
}

/// What an import did.
#[derive(Debug, Default)]
pub struct Summary {
    pub system: String,
    pub progress: Progress,
    /// The first ones.
    pub problems: Vec<Problem>,
    pub notes: Vec<String>,
    /// Why it ended before the end of its source.
    pub stopped: Option<ImportError>,
}

#[derive(Debug)]
pub enum ImportError {
    Source(SourceError),
    Journal(JournalError),
    Marks(MarksError),
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
            Self::Marks(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ImportError {}

impl ImportError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Source(error) => error.hint(),
            Self::Journal(error) => error.next_step().to_owned(),
            Self::Marks(_) => "check the folder's permissions and its room; what was read is kept".to_owned(),
        }
    }
}

/// Where tickets go.
pub trait Sink {
    /// Takes tickets in, for good.
    fn take(&mut self, tickets: Vec<TaskImported>) -> Result<Imported, ImportError>;

    /// All tickets up to this moment have been taken in.
    fn reach(&mut self, reached: Timestamp) -> Result<(), ImportError>;
}

/// Reads a source to its end, and calls people as the catalog does. What went wrong is in the summary, and so is what went well before.
pub fn import(
    source: &mut dyn Source,
    people: &People,
    sink: &mut dyn Sink,
    told: &mut dyn FnMut(&Progress),
) -> Summary {
    let mut summary = Summary {
        system: source.system().to_owned(),
        ..Summary::default()
    };
    loop {
        match step(source, people, sink, &mut summary) {
            Ok(true) => told(&summary.progress),
            Ok(false) => break,
            Err(error) => {
                summary.stopped = Some(error);
                break;
            }
        }
    }
    summary.notes = source.notes();
    summary
}

fn step(
    source: &mut dyn Source,
    people: &People,
    sink: &mut dyn Sink,
    summary: &mut Summary,
) -> Result<bool, ImportError> {
    let Some(mut batch) = source.next().map_err(ImportError::Source)? else {
        return Ok(false);
    };
    let progress = &mut summary.progress;
    progress.read += batch.read;
    progress.refused += batch.problems.iter().filter(|problem| problem.refused).count() as u64;
    let room = TOLD.saturating_sub(summary.problems.len());
    summary.problems.extend(batch.problems.into_iter().take(room));
    batch.tickets.iter_mut().for_each(|ticket| people.name(ticket));
    let imported = sink.take(batch.tickets)?;
    progress.created += imported.created;
    progress.changed += imported.changed;
    progress.unchanged += imported.unchanged;
    if let Some(reached) = batch.reached {
        sink.reach(reached)?;
    }
    Ok(true)
}

/// Tickets into the journal.
pub struct IntoJournal<'j> {
    pub journal: &'j Journal,
    pub actor: String,
    pub time: Timestamp,
    /// How far each source has been read, and the name of this one; for those that can be asked for what is newer.
    pub mark: Option<(Marks, String)>,
}

impl Sink for IntoJournal<'_> {
    fn take(&mut self, tickets: Vec<TaskImported>) -> Result<Imported, ImportError> {
        self.journal
            .import_tickets(tickets, &self.actor, self.time)
            .map_err(ImportError::Journal)
    }

    fn reach(&mut self, reached: Timestamp) -> Result<(), ImportError> {
        let Some((marks, scope)) = &mut self.mark else {
            return Ok(());
        };
        marks.set(scope, reached).map_err(ImportError::Marks)
    }
}

/// What would come of tickets, without writing anything. Without a journal they are all new.
pub struct OnlyCounted<'j> {
    pub journal: Option<&'j Journal>,
}

impl Sink for OnlyCounted<'_> {
    fn take(&mut self, tickets: Vec<TaskImported>) -> Result<Imported, ImportError> {
        let mut imported = Imported::default();
        for ticket in tickets {
            let count = match self.before(&ticket).map_err(ImportError::Journal)? {
                None => &mut imported.created,
                Some(before) if before.as_ref() == Some(&ticket) => &mut imported.unchanged,
                Some(_) => &mut imported.changed,
            };
            *count += 1;
        }
        Ok(imported)
    }

    fn reach(&mut self, _: Timestamp) -> Result<(), ImportError> {
        Ok(())
    }
}

impl OnlyCounted<'_> {
    /// Whether a ticket is known, and what it said when it last came.
    fn before(&self, ticket: &TaskImported) -> Result<Option<Option<TaskImported>>, JournalError> {
        let Some(journal) = self.journal else {
            return Ok(None);
        };
        for id in journal.task_ids(&ticket.key)? {
            let Some(record) = journal.task_record(&id)? else {
                continue;
            };
            let origin = record.task.origin.as_ref();
            if !origin.is_some_and(|origin| origin.system == ticket.system && origin.key == ticket.key) {
                continue;
            }
            let last = record.events.iter().rev().find_map(|event| match event.fact() {
                Ok(Fact::TaskImported(ticket)) => Some(ticket),
                _ => None,
            });
            return Ok(Some(last));
        }
        Ok(None)
    }
}
