//! What Apache Kafka 4 takes and what it refuses, with its codes and nearly its words (`ReplicationControlManager`,
//! `ConfigurationControlManager` and `AclControlManager` of its controller).

use super::state::State;
use crate::providers::kafka::{names, topic_config};
use crate::remote::kafka::{Change, KafkaError, NewTopic, Rule};

pub(super) fn judge(state: &State, change: &Change) -> Result<(), KafkaError> {
    match change {
        Change::CreateTopic(new) => new_topic(state, new),
        Change::DeleteTopic { name } => there(state, name).map(drop),
        Change::GrowTopic { name, partitions } => grown(there(state, name)?, name, *partitions),
        Change::SetTopic { name, settings } => {
            there(state, name)?;
            settings.iter().try_for_each(|(name, value)| match value {
                Some(value) => setting(name, value),
                None => known(name),
            })
        }
        Change::AddRules(rules) => rules.iter().try_for_each(rule),
        Change::RemoveRules(_) => Ok(()),
    }
}

fn refused(code: &str, message: impl Into<String>) -> KafkaError {
    KafkaError::Refused {
        code: code.to_owned(),
        message: message.into(),
        passing: false,
    }
}

fn there<'s>(state: &'s State, name: &str) -> Result<&'s super::state::Kept, KafkaError> {
    state.topics.get(name).ok_or_else(|| {
        refused(
            "UNKNOWN_TOPIC_OR_PARTITION",
            "This server does not host this topic-partition.",
        )
    })
}

fn new_topic(state: &State, new: &NewTopic) -> Result<(), KafkaError> {
    let NewTopic {
        name,
        partitions,
        replication,
        settings,
    } = new;
    if let Some(complaint) = names::complaint(name) {
        return Err(refused("INVALID_TOPIC_EXCEPTION", complaint));
    }
    if state.topics.contains_key(name) {
        return Err(refused(
            "TOPIC_ALREADY_EXISTS",
            format!("Topic '{name}' already exists."),
        ));
    }
    let of_metrics = names::in_metrics(name);
    if let Some(like) = state
        .topics
        .keys()
        .find(|there| names::in_metrics(there) == of_metrics)
    {
        return Err(refused(
            "INVALID_TOPIC_EXCEPTION",
            format!("Topic '{name}' collides with existing topic: {like}"),
        ));
    }
    if *partitions == Some(0) {
        return Err(refused(
            "INVALID_PARTITIONS",
            "Number of partitions was set to an invalid non-positive value.",
        ));
    }
    let brokers = state.brokers;
    match *replication {
        Some(0) => {
            return Err(refused(
                "INVALID_REPLICATION_FACTOR",
                "Replication factor was set to an invalid non-positive value.",
            ));
        }
        Some(wanted) if wanted > brokers => {
            return Err(refused(
                "INVALID_REPLICATION_FACTOR",
                format!(
                    "Unable to replicate the partition {wanted} time(s): The target replication factor of {wanted} cannot be reached because only {brokers} broker(s) are registered."
                ),
            ));
        }
        _ => {}
    }
    settings.iter().try_for_each(|(name, value)| setting(name, value))
}

fn grown(topic: &super::state::Kept, name: &str, wanted: u32) -> Result<(), KafkaError> {
    let now = topic.partitions;
    match wanted.cmp(&now) {
        std::cmp::Ordering::Greater => Ok(()),
        std::cmp::Ordering::Equal => Err(refused(
            "INVALID_PARTITIONS",
            format!("Topic already has {now} partition(s)."),
        )),
        std::cmp::Ordering::Less => Err(refused(
            "INVALID_PARTITIONS",
            format!("The topic {name} currently has {now} partition(s); {wanted} would not be an increase."),
        )),
    }
}

fn known(name: &str) -> Result<(), KafkaError> {
    match topic_config::sort_of(name) {
        Some(_) => Ok(()),
        None => Err(refused(
            "INVALID_CONFIG",
            format!("Unknown topic config name: {name}"),
        )),
    }
}

fn setting(name: &str, value: &str) -> Result<(), KafkaError> {
    known(name)?;
    match topic_config::complaint(name, value) {
        None => Ok(()),
        Some(complaint) => Err(refused(
            "INVALID_CONFIG",
            format!("Invalid value {value} for configuration {name}: {complaint}"),
        )),
    }
}

fn rule(rule: &Rule) -> Result<(), KafkaError> {
    if !names::is_principal(&rule.principal) {
        return Err(refused(
            "INVALID_REQUEST",
            format!("Could not parse principal from `{}`", rule.principal),
        ));
    }
    if rule.name.is_empty() {
        return Err(refused("INVALID_REQUEST", "Resource name should not be empty"));
    }
    Ok(())
}
