//! What a declaration says of itself beside its own format: labels and annotations that name an owner or that are the
//! catalog's own. Pure.

use crate::model::catalog::{Node, Position};

/// Where an owner is named, the first that is there; annotations before labels.
const OWNER: [&str; 5] = [
    "muster/owner",
    "backstage.io/owner",
    "owner",
    "team",
    "app.kubernetes.io/owner",
];
/// Annotations that mean to the catalog what they mean in a file of its own.
const KEPT: [&str; 3] = ["muster/", "backstage.io/", "github.com/"];

/// What is known of an entity beside its format.
#[derive(Clone, Debug, Default)]
pub(super) struct About {
    /// As written, and where.
    pub owner: Option<(String, Position)>,
    pub system: Option<(String, Position)>,
    /// In the order of the file.
    pub annotations: Vec<(String, String, Position)>,
}

impl About {
    /// From `labels` and `annotations` of a `metadata`.
    pub(super) fn of(metadata: Option<&Node>) -> Self {
        let maps = ["annotations", "labels"].map(|key| metadata.and_then(|metadata| metadata.get(key)));
        let find = |key: &str| {
            maps.iter().flatten().find_map(|map| {
                let node = map.get(key)?;
                let text = node.text()?.trim();
                (!text.is_empty()).then(|| (text.to_owned(), node.at))
            })
        };
        let kept = |key: &str| KEPT.iter().any(|prefix| key.starts_with(prefix)) && !OWNER.contains(&key);
        let annotations = maps[0].map(Node::pairs).unwrap_or_default().iter();
        Self {
            owner: OWNER.iter().find_map(|key| find(key)),
            system: find("muster/system"),
            annotations: annotations
                .filter(|(key, _)| kept(&key.text) && key.text != "muster/system")
                .filter_map(|(key, node)| Some((key.text.clone(), node.text()?.to_owned(), node.at)))
                .collect(),
        }
    }

    /// Whether an annotation is among those kept.
    pub(super) fn has(&self, annotation: &str) -> bool {
        self.annotations.iter().any(|(key, ..)| key == annotation)
    }
}
