//! The commands that tell the past, run as people run them.

use jiff::{SignedDuration, Timestamp};
use muster::config::{FoundBy, Paths};
use muster::engine::{CatalogReader, record};
use muster::model::discovery::ClaimBy;
use muster::model::journal::{EntityClaimed, NewEvent, Subject, Unknown};
use muster::store::Journal;
use serde_json::{Value, json};

use crate::machine::Machine;
use crate::{component, user};

const CART: &str = "component:default/cart";

/// A company whose journal knows the catalog of now.
fn company() -> Machine {
    let org = ["ana", "bo"].map(user).concat();
    let machine = Machine::with(&[
        ("muster.toml", ""),
        ("org.yaml", org.as_str()),
        ("a.yaml", component("cart", "ana", "").as_str()),
    ]);
    read(&machine, SignedDuration::from_secs(1));
    machine
}

fn workspace(machine: &Machine) -> muster::config::Workspace {
    muster::config::Workspace::open(&machine.path(""), FoundBy::Program).unwrap()
}

/// The journal that the commands read.
fn journal(machine: &Machine) -> Journal {
    let paths = Paths::below(&machine.path("~/"));
    let path = paths.journal(&workspace(machine).key);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    Journal::open(&path, paths.data()).unwrap()
}

/// Journals what the files say, as read so long ago.
fn read(machine: &Machine, ago: SignedDuration) {
    let reader = CatalogReader::new(workspace(machine).scope(), None);
    let catalog = reader.current().catalog;
    let read_at = Timestamp::now() - ago;
    record(&journal(machine), &reader, &catalog, read_at, "user:default/ana").unwrap();
}

fn told(history: &Value) -> Vec<(&str, Option<&str>)> {
    let changes = history["changes"].as_array().unwrap().iter();
    changes
        .map(|one| (one["change"].as_str().unwrap(), one["accountable"].as_str()))
        .collect()
}

#[test]
fn a_history_counts_changes_and_nothing_else_that_happened() {
    let machine = company();
    machine.write("a.yaml", &component("cart", "bo", ""));
    read(&machine, SignedDuration::ZERO);
    let claimed = EntityClaimed {
        entity: CART.to_owned(),
        id: "kafka:main/cart".to_owned(),
        accountable: "user:default/ana".to_owned(),
        owner: "user:default/ana".to_owned(),
        by: ClaimBy::File,
        file: None,
        run: None,
        unknown: Unknown::new(),
    };
    let claim = || {
        NewEvent::new(
            &claimed,
            Subject::entity(CART),
            Timestamp::now(),
            "user:default/ana",
        )
    };
    journal(&machine)
        .append(std::iter::repeat_with(claim).take(70).collect())
        .unwrap();
    let history = machine.run("catalog history cart --json --limit 1").json();
    assert_eq!(told(&history), [("changed", Some("user:default/bo"))]);
    let history = machine.run("catalog history cart").ok();
    assert!(history.contains("changed"), "{history}");
}

#[test]
fn a_history_tells_what_happened_before_the_record_begins_without_who_answered() {
    let machine = company();
    // Where most readings are, the clock was right.
    machine.write("b.yaml", &component("web", "ana", ""));
    read(&machine, SignedDuration::from_millis(500));
    machine.write("a.yaml", &component("cart", "bo", ""));
    read(&machine, SignedDuration::from_hours(240));
    let history = machine.run("catalog history cart --json").json();
    assert_eq!(told(&history), [("changed", None)]);
}

#[test]
fn a_catalog_of_the_past_is_exported_with_its_moment() {
    let machine = company();
    let then = Timestamp::now() - SignedDuration::from_millis(500);
    machine.write("a.yaml", &component("cart", "bo", ""));
    read(&machine, SignedDuration::ZERO);
    let exported = machine.run(&format!("catalog export --json --at {then}")).json();
    let cart = |all: &Value| {
        let all = all.as_array().unwrap();
        all.iter()
            .find(|one| one["metadata"]["name"] == "cart")
            .unwrap()
            .clone()
    };
    assert_eq!(cart(&exported)["spec"]["owner"], "user:ana");
    for entity in exported.as_array().unwrap() {
        assert_eq!(
            entity["metadata"]["annotations"]["muster/as-of"],
            json!(then.to_string())
        );
    }
    let yaml = machine
        .run(&format!("catalog export --format yaml --at {then}"))
        .stdout;
    assert_eq!(
        yaml.matches("muster/as-of").count(),
        exported.as_array().unwrap().len()
    );
    let now = machine.run("catalog export --json").json();
    assert_eq!(cart(&now)["metadata"]["annotations"], Value::Null);
    assert_eq!(cart(&now)["spec"]["owner"], "user:bo");
}

#[test]
fn what_is_not_known_of_then_is_not_told() {
    let machine = company();
    machine.write("a.yaml", &component("cart", "ana", "'component:gone'"));
    read(&machine, SignedDuration::from_millis(600));
    let then = Timestamp::now() - SignedDuration::from_millis(300);
    std::thread::sleep(std::time::Duration::from_millis(10));
    machine.write("a.yaml", &component("cart", "bo", "'component:gone'"));
    read(&machine, SignedDuration::ZERO);
    let now = machine.run("catalog show cart --json").json();
    assert!(!now["problems"].as_array().unwrap().is_empty(), "{now}");
    assert_eq!(now["line"], json!(1));
    let shown = machine
        .run(&format!("catalog show cart --json --at {then}"))
        .json();
    assert_eq!(shown["accountable"], json!("user:default/ana"));
    // Which problems it had is not journaled: none is not what is known.
    assert_eq!(shown["problems"], Value::Null);
    assert_eq!((&shown["file"], &shown["line"]), (&json!("a.yaml"), &Value::Null));
    let text = machine.run(&format!("catalog show cart --at {then}")).stdout;
    let first = text.lines().next().unwrap();
    assert_eq!(first, "# component:default/cart  a.yaml");
    let listed = machine.run(&format!("catalog list --json --at {then}")).json();
    let listed = listed.as_array().unwrap().iter();
    let known: Vec<bool> = listed.map(|one| one["line"].is_number()).collect();
    assert_eq!(known, [false, true, true]);
}

#[test]
fn screens_of_now_are_not_drawn_of_the_past() {
    let machine = company();
    for screen in ["queue", "owned", "home"] {
        let refused = machine.run(&format!("view {screen} --at yesterday"));
        assert_eq!(refused.status, 2, "{screen}");
        assert!(refused.stderr.contains("is of now"), "{}", refused.stderr);
        assert_eq!(refused.stdout, "");
    }
}
