//! Tasks made tickets of another system, and followed there. Nothing is made twice: what is about to be made is noted on the
//! disk first, and whoever finds such a note looks for the ticket, with patience, before making another one.

use std::collections::VecDeque;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::import::{Marks, MarksError};
use crate::model::journal::TaskImported;
use crate::model::task::{Act, Refusal, Task};
use crate::providers::{NewTicket, Ticket, TicketDesk, marker};
use crate::remote::{CreateError, RemoteError};
use crate::sources::tickets::{Batch, Problem, Source, SourceError};
use crate::store::{Journal, JournalError};

/// Seconds before each further look for a ticket that may have been made: the searches lag behind.
const PATIENCE: [u64; 3] = [2, 8, 30];
/// A search that has not found a ticket by then never will.
const LAG: SignedDuration = SignedDuration::from_mins(10);

/// A task that was pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pushed {
    pub ticket: Ticket,
    /// It had been made before, and only the journal did not know.
    pub found: bool,
}

#[derive(Debug)]
pub enum PushError {
    /// The journal will not have it.
    Refused(Refusal),
    NotMade(RemoteError),
    /// It may have been made, but is not to be found yet.
    Unknown {
        marker: String,
        cause: RemoteError,
    },
    /// Several tickets say that they are this task's.
    Several {
        keys: Vec<String>,
    },
    Notes(MarksError),
    Journal(JournalError),
}

impl fmt::Display for PushError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::NotMade(error) => error.fmt(f),
            Self::Unknown { cause, .. } => {
                write!(f, "a ticket may have been made, but the answer was lost: {cause}")
            }
            Self::Several { keys } => {
                write!(f, "{} all say that they are this task's ticket", keys.join(", "))
            }
            Self::Notes(error) => error.fmt(f),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PushError {}

impl PushError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Refused(_) => "`muster task show` tells what it follows".to_owned(),
            Self::NotMade(error) => error.hint(),
            Self::Unknown { marker, .. } => {
                format!("push it again in a few minutes: it looks for `{marker}` before it makes another")
            }
            Self::Several { .. } => "take the line `muster task …` out of all but one of them".to_owned(),
            Self::Notes(_) => "check the folder's permissions and its room".to_owned(),
            Self::Journal(error) => error.next_step().to_owned(),
        }
    }
}

/// Where pushes are noted before they happen, held by one process at a time.
pub struct Notes {
    marks: Marks,
    _held: File,
}

impl Notes {
    /// Opens the notes of a journal, waiting for another process that pushes.
    pub fn open(file: &Path, journal: &Journal) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let held = options.open(file.with_extension("lock"))?;
        held.lock()?;
        Ok(Self {
            marks: Marks::load(file, journal.journal_id()),
            _held: held,
        })
    }
}

/// A task to be pushed.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    pub task: &'o Task,
    /// Those of its category there.
    pub labels: &'o [String],
    pub actor: &'o str,
    pub now: Timestamp,
}

/// Makes a ticket of a task, or finds the one that was made before, and journals it.
pub fn push(
    journal: &Journal,
    notes: &mut Notes,
    desk: &mut dyn TicketDesk,
    order: Order<'_>,
) -> Result<Pushed, PushError> {
    let Order { task, actor, now, .. } = order;
    if let Some(origin) = &task.origin {
        let key = origin.key.clone();
        return Err(PushError::Refused(Refusal::Follows { key }));
    }
    let note = format!("{} {} {}", desk.system(), desk.place(), task.id);
    let noted = notes.marks.get(&note);
    let may_lag = noted.is_some_and(|noted| now.duration_since(noted) < LAG);
    let found = look(desk, &task.id, may_lag).map_err(PushError::NotMade)?;
    let pushed = match one(found)? {
        Some(ticket) => Pushed { ticket, found: true },
        None => {
            notes.marks.set(&note, now).map_err(PushError::Notes)?;
            let made = make(desk, task, order.labels);
            if matches!(made, Err(PushError::NotMade(_))) {
                notes.marks.clear(&note).map_err(PushError::Notes)?;
            }
            made?
        }
    };
    let act = Act::Push {
        system: desk.system().to_owned(),
        key: pushed.ticket.key.clone(),
        url: pushed.ticket.url.clone(),
    };
    let acted = journal
        .act(vec![(task.id.clone(), act)], actor, now)
        .map_err(PushError::Journal)?;
    for acted in acted {
        acted.outcome.map_err(PushError::Refused)?;
    }
    notes.marks.clear(&note).map_err(PushError::Notes)?;
    Ok(pushed)
}

/// Looks for a task's ticket; with patience where one may have been made a moment ago.
fn look(desk: &mut dyn TicketDesk, task: &str, patiently: bool) -> Result<Vec<Ticket>, RemoteError> {
    let mut found = desk.find(task)?;
    for seconds in PATIENCE {
        if !patiently || !found.is_empty() {
            break;
        }
        desk.pause(
            seconds,
            &format!("looking for the ticket of {task} again in {seconds} s"),
        );
        found = desk.find(task)?;
    }
    Ok(found)
}

fn one(mut found: Vec<Ticket>) -> Result<Option<Ticket>, PushError> {
    if found.len() > 1 {
        let keys = found.into_iter().map(|ticket| ticket.key).collect();
        return Err(PushError::Several { keys });
    }
    Ok(found.pop())
}

fn make(desk: &mut dyn TicketDesk, task: &Task, labels: &[String]) -> Result<Pushed, PushError> {
    let ticket = NewTicket {
        task: task.id.clone(),
        title: task.title.clone(),
        description: task.description.clone(),
        labels: labels.to_vec(),
    };
    match desk.create(&ticket) {
        Ok(ticket) => Ok(Pushed { ticket, found: false }),
        Err(CreateError::Failed(error)) => Err(PushError::NotMade(error)),
        Err(CreateError::Unknown(cause)) => {
            let unknown = |cause| PushError::Unknown {
                marker: marker(&task.id),
                cause,
            };
            let found = look(desk, &task.id, true).map_err(unknown)?;
            match one(found)? {
                Some(ticket) => Ok(Pushed { ticket, found: true }),
                None => Err(unknown(cause)),
            }
        }
    }
}

/// Gives the ticket of a key; none where it is gone or hidden.
pub type Fetch<'f> = dyn FnMut(&str) -> Result<Option<TaskImported>, RemoteError> + 'f;

/// The tickets that tasks were made into, as they are now.
pub struct Followed<'f> {
    system: String,
    left: VecDeque<(String, Option<Timestamp>)>,
    fetch: Box<Fetch<'f>>,
}

impl<'f> Followed<'f> {
    /// Those of one system. What came from there is renewed by importing; here it is about what was pushed there.
    pub fn new(journal: &Journal, system: &str, fetch: Box<Fetch<'f>>) -> Result<Self, JournalError> {
        let tasks = journal.tasks()?;
        let pushed = tasks
            .iter()
            .filter(|task| task.system() == Some(system) && task.source() != system);
        let left = pushed.filter_map(|task| Some((task.key()?.to_owned(), task.closed())));
        Ok(Self {
            system: system.to_owned(),
            left: left.collect(),
            fetch,
        })
    }

    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }
}

impl Source for Followed<'_> {
    fn system(&self) -> &str {
        &self.system
    }

    fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        let Some((key, closed)) = self.left.pop_front() else {
            return Ok(None);
        };
        let mut batch = Batch {
            read: 1,
            ..Batch::default()
        };
        let problem = |message: String| Problem {
            line: None,
            key: Some(key.clone()),
            message,
            refused: true,
        };
        match (self.fetch)(&key) {
            // What was done here while the ticket stayed open there is still done, until somebody touches the ticket.
            Ok(Some(ticket)) if closed.is_some_and(|closed| ticket.changed <= Some(closed)) => {}
            Ok(Some(ticket)) => batch.tickets.push(ticket),
            Ok(None) => batch.problems.push(problem(
                "it is gone or hidden there; the task stays as it is".to_owned(),
            )),
            Err(RemoteError::Refused {
                status: 403, message, ..
            }) => batch.problems.push(problem(format!(
                "it may not be seen ({message}); the task stays as it is"
            ))),
            Err(error) => return Err(error.into()),
        }
        Ok(Some(batch))
    }
}
