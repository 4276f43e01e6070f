//! The problems of a catalog as one works through them: narrowed, grouped, counted.

#[path = "support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use muster::model::catalog::Catalog;
use muster::model::catalog::problem_list::{Grouping, ProblemList, ProblemQuery, SeverityCounts, list};
use std::sync::Arc;
use workspace::{Workspace, entity};

/// Ana answers for a component with two flaws, nobody for another; a file with a repeated key, one for Kubernetes.
fn flawed() -> Arc<Catalog> {
    let component = |name: &str, owner: &str, needs: &str| {
        let spec = format!("type: s\nlifecycle: p\nowner: {owner}\ndependsOn: [{needs}]");
        entity("Component", name, &spec)
    };
    Workspace::new(&[
        (
            "a/good.yaml",
            &[
                entity("User", "ana", "memberOf: []"),
                component("well", "user:ana", ""),
            ]
            .concat(),
        ),
        (
            "b/dangling.yaml",
            &component("hers", "user:ana", "'component:gone', 'component:away'"),
        ),
        ("c/nobody.yaml", &component("orphan", "somebody else", "")),
        (
            "d/twice.yaml",
            &component("twice", "user:ana", "").replace("kind:", "kind: X\nkind:"),
        ),
        ("e/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n"),
    ])
    .read()
    .catalog
}

fn listed(catalog: &Catalog, query: &ProblemQuery) -> ProblemList {
    list(catalog, query, &|| false).expect("not stopped")
}

/// Each group as `key: code code`.
fn groups(catalog: &Catalog, list: &ProblemList) -> Vec<String> {
    let group = |group: &muster::model::catalog::problem_list::Group| {
        let codes: Vec<_> = list.order[group.problems.clone()]
            .iter()
            .map(|at| catalog.problem(*at as usize).expect("a problem").code().name())
            .collect();
        format!("{}: {}", group.key.text(catalog), codes.join(" "))
    };
    list.groups.iter().map(group).collect()
}

#[test]
fn problems_are_gathered_under_files_codes_and_people() {
    let catalog = flawed();
    for (grouping, expected) in [
        (
            Grouping::File,
            vec![
                "d/twice.yaml: duplicate-key",
                "b/dangling.yaml: dangling dangling",
                "c/nobody.yaml: nobody-accountable owner-not-a-reference",
            ],
        ),
        (
            Grouping::Code,
            vec![
                "duplicate-key: duplicate-key",
                "dangling: dangling dangling",
                "owner-not-a-reference: owner-not-a-reference",
                "nobody-accountable: nobody-accountable",
            ],
        ),
        (
            Grouping::Person,
            vec![
                "user:default/ana: dangling dangling duplicate-key",
                ": nobody-accountable owner-not-a-reference",
            ],
        ),
    ] {
        let query = ProblemQuery {
            grouping,
            ..ProblemQuery::default()
        };
        assert_eq!(
            groups(&catalog, &listed(&catalog, &query)),
            expected,
            "{grouping:?}"
        );
    }
}

#[test]
fn what_is_hidden_is_counted_all_the_same() {
    let catalog = flawed();
    let counts = |errors, warnings, infos| SeverityCounts {
        errors,
        warnings,
        infos,
    };
    for (words, shows, matching, shown) in [
        ("", [true, true, false], counts(1, 4, 1), 5),
        ("", [true, true, true], counts(1, 4, 1), 6),
        ("", [false, false, true], counts(1, 4, 1), 1),
        ("gone", [true, true, true], counts(0, 1, 0), 1),
        ("dangling.yaml AWAY", [true, true, true], counts(0, 0, 0), 0),
        ("dangling.yaml away", [true, true, true], counts(0, 1, 0), 1),
        ("duplicate-key", [false, true, true], counts(1, 0, 0), 0),
        ("component:default/orphan", [true, true, true], counts(0, 2, 0), 2),
    ] {
        let [errors, warnings, infos] = shows;
        let query = ProblemQuery {
            words: words.to_owned(),
            errors,
            warnings,
            infos,
            grouping: Grouping::File,
        };
        let list = listed(&catalog, &query);
        assert_eq!(list.matching, matching, "{words}");
        assert_eq!(list.order.len(), shown, "{words}");
        let in_groups: usize = list.groups.iter().map(|group| group.counts.total()).sum();
        assert_eq!(in_groups, shown, "{words}");
    }
}

#[test]
fn it_stops_when_told_to() {
    assert_eq!(list(&flawed(), &ProblemQuery::default(), &|| true), None);
}
