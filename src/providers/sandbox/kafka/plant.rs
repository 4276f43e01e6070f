//! What a sandbox's cluster begins with.

use serde::{Deserialize, Serialize};

use crate::remote::kafka::{Group, Rule, Settings};

/// What is there from the start.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Seeds {
    pub brokers: u32,
    pub topics: Vec<SeedTopic>,
    pub rules: Vec<Rule>,
    pub groups: Vec<Group>,
    pub lags: Vec<SeedLag>,
    /// Names of topics that are not there, whoever says so.
    pub gone: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedTopic {
    pub name: String,
    #[serde(default)]
    pub partitions: Option<u32>,
    #[serde(default)]
    pub replication: Option<u32>,
    #[serde(default)]
    pub settings: Settings,
}

/// How far a group is behind in a topic that it reads. A group that no lag is told of has read everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeedLag {
    pub group: String,
    pub topic: String,
    /// Over all partitions of the topic.
    pub records: u64,
    /// Whether it has never committed an offset there.
    #[serde(default)]
    pub uncommitted: bool,
}

impl Seeds {
    /// These and more. What is gone is gone from all of them; groups of one name read what both read.
    pub fn with(mut self, more: Self) -> Self {
        self.brokers = self.brokers.max(more.brokers);
        self.topics.extend(more.topics);
        self.rules.extend(more.rules);
        for group in more.groups {
            match self.groups.iter_mut().find(|known| known.name == group.name) {
                Some(known) => {
                    known.topics.extend(group.topics);
                    known.topics.sort();
                    known.topics.dedup();
                }
                None => self.groups.push(group),
            }
        }
        self.lags.extend(more.lags);
        self.gone.extend(more.gone);
        let gone = &self.gone;
        self.topics.retain(|topic| !gone.contains(&topic.name));
        for group in &mut self.groups {
            group.topics.retain(|topic| !gone.contains(topic));
        }
        self
    }
}
