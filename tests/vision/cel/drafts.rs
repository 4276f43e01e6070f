//! Documents that are about to be written are judged in the midst of the catalog.

use muster::model::vision::{Rule, Scope, Severity};

use super::{catalog, documents, judged, rule, rule_of};

const COMPANY: &str = "
{kind: Component, metadata: {name: shop}, spec: {type: website, owner: web, dependsOn: [component:orders]}}
---
{kind: Component, metadata: {name: orders}, spec: {type: service, owner: web, dependsOn: [resource:db]}}
---
{kind: Resource, metadata: {name: db}, spec: {type: database, owner: web}}
---
{kind: Group, metadata: {name: web}, spec: {type: team, parent: all}}
---
{kind: Group, metadata: {name: all}, spec: {type: department}}
---
{kind: User, metadata: {name: ana}, spec: {memberOf: [all]}}
---
{kind: System, metadata: {name: sales}, spec: {owner: all}}
";

/// The ids of the rules that a draft falls short of, with the message of each.
fn said(rules: Vec<Rule>, drafts: &str) -> Vec<String> {
    let judged = judged(rules, catalog(COMPANY));
    let findings = judged.of_drafts(&documents(drafts));
    findings
        .iter()
        .map(|finding| {
            let rule = &judged.vision.rules[finding.rule].id;
            let untold = if finding.is_untold { " (untold)" } else { "" };
            format!("{} {rule}{untold}", finding.entity)
        })
        .collect()
}

#[test]
fn drafts_see_the_catalog_and_each_other() {
    for (require, drafts, expected) in [
        // What it refers to.
        (
            "relations.dependsOn.all(x, x.spec.type != 'database')",
            "{kind: Component, metadata: {name: new}, spec: {dependsOn: [resource:db]}}",
            vec!["component:default/new r"],
        ),
        // A reference without a kind.
        (
            "relations.dependsOn.all(x, x.spec.type != 'database')",
            "{kind: Component, metadata: {name: new}, spec: {dependsOn: [db]}}",
            vec!["component:default/new r"],
        ),
        // Nothing that is known.
        (
            "relations.dependsOn.all(x, x.known)",
            "{kind: Component, metadata: {name: new}, spec: {dependsOn: [resource:gone]}}",
            vec!["component:default/new r"],
        ),
        // The other draft.
        (
            "relations.dependsOn.all(x, x.known && x.spec.type == 'topic')",
            "{kind: Component, metadata: {name: new}, spec: {dependsOn: [resource:t]}}
---
{kind: Resource, metadata: {name: t}, spec: {type: topic}}",
            vec![],
        ),
        // What refers to it counts further.
        (
            "relations.dependencyOf.all(x, x.metadata.name != 'shop')",
            "{kind: Component, metadata: {name: orders}, spec: {type: worker}}",
            vec!["component:default/orders r"],
        ),
        // What it no longer refers to does not.
        (
            "relations.dependsOn == []",
            "{kind: Component, metadata: {name: orders}, spec: {type: worker}}",
            vec![],
        ),
        // Not like it was.
        (
            "entity.spec.type == 'service'",
            "{kind: Component, metadata: {name: orders}, spec: {type: worker}}",
            vec!["component:default/orders r"],
        ),
        // Who answers, through the parent of its owner, or through its system.
        (
            "responsible.accountable == 'user:default/ana' && responsible.ownerLead == 'user:default/ana'",
            "{kind: Component, metadata: {name: new}, spec: {owner: web}}",
            vec![],
        ),
        (
            "responsible.accountable == 'user:default/ana'",
            "{kind: Component, metadata: {name: new}, spec: {system: sales}}",
            vec![],
        ),
        // A group of its own: nobody leads it yet.
        (
            "entity.kind == 'Group' || responsible.accountable != ''",
            "{kind: Component, metadata: {name: new}, spec: {owner: fresh}}
---
{kind: Group, metadata: {name: fresh}, spec: {type: team}}",
            vec!["component:default/new r"],
        ),
        // Of what stands around only its own fields are seen.
        (
            "relations.dependsOn.all(x, x.spec.dependsOn == ['resource:default/db'])",
            "{kind: Component, metadata: {name: new}, spec: {dependsOn: [component:orders]}}",
            vec![],
        ),
        (
            "entity.spec.unheard == 1",
            "{kind: Component, metadata: {name: new}}",
            vec!["component:default/new r (untold)"],
        ),
        // Not an entity.
        ("false", "{some: thing}", vec![]),
    ] {
        assert_eq!(
            said(vec![rule("r", require)], drafts),
            expected,
            "{require}\n{drafts}"
        );
    }
}

#[test]
fn drafts_are_held_to_what_counts_for_the_new_and_the_worst_comes_first() {
    let components = Scope {
        kinds: vec!["Component".to_owned()],
        ..Scope::default()
    };
    let advice = Rule {
        for_new: Severity::Advice,
        ..rule("advice", "false")
    };
    let rules = vec![
        advice,
        rule("blocking", "false"),
        rule_of("each", components, Some("dependsOn"), "other.spec.unheard == 1"),
    ];
    let judged = judged(rules, catalog(COMPANY));
    let findings = judged.of_drafts(&documents(
        "{kind: Component, metadata: {name: new}, spec: {dependsOn: [component:orders]}}",
    ));
    let told: Vec<(Severity, &str)> = findings
        .iter()
        .map(|finding| (finding.severity, finding.message.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (Severity::Blocking, "The title of blocking"),
            (
                Severity::Warning,
                "It could not be told: There is no `spec.unheard`; ask has(…) first."
            ),
            (Severity::Advice, "The title of advice"),
        ]
    );
}
