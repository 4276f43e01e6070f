//! What is in the sandbox's Kafka cluster and not in the catalog, and the other way round.

use std::collections::BTreeSet;

use muster::providers::sandbox::kafka::Seeds;

use crate::default_company;

#[test]
fn the_bus_holds_what_nobody_registered_and_misses_what_somebody_did() {
    let company = default_company();
    let seeds: Seeds = serde_json::from_str(&company.files["sandbox/kafka/event-bus.json"]).unwrap();
    let registered: BTreeSet<&str> = company
        .entities
        .iter()
        .filter(|entity| entity.spec("type") == "kafka-topic")
        .map(|entity| entity.name.as_str())
        .collect();
    let components: BTreeSet<&str> = company
        .entities
        .iter()
        .filter(|entity| entity.kind == "Component")
        .map(|entity| entity.name.as_str())
        .collect();
    for topic in &seeds.topics {
        assert!(!registered.contains(topic.name.as_str()), "{}", topic.name);
    }
    assert!(seeds.topics.len() >= 8 && seeds.gone.len() == 2);
    for gone in &seeds.gone {
        assert!(registered.contains(gone.as_str()), "{gone}");
    }
    let known = seeds
        .groups
        .iter()
        .filter(|group| components.contains(group.name.as_str()));
    assert_eq!(
        known.count(),
        4,
        "groups of services that do not declare what they read"
    );
    for group in &seeds.groups {
        for topic in &group.topics {
            let is_there =
                registered.contains(topic.as_str()) || seeds.topics.iter().any(|seed| seed.name == *topic);
            assert!(is_there, "{} reads {topic}, which is nowhere", group.name);
        }
    }
}

#[test]
fn every_topic_of_the_catalog_says_which_cluster_it_is_in() {
    let company = default_company();
    for topic in company
        .entities
        .iter()
        .filter(|entity| entity.spec("type") == "kafka-topic")
    {
        let id = &topic.body["metadata"]["annotations"]["muster/external-id"];
        assert_eq!(
            id.as_str(),
            Some(format!("kafka:event-bus/{}", topic.name).as_str())
        );
    }
}
