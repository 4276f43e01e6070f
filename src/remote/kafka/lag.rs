//! How far a consumer group is behind: what it has committed, held against the ends of the partitions. Pure.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// A partition: its topic, and its number there.
pub(super) type Place = (String, i32);

/// How far a group is behind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lag {
    pub group: String,
    /// In Kafka's words: `Stable`, `Empty`; `Dead` where the cluster knows no such group.
    pub state: String,
    pub members: u32,
    /// That it has committed offsets in, or is assigned to; by topic and number. Those of topics that are gone are left out.
    pub partitions: Vec<PartitionLag>,
}

/// How far a group is behind in one partition.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartitionLag {
    pub topic: String,
    pub partition: u32,
    /// The offset that it reads next; none where it never committed one.
    pub committed: Option<u64>,
    /// Records that it has not read: up to the end, from what it committed or else from the beginning. None where the
    /// cluster does not tell.
    pub behind: Option<u64>,
}

impl Lag {
    /// Whether the cluster knows nothing of such a group.
    pub fn is_nobody(&self) -> bool {
        self.members == 0 && self.partitions.is_empty()
    }

    /// Records behind what was committed, over all partitions.
    pub fn behind(&self) -> u64 {
        self.sum(|partition| partition.committed.is_some())
    }

    /// Records in partitions that it is assigned to and never committed anything in: whether it means to read them, only its
    /// own settings tell (`auto.offset.reset`).
    pub fn never_committed(&self) -> u64 {
        self.sum(|partition| partition.committed.is_none())
    }

    /// The topic that it is farthest behind in, and by how much.
    pub fn worst(&self) -> Option<(&str, u64)> {
        let mut topics: BTreeMap<&str, u64> = BTreeMap::new();
        for partition in self
            .partitions
            .iter()
            .filter(|partition| partition.committed.is_some())
        {
            let behind = topics.entry(&partition.topic).or_default();
            *behind = behind.saturating_add(partition.behind.unwrap_or(0));
        }
        topics.into_iter().max_by_key(|(_, behind)| *behind)
    }

    /// How many partitions the cluster does not tell the end of.
    pub fn untold(&self) -> usize {
        self.partitions
            .iter()
            .filter(|partition| partition.behind.is_none())
            .count()
    }

    fn sum(&self, of: impl Fn(&PartitionLag) -> bool) -> u64 {
        let partitions = self.partitions.iter().filter(|partition| of(partition));
        partitions.fold(0, |sum, partition| {
            sum.saturating_add(partition.behind.unwrap_or(0))
        })
    }
}

/// What a cluster says of a group's partitions, each by its own question.
#[derive(Default)]
pub(super) struct Offsets {
    pub committed: BTreeMap<Place, i64>,
    /// What its members are assigned to.
    pub assigned: BTreeSet<Place>,
    pub begins: BTreeMap<Place, i64>,
    pub ends: BTreeMap<Place, i64>,
}

impl Offsets {
    /// All partitions that it has to do with.
    pub fn places(&self) -> BTreeSet<Place> {
        self.committed.keys().chain(&self.assigned).cloned().collect()
    }

    /// Those in which it never committed anything.
    pub fn uncommitted(&self) -> Vec<Place> {
        let never = self
            .assigned
            .iter()
            .filter(|place| !self.committed.contains_key(*place));
        never.cloned().collect()
    }

    pub fn keep(&mut self, is_there: impl Fn(&Place) -> bool) {
        self.committed.retain(|place, _| is_there(place));
        self.assigned.retain(|place| is_there(place));
    }

    pub fn partitions(&self) -> Vec<PartitionLag> {
        let lag = |place: Place| {
            let committed = self.committed.get(&place).copied();
            let from = committed.or_else(|| self.begins.get(&place).copied());
            // A topic that was made anew ends before what was committed of the old one.
            let behind = from
                .zip(self.ends.get(&place))
                .map(|(from, end)| number(end.saturating_sub(from)));
            PartitionLag {
                partition: u32::try_from(place.1).unwrap_or_default(),
                topic: place.0,
                committed: committed.map(number),
                behind,
            }
        };
        self.places().into_iter().map(lag).collect()
    }
}

fn number(offset: i64) -> u64 {
    u64::try_from(offset).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(offsets: &[(&str, i32, i64)]) -> BTreeMap<Place, i64> {
        let place =
            |(topic, partition, offset): &(&str, i32, i64)| (((*topic).to_owned(), *partition), *offset);
        offsets.iter().map(place).collect()
    }

    #[test]
    fn what_was_committed_is_held_against_the_ends() {
        let offsets = Offsets {
            committed: at(&[("a", 0, 5), ("a", 1, 9), ("b", 0, 100), ("c", 0, 1)]),
            assigned: [("a".to_owned(), 0), ("d".to_owned(), 0)].into(),
            begins: at(&[("d", 0, 3)]),
            ends: at(&[("a", 0, 15), ("a", 1, 9), ("b", 0, 7), ("d", 0, 10)]),
        };
        assert_eq!(offsets.uncommitted(), [("d".to_owned(), 0)]);
        let lag = Lag {
            partitions: offsets.partitions(),
            ..Lag::default()
        };
        let seen: Vec<_> = lag
            .partitions
            .iter()
            .map(|of| (of.topic.as_str(), of.partition, of.committed, of.behind))
            .collect();
        assert_eq!(
            seen,
            [
                ("a", 0, Some(5), Some(10)),
                ("a", 1, Some(9), Some(0)),
                ("b", 0, Some(100), Some(0)),
                ("c", 0, Some(1), None),
                ("d", 0, None, Some(7)),
            ]
        );
        assert_eq!((lag.behind(), lag.never_committed(), lag.untold()), (10, 7, 1));
        assert_eq!(lag.worst(), Some(("a", 10)));
        assert!(!lag.is_nobody() && Lag::default().is_nobody());
    }
}
