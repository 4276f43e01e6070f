//! The commands about blueprints: `blueprint list|show|check|actions`.

use serde_json::json;

use crate::machine::Machine;

const TEMPLATES: &str = "\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: well, title: All is well }
spec:
  type: service
  parameters:
    - title: About it
      required: [name]
      properties:
        name: { title: Its name, type: string, ui:field: EntityNamePicker }
        public: { type: boolean, default: false }
  steps:
    - id: say
      if: ${{ parameters.public }}
      action: debug:log
      input: { message: \"Hello ${{ parameters.name }}\" }
---
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: broken }
spec:
  type: service
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./none
    - action: publish:gitlab
      input:
        repoUrl: ${{ parameters.repo | nope }}
";

fn machine() -> Machine {
    Machine::with(&[("muster.toml", ""), ("templates.yaml", TEMPLATES)])
}

#[test]
fn list_marks_what_cannot_run() {
    let machine = machine();
    let list = machine.run("blueprint list").ok();
    let rows: Vec<&str> = list.lines().collect();
    assert!(
        rows[1].starts_with("template:default/broken") && rows[1].contains("cannot run"),
        "{list}"
    );
    assert!(
        rows[2].starts_with("template:default/well") && rows[2].contains('✓'),
        "{list}"
    );
    let json = machine.run("blueprint list --json").json();
    assert_eq!(json[1]["ref"], "template:default/well");
    assert_eq!(json[1]["parameters"], json!(["name", "public"]));
    assert_eq!(json[1]["steps"][0]["action"], "debug:log");
    assert_eq!(json[1]["problems"], json!([]));
}

#[test]
fn check_says_what_would_fail_and_where() {
    let machine = machine();
    let checked = machine.run("blueprint check");
    assert_eq!(checked.status, 1);
    for said in [
        "templates.yaml:27:14: error: there is no `none` beside the blueprint; `fetch` would have nothing to fetch [skeleton-missing]",
        "templates.yaml:28:15: error: muster has no action `publish:gitlab`; the nearest is publish:git or publish:github [unknown-action]",
        "error: there is no filter `nope` [unknown-filter]",
        "warning: there is no parameter `repo`; no page of the form asks for it [unknown-name]",
        "2 blueprints: 3 errors, 1 warning",
    ] {
        assert!(checked.stdout.contains(said), "{said}\n{}", checked.stdout);
    }
    let json = machine.run("blueprint check --json").json();
    assert_eq!(json[0]["problems"][0]["line"], 27);
    let sarif = machine.run("blueprint check --format sarif").json();
    assert_eq!(sarif["version"], "2.1.0");
    let github = machine.run("blueprint check --format github").stdout;
    assert!(
        github.starts_with("::error file=templates.yaml,line=27"),
        "{github}"
    );
}

#[test]
fn show_tells_a_blueprint_by_its_name() {
    let machine = machine();
    let shown = machine.run("blueprint show well").ok();
    for said in [
        "All is well",
        "Page 1: About it",
        "name  Its name: a name, needed",
        "debug:log, under a condition",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    let missing = machine.run("blueprint show wel");
    assert_eq!(missing.status, 1);
    assert!(
        missing.stderr.contains("did you mean template:default/well?"),
        "{}",
        missing.stderr
    );
}

#[test]
fn actions_say_what_they_take() {
    let machine = machine();
    let all = machine.run("blueprint actions --json").json();
    let ids: Vec<&str> = all
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|spec| spec["id"].as_str())
        .collect();
    for id in [
        "fetch:template",
        "publish:git",
        "publish:github",
        "catalog:register",
        "task:human",
    ] {
        assert!(ids.contains(&id), "{id} is not among {ids:?}");
    }
    assert!(
        machine
            .run("blueprint actions fetch:template")
            .ok()
            .contains("url (needed)")
    );
    assert!(
        machine
            .run("blueprint actions fetch:templat")
            .stderr
            .contains("did you mean fetch:template?")
    );
}
