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

/// As [`find_node`], among these kinds only; all kinds if none is given.
pub(super) fn find_among(catalog: &Catalog, text: &str, kinds: &[&str]) -> Result<NodeId, Failure> {
    let may_be = |node: &NodeId| {
        let entity_ref = catalog.node_ref(*node);
        kinds.is_empty()
            || entity_ref
                .split_once(':')
                .is_some_and(|(kind, _)| kinds.contains(&kind))
    };
    if let Ok(exact) = EntityRef::parse(text, None, DEFAULT_NAMESPACE)
        && let Some(node) = catalog.find_node(exact.as_str()).filter(may_be)
    {
        return Ok(node);
    }
    let wanted = Parts::of(text);
    let nodes = || (0..catalog.node_count() as u32).map(NodeId).filter(may_be);
    let mut found: Vec<NodeId> = nodes()
        .filter(|node| wanted.fits(catalog.node_ref(*node)))
        .collect();
    if found.iter().any(|node| !catalog.is_dangling(*node)) {
        found.retain(|node| !catalog.is_dangling(*node));
    }
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(missing(text, nodes().map(|node| catalog.node_ref(node)))),
        several => Err(ambiguous(
            text,
            several.iter().map(|node| catalog.node_ref(*node)),
        )),
    }
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
