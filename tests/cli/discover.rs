//! `muster discover` on a sandbox cluster: looks, lists, claims, declares, and says when something is in its way.

use crate::machine::Machine;

const SETTINGS: &str = "[catalog]\nlocations = [\"catalog\"]\n\n[kafka.clusters.main]\nsandbox = true\n";

const PEOPLE: &str = "apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart}
spec: {type: service, lifecycle: production, owner: shop, dependsOn: ['resource:orders.placed', 'resource:orders.paid']}
";

const TOPICS: &str = "apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders.placed, annotations: {muster/external-id: 'kafka:main/orders.placed'}}
spec: {type: kafka-topic, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders.paid, annotations: {muster/external-id: 'kafka:main/orders.paid'}}
spec: {type: kafka-topic, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders.sent, annotations: {muster/external-id: 'kafka:main/orders.sent'}}
spec: {type: kafka-topic, owner: shop}
";

/// A sandbox that was made of three topics, of which the catalog has forgotten one since.
fn with_unregistered() -> Machine {
    let machine = Machine::with(&[
        ("muster.toml", SETTINGS),
        ("catalog/people.yaml", PEOPLE),
        ("catalog/topics.yaml", TOPICS),
    ]);
    let first = machine.run("discover --as ana");
    assert_eq!(first.status, 0, "{}{}", first.stdout, first.stderr);
    let left: Vec<&str> = TOPICS
        .split("---\n")
        .filter(|topic| !topic.contains("paid"))
        .collect();
    machine.write("catalog/topics.yaml", &left.join("---\n"));
    machine
}

#[test]
fn what_is_found_is_told_listed_and_claimed() {
    let machine = with_unregistered();
    let found = machine.run("discover --json");
    assert_eq!(found.status, 1, "{}", found.stderr);
    let found = found.json();
    assert_eq!(found["places"][0]["place"], "kafka:main");
    assert_eq!(found["places"][0]["sandbox"], true);
    let topic = &found["unregistered"][0];
    assert_eq!(topic["id"], "kafka:main/orders.paid");
    assert_eq!(topic["ref"], "resource:default/orders.paid");
    assert_eq!(topic["owner"], "group:default/shop");
    assert_eq!(topic["accountable"], "user:default/ana");
    let listed = machine.run("discover list");
    assert!(listed.ok().contains("kafka:main/orders.paid"));

    let planned = machine
        .run("discover claim orders.paid --as-guessed --json")
        .json();
    assert_eq!(planned[0]["file"], "catalog/discovered/resource-orders.paid.yaml");
    assert!(!machine.path("catalog/discovered").exists());
    let unasked = machine.run("discover claim orders.paid --as-guessed");
    assert_eq!(unasked.status, 2, "{}", unasked.stdout);
    let claimed = machine.run("discover claim orders.paid --as-guessed --yes --as ana");
    assert!(
        claimed
            .ok()
            .contains("resource:default/orders.paid is in catalog/discovered/resource-orders.paid.yaml")
    );
    assert_eq!(machine.run("discover --offline").status, 0);
    assert!(machine.run("discover list").ok().contains("nothing"));
    let who = machine.run("who resource:orders.paid --json").json();
    assert_eq!(who["accountable"], "user:default/ana");
    let events = machine.run("journal tail").ok();
    assert!(events.contains("claimed for kafka:main/orders.paid"), "{events}");
}

#[test]
fn all_of_a_sort_is_claimed_with_a_preview() {
    let machine = with_unregistered();
    let plan = machine
        .run("discover claim --all topic --accountable ana --owner shop --plan")
        .ok();
    assert!(plan.contains("muster/accountable: user:default/ana"), "{plan}");
    assert!(plan.contains("owner: group:default/shop"), "{plan}");
    let made = machine.run("discover claim --all topic --accountable ana --yes --json");
    assert_eq!(made.status, 0, "{}", made.stderr);
    assert_eq!(made.json()[0]["ref"], "resource:default/orders.paid");
    assert_eq!(made.json()[0]["owner"], "user:default/ana");
    assert_eq!(
        machine
            .run("discover claim --all topic --accountable ana --yes")
            .ok(),
        "there is nothing to claim\n"
    );
}

#[test]
fn what_was_seen_is_declared() {
    let machine = with_unregistered();
    let people = PEOPLE
        .replace(", 'resource:orders.paid'", "")
        .replace("'resource:orders.placed'", "");
    machine.write("catalog/people.yaml", &people);
    assert_eq!(
        machine
            .run("discover claim orders.paid --accountable ana --yes")
            .status,
        0
    );
    let undeclared = machine.run("discover list undeclared --json").json();
    assert_eq!(undeclared[0]["from"], "component:default/cart", "{undeclared}");
    assert_eq!(undeclared[0]["standing"], "undeclared");
    let stranger = machine.run("discover declare --all --yes");
    assert_eq!(stranger.status, 1);
    assert!(
        stranger
            .stdout
            .contains("user:default/ana governs changes of component:default/cart"),
        "{}",
        stranger.stdout
    );
    let declared = machine.run("discover declare --all --yes --as user:ana");
    assert_eq!(declared.status, 0, "{}{}", declared.stdout, declared.stderr);
    assert_eq!(machine.run("discover list undeclared").ok(), "nothing\n");
    let deps = machine.run("deps component:cart").ok();
    assert!(
        deps.contains("orders.paid") && deps.contains("orders.placed"),
        "{deps}"
    );
}

#[test]
fn what_is_in_the_way_is_said() {
    let machine = Machine::with(&[("muster.toml", "[catalog]\nlocations = [\"catalog\"]\n")]);
    let nowhere = machine.run("discover");
    assert_eq!(nowhere.status, 1);
    assert!(nowhere.stderr.contains("[kafka.clusters]"), "{}", nowhere.stderr);
    let machine = with_unregistered();
    let answer = machine.run("discover mian");
    assert_eq!(answer.status, 2);
    assert!(answer.stderr.contains("`mian` is no place"), "{}", answer.stderr);
    let nobody = machine.run("discover claim orders.paid --yes");
    assert_eq!(nobody.status, 2, "{}", nobody.stderr);
    let eve = machine.run("discover claim orders.paid --accountable eve --yes");
    assert_eq!(eve.status, 1);
    assert!(
        eve.stdout.contains("`eve` is no User of the catalog"),
        "{}",
        eve.stdout
    );
    let unknown = machine.run("discover claim orders.pied --accountable ana --yes");
    assert!(
        unknown.stderr.contains("did you mean kafka:main/orders.paid?"),
        "{}",
        unknown.stderr
    );
    let refused = machine.run("discover claim orders.paid --accountable ana --yes --read-only");
    assert!(refused.stderr.contains("--read-only"), "{}", refused.stderr);
    let files = machine.files();
    assert_eq!(machine.run("discover --read-only").status, 1);
    assert_eq!(machine.files(), files);
}
