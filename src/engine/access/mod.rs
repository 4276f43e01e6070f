//! Who has what: looked at place by place, held against what runs gave and what the catalog says, and acted on: taken back by runs
//! when it is over, extended, looked through. Knows places, the journal and runs; knows neither screens nor commands.

mod act;
mod ended;
mod look;
mod records;
mod surveys;
mod taking;

pub use act::Acting;
pub use ended::{Ended, ended};
pub use look::{Looking, look};
pub use records::{Known, Records, records};
pub use surveys::AccessSurveys;
pub use taking::{Begun, Chosen, Refused};

use jiff::Timestamp;

use crate::config::Workspace;
use crate::engine::discovery::places;
use crate::model::access::{AccessReview, AccessSurvey, Beside, Right, compare};
use crate::model::catalog::Catalog;
use crate::model::ownership::Ownership;

/// The names of the places that settings name, whether anybody has looked there or not.
pub fn place_names(workspace: &Workspace) -> Vec<String> {
    places(workspace).into_iter().map(|place| place.name).collect()
}

/// The places of some rights, as far as settings name them.
pub fn places_of(workspace: &Workspace, rights: &[Right]) -> Vec<String> {
    let mut places = place_names(workspace);
    places.retain(|place| rights.iter().any(|right| right.place() == place));
    places
}

/// What access is looked at in.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    pub ownership: &'a Ownership,
    pub surveys: &'a AccessSurveys,
}

impl Scene<'_> {
    /// Who has what by what the last looks brought. Asks nobody.
    pub fn review(&self, records: &Records, now: Timestamp) -> AccessReview {
        let places = place_names(self.workspace);
        let seen = places.iter().filter_map(|place| self.surveys.shown(place));
        self.compared(&places, &seen.collect::<Vec<_>>(), records, now)
    }

    /// Who has what by these looks, and by the last ones at the other places.
    pub fn renewed(&self, mut seen: Vec<AccessSurvey>, records: &Records, now: Timestamp) -> AccessReview {
        let places = place_names(self.workspace);
        let others = places
            .iter()
            .filter(|place| seen.iter().all(|survey| survey.place != **place));
        let others: Vec<AccessSurvey> = others.filter_map(|place| self.surveys.shown(place)).collect();
        seen.extend(others);
        self.compared(&places, &seen, records, now)
    }

    /// Who has what by these looks.
    pub fn compared(
        &self,
        places: &[String],
        surveys: &[AccessSurvey],
        records: &Records,
        now: Timestamp,
    ) -> AccessReview {
        compare(&Beside {
            catalog: self.catalog,
            ownership: self.ownership,
            places,
            surveys,
            granted: &records.granted,
            taken: &records.taken,
            reviewed: &records.reviewed,
            asks: self.workspace.settings.changes.ask,
            now,
        })
    }
}
