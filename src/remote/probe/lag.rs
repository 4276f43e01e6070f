//! How far a Kafka consumer group is behind. *Up* within what it may be behind; *degraded* where it is farther, for somebody
//! still reads; *down* where nobody reads and it is farther, or where there is no such group. *Unknown* where the cluster cannot
//! be asked as the settings say, refuses, or does not tell enough.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Heard, Network, span};
use crate::model::health::Health;
use crate::model::text::{counted, grouped};
use crate::remote::kafka::{KafkaError, Lag};

impl Network {
    pub(super) fn look_lag(&self, cluster: &str, group: &str, most: u64, time: Duration) -> Heard {
        let start = Instant::now();
        let found = match self.places.cluster(cluster) {
            Ok(found) => found,
            Err(message) => return Heard::unknown(message),
        };
        let asked = {
            let (found, group) = (Arc::clone(&found), group.to_owned());
            move || found.lag(&group)
        };
        let place = format!("kafka:{cluster}/{group}");
        let Some(answer) = self.lags.wait(&place, time, asked) else {
            let seen = format!(
                "the Kafka cluster `{cluster}` does not tell of `{group}` within {}",
                span(time)
            );
            return Heard::nobody(seen);
        };
        match answer {
            Ok(lag) => Heard {
                took: Some(start.elapsed()),
                ..judged(&lag, cluster, most)
            },
            Err(error) => failed(&error, cluster),
        }
    }
}

fn judged(lag: &Lag, cluster: &str, most: u64) -> Heard {
    let number = |records: u64| grouped(usize::try_from(records).unwrap_or(usize::MAX));
    let group = format!("`{}` on the Kafka cluster `{cluster}`", lag.group);
    if lag.is_nobody() {
        return Heard::down(format!(
            "there is no consumer group {group}: nobody reads with it"
        ));
    }
    let readers = match usize::try_from(lag.members).unwrap_or(usize::MAX) {
        0 => "nobody reads".to_owned(),
        members => counted(members, "consumer reads", "consumers read"),
    };
    let (behind, never) = (lag.behind(), lag.never_committed());
    let place = match lag.worst() {
        Some((topic, worst)) if worst > 0 && worst == behind => format!(", all in `{topic}`"),
        Some((topic, worst)) if worst > 0 => format!(", {} of them in `{topic}`", number(worst)),
        _ => String::new(),
    };
    let is = format!("{group} is {} records behind{place}", number(behind));
    let others = match never {
        0 => String::new(),
        records => format!(
            "; where it never committed anything, there are another {}",
            number(records)
        ),
    };
    let has_committed = lag
        .partitions
        .iter()
        .any(|partition| partition.committed.is_some());
    match () {
        () if behind > most => Heard::new(
            if lag.members == 0 {
                Health::Down
            } else {
                Health::Degraded
            },
            format!("{is}, and may be {}; {readers}{others}", number(most)),
        ),
        () if !has_committed && never > 0 => Heard::unknown(format!(
            "{group} never committed anything, and there are {} records; {readers}",
            number(never)
        )),
        () if lag.untold() > 0 => {
            let partitions = counted(lag.untold(), "partition", "partitions");
            Heard::unknown(format!("{is}, but the cluster does not tell of {partitions}"))
        }
        () => Heard::new(Health::Up, format!("{is}; {readers}{others}")),
    }
}

fn failed(error: &KafkaError, cluster: &str) -> Heard {
    let seen = format!("the Kafka cluster `{cluster}`: {error}");
    match error {
        // librdkafka tells a refusal, by which somebody is there, in words alone.
        KafkaError::Down { cause, .. } if cause.contains("refused") => Heard::down(seen),
        KafkaError::Down { .. } => Heard::nobody(seen),
        KafkaError::Lost { .. } => Heard::down(seen),
        KafkaError::Refused { .. } | KafkaError::Settings { .. } => {
            Heard::unknown(format!("{seen}; {}", error.hint()))
        }
    }
}
