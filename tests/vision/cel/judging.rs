//! Rules held against catalogs: scopes, relations, what could not be told, waivers, scores.

use std::sync::Arc;

use muster::model::catalog::Position;
use muster::model::vision::cel::{Program, Setting, Yield};
use muster::model::vision::{By, Judged, Rule, RuleCount, Scope, Score, Severity, Waiver, WaiverSource};

use super::{catalog, find, judged, refs, rule, rule_of, today, vision};

const COMPANY: &str = "
{kind: Component, metadata: {name: a, tags: [java]}, spec: {type: service, lifecycle: production, owner: one, system: s, dependsOn: [component:b, resource:db]}}
---
{kind: Component, metadata: {name: b}, spec: {type: Worker, owner: one, dependsOn: [component:gone, component:c]}}
---
{kind: Component, metadata: {name: c}, spec: {type: library, owner: two}}
---
{kind: Resource, metadata: {name: db, namespace: other}, spec: {type: database, owner: default/two}}
---
{kind: Resource, metadata: {name: db}}
---
{kind: System, metadata: {name: s}, spec: {domain: d}}
---
{kind: Domain, metadata: {name: d}}
";

fn scope(of: impl FnOnce(&mut Scope)) -> Scope {
    let mut scope = Scope::default();
    of(&mut scope);
    scope
}

fn texts<const N: usize>(texts: [&str; N]) -> Vec<String> {
    texts.map(str::to_owned).to_vec()
}

#[test]
fn a_rule_is_about_what_its_scope_covers() {
    for (scope, about) in [
        (scope(|s| s.kinds = texts(["component"])), "a b c"),
        (scope(|s| s.types = texts(["service", "worker"])), "a b"),
        (scope(|s| s.lifecycles = texts(["production"])), "a"),
        (scope(|s| s.tags = texts(["java"])), "a"),
        (scope(|s| s.owners = texts(["group:default/two"])), "c db"),
        (scope(|s| s.systems = texts(["system:default/s"])), "a"),
        (scope(|s| s.namespaces = texts(["other"])), "db"),
        (
            scope(|s| (s.kinds, s.types) = (texts(["Component"]), texts(["library"]))),
            "c",
        ),
    ] {
        let judged = judged(vec![rule_of("r", scope.clone(), None, "false")], catalog(COMPANY));
        let names: Vec<&str> = judged
            .falling_short(0)
            .map(|id| judged.catalog.entity(id).name())
            .collect();
        assert_eq!(names.join(" "), about, "{scope:?}");
        assert_eq!(judged.count(0).applies, names.len());
    }
}

fn with_message(mut rule: Rule, message: &str) -> Rule {
    let setting = rule.require.setting();
    rule.message = Some(Program::compile(message, setting, Yield::Text).expect("a message"));
    rule
}

#[test]
fn each_relation_is_asked_and_those_that_fall_short_are_told() {
    let each = rule_of(
        "meet",
        Scope::default(),
        Some("dependsOn"),
        "other.kind != 'Component'",
    );
    let rules = vec![with_message(each, "'depends directly on ' + other.ref")];
    let judged = judged(rules, catalog(COMPANY));
    let catalog = &judged.catalog;
    assert_eq!(
        refs(catalog, judged.falling_short(0)),
        ["component:default/a", "component:default/b"]
    );
    let finding = judged
        .finding(0, find(catalog, "component:default/a"))
        .expect("a finding");
    assert_eq!(finding.message, "depends directly on component:default/b");
    let others: Vec<&str> = finding
        .others
        .iter()
        .map(|node| catalog.node_ref(*node))
        .collect();
    assert_eq!(others, ["component:default/b"]);
    let finding = judged
        .finding(0, find(catalog, "component:default/b"))
        .expect("a finding");
    assert_eq!(
        finding.message,
        "depends directly on component:default/c; depends directly on component:default/gone"
    );
    assert_eq!(judged.finding(0, find(catalog, "component:default/c")), None);
}

#[test]
fn a_relation_is_followed_either_way() {
    let judged = judged(
        vec![rule_of(
            "r",
            Scope::default(),
            Some("dependencyOf"),
            "other.spec.type == 'service'",
        )],
        catalog(COMPANY),
    );
    assert_eq!(
        refs(&judged.catalog, judged.falling_short(0)),
        ["component:default/c"]
    );
}

#[test]
fn what_could_not_be_told_is_shown_and_does_not_block() {
    let mut blocking = rule("r", "entity.spec.lifecycle != 'deprecated'");
    blocking.severity = Severity::Blocking;
    let judged = judged(vec![blocking], catalog(COMPANY));
    let counted = RuleCount {
        applies: 7,
        falls_short: 0,
        waived: 0,
        untold: 6,
    };
    assert_eq!(judged.count(0), counted);
    let finding = judged
        .finding(0, find(&judged.catalog, "component:default/b"))
        .expect("a finding");
    assert!(finding.is_untold);
    assert_eq!(finding.severity, Severity::Warning);
    assert_eq!(
        finding.message,
        "It could not be told: There is no `spec.lifecycle`; ask has(…) first."
    );
}

#[test]
fn false_for_one_relation_counts_more_than_untold_for_another() {
    let judged = judged(
        vec![rule_of(
            "r",
            Scope::default(),
            Some("dependsOn"),
            "other.spec.type != 'library'",
        )],
        catalog(COMPANY),
    );
    let b = find(&judged.catalog, "component:default/b");
    assert!(judged.verdicts.rules[0].falls_short.has(b));
    assert!(!judged.verdicts.rules[0].untold.has(b));
    assert!(
        judged.verdicts.rules[0]
            .untold
            .has(find(&judged.catalog, "component:default/a"))
    );
}

fn waiver(rule: &str, entity: &str, until: jiff::civil::Date) -> Waiver {
    Waiver {
        rule: rule.to_owned(),
        entity: entity.to_owned(),
        owner: "user:default/ana".to_owned(),
        reason: "later".to_owned(),
        until,
        granted_by: None,
        source: WaiverSource::File(Position::default()),
    }
}

#[test]
fn waived_findings_stay_and_pass() {
    let worse = Rule {
        severity: Severity::Blocking,
        ..rule("worse", "entity.kind != 'Component'")
    };
    let advice = Rule {
        severity: Severity::Advice,
        ..rule("advice", "false")
    };
    let waivers = vec![
        waiver("worse", "component:default/a", today()),
        waiver("worse", "component:default/b", today().yesterday().unwrap()),
        waiver("worse", "component:default/a", today().tomorrow().unwrap()),
        waiver("unheard", "component:default/a", today()),
    ];
    let rules = vec![advice, worse, rule("tagged", "has(entity.metadata.tags)")];
    let judged = Judged::new(vision(rules), Arc::new(catalog(COMPANY)), waivers, today(), None);
    let a = find(&judged.catalog, "component:default/a");
    let of_a: Vec<(usize, Option<usize>)> = judged.of_entity(a).iter().map(|f| (f.rule, f.waiver)).collect();
    assert_eq!(of_a, [(0, None), (1, Some(2))]);
    let b = find(&judged.catalog, "component:default/b");
    let of_b: Vec<usize> = judged.of_entity(b).iter().map(|f| f.rule).collect();
    assert_eq!(of_b, [1, 2, 0]);
    assert_eq!(judged.count(1).waived, 1);
    let score = |group: &str, scores: [usize; 6]| Score {
        group: group.to_owned(),
        entities: scores[0],
        passing: scores[1],
        blocking: scores[2],
        warnings: scores[3],
        advice: scores[4],
        waived: scores[5],
    };
    assert_eq!(
        judged.scores(By::Owner),
        [
            score("", [3, 0, 0, 3, 3, 0]),
            score("group:default/two", [2, 0, 1, 2, 2, 0]),
            score("group:default/one", [2, 1, 1, 1, 2, 1]),
        ]
    );
    let domains: Vec<String> = judged.scores(By::Domain).into_iter().map(|s| s.group).collect();
    assert_eq!(domains, ["", "domain:default/d"]);
}

#[test]
fn a_rule_that_costs_too_much_is_stopped() {
    let digits = "[0,1,2,3,4,5,6,7,8,9]";
    let costly =
        format!("{digits}.all(a, {digits}.all(b, {digits}.all(c, {digits}.all(d, a + b + c + d >= 0))))");
    let many: Vec<String> = (0..300)
        .map(|n| format!("{{kind: Component, metadata: {{name: c{n}}}}}"))
        .collect();
    let judged = judged(
        vec![rule("costly", &costly), rule("cheap", "false")],
        catalog(&many.join("\n---\n")),
    );
    assert!(judged.verdicts.rules[0].is_stopped);
    assert_eq!(judged.count(0).untold, 300);
    assert_eq!(judged.count(1).falls_short, 300);
    let finding = judged
        .finding(0, find(&judged.catalog, "component:default/c7"))
        .expect("a finding");
    assert_eq!(
        finding.message,
        "The rule was stopped after 10060000 steps over the catalog; make it simpler."
    );
}

#[test]
fn a_rule_that_is_being_written_is_tried() {
    let judged = judged(Vec::new(), catalog(COMPANY));
    let tried = rule_of(
        "t",
        Scope::default(),
        None,
        "entity.spec.type != 'service' && entity.spec.type != 'Worker'",
    );
    let trial = judged.try_rule(&with_message(tried, "entity.metadata.name + ' is'"), 2);
    assert_eq!((trial.applies, trial.falls_short, trial.untold), (7, 2, 3));
    let told: Vec<&str> = trial.examples.iter().map(|(_, told)| told.as_str()).collect();
    assert_eq!(told, ["a is", "b is"]);
    assert!(Program::compile("true", Setting::Entity, Yield::Text).is_err());
}
