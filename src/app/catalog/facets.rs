//! The facets: for each the values there are, with counts, and those that are chosen. Lists of thousands of values are
//! narrowed by typing and only made anew when something changes, never to be drawn.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::app::input::Input;
use crate::app::list::{List, Motion, Rows};
use crate::app::load::Load;
use crate::app::msg::FacetCounts;
use crate::model::catalog::Catalog;
use crate::model::catalog::query::{Facet, Query};

/// This many values of a facet are shown until one asks for all.
const FIRST: usize = 8;

/// One row of the pane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    Facet {
        facet: Facet,
        values: usize,
        folded: bool,
    },
    Value {
        facet: Facet,
        value: String,
        count: usize,
        chosen: bool,
    },
    More {
        facet: Facet,
        hidden: usize,
    },
}

/// The state of the pane.
#[derive(Debug, Clone, PartialEq)]
pub struct Facets {
    pub open: bool,
    pub counts: Load<FacetCounts>,
    /// In the order in which they were chosen.
    chosen: Vec<(Facet, String)>,
    /// Narrows the values.
    pub input: Input,
    pub typing: bool,
    folded: BTreeSet<Facet>,
    /// Of these all values are shown.
    whole: BTreeSet<Facet>,
    rows: Vec<Row>,
    pub list: List,
}

impl Default for Facets {
    fn default() -> Self {
        Self {
            open: false,
            counts: Load::default(),
            chosen: Vec::new(),
            input: Input::default(),
            typing: false,
            folded: [Facet::System, Facet::Tag, Facet::Accountable].into(),
            whole: BTreeSet::new(),
            rows: Vec::new(),
            list: List::default(),
        }
    }
}

impl Facets {
    pub fn chosen(&self) -> &[(Facet, String)] {
        &self.chosen
    }

    pub fn row(&self, at: usize) -> Option<&Row> {
        self.rows.get(at)
    }

    /// Adds the chosen values to a query.
    pub fn narrow(&self, query: Query) -> Query {
        self.chosen
            .iter()
            .fold(query, |query, (facet, value)| query.with(*facet, value, true))
    }

    /// Chooses these values and no others.
    pub fn choose_only(&mut self, values: Vec<(Facet, String)>) {
        self.chosen = values;
    }

    /// Does what Enter does on a row; true if other values are chosen now.
    pub fn enter(&mut self, at: usize, catalog: &Catalog) -> bool {
        match self.rows.get(at).cloned() {
            Some(Row::Value { facet, value, .. }) => {
                self.toggle(facet, &value);
                self.make(catalog);
                return true;
            }
            Some(Row::Facet { facet, folded, .. }) => self.fold(facet, !folded, catalog),
            Some(Row::More { facet, .. }) => {
                self.whole.insert(facet);
                self.make(catalog);
            }
            None => {}
        }
        false
    }

    fn toggle(&mut self, facet: Facet, value: &str) {
        let is_it = |(known, text): &(Facet, String)| *known == facet && text.eq_ignore_ascii_case(value);
        match self.chosen.iter().position(is_it) {
            Some(at) => {
                self.chosen.remove(at);
            }
            None => self.chosen.push((facet, value.to_owned())),
        }
    }

    /// Takes one of the chosen values away, by its position; false if there is none.
    pub fn drop_chosen(&mut self, at: usize, catalog: &Catalog) -> bool {
        if at >= self.chosen.len() {
            return false;
        }
        self.chosen.remove(at);
        self.make(catalog);
        true
    }

    /// Takes all chosen values away; false if there were none.
    pub fn clear(&mut self, catalog: &Catalog) -> bool {
        let had = !self.chosen.is_empty();
        self.chosen.clear();
        self.make(catalog);
        had
    }

    /// Folds or unfolds the facet that a row belongs to.
    pub fn fold_at(&mut self, at: usize, folded: bool, catalog: &Catalog) {
        let facet = match self.rows.get(at) {
            Some(Row::Facet { facet, .. } | Row::Value { facet, .. } | Row::More { facet, .. }) => *facet,
            None => return,
        };
        self.fold(facet, folded, catalog);
    }

    fn fold(&mut self, facet: Facet, folded: bool, catalog: &Catalog) {
        match folded {
            true => self.folded.insert(facet),
            false => self.folded.remove(&facet),
        };
        self.make(catalog);
        if folded {
            self.list.select_id(facet.name(), &self.rows[..]);
        }
    }

    pub fn go(&mut self, motion: Motion) {
        self.list.go(motion, &self.rows[..]);
    }

    pub fn select(&mut self, at: usize) {
        self.list.select(at, &self.rows[..]);
    }

    pub fn scroll(&mut self, lines: isize) {
        self.list.scroll(lines, &self.rows[..]);
    }

    /// Makes the rows anew, after anything they show has changed.
    pub fn make(&mut self, catalog: &Catalog) {
        let words = self.input.text().trim().to_lowercase();
        self.rows = Facet::ALL
            .into_iter()
            .flat_map(|facet| self.rows_of(facet, &words, catalog))
            .collect();
        self.list.replaced(&self.rows[..]);
    }

    fn rows_of(&self, facet: Facet, words: &str, catalog: &Catalog) -> Vec<Row> {
        let counts = self.counts.value().map_or(&[][..], |counts| counts);
        let counted = counts
            .iter()
            .find(|(known, _)| *known == facet)
            .map_or(&[][..], |(_, values)| values);
        let is_chosen = |value: &str| {
            self.chosen
                .iter()
                .any(|(known, text)| *known == facet && text.eq_ignore_ascii_case(value))
        };
        // A chosen value stays to be taken away, also when nothing has it any more.
        let gone = self.chosen.iter().filter(|(known, text)| {
            *known == facet && counted.iter().all(|(value, _)| !value.eq_ignore_ascii_case(text))
        });
        let all = counted
            .iter()
            .map(|(value, count)| (value.as_str(), *count))
            .chain(gone.map(|(_, text)| (text.as_str(), 0)));
        let fits =
            |value: &str| words.is_empty() || label(catalog, facet, value).to_lowercase().contains(words);
        let matching: Vec<(&str, usize)> = all.filter(|(value, _)| fits(value)).collect();
        if matching.is_empty() {
            return Vec::new();
        }
        let folded = self.folded.contains(&facet) && words.is_empty();
        let mut rows = vec![Row::Facet {
            facet,
            values: matching.len(),
            folded,
        }];
        let whole = self.whole.contains(&facet);
        let mut hidden = 0;
        for (at, (value, count)) in matching.into_iter().enumerate() {
            let chosen = is_chosen(value);
            if chosen || !folded && (whole || at < FIRST) {
                rows.push(Row::Value {
                    facet,
                    value: value.to_owned(),
                    count,
                    chosen,
                });
            } else {
                hidden += 1;
            }
        }
        if hidden > 0 && !folded {
            rows.push(Row::More { facet, hidden });
        }
        rows
    }
}

impl Rows for [Row] {
    fn len(&self) -> usize {
        self.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        match self.get(index) {
            Some(Row::Facet { facet, .. }) => facet.name().into(),
            Some(Row::Value { facet, value, .. }) => format!("{}={value}", facet.name()).into(),
            Some(Row::More { facet, .. }) => format!("{}…", facet.name()).into(),
            None => "".into(),
        }
    }
}

/// How a facet is headed.
pub fn heading(facet: Facet) -> &'static str {
    match facet {
        Facet::Kind => "Kind",
        Facet::Type => "Type",
        Facet::Lifecycle => "Lifecycle",
        Facet::Owner => "Owner",
        Facet::System => "System",
        Facet::Tag => "Tag",
        Facet::Accountable => "Accountable",
    }
}

/// How a value is shown: names instead of references, and a word where there is no value.
pub fn label<'a>(catalog: &'a Catalog, facet: Facet, value: &'a str) -> Cow<'a, str> {
    match facet {
        _ if value.is_empty() => "none".into(),
        Facet::Owner | Facet::System | Facet::Accountable => match catalog.find(value) {
            Some(id) => catalog.entity(id).label().into(),
            None => short(value).into(),
        },
        _ => value.into(),
    }
}

fn short(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn with_values(values: &[(&str, usize)]) -> Facets {
        let mut facets = Facets::default();
        let values = values.iter().map(|(value, count)| ((*value).to_owned(), *count));
        facets.counts.succeed(Arc::new([(Facet::Kind, values.collect())]));
        facets.make(&Catalog::default());
        facets
    }

    fn shown(facets: &Facets) -> Vec<String> {
        let row = |row: &Row| match row {
            Row::Facet {
                facet,
                values,
                folded,
            } => {
                format!(
                    "{} {values}{}",
                    facet.name(),
                    if *folded { " folded" } else { "" }
                )
            }
            Row::Value {
                value, count, chosen, ..
            } => format!("{}{value} {count}", if *chosen { "*" } else { "" }),
            Row::More { hidden, .. } => format!("{hidden} more"),
        };
        facets.rows.iter().map(row).collect()
    }

    #[test]
    fn values_are_chosen_one_by_one_and_given_up_again() {
        let none = Catalog::default();
        let mut facets = with_values(&[("Component", 5), ("API", 3), ("", 1)]);
        assert!(facets.enter(1, &none) && facets.enter(3, &none));
        assert_eq!(shown(&facets), ["kind 3", "*Component 5", "API 3", "* 1"]);
        assert_eq!(facets.narrow(Query::default()).terms.len(), 2);
        assert!(facets.enter(1, &none));
        assert_eq!(facets.chosen(), [(Facet::Kind, String::new())]);
        assert!(facets.clear(&none) && !facets.clear(&none));
    }

    #[test]
    fn a_chosen_value_that_nothing_has_stays_to_be_taken_away() {
        let mut facets = with_values(&[("Component", 5)]);
        facets.choose_only(vec![(Facet::Kind, "Group".to_owned())]);
        facets.make(&Catalog::default());
        assert_eq!(shown(&facets), ["kind 2", "Component 5", "*Group 0"]);
    }

    #[test]
    fn long_lists_show_their_beginning_and_are_narrowed_by_typing() {
        let none = Catalog::default();
        let names: Vec<String> = (0..20).map(|number| format!("kind{number}")).collect();
        let values: Vec<(&str, usize)> = names.iter().map(|name| (name.as_str(), 1)).collect();
        let mut facets = with_values(&values);
        assert_eq!(shown(&facets).last().map(String::as_str), Some("12 more"));
        facets.enter(9, &none);
        assert_eq!(shown(&facets).len(), 21);
        facets.input.insert("ind19");
        facets.make(&none);
        assert_eq!(shown(&facets), ["kind 1", "kind19 1"]);
        facets.input.clear();
        facets.make(&none);
        facets.fold_at(3, true, &none);
        assert_eq!(shown(&facets), ["kind 20 folded"]);
    }
}
