//! The filter of the rights: words, one resource or holder by its whole reference, and how a right stands (`is:over`). Pure.

use super::words::{Stands, why};
use crate::model::access::{Access, Why};
use crate::model::catalog::Catalog;
use crate::model::text::Words;

/// In front of the whole reference of a resource or of somebody, or of their name at the provider.
pub const REF: &str = "ref:";

/// A state that a filter can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Stands(Stands),
    /// Whoever looks is accountable for the resource.
    Mine,
    /// A run gave it, without an end.
    Endless,
    /// The catalog does not know who has it.
    Stranger,
}

/// Every state with its name behind `is:`.
const STATES: [(&str, Is); 10] = [
    ("over", Is::Stands(Stands::Over)),
    ("unexplained", Is::Stands(Stands::Unexplained)),
    ("gone", Is::Stands(Stands::Gone)),
    ("not-seen", Is::Stands(Stands::NotSeen)),
    ("granted", Is::Stands(Stands::Granted)),
    ("owner", Is::Stands(Stands::Owner)),
    ("declared", Is::Stands(Stands::Declared)),
    ("mine", Is::Mine),
    ("endless", Is::Endless),
    ("stranger", Is::Stranger),
];

/// A filter, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    states: Vec<Is>,
    /// Canonical ref, or a name at a provider.
    pub entity: Option<String>,
    words: String,
    /// What follows an `is:` and is no state.
    pub unknown: Option<String>,
}

/// What is known beside the rights.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    pub catalog: Option<&'a Catalog>,
    pub me: Option<&'a str>,
}

impl Filter {
    /// Reads what a person types.
    pub fn parse(text: &str) -> Self {
        let mut filter = Self::default();
        let mut rest = Vec::new();
        for word in text.split_whitespace() {
            if let Some(asked) = word.strip_prefix("is:") {
                filter.add_state(&asked.to_lowercase());
            } else if let Some(entity) = word.strip_prefix(REF).filter(|entity| !entity.is_empty()) {
                filter.entity = Some(entity.to_lowercase());
            } else if word != REF {
                rest.push(word);
            }
        }
        filter.words = rest.join(" ");
        filter
    }

    /// A state that is still being typed narrows nothing as long as it can become one.
    fn add_state(&mut self, asked: &str) {
        match STATES.iter().find(|(name, _)| *name == asked) {
            Some((_, state)) => self.states.push(*state),
            None if STATES.iter().any(|(name, _)| name.starts_with(asked)) => {}
            None => self.unknown = Some(asked.to_owned()),
        }
    }

    /// The names that can stand behind `is:`.
    pub fn states() -> impl Iterator<Item = &'static str> {
        STATES.iter().map(|(name, _)| *name)
    }

    /// What is looked for as words, for marking it.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Whether a right is in one of the states, and holds all words. What it is on or who has it was looked at before.
    pub fn matches(&self, row: &Access, beside: &Beside<'_>) -> bool {
        self.unknown.is_none()
            && (self.states.is_empty() || self.states.iter().any(|state| is(*state, row, beside)))
            && (self.words.is_empty() || self.has_words(row))
    }

    fn has_words(&self, row: &Access) -> bool {
        Words::new(&self.words).are_in(&[
            &row.right.target,
            &row.right.principal,
            &row.right.right,
            &row.right.through,
            row.entity.as_deref().unwrap_or_default(),
            row.holder.as_deref().unwrap_or_default(),
            Stands::of(row).word(),
            &row.why.words(),
            &why(row),
        ])
    }
}

fn is(asked: Is, row: &Access, beside: &Beside<'_>) -> bool {
    match asked {
        Is::Stands(stands) => Stands::of(row) == stands,
        Is::Stranger => row.holder.is_none(),
        Is::Endless => matches!(&row.why, Why::Granted(grant) if grant.until.is_none()),
        Is::Mine => {
            let accountable = beside
                .catalog
                .zip(row.entity.as_deref())
                .and_then(|(catalog, name)| {
                    let entity = catalog.entity(catalog.find(name)?);
                    Some(entity.accountable()?.entity_ref())
                });
            accountable.is_some() && accountable == beside.me
        }
    }
}
