//! The journal for other programs: CloudEvents as JSON lines.

use std::io::{self, Write};

use super::error::JournalError;
use super::journal::Journal;
use crate::model::journal::Filter;
use crate::model::journal::cloud_event;

/// Events read at a time, so that no long-lived snapshot keeps the log from being emptied.
const PAGE: usize = 2000;

/// Why an export ended early.
#[derive(Debug)]
pub enum ExportError {
    Journal(JournalError),
    /// Whoever takes the lines refused one.
    Output(io::Error),
}

impl Journal {
    /// Writes the events that pass the filter, oldest first, a line each. Returns how many.
    pub fn export(&self, filter: &Filter, out: &mut dyn Write) -> Result<u64, ExportError> {
        let mut remaining = filter.limit.unwrap_or(usize::MAX);
        let mut page = Filter {
            newest_first: false,
            ..filter.clone()
        };
        let mut written = 0;
        while remaining > 0 {
            page.limit = Some(remaining.min(PAGE));
            let events = self.events(&page).map_err(ExportError::Journal)?;
            let Some(last) = events.last() else { break };
            page.after = Some(last.lseq);
            remaining -= events.len();
            written += events.len() as u64;
            for event in &events {
                writeln!(out, "{}", cloud_event(event)).map_err(ExportError::Output)?;
            }
        }
        out.flush().map_err(ExportError::Output)?;
        Ok(written)
    }
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ExportError::Journal(error) => error.fmt(f),
            ExportError::Output(error) => write!(f, "the output could not be written: {error}"),
        }
    }
}

impl std::error::Error for ExportError {}
