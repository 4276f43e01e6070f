//! What Home says of a catalog: counts with a link each. A pure function of the snapshot and who is asking.

use std::collections::BTreeMap;

use crate::app::link::Link;
use crate::model::catalog::query::{Facet, Query, count_values};
use crate::model::catalog::{Catalog, Code, Severity};

/// How much a fact matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Warning,
    Error,
}

/// A count, and where to see what was counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    pub label: String,
    pub count: usize,
    pub weight: Weight,
    pub link: Link,
}

impl AsRef<str> for Fact {
    fn as_ref(&self) -> &str {
        &self.label
    }
}

/// What there is to say of a catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The kinds, most entities first; before them what the person answers for.
    pub exists: Vec<Fact>,
    /// The problems by what is wrong, worst first.
    pub needs: Vec<Fact>,
}

impl Facts {
    pub fn of(catalog: &Catalog, me: Option<&str>) -> Self {
        let mine = me.map(|me| {
            let query = Query::default().with(Facet::Accountable, me, true);
            let answers = |id| {
                catalog
                    .entity(id)
                    .accountable()
                    .is_some_and(|person| person.entity_ref() == me)
            };
            let count = catalog.ids().filter(|id| answers(*id)).count();
            Fact {
                label: "You answer for".to_owned(),
                count,
                weight: Weight::Plain,
                link: Link::Search(query),
            }
        });
        let kinds = count_values(catalog, Facet::Kind, catalog.ids())
            .into_iter()
            .map(|(kind, count)| Fact {
                label: kind.to_owned(),
                count,
                weight: Weight::Plain,
                link: Link::Search(Query::default().with(Facet::Kind, kind, true)),
            });
        Self {
            exists: mine.into_iter().chain(kinds).collect(),
            needs: needs(catalog),
        }
    }
}

fn needs(catalog: &Catalog) -> Vec<Fact> {
    let mut counts: BTreeMap<&str, (Code, usize)> = BTreeMap::new();
    for problem in catalog
        .problems()
        .filter(|problem| problem.severity() >= Severity::Warning)
    {
        let code = problem.code();
        counts.entry(code.name()).or_insert((code, 0)).1 += 1;
    }
    let mut facts: Vec<Fact> = counts
        .into_values()
        .map(|(code, count)| fact(code, count))
        .collect();
    facts.sort_by_key(|fact| (fact.weight != Weight::Error, std::cmp::Reverse(fact.count)));
    facts
}

fn fact(code: Code, count: usize) -> Fact {
    let weight = if code.severity() == Severity::Error {
        Weight::Error
    } else {
        Weight::Warning
    };
    let mut label = code.name().replace('-', " ");
    if let Some(first) = label.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    Fact {
        label,
        count,
        weight,
        link: Link::Problems(Some(code)),
    }
}
