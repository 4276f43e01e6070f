//! Scorecards: how many of the entities of a team, a system or a domain meet the standard.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// What entities are grouped by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    #[default]
    Owner,
    System,
    Domain,
}

impl By {
    pub const ALL: [By; 3] = [Self::Owner, Self::System, Self::Domain];

    pub fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::System => "system",
            Self::Domain => "domain",
        }
    }
}

/// How a group does. An entity passes when it falls short of no blocking rule and of no warning, but for what is waived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Canonical ref; empty for what belongs to none.
    pub group: String,
    /// Entities that at least one rule is about.
    pub entities: usize,
    pub passing: usize,
    pub blocking: usize,
    pub warnings: usize,
    pub advice: usize,
    pub waived: usize,
}

impl Score {
    /// The share that passes, in whole per cent. 100 only when all do.
    pub fn percent(&self) -> usize {
        match (self.passing, self.entities) {
            (_, 0) => 100,
            (passing, entities) => passing * 100 / entities,
        }
    }
}

/// How well the vision was met on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastScores {
    pub time: Timestamp,
    pub entities: usize,
    pub passing: usize,
    /// Entities and passing ones by canonical ref of the group.
    pub groups: BTreeMap<(By, String), (usize, usize)>,
}

/// How a rule fares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleCount {
    /// Entities that it is about.
    pub applies: usize,
    /// Of them those that fall short, waived or not.
    pub falls_short: usize,
    pub waived: usize,
    pub untold: usize,
}
