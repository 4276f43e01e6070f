//! The filter: words; conditions as in the catalog (`kind:api system:shop`); who watches the cost (`person:ana`); one thing by
//! its reference (`ref:system:default/shop`); how it moved (`is:dearer`). Pure.

use super::rows::Row;
use crate::app::states::States;
use crate::model::catalog::Catalog;
use crate::model::catalog::query::Facet;
use crate::model::cost::Report;
use crate::model::text::Words;

/// How a row moved or stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Dearer,
    Cheaper,
    /// It cost nothing in the month before.
    New,
    /// It costs nothing any more.
    Gone,
    /// Its budget is used up.
    Over,
}

/// Every state with its name behind `is:`.
const STATES: [(&str, Is); 5] = [
    ("dearer", Is::Dearer),
    ("cheaper", Is::Cheaper),
    ("new", Is::New),
    ("gone", Is::Gone),
    ("over", Is::Over),
];

/// A filter, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    states: States<Is>,
    facets: Vec<(Facet, String)>,
    people: Vec<String>,
    refs: Vec<String>,
    words: String,
}

impl Filter {
    /// Reads what a person types.
    pub fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            match word.split_once(':') {
                Some(("is", asked)) => filter.states.ask(asked, &STATES),
                // A condition that is still being typed.
                Some((key, "")) if Facet::from_name(key).is_some() || matches!(key, "person" | "ref") => {}
                Some(("person", value)) => filter.people.push(value.to_lowercase()),
                Some(("ref", value)) => filter.refs.push(value.to_lowercase()),
                Some((key, value)) => match Facet::from_name(key) {
                    Some(facet) => filter.facets.push((facet, value.to_lowercase())),
                    None => words.push(word),
                },
                None => words.push(word),
            }
        }
        filter.words = words.join(" ");
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

    /// Whether it asks about entities: such conditions do not count where rows are none.
    pub fn asks_of_entities(&self) -> bool {
        !(self.facets.is_empty() && self.people.is_empty() && self.refs.is_empty())
    }

    /// Whether a row is in one of the states, is what is asked about, and holds all words. `texts` are all that it says.
    pub fn matches(&self, row: &Row, texts: &[&str], report: &Report, catalog: Option<&Catalog>) -> bool {
        let is_asked = !row.is_entity || self.is_about(&row.name, report, catalog);
        self.states.let_through(|state| is(state, row)) && is_asked && Words::new(&self.words).are_in(texts)
    }

    fn is_about(&self, name: &str, report: &Report, catalog: Option<&Catalog>) -> bool {
        let watcher = report.watcher(name).unwrap_or_default();
        let is_theirs = |person: &String| is_value(watcher, person) || is_value(name, person);
        let is_ref = self.refs.is_empty() || self.refs.iter().any(|one| one == name);
        let is_watched = self.people.is_empty() || self.people.iter().any(is_theirs);
        is_ref && is_watched && (self.facets.is_empty() || self.has_facets(name, catalog))
    }

    fn has_facets(&self, name: &str, catalog: Option<&Catalog>) -> bool {
        let Some((catalog, id)) = catalog.and_then(|catalog| Some((catalog, catalog.find(name)?))) else {
            return false;
        };
        let entity = catalog.entity(id);
        self.facets.iter().all(|(facet, _)| {
            // Of one facet any value will do.
            let wanted = || self.facets.iter().filter(|(other, _)| other == facet);
            let mut has = false;
            facet.each_value(catalog, entity, |value| {
                has |= wanted().any(|(_, asked)| is_value(&value.to_lowercase(), asked));
            });
            has
        })
    }
}

/// A whole reference is meant exactly; of anything else a part is enough.
fn is_value(value: &str, asked: &str) -> bool {
    match asked.contains(':') && asked.contains('/') {
        true => value == asked,
        false => value.contains(asked),
    }
}

fn is(asked: Is, row: &Row) -> bool {
    let moved = row.moved();
    match asked {
        Is::Dearer => !moved.is_zero() && !moved.is_negative(),
        Is::Cheaper => moved.is_negative(),
        Is::New => row.is_compared && row.before.is_zero() && !row.now.is_zero(),
        Is::Gone => row.now.is_zero() && !row.before.is_zero(),
        Is::Over => row.is_over,
    }
}
