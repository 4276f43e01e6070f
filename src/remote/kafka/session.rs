//! One connection to a cluster: librdkafka's client with what the settings say, and an ear for what it says of itself.
//! Knows neither topics nor rules.

use std::fs::File;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::client::Client;
use rdkafka::config::{ClientConfig, RDKafkaLogLevel};
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError as RdKafkaError, RDKafkaErrorCode};
use rdkafka::metadata::MetadataBroker;

use super::verdict::Failure;
use super::{Connection, KafkaError};

/// How long an unreachable cluster is given after all its addresses failed once: a name often stands for several
/// addresses, and librdkafka tries one a second.
const GRACE: Duration = Duration::from_millis(1_500);

/// What brokers are asked about to see whether they answer.
const ASKED_ABOUT: &str = "__consumer_offsets";

/// How long the first try to be answered may take; each further one may take twice as long.
const FIRST_SLICE: Duration = Duration::from_millis(250);

/// How long is listened between two tries.
const PAUSE: Duration = Duration::from_millis(50);

/// A client of librdkafka. It is a consumer that consumes nothing: consumers never make topics by asking for them.
pub(super) struct Session {
    consumer: BaseConsumer<Ears>,
}

impl Session {
    /// Reaches nobody yet.
    pub fn open(connection: &Connection) -> Result<Self, KafkaError> {
        let config = config(connection)?;
        let made = config.create_with_context(Ears::default());
        let consumer = made.map_err(|error| settings_error(connection, &error))?;
        Ok(Self { consumer })
    }

    pub fn client(&self) -> &Client<Ears> {
        self.consumer.client()
    }

    /// Waits until a broker answers, and tells which.
    ///
    /// It is asked about a topic of Kafka's own, as that is the smallest thing that any broker tells; librdkafka itself looks
    /// for a broker that is there.
    pub fn find_broker(&self, time: Duration) -> Result<i32, Failure> {
        let start = Instant::now();
        let mut slice = FIRST_SLICE;
        loop {
            let left = time.saturating_sub(start.elapsed());
            if let Ok(cluster) = self.client().fetch_metadata(Some(ASKED_ABOUT), slice.min(left)) {
                let known = cluster.brokers().iter().map(MetadataBroker::id);
                let broker = Some(cluster.orig_broker_id())
                    .filter(|id| *id >= 0)
                    .or_else(|| known.min());
                if let Some(broker) = broker {
                    return Ok(broker);
                }
            }
            self.consumer.poll(PAUSE);
            self.listen();
            if let Some(failure) = self.hopeless(start) {
                return Err(failure);
            }
            if left.is_zero() {
                let code = RDKafkaErrorCode::OperationTimedOut as i32;
                return Err(Failure::new(
                    code,
                    "_TIMED_OUT",
                    "no broker answers while waiting for broker",
                ));
            }
            slice *= 2;
        }
    }

    /// Takes in what librdkafka has said since the last time.
    pub fn listen(&self) {
        loop {
            let before = self.ears().hearing().count;
            // There are no records to come: this only hands errors and log lines to the ears.
            let error = self.consumer.poll(Duration::ZERO);
            if error.is_none() && self.ears().hearing().count == before {
                return;
            }
        }
    }

    /// Why there is no use in waiting any longer, for somebody who has waited since then.
    pub fn hopeless(&self, since: Instant) -> Option<Failure> {
        let heard = self.ears().hearing();
        if let Some(cause) = &heard.shut_out {
            return Some(Failure::new(
                RDKafkaErrorCode::Authentication as i32,
                "_AUTHENTICATION",
                cause,
            ));
        }
        let down = heard.all_down.filter(|at| (*at).max(since).elapsed() > GRACE);
        down.map(|_| {
            Failure::new(
                RDKafkaErrorCode::AllBrokersDown as i32,
                "_ALL_BROKERS_DOWN",
                "all brokers are down",
            )
        })
    }

    /// What went wrong last with a connection.
    pub fn trouble(&self) -> Option<String> {
        let told = self.ears().hearing().last.clone()?;
        let hung_up = ["Disconnected", "Broken pipe", "Connection reset"];
        if hung_up.iter().any(|words| told.contains(words)) {
            return Some(format!(
                "{told} (a cluster that hangs up at once often wants TLS or SASL, or neither)"
            ));
        }
        Some(told)
    }

    /// Somebody answered: what was heard before is no longer so.
    pub fn answered(&self) {
        let mut heard = self.ears().hearing();
        heard.shut_out = None;
        heard.all_down = None;
        heard.last = None;
    }

    fn ears(&self) -> &Ears {
        self.consumer.context()
    }
}

/// Hears what librdkafka says of itself, so that no line of it reaches the terminal.
#[derive(Default)]
pub(super) struct Ears {
    heard: Mutex<Heard>,
}

#[derive(Default)]
struct Heard {
    count: u64,
    /// Why the cluster does not let us in.
    shut_out: Option<String>,
    /// Since when no broker has been there.
    all_down: Option<Instant>,
    last: Option<String>,
}

impl Ears {
    fn hearing(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Ears {
    fn log(&self, _level: RDKafkaLogLevel, facility: &str, line: &str) {
        tracing::debug!(target: "librdkafka", facility, line);
        let mut heard = self.hearing();
        heard.count += 1;
        // A broker that hangs up is worth no more than a line to librdkafka.
        if facility == "FAIL" {
            heard.last = Some(cause(line));
        }
    }

    fn error(&self, error: RdKafkaError, reason: &str) {
        tracing::debug!(target: "librdkafka", %error, reason);
        let mut heard = self.hearing();
        heard.count += 1;
        match error.rdkafka_error_code() {
            Some(RDKafkaErrorCode::AllBrokersDown) => {
                heard.all_down.get_or_insert_with(Instant::now);
            }
            Some(RDKafkaErrorCode::Authentication) => heard.shut_out = Some(cause(reason)),
            _ => heard.last = Some(cause(reason)),
        }
    }
}

impl ConsumerContext for Ears {}

/// A reason without what is of use to librdkafka's own authors only: which thread, how long, how often.
fn cause(reason: &str) -> String {
    let thread = reason
        .strip_prefix("[thrd:")
        .and_then(|reason| reason.split_once("]: "));
    let reason = thread.map_or(reason, |(_, reason)| reason);
    let reason = reason
        .rsplit_once(" (after ")
        .map_or(reason, |(reason, _)| reason);
    let broker = reason
        .split_once(": ")
        .filter(|(broker, _)| broker.contains("://") || broker.contains("/bootstrap"));
    let reason = broker.map_or(reason, |(_, reason)| reason);
    reason.replace("ipv4#", "").replace("ipv6#", "")
}

/// librdkafka's settings (its CONFIGURATION.md).
fn config(connection: &Connection) -> Result<ClientConfig, KafkaError> {
    let mut config = ClientConfig::new();
    config.set_log_level(RDKafkaLogLevel::Info);
    let fixed = [
        ("client.id", "muster"),
        // Looking must not make anything, nor tell the cluster's operator figures about the person's machine.
        ("allow.auto.create.topics", "false"),
        ("enable.metrics.push", "false"),
        // One small request at a time: each is sent at once.
        ("socket.nagle.disable", "true"),
        ("socket.keepalive.enable", "true"),
        ("socket.connection.setup.timeout.ms", "10000"),
        ("socket.timeout.ms", "30000"),
        ("reconnect.backoff.ms", "100"),
        ("reconnect.backoff.max.ms", "1000"),
    ];
    for (key, value) in fixed {
        config.set(key, value);
    }
    config.set("bootstrap.servers", connection.bootstrap.join(","));
    let protocol = match (&connection.tls, &connection.sasl) {
        (None, None) => "plaintext",
        (Some(_), None) => "ssl",
        (None, Some(_)) => "sasl_plaintext",
        (Some(_), Some(_)) => "sasl_ssl",
    };
    config.set("security.protocol", protocol);
    if let Some(tls) = &connection.tls {
        let files = [
            ("ssl.ca.location", "ca", &tls.ca),
            ("ssl.certificate.location", "certificate", &tls.certificate),
            ("ssl.key.location", "key", &tls.key),
        ];
        for (key, name, file) in files {
            if let Some(file) = file {
                config.set(key, readable(connection, name, file)?);
            }
        }
    }
    if let Some(sasl) = &connection.sasl {
        config.set("sasl.mechanisms", sasl.mechanism);
        config.set("sasl.username", &sasl.username);
        config.set("sasl.password", sasl.password.reveal());
    }
    Ok(config)
}

/// A file's path as librdkafka wants it, once it is sure that the file can be read.
fn readable<'a>(connection: &Connection, name: &str, file: &'a Path) -> Result<&'a str, KafkaError> {
    let wrong = |cause: String| KafkaError::Settings {
        message: format!(
            "the cluster `{}` names {} as its `{name}`, which cannot be read: {cause}",
            connection.name,
            file.display()
        ),
    };
    File::open(file).map_err(|error| wrong(error.to_string()))?;
    file.to_str()
        .ok_or_else(|| wrong("its name is no UTF-8".to_owned()))
}

/// What librdkafka dislikes about the settings. Never the value: it may be the password.
fn settings_error(connection: &Connection, error: &RdKafkaError) -> KafkaError {
    let cause = match error {
        RdKafkaError::ClientCreation(cause) => cause.clone(),
        RdKafkaError::ClientConfig(_, _, key, _) => format!("librdkafka takes no such `{key}`"),
        _ => "librdkafka does not take the settings".to_owned(),
    };
    KafkaError::Settings {
        message: format!(
            "the cluster `{}` cannot be reached as its settings say: {cause}",
            connection.name
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::remote::Secret;
    use crate::remote::kafka::{Sasl, Tls};

    fn connection() -> Connection {
        Connection {
            name: "main".to_owned(),
            bootstrap: vec!["kafka-1:9092".to_owned(), "kafka-2:9092".to_owned()],
            tls: Some(Tls::default()),
            sasl: Some(Sasl {
                mechanism: "SCRAM-SHA-512",
                username: "muster".to_owned(),
                password: Secret::new("hunter2"),
            }),
        }
    }

    #[test]
    fn reasons_are_told_without_what_only_librdkafka_needs() {
        let cases = [
            (
                "localhost:1/bootstrap: Connect to ipv4#127.0.0.1:1 failed: Connection refused (after 0ms in state CONNECT)",
                "Connect to 127.0.0.1:1 failed: Connection refused",
            ),
            (
                "ssl://localhost:1/bootstrap: SSL handshake failed: no CA (after 3ms in state SSL_HANDSHAKE, 1 identical error(s) suppressed)",
                "SSL handshake failed: no CA",
            ),
            (
                "[thrd:localhost:1/bootstrap]: localhost:1/bootstrap: Disconnected: connection closed by peer",
                "Disconnected: connection closed by peer",
            ),
            ("1/1 brokers are down", "1/1 brokers are down"),
        ];
        for (reason, told) in cases {
            assert_eq!(cause(reason), told);
        }
    }

    #[test]
    fn the_protocol_follows_from_what_is_set() {
        let sasl_ssl = connection();
        let ssl = Connection {
            sasl: None,
            ..sasl_ssl.clone()
        };
        let sasl = Connection {
            tls: None,
            ..sasl_ssl.clone()
        };
        let plain = Connection {
            tls: None,
            ..ssl.clone()
        };
        for (connection, protocol) in [
            (sasl_ssl, "sasl_ssl"),
            (ssl, "ssl"),
            (sasl, "sasl_plaintext"),
            (plain, "plaintext"),
        ] {
            let config = config(&connection).unwrap();
            assert_eq!(config.get("security.protocol"), Some(protocol));
            assert_eq!(config.get("bootstrap.servers"), Some("kafka-1:9092,kafka-2:9092"));
        }
    }

    #[test]
    fn a_password_that_librdkafka_does_not_take_is_not_told() {
        let mut connection = connection();
        connection.tls = None;
        connection.sasl = connection.sasl.map(|sasl| Sasl {
            password: Secret::new("hunter\0two"),
            ..sasl
        });
        let error = Session::open(&connection).err().unwrap();
        assert!(!format!("{error} {error:?}").contains("hunter"), "{error:?}");
    }

    #[test]
    fn a_missing_file_is_named() {
        let mut connection = connection();
        connection.tls = Some(Tls {
            ca: Some("/nowhere/ca.pem".into()),
            ..Tls::default()
        });
        let error = Session::open(&connection).err().unwrap();
        assert_eq!(
            error.to_string(),
            "the cluster `main` names /nowhere/ca.pem as its `ca`, which cannot be read: No such file or directory (os error 2)"
        );
    }
}
