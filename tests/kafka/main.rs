//! Kafka for real: `tests/kafka/run.sh` starts Apache Kafka's own broker and runs these against it. Without a broker each says
//! so in one line and passes; what librdkafka's mock cluster can stand in for is tested everywhere.

mod contract;
mod faults;
mod groups;
mod lag;
mod mock;
mod proxy;
mod secure;
mod sent_once;
mod stage;
