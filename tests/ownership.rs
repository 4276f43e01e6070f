//! Who is accountable, through every step of the rule, and what belongs to what.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use muster::model::ownership::answers;
use workspace::{catalog, entity, problems};

/// `metadata.annotations` go after the name, which ends the line of `name:`.
fn annotated(kind: &str, name: &str, annotation: &str, spec: &str) -> String {
    entity(kind, &format!("{name}\n  annotations: {{{annotation}}}"), spec)
}

/// Teams, people and a system that every case below shares.
fn company() -> String {
    [
        entity("User", "ana", "memberOf: [team]"),
        entity("User", "bo", "memberOf: [team]\nleaderOf: [led]"),
        entity("User", "cy", "memberOf: [solo]"),
        entity("User", "di", "memberOf: [top]\nleaderOf: [top]"),
        entity("Group", "team", "type: team\nparent: middle"),
        entity("Group", "middle", "type: area\nparent: top"),
        entity("Group", "top", "type: unit"),
        entity("Group", "led", "type: team"),
        entity("Group", "solo", "type: team"),
        annotated("Group", "named", "muster/lead: ana", "type: team"),
        entity("Group", "empty", "type: team"),
        entity("Domain", "money", "owner: solo"),
        entity("System", "pay", "owner: empty\ndomain: money"),
        entity("System", "ops", "owner: led"),
    ]
    .concat()
}

#[test]
fn the_first_hit_wins_and_the_path_says_why() {
    for (annotation, spec, person, path) in [
        (
            "muster/accountable: ana",
            "owner: user:bo",
            Some("ana"),
            vec!["muster/accountable names user:default/ana"],
        ),
        (
            "",
            "owner: user:bo",
            Some("bo"),
            vec!["spec.owner is user:default/bo"],
        ),
        (
            "muster/accountable: gone",
            "owner: named",
            Some("ana"),
            vec![
                "muster/accountable names user:default/gone, who is not a User of the catalog",
                "spec.owner is group:default/named",
                "group:default/named is led by user:default/ana, by muster/lead",
            ],
        ),
        (
            "",
            "owner: led",
            Some("bo"),
            vec![
                "spec.owner is group:default/led",
                "group:default/led is led by user:default/bo, by their spec.leaderOf",
            ],
        ),
        (
            "",
            "owner: solo",
            Some("cy"),
            vec![
                "spec.owner is group:default/solo",
                "group:default/solo is led by user:default/cy, as its only member",
            ],
        ),
        (
            "",
            "owner: team",
            Some("di"),
            vec![
                "spec.owner is group:default/team",
                "group:default/team has no lead",
                "group:default/middle has no lead",
                "group:default/top is led by user:default/di, by their spec.leaderOf",
            ],
        ),
        (
            "",
            "owner: nobody@example.com\nsystem: ops",
            Some("bo"),
            vec![
                "spec.owner is free text, not a Group or User",
                "it is part of system:default/ops",
                "spec.owner is group:default/led",
                "group:default/led is led by user:default/bo, by their spec.leaderOf",
            ],
        ),
        (
            "",
            "owner: gone\nsystem: pay",
            Some("cy"),
            vec![
                "spec.owner is group:default/gone, which is not a Group or User of the catalog",
                "it is part of system:default/pay",
                "spec.owner is group:default/empty",
                "group:default/empty has no lead",
                "it is part of domain:default/money",
                "spec.owner is group:default/solo",
                "group:default/solo is led by user:default/cy, as its only member",
            ],
        ),
        (
            "",
            "owner: empty",
            None,
            vec![
                "spec.owner is group:default/empty",
                "group:default/empty has no lead",
                "nobody is accountable",
            ],
        ),
        (
            "",
            "type: service",
            None,
            vec!["no spec.owner", "nobody is accountable"],
        ),
    ] {
        let catalog = catalog(&(company() + &annotated("Component", "it", annotation, spec)));
        let id = catalog.find("component:default/it").expect("the component");
        let answers = answers(&catalog, id);
        assert_eq!(answers.path, path, "{annotation} {spec}");
        assert_eq!(
            answers.accountable.map(|p| p.name()),
            person,
            "{annotation} {spec}"
        );
        assert_eq!(
            catalog.entity(id).accountable().map(|p| p.name()),
            person,
            "the column agrees: {spec}"
        );
        let found = problems(&catalog);
        let line = catalog.entity(id).line();
        let reported = found.contains(&format!("nobody-accountable catalog-info.yaml:{line}:1"));
        assert_eq!(reported, person.is_none(), "{found:?}");
    }
}

#[test]
fn a_circle_of_groups_or_systems_ends() {
    let text = [
        entity("Group", "a", "type: team\nparent: b"),
        entity("Group", "b", "type: team\nparent: a"),
        entity("System", "s", "owner: a\ndomain: d"),
        entity("Domain", "d", "owner: b\nsubdomainOf: d"),
    ]
    .concat();
    let catalog = catalog(&text);
    assert!(catalog.entities().all(|entity| entity.accountable().is_none()));
}

#[test]
fn every_role_falls_back_to_the_accountable_person() {
    let roles = "muster/deputy: bo, muster/contact: 'user:default/cy', muster/cost-owner: gone";
    let catalog = catalog(&(company() + &annotated("Component", "it", roles, "owner: user:ana")));
    let answers = answers(
        &catalog,
        catalog.find("component:default/it").expect("the component"),
    );
    let name =
        |role: muster::model::ownership::Role<'_>| role.person.map(|p| (p.name().to_owned(), role.fallback));
    assert_eq!(name(answers.deputy), Some(("bo".into(), false)));
    assert_eq!(name(answers.contact), Some(("cy".into(), false)));
    assert_eq!(name(answers.change_approver), Some(("ana".into(), true)));
    assert_eq!(
        name(answers.cost_owner),
        Some(("ana".into(), true)),
        "who is not in the catalog does not count"
    );
    assert!(problems(&catalog).iter().any(|p| p.starts_with("unknown-person")));
}

#[test]
fn a_group_answers_through_its_lead_and_a_person_for_themselves() {
    let catalog = catalog(&company());
    let person = |entity_ref: &str| {
        let id = catalog.find(entity_ref).expect("an entity");
        catalog.entity(id).accountable().map(|p| p.name().to_owned())
    };
    assert_eq!(person("group:default/named"), Some("ana".into()));
    assert_eq!(person("group:default/team"), Some("di".into()));
    assert_eq!(person("user:default/bo"), Some("bo".into()));
}

#[test]
fn what_belongs_to_what() {
    let text = [
        entity("Domain", "money", "owner: a"),
        entity("System", "pay", "owner: a\ndomain: money"),
        entity(
            "Component",
            "ledger",
            "owner: a\nsystem: pay\nprovidesApis: [book]\ndependsOn: ['resource:db', 'resource:shared']",
        ),
        entity("Component", "part", "owner: a\nsubcomponentOf: ledger"),
        entity(
            "Component",
            "other",
            "owner: b\ndependsOn: ['resource:shared', 'resource:both']",
        ),
        entity("Component", "third", "owner: b\ndependsOn: ['resource:both']"),
        entity("API", "book", "owner: a"),
        entity("Resource", "db", "owner: a"),
        entity("Resource", "shared", "owner: a\nsystem: pay"),
        entity("Resource", "both", "owner: b"),
        entity(
            "Resource",
            "named",
            "owner: c\ndependencyOf: ['component:ledger', 'component:other']",
        ),
    ]
    .concat();
    let catalog = catalog(&text);
    for (entity_ref, expected) in [
        (
            "api:default/book",
            vec![
                "component:default/ledger",
                "system:default/pay",
                "domain:default/money",
            ],
        ),
        (
            "resource:default/db",
            vec![
                "component:default/ledger",
                "system:default/pay",
                "domain:default/money",
            ],
        ),
        (
            "resource:default/shared",
            vec![
                "component:default/ledger",
                "system:default/pay",
                "domain:default/money",
            ],
        ),
        ("resource:default/both", vec![]),
        (
            "resource:default/named",
            vec![
                "component:default/ledger",
                "system:default/pay",
                "domain:default/money",
            ],
        ),
        (
            "component:default/part",
            vec![
                "component:default/ledger",
                "system:default/pay",
                "domain:default/money",
            ],
        ),
        ("system:default/pay", vec!["domain:default/money"]),
    ] {
        let id = catalog.find(entity_ref).expect("an entity");
        let chain = answers(&catalog, id).belongs_to;
        assert_eq!(
            chain.iter().map(|n| catalog.node_ref(*n)).collect::<Vec<_>>(),
            expected,
            "{entity_ref}"
        );
    }
}
