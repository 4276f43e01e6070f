//! Every view adds up to everything that was charged, and each charge falls to whom the rules say.

use std::collections::BTreeMap;

use muster::model::cost::Amount;

use crate::company::{company, lines, simple, with_rows};

const VIEWS: [&str; 9] = [
    "entity", "system", "domain", "team", "person", "service", "category", "provider", "account",
];

#[test]
fn every_view_adds_up_to_the_same_to_the_last_digit_and_currencies_are_never_added() {
    let machine = company();
    for view in VIEWS {
        let answer = machine.run(&format!("cost show --json --month 2026-09 --by {view}"));
        let mut sums: BTreeMap<String, Amount> = BTreeMap::new();
        for (_, currency, now) in lines(&answer) {
            *sums.entry(currency).or_default() += now.parse().unwrap();
        }
        let sums: Vec<String> = sums
            .iter()
            .map(|(currency, sum)| format!("{sum} {currency}"))
            .collect();
        assert_eq!(
            sums,
            ["9.52 EUR", "17.74999990000000000000000000007 USD"],
            "{view}"
        );
        assert_eq!(answer.json()["total"], serde_json::json!(sums), "{view}");
    }
}

#[test]
fn a_charge_falls_to_its_resource_before_its_tag_to_a_tag_in_turn_and_else_to_nobody() {
    let machine = company();
    let mut found = lines(&machine.run("cost show --json --month 2026-09"));
    found.sort();
    let expected = [
        // The tax, the correction of a name that two components have, and tags that are no JSON.
        ("-", "USD", "4.2999999"),
        ("component:default/cart", "EUR", "7.77"),
        // By its title, though another tag names nothing; less the credit.
        ("component:default/cart", "USD", "10.25"),
        ("component:default/till", "USD", "3"),
        ("component:west/worker", "EUR", "0.25"),
        // In spite of its tag.
        (
            "resource:default/orders-db",
            "USD",
            "0.20000000000000000000000000007",
        ),
        ("system:default/store", "EUR", "1.5"),
    ];
    let expected =
        expected.map(|(name, currency, now)| (name.to_owned(), currency.to_owned(), now.to_owned()));
    assert_eq!(found, expected);
}

#[test]
fn a_tag_names_by_kind_by_reference_or_alone() {
    for (tags, expected) in [
        (r#"{"system": "worker"}"#, "system:default/worker"),
        // Two components are called so, so a system that is too does not count.
        (r#"{"project": "worker"}"#, "-"),
        (r#"{"component": "store"}"#, "-"),
        (r#"{"app": "STORE"}"#, "system:default/store"),
        (r#"{"muster": "component:east/worker"}"#, "component:east/worker"),
        (r#"{"muster": "component:east/gone"}"#, "-"),
        // The first that names something, in the order of keys, not of the cell.
        (
            r#"{"project": "till", "component": "cart"}"#,
            "component:default/cart",
        ),
        (
            r#"{"project": "till", "component": "gone"}"#,
            "component:default/till",
        ),
        (r#"{"owner": "shop"}"#, "-"),
        (r#"["component"]"#, "-"),
        (r#"{"component": 7}"#, "-"),
        ("", "-"),
    ] {
        let machine = with_rows(&[(tags, "1")]);
        let names: Vec<String> = lines(&machine.run("cost show --json"))
            .into_iter()
            .map(|line| line.0)
            .collect();
        assert_eq!(names, [expected], "{tags}");
    }
}

#[test]
fn settings_say_which_tags_count_and_in_which_order() {
    let machine = with_rows(&[(r#"{"component": "cart", "squad": "shop", "x": "till"}"#, "2")]);
    for (tags, expected) in [
        ("[\"squad\"]", "group:default/shop"),
        ("[\"x\", \"squad\"]", "component:default/till"),
        ("[\"none\"]", "-"),
    ] {
        machine.write(
            "muster.toml",
            &format!("[cost]\nfiles = [\"cost\"]\ntags = {tags}\n"),
        );
        assert_eq!(lines(&machine.run("cost show --json"))[0].0, expected, "{tags}");
    }
}

#[test]
fn what_falls_to_nobody_is_told_with_the_tag_that_tells_most() {
    let machine = company();
    let found = machine.run("cost unmatched --json --month 2026-09").json()["unmatched"].clone();
    let sum: Amount = found
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["cost"].as_str().unwrap().parse::<Amount>().unwrap())
        .sum();
    assert_eq!(sum.to_string(), "4.2999999");
    assert_eq!(found[2]["tag"], serde_json::json!(["app", "worker"]));
}

#[test]
fn external_ids_that_differ_only_in_case_are_told_apart_as_others_seen_outside_are() {
    let machine = with_rows(&[]);
    let store = |name: &str, namespace: &str, id: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Resource\n\
             metadata: {{name: {name}, namespace: {namespace}, annotations: {{muster/external-id: '{id}'}}}}\n\
             spec: {{type: bucket, owner: shop}}\n"
        )
    };
    let header = "ChargePeriodStart,BillingCurrency,EffectiveCost,ProviderName,ResourceId\n";
    let row = |id: &str| format!("{header}2026-09-01,USD,1,AWS,{id}\n");
    for (stores, id, expected) in [
        // One that is the same in every letter.
        (
            &[("a", "east", "Photos"), ("b", "east", "photos")][..],
            "photos",
            "resource:east/b",
        ),
        (
            &[("a", "east", "Photos"), ("b", "east", "photos")],
            "Photos",
            "resource:east/a",
        ),
        // Of several others the one of the default namespace, or none.
        (&[("a", "east", "Photos"), ("b", "east", "photos")], "PHOTOS", "-"),
        (
            &[("a", "east", "Photos"), ("b", "default", "photos")],
            "PHOTOS",
            "resource:default/b",
        ),
        (
            &[("a", "default", "Photos"), ("b", "default", "photos")],
            "PHOTOS",
            "-",
        ),
        (&[("a", "east", "Photos")], "PHOTOS", "resource:east/a"),
    ] {
        let entities: String = stores
            .iter()
            .map(|(name, space, id)| store(name, space, id))
            .collect();
        machine.write("more.yaml", &entities);
        machine.write("cost/rows.csv", &row(id));
        machine.write(
            "muster.toml",
            "[catalog]\nlocations = [\"catalog-info.yaml\", \"more.yaml\"]\n[cost]\nfiles = [\"cost/*\"]\n",
        );
        let found = lines(&machine.run("cost show --json"));
        assert_eq!(found[0].0, expected, "{stores:?} {id}");
    }
}

#[test]
fn lines_and_currencies_come_in_an_order_of_their_own() {
    let machine = with_rows(&[]);
    let rows: String = ["USD", "EUR", "CHF", "GBP"]
        .map(|code| format!("2026-09-01,{code},1,1,AWS,\"{{\"\"component\"\": \"\"cart\"\"}}\"\n"))
        .concat();
    let header = simple(&[]);
    machine.write("cost/rows.csv", &format!("{header}{rows}"));
    for by in ["entity", "provider"] {
        let found = lines(&machine.run(&format!("cost show --json --by {by}")));
        let codes: Vec<&str> = found.iter().map(|line| line.1.as_str()).collect();
        assert_eq!(codes, ["CHF", "EUR", "GBP", "USD"], "{by}");
    }
    let owned = machine.run("owned --user di --json").json();
    let cart = owned
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["ref"] == "component:default/cart");
    assert_eq!(cart.unwrap()["cost_month"], "1 CHF, 1 EUR, 1 GBP, 1 USD");
}
