//! That the company hangs together: who produces, who consumes, who leads.

use crate::reader::{Company, Entity};
use crate::{default_company, sized};
use muster::demo::Options;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[test]
fn a_topic_has_a_producer_and_the_bus_below_it() {
    let company = default_company();
    let producers: Vec<_> = company
        .entities
        .iter()
        .filter(|e| e.kind == "Component" && !e.spec("providesApis").is_null())
        .collect();
    for topic in company
        .entities
        .iter()
        .filter(|entity| entity.spec("type") == "kafka-topic")
    {
        assert!(
            topic
                .references()
                .contains(&("dependsOn", "resource:default/event-bus".into())),
            "{}",
            topic.name
        );
        let produces = |e: &&&Entity| e.references().contains(&("dependsOn", topic.reference()));
        assert!(
            topic.name.ends_with(".dlq") || producers.iter().any(|e| produces(&e)),
            "{} has no producer",
            topic.name
        );
    }
}

#[test]
fn a_few_things_have_hundreds_of_dependants_and_most_have_few() {
    let company = default_company();
    let mut dependants: HashMap<String, usize> = HashMap::new();
    for entity in &company.entities {
        for (_, to) in entity
            .references()
            .iter()
            .filter(|(field, _)| matches!(*field, "dependsOn" | "consumesApis"))
        {
            *dependants.entry(to.clone()).or_default() += 1;
        }
    }
    assert!(dependants["resource:default/event-bus"] > 200);
    assert!(dependants["api:default/identity-api"] > 80);
    assert!(dependants["resource:default/checkout.order.v1"] > 8);
    let few = dependants.values().filter(|count| **count <= 3).count();
    assert!(
        few * 10 > dependants.len() * 7,
        "{few} of {} have few",
        dependants.len()
    );
}

#[test]
fn leads_are_named_in_all_three_ways() {
    let company = default_company();
    let (mut by_group, mut by_user, mut alone, mut nobody) = (0, 0, 0, Vec::new());
    for group in company.entities.iter().filter(|entity| entity.kind == "Group") {
        let in_it = |field, user: &&Entity| user.references().contains(&(field, group.reference()));
        let users = || company.entities.iter().filter(|entity| entity.kind == "User");
        if !group.body["metadata"]["annotations"]["muster/lead"].is_null() {
            by_group += 1;
        } else if users().filter(|user| in_it("leaderOf", user)).count() == 1 {
            by_user += 1;
        } else if users().filter(|user| in_it("memberOf", user)).count() == 1 {
            alone += 1;
        } else {
            nobody.push(group.name.clone());
        }
    }
    assert!(
        by_group > 10 && by_user > 10 && alone > 10,
        "{by_group} {by_user} {alone}"
    );
    assert_eq!(nobody, ["data-engineering"]);
}

#[test]
fn dependencies_form_the_one_circle_that_was_drawn() {
    for options in [Options::default(), sized(5_000)] {
        let company = Company::of(&options);
        // Calls count too: whoever consumes an API depends on those who provide it.
        let mut providers: HashMap<String, Vec<String>> = HashMap::new();
        for entity in &company.entities {
            for (_, api) in entity
                .references()
                .into_iter()
                .filter(|(field, _)| *field == "providesApis")
            {
                providers.entry(api).or_default().push(entity.reference());
            }
        }
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for entity in &company.entities {
            let on = edges.entry(entity.reference()).or_default();
            for (field, to) in entity.references() {
                match field {
                    "dependsOn" => drop(on.insert(to)),
                    "consumesApis" => on.extend(providers.get(&to).into_iter().flatten().cloned()),
                    _ => {}
                }
            }
        }
        // What is left when leaves are plucked, downwards and upwards, is the circle and what lies on a way around it.
        for _ in 0..2 {
            loop {
                let live: BTreeSet<_> = edges.keys().cloned().collect();
                edges.retain(|_, on| on.iter().any(|to| live.contains(to)));
                if edges.len() == live.len() {
                    break;
                }
            }
            let kept: BTreeSet<_> = edges.keys().cloned().collect();
            let mut turned: BTreeMap<String, BTreeSet<String>> =
                kept.iter().map(|name| (name.clone(), BTreeSet::new())).collect();
            for (from, on) in &edges {
                for to in on.intersection(&kept) {
                    turned.entry(to.clone()).or_default().insert(from.clone());
                }
            }
            edges = turned;
        }
        let circle: Vec<_> = edges.keys().map(String::as_str).collect();
        let drawn = [
            "component:default/inventory-api",
            "component:default/orders-api",
            "component:default/prices-api",
        ];
        assert_eq!(circle, drawn);
    }
}

#[test]
fn people_come_from_everywhere() {
    let company = default_company();
    let shown: String = company
        .entities
        .iter()
        .filter_map(|e| e.spec("profile")["displayName"].as_str())
        .collect();
    for (script, from, to) in [
        ("Latin with marks", 'À', 'ž'),
        ("Greek", 'Α', 'ω'),
        ("Cyrillic", 'А', 'я'),
        ("Han", '一', '龥'),
        ("Kana", 'ぁ', 'ヺ'),
        ("Hangul", '가', '힣'),
        ("Vietnamese", 'Ạ', 'ỹ'),
    ] {
        assert!(
            shown.chars().any(|character| (from..=to).contains(&character)),
            "no {script}"
        );
    }
}
