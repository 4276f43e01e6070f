//! The blueprints that ship: their skeletons rendered with real answers, published, registered and built.

use std::process::Command;

use muster::model::blueprint::expression::{Scope, holds, render};
use muster::model::blueprint::shipped;
use muster::model::blueprint::{Blueprint, read};
use muster::providers::action::{Applied, Done};
use muster::sources::files::{document_of, documents_of};
use serde_json::{Value, json};

use crate::world::Bench;

/// A bench whose blueprint is one that ships, and that blueprint.
fn shipped(name: &str) -> (Bench, Blueprint) {
    shipped_on(Bench::new(&[]), name)
}

/// The same on a bench of one's own.
pub fn shipped_on(bench: Bench, name: &str) -> (Bench, Blueprint) {
    let mut blueprint = None;
    for (path, text) in shipped::files("group:default/ledgers") {
        let Some(path) = path.strip_prefix(&format!("{name}/")) else {
            continue;
        };
        if path == "template.yaml" {
            let node = document_of(&text).expect("YAML");
            blueprint = Some(read(&node, &format!("template:default/{name}")));
        }
        bench.write(&format!("blueprint/{path}"), &text);
    }
    (bench, blueprint.expect("a template"))
}

/// Does the steps that a machine without GitHub can do, one after the other, as a run would; the outputs.
pub fn run(bench: &mut Bench, blueprint: &Blueprint, values: &Value) -> Value {
    let user = json!({ "ref": "user:default/ana", "entity": {} });
    let mut scope = Scope::new(values).with_user(user);
    for step in &blueprint.steps {
        let rendered = |value: &Value, scope: &Scope| {
            render(value, scope).unwrap_or_else(|error| panic!("{}: {error}", step.id))
        };
        let condition = step
            .condition
            .as_ref()
            .map(|condition| rendered(condition, &scope));
        if condition.is_some_and(|condition| !holds(&condition)) {
            scope.set_output(&step.id, json!({}));
            continue;
        }
        if let Some(each) = &step.each {
            // Of a step that is done for each item of a list, the items are each a step of their own here.
            let items = rendered(each, &scope).as_array().cloned().unwrap_or_default();
            let mut outputs: Vec<Value> = Vec::new();
            for (at, item) in items.into_iter().enumerate() {
                let scope = scope.clone().with_each(at.into(), item);
                bench.op_key = format!("{}{at:0>4}", step.id);
                outputs.push(bench.done(&step.action, rendered(&step.input, &scope)));
            }
            let ids: Vec<&Value> = outputs.iter().map(|output| &output["externalId"]).collect();
            scope.set_output(&step.id, json!({ "externalId": ids }));
            continue;
        }
        bench.op_key = step.id.clone();
        let input = rendered(&step.input, &scope);
        bench
            .plan(&step.action, input.clone())
            .unwrap_or_else(|error| panic!("{}: {error}", step.id));
        let output = match bench.apply(&step.action, input) {
            Ok(Applied::Done(Done { output, tree, .. })) => {
                if let Some(tree) = tree {
                    bench.tree = tree;
                }
                output
            }
            Ok(Applied::Person(_)) => Value::Null,
            other => panic!("{}: {other:?}", step.id),
        };
        scope.set_output(&step.id, output);
    }
    render(&blueprint.output, &scope).expect("an output")
}

pub fn service_values() -> Value {
    json!({
        "repoUrl": "local?owner=acme&repo=price-feed",
        "description": "Tells \"prices\": as they change",
        "owner": "group:default/ledgers",
        "accountable": "user:default/ben",
        "consumes": ["resource:default/orders.v1"],
        "produces": ["resource:default/prices.v1"],
    })
}

#[test]
fn every_shipped_blueprint_is_a_template_owned_by_the_workspace() {
    let templates: Vec<_> = shipped::files("group:default/ledgers")
        .filter(|(path, _)| shipped::is_template(path))
        .collect();
    assert_eq!(templates.len(), 11);
    for (path, text) in templates {
        let node = document_of(&text).unwrap_or_else(|| panic!("{path} is no YAML"));
        let blueprint = read(&node, "template:default/x");
        assert!(path.starts_with(&format!("{}/", blueprint.name)), "{path}");
        assert_eq!(blueprint.owner.as_deref(), Some("group:default/ledgers"));
        assert!(
            !blueprint.steps.is_empty() && blueprint.minutes_saved.is_some(),
            "{path}"
        );
    }
}

#[test]
fn a_service_is_made_and_is_in_the_catalog() {
    let (mut bench, blueprint) = shipped("event-driven-service");
    let output = run(&mut bench, &blueprint, &service_values());
    assert_eq!(output["links"][1]["entityRef"], "component:default/price-feed");
    assert!(
        output["links"][0]["url"]
            .as_str()
            .is_some_and(|url| url.ends_with("/acme/price-feed.git")),
        "{output}"
    );
    let catalog = bench.catalog();
    let service = catalog.entity(catalog.find("component:default/price-feed").expect("it is there"));
    assert_eq!(
        service.accountable().map(|person| person.entity_ref()),
        Some("user:default/ben")
    );
    insta::assert_snapshot!(bench.text("catalog-info.yaml"), @r#"
    apiVersion: backstage.io/v1alpha1
    kind: Component
    metadata:
      name: price-feed
      description: "Tells \"prices\": as they change"
      tags: [rust, events]
      annotations:
        muster/accountable: user:default/ben
    spec:
      type: service
      lifecycle: experimental
      owner: group:default/ledgers
      # The topics that it reads.
      dependsOn:
        - resource:default/orders.v1
      # The topics that it writes: they depend on it.
      dependencyOf:
        - resource:default/prices.v1
    "#);
    insta::assert_snapshot!(bench.text("README.md").split("## Run").next().unwrap_or_default(), @r#"
    # price-feed

    Tells "prices": as they change

    It reads `resource:default/orders.v1`.
    It writes `resource:default/prices.v1`.
    "#);
    assert!(
        bench
            .text(".github/workflows/ci.yaml")
            .contains("ci-${{ github.ref }}")
    );
    assert_eq!(bench.text("CODEOWNERS"), "* @acme/ledgers\n");
}

#[test]
fn the_service_that_is_made_builds_and_its_tests_pass() {
    let (mut bench, blueprint) = shipped("event-driven-service");
    run(&mut bench, &blueprint, &service_values());
    for (path, file) in bench.tree.iter() {
        bench.write(&format!("made/{path}"), file.as_text().expect("text"));
    }
    // Whatever lies above the temporary folder is not part of it.
    let manifest = format!("{}\n[workspace]\n", bench.text("Cargo.toml"));
    bench.write("made/Cargo.toml", &manifest);
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    for arguments in [
        &["fmt", "--check"][..],
        &["test", "--offline", "--locked", "--quiet"],
    ] {
        let done = Command::new(&cargo)
            .args(arguments)
            .current_dir(bench.path("made"))
            .env("CARGO_TARGET_DIR", bench.path("target"))
            .env_remove("RUSTFLAGS")
            .output();
        match done {
            Err(_) => println!("there is no cargo here, so the skeleton is not built"),
            Ok(done)
                if arguments[0] == "fmt"
                    && String::from_utf8_lossy(&done.stderr).contains("not installed") =>
            {
                println!("there is no rustfmt here, so the skeleton's form is not looked at");
            }
            Ok(done) => assert!(
                done.status.success(),
                "{arguments:?}: {}{}",
                String::from_utf8_lossy(&done.stdout),
                String::from_utf8_lossy(&done.stderr)
            ),
        }
    }
}

#[test]
fn a_repository_is_made() {
    let (mut bench, blueprint) = shipped("repository");
    let mut values = service_values();
    values["repoUrl"] = "local?owner=acme&repo=price-rules".into();
    let output = run(&mut bench, &blueprint, &values);
    assert_eq!(output["links"][1]["entityRef"], "resource:default/price-rules");
}

/// The same bench, with a repository to commit to.
fn with_repository(bench: Bench) -> Bench {
    let mut bench = bench.step("a").files(&[("README.md", "x")]);
    bench.done("publish:git", json!({ "repoUrl": "local?owner=acme&repo=x" }));
    bench.step("b").files(&[])
}

#[test]
fn pipelines_and_manifests_are_valid_for_every_choice() {
    for language in ["rust", "go", "node", "python", "gradle"] {
        let (bench, blueprint) = shipped("pipeline");
        let mut bench = with_repository(bench);
        let values = json!({ "repoUrl": "local?owner=acme&repo=x", "language": language, "branch": "main", "minutes": 15 });
        run(&mut bench, &blueprint, &values);
        let workflow = document_of(bench.text(".github/workflows/ci.yaml")).expect("YAML");
        let steps = workflow.at_path(&["jobs", "build", "steps"]).expect("steps");
        assert!(steps.items().len() >= 3, "{language}");
    }
    let (bench, blueprint) = shipped("compute-service");
    let mut bench = with_repository(bench);
    let values = json!({
        "component": "component:default/ledger", "repoUrl": "local?owner=acme&repo=x", "image": "ghcr.io/acme/ledger",
        "namespace": "default", "replicas": 2, "port": 8080, "memory": "256Mi",
    });
    run(&mut bench, &blueprint, &values);
    assert_eq!(
        bench.paths(),
        [
            ".github/workflows/deploy.yaml",
            "deploy/deployment.yaml",
            "deploy/service.yaml"
        ]
    );
    for (path, file) in bench.tree.iter() {
        let documents = documents_of(file.as_text().expect("text"));
        assert!(
            documents.len() == 1 && documents.iter().all(Result::is_ok),
            "{path}: {documents:?}"
        );
    }
    let workflow = bench.text(".github/workflows/deploy.yaml");
    assert!(
        workflow.contains("environment: ${{ inputs.environment }}\n") && workflow.contains("NAME: ledger\n"),
        "{workflow}"
    );
}

#[test]
fn a_decommission_asks_before_anything_goes() {
    let (mut bench, blueprint) = shipped("decommission");
    let actions: Vec<_> = blueprint.steps.iter().map(|step| step.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "catalog:fetch",
            "catalog:dependants",
            "approval",
            "task:human",
            "task:human",
            "github:repo:archive",
            "catalog:unregister"
        ]
    );
    bench.requester = "user:default/ben".into();
    run(
        &mut bench,
        &blueprint,
        &json!({ "entity": "component:default/ledger", "reason": "Nobody needs it" }),
    );
    assert!(bench.catalog().find("component:default/ledger").is_none());
}
