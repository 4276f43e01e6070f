//! From what a person types to what is meant: any part of an entity ref will do while only one thing has it. Knows the
//! catalog and how to say that nothing, or too much, was found.

use super::failure::Failure;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, Entity, EntityRef, NodeId};
use crate::model::text::nearest_few;

/// The most candidates and suggestions that are listed.
const MOST: usize = 8;

/// The entity that `text` means.
pub(super) fn find<'c>(catalog: &'c Catalog, text: &str) -> Result<Entity<'c>, Failure> {
    let node = find_node(catalog, text)?;
    catalog.entity_of(node).ok_or_else(|| {
        let name = catalog.node_ref(node);
        Failure::new(format!("`{name}` is only named by others; no file defines it"))
            .hint(format!("`muster deps {name} --up` tells who names it"))
    })
}

/// The entity, or the name that others refer to without any file defining it, that `text` means.
pub(super) fn find_node(catalog: &Catalog, text: &str) -> Result<NodeId, Failure> {
    find_among(catalog, text, &[])
}

/// The canonical ref of the entity that `text` means, or else of one that is not in the catalog and that `was_there` knows.
pub(super) fn find_ever(
    catalog: &Catalog,
    text: &str,
    was_there: impl FnOnce(&str) -> Result<bool, Failure>,
) -> Result<String, Failure> {
    let missing = match find(catalog, text) {
        Ok(entity) => return Ok(entity.entity_ref().to_owned()),
        Err(missing) => missing,
    };
    let gone = match fitting(catalog, text, &[]).as_slice() {
        [named] => Some(catalog.node_ref(*named).to_owned()),
        [] => EntityRef::parse(text, Some("component"), DEFAULT_NAMESPACE)
            .ok()
            .map(|gone| gone.as_str().to_owned()),
        _ => None,
    };
    match gone {
        Some(gone) if was_there(&gone)? => Ok(gone),
        _ => Err(missing),
    }
}

/// As [`find_node`], among these kinds only; all kinds if none is given.
pub(super) fn find_among(catalog: &Catalog, text: &str, kinds: &[&str]) -> Result<NodeId, Failure> {
    match fitting(catalog, text, kinds).as_slice() {
        [only] => Ok(*only),
        [] => Err(missing(
            text,
            nodes(catalog, kinds).map(|node| catalog.node_ref(node)),
        )),
        several => Err(ambiguous(
            text,
            several.iter().map(|node| catalog.node_ref(*node)),
        )),
    }
}

/// All that `text` may mean; what some file defines comes before what is only named.
fn fitting(catalog: &Catalog, text: &str, kinds: &[&str]) -> Vec<NodeId> {
    if let Ok(exact) = EntityRef::parse(text, None, DEFAULT_NAMESPACE)
        && let Some(node) = catalog.find_node(exact.as_str())
        && is_of(catalog, node, kinds)
    {
        return vec![node];
    }
    let wanted = Parts::of(text);
    let mut found: Vec<NodeId> = nodes(catalog, kinds)
        .filter(|node| wanted.fits(catalog.node_ref(*node)))
        .collect();
    if found.iter().any(|node| !catalog.is_dangling(*node)) {
        found.retain(|node| !catalog.is_dangling(*node));
    }
    found
}

fn nodes(catalog: &Catalog, kinds: &[&str]) -> impl Iterator<Item = NodeId> + Clone {
    let nodes = (0..catalog.node_count() as u32).map(NodeId);
    nodes.filter(move |node| is_of(catalog, *node, kinds))
}

fn is_of(catalog: &Catalog, node: NodeId, kinds: &[&str]) -> bool {
    let kind = catalog.node_ref(node).split_once(':').map(|(kind, _)| kind);
    kinds.is_empty() || kind.is_some_and(|kind| kinds.contains(&kind))
}

fn missing<'c>(text: &str, refs: impl Iterator<Item = &'c str> + Clone) -> Failure {
    let failure = Failure::new(format!("nothing in the catalog is called `{text}`"));
    let suggestions: Vec<&str> = if text.contains([':', '/']) {
        nearest_few(text, refs, 3)
    } else {
        let names = nearest_few(text, refs.clone().map(name_of), 3);
        names
            .iter()
            .flat_map(|name| refs.clone().filter(move |r| name_of(r) == *name))
            .take(MOST)
            .collect()
    };
    match suggestions.as_slice() {
        [] => failure.hint(format!(
            "`muster catalog list --query {text}` searches titles and descriptions too"
        )),
        some => failure.hint(format!("did you mean {}?", some.join(" or "))),
    }
}

fn ambiguous<'c>(text: &str, refs: impl ExactSizeIterator<Item = &'c str>) -> Failure {
    let count = refs.len();
    let mut listed: Vec<String> = refs.take(MOST).map(str::to_owned).collect();
    if count > MOST {
        listed.push(format!("and {} more", count - MOST));
    }
    Failure::new(format!("`{text}` may mean {count} things"))
        .hint(format!("name one of {}", listed.join(", ")))
}

fn name_of(entity_ref: &str) -> &str {
    entity_ref.rsplit('/').next().unwrap_or(entity_ref)
}

/// The parts of a reference that were typed, in lower case.
struct Parts {
    kind: Option<String>,
    namespace: Option<String>,
    name: String,
}

impl Parts {
    fn of(text: &str) -> Self {
        let text = text.trim().to_lowercase();
        let (kind, rest) = match text.split_once(':') {
            Some((kind, rest)) if !kind.contains('/') => (Some(kind), rest),
            _ => (None, text.as_str()),
        };
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, rest),
        };
        Self {
            kind: kind.map(str::to_owned),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        }
    }

    /// Whether a canonical reference has all these parts.
    fn fits(&self, entity_ref: &str) -> bool {
        let (kind, rest) = entity_ref.split_once(':').unwrap_or(("", entity_ref));
        let (namespace, name) = rest.split_once('/').unwrap_or(("", rest));
        name == self.name
            && self.kind.as_deref().is_none_or(|wanted| wanted == kind)
            && self.namespace.as_deref().is_none_or(|wanted| wanted == namespace)
    }
}
