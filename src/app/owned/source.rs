//! What the tabs show: a holding with the snapshot it was made of, hand-overs, people who leave. Pure.

use std::borrow::Cow;
use std::sync::Arc;

use jiff::civil::Date;

use super::tab::Column;
use super::words::{State, days_between, name};
use crate::model::catalog::Catalog;
use crate::model::cost::Amount;
use crate::model::ownership::{Agenda, Handover, Holding, LeavingPerson, Owned};
use crate::model::text::counted;

/// A holding, and the snapshot that its ids belong to.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    pub catalog: Arc<Catalog>,
    pub holding: Arc<Holding>,
}

/// All that is known by now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    pub held: Option<Held>,
    /// Those that concern whoever looks, what waits for their word first.
    pub handovers: Vec<Handover>,
    pub agenda: Option<Arc<Agenda>>,
    /// Who looks: canonical ref.
    pub me: String,
    pub today: Date,
}

/// Something listed.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    Owned(&'a Owned),
    Handover(&'a Handover),
    Leaver(&'a LeavingPerson),
}

/// How a hand-over concerns whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Word {
    /// They have to say whether they take it.
    Mine,
    /// Somebody else has to.
    Theirs,
    /// Everything was said.
    Said,
}

/// What rows are sorted by: numbers the largest first, texts from a to z.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Number(i64),
    Amount(std::cmp::Reverse<Amount>),
    Text(String),
    Last,
}

impl Source {
    pub fn leaving(&self) -> &[LeavingPerson] {
        self.agenda.as_ref().map_or(&[], |agenda| &agenda.leaving)
    }

    /// Takes all hand-overs there are and keeps those that concern whoever looks.
    pub fn take_handovers(&mut self, all: &[Handover]) {
        let me = self.me.as_str();
        let concerns = |handover: &&Handover| {
            handover.to == me || handover.by == me || handover.from.as_deref() == Some(me)
        };
        self.handovers = all.iter().filter(concerns).cloned().collect();
        let me = self.me.clone();
        self.handovers
            .sort_by_key(|handover| (word(handover, &me), std::cmp::Reverse(handover.at)));
    }

    /// How many hand-overs wait for the word of whoever looks.
    pub fn waiting(&self) -> usize {
        let waits = |handover: &&Handover| word(handover, &self.me) == Word::Mine;
        self.handovers.iter().filter(waits).count()
    }

    /// What a column shows, as plain text.
    pub fn text<'a>(&self, item: Item<'a>, column: Column) -> Cow<'a, str> {
        match item {
            Item::Owned(row) => self.owned_text(row, column),
            Item::Handover(handover) => match column {
                Column::State => word(handover, &self.me).text().into(),
                Column::What => what(handover).into(),
                Column::From => name(handover.from.as_deref().unwrap_or("nobody")).into(),
                Column::To => name(&handover.to).into(),
                Column::Reason => handover.reason.as_str().into(),
                _ => "".into(),
            },
            Item::Leaver(leaver) => match column {
                Column::Person => name(&leaver.person).into(),
                Column::LastDay => leaver.on.to_string().into(),
                Column::Left => leaver.unoffered.to_string().into(),
                Column::Offered => leaver.offered.to_string().into(),
                _ => "".into(),
            },
        }
    }

    fn owned_text<'a>(&self, row: &'a Owned, column: Column) -> Cow<'a, str> {
        match column {
            Column::Standing => State::of(row).name().into(),
            Column::Entity => (&*row.entity_ref).into(),
            Column::Accountable => name(&row.accountable).into(),
            Column::Attested => row
                .attested
                .map_or(Cow::Borrowed("never"), |day| day.to_string().into()),
            Column::Due => row.due.map_or(Cow::Borrowed(""), |day| day.to_string().into()),
            Column::Type => {
                let type_ = self
                    .held
                    .as_ref()
                    .and_then(|held| held.catalog.entity(row.id).type_());
                type_.unwrap_or_default().to_owned().into()
            }
            _ => "".into(),
        }
    }

    /// What a row is sorted by, by a column.
    pub fn key(&self, item: Item<'_>, column: Column) -> Key {
        let day = |day: Option<Date>| day.map_or(Key::Last, |day| Key::Number(days_between(self.today, day)));
        let count = |count: usize| Key::Number(-i64::try_from(count).unwrap_or(i64::MAX));
        match (item, column) {
            (Item::Owned(row), Column::Standing) => Key::Number(State::of(row) as i64),
            (Item::Owned(row), Column::Due) => day(row.due),
            // What was never attested comes first.
            (Item::Owned(row), Column::Attested) => {
                row.attested.map_or(Key::Number(i64::MIN), |at| day(Some(at)))
            }
            (Item::Owned(row), Column::Changed) => count(usize::from(row.changed)),
            (Item::Owned(row), Column::Findings) => count(row.findings),
            (Item::Owned(row), Column::Dependants) => count(row.dependants),
            (Item::Owned(row), Column::Cost) => {
                let first = row.cost.as_ref().and_then(|cost| cost.latest.first());
                first.map_or(Key::Last, |money| Key::Amount(std::cmp::Reverse(money.amount)))
            }
            (Item::Handover(handover), Column::State) => Key::Number(word(handover, &self.me) as i64),
            (Item::Handover(handover), Column::Offered) => Key::Number(-handover.at.as_second()),
            (Item::Leaver(leaver), Column::LastDay) => day(Some(leaver.on)),
            (Item::Leaver(leaver), Column::Left) => count(leaver.unoffered),
            (Item::Leaver(leaver), Column::Offered) => count(leaver.offered),
            (item, column) => match self.text(item, column) {
                text if text.is_empty() => Key::Last,
                text => Key::Text(text.to_lowercase()),
            },
        }
    }
}

/// How a hand-over concerns somebody.
pub fn word(handover: &Handover, me: &str) -> Word {
    match (handover.is_open(), handover.to == me) {
        (false, _) => Word::Said,
        (true, true) => Word::Mine,
        (true, false) => Word::Theirs,
    }
}

impl Word {
    pub fn text(self) -> &'static str {
        match self {
            Word::Mine => "your word",
            Word::Theirs => "offered",
            Word::Said => "answered",
        }
    }
}

/// What is handed over, in a few words.
pub fn what(handover: &Handover) -> String {
    let entities: Vec<&str> = match handover.is_open() {
        true => handover.open().collect(),
        false => handover.items.iter().map(|item| item.entity.as_str()).collect(),
    };
    match &entities[..] {
        [only] => (*only).to_owned(),
        many => {
            let names: Vec<&str> = many.iter().take(3).map(|entity| name(entity)).collect();
            let more = if many.len() > 3 { ", …" } else { "" };
            format!(
                "{}: {}{more}",
                counted(many.len(), "entity", "entities"),
                names.join(", ")
            )
        }
    }
}
