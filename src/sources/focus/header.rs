//! The first line of an export: which column is which, whatever their order and spelling, and how cells are parted.

use csv::ByteRecord;

use super::FocusError;
use super::print::Printer;

/// A column that matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Period,
    Currency,
    Effective,
    Billed,
    Provider,
    Service,
    Category,
    Account,
    Resource,
    Tags,
}

impl Column {
    const ALL: [Column; 10] = [
        Self::Period,
        Self::Currency,
        Self::Effective,
        Self::Billed,
        Self::Provider,
        Self::Service,
        Self::Category,
        Self::Account,
        Self::Resource,
        Self::Tags,
    ];

    /// Its name in FOCUS.
    pub(super) fn name(self) -> &'static str {
        self.names()[0]
    }

    /// Its names in FOCUS, the first that is there counts. 1.3 tells who provides a service by another name; a charge that is
    /// of no account below the one that is billed is of that one.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Period => &["ChargePeriodStart"],
            Self::Currency => &["BillingCurrency"],
            Self::Effective => &["EffectiveCost"],
            Self::Billed => &["BilledCost"],
            Self::Provider => &["ProviderName", "ServiceProviderName", "HostProviderName"],
            Self::Service => &["ServiceName"],
            Self::Category => &["ChargeCategory"],
            Self::Account => &[
                "SubAccountName",
                "SubAccountId",
                "BillingAccountName",
                "BillingAccountId",
            ],
            Self::Resource => &["ResourceId"],
            Self::Tags => &["Tags"],
        }
    }
}

/// Where the columns are.
pub(super) struct Header {
    /// By column: where it is, then where else it may be where a cell is empty.
    places: [Vec<usize>; 10],
    width: usize,
    /// No row has more cells.
    longest: usize,
    printer: Printer,
}

impl Header {
    pub(super) fn of(row: &ByteRecord) -> Result<Self, FocusError> {
        let names: Vec<String> = row.iter().map(normal).collect();
        let places = Column::ALL.map(|column| {
            let places = column.names().iter().filter_map(|name| {
                let name = name.to_lowercase();
                names.iter().position(|known| *known == name)
            });
            places.collect::<Vec<_>>()
        });
        let header = Self {
            places,
            width: row.len(),
            longest: row.len(),
            printer: Printer::new(&names),
        };
        let mut missing: Vec<&'static str> = [Column::Period, Column::Currency, Column::Billed]
            .into_iter()
            .filter(|column| !header.has(*column))
            .map(Column::name)
            .collect();
        // What only tells what is on the invoice is read too, and the other way round.
        if header.has(Column::Effective) {
            missing.retain(|name| *name != Column::Billed.name());
        }
        match missing.is_empty() {
            true => Ok(header),
            false => Err(FocusError::Missing(missing)),
        }
    }

    pub(super) fn has(&self, column: Column) -> bool {
        !self.places[column as usize].is_empty()
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// Rows may all end with more cells that say nothing: as many as the first of them does.
    pub(super) fn settle(&mut self, first: &ByteRecord) {
        if !self.says_more(first) {
            self.longest = self.longest.max(first.len());
        }
    }

    /// Whether a row is no longer than it may be. One that is has a comma of its own in a cell: it was cut in two, and all
    /// behind it stands where it does not belong, even if the last cell is empty.
    pub(super) fn fits(&self, row: &ByteRecord) -> bool {
        row.len() <= self.longest && !self.says_more(row)
    }

    fn says_more(&self, row: &ByteRecord) -> bool {
        let mut beyond = row.iter().skip(self.width);
        beyond.any(|cell| !cell.trim_ascii().is_empty())
    }

    /// What a row says in a column; `NULL` and blanks are nothing.
    pub(super) fn cell<'r>(&self, row: &'r ByteRecord, column: Column) -> &'r [u8] {
        let cells = self.places[column as usize].iter().filter_map(|at| row.get(*at));
        cells.filter_map(said).next().unwrap_or_default()
    }

    /// Whether a row does not say what it costs its owner, though the export has a column for it.
    pub(super) fn leaves_effective_open(&self, row: &ByteRecord) -> bool {
        self.has(Column::Effective) && self.cell(row, Column::Effective).is_empty()
    }

    /// By which the row is known again in another export.
    pub(super) fn print(&self, row: &ByteRecord) -> u64 {
        self.printer.of(row)
    }

    /// What is to be known about sums of it.
    pub(super) fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        if !self.has(Column::Effective) {
            remarks.push("it has no EffectiveCost, so BilledCost counts".to_owned());
        }
        if !self.has(Column::Resource) && !self.has(Column::Tags) {
            remarks.push("it has neither ResourceId nor Tags, so nothing of it falls to anybody".to_owned());
        }
        remarks
    }
}

/// What is to be known where so many rows leave it open.
pub(super) fn without_effective(rows: u64) -> Option<String> {
    match rows {
        0 => None,
        1 => Some("1 row has no EffectiveCost, so its BilledCost counts".to_owned()),
        rows => Some(format!(
            "{rows} rows have no EffectiveCost, so their BilledCost counts"
        )),
    }
}

/// What a cell says, without blanks around it; none of a cell that says nothing.
pub(super) fn said(cell: &[u8]) -> Option<&[u8]> {
    let cell = cell.trim_ascii();
    (!cell.is_empty() && !cell.eq_ignore_ascii_case(b"null")).then_some(cell)
}

/// A name as it is compared: without case, blanks, underscores and the mark at the beginning of a file.
fn normal(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(name);
    let letters = text
        .trim_start_matches('\u{feff}')
        .chars()
        .filter(|c| !matches!(c, ' ' | '_' | '\t'));
    letters.collect::<String>().to_lowercase()
}

/// What parts the cells: of comma, semicolon and tab the one that the first line has most of.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |wanted: u8| line.iter().filter(|byte| **byte == wanted).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}
