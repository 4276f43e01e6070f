#!/usr/bin/env bash
# A real Apache Kafka broker (KRaft, one node, on loopback), from the artefacts on Maven Central. Needs Java 17 and Maven.
#
#   tests/kafka/broker.sh start [open|secure]     prints HOST:PORT, for `muster demo --kafka HOST:PORT`
#   tests/kafka/broker.sh stop|kill|again|restart|pause|resume [open|secure]
#   tests/kafka/broker.sh fetch                   only gets the artefacts
#   tests/kafka/broker.sh env [open|secure]       what tests want to know of it, as NAME=VALUE lines
#   tests/kafka/broker.sh tool CLASS ARGUMENT…    one of Kafka's own tools, as org.apache.kafka.tools.TopicCommand
#
# `open` lets everybody in. `secure` has an authorizer, SASL with and without TLS, and TLS with certificates of clients.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=4.1.1
kafka="$PWD/target/kafka"
libs="$kafka/libs-$version"
command="${1:-}"
flavour="${2:-open}"
home="$kafka/${MUSTER_KAFKA_RUN:-run}/$flavour"

fail() { printf 'broker.sh: %s\n' "$*" >&2; exit 1; }

have_artefacts() {
    [ -f "$libs/.whole" ] && return
    command -v java >/dev/null || fail "there is no Java here"
    command -v mvn >/dev/null || fail "there is no Maven here"
    mkdir -p "$libs"
    cat > "$kafka/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muster</groupId><artifactId>broker</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.24.3</version></dependency>
  </dependencies>
</project>
POM
    (cd "$kafka" && mvn -B -q dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$libs") >&2 ||
        fail "Maven cannot get Kafka $version"
    touch "$libs/.whole"
}

# Kafka's classes: `run MEMORY CLASS ARGUMENT…`. Starting fast counts for more here than running fast, unless figures are taken:
# MUSTER_KAFKA_JVM=-XX:+TieredCompilation.
run() {
    local memory=$1 jvm="${MUSTER_KAFKA_JVM:--XX:TieredStopAtLevel=1}"
    shift
    exec java -XX:+UseSerialGC "$jvm" -XX:-UsePerfData "-Xmx$memory" \
        -Dlog4j2.configurationFile="$kafka/log4j2.properties" -cp "$libs/*" "$@"
}

is_free() { ! (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; }

free_port() {
    local port
    while :; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 30000))
        if is_free "$port"; then echo "$port"; return; fi
    done
}

secret() { od -An -N12 -tx1 /dev/urandom | tr -d ' \n'; }

write_logging() {
    cat > "$kafka/log4j2.properties" <<'LOG'
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d %p %c{1} %m%n
rootLogger.level=warn
rootLogger.appenderRef.out.ref=out
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
LOG
}

# An authority, the broker's key, and a client's, all for this run only.
make_keys() {
    local keys="$home/keys" name
    mkdir -p "$keys"
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=muster-test-authority \
        -keyout "$keys/ca.key" -out "$keys/ca.pem" 2> /dev/null
    for name in broker client; do
        openssl req -newkey rsa:2048 -nodes -subj "/CN=$name" -keyout "$keys/$name.key" -out "$keys/$name.csr" 2> /dev/null
        printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n' > "$keys/$name.ext"
        openssl x509 -req -days 2 -in "$keys/$name.csr" -CA "$keys/ca.pem" -CAkey "$keys/ca.key" -CAcreateserial \
            -extfile "$keys/$name.ext" -out "$keys/$name.pem" 2> /dev/null
    done
    # The same name, another key: an authority that vouches for nobody here.
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=muster-test-authority \
        -keyout "$keys/other.key" -out "$keys/other.pem" 2> /dev/null
    cat "$keys/broker.pem" "$keys/broker.key" > "$keys/broker.both.pem"
}

write_common() {
    cat <<COMMON
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
controller.listener.names=CONTROLLER
log.dirs=$home/data
offsets.topic.replication.factor=1
offsets.topic.num.partitions=5
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
log.index.size.max.bytes=65536
COMMON
}

make_open() {
    local controller port behind before
    controller="$(free_port)" port="$(free_port)" behind="$(free_port)" before="$(free_port)"
    {
        write_common
        cat <<OPEN
listeners=OPEN://127.0.0.1:$port,BEHIND://127.0.0.1:$behind,CONTROLLER://127.0.0.1:$controller
# Clients of BEHIND are told another port: that of a proxy, for tests that count requests or lose answers.
advertised.listeners=OPEN://127.0.0.1:$port,BEHIND://127.0.0.1:$before
listener.security.protocol.map=OPEN:PLAINTEXT,BEHIND:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=OPEN
OPEN
    } > "$home/server.properties"
    format
    cat > "$home/env" <<ENV
MUSTER_KAFKA=127.0.0.1:$port
MUSTER_KAFKA_BEHIND=127.0.0.1:$behind
MUSTER_KAFKA_BEFORE=127.0.0.1:$before
ENV
}

make_secure() {
    local controller inside sasl both tls keys="$home/keys" admin user
    controller="$(free_port)" inside="$(free_port)" sasl="$(free_port)" both="$(free_port)" tls="$(free_port)"
    admin="$(secret)" user="$(secret)"
    make_keys
    local plain="org.apache.kafka.common.security.plain.PlainLoginModule required user_admin=\"$admin\" user_reader=\"$user\";"
    local scram='org.apache.kafka.common.security.scram.ScramLoginModule required;'
    {
        write_common
        cat <<SECURE
listeners=INSIDE://127.0.0.1:$inside,SASL://127.0.0.1:$sasl,BOTH://127.0.0.1:$both,TLS://127.0.0.1:$tls,CONTROLLER://127.0.0.1:$controller
listener.security.protocol.map=INSIDE:PLAINTEXT,SASL:SASL_PLAINTEXT,BOTH:SASL_SSL,TLS:SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INSIDE
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:admin;User:ANONYMOUS;User:CN=client
sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
ssl.keystore.type=PEM
ssl.keystore.location=$keys/broker.both.pem
ssl.truststore.type=PEM
ssl.truststore.location=$keys/ca.pem
listener.name.tls.ssl.client.auth=required
SECURE
        local listener
        for listener in sasl both; do
            printf 'listener.name.%s.plain.sasl.jaas.config=%s\n' "$listener" "$plain"
            printf 'listener.name.%s.scram-sha-256.sasl.jaas.config=%s\n' "$listener" "$scram"
            printf 'listener.name.%s.scram-sha-512.sasl.jaas.config=%s\n' "$listener" "$scram"
        done
    } > "$home/server.properties"
    format --add-scram "SCRAM-SHA-512=[name=admin,password=$admin]" --add-scram "SCRAM-SHA-256=[name=admin,password=$admin]" \
        --add-scram "SCRAM-SHA-512=[name=reader,password=$user]"
    cat > "$home/env" <<ENV
MUSTER_KAFKA_SECURE=127.0.0.1:$sasl
MUSTER_KAFKA_SECURE_INSIDE=127.0.0.1:$inside
MUSTER_KAFKA_SECURE_SASL_TLS=127.0.0.1:$both
MUSTER_KAFKA_SECURE_TLS=127.0.0.1:$tls
MUSTER_KAFKA_SECURE_KEYS=$keys
MUSTER_KAFKA_ADMIN_PASSWORD=$admin
MUSTER_KAFKA_READER_PASSWORD=$user
ENV
}

format() {
    (run 128m kafka.tools.StorageTool format --cluster-id "$(openssl rand -base64 16 | tr '+/' 'Az' | cut -c1-22)" \
        --config "$home/server.properties" "$@") > "$home/format.log" 2>&1 || { cat "$home/format.log" >&2; fail "cannot format $home"; }
}

is_running() { [ -f "$home/pid" ] && kill -0 "$(cat "$home/pid")" 2> /dev/null; }

launch() {
    # Thousands of topics are as many open files.
    ulimit -n "$(ulimit -Hn)"
    : > "$home/log"
    (run 512m kafka.Kafka "$home/server.properties") >> "$home/log" 2>&1 < /dev/null &
    echo $! > "$home/pid"
    local waited=0
    until grep -q 'Kafka Server started' "$home/log"; do
        is_running || { tail -n 20 "$home/log" >&2; fail "the broker ended; see $home/log"; }
        [ "$waited" -lt 1800 ] || fail "the broker does not start; see $home/log"
        waited=$((waited + 1))
        sleep 0.1
    done
}

end() {
    is_running || return 0
    local pid waited=0
    pid="$(cat "$home/pid")"
    kill "-$1" "$pid"
    kill -CONT "$pid" 2> /dev/null || true
    while kill -0 "$pid" 2> /dev/null && [ "$waited" -lt 150 ]; do waited=$((waited + 1)); sleep 0.1; done
    kill -KILL "$pid" 2> /dev/null || true
    rm -f "$home/pid"
}

address() { sed -n '1s/.*=//p' "$home/env"; }

case "$flavour" in
    open | secure) ;;
    *) [ "$command" = tool ] || fail "there are two brokers: open and secure" ;;
esac
case "$command" in
    fetch) have_artefacts ;;
    start)
        have_artefacts
        if ! is_running; then
            rm -rf "$home"
            mkdir -p "$home"
            chmod 700 "$home"
            write_logging
            "make_$flavour"
            launch
        fi
        address
        ;;
    restart) end TERM; launch; address ;;
    again) is_running || launch; address ;;
    stop) end TERM; rm -rf "$home" ;;
    kill) end KILL ;;
    pause) kill -STOP "$(cat "$home/pid")" ;;
    resume) kill -CONT "$(cat "$home/pid")" ;;
    env) cat "$home/env" ;;
    tool)
        shift
        have_artefacts
        [ -f "$kafka/log4j2.properties" ] || write_logging
        run 128m "$@"
        ;;
    *) sed -n '2,11p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//' >&2; exit 2 ;;
esac
