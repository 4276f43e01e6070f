//! Declarations beside files of the catalog's own, and as time goes on.

use super::workspace::entity;
use super::{problems, told, with_settings, workspace};
use muster::model::catalog::External;
use muster::sources::cache;
use muster::sources::declarations::Settings;

const STATE: &str = "topics:\n  orders.placed: { partitions: 6, replication: 3 }\nservices:\n  cart: { type: application, principal: User:cart-sa, produces: [orders.placed] }\n";

fn by_hand(kind: &str, name: &str, annotations: &str) -> String {
    entity(
        kind,
        name,
        "type: mine\nlifecycle: production\nowner: group:default/a",
    )
    .replace("spec:", &format!("  annotations: {{ {annotations} }}\nspec:"))
}

#[test]
fn what_is_written_by_hand_wins_and_keeps_the_edges() {
    for (hand, expected) in [
        // By name.
        (
            by_hand("Resource", "orders.placed", "a: b") + &by_hand("Component", "cart", "a: b"),
            "
component:default/cart mine (by hand)
  resource:default/orders.placed
resource:default/orders.placed mine (by hand)",
        ),
        // By what they are outside.
        (
            by_hand(
                "Resource",
                "orders",
                "muster/external-id: kafka:main/orders.placed",
            ) + &by_hand("Component", "basket", "muster/principal: cart-sa"),
            "
component:default/basket mine (by hand)
  resource:default/orders
resource:default/orders mine (by hand)",
        ),
        // One of the two.
        (
            by_hand(
                "Resource",
                "orders",
                "muster/external-id: kafka:main/orders.placed",
            ),
            "
component:default/cart service
  resource:default/orders
resource:default/orders mine (by hand)",
        ),
    ] {
        let workspace = workspace(&[("catalog-info.yaml", &hand), ("kafka/state.yaml", STATE)]);
        let snapshot = workspace.read();
        assert_eq!(told(&snapshot.catalog).trim(), expected.trim());
        let dangling: Vec<String> = problems(&snapshot.catalog);
        assert!(
            dangling.iter().all(|problem| problem.contains("group:default/a")),
            "{dangling:#?}"
        );
        assert!(
            snapshot
                .catalog
                .find_external("kafka:main/orders.placed")
                .is_some()
        );
        assert!(
            snapshot
                .catalog
                .find_known_as(External::Principal, "User:cart-sa")
                .is_some()
        );
        // The same from the cache, and after a change of one of the two files.
        let file = workspace.path("../cache-of-declarations");
        cache::save(&file, &snapshot).expect("a cache");
        let loaded = cache::load(&file).expect("what was saved");
        std::fs::remove_file(&file).expect("the cache");
        assert_eq!(loaded, snapshot);
        workspace.write("catalog-info.yaml", format!("{hand}# changed\n"));
        let again = workspace.read_again(&loaded).expect("a change");
        assert_eq!(told(&again.catalog).trim(), expected.trim());
    }
}

#[test]
fn what_stands_for_another_thing_is_no_declaration_of_it() {
    let hand = by_hand(
        "Resource",
        "orders.placed",
        "muster/external-id: kafka:other/orders.placed",
    );
    let workspace = workspace(&[("catalog-info.yaml", &hand), ("kafka/state.yaml", STATE)]);
    let found = problems(&workspace.read().catalog);
    let doubles = found
        .iter()
        .filter(|problem| problem.starts_with("duplicate "))
        .count();
    assert_eq!(doubles, 2, "{found:#?}");
}

#[test]
fn a_topic_that_several_files_name_is_shown_where_it_is_declared() {
    let user = "apiVersion: kafka.strimzi.io/v1\nkind: KafkaUser\nmetadata: { name: a }\nspec: { authorization: { acls: [{ resource: { type: topic, name: orders.placed }, operations: [Read] }] } }\n";
    let workspace = workspace(&[("kafka/a-user.yaml", user), ("kafka/state.yaml", STATE)]);
    let catalog = workspace.read().catalog;
    let topic = catalog.entity(catalog.find("resource:default/orders.placed").expect("the topic"));
    assert_eq!((topic.file(), topic.line()), ("kafka/state.yaml", 2));
    assert_eq!(problems(&catalog), Vec::<String>::new());
}

#[test]
fn settings_say_what_files_do_not() {
    let settings = Settings {
        cluster: None,
        owner: Some("group:default/platform".to_owned()),
        system: Some("orders".to_owned()),
        namespace: Some("prod".to_owned()),
    };
    let platform = entity("Group", "platform", "type: team\nchildren: []");
    let system = entity("System", "orders", "owner: platform")
        .replace("name: orders", "name: orders\n  namespace: prod");
    let all = platform + &system;
    let workspace = with_settings(
        &[("catalog-info.yaml", &all), ("kafka/state.yaml", STATE)],
        settings,
    );
    let before = workspace.read();
    let topic = before.catalog.entity(
        before
            .catalog
            .find("resource:prod/orders.placed")
            .expect("the topic"),
    );
    assert_eq!(topic.owner_text(), Some("group:default/platform"));
    assert_eq!(topic.externals().count(), 0);
    assert!(told(&before.catalog).contains("component:prod/cart service\n  resource:prod/orders.placed"));

    // Other settings: the files are read anew, though they have not changed.
    let mut other = workspace;
    other.scope.declared[0].settings = Settings::default();
    let again = other.read_again(&before).expect("another catalog");
    assert!(again.catalog.find("resource:default/orders.placed").is_some());
    other.scope.declared.clear();
    let none = other.read_again(&again).expect("another catalog");
    assert!(none.catalog.find("resource:default/orders.placed").is_none());
}

#[test]
fn only_what_is_named_is_read_and_once() {
    let api = "asyncapi: 3.0.0\ninfo: { title: Orders, version: 1 }\nchannels: { o: { address: orders, bindings: { kafka: {} } } }\n";
    let definition = "---\napiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: { name: orders }\nspec:\n  type: asyncapi\n  lifecycle: production\n  owner: group:default/a\n  definition: { $text: ./orders.yaml }\n";
    let workspace = workspace(&[
        ("apis/catalog-info.yaml", definition),
        ("apis/orders.yaml", api),
        ("kafka/notes.txt", "none"),
    ]);
    let catalog = workspace.read().catalog;
    assert_eq!(told(&catalog).trim(), "api:default/orders asyncapi (by hand)");
}

#[test]
fn a_broken_file_keeps_what_it_declared_last() {
    let workspace = workspace(&[
        ("kafka/state.yaml", STATE),
        (
            "kafka/other.yaml",
            "topics: {x: {partitions: 1, replication: 1}}\n",
        ),
    ]);
    let before = workspace.read();
    workspace.write("kafka/state.yaml", format!("{STATE}users: [\n"));
    let after = workspace.read_again(&before).expect("a change");
    assert_eq!(told(&after.catalog), told(&before.catalog));
    let topic = after.catalog.entity(
        after
            .catalog
            .find("resource:default/orders.placed")
            .expect("the topic"),
    );
    assert!(topic.is_stale() && topic.is_declared());
    assert!(
        problems(&after.catalog)
            .iter()
            .any(|problem| problem.starts_with("yaml-syntax kafka/state.yaml"))
    );
}
