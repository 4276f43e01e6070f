//! The first line of an export: which column is which, whatever their order and spelling, and how cells are parted.

use csv::ByteRecord;

use super::FocusError;

/// A column that matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Period,
    Currency,
    Effective,
    Billed,
    Provider,
    Service,
    Account,
    Resource,
    Tags,
}

impl Column {
    const ALL: [Column; 9] = [
        Self::Period,
        Self::Currency,
        Self::Effective,
        Self::Billed,
        Self::Provider,
        Self::Service,
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
    places: [Vec<usize>; 9],
    width: usize,
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

    /// What a row says in a column; `NULL` and blanks are nothing.
    pub(super) fn cell<'r>(&self, row: &'r ByteRecord, column: Column) -> &'r [u8] {
        let cells = self.places[column as usize].iter().filter_map(|at| row.get(*at));
        let mut filled = cells
            .map(<[u8]>::trim_ascii)
            .filter(|cell| !cell.is_empty() && !cell.eq_ignore_ascii_case(b"null"));
        filled.next().unwrap_or_default()
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
