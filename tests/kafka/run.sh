#!/usr/bin/env bash
# Starts Apache Kafka's own broker three times (open, secure, one to mistreat), runs the tests against them and stops them.
# Without Java or Maven, or where the artefacts cannot be had, it says so and the tests run with librdkafka's mock cluster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# The brokers of this run, beside those that a developer has started.
open() { MUSTER_KAFKA_RUN=tests tests/kafka/broker.sh "$1" open; }
secure() { MUSTER_KAFKA_RUN=tests tests/kafka/broker.sh "$1" secure; }
faults() { MUSTER_KAFKA_RUN=faults tests/kafka/broker.sh "$1" open; }

stop() {
    open stop || true
    secure stop || true
    faults stop || true
}
trap stop EXIT
trap 'exit 1' INT TERM

for tool in java mvn openssl; do
    if ! command -v "$tool" > /dev/null; then
        echo "not on this machine: $tool; no real broker is tried"
        exit 0
    fi
done
if ! open fetch; then
    echo "Maven Central does not answer; no real broker is tried"
    exit 0
fi
cargo test --locked --test kafka --no-run
stop
open start
secure start
MUSTER_KAFKA_FAULTS="$(faults start)"
export MUSTER_KAFKA_FAULTS
while read -r setting; do
    export "${setting?}"
done < <(open env; secure env)
cargo test --locked --test kafka
tests/kafka/killed.sh target/debug/muster 12
