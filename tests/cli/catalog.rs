//! The commands that answer from the catalog: `catalog list|show|check|export`, `who`, `deps`.

use serde_json::{Value, json};

use crate::machine::Machine;

const SHOP: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: shop, annotations: { muster/lead: 'user:ana' } }
spec: { type: team, children: [] }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ana }
spec: { memberOf: [shop], profile: { displayName: Ana } }
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: { name: checkout }
spec: { owner: shop }
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: payments, title: Payments, description: \"Takes money\\e[31m\", tags: [java, pci] }
spec:
  type: service
  lifecycle: production
  owner: shop
  system: checkout
  providesApis: [payments]
  dependsOn: ['resource:ledger', 'component:default/fraud']
---
apiVersion: backstage.io/v1alpha1
kind: API
metadata: { name: payments }
spec: { type: openapi, lifecycle: production, owner: shop, system: checkout, definition: '{}' }
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: { name: ledger, annotations: { muster/contact: 'user:default/ana' } }
spec: { type: database, owner: shop, dependsOn: ['component:payments'] }
";

fn shop() -> Machine {
    Machine::with(&[("muster.toml", ""), ("shop.yaml", SHOP)])
}

fn refs(list: &Value) -> Vec<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|item| item["ref"].as_str().unwrap())
        .collect()
}

#[test]
fn list_filters_must_all_fit() {
    let machine = shop();
    for (filters, expected) in [
        ("--kind component", vec!["component:default/payments"]),
        (
            "--kind API,resource",
            vec!["api:default/payments", "resource:default/ledger"],
        ),
        ("--tag pci", vec!["component:default/payments"]),
        (
            "--owner none --kind group,user",
            vec!["group:default/shop", "user:default/ana"],
        ),
        ("--owner shop --kind system", vec!["system:default/checkout"]),
        (
            "--accountable ana --kind resource",
            vec!["resource:default/ledger"],
        ),
        ("--accountable none", vec![]),
        (
            "--as ana --accountable me --kind system",
            vec!["system:default/checkout"],
        ),
        ("--query pay --kind component", vec!["component:default/payments"]),
        ("--query type:database", vec!["resource:default/ledger"]),
        ("--tag pci --kind api", vec![]),
    ] {
        let list = machine.run(&format!("catalog list --json {filters}")).json();
        assert_eq!(refs(&list), expected, "{filters}");
    }
}

#[test]
fn filters_that_cannot_fit_are_errors() {
    let machine = shop();
    for (line, status, error) in [
        (
            "--kind componet",
            2,
            "error: there is no kind `componet`\nhint: did you mean component?\n",
        ),
        (
            "--owner shpo",
            1,
            "error: nothing in the catalog is called `shpo`\nhint: did you mean group:default/shop?\n",
        ),
        (
            "--owner me",
            1,
            "error: who you are is not known\nhint: name yourself with --as, or `identity` in config.toml; \
             `muster doctor` tells where it is\n",
        ),
    ] {
        let answer = machine.run(&format!("catalog list {line}"));
        assert_eq!((answer.status, answer.stderr.as_str()), (status, error), "{line}");
    }
}

#[test]
fn list_items_have_their_fields() {
    let list = shop().run("catalog list --json --kind component").json();
    assert_eq!(
        list,
        json!([{
            "ref": "component:default/payments", "kind": "Component", "namespace": "default", "name": "payments",
            "title": "Payments", "description": "Takes money\u{1b}[31m", "type": "service",
            "lifecycle": "production", "owner": "group:default/shop", "accountable": "user:default/ana",
            "system": "system:default/checkout", "tags": ["java", "pci"], "file": "shop.yaml", "line": 16,
            "stale": false,
        }])
    );
}

#[test]
fn tables_are_aligned_and_harmless() {
    let machine = shop();
    assert_eq!(
        machine.run("catalog list --owner shop --query kind:c").ok(),
        "REF                         OWNER  ACCOUNTABLE  TYPE      LIFECYCLE   SYSTEM    TITLE\n\
         component:default/payments  shop   ana          service   production  checkout  Payments\n\
         resource:default/ledger     shop   ana          database  -           -         -\n"
    );
    assert_eq!(
        machine.run("catalog list --tag none-such").ok(),
        "No entity fits.\n"
    );
}

#[test]
fn a_ref_may_be_any_part_that_is_unique() {
    let machine = shop();
    for (text, found) in [
        ("ledger", "resource:default/ledger"),
        ("Resource:Ledger", "resource:default/ledger"),
        ("default/checkout", "system:default/checkout"),
        ("component:payments", "component:default/payments"),
    ] {
        assert_eq!(
            machine.run(&format!("who --json {text}")).json()["ref"],
            found,
            "{text}"
        );
    }
    for (text, error) in [
        (
            "payments",
            "error: `payments` may mean 2 things\nhint: name one of api:default/payments, component:default/payments\n",
        ),
        (
            "legder",
            "error: nothing in the catalog is called `legder`\nhint: did you mean resource:default/ledger?\n",
        ),
        (
            "fraud",
            "error: `component:default/fraud` is only named by others; no file defines it\n\
             hint: `muster deps component:default/fraud --up` tells who names it\n",
        ),
    ] {
        let answer = machine.run(&format!("who {text}"));
        assert_eq!((answer.status, answer.stderr.as_str()), (1, error), "{text}");
    }
}

#[test]
fn who_gives_the_six_answers() {
    assert_eq!(
        shop().run("who --json ledger").json(),
        json!({
            "ref": "resource:default/ledger",
            "accountable": "user:default/ana",
            "accountable_path": [
                "spec.owner is group:default/shop",
                "group:default/shop is led by user:default/ana, by muster/lead",
            ],
            "owner": "group:default/shop",
            "deputy": "user:default/ana",
            "change_approver": "user:default/ana",
            "contact": "user:default/ana",
            "cost_owner": "user:default/ana",
            "belongs_to": ["component:default/payments", "system:default/checkout"],
        })
    );
}

#[test]
fn deps_goes_down_and_up_and_tells_circles_and_gaps() {
    let machine = shop();
    assert_eq!(
        machine.run("deps --json component:payments").json(),
        json!({
            "root": "component:default/payments",
            "direction": "down",
            "nodes": [
                { "ref": "component:default/payments", "depth": 0, "dangling": false },
                { "ref": "component:default/fraud", "depth": 1, "dangling": true },
                { "ref": "resource:default/ledger", "depth": 1, "dangling": false },
            ],
            "edges": [
                { "from": "component:default/payments", "to": "component:default/fraud", "type": "dependsOn" },
                { "from": "component:default/payments", "to": "resource:default/ledger", "type": "dependsOn" },
                { "from": "resource:default/ledger", "to": "component:default/payments", "type": "dependsOn" },
            ],
            "cycles": [["component:default/payments", "resource:default/ledger"]],
        })
    );
    assert_eq!(
        machine.run("deps component:payments").ok(),
        "component:default/payments\n\
         ├─ component:default/fraud  dependsOn  (not in the catalog)\n\
         └─ resource:default/ledger  dependsOn\n   \
            └─ component:default/payments  dependsOn  (circle)\n\
         2 dependencies, 1 circle\n"
    );
    assert_eq!(
        machine.run("deps ledger --up --depth 1 --plain").ok(),
        "resource:default/ledger\n  component:default/payments  dependsOn\n1 dependant, 1 circle\n"
    );
    assert_eq!(
        machine.run("deps fraud --up --json").json()["nodes"][1]["ref"],
        "component:default/payments"
    );
}

#[test]
fn deps_unfolds_a_shared_node_where_it_is_nearest() {
    let component = |name: &str, needs: &str| {
        format!(
            "---\napiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {{ name: {name} }}\n\
             spec: {{ type: s, lifecycle: l, owner: o, dependsOn: [{needs}] }}\n"
        )
    };
    let files = [
        component("a", "'component:b', 'component:d'"),
        component("b", "'component:c'"),
        component("c", "'component:d'"),
        component("d", "'component:e'"),
        component("e", ""),
    ];
    assert_eq!(
        Machine::with(&[("muster.toml", ""), ("all.yaml", &files.concat())])
            .run("deps a")
            .ok(),
        "component:default/a\n\
         ├─ component:default/b  dependsOn\n\
         │  └─ component:default/c  dependsOn\n\
         │     └─ component:default/d  dependsOn  (again)\n\
         └─ component:default/d  dependsOn\n   \
            └─ component:default/e  dependsOn\n\
         4 dependencies\n"
    );
}

#[test]
fn deps_draws_graphs() {
    let machine = shop();
    assert_eq!(
        machine.run("deps api:payments --depth 1 --format dot").ok(),
        "digraph dependencies {\n  rankdir=LR;\n  node [shape=box];\n  \"api:default/payments\" [style=bold];\n  \
         \"component:default/payments\";\n  \"api:default/payments\" -> \"component:default/payments\" \
         [label=\"apiProvidedBy\"];\n}\n"
    );
    assert_eq!(
        machine.run("deps api:payments --depth 1 --format mermaid").ok(),
        "flowchart LR\n  n0[\"api:default/payments\"]:::root\n  n1[\"component:default/payments\"]\n  \
         n0 -->|apiProvidedBy| n1\n  classDef root stroke-width:3px\n  classDef dangling stroke-dasharray:4\n"
    );
}

#[test]
fn check_reports_places_and_fails_on_errors() {
    let machine = shop();
    let report = machine.run("catalog check --json");
    let problems: Vec<String> = report.json()["problems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| {
            format!(
                "{} {} {}:{} {}",
                p["severity"], p["code"], p["file"], p["line"], p["ref"]
            )
        })
        .collect();
    assert_eq!(report.status, 0);
    assert!(
        problems.contains(&r#""warning" "dangling" "shop.yaml":25 "component:default/payments""#.to_owned()),
        "{problems:#?}"
    );
    assert_eq!(machine.run("catalog check --strict").status, 1);

    machine.write("broken.yaml", "apiVersion: backstage.io/v1alpha1\nkind: [\n");
    let text = machine.run("catalog check --severity error");
    assert_eq!(text.status, 1);
    let mut lines = text.stdout.lines();
    let first = lines.next().unwrap();
    assert!(
        first.starts_with("broken.yaml:") && first.ends_with("[yaml-syntax]"),
        "{first}"
    );
    assert!(
        lines
            .next()
            .unwrap()
            .starts_with("6 entities in 2 files: 1 error, "),
        "{}",
        text.stdout
    );
}

#[test]
fn check_looks_at_paths_with_or_without_a_workspace() {
    let machine = Machine::with(&[
        ("a/ok.yaml", SHOP),
        (
            "b/no.yaml",
            "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {}\n",
        ),
    ]);
    for (line, status, entities) in [
        ("catalog check --json a", 0, 6),
        ("catalog check --json a/ok.yaml", 0, 6),
        ("catalog check --json --workspace a b", 1, 0),
    ] {
        let report = machine.run(line);
        assert_eq!(
            (report.status, report.json()["entities"].as_i64()),
            (status, Some(entities)),
            "{line}"
        );
    }
    let missing = machine.run("catalog check nowhere");
    assert_eq!(missing.status, 1);
    assert!(
        missing.stderr.starts_with("error: cannot read nowhere: "),
        "{}",
        missing.stderr
    );
}

#[test]
fn check_speaks_to_ci() {
    let machine = shop();
    let github = machine.run("catalog check --format github").ok();
    assert!(
        github
            .lines()
            .any(|l| l.starts_with("::warning file=shop.yaml,line=25,col=")),
        "{github}"
    );

    let sarif = machine.run("catalog check --format sarif").json();
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    let result = run["results"]
        .as_array()
        .unwrap()
        .iter()
        .find(|r| r["ruleId"] == "dangling")
        .unwrap();
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
    assert_eq!(
        (&rule["id"], &result["level"]),
        (&json!("dangling"), &json!("warning"))
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"],
        json!({ "uri": "shop.yaml", "uriBaseId": "%SRCROOT%" })
    );
    assert_eq!(place["region"]["startLine"], 25);
}

#[test]
fn export_is_backstage_with_relations() {
    let machine = shop();
    let all = machine.run("catalog export").json();
    let ledger = all
        .as_array()
        .unwrap()
        .iter()
        .find(|entity| entity["metadata"]["name"] == "ledger")
        .unwrap();
    assert_eq!(
        ledger["spec"],
        json!({ "type": "database", "owner": "shop", "dependsOn": ["component:payments"] })
    );
    let relations = ledger["relations"].as_array().unwrap();
    assert!(
        relations.contains(&json!({ "type": "dependencyOf", "targetRef": "component:default/payments" }))
    );

    let yaml = machine.run("catalog export --format yaml").ok();
    assert_eq!(yaml.matches("---\n").count(), 6);
    let again = Machine::with(&[("muster.toml", ""), ("all.yaml", &yaml)]);
    let lists = [machine, again].map(|machine| machine.run("catalog list --json").json());
    assert_eq!(refs(&lists[0]), refs(&lists[1]));
}

#[test]
fn show_is_the_entity_with_what_is_known_of_it() {
    let machine = shop();
    let shown = machine.run("catalog show --json ledger").json();
    assert_eq!(
        (&shown["ref"], &shown["entity"]["kind"]),
        (&json!("resource:default/ledger"), &json!("Resource"))
    );
    assert!(
        shown["relations"]
            .as_array()
            .unwrap()
            .contains(&json!({ "type": "ownedBy", "target": "group:default/shop", "dangling": false }))
    );
    let text = machine.run("catalog show component:payments").ok();
    assert!(
        text.starts_with("# component:default/payments  shop.yaml:16\n# accountable: user:default/ana\n"),
        "{text}"
    );
    assert!(
        text.contains("\n# dependsOn component:default/fraud  (not in the catalog)\n"),
        "{text}"
    );
    assert!(
        text.contains("description: \"Takes money\\u001b[31m\"\n"),
        "{text}"
    );
}

#[test]
fn the_last_good_version_of_a_broken_file_is_stale() {
    let machine = shop();
    machine.run("catalog list").ok();
    machine.write("shop.yaml", &SHOP.replace("kind: Resource", "kind: [Resource"));
    let list = machine.run("catalog list --json --kind resource").json();
    assert_eq!(
        (refs(&list), &list[0]["stale"]),
        (vec!["resource:default/ledger"], &json!(true))
    );
    let shown = machine.run("catalog show ledger --json").json();
    assert_eq!(shown["entity"]["metadata"]["name"], "ledger");
}

#[test]
fn init_passes_its_own_checks() {
    let machine = Machine::new();
    machine.run("init acme").ok();
    let checked = machine.run("--workspace acme catalog check --strict").ok();
    assert_eq!(checked, "17 entities in 13 files: 0 errors, 0 warnings, 0 info\n");
}

#[test]
fn without_a_workspace_there_is_an_offer() {
    let answer = Machine::new().run("catalog list");
    assert_eq!(answer.status, 1);
    assert!(
        answer
            .stderr
            .starts_with("error: there is no workspace here\nhint: `muster init DIR`"),
        "{}",
        answer.stderr
    );
}

#[test]
fn read_only_keeps_no_cache() {
    let machine = shop();
    machine.run("--read-only catalog list").ok();
    assert!(!machine.path("~/").exists());
    machine.run("catalog list").ok();
    assert!(machine.path("~/cache/workspaces").is_dir());
}
