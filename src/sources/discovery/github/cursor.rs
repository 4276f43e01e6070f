//! Where a look at an organisation goes on: written into the survey after each page, read again by whoever goes on. Pure.

use serde::{Deserialize, Serialize};

/// What a text of a cursor may have in bytes.
const LONGEST: usize = 4_000_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Phase {
    #[default]
    Repositories,
    /// Files that Locations lead to.
    Files,
    Teams,
    Done,
}

/// What is next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Cursor {
    pub phase: Phase,
    /// Whether GraphQL was refused, so that REST is asked.
    pub by_rest: bool,
    /// GraphQL's own cursor within the phase.
    pub after: Option<String>,
    /// REST's page within the phase, counted from 0.
    pub page: u32,
    /// Whether it is a person and no organisation, who has no teams.
    pub is_person: bool,
    /// Repositories asked for at once; less where an answer took GitHub too long. 0 as long as nothing says so.
    pub at_once: u32,
    /// How many repositories there are, where that is known.
    pub of: Option<usize>,
    /// Whether something was not seen that could be seen another time.
    pub is_partial: bool,
    pub leads: Vec<Lead>,
}

/// A file that a Location inside a repository names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lead {
    /// The repository's name.
    pub repository: String,
    pub path: String,
    /// Locations on the way to it.
    pub depth: u32,
}

impl Cursor {
    /// None for a text that this program did not write: then the look begins anew.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn written(&self) -> Option<String> {
        serde_json::to_string(self)
            .ok()
            .filter(|text| text.len() <= LONGEST)
    }

    /// Where the phase is over.
    pub(super) fn turn_to_next(&mut self) {
        self.phase = match self.phase {
            Phase::Repositories if !self.leads.is_empty() => Phase::Files,
            Phase::Repositories | Phase::Files if !self.is_person => Phase::Teams,
            _ => Phase::Done,
        };
        if self.phase != Phase::Files {
            self.leads.clear();
        }
        (self.after, self.page) = (None, 0);
    }
}
