//! What only the whole file shows: whether its dates put the day or the month first, and which keys come again. Knows cells
//! and columns; makes no tickets.

use csv::StringRecord;
use jiff::civil::Time;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::columns::{Columns, Field};
use super::records::{Records, Row};
use super::row::is_missing;
use crate::model::text::hex;
use crate::sources::tickets::dates::{self, DateOrder, Written};

/// What was found in all rows.
#[derive(Default)]
pub(super) struct Survey {
    /// Rows of the keys that come more than once.
    rows: FxHashMap<String, u32>,
    day_first: Evidence,
    month_first: Evidence,
    /// The first date that could be either.
    open: Option<(u64, String)>,
    pub(super) has_wall_times: bool,
}

/// Dates that can be read in one order only.
#[derive(Default)]
struct Evidence {
    count: usize,
    first: Option<(u64, String)>,
}

/// A file whose dates do not say which number is the day.
pub(super) struct Open {
    pub(super) line: u64,
    pub(super) message: String,
}

impl Survey {
    pub(super) fn of(records: Records<'_>, columns: &Columns) -> Self {
        let mut survey = Self::default();
        let dated = [Field::Created, Field::Changed, Field::Closed];
        let dated: Vec<usize> = dated
            .iter()
            .flat_map(|field| columns.of(*field))
            .copied()
            .collect();
        let keys = columns.of(Field::Key);
        for row in records {
            let Row::Cells { line, cells } = row else {
                continue;
            };
            for at in &dated {
                if let Some(cell) = cells.get(*at).filter(|cell| !is_missing(cell)) {
                    survey.see_date(line, cell);
                }
            }
            let key = keys
                .iter()
                .filter_map(|at| cells.get(*at))
                .find(|cell| !is_missing(cell));
            if let Some(key) = key {
                survey.see_key(key.trim());
            }
        }
        survey.rows.retain(|_, count| *count > 1);
        survey
    }

    fn see_key(&mut self, key: &str) {
        match self.rows.get_mut(key) {
            Some(count) => *count += 1,
            None => {
                self.rows.insert(key.to_owned(), 1);
            }
        }
    }

    fn see_date(&mut self, line: u64, cell: &str) {
        let Some(written) = dates::read(cell) else {
            return;
        };
        self.has_wall_times |= match written {
            Written::Moment(_) => false,
            Written::Wall(wall) => wall.time() != Time::midnight(),
            Written::Either { time, offset, .. } => offset.is_none() && time != Time::midnight(),
        };
        let evidence = match written.evidence() {
            Some(DateOrder::Dmy) => &mut self.day_first,
            Some(DateOrder::Mdy) => &mut self.month_first,
            None => {
                if written.is_open() && self.open.is_none() {
                    self.open = Some((line, cell.trim().to_owned()));
                }
                return;
            }
        };
        evidence.count += 1;
        if evidence.first.is_none() {
            evidence.first = Some((line, cell.trim().to_owned()));
        }
    }

    /// The order of the whole file: what was asked for, else what its dates show. A few dates that speak against all others
    /// are rows that cannot be read; more of them leave it open.
    pub(super) fn order(&self, asked: Option<DateOrder>) -> Result<Option<DateOrder>, Open> {
        if asked.is_some() {
            return Ok(asked);
        }
        let (day, month) = (self.day_first.count, self.month_first.count);
        match (&self.day_first.first, &self.month_first.first) {
            (None, None) => match &self.open {
                None => Ok(None),
                Some((line, cell)) => Err(Open {
                    line: *line,
                    message: format!(
                        "`{cell}` may be day and month or month and day, and no date of the file tells"
                    ),
                }),
            },
            (Some(_), None) => Ok(Some(DateOrder::Dmy)),
            (None, Some(_)) => Ok(Some(DateOrder::Mdy)),
            (Some(_), Some(_)) if day >= month * FEW => Ok(Some(DateOrder::Dmy)),
            (Some(_), Some(_)) if month >= day * FEW => Ok(Some(DateOrder::Mdy)),
            (Some((first, one)), Some((second, other))) => Err(Open {
                line: *first.max(second),
                message: format!(
                    "`{one}` (line {first}) has the day first, `{other}` (line {second}) the month, so others may be either"
                ),
            }),
        }
    }

    /// How the order was found out, for the person.
    pub(super) fn order_note(&self, order: Option<DateOrder>) -> Option<String> {
        self.open.as_ref()?;
        let (words, evidence) = match order? {
            DateOrder::Dmy => ("day, month, year", &self.day_first),
            DateOrder::Mdy => ("month, day, year", &self.month_first),
        };
        let (line, cell) = evidence.first.as_ref()?;
        Some(format!(
            "dates are read as {words}, as `{cell}` on line {line} shows"
        ))
    }

    /// How many rows a key has.
    pub(super) fn rows_of(&self, key: &str) -> u32 {
        self.rows.get(key).copied().unwrap_or(1)
    }

    /// One row of a key has been read; how many are left.
    pub(super) fn count_down(&mut self, key: &str) -> u32 {
        let Some(rows) = self.rows.get_mut(key) else {
            return 0;
        };
        *rows = rows.saturating_sub(1);
        *rows
    }
}

/// That many dates for every one that says otherwise decide.
const FEW: usize = 20;

/// A key for a row of a file without keys: the same whenever the file is read again.
pub(super) fn row_key(cells: &StringRecord, columns: &Columns) -> String {
    let mut digest = Sha256::new();
    for field in [
        Field::Created,
        Field::Closed,
        Field::Title,
        Field::Requester,
        Field::Description,
    ] {
        for at in columns.of(field) {
            digest.update(cells.get(*at).unwrap_or_default().trim());
            digest.update([0]);
        }
    }
    format!("row-{}", hex(&digest.finalize()[..6]))
}
