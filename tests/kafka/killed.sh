#!/usr/bin/env bash
# Runs that make topics on a real broker, with muster and the broker killed at random moments: in the end each run that was asked
# for is done, its topic is there once as planned, and nothing else is. `killed.sh MUSTER [ROUNDS [SEED]]`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
muster="$(realpath "$1")"
rounds="${2:-20}"
RANDOM="${3:-$$}"
export MUSTER_KAFKA_RUN=killed
broker() { tests/kafka/broker.sh "$@"; }
work="$(mktemp -d)"
trap 'broker stop; rm -rf "$work"' EXIT
export MUSTER_HOME="$work/home"

address="$(broker start)"
"$muster" demo --no-tui --dir "$work/company" --kafka "$address" > /dev/null
export MUSTER_WORKSPACE="$work/company"
# The company has runs of its own past, and one of them did not come to its end.
unfinished() { "$muster" run list --json | grep '"status"' | grep -cv '"succeeded"' || true; }
before="$(unfinished)"
make() {
    exec "$muster" --as oguz.ucar new kafka-topic --set "name=killed.round-$1.v1" --set system=system:default/shipments --set description='Made to be killed' \
        --set owner=group:default/reliability --set accountable=user:default/oguz.ucar --yes
}
# Moments are chosen from as long as it takes undisturbed.
began=$(date +%s%3N)
(make 0) > "$work/out" 2>&1 || { cat "$work/out"; exit 1; }
took=$(($(date +%s%3N) - began))
for round in $(seq "$rounds"); do
    make "$round" > "$work/out" 2>&1 &
    moment=$((took / 5 + RANDOM * took / 32768))
    sleep "$(printf '%d.%03d' $((moment / 1000)) $((moment % 1000)))"
    if [ $((RANDOM % 3)) = 0 ]; then
        broker kill
        kill -KILL $! 2> /dev/null || true
        broker again > /dev/null
    else
        kill -KILL $! 2> /dev/null || true
    fi
    wait $! 2> /dev/null || true
done

for _ in $(seq 10); do
    "$muster" run resume > "$work/out" 2>&1 || true
    [ "$(unfinished)" != "$before" ] || break
    sleep 1
done
[ "$(unfinished)" = "$before" ] || { "$muster" run list; cat "$work/out"; echo "not every run came to its end"; exit 1; }

"$muster" run list --json | sed -n 's/.*"title": "Kafka topic: \(killed[^"]*\)".*/\1/p' | sort > "$work/asked"
broker tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$address" --list | grep '^killed\.' | sort > "$work/made"
find "$work/company/catalog" -name 'killed.round-*.yaml' -exec basename {} .yaml \; | sort > "$work/registered"
diff "$work/asked" "$work/made"
diff "$work/asked" "$work/registered"
broker tool org.apache.kafka.tools.TopicCommand --bootstrap-server "$address" --describe > "$work/described"
[ "$(grep 'Topic: killed' "$work/described" | grep -c 'PartitionCount: 6')" = "$(wc -l < "$work/asked")" ] ||
    { cat "$work/described"; echo "a topic is not as planned"; exit 1; }
"$muster" journal verify
[ "$(wc -l < "$work/asked")" -gt 1 ] || { echo "no run was under way when it was killed"; exit 1; }
echo "$(wc -l < "$work/asked") runs of $((rounds + 1)) rounds were asked for; each is done, once"
