//! The filter of the review: words, conditions as in the catalog (`kind:api system:shop`), and what state a row is in
//! (`is:overdue`). Pure.

use super::words::{State, name};
use crate::app::states::{IS, States};
use crate::model::catalog::Catalog;
use crate::model::catalog::query::{Facet, Query, Term};
use crate::model::ownership::Owned;
use crate::model::text::Words;

/// A state that a filter can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Overdue,
    /// Overdue or due soon.
    Due,
    Changed,
    Offered,
    /// Attested, and that holds.
    Attested,
    /// Never attested.
    New,
    Exempt,
    /// It has problems or findings.
    Broken,
    /// It costs more than in the month before.
    Dearer,
}

/// Every state with its name behind `is:`.
const STATES: [(&str, Is); 9] = [
    ("overdue", Is::Overdue),
    ("due", Is::Due),
    ("changed", Is::Changed),
    ("offered", Is::Offered),
    ("attested", Is::Attested),
    ("new", Is::New),
    ("exempt", Is::Exempt),
    ("broken", Is::Broken),
    ("dearer", Is::Dearer),
];

/// A filter, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    states: States<Is>,
    /// The conditions of each facet that has any, in lower case.
    terms: Vec<(Facet, Vec<Term>)>,
    words: String,
}

impl Filter {
    /// Reads what a person types.
    pub fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        let mut rest = Vec::new();
        for word in text.split_whitespace() {
            match word.strip_prefix(IS) {
                Some(asked) => filter.states.ask(asked, &STATES),
                None => rest.push(word),
            }
        }
        let query = Query::parse(&rest.join(" "));
        for mut term in query.terms {
            term.value = term.value.to_lowercase();
            match filter.terms.iter_mut().find(|(facet, _)| *facet == term.facet) {
                Some((_, terms)) => terms.push(term),
                None => filter.terms.push((term.facet, vec![term])),
            }
        }
        filter.words = query.words;
        filter
    }

    /// What to say where it asks for a state that there is not.
    pub fn complaint(&self) -> Option<&str> {
        self.states.complaint()
    }

    /// What is looked for as words, for marking it.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Whether a row is in one of the states, has a value of each facet, and holds all words.
    pub fn matches(&self, catalog: &Catalog, row: &Owned) -> bool {
        if !self.states.let_through(|state| is(state, row)) {
            return false;
        }
        let entity = catalog.entity(row.id);
        let has = |(facet, terms): &(Facet, Vec<Term>)| {
            let mut has = false;
            facet.each_value(catalog, entity, |value| {
                has |= terms
                    .iter()
                    .any(|term| value.to_lowercase().contains(&term.value));
            });
            has
        };
        self.terms.iter().all(has) && self.has_words(entity.title(), row)
    }

    fn has_words(&self, title: Option<&str>, row: &Owned) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let texts = [
            &*row.entity_ref,
            title.unwrap_or_default(),
            row.system.as_deref().map_or("", name),
            name(&row.accountable),
            State::of(row).name(),
        ];
        Words::new(&self.words).are_in(&texts)
    }
}

fn is(asked: Is, row: &Owned) -> bool {
    let state = State::of(row);
    match asked {
        Is::Overdue => state == State::Overdue,
        Is::Due => matches!(state, State::Overdue | State::DueSoon),
        Is::Changed => row.changed,
        Is::Offered => state == State::Offered,
        Is::Attested => matches!(state, State::Holds | State::Changed) && row.attested.is_some(),
        Is::New => row.attested.is_none(),
        Is::Exempt => state == State::Exempt,
        Is::Broken => row.findings > 0,
        Is::Dearer => {
            let moved = row.cost.as_ref().and_then(super::words::moved);
            moved == Some(std::cmp::Ordering::Greater)
        }
    }
}
