//! What was seen outside, as it is kept beside the journal.

use std::path::Path;

use jiff::Timestamp;

use crate::engine::looks::{Look, Looks};
use crate::model::discovery::Survey;

/// The surveys of one workspace.
pub type Surveys = Looks<Survey>;

impl Looks<Survey> {
    /// Those below the data folder of a workspace.
    pub fn new(data: &Path) -> Self {
        Self::in_folder(data.join("surveys"))
    }
}

impl Look for Survey {
    const FAILED: &str = "the last look failed: ";
    const UNFINISHED: &str = "a look since is not finished: the next one goes on with it";

    fn goes_on(&self) -> bool {
        self.cursor.is_some()
    }

    fn brought(&self) -> bool {
        self.complete || self.taken.is_some() || !self.sightings.is_empty()
    }

    fn taken(&self) -> Option<Timestamp> {
        self.taken
    }

    fn problems(&mut self) -> &mut Vec<String> {
        &mut self.problems
    }
}
