//! The client of one real Kafka cluster, over librdkafka.

use std::collections::BTreeMap;

use super::{About, Change, Cluster, Connection, Group, KafkaError, Rule, RuleFilter, Settings, Topic};

/// A cluster that is reached over the network.
#[derive(Debug)]
pub struct KafkaClient {
    connection: Connection,
    address: String,
}

impl KafkaClient {
    /// Reaches nobody yet.
    pub fn new(connection: Connection) -> Result<Self, KafkaError> {
        if connection.bootstrap.is_empty() {
            return Err(KafkaError::Settings {
                message: format!(
                    "the Kafka cluster `{}` has no address (`bootstrap`)",
                    connection.name
                ),
            });
        }
        let address = connection.bootstrap.join(",");
        Ok(Self { connection, address })
    }

    fn down<T>(&self) -> Result<T, KafkaError> {
        Err(KafkaError::Down {
            address: self.address.clone(),
            cause: "muster cannot reach clusters yet".to_owned(),
        })
    }
}

impl Cluster for KafkaClient {
    fn name(&self) -> &str {
        &self.connection.name
    }

    fn address(&self) -> &str {
        &self.address
    }

    fn about(&self) -> Result<About, KafkaError> {
        self.down()
    }

    fn topics(&self, _names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.down()
    }

    fn settings(&self, _topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.down()
    }

    fn rules(&self, _filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.down()
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.down()
    }

    fn change(&self, _change: &Change) -> Result<(), KafkaError> {
        self.down()
    }

    fn check(&self, _change: &Change) -> Result<(), KafkaError> {
        self.down()
    }
}
