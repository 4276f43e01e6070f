//! The settings that a topic can have, and what Kafka takes as their values. From `TopicConfig` and `LogConfig` of Apache
//! Kafka 4.0 (kafka.apache.org/documentation/#topicconfigs), with the three that only older brokers know. Pure.

use crate::model::text::nearest;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Sort {
    Truth,
    /// A whole number, no less than this.
    Number {
        least: i64,
        most: i64,
    },
    /// A number between 0 and 1.
    Ratio,
    OneOf(&'static [&'static str]),
    /// Some of these, separated by commas.
    SomeOf(&'static [&'static str]),
    Text,
}

const fn long(least: i64) -> Sort {
    Sort::Number {
        least,
        most: i64::MAX,
    }
}

const fn int(least: i64) -> Sort {
    Sort::Number {
        least,
        most: i32::MAX as i64,
    }
}

const fn level(least: i64, most: i64) -> Sort {
    Sort::Number { least, most }
}

const SETTINGS: [(&str, Sort); 36] = [
    ("cleanup.policy", Sort::SomeOf(&["delete", "compact"])),
    ("compression.gzip.level", level(-1, 9)),
    ("compression.lz4.level", level(1, 17)),
    (
        "compression.type",
        Sort::OneOf(&["producer", "uncompressed", "gzip", "snappy", "lz4", "zstd"]),
    ),
    ("compression.zstd.level", level(-131_072, 22)),
    ("delete.retention.ms", long(0)),
    ("file.delete.delay.ms", long(0)),
    ("flush.messages", long(1)),
    ("flush.ms", long(0)),
    ("follower.replication.throttled.replicas", Sort::Text),
    ("index.interval.bytes", int(0)),
    ("leader.replication.throttled.replicas", Sort::Text),
    ("local.retention.bytes", long(-2)),
    ("local.retention.ms", long(-2)),
    ("max.compaction.lag.ms", long(1)),
    ("max.message.bytes", int(0)),
    ("message.downconversion.enable", Sort::Truth),
    ("message.format.version", Sort::Text),
    ("message.timestamp.after.max.ms", long(0)),
    ("message.timestamp.before.max.ms", long(0)),
    ("message.timestamp.difference.max.ms", long(0)),
    (
        "message.timestamp.type",
        Sort::OneOf(&["CreateTime", "LogAppendTime"]),
    ),
    ("min.cleanable.dirty.ratio", Sort::Ratio),
    ("min.compaction.lag.ms", long(0)),
    ("min.insync.replicas", int(1)),
    ("preallocate", Sort::Truth),
    ("remote.log.copy.disable", Sort::Truth),
    ("remote.log.delete.on.disable", Sort::Truth),
    ("remote.storage.enable", Sort::Truth),
    ("retention.bytes", long(-1)),
    ("retention.ms", long(-1)),
    ("segment.bytes", int(14)),
    ("segment.index.bytes", int(4)),
    ("segment.jitter.ms", long(0)),
    ("segment.ms", long(1)),
    ("unclean.leader.election.enable", Sort::Truth),
];

/// What the values of a setting are; none where Kafka has no such setting.
pub fn sort_of(name: &str) -> Option<Sort> {
    SETTINGS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, sort)| *sort)
}

/// The setting that was probably meant.
pub fn meant(name: &str) -> Option<&'static str> {
    nearest(name, SETTINGS.iter().map(|(known, _)| *known))
}

/// What is wrong with a setting's value; none where Kafka takes it.
pub fn complaint(name: &str, value: &str) -> Option<String> {
    match sort_of(name)? {
        Sort::Text => None,
        Sort::Truth => (!matches!(value, "true" | "false")).then(|| "it is true or false".to_owned()),
        Sort::Number { least, most } => match value.trim().parse::<i64>() {
            Ok(number) if (least..=most).contains(&number) => None,
            Ok(_) if most == i64::MAX => Some(format!("it is {least} or more")),
            Ok(_) => Some(format!("it is between {least} and {most}")),
            Err(_) => Some("it is a whole number".to_owned()),
        },
        Sort::Ratio => match value.trim().parse::<f64>() {
            Ok(number) if (0.0..=1.0).contains(&number) => None,
            _ => Some("it is a number between 0 and 1".to_owned()),
        },
        Sort::OneOf(words) => (!words.contains(&value)).then(|| format!("it is one of {}", words.join(", "))),
        Sort::SomeOf(words) => {
            let mut parts = value.split(',').map(str::trim);
            let is_fine = parts.all(|part| words.contains(&part));
            (!is_fine).then(|| format!("it is {}, or several with commas", words.join(" or ")))
        }
    }
}

/// A value for people: with what a time or a size comes to.
pub fn shown(name: &str, value: &str) -> String {
    let Ok(number) = value.parse::<i64>() else {
        return value.to_owned();
    };
    let units: &[(i64, &str)] = if name.ends_with(".ms") {
        &[(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1_000, "s")]
    } else if name.ends_with(".bytes") {
        &[(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")]
    } else {
        &[]
    };
    if number == -1 && matches!(name, "retention.ms" | "retention.bytes") {
        return "-1 (no limit)".to_owned();
    }
    let fitting = units
        .iter()
        .find(|(unit, _)| number >= *unit && number % unit == 0);
    match fitting {
        Some((unit, word)) => format!("{value} ({} {word})", number / unit),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_what_kafka_takes() {
        for (name, value, is_fine) in [
            ("retention.ms", "-1", true),
            ("retention.ms", "-2", false),
            ("retention.ms", "7d", false),
            ("retention.ms", "9223372036854775808", false),
            ("cleanup.policy", "compact,delete", true),
            ("cleanup.policy", "compact, delete", true),
            ("cleanup.policy", "compacted", false),
            ("compression.type", "zstd", true),
            ("compression.type", "brotli", false),
            ("min.insync.replicas", "0", false),
            ("min.cleanable.dirty.ratio", "0.5", true),
            ("min.cleanable.dirty.ratio", "1.5", false),
            ("preallocate", "yes", false),
            ("max.message.bytes", "2147483648", false),
        ] {
            assert_eq!(complaint(name, value).is_none(), is_fine, "{name} = {value}");
        }
        assert_eq!(sort_of("retention"), None);
        assert_eq!(meant("retenton.ms"), Some("retention.ms"));
    }

    #[test]
    fn times_and_sizes_are_told_for_people() {
        for (name, value, text) in [
            ("retention.ms", "604800000", "604800000 (7 d)"),
            ("retention.ms", "-1", "-1 (no limit)"),
            ("retention.ms", "1500", "1500"),
            ("segment.bytes", "1073741824", "1073741824 (1 GiB)"),
            ("min.insync.replicas", "2", "2"),
        ] {
            assert_eq!(shown(name, value), text);
        }
    }
}
