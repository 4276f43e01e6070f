//! What a change is about is known as a review of access knows it: by references, by ids outside, by names, by what a pattern opens.

use serde_json::json;

use crate::stage::BO;
use crate::{COMPANY, DI, EVE, asked, stage_in};

/// Topics that do not say where they are, and those who read them.
const NAMELESS: &str = "\
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: payments.invoice}, spec: {type: kafka-topic, owner: group:shop}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: payments.refund, namespace: money}, spec: {type: kafka-topic, owner: group:default/company}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: ledger}, spec: {type: database, owner: group:shop}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: prices-api, annotations: {muster/consumer-group: Nightly}}, spec: {type: service, lifecycle: production, owner: group:default/company}}
";

fn who(target: &str) -> Vec<Vec<String>> {
    let steps = json!([{ "action": "fake:touch", "input": { "target": target } }]);
    asked(&stage_in(&format!("{COMPANY}{NAMELESS}"), steps))
}

#[test]
fn what_is_changed_is_known_by_its_reference_or_by_its_name_outside() {
    for (target, wanted) in [
        ("kafka:main/orders", vec![vec![BO.to_owned()]]),
        ("kafka:main/orders · User:x", vec![vec![BO.to_owned()]]),
        ("resource:default/orders", vec![vec![BO.to_owned()]]),
        ("github.com/acme/cart", vec![vec![DI.to_owned()]]),
        ("github.com/acme/cart deploy.yaml", vec![vec![DI.to_owned()]]),
        ("component:default/mine", vec![]),
        ("kafka:main/unknown", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(who(target), wanted, "{target}");
    }
}

#[test]
fn what_has_no_id_outside_is_known_by_its_name() {
    let (di, eve) = (|| vec![DI.to_owned()], || vec![EVE.to_owned()]);
    for (target, wanted) in [
        ("kafka:main/payments.invoice", vec![di()]),
        ("kafka:other/payments.invoice · User:x", vec![di()]),
        ("kafka:main/payments.refund", vec![eve()]),
        ("kafka:main/group/prices-api", vec![eve()]),
        ("kafka:main/group/prices-api-2 · User:x", vec![eve()]),
        ("kafka:main/group/Nightly", vec![eve()]),
        ("kafka:main/transactional-id/prices-api", vec![eve()]),
        ("kafka:main/ledger", vec![]),
    ] {
        assert_eq!(who(target), wanted, "{target}");
    }
}

#[test]
fn of_a_pattern_all_who_govern_what_it_opens_are_asked_once() {
    let (bo, di, eve) = (
        || vec![BO.to_owned()],
        || vec![DI.to_owned()],
        || vec![EVE.to_owned()],
    );
    for (target, wanted) in [
        ("kafka:main/payments.* · User:x", vec![di(), eve()]),
        ("kafka:main/*", vec![bo(), di(), eve()]),
        ("kafka:other/order*", vec![]),
        ("kafka:main/group/prices-api-*", vec![eve()]),
    ] {
        let mut all = who(target);
        all.sort();
        assert_eq!(all, wanted, "{target}");
    }
}
