//! The filter of the probes: words, one entity by its whole reference, and how a probe stands (`is:down`). Pure.

use jiff::Timestamp;

use super::rows::{Item, Tab};
use super::words::{Telling, concerns};
use crate::app::states::{States, read};
use crate::model::catalog::Catalog;
use crate::model::health::Healths;
use crate::model::text::Words;

/// A state that a filter can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Is {
    Tab(Tab),
    /// Whoever looks answers for it, is its deputy or is told of it.
    Mine,
    Silenced,
    /// It is down, and nobody was reached.
    Untold,
    Flapping,
}

/// Every state with its name behind `is:`.
const STATES: [(&str, Is); 9] = [
    ("down", Is::Tab(Tab::Down)),
    ("degraded", Is::Tab(Tab::Degraded)),
    ("unknown", Is::Tab(Tab::Unknown)),
    ("up", Is::Tab(Tab::Up)),
    ("wrong", Is::Tab(Tab::Wrong)),
    ("mine", Is::Mine),
    ("silenced", Is::Silenced),
    ("untold", Is::Untold),
    ("flapping", Is::Flapping),
];

/// A filter, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    states: States<Is>,
    /// Canonical ref.
    pub entity: Option<String>,
    words: String,
}

/// What is known beside the probes.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    pub healths: &'a Healths,
    pub catalog: Option<&'a Catalog>,
    pub me: Option<&'a str>,
    pub now: Timestamp,
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

    /// Whether something is of the entity, in one of the states, and holds all words.
    pub fn matches(&self, item: Item<'_>, beside: &Beside<'_>) -> bool {
        let is_of = |entity: &String| item.entity() == entity;
        self.entity.as_ref().is_none_or(is_of)
            && self.states.let_through(|state| is(state, item, beside))
            && (self.words.is_empty() || self.has_words(item, beside))
    }

    fn has_words(&self, item: Item<'_>, beside: &Beside<'_>) -> bool {
        let catalog = beside.catalog;
        let title = catalog.and_then(|catalog| catalog.entity(catalog.find(item.entity())?).title());
        let title = title.unwrap_or_default();
        let words = Words::new(&self.words);
        match item {
            Item::Probed(probed) => words.are_in(&[
                &probed.entity,
                title,
                &probed.probe,
                probed.state.name(),
                &probed.seen,
                &probed.target,
            ]),
            Item::Wrong { of, why } => words.are_in(&[of, title, "wrong", why]),
        }
    }
}

fn is(asked: Is, item: Item<'_>, beside: &Beside<'_>) -> bool {
    let probed = match (asked, item) {
        (Is::Tab(tab), item) => return item.tab() == tab,
        (Is::Mine, item) => {
            let (Some(catalog), Some(me)) = (beside.catalog, beside.me) else {
                return false;
            };
            return concerns(catalog, item.entity(), me);
        }
        (_, Item::Wrong { .. }) => return false,
        (_, Item::Probed(probed)) => probed,
    };
    match asked {
        Is::Silenced => beside.healths.silence(&probed.entity, beside.now).is_some(),
        Is::Untold => {
            let telling = Telling::of(probed, beside.healths, beside.now);
            matches!(telling, Telling::Failed(_) | Telling::Nobody)
        }
        Is::Flapping => probed.flaps,
        Is::Tab(_) | Is::Mine => false,
    }
}
