//! The catalog in a few numbers: what is counted, what counts as the worst, who answers for what.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use muster::model::catalog::summary::{Coverage, KindCount, Summary};
use muster::model::catalog::{Catalog, Code, Severity};
use workspace::{catalog, entity};

fn of(documents: &[String]) -> Summary {
    Summary::of(&catalog(&documents.concat()), None)
}

fn person(name: &str) -> String {
    entity("User", name, "memberOf: []")
}

#[test]
fn an_empty_catalog_is_summed_up_as_nothing() {
    let summary = Summary::of(&Catalog::default(), None);
    assert_eq!(summary, Summary::default());
    assert_eq!(summary.coverage.percent(), 100);
}

#[test]
fn kinds_come_in_the_order_of_backstage_and_types_most_first() {
    let summary = of(&[
        entity("Widget", "w", "type: odd"),
        entity("widget", "w2", "type: odd"),
        entity("User", "ana", "memberOf: []"),
        entity(
            "Component",
            "a",
            "type: library\nlifecycle: production\nowner: user:ana",
        ),
        entity(
            "Component",
            "b",
            "type: service\nlifecycle: production\nowner: user:ana",
        ),
        entity(
            "component",
            "c",
            "type: service\nlifecycle: production\nowner: user:ana",
        ),
        entity("Component", "d", "lifecycle: production\nowner: user:ana"),
    ]);
    let kind = |kind: &str, count, types: &[(&str, usize)]| KindCount {
        kind: kind.into(),
        count,
        types: types
            .iter()
            .map(|(name, count)| ((*name).into(), *count))
            .collect(),
    };
    assert_eq!(
        summary.kinds,
        [
            kind("Component", 4, &[("service", 2), ("library", 1)]),
            kind("User", 1, &[]),
            kind("Widget", 2, &[("odd", 2)]),
        ]
    );
    assert_eq!((summary.entities, summary.files), (7, 1));
    assert_eq!(summary.of_kind("component"), 4);
}

#[test]
fn people_and_locations_need_nobody_and_all_others_do() {
    let summary = of(&[
        person("ana"),
        entity("Location", "here", "targets: []"),
        entity(
            "Component",
            "hers",
            "type: service\nlifecycle: production\nowner: user:ana",
        ),
        entity(
            "Component",
            "lost",
            "type: service\nlifecycle: production\nowner: team-ghost",
        ),
        entity("Resource", "lost-too", "type: topic\nowner: team-ghost"),
        entity("Resource", "free", "type: topic\nowner: The Data People"),
        entity("Resource", "bare", "type: topic"),
    ]);
    let Coverage { needed, covered } = summary.coverage;
    assert_eq!((needed, covered, summary.coverage.percent()), (5, 1, 20));
    let groups: Vec<(&str, usize, Vec<&str>)> = summary
        .orphans
        .iter()
        .map(|group| {
            let examples = group.examples.iter().map(String::as_str).collect();
            (group.owner.as_str(), group.count, examples)
        })
        .collect();
    assert_eq!(
        groups,
        [
            (
                "group:default/team-ghost",
                2,
                vec!["component:default/lost", "resource:default/lost-too"]
            ),
            ("", 1, vec!["resource:default/bare"]),
            ("The Data People", 1, vec!["resource:default/free"]),
        ]
    );
}

#[test]
fn a_share_looks_whole_only_when_it_is() {
    for (covered, needed, percent) in [(0, 0, 100), (0, 9, 0), (1, 1000, 1), (999, 1000, 99), (5, 5, 100)] {
        assert_eq!(
            Coverage { needed, covered }.percent(),
            percent,
            "{covered} of {needed}"
        );
    }
}

#[test]
fn the_worst_problems_come_first_and_each_code_once_before_any_twice() {
    let summary = of(&[
        entity(
            "Component",
            "a",
            "type: service\nlifecycle: production\nowner: nobody-known",
        ),
        entity(
            "Component",
            "b",
            "type: service\nlifecycle: production\nowner: nobody-known",
        ),
        entity(
            "Component",
            "a",
            "type: service\nlifecycle: production\nowner: nobody-known",
        ),
        "---\nkind: [\n".to_owned(),
    ]);
    assert!(summary.problems(Severity::Error) >= 2, "{:?}", summary.codes);
    let severities: Vec<Severity> = summary.codes.iter().map(|count| count.code.severity()).collect();
    assert!(severities.is_sorted_by(|a, b| a >= b), "{severities:?}");
    let worst: Vec<Code> = summary.worst.iter().map(|problem| problem.code).collect();
    assert_eq!(worst.first().map(|code| code.severity()), Some(Severity::Error));
    let mut once = worst.clone();
    once.dedup();
    assert_eq!(once, worst);
    assert!(
        summary
            .worst
            .iter()
            .all(|problem| problem.line > 0 && !problem.file.is_empty())
    );
}

#[test]
fn a_person_answers_for_what_the_rule_gives_them() {
    let catalog = catalog(
        &[
            person("ana"),
            person("ben"),
            entity(
                "Component",
                "fine",
                "type: service\nlifecycle: production\nowner: user:ana",
            ),
            entity(
                "Component",
                "torn",
                "type: service\nlifecycle: production\nowner: user:ana\ndependsOn: [component:gone]",
            ),
            entity(
                "Component",
                "his",
                "type: service\nlifecycle: production\nowner: user:ben",
            ),
        ]
        .concat(),
    );
    let of = |person: &str| Summary::of(&catalog, Some(person)).person.unwrap();
    let ana = of("user:default/ana");
    assert_eq!((ana.is_known, ana.entities, ana.troubled), (true, 2, 1));
    let trouble = &ana.examples[0];
    assert_eq!(
        (trouble.entity_ref.as_str(), trouble.code, trouble.problems),
        ("component:default/torn", Code::Dangling, 1)
    );
    let ben = of("user:default/ben");
    assert_eq!((ben.entities, ben.troubled), (1, 0));
    assert!(!of("user:default/carl").is_known);
    assert!(!of("component:default/fine").is_known);
}
