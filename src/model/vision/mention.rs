//! What a vision names that stands elsewhere: entities, looked up in a catalog, and promises that the settings make too.

use super::{Complaint, Promise, Vision};
use crate::model::catalog::{Catalog, Position};
use crate::model::text::nearest;

/// Strangers for which the nearest entity is looked up.
const SUGGESTED: usize = 20;

/// An entity that a vision's file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Relative to the workspace, with `/`.
    pub file: String,
    pub at: Position,
    /// Canonical ref.
    pub entity: String,
}

impl Vision {
    /// The entities that it names and that a catalog does not have, each with the nearest one that is there.
    pub fn strangers(&self, catalog: &Catalog) -> Vec<Complaint> {
        let is_strange = |mention: &&Mention| catalog.find(&mention.entity).is_none();
        let complaint = |(nth, mention): (usize, &Mention)| Complaint {
            file: mention.file.clone(),
            at: mention.at,
            is_error: false,
            // Looking for the nearest goes through the whole catalog.
            message: match (nth < SUGGESTED)
                .then(|| near(catalog, &mention.entity))
                .flatten()
            {
                Some(near) => format!("{} is not in the catalog; did you mean {near}?", mention.entity),
                None => format!("{} is not in the catalog", mention.entity),
            },
        };
        self.mentions
            .iter()
            .filter(is_strange)
            .enumerate()
            .map(complaint)
            .collect()
    }
}

impl Vision {
    /// The promises of categories of which the settings promise something too, which is what counts.
    pub fn promised_twice(&self, in_settings: impl Fn(&str) -> bool) -> Vec<Complaint> {
        let twice = self
            .promises
            .iter()
            .filter(|promise| in_settings(&promise.category));
        let complaint = |promise: &Promise| Complaint {
            file: self
                .files
                .first()
                .map(|file| file.path.clone())
                .unwrap_or_default(),
            at: promise.at,
            is_error: false,
            message: format!(
                "`{}` is promised in muster.toml too, and that is what counts; keep one",
                promise.category
            ),
        };
        twice.map(complaint).collect()
    }
}

/// The nearest entity of the same kind.
fn near<'c>(catalog: &'c Catalog, entity_ref: &str) -> Option<&'c str> {
    let kind = entity_ref.split(':').next()?;
    let of_kind = catalog.entities().filter(|entity| entity.is_kind(kind));
    nearest(entity_ref, of_kind.map(|entity| entity.entity_ref()))
}
