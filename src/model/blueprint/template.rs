//! A blueprint as it is written: `scaffolder.backstage.io/v1beta3`
//! (github.com/backstage/backstage, plugins/scaffolder-common/src/Template.v1beta3.schema.json).

use serde_json::Value;

use super::read::Places;
use crate::model::catalog::Position;

/// A software template, read leniently: what is wrong with it is found by a check, with line and column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Blueprint {
    /// Canonical, as `template:default/repository`.
    pub entity_ref: String,
    pub name: String,
    /// For people; the name where there is none.
    pub title: String,
    pub description: Option<String>,
    pub tags: Vec<String>,
    /// `spec.type`: `service`, `access`, …
    pub type_: Option<String>,
    pub owner: Option<String>,
    /// Minutes that it saves each time (`backstage.io/time-saved`).
    pub minutes_saved: Option<u32>,
    /// The pages of its form, in order.
    pub pages: Vec<Page>,
    pub steps: Vec<Step>,
    /// `spec.output`, not rendered.
    pub output: Value,
    /// The whole document, as a run keeps it.
    pub document: Value,
    /// Where each of its values stands; empty where the document is one that a run kept.
    pub places: Places,
}

/// One page of a form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    pub title: Option<String>,
    pub description: Option<String>,
    /// The page's JSON Schema with its `ui:*` keys, in the order of the file.
    pub schema: Value,
    pub at: Position,
}

/// One step, not rendered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// Unique in its blueprint; made from the step's position where none is given.
    pub id: String,
    pub name: Option<String>,
    pub action: String,
    pub input: Value,
    /// `if`
    pub condition: Option<Value>,
    pub each: Option<Value>,
    pub at: Position,
}
