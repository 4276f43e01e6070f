//! What was seen of who has what, as it is kept beside the journal.

use std::path::Path;

use jiff::Timestamp;

use crate::engine::looks::{Look, Looks};
use crate::model::access::AccessSurvey;

/// The surveys of one workspace.
pub type AccessSurveys = Looks<AccessSurvey>;

impl Looks<AccessSurvey> {
    /// Those below the data folder of a workspace.
    pub fn new(data: &Path) -> Self {
        Self::in_folder(data.join("access"))
    }
}

impl Look for AccessSurvey {
    const FAILED: &str = "The last look failed: ";
    const UNFINISHED: &str = "A look since is not finished: the next one goes on with it.";

    fn goes_on(&self) -> bool {
        self.cursor.is_some()
    }

    fn brought(&self) -> bool {
        self.taken.is_some()
    }

    fn taken(&self) -> Option<Timestamp> {
        self.taken
    }

    fn problems(&mut self) -> &mut Vec<String> {
        &mut self.problems
    }
}
