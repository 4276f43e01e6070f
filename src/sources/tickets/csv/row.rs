//! One row made a ticket: cells by field, dates, words. Knows the columns and what was decided about the dates of the whole
//! file; knows nothing of other rows.

use csv::StringRecord;
use jiff::Timestamp;

use super::amount::{Unit, minutes};
use super::columns::{Columns, Dialect, Field};
use crate::model::journal::{Progress, TaskImported};
use crate::sources::tickets::category::{CategoryFrom, CategoryRule};
use crate::sources::tickets::dates::{self, Reading};
use crate::sources::tickets::{description, given, title, words};

/// What is asked of each row.
pub(super) struct RowReader {
    pub(super) columns: Columns,
    pub(super) system: String,
    pub(super) category: CategoryRule,
    /// The columns that the rule names.
    pub(super) category_columns: Vec<usize>,
    pub(super) dates: Reading,
}

/// A row that was read.
pub(super) struct Read {
    pub(super) ticket: TaskImported,
    /// What was left out of it, each with what to do.
    pub(super) remarks: Vec<String>,
    /// No column says when it began.
    pub(super) undated: bool,
}

/// Whether a cell says nothing.
pub(super) fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    let nothing = [
        "?",
        "-",
        "--",
        "null",
        "(null)",
        "n/a",
        "none",
        "nan",
        "undefined",
        "unassigned",
        "(empty)",
        "nil",
    ];
    cell.is_empty()
        || nothing.iter().any(|word| cell.eq_ignore_ascii_case(word))
        || cell.starts_with("0000-00-00")
}

fn is_boolean(cell: &str) -> bool {
    ["true", "false", "yes", "no", "0", "1"]
        .iter()
        .any(|word| cell.trim().eq_ignore_ascii_case(word))
}

impl RowReader {
    /// The ticket's name in its system. None where no column holds one.
    pub(super) fn key<'r>(&self, cells: &'r StringRecord) -> Option<&'r str> {
        self.cell(cells, Field::Key)
    }

    /// Reads a row; where that cannot be done, says why and what to do.
    pub(super) fn read(&self, cells: &StringRecord, key: &str) -> Result<Read, String> {
        let mut remarks = vec![];
        let changed = self.optional_date(cells, Field::Changed, &mut remarks);
        let mut closed = self.optional_date(cells, Field::Closed, &mut remarks);
        let created = self.date(cells, Field::Created)?;
        let earliest = changed.into_iter().chain(closed).min();
        let Some(began) = created.or(earliest) else {
            return Err(
                "no date says when it was made; map a column to it with --map created=COLUMN".to_owned(),
            );
        };
        let title = self
            .title(cells)
            .or_else(|| self.has_no_titles().then(|| key.to_owned()))
            .ok_or("it has no title; map a column to it with --map title=COLUMN")?;
        let progress = self.progress(cells, closed.is_some());
        if matches!(progress, Progress::Open | Progress::Started) {
            closed = None;
        }
        let text = |field| self.cell(cells, field).and_then(given);
        let ticket = TaskImported {
            system: self.system.clone(),
            key: key.to_owned(),
            url: text(Field::Url),
            title,
            description: self.cell(cells, Field::Description).and_then(description),
            progress,
            status: text(Field::Status),
            category: self.category(cells),
            priority: self
                .cell(cells, Field::Priority)
                .map(words::priority)
                .unwrap_or_default(),
            requester: text(Field::Requester),
            team: text(Field::Team),
            assignee: text(Field::Assignee),
            labels: self.labels(cells),
            created: began,
            changed,
            closed,
            comments: self.comments(cells),
            minutes: self.minutes(cells, &mut remarks),
            unknown: Default::default(),
        };
        Ok(Read {
            ticket,
            remarks,
            undated: created.is_none(),
        })
    }

    fn cells<'r>(&self, cells: &'r StringRecord, columns: &[usize]) -> impl Iterator<Item = &'r str> {
        let found: Vec<&'r str> = columns.iter().filter_map(|at| cells.get(*at)).collect();
        found.into_iter().map(str::trim).filter(|cell| !is_missing(cell))
    }

    /// The first cell of a field that says something.
    fn cell<'r>(&self, cells: &'r StringRecord, field: Field) -> Option<&'r str> {
        self.cells(cells, self.columns.of(field)).next()
    }

    /// The first cell of a field that is a date, apart from those that only say whether; an error where there are cells, but none is.
    fn date(&self, cells: &StringRecord, field: Field) -> Result<Option<Timestamp>, String> {
        let mut wrong = None;
        for at in self.columns.of(field) {
            let Some(cell) = cells
                .get(*at)
                .filter(|cell| !is_missing(cell) && !is_boolean(cell))
            else {
                continue;
            };
            match dates::read(cell).and_then(|written| written.moment(&self.dates)) {
                Some(moment) => return Ok(Some(moment)),
                None => wrong = wrong.or(Some((*at, cell))),
            }
        }
        match wrong {
            None => Ok(None),
            Some((at, cell)) => {
                let name = self.columns.names.get(at).map_or("", String::as_str);
                let cell: String = cell.trim().chars().take(60).collect();
                Err(format!(
                    "`{name}` says `{cell}`, which is no date that can be read; write it as 2024-03-05 21:12"
                ))
            }
        }
    }

    fn optional_date(
        &self,
        cells: &StringRecord,
        field: Field,
        remarks: &mut Vec<String>,
    ) -> Option<Timestamp> {
        self.date(cells, field).unwrap_or_else(|wrong| {
            remarks.push(format!("{wrong}; the ticket went in without it"));
            None
        })
    }

    fn title(&self, cells: &StringRecord) -> Option<String> {
        if let Some(text) = self.cell(cells, Field::Title) {
            return Some(title(text));
        }
        let first_line = self
            .cell(cells, Field::Description)
            .and_then(|text| text.lines().find(|line| !line.trim().is_empty()));
        if let Some(line) = first_line {
            return Some(title(line));
        }
        let sort: Vec<&str> = [Field::Category, Field::Subcategory, Field::IssueType]
            .into_iter()
            .flat_map(|field| self.cells(cells, self.columns.of(field)))
            .collect();
        (!sort.is_empty()).then(|| title(&sort.join(" · ")))
    }

    /// A log of tickets without their texts: what it counts is worth more than what it lacks.
    fn has_no_titles(&self) -> bool {
        let texts = [Field::Title, Field::Description];
        texts.iter().all(|field| self.columns.of(*field).is_empty())
    }

    fn progress(&self, cells: &StringRecord, is_closed: bool) -> Progress {
        let refused = self
            .cells(cells, self.columns.of(Field::Resolution))
            .any(words::is_refusal);
        let by_status = self
            .cells(cells, self.columns.of(Field::Status))
            .find_map(|status| words::progress(status).or_else(|| self.numbered(status)));
        match by_status {
            Some(Progress::Done) if refused => Progress::Declined,
            Some(progress) => progress,
            None if is_closed && refused => Progress::Declined,
            None if is_closed => Progress::Done,
            None => Progress::Open,
        }
    }

    /// ServiceNow's numbers of states, where the export has them instead of their words.
    fn numbered(&self, status: &str) -> Option<Progress> {
        if self.columns.dialect != Dialect::ServiceNow {
            return None;
        }
        match status {
            "1" => Some(Progress::Open),
            "2" | "3" | "4" | "5" => Some(Progress::Started),
            "6" | "7" => Some(Progress::Done),
            "8" => Some(Progress::Declined),
            _ => None,
        }
    }

    fn category(&self, cells: &StringRecord) -> Option<String> {
        let of =
            |columns: &[usize]| -> Vec<&str> { self.cells(cells, columns).flat_map(labels_in).collect() };
        let field = |field| of(self.columns.of(field));
        let rule = &self.category;
        match &rule.from {
            Some(CategoryFrom::Labels) => rule.category(field(Field::Labels)),
            Some(CategoryFrom::Components) => rule.category(field(Field::Components)),
            Some(CategoryFrom::IssueType) => rule.category(whole(self, cells, Field::IssueType)),
            Some(CategoryFrom::Column(_)) => {
                rule.category(self.cells(cells, &self.category_columns).collect::<Vec<_>>())
            }
            None => {
                let said = whole(self, cells, Field::Category);
                let mapped = rule.category(said.iter().copied());
                let as_it_is = || said.first().and_then(|word| words::category_name(word));
                mapped
                    .or_else(as_it_is)
                    .or_else(|| rule.category(field(Field::Labels)))
                    .or_else(|| rule.category(field(Field::Components)))
            }
        }
    }

    fn labels(&self, cells: &StringRecord) -> Vec<String> {
        let mut labels: Vec<String> = vec![];
        for label in self
            .cells(cells, self.columns.of(Field::Labels))
            .flat_map(labels_in)
        {
            if !labels.iter().any(|known| known == label) {
                labels.push(label.to_owned());
            }
        }
        labels
    }

    /// A number, or the comments themselves in a column each.
    fn comments(&self, cells: &StringRecord) -> u32 {
        let comments: Vec<&str> = self.cells(cells, self.columns.of(Field::Comments)).collect();
        match comments.as_slice() {
            [one] => one.parse().unwrap_or(1),
            many => u32::try_from(many.len()).unwrap_or(u32::MAX),
        }
    }

    fn minutes(&self, cells: &StringRecord, remarks: &mut Vec<String>) -> Option<u32> {
        let (at, cell) = self
            .columns
            .of(Field::Minutes)
            .iter()
            .filter_map(|at| Some((*at, cells.get(*at)?)))
            .find(|(_, cell)| !is_missing(cell))?;
        let name = self.columns.names.get(at).map_or("", String::as_str);
        let found = minutes(
            cell,
            Unit::of_column(name, self.columns.dialect != Dialect::Other),
        );
        if found.is_none() {
            let cell: String = cell.trim().chars().take(60).collect();
            remarks.push(format!(
                "`{name}` says `{cell}`, which is no amount of time; write minutes, or `1h 30m`; the ticket went in without it"
            ));
        }
        found
    }
}

/// The cells of a field as they are, not as lists.
fn whole<'r>(reader: &RowReader, cells: &'r StringRecord, field: Field) -> Vec<&'r str> {
    reader.cells(cells, reader.columns.of(field)).collect()
}

/// One cell may hold several labels: between commas, semicolons or bars; Jira's have no blanks in them.
fn labels_in(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '|'])
        .map(str::trim)
        .filter(|label| !label.is_empty())
}
