//! Which entities a field offers: Backstage's `catalogFilter` over the snapshot, and for what only a document says, over the
//! document. Knows no files: documents are given to it.

use std::collections::BTreeMap;

use super::field::{Belonging, Matcher, Picker};
use crate::model::catalog::query::{Index, Query, Stopped};
use crate::model::catalog::{Catalog, Entity, EntityId, Node, Relation};

/// Whether an entity fits, as far as the snapshot says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    Yes,
    No,
    /// Only its document tells.
    Document,
}

/// The person who picks: canonical refs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Person<'p> {
    pub me: Option<&'p str>,
    pub teams: &'p [String],
}

/// Whether an entity can be chosen: a look at the snapshot.
pub fn fit(catalog: &Catalog, entity: Entity<'_>, picker: &Picker, person: Person<'_>) -> Fit {
    if !belongs(catalog, entity, picker, person) {
        return Fit::No;
    }
    if picker.filters.is_empty() {
        return Fit::Yes;
    }
    let mut best = Fit::No;
    for filter in &picker.filters {
        match filter_fit(catalog, entity, filter) {
            Fit::Yes => return Fit::Yes,
            Fit::Document => best = Fit::Document,
            Fit::No => {}
        }
    }
    best
}

/// Whether an entity can be chosen, where its document has to be looked at.
pub fn document_fits(
    catalog: &Catalog,
    entity: Entity<'_>,
    picker: &Picker,
    person: Person<'_>,
    document: &Node,
) -> bool {
    let key_fits = |(key, matcher): (&String, &Matcher)| match key_fit(catalog, entity, key, matcher) {
        Fit::Document => node_fits(document, key, matcher),
        known => known == Fit::Yes,
    };
    belongs(catalog, entity, picker, person)
        && picker.filters.iter().any(|filter| filter.iter().all(key_fits))
}

fn belongs(catalog: &Catalog, entity: Entity<'_>, picker: &Picker, person: Person<'_>) -> bool {
    let is_of = |entity_ref: &str| {
        person.me == Some(entity_ref) || person.teams.iter().any(|team| team == entity_ref)
    };
    match picker.of {
        None => true,
        Some(Belonging::Owned) => entity.owner().is_some_and(|owner| is_of(catalog.node_ref(owner))),
        Some(Belonging::Teams) => person.teams.iter().any(|team| team == entity.entity_ref()),
    }
}

fn filter_fit(catalog: &Catalog, entity: Entity<'_>, filter: &BTreeMap<String, Matcher>) -> Fit {
    let mut fit = Fit::Yes;
    for (key, matcher) in filter {
        match key_fit(catalog, entity, key, matcher) {
            Fit::No => return Fit::No,
            Fit::Document => fit = Fit::Document,
            Fit::Yes => {}
        }
    }
    fit
}

/// One key of a filter, where the snapshot knows its value.
fn key_fit(catalog: &Catalog, entity: Entity<'_>, key: &str, matcher: &Matcher) -> Fit {
    let one = |value: Option<&str>| holds(matcher, value.into_iter());
    match key.to_ascii_lowercase().as_str() {
        "kind" => one(Some(entity.kind())),
        "metadata.name" => one(Some(entity.name())),
        "metadata.namespace" => one(Some(entity.namespace())),
        "metadata.tags" => holds(matcher, entity.tags()),
        "spec.type" => one(entity.type_()),
        "spec.lifecycle" => one(entity.lifecycle()),
        // As it is written, or as it is meant.
        "spec.owner" => {
            let meant = entity.owner().map(|owner| catalog.node_ref(owner));
            holds(matcher, entity.owner_text().into_iter().chain(meant))
        }
        "relations.ownedby" => one(entity.owner().map(|owner| catalog.node_ref(owner))),
        "relations.partof" => {
            let wholes = entity
                .targets(Relation::PartOf)
                .map(|node| catalog.node_ref(node));
            holds(matcher, wholes)
        }
        "relations.memberof" => {
            let groups = entity
                .targets(Relation::MemberOf)
                .map(|node| catalog.node_ref(node));
            holds(matcher, groups)
        }
        _ => Fit::Document,
    }
}

fn holds<'v>(matcher: &Matcher, mut values: impl Iterator<Item = &'v str>) -> Fit {
    let fits = match matcher {
        Matcher::Exists(wanted) => values.next().is_some() == *wanted,
        Matcher::OneOf(wanted) => values.any(|value| wanted.iter().any(|known| same(known, value))),
    };
    if fits { Fit::Yes } else { Fit::No }
}

/// Backstage compares without regard to case.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b) || a.to_lowercase() == b.to_lowercase()
}

fn node_fits(document: &Node, key: &str, matcher: &Matcher) -> bool {
    let mut values = Vec::new();
    values_at(document, key, &mut values);
    match matcher {
        Matcher::Exists(wanted) => values.is_empty() != *wanted,
        Matcher::OneOf(wanted) => values
            .iter()
            .any(|value| wanted.iter().any(|known| same(known, value))),
    }
}

/// The texts at a dotted path. Keys have dots themselves (`metadata.annotations.github.com/project-slug`), so every key that
/// the path goes on with is followed. A list has its items, and is true under each of them.
fn values_at<'n>(node: &'n Node, path: &str, values: &mut Vec<&'n str>) {
    if path.is_empty() {
        match node.text() {
            Some(text) => values.push(text),
            None if !node.pairs().is_empty() => values.push(""),
            None => values.extend(node.items().iter().filter_map(Node::text)),
        }
        return;
    }
    for (key, value) in node.pairs() {
        let rest = path
            .get(..key.text.len())
            .filter(|beginning| same(beginning, &key.text))
            .and_then(|_| path.get(key.text.len()..));
        match rest {
            Some("") => values_at(value, "", values),
            Some(rest) => {
                if let Some(rest) = rest.strip_prefix('.') {
                    values_at(value, rest, values);
                }
            }
            None => {}
        }
    }
    if node
        .items()
        .iter()
        .filter_map(Node::text)
        .any(|item| same(item, path))
    {
        values.push("true");
    }
}

/// The entities that one field offers: filtered once, then narrowed by what is typed.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    ids: Vec<EntityId>,
    last: Option<(String, Vec<EntityId>)>,
}

impl Candidates {
    /// Filters a snapshot. `document` is asked only for entities about which the snapshot does not say enough.
    pub fn new(
        catalog: &Catalog,
        picker: &Picker,
        person: Person<'_>,
        document: &mut dyn FnMut(Entity<'_>) -> Option<Node>,
    ) -> Self {
        let mut fits = |entity: &Entity<'_>| match fit(catalog, *entity, picker, person) {
            Fit::Yes => true,
            Fit::No => false,
            Fit::Document => document(*entity)
                .is_some_and(|document| document_fits(catalog, *entity, picker, person, &document)),
        };
        let ids = catalog
            .entities()
            .filter(|entity| fits(entity))
            .map(|entity| entity.id);
        Self {
            ids: ids.collect(),
            last: None,
        }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The best of them for some words, at most `limit`; those in order of their refs where there are no words. `index` is
    /// of the same snapshot. What is typed on to the last words looks only at what those left over.
    pub fn best(
        &mut self,
        catalog: &Catalog,
        index: &Index,
        words: &str,
        limit: usize,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Result<Vec<EntityId>, Stopped> {
        let words = searched(words);
        if words.is_empty() {
            return Ok(self.ids.iter().take(limit).copied().collect());
        }
        let among = match &self.last {
            Some((last, left)) if words.starts_with(last.as_str()) => left,
            _ => &self.ids,
        };
        let query = Query {
            words: words.clone(),
            ..Query::default()
        };
        let found = index.search(catalog, &query, Some(among), stop)?;
        let best = found.iter().take(limit).copied().collect();
        self.last = Some((words, found));
        Ok(best)
    }
}

/// Of a reference that is typed or shown, the name: entities are searched by name and title.
fn searched(words: &str) -> String {
    let name = |word: &str| word.rsplit([':', '/']).next().unwrap_or(word).to_owned();
    let names: Vec<String> = words
        .split_whitespace()
        .map(name)
        .filter(|name| !name.is_empty())
        .collect();
    names.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::catalog::{Key, Position, Value};

    fn text(text: &str) -> Node {
        Node::scalar(text, Position::default())
    }

    fn map(pairs: Vec<(&str, Node)>) -> Node {
        let pair = |(key, node): (&str, Node)| {
            let key = Key {
                text: key.to_owned(),
                at: Position::default(),
            };
            (key, node)
        };
        Node {
            value: Value::Map(pairs.into_iter().map(pair).collect()),
            at: Position::default(),
        }
    }

    #[test]
    fn documents_are_looked_at_by_dotted_paths() {
        let tags = Node {
            value: Value::List(vec![text("go"), text("kafka")]),
            at: Position::default(),
        };
        let document = map(vec![(
            "metadata",
            map(vec![
                (
                    "annotations",
                    map(vec![
                        ("github.com/project-slug", text("acme/Cart")),
                        ("a", text("b")),
                    ]),
                ),
                ("tags", tags),
            ]),
        )]);
        let one = |value: &str| Matcher::OneOf(vec![value.to_owned()]);
        for (key, matcher, fits) in [
            (
                "metadata.annotations.github.com/project-slug",
                one("acme/cart"),
                true,
            ),
            (
                "metadata.annotations.github.com/project-slug",
                Matcher::Exists(true),
                true,
            ),
            (
                "metadata.annotations.github.com/project-slug",
                Matcher::Exists(false),
                false,
            ),
            (
                "metadata.annotations.github.com/other",
                Matcher::Exists(false),
                true,
            ),
            ("metadata.annotations.a", one("x"), false),
            ("metadata.annotations", Matcher::Exists(true), true),
            ("metadata.tags", one("go"), true),
            ("metadata.tags.kafka", one("true"), true),
            ("Metadata.Tags.Rust", Matcher::Exists(true), false),
        ] {
            assert_eq!(node_fits(&document, key, &matcher), fits, "{key} {matcher:?}");
        }
    }

    #[test]
    fn what_is_typed_as_a_reference_is_searched_by_its_name() {
        assert_eq!(searched("group:default/shop"), "shop");
        assert_eq!(searched("pay ord"), "pay ord");
        assert_eq!(searched("group:"), "");
    }
}
