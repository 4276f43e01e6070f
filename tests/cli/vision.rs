//! `muster vision check`, `show` and `try`, and what the vision says in `muster catalog check`.

use serde_json::json;

use super::machine::Machine;

const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: checkout, annotations: {muster/accountable: 'user:ana'}}
spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['component:billing']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: billing}
spec: {type: service, lifecycle: production, owner: payments, dependsOn: ['component:checkout']}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: events}
spec: {type: library, lifecycle: production, owner: payments}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments, annotations: {muster/lead: 'user:ben'}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [payments]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [payments]}
";

const VISION: &str = "\
statement: Services meet through events.
principles:
  - {id: events-first, title: Events first, reason: One team's evening is not another's}
rules:
  - id: meet-through-events
    title: Services meet only through topics or APIs
    severity: blocking
    principles: [events-first]
    reason: One team's evening is not another's
    for: {kind: Component, type: service}
    each: dependsOn
    require: other.kind != \"Component\"
    message: '\"depends directly on \" + other.ref'
    remedy: Publish an event
    links: ['https://example.com/events']
    examples:
      pass: [{kind: Component, spec: {type: service}}]
      fail:
        - - {kind: Component, metadata: {name: a}, spec: {type: service, dependsOn: ['component:b']}}
          - {kind: Component, metadata: {name: b}}
waivers:
  - {rule: meet-through-events, entity: component:billing, owner: user:ben, reason: Gone in autumn, until: 9999-12-31}
";

fn company(vision: &str) -> Machine {
    Machine::with(&[
        ("muster.toml", ""),
        ("catalog.yaml", CATALOG),
        ("vision.yaml", vision),
    ])
}

#[test]
fn findings_have_who_answers_and_what_is_waived() {
    let machine = company(VISION);
    let answer = machine.run("vision check --json");
    assert_eq!(answer.status, 1);
    assert_eq!(
        answer.json(),
        json!({
            "findings": [
                {
                    "rule": "meet-through-events", "severity": "blocking", "ref": "component:default/billing",
                    "message": "depends directly on component:default/checkout",
                    "accountable": "user:default/ben",
                    "waiver": { "owner": "user:default/ben", "reason": "Gone in autumn", "until": "9999-12-31" },
                    "untold": false, "file": "catalog.yaml", "line": 6,
                },
                {
                    "rule": "meet-through-events", "severity": "blocking", "ref": "component:default/checkout",
                    "message": "depends directly on component:default/billing",
                    "accountable": "user:default/ana", "waiver": null,
                    "untold": false, "file": "catalog.yaml", "line": 1,
                },
            ],
            "scores": [{
                "owner": "group:default/payments", "entities": 2, "passing": 1, "score": 50,
                "blocking": 1, "warnings": 0, "advice": 0, "waived": 1,
            }],
            "problems": [],
        })
    );
    insta::assert_snapshot!(machine.run("vision check").stdout, @r#"
    blocking meet-through-events – Services meet only through topics or APIs (2)
      To do: Publish an event
      component:default/billing · user:default/ben
        depends directly on component:default/checkout
        waived until 9999-12-31 by user:default/ben: Gone in autumn
      component:default/checkout · user:default/ana
        depends directly on component:default/billing

    1 of 2 entities pass (50 %): 1 blocking, 0 warnings, 0 advice, 1 waived
    "#);
    assert_eq!(machine.run("vision check --owner user:ben").status, 0);
    assert_eq!(machine.run("vision check --rule meet-trough-events").status, 2);
}

#[test]
fn examples_that_break_their_promise_fail_the_check() {
    let vision = VISION
        .replace("severity: blocking", "severity: advice")
        .replace(
            "pass: [{kind: Component, spec: {type: service}}]",
            "pass: [{kind: Component, spec: {type: service, dependsOn: ['component:x']}}]",
        )
        .replace("user:ben", "user:bem");
    let answer = company(&vision).run("vision check --format github");
    assert_eq!(answer.status, 1);
    insta::assert_snapshot!(answer.stdout, @r#"
    ::warning file=vision.yaml,line=22,col=67,title=vision::user:default/bem is not in the catalog; did you mean user:default/ben?
    ::error file=vision.yaml,line=17,col=14,title=vision-example::`meet-through-events`: example 1 below `pass` does not pass: it falls short: depends directly on component:default/x
    ::notice file=catalog.yaml,line=6,col=1,title=meet-through-events::billing: depends directly on component:default/checkout (waived until 9999-12-31: Gone in autumn)
    ::notice file=catalog.yaml,line=1,col=1,title=meet-through-events::checkout: depends directly on component:default/billing
    "#);
}

#[test]
fn the_catalogs_check_includes_the_vision() {
    let machine = company(VISION);
    let count = |line: &str| {
        let answer = machine.run(line);
        (answer.status, answer.json()["errors"].as_u64())
    };
    assert_eq!(count("catalog check --json"), (1, Some(1)));
    assert_eq!(count("catalog check --json --no-vision"), (0, Some(0)));
    let sarif = machine.run("catalog check --format sarif").json();
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = rules
        .iter()
        .find(|rule| rule["id"] == "meet-through-events")
        .unwrap();
    assert_eq!(rule["helpUri"], "https://example.com/events");
    assert_eq!(
        rule["help"]["text"],
        "One team's evening is not another's. Publish an event."
    );
    let results = run["results"].as_array().unwrap();
    let of_rule: Vec<_> = results
        .iter()
        .filter(|result| result["ruleId"] == "meet-through-events")
        .collect();
    assert_eq!(
        (&of_rule[0]["level"], &of_rule[1]["level"]),
        (&json!("note"), &json!("error"))
    );
    assert_eq!(
        of_rule[0]["suppressions"][0]["justification"],
        "waived until 9999-12-31: Gone in autumn"
    );
    assert_eq!(
        of_rule[1]["locations"][0]["physicalLocation"]["region"]["startLine"],
        1
    );
}

#[test]
fn a_vision_that_is_wrong_fails_both_checks() {
    let machine = company("rules:\n  - id: a\n    require: entity.knd == 'API'\n");
    for line in ["vision check", "catalog check"] {
        let answer = machine.run(line);
        assert_eq!(answer.status, 1, "{line}");
        assert!(
            answer.stdout.contains("vision.yaml:3:21: error: `require`: "),
            "{}",
            answer.stdout
        );
    }
}

#[test]
fn a_rule_is_tried_before_it_is_stated() {
    let machine = company(VISION);
    machine.write(
        "rule.yaml",
        "id: owned\ntitle: Services name their system\nfor: {type: service}\nrequire: has(entity.spec.system)\n",
    );
    let answer = machine.run("vision try rule.yaml --json");
    let tried = answer.json();
    assert_eq!(
        (answer.status, &tried["applies"], &tried["falls_short"]),
        (0, &json!(2), &json!(2))
    );
    assert_eq!(tried["examples"][0]["ref"], "component:default/billing");
    machine.write(
        "rule.yaml",
        "id: owned\ntitle: T\nrequire: has(entity.spce.system)\n",
    );
    let answer = machine.run("vision try rule.yaml");
    assert_eq!(answer.status, 1);
    assert!(
        answer.stdout.contains("rule.yaml:3:21: error: "),
        "{}",
        answer.stdout
    );
}

#[test]
fn the_vision_is_shown_with_how_it_fares() {
    let machine = company(VISION);
    insta::assert_snapshot!(machine.run("vision show").ok(), @r#"
    Services meet through events.

    events-first – Events first
      One team's evening is not another's

    RULE                 SEVERITY  NEW       ABOUT  SHORT  WAIVED  TITLE
    meet-through-events  blocking  blocking  2      2      1       Services meet only through topics or APIs
    "#);
    let shown = machine.run("vision show --json").json();
    assert_eq!(shown["rules"][0]["falls_short"], 2);
}

#[test]
fn a_new_workspace_meets_its_own_vision() {
    let machine = Machine::new();
    machine.run("init acme").ok();
    let checked = machine.run("--workspace acme vision check --json").json();
    assert_eq!(checked["findings"], json!([]));
    assert_eq!(checked["problems"], json!([]));
}
