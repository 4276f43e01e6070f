//! What an answer that is none means: nothing was sent, the cluster said no, or nobody knows. Pure; knows librdkafka's
//! error numbers, neither its pointers nor how it is asked.

use super::KafkaError;

/// Why a request has no good answer, in librdkafka's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    /// Kafka's own number, from 1 on; librdkafka's own, from -2 down. -1 is Kafka's "unexpected error".
    pub code: i32,
    /// librdkafka's name for it, as `TOPIC_ALREADY_EXISTS` or `_TRANSPORT`.
    pub name: String,
    pub message: String,
}

/// What was asked for: only a change can be lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Look,
    Change,
}

/// librdkafka's names that are not Kafka's (kafka.apache.org/protocol#protocol_error_codes).
const NAMES: [(&str, &str); 9] = [
    ("UNKNOWN", "UNKNOWN_SERVER_ERROR"),
    ("UNKNOWN_TOPIC_OR_PART", "UNKNOWN_TOPIC_OR_PARTITION"),
    ("TOPIC_EXCEPTION", "INVALID_TOPIC_EXCEPTION"),
    ("NOT_LEADER_FOR_PARTITION", "NOT_LEADER_OR_FOLLOWER"),
    ("MSG_SIZE_TOO_LARGE", "MESSAGE_TOO_LARGE"),
    ("INVALID_MSG", "CORRUPT_MESSAGE"),
    ("_UNSUPPORTED_FEATURE", "UNSUPPORTED_VERSION"),
    ("_INVALID_ARG", "INVALID_REQUEST"),
    ("_AUTHENTICATION", "SASL_AUTHENTICATION_FAILED"),
];

/// Refusals that may be none a little later.
const PASSING: [&str; 12] = [
    "LEADER_NOT_AVAILABLE",
    "NOT_LEADER_OR_FOLLOWER",
    "REQUEST_TIMED_OUT",
    "BROKER_NOT_AVAILABLE",
    "NETWORK_EXCEPTION",
    "COORDINATOR_LOAD_IN_PROGRESS",
    "COORDINATOR_NOT_AVAILABLE",
    "NOT_COORDINATOR",
    "NOT_CONTROLLER",
    "KAFKA_STORAGE_ERROR",
    "THROTTLING_QUOTA_EXCEEDED",
    "UNKNOWN_SERVER_ERROR",
];

/// Answers of a broker that leave open what became of a change: it stopped waiting for the controller, lost it, or
/// stumbled in the middle.
const OPEN: [&str; 3] = ["REQUEST_TIMED_OUT", "NETWORK_EXCEPTION", "UNKNOWN_SERVER_ERROR"];

/// How librdkafka says that an admin request never got as far as a connection (`rd_kafka_admin_state_desc`).
const UNSENT: [&str; 5] = [
    "while initializing",
    "waiting for controller",
    "waiting for broker",
    "waiting for a valid list of brokers",
    "while constructing request",
];

impl Failure {
    /// Of muster's own making, under one of librdkafka's names.
    pub fn new(code: i32, name: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            name: name.to_owned(),
            message: message.into(),
        }
    }

    /// Kafka's name for it.
    pub fn kafka_name(&self) -> &str {
        let known = NAMES.iter().find(|(name, _)| *name == self.name);
        known.map_or(&self.name, |(_, name)| name)
    }

    /// Whether no broker said it.
    pub fn is_local(&self) -> bool {
        self.code < -1
    }

    /// Whether the cluster, or librdkafka for it, said no without doing anything.
    fn is_refusal(&self) -> bool {
        !self.is_local()
            || matches!(
                self.name.as_str(),
                "_UNSUPPORTED_FEATURE" | "_INVALID_ARG" | "_AUTHENTICATION"
            )
    }

    /// Whether no byte of the request left. What is not known for sure counts as sent.
    fn is_unsent(&self) -> bool {
        matches!(
            self.name.as_str(),
            "_ALL_BROKERS_DOWN" | "_TIMED_OUT_QUEUE" | "_RESOLVE"
        ) || (self.name == "_TIMED_OUT" && UNSENT.iter().any(|words| self.message.contains(words)))
    }

    /// What it means for whoever asked. `cause` is what was last heard about the connection.
    pub fn verdict(self, asked: Asked, address: &str, cause: Option<String>) -> KafkaError {
        let code = self.kafka_name();
        if self.is_refusal() && !(asked == Asked::Change && OPEN.contains(&code)) {
            return KafkaError::Refused {
                code: code.to_owned(),
                passing: PASSING.contains(&code),
                message: self.message,
            };
        }
        let address = address.to_owned();
        match asked {
            Asked::Change if !self.is_unsent() => KafkaError::Lost {
                address,
                cause: self.message,
            },
            _ => KafkaError::Down {
                address,
                cause: cause.unwrap_or(self.message),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(asked: Asked, code: i32, name: &str, message: &str) -> String {
        match Failure::new(code, name, message).verdict(asked, "here:9092", None) {
            KafkaError::Down { .. } => "down".to_owned(),
            KafkaError::Lost { .. } => "lost".to_owned(),
            KafkaError::Refused { code, passing, .. } => {
                format!("{code}{}", if passing { ", passing" } else { "" })
            }
            KafkaError::Settings { .. } => "settings".to_owned(),
        }
    }

    #[test]
    fn only_what_may_have_been_sent_is_lost() {
        let cases = [
            // code, name, message, a look, a change
            (
                36,
                "TOPIC_ALREADY_EXISTS",
                "Topic 'a' already exists.",
                "TOPIC_ALREADY_EXISTS",
                "TOPIC_ALREADY_EXISTS",
            ),
            (
                41,
                "NOT_CONTROLLER",
                "",
                "NOT_CONTROLLER, passing",
                "NOT_CONTROLLER, passing",
            ),
            (7, "REQUEST_TIMED_OUT", "", "REQUEST_TIMED_OUT, passing", "lost"),
            (-1, "UNKNOWN", "", "UNKNOWN_SERVER_ERROR, passing", "lost"),
            (
                3,
                "UNKNOWN_TOPIC_OR_PART",
                "",
                "UNKNOWN_TOPIC_OR_PARTITION",
                "UNKNOWN_TOPIC_OR_PARTITION",
            ),
            (
                -195,
                "_TRANSPORT",
                "CREATETOPICS worker request failed: Local: Broker transport failure",
                "down",
                "lost",
            ),
            (
                -185,
                "_TIMED_OUT",
                "Failed while waiting for response from broker: Local: Timed out",
                "down",
                "lost",
            ),
            (
                -185,
                "_TIMED_OUT",
                "Failed while waiting for controller: Local: Timed out",
                "down",
                "down",
            ),
            (
                -185,
                "_TIMED_OUT",
                "Failed while waiting for broker: Local: Timed out",
                "down",
                "down",
            ),
            (
                -166,
                "_TIMED_OUT_QUEUE",
                "Local: Timed out in queue",
                "down",
                "down",
            ),
            (-197, "_DESTROY", "Handle is terminating", "down", "lost"),
            (-199, "_BAD_MSG", "cannot be read", "down", "lost"),
            (-187, "_ALL_BROKERS_DOWN", "1/1 brokers are down", "down", "down"),
            (
                -165,
                "_UNSUPPORTED_FEATURE",
                "",
                "UNSUPPORTED_VERSION",
                "UNSUPPORTED_VERSION",
            ),
            (
                -169,
                "_AUTHENTICATION",
                "",
                "SASL_AUTHENTICATION_FAILED",
                "SASL_AUTHENTICATION_FAILED",
            ),
        ];
        for (code, name, message, look, change) in cases {
            assert_eq!(
                said(Asked::Look, code, name, message),
                look,
                "a look: {name}, {message}"
            );
            assert_eq!(
                said(Asked::Change, code, name, message),
                change,
                "a change: {name}, {message}"
            );
        }
    }

    #[test]
    fn what_was_heard_about_the_connection_is_the_cause() {
        let failure = Failure::new(
            -185,
            "_TIMED_OUT",
            "Failed while waiting for controller: Local: Timed out",
        );
        let error = failure.verdict(Asked::Look, "here:9092", Some("Connection refused".to_owned()));
        assert_eq!(
            error.to_string(),
            "no broker of here:9092 answers: Connection refused"
        );
    }
}
