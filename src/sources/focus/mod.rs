//! Exports of costs in FOCUS 1.0 to 1.3, as CSV, perhaps packed by gzip: each row into a ledger. What cannot be read is told with
//! its line and column, and costs itself alone. Source: FinOps-Open-Cost-and-Usage-Spec/FOCUS_Spec, specification/columns.

mod guard;
mod header;
mod period;
mod print;
#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Read};

use csv::ByteRecord;
use flate2::read::MultiGzDecoder;

use crate::model::cost::{Amount, Entry, Ledger};
use guard::Guard;
use header::{Column, Header};
use period::Months;

/// Bytes in which the first line is looked for.
const START: usize = 1 << 16;
/// No more rows that cannot be read are told one by one.
const TOLD: usize = 20;
/// Rows between two words about how far it is.
const STRIDE: u64 = 20_000;
/// No text that is kept is longer, in bytes: clouds allow tags of some 20 KB to a resource.
const LONGEST_TEXT: usize = 64 << 10;
/// Of a cell that cannot be read, no more is shown.
const SHOWN: usize = 60;

/// What of a row cannot be read: the column, none where it is the row as a whole; and why.
type Wrong = (Option<&'static str>, String);

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// From 1, the header's included.
    pub line: u64,
    /// The column's name; none where it is the row as a whole.
    pub column: Option<&'static str>,
    pub why: String,
}

/// What an export held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Export {
    pub ledger: Ledger,
    /// Of each row of the ledger a number by which it is known again in another export, sorted.
    pub prints: Vec<u64>,
    pub rows: u64,
    pub refused: u64,
    /// The first of those.
    pub told: Vec<Refused>,
    /// What is to be known about it as a whole.
    pub remarks: Vec<String>,
}

impl Export {
    fn refuse(&mut self, line: u64, (column, why): Wrong) {
        self.refused += 1;
        if self.told.len() < TOLD {
            self.told.push(Refused { line, column, why });
        }
    }
}

/// Why an export cannot be read at all.
#[derive(Debug)]
pub enum FocusError {
    Read(io::Error),
    /// It is no text, or no table.
    Form(String),
    /// It has no such column, so it is no FOCUS.
    Missing(Vec<&'static str>),
}

impl fmt::Display for FocusError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read(error) => error.fmt(f),
            Self::Form(why) => f.write_str(why),
            Self::Missing(columns) => write!(
                f,
                "its first line has no {}: it is no export in FOCUS 1.0 to 1.3",
                columns.join(", no ")
            ),
        }
    }
}

impl std::error::Error for FocusError {}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            Some(column) => write!(f, "line {}, {column}: {}", self.line, self.why),
            None => write!(f, "line {}: {}", self.line, self.why),
        }
    }
}

/// Reads an export. `progress` is told how many rows were read by now, and ends the reading by saying no.
pub fn read(source: impl Read, progress: &mut dyn FnMut(u64) -> bool) -> Result<Export, FocusError> {
    let (mut ledger, mut prints) = (Ledger::default(), Vec::new());
    let export = each(source, progress, &mut |entry, print| {
        ledger.add(entry);
        prints.push(print);
    })?;
    prints.sort_unstable();
    Ok(Export {
        ledger,
        prints,
        ..export
    })
}

/// Hands over each row of an export with the number by which it is known again; what comes back holds none of them.
pub fn each(
    mut source: impl Read,
    progress: &mut dyn FnMut(u64) -> bool,
    take: &mut dyn FnMut(&Entry<'_>, u64),
) -> Result<Export, FocusError> {
    let mut start = [0; 4];
    let filled = fill(&mut source, &mut start).map_err(FocusError::Read)?;
    let start = &start[..filled];
    let whole = io::Cursor::new(start.to_vec()).chain(source);
    match start {
        [0x1f, 0x8b, ..] => table(MultiGzDecoder::new(whole), progress, take),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            Err(FocusError::Form("it is in UTF-16; save it as UTF-8".to_owned()))
        }
        [b'P', b'A', b'R', b'1'] => Err(FocusError::Form("it is Parquet; export it as CSV".to_owned())),
        _ => table(whole, progress, take),
    }
}

fn fill(source: &mut impl Read, start: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < start.len() {
        match source.read(&mut start[filled..])? {
            0 => break,
            more => filled += more,
        }
    }
    Ok(filled)
}

fn table(
    mut source: impl Read,
    progress: &mut dyn FnMut(u64) -> bool,
    take: &mut dyn FnMut(&Entry<'_>, u64),
) -> Result<Export, FocusError> {
    let mut start = vec![0; START];
    let filled = fill(&mut source, &mut start).map_err(FocusError::Read)?;
    start.truncate(filled);
    let delimiter = header::delimiter(&start);
    let source = io::BufReader::with_capacity(1 << 20, io::Cursor::new(start).chain(source));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(Guard::new(source, delimiter));
    let header = Header::of(reader.byte_headers().map_err(form)?);
    let place = reader.position().byte();
    let line = reader.get_mut().line_before(place).unwrap_or(1);
    if let Some(cut) = reader.get_mut().cut_before(place) {
        return Err(FocusError::Form(format!("line {line}: {}", cut.why())));
    }
    let mut header = header?;
    let mut export = Export {
        remarks: header.remarks(),
        ..Export::default()
    };
    let (mut months, mut row) = (Months::default(), ByteRecord::new());
    let mut only_billed = 0;
    loop {
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(error) => return Err(form(error)),
        }
        export.rows += 1;
        if export.rows.is_multiple_of(STRIDE) && !progress(export.rows) {
            break;
        }
        let place = reader.position().byte();
        let line = reader.get_mut().line_before(place).unwrap_or_default();
        let entry = match reader.get_mut().cut_before(place) {
            Some(cut) => Err((None, cut.why().to_owned())),
            None => {
                if export.rows == 1 {
                    header.settle(&row);
                }
                header.entry(&row, &mut months)
            }
        };
        match entry {
            Ok(entry) => {
                only_billed += u64::from(header.leaves_effective_open(&row));
                take(&entry, header.print(&row));
            }
            Err(wrong) => export.refuse(line, wrong),
        }
    }
    export.remarks.extend(header::without_effective(only_billed));
    Ok(export)
}

fn form(error: csv::Error) -> FocusError {
    let line = error.position().map(csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) => FocusError::Read(error),
        other => FocusError::Form(match line {
            Some(line) => format!("line {line} is no row of a table: {other:?}"),
            None => format!("it is no table: {other:?}"),
        }),
    }
}

/// The beginning of a cell.
fn shown(cell: &[u8]) -> String {
    let start = String::from_utf8_lossy(cell.get(..SHOWN).unwrap_or(cell)).into_owned();
    if cell.len() > SHOWN { start + "…" } else { start }
}

impl Header {
    /// The row as an entry; or the column that cannot be read, and why.
    fn entry<'r>(&self, row: &'r ByteRecord, months: &mut Months) -> Result<Entry<'r>, Wrong> {
        if row.len() < self.width() {
            let why = format!("it has {} cells, the first line has {}", row.len(), self.width());
            return Err((None, why));
        }
        if !self.fits(row) {
            let why = format!(
                "it has {} cells, the first line has {}; a cell that holds what parts cells has to stand in quotes",
                row.len(),
                self.width()
            );
            return Err((None, why));
        }
        let text = |column: Column| -> Result<&'r str, Wrong> {
            let cell = self.cell(row, column);
            if cell.len() > LONGEST_TEXT {
                return Err((Some(column.name()), "it is longer than 64 KiB".to_owned()));
            }
            std::str::from_utf8(cell).map_err(|_| (Some(column.name()), "it is no UTF-8".to_owned()))
        };
        let when = text(Column::Period)?;
        let month = months.of(when).ok_or_else(|| {
            (
                Some(Column::Period.name()),
                format!("`{}` is no date", shown(when.as_bytes())),
            )
        })?;
        let currency = text(Column::Currency)?;
        if currency.is_empty() {
            return Err((Some(Column::Currency.name()), "it is empty".to_owned()));
        }
        let (effective, billed) = self.costs(row)?;
        Ok(Entry {
            month,
            currency,
            provider: text(Column::Provider)?,
            service: text(Column::Service)?,
            category: text(Column::Category)?,
            account: text(Column::Account)?,
            resource: text(Column::Resource)?,
            tags: text(Column::Tags)?,
            effective,
            billed,
            rows: 1,
        })
    }

    /// What a row costs its owner and what is on the invoice: a cell that says nothing is no nought.
    fn costs(&self, row: &ByteRecord) -> Result<(Amount, Amount), Wrong> {
        let billed = self.amount(row, Column::Billed)?;
        let effective = self.amount(row, Column::Effective)?;
        if let Some(effective) = effective.or(billed) {
            return Ok((effective, billed.unwrap_or_default()));
        }
        let (column, why) = match (self.has(Column::Effective), self.has(Column::Billed)) {
            (true, true) => (Column::Effective, "it is empty, and so is BilledCost"),
            (true, false) => (Column::Effective, "it is empty"),
            (false, _) => (Column::Billed, "it is empty"),
        };
        Err((Some(column.name()), why.to_owned()))
    }

    /// None where the row says nothing in that column.
    fn amount(&self, row: &ByteRecord, column: Column) -> Result<Option<Amount>, Wrong> {
        let cell = self.cell(row, column);
        if cell.is_empty() {
            return Ok(None);
        }
        match Amount::read(cell) {
            Some(amount) => Ok(Some(amount)),
            None => Err((
                Some(column.name()),
                format!("`{}` is no amount that can be kept exactly", shown(cell)),
            )),
        }
    }
}
