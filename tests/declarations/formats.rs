//! What each format declares.

use super::{annotation, document, problems, told, workspace};

fn told_of(text: &str) -> (String, Vec<String>) {
    let workspace = workspace(&[("kafka/declared.yaml", text)]);
    let catalog = workspace.read().catalog;
    (told(&catalog), problems(&catalog))
}

#[track_caller]
fn declares(text: &str, expected: &str, expected_problems: &[&str]) {
    let (entities, problems) = told_of(text);
    assert_eq!(entities.trim(), expected.trim());
    assert_eq!(problems, expected_problems);
}

#[test]
fn strimzi_topics_and_users() {
    declares(
        r#"
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaTopic
metadata:
  name: orders-placed
  labels: { strimzi.io/cluster: prod, team: sales }
spec: { partitions: 12, replicas: 3, topicName: orders.placed }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: { name: orders.paid }
spec: {}
---
apiVersion: kafka.strimzi.io/v1beta1
kind: KafkaUser
metadata: { name: cart }
spec:
  authentication: { type: tls }
  authorization:
    type: simple
    acls:
      - resource: { type: topic, name: orders., patternType: prefix }
        operations: [Describe, Write]
      - resource: { type: topic, name: stock }
        operation: Read
      - resource: { type: topic, name: "*" }
        operation: Read
      - resource: { type: topic, name: denied }
        type: deny
        operation: Read
      - resource: { type: group, name: cart }
        operation: Read
---
apiVersion: kafka.strimzi.io/v1beta2
kind: Kafka
metadata: { name: prod }
spec: {}
"#,
        "
component:default/cart kafka-user
  resource:default/orders.paid
  resource:default/orders.placed
  resource:default/stock
resource:default/orders.paid kafka-topic
resource:default/orders.placed kafka-topic
resource:default/stock kafka-topic",
        &[
            "kubernetes kafka/declared.yaml:1:1 1 document for Kubernetes left out.",
            "dangling kafka/declared.yaml:6:45 `group:default/sales` (ownedBy) is not in the catalog. Add it, or mend the reference.",
        ],
    );
}

#[test]
fn what_was_made_says_where_from_and_what_it_is_outside() {
    let workspace = workspace(&[(
        "kafka/topics.yaml",
        r#"
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata:
  name: __audit
  annotations: { muster/accountable: user:default/ana, other.io/x: y }
spec: { partitions: 1 }
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaUser
metadata: { name: cart }
spec:
  authentication: { type: tls }
  authorization: { type: simple, acls: [{ resource: { type: topic, name: __audit }, operations: [All] }] }
"#,
    )]);
    let catalog = workspace.read().catalog;
    let topic = document(&workspace, &catalog, "resource:default/audit");
    assert_eq!(
        annotation(&topic, "muster/declared-by").as_deref(),
        Some("strimzi")
    );
    assert_eq!(
        annotation(&topic, "muster/external-id").as_deref(),
        Some("kafka:main/__audit")
    );
    assert_eq!(
        annotation(&topic, "muster/accountable").as_deref(),
        Some("user:default/ana")
    );
    assert_eq!(annotation(&topic, "other.io/x"), None);
    let title = topic.at_path(&["metadata", "title"]).and_then(|node| node.text());
    assert_eq!(title, Some("__audit"));
    let user = document(&workspace, &catalog, "component:default/cart");
    assert_eq!(
        annotation(&user, "muster/principal").as_deref(),
        Some("User:CN=cart")
    );
    assert_eq!(annotation(&user, "muster/reads").as_deref(), Some("__audit"));
    assert_eq!(annotation(&user, "muster/writes").as_deref(), Some("__audit"));
    assert_eq!(
        catalog
            .entity(catalog.find("component:default/cart").expect("cart"))
            .line(),
        11
    );
}

#[test]
fn jikkou_lists_roles_and_rules() {
    declares(
        r#"
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaTopicList
items:
  - metadata: { name: my-topic-a }
    spec: { partitions: -1, replicas: 3 }
  - metadata: { name: my-topic-b }
    spec: { partitions: 6 }
---
apiVersion: kafka.jikkou.io/v1
kind: KafkaPrincipalRole
metadata: { name: Reader }
spec:
  acls:
    - resource: { type: topic, pattern: "^my-topic-.*", patternType: MATCH }
      type: ALLOW
      operations: [READ]
---
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaPrincipalAuthorization
metadata: { name: "User:Alice" }
spec:
  roles: [Reader]
  acls:
    - resource: { type: topic, pattern: other, patternType: LITERAL }
      operations: [WRITE]
---
apiVersion: kafka.jikkou.io/v1beta2
kind: KafkaPrincipalAuthorization
metadata: { name: "User:ANONYMOUS" }
spec: { acls: [{ resource: { type: topic, pattern: "*" }, operations: [ALL] }] }
---
apiVersion: kafka.jikkou.io/v1
kind: KafkaTopic
metadata: { name: gone, annotations: { jikkou.io/delete: true } }
"#,
        "
component:default/alice kafka-user
  resource:default/my-topic-a
  resource:default/my-topic-b
  resource:default/other
resource:default/my-topic-a kafka-topic
resource:default/my-topic-b kafka-topic
resource:default/other kafka-topic",
        &[],
    );
}

#[test]
fn kafka_gitops_states() {
    declares(
        r#"
settings: { topics: { defaults: { replication: 3 } } }
topics:
  orders.placed: { partitions: 6 }
  orders.paid: { partitions: 6, replication: 2, configs: { cleanup.policy: compact } }
services:
  cart:
    type: application
    principal: User:cart
    group-id: cart-group
    consumes: [orders.paid]
    produces: [orders.placed]
  sink:
    type: kafka-connect
    principal: User:sink
    connectors:
      to-lake: { consumes: [orders.placed] }
    storage-topics: { config: sink-config }
users:
  ana: { principal: User:ana, roles: [reader] }
customUserAcls:
  ana:
    all-orders: { name: orders., type: TOPIC, pattern: PREFIXED, host: "*", operation: READ, permission: ALLOW }
"#,
        "
component:default/ana kafka-user
  resource:default/orders.paid
  resource:default/orders.placed
component:default/cart service
  resource:default/orders.paid
  resource:default/orders.placed
component:default/sink kafka-connect
  resource:default/orders.placed
  resource:default/sink-config
resource:default/orders.paid kafka-topic
resource:default/orders.placed kafka-topic
resource:default/sink-config kafka-topic",
        &[],
    );
}

#[test]
fn a_state_of_several_files_is_judged_as_one() {
    let parts = [
        (
            "kafka/main/state.yaml",
            "settings:\n  ccloud: { enabled: true }\n  topics: { defaults: { replication: 3 } }\n  files: { topics: topics.yml, services: services.yml, users: gone.yml }\n",
        ),
        ("kafka/main/topics.yml", "topics: { a: { partitions: 1 } }\n"),
        (
            "kafka/main/services.yml",
            "services: { s: { type: application, consumes: [a] } }\n",
        ),
    ];
    let mut workspace = workspace(&parts);
    // Only the state is named; the rest follows from it.
    workspace.scope.declared[0].tree.patterns = vec!["kafka/main/state.yaml".to_owned()];
    let snapshot = workspace.read();
    assert_eq!(
        told(&snapshot.catalog).trim(),
        "component:default/s service\n  resource:default/a\nresource:default/a kafka-topic"
    );
    let found = problems(&snapshot.catalog);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("location-missing kafka/main/state.yaml:4:"),
        "{found:?}"
    );
    assert_eq!(
        workspace.read_again(&snapshot).map(|again| told(&again.catalog)),
        None
    );

    // The part is judged anew when the whole changes.
    workspace.write(
        "kafka/main/state.yaml",
        parts[0].1.replace("{ replication: 3 }", "{}"),
    );
    let again = workspace.read_again(&snapshot).expect("a change");
    let found = problems(&again.catalog);
    assert!(
        found
            .iter()
            .any(|problem| problem.starts_with("bad-declaration kafka/main/topics.yml:1:11")),
        "{found:#?}"
    );
}

#[test]
fn julieops_names_are_composed() {
    declares(
        r#"
context: shop
company: acme
env: prod
projects:
  - name: orders
    consumers: [{ principal: "User:App0", group: app0 }]
    producers: [{ principal: "User:App1" }]
    streams:
      - principal: "User:Streams"
        topics: { read: [shop.acme.prod.orders.placed], write: [elsewhere] }
    connectors:
      access_control:
        - principal: "User:Connect"
          topics: { read: [elsewhere] }
    topics:
      - name: placed
        config: { replication.factor: "3", num.partitions: "6" }
      - name: paid
        dataType: avro
special_topics:
  - name: plain
    producers: [{ principal: "User:App1" }]
platform: {}
"#,
        "
component:default/app0 kafka-user
  resource:default/shop.acme.prod.orders.paid.avro
  resource:default/shop.acme.prod.orders.placed
component:default/app1 kafka-user
  resource:default/plain
  resource:default/shop.acme.prod.orders.paid.avro
  resource:default/shop.acme.prod.orders.placed
component:default/connect kafka-connect
  resource:default/elsewhere
component:default/streams kafka-streams
  resource:default/elsewhere
  resource:default/shop.acme.prod.orders.placed
resource:default/elsewhere kafka-topic
resource:default/plain kafka-topic
resource:default/shop.acme.prod.orders.paid.avro kafka-topic
resource:default/shop.acme.prod.orders.placed kafka-topic",
        &[],
    );
}

#[test]
fn asyncapi_3_says_what_the_application_does() {
    let text = r##"
asyncapi: 3.0.0
info: { title: Street Lights, version: 1.0.0 }
servers:
  kafka: { host: "k:9092", protocol: kafka-secure }
  mqtt: { host: m, protocol: mqtt }
channels:
  measured:
    address: lights.{zone}.measured
    parameters: { zone: { enum: [north, south] } }
    servers: [{ $ref: "#/servers/kafka" }]
  dim: { $ref: "#/components/channels/dim" }
  open: { address: "lights.{any}" , servers: [{ $ref: "#/servers/kafka" }] }
  other: { address: x, servers: [{ $ref: "#/servers/mqtt" }] }
operations:
  receiveMeasured: { action: receive, channel: { $ref: "#/channels/measured" } }
  sendDim: { action: send, channel: { $ref: "#/channels/dim" } }
components:
  channels:
    dim: { address: ignored, bindings: { kafka: { topic: lights.dim, partitions: 3 } } }
"##;
    declares(
        text,
        "
component:default/street-lights service
  resource:default/lights.dim
  resource:default/lights.north.measured
  resource:default/lights.south.measured
resource:default/lights.dim kafka-topic
resource:default/lights.north.measured kafka-topic
resource:default/lights.south.measured kafka-topic",
        &[
            "declaration-left-out kafka/declared.yaml:8:3 1 channel of another protocol than Kafka is left out.",
            "declaration-left-out kafka/declared.yaml:13:3 `lights.{any}` has the parameter `any`, and which topics that means is not said.",
        ],
    );
    let workspace = workspace(&[("kafka/declared.yaml", text)]);
    let catalog = workspace.read().catalog;
    let lights = document(&workspace, &catalog, "component:default/street-lights");
    assert_eq!(
        annotation(&lights, "muster/writes").as_deref(),
        Some("lights.dim")
    );
    assert_eq!(
        annotation(&lights, "muster/reads").as_deref(),
        Some("lights.north.measured, lights.south.measured")
    );
}

#[test]
fn asyncapi_2_says_what_others_do() {
    let workspace = workspace(&[(
        "kafka/api.json",
        r#"{"asyncapi": "2.6.0", "info": {"title": "Orders", "version": "1", "x-owner": "sales"},
            "servers": {"p": {"url": "k:9092", "protocol": "kafka"}},
            "channels": {"orders.placed": {"publish": {}}, "orders.paid": {"subscribe": {}, "servers": ["p"]}}}"#,
    )]);
    let catalog = workspace.read().catalog;
    let orders = document(&workspace, &catalog, "component:default/orders");
    assert_eq!(
        annotation(&orders, "muster/reads").as_deref(),
        Some("orders.placed")
    );
    assert_eq!(
        annotation(&orders, "muster/writes").as_deref(),
        Some("orders.paid")
    );
    assert_eq!(catalog.len(), 3);
}

#[test]
fn score_workloads_share_resources() {
    let workspace = workspace(&[
        (
            "kafka/cart/score.yaml",
            "apiVersion: score.dev/v1b1\nmetadata: { name: cart }\ncontainers: { main: { image: . } }\nresources:\n  db: { type: postgres }\n  bus: { type: kafka-topic, id: shared.orders }\n",
        ),
        (
            "kafka/bill/score.yaml",
            "apiVersion: score.dev/v1b1\nmetadata: { name: bill }\ncontainers: { main: { image: . } }\nresources:\n  in: { type: kafka-topic, id: shared.orders }\n  cache: { type: redis, class: large }\n",
        ),
    ]);
    let catalog = workspace.read().catalog;
    assert_eq!(
        told(&catalog).trim(),
        "
component:default/bill service
  resource:default/bill.cache.redis.large
  resource:default/shared.orders.kafka-topic
component:default/cart service
  resource:default/cart.db.postgres
  resource:default/shared.orders.kafka-topic
resource:default/bill.cache.redis.large redis
resource:default/cart.db.postgres postgres
resource:default/shared.orders.kafka-topic kafka-topic"
            .trim()
    );
    assert_eq!(problems(&catalog), Vec::<String>::new());
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (text, expected) in [
        (
            "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: a }\nspec: { partitions: 0, replicas: x }\n",
            &["bad-declaration 4:21", "bad-declaration 4:34"][..],
        ),
        (
            "apiVersion: kafka.strimzi.io/v1\nkind: KafkaTopic\nmetadata: { name: a b }\n",
            &["bad-declaration 3:19"],
        ),
        (
            "apiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\n",
            &["bad-declaration 1:1"],
        ),
        (
            "apiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\nmetadata: { name: u }\nspec: { authorization: { acls: [{ resource: { type: subject } }] } }\n",
            &["bad-declaration 4:45"],
        ),
        (
            "apiVersion: kafka.jikkou.io/v1\nkind: KafkaTopicList\nitems: {}\n",
            &["bad-declaration 3:8"],
        ),
        ("services: {}\ntopics: [a]\n", &["bad-declaration 2:9"]),
        (
            "topics:\n  a: { partitions: 1, replication: 1 }\n  a: { partitions: 2, replication: 1 }\n",
            &["duplicate-key 3:3"],
        ),
        (
            "projects:\n  - name: x\n    topics: []\n",
            &["bad-declaration 1:1"],
        ),
        (
            "context: c\nprojects:\n  - topics: []\n    name:\n",
            &["bad-declaration 4:9"],
        ),
        ("asyncapi: 1.2.0\ninfo: {}\n", &["bad-declaration 1:11"]),
        (
            "asyncapi: 3.0.0\ninfo: { version: 1 }\n",
            &["bad-declaration 2:7"],
        ),
        (
            "apiVersion: score.dev/v1b1\nmetadata: { name: w }\nresources: { db: {} }\n",
            &["bad-declaration 1:1", "bad-declaration 3:14"],
        ),
        ("just: something\n", &["unknown-declaration 1:1"]),
        ("topics: {a: [\n", &["yaml-syntax 1:13"]),
    ] {
        let workspace = workspace(&[("kafka/x.yaml", text)]);
        let catalog = workspace.read().catalog;
        let found: Vec<String> = catalog
            .problems()
            .filter(|problem| problem.code().name() != "nobody-accountable")
            .map(|problem| {
                format!(
                    "{} {}:{}",
                    problem.code().name(),
                    problem.at().line,
                    problem.at().column
                )
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }
}
