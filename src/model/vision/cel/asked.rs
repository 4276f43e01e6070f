//! What an expression is asked about.

use serde_json::Value as Json;

use crate::model::catalog::{Catalog, EntityId, NodeId};
use crate::model::vision::radar::Radar;
use crate::model::vision::technology::Technologies;

/// A snapshot and what the radar makes of it.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub catalog: &'a Catalog,
    pub technologies: &'a Technologies,
    pub radar: &'a Radar,
}

/// What an expression is asked about, by its [`super::Setting`].
#[derive(Clone, Copy, Debug)]
pub enum Asked<'a> {
    /// An entity; with `other`, one of its relations.
    Entity {
        facts: Facts<'a>,
        id: EntityId,
        other: Option<NodeId>,
    },
    /// Something that is about to be made.
    Approval {
        facts: Facts<'a>,
        blueprint: Blueprint<'a>,
        /// The answers by the name of their field.
        values: &'a Json,
        requester: Option<EntityId>,
        /// What the wizard was opened on.
        entity: Option<EntityId>,
    },
}

/// A blueprint, as far as expressions see it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Blueprint<'a> {
    /// Canonical: `template:default/kafka-topic`.
    pub entity_ref: &'a str,
    pub name: &'a str,
    /// `spec.type`
    pub type_: &'a str,
}

impl<'a> Asked<'a> {
    pub(super) fn facts(&self) -> Facts<'a> {
        match self {
            Self::Entity { facts, .. } | Self::Approval { facts, .. } => *facts,
        }
    }
}
