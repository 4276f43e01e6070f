//! Taking one right back, whoever gave it, as a run of a small blueprint that is part of the program: as durable as any other,
//! planned, approved where it must be, and undone where it can be.

use serde_json::json;

use super::run::Source;
use crate::model::access::Right;
use crate::model::blueprint::read;
use crate::model::run::Order;
use crate::sources::files::document_of;

/// The ref of the blueprint; no catalog need hold it.
pub const BLUEPRINT: &str = "template:muster/end-access";

/// A blueprint that is part of the program, by its ref.
pub fn embedded(entity_ref: &str) -> Option<Source> {
    let text = (entity_ref == BLUEPRINT)
        .then_some(include_str!("../../assets/blueprints/end-access/template.yaml"))?;
    Some(Source {
        document: read(&document_of(text)?, BLUEPRINT).document,
        folder: None,
    })
}

/// The order that takes back a right as it was seen. `host` is the company's GitHub, `entity` the canonical ref of the resource
/// where the catalog knows it.
pub fn order(right: &Right, host: &str, entity: Option<&str>, reason: &str) -> Order {
    Order {
        blueprint: BLUEPRINT.to_owned(),
        values: json!({
            "target": right.target,
            "principal": right.principal,
            "principalSort": right.principal_sort,
            "right": right.right,
            "through": right.through,
            "host": host,
            "reason": reason,
        }),
        entity: entity.map(str::to_owned),
        ..Order::default()
    }
}
