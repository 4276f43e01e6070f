//! `muster audit` as people run it.

use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::{CatalogReader, record};
use muster::model::run::digest;
use muster::store::Journal;
use serde_json::{Value, json};

use crate::machine::Machine;
use crate::{BO, CART, at};

/// A company with a cart and two people, some tasks about the cart, and a component that is gone.
fn company() -> Machine {
    let org = "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ana}\nspec: {memberOf: []}\n---\n\
         apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: quinn}\nspec: {memberOf: []}\n";
    let component = |name: &str| {
        format!(
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{name: {name}}}\n\
             spec: {{type: service, lifecycle: production, owner: 'user:ana'}}\n"
        )
    };
    let machine = Machine::with(&[
        ("muster.toml", ""),
        ("org.yaml", org),
        ("cart.yaml", component("cart").as_str()),
        ("old.yaml", component("old").as_str()),
    ]);
    read(&machine, 0);
    std::fs::remove_file(machine.path("old.yaml")).unwrap();
    read(&machine, 1);
    for title in ["Restart", "Deploy", "Scale"] {
        machine
            .run(&format!("--as ana log {title} --entity cart -m 5 --done"))
            .ok();
    }
    machine.run("--as bo log Else").ok();
    machine
}

/// Journals what the files say.
fn read(machine: &Machine, hours: i64) {
    let workspace = Workspace::open(&machine.path(""), FoundBy::Program).unwrap();
    let paths = Paths::below(&machine.path("~/"));
    let file = paths.journal(&workspace.key);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    let journal = Journal::open(&file, paths.data()).unwrap();
    let reader = CatalogReader::new(workspace.scope(), None);
    let catalog = reader.current().catalog;
    record(&journal, &reader, &catalog, at(hours), "muster").unwrap();
}

#[test]
fn a_name_is_found_as_everywhere_else() {
    let machine = company();
    for (text, entity) in [
        ("cart", CART),
        ("Component:cart", CART),
        ("ana", "user:default/ana"),
        // Gone from the catalog, and never in it.
        ("old", "component:default/old"),
        ("component:default/old", "component:default/old"),
        (BO, BO),
    ] {
        let report = machine.run(&format!("audit {text} --json"));
        assert_eq!(report.status, 0, "{text}: {}", report.stderr);
        assert_eq!(report.json()["about"], entity);
        assert!(!report.json()["lines"].as_array().unwrap().is_empty());
    }
    let unknown = machine.run("audit cartt");
    assert_eq!(unknown.status, 1);
    assert_eq!(
        unknown.stderr,
        "error: nothing in the catalog is called `cartt`\nhint: did you mean component:default/cart?\n"
    );
}

#[test]
fn nothing_happened_is_a_result() {
    let machine = company();
    for line in [
        "audit quinn",
        "audit cart --until 2020-01-01",
        "audit --since 2020-01-01 --until 2020-02-01",
    ] {
        let told = machine.run(line).ok();
        assert!(
            told.contains("The journal holds nothing of it from this time."),
            "{told}"
        );
    }
    let report = machine.run("audit cart --until 2020-01-01 --json").json();
    assert_eq!(report["lines"], json!([]));
    machine.write("report.json", &report.to_string());
    machine.run("audit verify report.json").ok();
}

#[test]
fn a_period_that_ends_before_it_begins_is_no_period() {
    let machine = company();
    for line in [
        "audit --since 2030-01-01 --until 2029-01-01",
        "audit cart --since 2024-01-01 --until 2024-01-01",
    ] {
        let refused = machine.run(line);
        assert_eq!(refused.status, 2, "{}", refused.stderr);
        assert!(
            refused.stderr.contains("ends before it begins"),
            "{}",
            refused.stderr
        );
    }
}

#[test]
fn a_forged_report_does_not_hold_beside_its_journal() {
    let machine = company();
    let honest = machine.run("audit cart --json").json();
    let verify = |report: &Value| {
        machine.write("report.json", &report.to_string());
        machine.run("audit verify report.json --json")
    };
    let holds = verify(&honest);
    assert_eq!((holds.status, &holds.json()["later"]), (0, &json!(0)));
    type Forgery = fn(&mut Value);
    let forgeries: [(&str, Forgery); 5] = [
        ("untold", |report| {
            let line = report["lines"].as_array_mut().unwrap().remove(1);
            let links = report["chains"][0]["links"].as_array_mut().unwrap();
            let link = links
                .iter_mut()
                .find(|link| link["oseq"] == line["oseq"])
                .unwrap();
            link["told"] = json!(false);
            (link["body"], link["salt"]) = (Value::Null, Value::Null);
        }),
        ("emptied", |report| {
            (report["lines"], report["chains"]) = (json!([]), json!([]));
        }),
        ("other", |report| report["about"] = json!(BO)),
        ("shorter", |report| {
            report["until"] = json!("2020-01-01T00:00:00Z");
        }),
        ("reworded", |report| report["lines"][1]["text"] = json!("nothing")),
    ];
    for (name, forge) in forgeries {
        let mut forged = honest.clone();
        forge(&mut forged);
        forged.as_object_mut().unwrap().remove("digest");
        forged["digest"] = json!(digest(&forged));
        let answer = verify(&forged);
        assert_eq!(answer.status, 1, "{name}: {}", answer.stdout);
    }
    // What happens afterwards takes nothing from it.
    machine.run("--as ana log Later --entity cart").ok();
    let holds = verify(&honest);
    assert_eq!((holds.status, &holds.json()["later"]), (0, &json!(1)));
}
