//! An entity of the catalog as actions hand it out: its whole document, read again from its file. Writes nothing.

use serde_json::Value;

use super::action::{ActionError, World};
use super::input::wrong;
use crate::model::catalog::{DEFAULT_NAMESPACE, Entity, EntityRef, Node, Value as NodeValue};
use crate::sources::files;

/// The document of an entity. None where its file no longer holds it.
pub fn document(world: &dyn World, entity: Entity<'_>) -> Option<Value> {
    let path = world.workspace().join(entity.file());
    let node = files::document(&path, world.workspace(), entity.bytes())?;
    json(&node)
}

/// A document as JSON, its keys in their order.
pub fn json(node: &Node) -> Option<Value> {
    match &node.value {
        NodeValue::List(items) => items
            .iter()
            .map(json)
            .collect::<Option<Vec<_>>>()
            .map(Value::from),
        NodeValue::Map(pairs) => pairs
            .iter()
            .map(|(key, node)| Some((key.text.clone(), json(node)?)))
            .collect::<Option<serde_json::Map<_, _>>>()
            .map(Value::from),
        _ => serde_json::from_str(&node.canonical_json()).ok(),
    }
}

/// A reference as people write it, in its canonical form.
pub fn reference(text: &str, kind: Option<&str>, namespace: Option<&str>) -> Result<EntityRef, ActionError> {
    EntityRef::parse(text, kind, namespace.unwrap_or(DEFAULT_NAMESPACE))
        .map_err(|error| wrong(format!("`{text}` is no reference of an entity: {error}")))
}
