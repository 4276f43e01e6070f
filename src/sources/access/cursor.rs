//! Where a look at an owner's repositories goes on, and what could not be seen on the way there. Pure.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A part that was refused so often, and never answered, is asked for no more.
const GIVEN_UP: usize = 10;
/// So many repositories are named where something of them cannot be seen.
const NAMED: usize = 3;

/// What is asked of each repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Part {
    Collaborators,
    Invitations,
    Teams,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Cursor {
    /// The last repository that was looked at, in lower case.
    pub after: Option<String>,
    /// The one that stopped the last look: where it does so again, it is gone past.
    pub stuck: Option<String>,
    parts: BTreeMap<Part, Seen>,
}

/// How a part was answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Seen {
    answered: bool,
    refused: usize,
    /// The first few that were refused.
    names: Vec<String>,
    /// Why, of the first.
    why: String,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Collaborators, Self::Invitations, Self::Teams];

    fn shown(self) -> &'static str {
        match self {
            Self::Collaborators => "The collaborators",
            Self::Invitations => "The invitations",
            Self::Teams => "The teams",
        }
    }
}

impl Cursor {
    /// None for a text that this program did not write: then the look begins anew.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    pub(super) fn written(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    pub(super) fn is_past(&self, name: &str) -> bool {
        self.after.as_deref().is_some_and(|after| name <= after)
    }

    pub(super) fn is_partial(&self) -> bool {
        self.parts.values().any(|seen| seen.refused > 0)
    }

    pub(super) fn is_given_up(&self, part: Part) -> bool {
        self.parts
            .get(&part)
            .is_some_and(|seen| !seen.answered && seen.refused >= GIVEN_UP)
    }

    pub(super) fn answered(&mut self, part: Part) {
        self.parts.entry(part).or_default().answered = true;
    }

    /// Notes what could not be seen of a repository, and why where it was asked for.
    pub(super) fn unseen(&mut self, part: Part, name: &str, why: Option<String>) {
        let seen = self.parts.entry(part).or_default();
        seen.refused += 1;
        if seen.names.len() < NAMED {
            seen.names.push(name.to_owned());
        }
        if let Some(why) = why.filter(|_| seen.why.is_empty()) {
            seen.why = why;
        }
    }

    /// What could not be seen, a sentence for each part.
    pub(super) fn problems(&self) -> impl Iterator<Item = String> {
        let refused = self.parts.iter().filter(|(_, seen)| seen.refused > 0);
        refused.map(|(part, seen)| {
            let more = match seen.refused - seen.names.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let names = seen.names.join(", ");
            format!("{} of {names}{more} cannot be seen: {}.", part.shown(), seen.why)
        })
    }
}
