//! Tickets from files of comma-separated values, as any system exports them: whatever the columns are called, however the
//! dates are written. Several rows of one key, as a log of changes has them, are one ticket.
//!
//! A file is gone through twice: what its dates mean and which keys come again is known only at its end.

mod amount;
mod columns;
mod records;
mod row;
mod survey;
mod text;

use std::path::{Path, PathBuf};

use jiff::tz::TimeZone;
use rustc_hash::FxHashMap;

pub use columns::{Columns, Dialect, Field, NoSuchColumn};

use super::category::{CategoryFrom, CategoryRule};
use super::dates::{DateOrder, Reading};
use super::{Batch, Problem, Source, SourceError};
use crate::model::journal::TaskImported;
use crate::model::text::counted;
use records::{Records, Row};
use row::{Read, RowReader};
use survey::{Survey, row_key};

/// Rows that are given at once.
const BATCH: u64 = 1000;
/// In bytes; no system has keys of that length.
const LONGEST_KEY: usize = 200;

/// How to read a file, where it does not say so itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CsvOptions {
    /// What the system of the tickets is called; by the columns where absent.
    pub system: Option<String>,
    /// Columns by the fields they hold.
    pub map: Vec<(Field, String)>,
    pub category: CategoryRule,
    pub date_order: Option<DateOrder>,
    /// The zone of times that are written without one; UTC where absent.
    pub zone: Option<TimeZone>,
    /// The sign between cells, where it cannot be told from the first line.
    pub delimiter: Option<u8>,
}

/// The tickets of one file.
pub struct CsvFile {
    text: Vec<u8>,
    delimiter: u8,
    reader: RowReader,
    survey: Survey,
    /// Where the next batch begins: the rows that were given, and the byte and line after them.
    next: records::Place,
    /// Tickets of which more rows are to come.
    unfinished: FxHashMap<String, TaskImported>,
    /// Rows without a key that say the same.
    alike: FxHashMap<String, u32>,
    counts: Counts,
    header: Vec<String>,
    notes: Vec<String>,
}

#[derive(Default)]
struct Counts {
    further_rows: usize,
    backwards: usize,
    undated: usize,
}

impl CsvFile {
    /// Opens a file and finds out what its columns and dates mean.
    pub fn open(path: &Path, options: &CsvOptions) -> Result<Self, SourceError> {
        let bytes = std::fs::read(path).map_err(|cause| SourceError::Unreadable {
            file: path.to_owned(),
            cause,
        })?;
        Self::read(path, &bytes, options)
    }

    /// The same of bytes that are there already; `path` is only named.
    pub fn read(path: &Path, bytes: &[u8], options: &CsvOptions) -> Result<Self, SourceError> {
        let undecided = undecided_in(path);
        let text = text::decode(bytes);
        let delimiter = options.delimiter.unwrap_or_else(|| text::delimiter(&text.bytes));
        let mut records = Records::new(&text.bytes, delimiter);
        let Some((line, header)) = records.header() else {
            let hint = "a file of tickets begins with a line of column names";
            return Err(undecided(1, "the file is empty".to_owned(), hint.to_owned()));
        };
        let missing = |missing: NoSuchColumn| {
            let advice = match missing.meant {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => format!("there are {}", header.join(", ")),
            };
            undecided(line, format!("there is no column `{}`", missing.name), advice)
        };
        let columns = Columns::find(header.clone(), &options.map).map_err(missing)?;
        let category_columns = match &options.category.from {
            Some(CategoryFrom::Column(name)) => columns.named(name).map_err(missing)?,
            _ => vec![],
        };
        check(&columns, line, &undecided)?;
        let next = records.place();
        let survey = Survey::of(records, &columns);
        let order = survey.order(options.date_order).map_err(|open| {
            let hint = "say which it is with --date-order dmy or --date-order mdy";
            undecided(open.line, open.message, hint.to_owned())
        })?;
        let system = options
            .system
            .clone()
            .unwrap_or_else(|| columns.dialect.system().to_owned());
        let mut file = Self {
            delimiter,
            reader: RowReader {
                system,
                category: options.category.clone(),
                category_columns,
                dates: Reading {
                    order,
                    zone: options.zone.clone().unwrap_or(TimeZone::UTC),
                },
                columns,
            },
            survey,
            next,
            unfinished: FxHashMap::default(),
            alike: FxHashMap::default(),
            counts: Counts::default(),
            header,
            notes: vec![],
            text: text.bytes.into_owned(),
        };
        file.note_decisions(text.foreign_line, options);
        Ok(file)
    }

    fn note_decisions(&mut self, foreign_line: Option<u64>, options: &CsvOptions) {
        if let Some(line) = foreign_line {
            self.notes.push(format!(
                "it is not UTF-8 (line {line}); such bytes are read as Windows-1252"
            ));
        }
        if options.date_order.is_none()
            && let Some(note) = self.survey.order_note(self.reader.dates.order)
        {
            self.notes.push(note);
        }
        if options.zone.is_none() && self.survey.has_wall_times {
            self.notes
                .push("times without a zone are taken as UTC; --timezone says otherwise".to_owned());
        }
        if self.reader.columns.of(Field::Key).is_empty() {
            let note = "no column holds a key, so a ticket is known by its dates, title and requester; --map key=COLUMN names one";
            self.notes.push(note.to_owned());
        }
    }

    /// What the columns were taken for, for those who want to check: field and column.
    pub fn columns(&self) -> &Columns {
        &self.reader.columns
    }

    fn take(&mut self, row: Row, batch: &mut Batch) {
        let (line, cells) = match row {
            Row::Cells { line, cells } => (line, cells),
            Row::Broken { line, message } => {
                batch.read += 1;
                return batch.problems.push(problem(line, None, message, true));
            }
        };
        let is_header = || {
            cells
                .iter()
                .map(str::trim)
                .eq(self.header.iter().map(String::as_str))
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) || is_header() {
            return;
        }
        batch.read += 1;
        let key = match self.reader.key(&cells) {
            Some(key) if key.len() > LONGEST_KEY => {
                let message = format!(
                    "its key has {} bytes; is this row what the header says?",
                    key.len()
                );
                return batch.problems.push(problem(line, None, message, true));
            }
            Some(key) => key.to_owned(),
            None if self.reader.columns.of(Field::Key).is_empty() => {
                let key = row_key(&cells, &self.reader.columns);
                let alike = self.alike.entry(key.clone()).or_default();
                *alike += 1;
                if *alike == 1 {
                    key
                } else {
                    format!("{key}-{alike}")
                }
            }
            None => {
                let message = "it has no key, which tells tickets apart; give it one".to_owned();
                return batch.problems.push(problem(line, None, message, true));
            }
        };
        match self.reader.read(&cells, &key) {
            Ok(read) => self.gather(read, line, batch),
            Err(message) => {
                batch.problems.push(problem(line, Some(&key), message, true));
                self.finish_one(&key, None, batch);
            }
        }
    }

    fn gather(&mut self, read: Read, line: u64, batch: &mut Batch) {
        let Read {
            ticket,
            remarks,
            undated,
        } = read;
        let remark = |message| problem(line, Some(&ticket.key), message, false);
        batch.problems.extend(remarks.into_iter().map(remark));
        self.counts.undated += usize::from(undated);
        let key = ticket.key.clone();
        self.finish_one(&key, Some(ticket), batch);
    }

    /// Puts a row's state to those of the same key, and gives the ticket when its last row has come.
    fn finish_one(&mut self, key: &str, state: Option<TaskImported>, batch: &mut Batch) {
        if self.survey.rows_of(key) <= 1 && !self.unfinished.contains_key(key) {
            return self.give(state, batch);
        }
        let before = self.unfinished.remove(key);
        self.counts.further_rows += usize::from(before.is_some() && state.is_some());
        let ticket = match (before, state) {
            (Some(before), Some(state)) => Some(later_state(before, state)),
            (before, state) => before.or(state),
        };
        if self.survey.count_down(key) == 0 {
            self.give(ticket, batch);
        } else if let Some(ticket) = ticket {
            self.unfinished.insert(key.to_owned(), ticket);
        }
    }

    fn give(&mut self, ticket: Option<TaskImported>, batch: &mut Batch) {
        let Some(ticket) = ticket else { return };
        if ticket.closed.is_some_and(|closed| closed < ticket.created) {
            self.counts.backwards += 1;
        }
        batch.tickets.push(ticket);
    }
}

fn undecided_in(path: &Path) -> impl Fn(u64, String, String) -> SourceError {
    let file: PathBuf = path.to_owned();
    move |line, message, hint| SourceError::Undecided {
        file: file.clone(),
        line,
        message,
        hint,
    }
}

/// A file in which no row could ever be read is refused at once.
fn check(
    columns: &Columns,
    line: u64,
    undecided: &impl Fn(u64, String, String) -> SourceError,
) -> Result<(), SourceError> {
    let has = |fields: &[Field]| fields.iter().any(|field| !columns.of(*field).is_empty());
    let there_are = columns.names.join(", ");
    if !has(&[Field::Created, Field::Changed, Field::Closed]) {
        let message = format!("no column is known to say when a ticket was made; there are {there_are}");
        return Err(undecided(
            line,
            message,
            "name it with --map created=COLUMN".to_owned(),
        ));
    }
    if !has(&[
        Field::Title,
        Field::Description,
        Field::Category,
        Field::IssueType,
    ]) {
        let message = format!("no column is known to hold a title; there are {there_are}");
        return Err(undecided(
            line,
            message,
            "name it with --map title=COLUMN".to_owned(),
        ));
    }
    Ok(())
}

fn problem(line: u64, key: Option<&str>, message: String, refused: bool) -> Problem {
    Problem {
        line: Some(line),
        key: key.map(str::to_owned),
        message,
        refused,
    }
}

/// Two states of one ticket: the one that was changed last, from the earliest beginning that either knows.
fn later_state(before: TaskImported, after: TaskImported) -> TaskImported {
    let created = before.created.min(after.created);
    let comments = before.comments.max(after.comments);
    let (older, newer) = match (before.changed, after.changed) {
        (Some(first), Some(second)) if first > second => (after, before),
        _ => (before, after),
    };
    TaskImported {
        created,
        comments,
        description: newer.description.or(older.description),
        category: newer.category.or(older.category),
        requester: newer.requester.or(older.requester),
        team: newer.team.or(older.team),
        assignee: newer.assignee.or(older.assignee),
        minutes: newer.minutes.or(older.minutes),
        ..newer
    }
}

impl Source for CsvFile {
    fn system(&self) -> &str {
        &self.reader.system
    }

    fn next(&mut self) -> Result<Option<Batch>, SourceError> {
        let text = std::mem::take(&mut self.text);
        let mut records = Records::at(&text, self.delimiter, self.next);
        let mut batch = Batch::default();
        let mut rows = 0;
        while rows < BATCH
            && let Some(row) = records.next()
        {
            rows += 1;
            self.take(row, &mut batch);
        }
        self.next = records.place();
        drop(records);
        self.text = text;
        Ok((rows > 0).then_some(batch))
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = self.notes.clone();
        let counts = &self.counts;
        if counts.further_rows > 0 {
            let rows = counted(counts.further_rows, "row is", "rows are");
            notes.push(format!("{rows} a further state of a ticket; the last one counts"));
        }
        if counts.backwards > 0 {
            let tickets = counted(counts.backwards, "ticket was", "tickets were");
            notes.push(format!(
                "{tickets} closed before being made, by their dates; they are kept as written"
            ));
        }
        if counts.undated > 0 {
            let rows = counted(counts.undated, "row does", "rows do");
            notes.push(format!(
                "{rows} not say when the ticket was made; the earliest date there is stands for it"
            ));
        }
        notes
    }
}

#[cfg(test)]
mod tests;
