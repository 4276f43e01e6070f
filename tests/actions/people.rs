//! Who is asked, and who may never agree.

use muster::providers::action::{Applied, Errand};
use serde_json::{Value, json};

use crate::world::Bench;

fn errand(bench: &Bench, id: &str, input: Value) -> Errand {
    match bench.apply(id, input) {
        Ok(Applied::Person(errand)) => errand,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_person_is_given_a_task() {
    let bench = Bench::new(&[]);
    let input = json!({
        "title": "Move it", "description": "All of it", "category": "decommission", "assignee": "ben", "entity": "ledger",
    });
    let errand = errand(&bench, "task:human", input);
    assert_eq!(errand.assignee.as_deref(), Some("user:default/ben"));
    assert_eq!(errand.entities, ["component:default/ledger"]);
    assert!(errand.approvers.is_empty());
    assert!(bench.refusal("task:human", json!({ "title": "x", "assignee": "zoe" })).contains("user:default/zoe"));
}

#[test]
fn approvers_are_people_and_never_who_asks() {
    let mut bench = Bench::new(&[]);
    for (requester, approvers, expected) in [
        ("ana", json!(["group:ledgers"]), &["user:default/ben"][..]),
        ("zoe", json!("group:payments"), &["user:default/ana", "user:default/ben"]),
        ("zoe", json!(["user:ana", "ben"]), &["user:default/ana", "user:default/ben"]),
        ("ben", json!("component:ledger"), &["user:default/ana"]),
        // Whoever answers for it asks: the rest of the team agrees.
        ("ana", json!("component:ledger"), &["user:default/ben"]),
    ] {
        bench.requester = format!("user:default/{requester}");
        let input = json!({ "approvers": approvers, "reason": "Because\nof this" });
        let planned = bench.plan("approval", input.clone()).expect("a plan");
        assert_eq!(planned.approvers, expected, "{requester} {approvers}");
        let errand = errand(&bench, "approval", input);
        assert_eq!((errand.approvers.as_slice(), errand.title.as_str()), (
            expected.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>().as_slice(),
            "Agree? Because",
        ));
    }
    bench.requester = "user:default/ana".into();
    let nobody = json!({ "approvers": ["user:ana"] });
    assert_eq!(bench.plan("approval", nobody.clone()).expect("a plan").blocking.len(), 1);
    assert!(bench.apply("approval", nobody).is_err());
}
