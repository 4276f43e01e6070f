//! The filter of the rights: words, one resource or holder by its whole reference, and how a right stands (`is:over`). Pure.

use super::words::{Stands, why};
use crate::app::states::{States, read};
use crate::model::access::{Access, Why};
use crate::model::catalog::Catalog;
use crate::model::text::Words;

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
    states: States<Is>,
    /// Canonical ref, or a name at a provider.
    pub entity: Option<String>,
    words: String,
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
        let (states, entity, words) = read(text, &STATES);
        Self {
            states,
            entity,
            words,
        }
    }

    /// What to say where it asks for a state that there is not.
    pub fn complaint(&self) -> Option<&str> {
        self.states.complaint()
    }

    /// What is looked for as words, for marking it.
    pub fn words(&self) -> &str {
        &self.words
    }

    /// Whether a right is in one of the states, and holds all words. What it is on or who has it was looked at before.
    pub fn matches(&self, row: &Access, beside: &Beside<'_>) -> bool {
        self.states.let_through(|state| is(state, row, beside))
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
