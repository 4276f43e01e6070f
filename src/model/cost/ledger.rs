//! Charges summed up as far as nothing is lost that tells whom they fall to: by month, currency, provider, service,
//! category, account, resource and tags. Texts are kept once.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::amount::Amount;
use super::month::Month;

/// Charges that are alike in everything but their amounts; a row of an export is one. Texts that are not there are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Entry<'a> {
    pub month: Month,
    pub currency: &'a str,
    pub provider: &'a str,
    pub service: &'a str,
    /// What sort of charge it is, by FOCUS `ChargeCategory`: usage, tax, credit.
    pub category: &'a str,
    pub account: &'a str,
    pub resource: &'a str,
    /// The JSON of its tags, as it is written.
    pub tags: &'a str,
    /// What it costs its owner, by FOCUS `EffectiveCost`.
    pub effective: Amount,
    /// What is on the invoice, by FOCUS `BilledCost`.
    pub billed: Amount,
    pub rows: u64,
}

/// How many texts tell entries apart.
const TEXTS: usize = 7;

impl<'a> Entry<'a> {
    fn texts(&self) -> [&'a str; TEXTS] {
        [
            self.currency,
            self.provider,
            self.service,
            self.category,
            self.account,
            self.resource,
            self.tags,
        ]
    }
}

/// All charges of some exports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    texts: Vec<Box<str>>,
    places: FxHashMap<Box<str>, u32>,
    sums: FxHashMap<Key, Sums>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Key {
    month: Month,
    /// As [`Entry::texts`].
    texts: [u32; TEXTS],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    effective: Amount,
    billed: Amount,
    rows: u64,
}

/// A ledger in writing.
#[derive(Serialize, Deserialize)]
struct Written {
    texts: Vec<Box<str>>,
    /// Month, texts, effective, billed, rows.
    entries: Vec<(String, [u32; TEXTS], String, String, u64)>,
}

impl Ledger {
    /// Adds what an entry says to what is there.
    pub fn add(&mut self, entry: &Entry<'_>) {
        let key = Key {
            month: entry.month,
            texts: entry.texts().map(|text| self.place(text)),
        };
        let sums = self.sums.entry(key).or_default();
        sums.effective += entry.effective;
        sums.billed += entry.billed;
        sums.rows += entry.rows;
    }

    /// Adds all of another ledger.
    pub fn extend(&mut self, other: &Ledger) {
        other.entries().for_each(|entry| self.add(&entry));
    }

    fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let place = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        self.places.insert(text.into(), place);
        place
    }

    /// All entries, in no order.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        self.sums.iter().map(|(key, sums)| {
            let text = |at: usize| -> &str { self.texts.get(key.texts[at] as usize).map_or("", |text| text) };
            Entry {
                month: key.month,
                currency: text(0),
                provider: text(1),
                service: text(2),
                category: text(3),
                account: text(4),
                resource: text(5),
                tags: text(6),
                effective: sums.effective,
                billed: sums.billed,
                rows: sums.rows,
            }
        })
    }

    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }

    /// The rows that were added.
    pub fn rows(&self) -> u64 {
        self.sums.values().map(|sums| sums.rows).sum()
    }

    /// The ledger as JSON, to be kept.
    pub fn to_json(&self) -> String {
        let entries = self.sums.iter().map(|(key, sums)| {
            let (effective, billed) = (sums.effective.to_string(), sums.billed.to_string());
            (key.month.to_string(), key.texts, effective, billed, sums.rows)
        });
        let mut entries: Vec<_> = entries.collect();
        entries.sort();
        let written = Written {
            texts: self.texts.clone(),
            entries,
        };
        serde_json::to_string(&written).unwrap_or_default()
    }

    /// Reads what [`Ledger::to_json`] wrote; none where it is anything else.
    pub fn from_json(text: &str) -> Option<Ledger> {
        let written: Written = serde_json::from_str(text).ok()?;
        let mut ledger = Ledger::default();
        for (place, text) in written.texts.iter().enumerate() {
            ledger.places.insert(text.clone(), u32::try_from(place).ok()?);
        }
        for (month, texts, effective, billed, rows) in written.entries {
            if texts.iter().any(|text| *text as usize >= written.texts.len()) {
                return None;
            }
            let key = Key {
                month: month.parse().ok()?,
                texts,
            };
            let sums = Sums {
                effective: effective.parse().ok()?,
                billed: billed.parse().ok()?,
                rows,
            };
            ledger.sums.insert(key, sums);
        }
        ledger.texts = written.texts;
        Some(ledger)
    }
}
