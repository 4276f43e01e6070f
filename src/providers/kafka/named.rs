//! Which topic and which cluster a step means: by their names, or by an entity of the catalog that stands for the topic.

use std::sync::Arc;

use serde_json::Value;

use super::names;
use crate::model::access::Targets;
use crate::model::catalog::Entity;
use crate::providers::action::{ActionError, Call};
use crate::providers::entity::{document, reference};
use crate::providers::input::{Input, wrong};
use crate::remote::kafka::Cluster;

/// By which the catalog knows what is elsewhere: `kafka:main/orders.v1`.
const EXTERNAL_ID: &str = "muster/external-id";

/// A topic of a step.
pub(super) struct Named {
    pub topic: String,
    /// As given, or as the entity's external id says.
    pub cluster: Option<String>,
    /// Canonical ref of the entity that stands for it, where the catalog has one.
    pub entity: Option<String>,
}

impl Named {
    /// The topic under this key: its name, or the ref of its entity, which has a colon as no topic has.
    pub fn of(call: &Call<'_>, input: &Input<'_>, key: &str) -> Result<Self, ActionError> {
        let text = input.required(key)?;
        let cluster = input.text("cluster")?.map(str::to_owned);
        let catalog = call.world.catalog();
        if !text.contains(':') {
            if let Some(complaint) = names::complaint(text) {
                return Err(wrong(complaint).hint("choose another name, such as orders.placed.v1"));
            }
            // A cluster that there is not is refused where it is used.
            let cluster_there = call.world.kafka(cluster.as_deref()).ok();
            let entity = cluster_there.and_then(|there| {
                let id = Targets::new(&catalog).one(&address(&*there, text))?;
                Some(catalog.entity(id).entity_ref().to_owned())
            });
            return Ok(Self {
                entity,
                topic: text.to_owned(),
                cluster,
            });
        }
        let named = reference(text, Some("resource"), None)?;
        let Some(id) = catalog.find(named.as_str()) else {
            // A step before may register it, under the topic's own name.
            return Ok(Self {
                topic: bare_name(text).to_owned(),
                cluster,
                entity: None,
            });
        };
        let entity = catalog.entity(id);
        let external = annotation(call, entity, EXTERNAL_ID);
        let address = external.as_deref().and_then(|id| id.strip_prefix("kafka:"));
        match address.and_then(|address| address.split_once('/')) {
            Some((of, topic)) => Ok(Self {
                topic: topic.to_owned(),
                cluster: cluster.or_else(|| Some(of.to_owned())),
                entity: Some(named.to_string()),
            }),
            None if entity.type_() == Some("kafka-topic") => Ok(Self {
                topic: entity.name().to_owned(),
                cluster,
                entity: Some(named.to_string()),
            }),
            None => Err(wrong(format!("{named} is no topic of Kafka")).hint(
                "name a Resource of type kafka-topic, or give it the annotation muster/external-id as kafka:CLUSTER/TOPIC",
            )),
        }
    }

    pub fn cluster(&self, call: &Call<'_>) -> Result<Arc<dyn Cluster>, ActionError> {
        call.world.kafka(self.cluster.as_deref())
    }
}

/// Where a topic is, for people and for the catalog: `kafka:main/orders.v1`.
pub(super) fn address(cluster: &dyn Cluster, topic: &str) -> String {
    format!("kafka:{}/{topic}", cluster.name())
}

/// What an entity's annotation says.
pub(super) fn annotation(call: &Call<'_>, entity: Entity<'_>, name: &str) -> Option<String> {
    let document = document(call.world, entity)?;
    let annotations = document.get("metadata")?.get("annotations")?;
    annotations.get(name).and_then(Value::as_str).map(str::to_owned)
}

/// The name in a ref, in the case that it was written in.
pub(super) fn bare_name(text: &str) -> &str {
    let text = text.rsplit('/').next().unwrap_or(text);
    text.rsplit(':').next().unwrap_or(text)
}
