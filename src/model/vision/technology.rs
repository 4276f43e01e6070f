//! Which technologies each entity uses: told by its tags, its type, its annotations, and what it depends on.

use rustc_hash::FxHashMap;

use super::radar::{Radar, Technology, TechnologyId, slug};
use crate::model::catalog::{Catalog, Entity, EntityId, NodeId, Relation};

/// How it is told that an entity uses a technology. What is empty tells nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownBy {
    /// In lower case.
    pub tags: Vec<String>,
    /// `spec.type` of the entity, or of a Resource that it depends on directly; in lower case.
    pub types: Vec<String>,
    /// Names of annotations, with a text that the value must hold (whatever its case) where one is given.
    pub annotations: Vec<(String, Option<String>)>,
    /// Canonical refs of what is depended on directly (`dependsOn`), whether a document defines it or not; `*` stands for any
    /// letters.
    pub dependencies: Vec<String>,
}

impl KnownBy {
    /// How a technology is known where nothing is said about it: by its id and its title, as tag and as type.
    pub fn by_default(id: &str, title: &str) -> Self {
        let mut names = vec![id.to_lowercase()];
        for name in [dashed(title), slug(title)] {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        Self {
            tags: names.clone(),
            types: names,
            ..Self::default()
        }
    }
}

/// In lower case, with `-` for blanks.
fn dashed(title: &str) -> String {
    let words: Vec<String> = title.split_whitespace().map(str::to_lowercase).collect();
    words.join("-")
}

/// The technologies of every entity of one snapshot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Technologies {
    used: Lists<TechnologyId>,
    users: Lists<EntityId>,
}

/// A list for each of a row of things: that of thing `n` is `all[starts[n]..starts[n + 1]]`, sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Lists<T> {
    starts: Vec<u32>,
    all: Vec<T>,
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self {
            starts: Vec::new(),
            all: Vec::new(),
        }
    }
}

impl<T> Lists<T> {
    fn of(&self, thing: usize) -> &[T] {
        let at = |thing: usize| self.starts.get(thing).map(|at| *at as usize);
        let range = at(thing).zip(at(thing + 1));
        range
            .and_then(|(start, end)| self.all.get(start..end))
            .unwrap_or_default()
    }
}

impl Technologies {
    /// What is looked at of each entity: its tags, its `spec.type`, its annotations, the refs of what it depends on directly,
    /// and `spec.type` of the Resources among those. What those in turn are tagged with says nothing about it.
    pub fn of(catalog: &Catalog, radar: &Radar) -> Self {
        let signs = Signs::of(catalog, radar);
        let mut used = Lists {
            starts: Vec::with_capacity(catalog.len() + 1),
            all: Vec::new(),
        };
        let mut found = Vec::new();
        used.starts.push(0);
        for entity in catalog.entities() {
            signs.collect(catalog, entity, &mut found);
            found.sort_unstable();
            found.dedup();
            used.all.append(&mut found);
            used.starts.push(used.all.len() as u32);
        }
        let users = turned(&used, radar.technologies.len());
        Self { used, users }
    }

    /// What an entity uses.
    pub fn used_by(&self, id: EntityId) -> &[TechnologyId] {
        self.used.of(id.0 as usize)
    }

    /// Who uses a technology, in the order of their refs.
    pub fn users(&self, technology: TechnologyId) -> &[EntityId] {
        self.users.of(usize::from(technology.0))
    }
}

/// Who uses each technology, from what each entity uses.
fn turned(used: &Lists<TechnologyId>, technologies: usize) -> Lists<EntityId> {
    let mut starts = vec![0u32; technologies + 1];
    for technology in &used.all {
        starts[usize::from(technology.0) + 1] += 1;
    }
    for at in 1..starts.len() {
        starts[at] += starts[at - 1];
    }
    let mut next = starts.clone();
    let mut all = vec![EntityId(0); used.all.len()];
    for entity in 0..used.starts.len().saturating_sub(1) {
        for technology in used.of(entity) {
            let place = &mut next[usize::from(technology.0)];
            all[*place as usize] = EntityId(entity as u32);
            *place += 1;
        }
    }
    Lists { starts, all }
}

type Table<'a> = FxHashMap<&'a str, Vec<TechnologyId>>;

/// What tells of which technologies, to be looked up instead of compared one by one.
struct Signs<'a> {
    tags: Table<'a>,
    types: Table<'a>,
    /// By path in [`Entity::attributes`].
    annotations: FxHashMap<String, Vec<(Option<String>, TechnologyId)>>,
    /// What depending on a node tells.
    nodes: FxHashMap<NodeId, Vec<TechnologyId>>,
}

impl<'a> Signs<'a> {
    fn of(catalog: &Catalog, radar: &'a Radar) -> Self {
        let mut signs = Self {
            tags: Table::default(),
            types: Table::default(),
            annotations: FxHashMap::default(),
            nodes: FxHashMap::default(),
        };
        for (id, technology) in (0u16..).map(TechnologyId).zip(&radar.technologies) {
            let known = &technology.known_by;
            for tag in &known.tags {
                signs.tags.entry(tag).or_default().push(id);
            }
            for type_ in &known.types {
                signs.types.entry(type_).or_default().push(id);
            }
            for (name, value) in &known.annotations {
                let value = value.as_ref().map(|value| value.to_lowercase());
                let path = format!("annotations.{name}");
                signs.annotations.entry(path).or_default().push((value, id));
            }
        }
        signs.find_nodes(catalog, radar);
        signs
    }

    /// Which nodes tell something to whoever depends on them: found once, however many depend on it.
    fn find_nodes(&mut self, catalog: &Catalog, radar: &Radar) {
        for (id, technology) in (0u16..).map(TechnologyId).zip(&radar.technologies) {
            for pattern in &technology.known_by.dependencies {
                if !pattern.contains('*') {
                    self.note(catalog.find_node(pattern), id);
                    continue;
                }
                for node in starting_like(catalog, pattern) {
                    if fits(pattern, catalog.node_ref(node)) {
                        self.note(Some(node), id);
                    }
                }
            }
        }
        if self.types.is_empty() {
            return;
        }
        let mut scratch = String::new();
        for node in catalog.ids().map(NodeId::from) {
            let Some(type_) = type_of_resource(catalog, node) else {
                continue;
            };
            let told = self.types.get(lower(type_, &mut scratch)).cloned();
            for id in told.into_iter().flatten() {
                self.note(Some(node), id);
            }
        }
    }

    fn note(&mut self, node: Option<NodeId>, technology: TechnologyId) {
        if let Some(node) = node {
            self.nodes.entry(node).or_default().push(technology);
        }
    }

    /// Adds what an entity uses, maybe several times.
    fn collect(&self, catalog: &Catalog, entity: Entity<'_>, found: &mut Vec<TechnologyId>) {
        let mut scratch = String::new();
        if !self.tags.is_empty() {
            for tag in entity.tags() {
                found.extend(self.tags.get(lower(tag, &mut scratch)).into_iter().flatten());
            }
        }
        if let Some(type_) = entity.type_() {
            found.extend(self.types.get(lower(type_, &mut scratch)).into_iter().flatten());
        }
        if !self.annotations.is_empty() {
            for (path, value, _) in entity.attributes() {
                let wanted = self.annotations.get(path).into_iter().flatten();
                let wanted = wanted.filter(|(part, _)| holds(value, part.as_deref()));
                found.extend(wanted.map(|(_, id)| *id));
            }
        }
        if !self.nodes.is_empty() {
            for edge in catalog.outgoing(entity.node()) {
                if edge.relation == Relation::DependsOn {
                    found.extend(self.nodes.get(&edge.node).into_iter().flatten());
                }
            }
        }
    }
}

/// A text in lower case, without a copy where it is that already.
fn lower<'a>(text: &'a str, scratch: &'a mut String) -> &'a str {
    if !text
        .bytes()
        .any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())
    {
        return text;
    }
    scratch.clear();
    scratch.extend(text.chars().flat_map(char::to_lowercase));
    scratch
}

fn holds(value: &str, part: Option<&str>) -> bool {
    part.is_none_or(|part| value.to_lowercase().contains(part))
}

fn type_of_resource(catalog: &Catalog, node: NodeId) -> Option<&str> {
    let entity = catalog
        .entity_of(node)
        .filter(|entity| entity.is_kind("resource"))?;
    entity.type_()
}

/// Whether a text is like a pattern in which `*` stands for any letters.
fn fits(pattern: &str, text: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(start) else {
        return false;
    };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return text.ends_with(part);
        }
        match find(text, part) {
            Some(rest) => text = rest,
            None => return false,
        }
    }
    true
}

/// What follows the first place of a part. The parts are short and the texts too: a search that prepares itself costs more.
fn find<'a>(text: &'a str, part: &str) -> Option<&'a str> {
    (0..=text.len().checked_sub(part.len())?)
        .find(|at| text.as_bytes()[*at..].starts_with(part.as_bytes()))
        .and_then(|at| text.get(at + part.len()..))
}

/// The nodes whose refs begin as a pattern does up to its first `*`. Refs are sorted: entities, then what dangles.
fn starting_like(catalog: &Catalog, pattern: &str) -> impl Iterator<Item = NodeId> {
    let start = pattern.split('*').next().unwrap_or("");
    let within = |mut from: u32, mut to: u32, is_before: &dyn Fn(&str) -> bool| {
        while from < to {
            let middle = from + (to - from) / 2;
            match is_before(catalog.node_ref(NodeId(middle))) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        from
    };
    let range = |from: u32, to: u32| {
        let first = within(from, to, &|name| name < start);
        first..within(first, to, &|name| name.starts_with(start))
    };
    let (entities, nodes) = (catalog.len() as u32, catalog.node_count() as u32);
    range(0, entities).chain(range(entities, nodes)).map(NodeId)
}

/// How it is known that an entity uses a technology, in a few words: ``tag `mongodb` ``. None where it does not.
pub fn why(catalog: &Catalog, radar: &Radar, id: EntityId, technology: TechnologyId) -> Option<String> {
    let known = &radar.technology(technology)?.known_by;
    let entity = catalog.entity(id);
    let is_one_of = |names: &[String], text: &str| {
        let text = text.to_lowercase();
        names.contains(&text)
    };
    if let Some(tag) = entity.tags().find(|tag| is_one_of(&known.tags, tag)) {
        return Some(format!("tag `{tag}`"));
    }
    if let Some(type_) = entity.type_().filter(|type_| is_one_of(&known.types, type_)) {
        return Some(format!("type `{type_}`"));
    }
    for (name, part) in &known.annotations {
        let Some((value, _)) = entity.attribute(&format!("annotations.{name}")) else {
            continue;
        };
        match part {
            None => return Some(format!("annotation `{name}`")),
            Some(part) if holds(value, Some(&part.to_lowercase())) => {
                return Some(format!("annotation `{name}` with `{part}`"));
            }
            Some(_) => {}
        }
    }
    let mut needed = entity.targets(Relation::DependsOn);
    needed.find_map(|node| {
        let entity_ref = catalog.node_ref(node);
        if known.dependencies.iter().any(|pattern| fits(pattern, entity_ref)) {
            return Some(format!("depends on `{entity_ref}`"));
        }
        let type_ = type_of_resource(catalog, node).filter(|type_| is_one_of(&known.types, type_))?;
        Some(format!("depends on `{entity_ref}` of type `{type_}`"))
    })
}

/// How a technology is known, for people: one line each.
pub fn told_by(technology: &Technology) -> Vec<String> {
    let known = &technology.known_by;
    let named = |what: &str, names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        (!names.is_empty()).then(|| format!("{what} {}", names.join(", ")))
    };
    let annotations = known.annotations.iter().map(|(name, part)| match part {
        Some(part) => format!("annotation `{name}` with `{part}`"),
        None => format!("annotation `{name}`"),
    });
    named("tag", &known.tags)
        .into_iter()
        .chain(named("type", &known.types))
        .chain(annotations)
        .chain(named("depends on", &known.dependencies))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_letters() {
        for (pattern, text, expected) in [
            ("resource:*/mongo-*", "resource:default/mongo-1", true),
            ("resource:*/mongo-*", "resource:default/a-mongo-1", false),
            ("resource:default/x", "resource:default/x", true),
            ("resource:default/x", "resource:default/xy", false),
            ("*", "anything", true),
            ("*-db", "orders-db", true),
            ("*-db", "orders-dbs", false),
            ("a*a", "a", false),
            ("a**b", "ab", true),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn what_says_nothing_is_known_by_its_names() {
        let known = KnownBy::by_default("node.js", "Node JS (server)");
        assert_eq!(known.tags, ["node.js", "node-js-(server)", "node-js-server"]);
        assert_eq!(known.types, known.tags);
    }
}
