//! The technologies as rows, numbered as their blips are, and those that use one.

use std::borrow::Cow;

use crate::app::list::Rows;
use crate::model::catalog::{Catalog, EntityId};
use crate::model::vision::{Radar, Technology, TechnologyId};

/// A technology in the order of quadrants, rings and titles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The technology's id, which outlives a change of the radar.
    pub id: String,
    pub technology: TechnologyId,
    /// Of its blip; from 1.
    pub number: u16,
}

impl AsRef<str> for Row {
    fn as_ref(&self) -> &str {
        &self.id
    }
}

/// The technologies that a filter leaves: every word of it must stand in the title, the id, the quadrant's name, the ring's
/// name, or in how it moved.
pub fn rows(radar: &Radar, filter: &str) -> Vec<Row> {
    let filter = filter.to_lowercase();
    let words: Vec<&str> = filter.split_whitespace().collect();
    let all = (1u16..).zip(radar.in_order());
    let shown = all.filter_map(|(number, id)| {
        let technology = radar.technology(id)?;
        let text = searched(radar, technology);
        words.iter().all(|word| text.contains(word)).then(|| Row {
            id: technology.id.clone(),
            technology: id,
            number,
        })
    });
    shown.collect()
}

fn searched(radar: &Radar, technology: &Technology) -> String {
    let quadrant = radar.quadrants.get(technology.quadrant);
    let parts = [
        technology.title.as_str(),
        &technology.id,
        quadrant.map_or("", |quadrant| &quadrant.name),
        radar.ring_of(technology).map_or("", |ring| &ring.name),
        technology.stage().map_or("", |stage| stage.moved.words()),
    ];
    parts.join(" ").to_lowercase()
}

/// The entities that use a technology, as rows.
#[derive(Clone, Copy)]
pub struct Users<'a> {
    pub catalog: &'a Catalog,
    /// In the order of their refs.
    pub ids: &'a [EntityId],
}

impl Rows for Users<'_> {
    fn len(&self) -> usize {
        self.ids.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let id = self.ids.get(index);
        id.map_or("", |id| self.catalog.entity(*id).entity_ref()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.ids.binary_search(&self.catalog.find(id)?).ok()
    }
}
