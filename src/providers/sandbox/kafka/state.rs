//! What a sandbox's cluster holds, and how a change that Kafka takes changes it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::judge::judge;
use super::plant::{SeedLag, Seeds};
use crate::remote::kafka::{Change, Group, KafkaError, Lag, PartitionLag, Rule, Settings, Topic};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct State {
    /// Counts the changes; a document of its own says which is the newest.
    #[serde(skip)]
    pub generation: u64,
    pub brokers: u32,
    pub topics: BTreeMap<String, Kept>,
    pub rules: BTreeSet<Rule>,
    /// Sorted by name.
    pub groups: Vec<Group>,
    /// The last one told of a group and a topic holds.
    #[serde(default)]
    pub lags: Vec<SeedLag>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub partitions: u32,
    pub replication: u32,
    #[serde(default, skip_serializing_if = "Settings::is_empty")]
    pub settings: Settings,
}

impl Kept {
    pub fn topic(&self, name: &str) -> Topic {
        Topic {
            name: name.to_owned(),
            partitions: self.partitions,
            replication: self.replication,
            internal: name.starts_with("__"),
        }
    }
}

/// Kafka's own numbers for new topics (`num.partitions`, `default.replication.factor`), as a company of three brokers or
/// more would set the second.
pub(super) const PARTITIONS: u32 = 1;
pub(super) const REPLICATION: u32 = 3;

impl State {
    pub fn planted(seeds: Seeds) -> Self {
        let brokers = seeds.brokers.max(1);
        let mut groups = seeds.groups;
        groups.sort_by(|one, other| one.name.cmp(&other.name));
        groups.dedup_by(|one, other| one.name == other.name);
        let topics = seeds.topics.into_iter().map(|topic| {
            let kept = Kept {
                partitions: topic.partitions.unwrap_or(PARTITIONS).max(1),
                replication: topic.replication.unwrap_or(REPLICATION).clamp(1, brokers),
                settings: topic.settings,
            };
            (topic.name, kept)
        });
        Self {
            generation: 1,
            brokers,
            topics: topics.collect(),
            rules: seeds.rules.into_iter().collect(),
            groups,
            lags: seeds.lags,
        }
    }

    /// How far a group is behind: what is said of a topic is spread evenly over its partitions.
    pub fn lag(&self, name: &str) -> Lag {
        let Some(group) = self.groups.iter().find(|group| group.name == name) else {
            return Lag {
                group: name.to_owned(),
                state: "Dead".to_owned(),
                ..Lag::default()
            };
        };
        let mut partitions = vec![];
        for topic in &group.topics {
            let Some(kept) = self.topics.get(topic) else {
                continue;
            };
            let is_told = |lag: &&SeedLag| lag.group == name && lag.topic == *topic;
            let told = self.lags.iter().rev().find(is_told);
            let (records, count) = (
                told.map_or(0, |lag| lag.records),
                u64::from(kept.partitions.max(1)),
            );
            partitions.extend((0..kept.partitions).map(|partition| PartitionLag {
                topic: topic.clone(),
                partition,
                committed: (!told.is_some_and(|lag| lag.uncommitted)).then_some(0),
                behind: Some(records / count + u64::from(u64::from(partition) < records % count)),
            }));
        }
        Lag {
            group: group.name.clone(),
            state: group.state.clone(),
            members: group.members,
            partitions,
        }
    }

    /// Does what Kafka would do.
    pub fn apply(&mut self, change: &Change) -> Result<(), KafkaError> {
        judge(self, change)?;
        match change {
            Change::CreateTopic(new) => {
                let kept = Kept {
                    partitions: new.partitions.unwrap_or(PARTITIONS),
                    replication: new.replication.unwrap_or(REPLICATION.min(self.brokers)),
                    settings: new.settings.clone(),
                };
                self.topics.insert(new.name.clone(), kept);
            }
            Change::DeleteTopic { name } => {
                self.topics.remove(name);
                // Offsets go with their topic.
                for group in &mut self.groups {
                    group.topics.retain(|topic| topic != name);
                }
            }
            Change::GrowTopic { name, partitions } => {
                if let Some(topic) = self.topics.get_mut(name) {
                    topic.partitions = *partitions;
                }
            }
            Change::SetTopic { name, settings } => {
                if let Some(topic) = self.topics.get_mut(name) {
                    for (setting, value) in settings {
                        match value {
                            Some(value) => topic.settings.insert(setting.clone(), value.clone()),
                            None => topic.settings.remove(setting),
                        };
                    }
                }
            }
            Change::AddRules(rules) => self.rules.extend(rules.iter().cloned()),
            Change::RemoveRules(rules) => self.rules.retain(|rule| !rules.contains(rule)),
        }
        Ok(())
    }
}
