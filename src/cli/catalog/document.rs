//! An entity as Backstage itself hands it out: what its file says, completed by the relations that the whole catalog
//! gives it.

use serde_json::{Map, Value as Json, json};

use crate::cli::Reading;
use crate::model::catalog::{Catalog, Entity, Node, Value};

/// The relations of an entity, named from its side, in the order of their types and targets.
pub(super) fn relations<'a>(catalog: &'a Catalog, entity: Entity<'a>) -> Vec<(&'static str, &'a str)> {
    let out = catalog
        .outgoing(entity.node())
        .map(|edge| (edge.relation.names().0, catalog.node_ref(edge.node)));
    let back = catalog
        .incoming(entity.node())
        .map(|edge| (edge.relation.names().1, catalog.node_ref(edge.node)));
    let mut relations: Vec<_> = out.chain(back).collect();
    relations.sort_unstable();
    relations.dedup();
    relations
}

/// The whole entity. Where its file can no longer be read, what the catalog remembers of it.
pub(super) fn whole(reading: &Reading, entity: Entity<'_>) -> Json {
    let catalog = reading.catalog();
    let mut document = reading
        .document(entity)
        .map_or_else(|| remembered(entity), |node| json_of(&node));
    let relations: Vec<Json> = relations(catalog, entity)
        .into_iter()
        .map(|(relation, target)| json!({ "type": relation, "targetRef": target }))
        .collect();
    if let Some(document) = document.as_object_mut() {
        document.insert("relations".to_owned(), relations.into());
    }
    document
}

fn remembered(entity: Entity<'_>) -> Json {
    let mut metadata = Map::new();
    metadata.insert("name".to_owned(), entity.name().into());
    metadata.insert("namespace".to_owned(), entity.namespace().into());
    let mut spec = Map::new();
    let put = |map: &mut Map<String, Json>, key: &str, text: Option<&str>| {
        if let Some(text) = text {
            map.insert(key.to_owned(), text.into());
        }
    };
    put(&mut metadata, "title", entity.title());
    put(&mut metadata, "description", entity.description());
    put(&mut spec, "type", entity.type_());
    put(&mut spec, "lifecycle", entity.lifecycle());
    put(&mut spec, "owner", entity.owner_text());
    let tags: Vec<&str> = entity.tags().collect();
    if !tags.is_empty() {
        metadata.insert("tags".to_owned(), json!(tags));
    }
    json!({ "apiVersion": "backstage.io/v1alpha1", "kind": entity.kind(), "metadata": metadata, "spec": spec })
}

/// A document's value, its keys in the order of the file.
pub(super) fn json_of(node: &Node) -> Json {
    match &node.value {
        Value::Map(pairs) => Json::Object(
            pairs
                .iter()
                .map(|(key, value)| (key.text.clone(), json_of(value)))
                .collect(),
        ),
        Value::List(items) => items.iter().map(json_of).collect(),
        // The canonical text of a scalar is JSON, which knows numbers and truth values from text.
        Value::Scalar { text, .. } => {
            serde_json::from_str(&node.canonical_json()).unwrap_or_else(|_| text.as_str().into())
        }
        Value::Null => Json::Null,
    }
}
