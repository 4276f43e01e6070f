//! What is changed at Kafka, an action a file: topics, their settings and partitions, and who may use them. Kafka keeps no
//! mark of who made what, so a note in the workspace says what was there before a step's first request.

mod change;
mod create;
mod diff;
mod end;
mod grant;
mod named;
pub mod names;
mod readers;
mod removal;
mod revoke;
mod rules;
mod shared;
pub mod topic_config;
mod wishes;

use super::action::{Action, ActionError, ErrorKind, Planned};
use crate::remote::kafka::{Change, Cluster, KafkaError};

/// The actions of this provider.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        create::action(),
        change::action(),
        grant::action(),
        revoke::action(),
        end::action(),
    ]
}

/// What a change that failed means for its step.
fn failed(error: KafkaError) -> ActionError {
    let kind = match &error {
        KafkaError::Down { .. } => ErrorKind::Retry { after: None },
        KafkaError::Refused { passing: true, .. } => ErrorKind::Retry { after: None },
        KafkaError::Lost { .. } => ErrorKind::Unknown,
        KafkaError::Refused { .. } | KafkaError::Settings { .. } => ErrorKind::Final,
    };
    ActionError::new(kind, error.to_string()).hint(error.hint())
}

/// The same of a question: nothing was changed, whatever became of it.
fn unanswered(error: KafkaError) -> ActionError {
    let is_lost = matches!(error, KafkaError::Lost { .. });
    let failed = failed(error);
    match is_lost {
        true => ActionError {
            kind: ErrorKind::Retry { after: None },
            ..failed
        },
        false => failed,
    }
}

/// Has the cluster say whether it would take a change; a no is put into the plan, and the answer is false.
fn rehearse(cluster: &dyn Cluster, change: &Change, planned: &mut Planned) -> Result<bool, ActionError> {
    match cluster.check(change) {
        Ok(()) => Ok(true),
        Err(error @ KafkaError::Refused { passing: false, .. }) => {
            planned.blocking.push(format!("{error}: {}", error.hint()));
            Ok(false)
        }
        Err(error @ KafkaError::Refused { .. }) => {
            planned.findings.push(format!("{error}, for now"));
            Ok(false)
        }
        Err(error) => Err(unanswered(error)),
    }
}
