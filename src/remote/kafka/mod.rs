//! A Kafka cluster as far as muster looks at it and changes it: topics and their settings, access rules, consumer groups.
//! Plain data and one trait; never reads or writes records. Knows neither actions nor the catalog.

#[allow(unsafe_code)]
mod admin;
mod client;
mod lag;
mod session;
mod verdict;

pub use client::KafkaClient;
pub use lag::{Lag, PartitionLag};

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::Secret;

/// One cluster. Looks as often as it must, but sends a change once and never tries again by itself.
pub trait Cluster: Send + Sync {
    /// Its name in the settings.
    fn name(&self) -> &str;

    /// Its bootstrap servers, for the person; without secrets.
    fn address(&self) -> &str;

    /// Who answers.
    fn about(&self) -> Result<About, KafkaError>;

    /// The topics of these names that there are; all of them where no names are given. Sorted by name.
    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError>;

    /// The settings of topics that differ from the cluster's own, by topic. Topics that are not there are left out.
    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError>;

    /// The access rules that a filter lets through, sorted.
    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError>;

    /// All consumer groups with what they read, sorted by name.
    fn groups(&self) -> Result<Vec<Group>, KafkaError>;

    /// How far a group is behind. A group that the cluster does not know is no error: it is nobody, and `Dead`.
    fn lag(&self, group: &str) -> Result<Lag, KafkaError> {
        Err(KafkaError::Refused {
            code: "UNSUPPORTED_VERSION".to_owned(),
            message: format!("it does not tell how far `{group}` is behind"),
            passing: false,
        })
    }

    /// Changes something, once.
    fn change(&self, change: &Change) -> Result<(), KafkaError>;

    /// Whether a change would be taken, as far as the cluster can tell without doing it. Changes nothing.
    fn check(&self, change: &Change) -> Result<(), KafkaError>;
}

/// What a cluster says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The id that the cluster gave itself.
    pub id: Option<String>,
    pub brokers: u32,
    /// Whether it has an authorizer: without one nobody is kept out, and there are no rules.
    pub authorizes: bool,
}

/// A setting and its value, as in `retention.ms`, `604800000`.
pub type Settings = BTreeMap<String, String>;

/// A topic that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    pub name: String,
    pub partitions: u32,
    /// Of its first partition; the others have the same unless somebody moved them.
    pub replication: u32,
    /// Kafka's own, as `__consumer_offsets`.
    pub internal: bool,
}

/// A consumer group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub name: String,
    /// In Kafka's words: `Stable`, `Empty`, `Dead`.
    pub state: String,
    pub members: u32,
    /// The client ids of its members, sorted, each once.
    pub clients: Vec<String>,
    /// The topics that it is assigned to, or has offsets for; sorted.
    pub topics: Vec<String>,
}

/// An access rule ("ACL"): who may, or must not, do what with which resources, from where.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rule {
    pub resource: ResourceType,
    /// Its name, or how its names begin; `*` is all of them.
    pub name: String,
    pub pattern: Pattern,
    /// As in `User:cart`.
    pub principal: String,
    /// An address; `*` is any.
    pub host: String,
    pub operation: Operation,
    pub permission: Permission,
}

/// Which rules are asked for; nothing set means all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFilter {
    pub resource: Option<ResourceType>,
    /// Only rules of exactly this name.
    pub name: Option<String>,
    pub pattern: Option<Pattern>,
    pub principal: Option<String>,
}

/// Something that is done to a cluster: each is one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    CreateTopic(NewTopic),
    DeleteTopic {
        name: String,
    },
    /// A topic's partitions can only grow.
    GrowTopic {
        name: String,
        /// How many there are afterwards.
        partitions: u32,
    },
    /// Settings of a topic; all others stay. `None` gives a setting back to the cluster.
    SetTopic {
        name: String,
        settings: BTreeMap<String, Option<String>>,
    },
    /// Rules that are there already stay as they are.
    AddRules(Vec<Rule>),
    /// Rules that are not there are no error.
    RemoveRules(Vec<Rule>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTopic {
    pub name: String,
    /// The cluster's own number where none is given.
    pub partitions: Option<u32>,
    pub replication: Option<u32>,
    pub settings: Settings,
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$item_doc:meta])* $item:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "SCREAMING_SNAKE_CASE")]
        pub enum $name {
            $($(#[$item_doc])* $item,)*
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$item,)*];

            /// In Kafka's own word.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$item => $word,)*
                }
            }

            /// By Kafka's word, in any case.
            pub fn of_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.word().eq_ignore_ascii_case(word))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    };
}

words! {
    /// What a rule is about.
    ResourceType {
        Topic = "TOPIC",
        Group = "GROUP",
        Cluster = "CLUSTER",
        TransactionalId = "TRANSACTIONAL_ID",
    }
}

words! {
    /// How a rule's name is meant.
    Pattern {
        Literal = "LITERAL",
        Prefixed = "PREFIXED",
    }
}

words! {
    /// What may be done (kafka.apache.org/documentation/#operations_in_kafka).
    Operation {
        All = "ALL",
        Read = "READ",
        Write = "WRITE",
        Create = "CREATE",
        Delete = "DELETE",
        Alter = "ALTER",
        Describe = "DESCRIBE",
        ClusterAction = "CLUSTER_ACTION",
        DescribeConfigs = "DESCRIBE_CONFIGS",
        AlterConfigs = "ALTER_CONFIGS",
        IdempotentWrite = "IDEMPOTENT_WRITE",
    }
}

words! {
    Permission {
        Allow = "ALLOW",
        Deny = "DENY",
    }
}

/// Why a cluster did not do as asked: the difference decides whether a change may be sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KafkaError {
    /// Nothing was sent: no broker could be reached or would let us in.
    Down { address: String, cause: String },
    /// The cluster said no; nothing was changed.
    Refused {
        /// Kafka's own, as `TOPIC_ALREADY_EXISTS`.
        code: String,
        message: String,
        /// Whether the same may be taken later.
        passing: bool,
    },
    /// A change was sent and no answer came back: it may have been done.
    Lost { address: String, cause: String },
    /// The settings of the cluster are not such that anybody could be asked.
    Settings { message: String },
}

impl fmt::Display for KafkaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Down { address, cause } => write!(f, "no broker of {address} answers: {cause}"),
            Self::Refused { code, message, .. } if message.is_empty() => write!(f, "Kafka refuses: {code}"),
            Self::Refused { code, message, .. } => write!(f, "Kafka refuses: {message} ({code})"),
            Self::Lost { address, cause } => {
                write!(f, "{address} was asked, but its answer was lost: {cause}")
            }
            Self::Settings { message } => f.write_str(message),
        }
    }
}

impl std::error::Error for KafkaError {}

impl KafkaError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Down { .. } => "check that the brokers run, the bootstrap addresses, and the network; then try again",
            Self::Refused { code, .. } => match code.as_str() {
                "TOPIC_AUTHORIZATION_FAILED" | "CLUSTER_AUTHORIZATION_FAILED" | "GROUP_AUTHORIZATION_FAILED" => {
                    "the account that muster uses there may not do this: have it given the right, or use another account"
                }
                "SASL_AUTHENTICATION_FAILED" => "check the user name and the password of the cluster in the settings",
                "INVALID_REPLICATION_FACTOR" => "a topic has no more replicas than the cluster has brokers",
                _ => "mend what it complains about",
            },
            Self::Lost { .. } => "muster looks whether it was done before it does anything again",
            Self::Settings { .. } => "correct [kafka.clusters] in muster.toml, or the cluster's part of config.toml",
        }
        .to_owned()
    }
}

/// How a cluster is reached.
#[derive(Clone, Debug, Default)]
pub struct Connection {
    /// The cluster's name in the settings.
    pub name: String,
    /// `HOST:PORT` each.
    pub bootstrap: Vec<String>,
    pub tls: Option<Tls>,
    pub sasl: Option<Sasl>,
}

/// Files in PEM; the system's own authorities where none are named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    pub ca: Option<PathBuf>,
    pub certificate: Option<PathBuf>,
    pub key: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct Sasl {
    /// As Kafka calls it: `PLAIN`, `SCRAM-SHA-512`.
    pub mechanism: &'static str,
    pub username: String,
    pub password: Secret,
}
