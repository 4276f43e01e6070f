//! Edits of another repository's files: a run on the sandbox that opens a pull request, made from what the repository holds.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use muster::config::Paths;
use muster::engine::Outside;
use muster::engine::blueprints::Shelf;
use muster::engine::run::{Folders, Runs};
use muster::model::catalog::Catalog;
use muster::model::journal::Fact;
use muster::model::run::{RunAct, RunStatus};
use muster::providers;
use muster::providers::action::World;
use muster::remote::{Method, Request};
use serde_json::{Value, json};

use crate::stage::{Stage, deputy, owner};

const SETTINGS: &str = "
[catalog]
locations = [\"catalog\", { git = \"../shop\" }]

[github]
owners = [\"acme\"]
sandbox = true
";

const SHOP: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: till
  annotations:
    github.com/project-slug: acme/shop
spec:
  type: service
  lifecycle: production
  owner: shop # for now
";

const PERSON: &str = "apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: []}
";

fn request(outside: &Outside, method: Method, path: &str, body: Option<Value>) -> Value {
    let request = match body {
        Some(body) => Request::write(method, path, Some(body)),
        None => Request::get(path),
    };
    let response = outside.github("github.com").unwrap().send(&request).unwrap();
    assert!(
        response.status < 300,
        "{path}: {}",
        String::from_utf8_lossy(&response.body)
    );
    serde_json::from_slice(&response.body).unwrap()
}

/// Puts a file onto the default branch of a repository of the sandbox.
fn push(outside: &Outside, file: &str, text: &str) {
    let at = |rest: &str| format!("/repos/acme/shop{rest}");
    let branch = request(outside, Method::GET, &at(""), None)["default_branch"]
        .as_str()
        .unwrap()
        .to_owned();
    let head = request(
        outside,
        Method::GET,
        &at(&format!("/git/ref/heads/{branch}")),
        None,
    );
    let head = head["object"]["sha"].as_str().unwrap().to_owned();
    let tree = json!({"base_tree": head, "tree": [{"path": file, "mode": "100644", "type": "blob", "content": text}]});
    let tree = request(outside, Method::POST, &at("/git/trees"), Some(tree));
    let commit = json!({"message": "Describe it", "tree": tree["sha"], "parents": [head]});
    let commit = request(outside, Method::POST, &at("/git/commits"), Some(commit));
    let path = at(&format!("/git/refs/heads/{branch}"));
    request(
        outside,
        Method::PATCH,
        &path,
        Some(json!({"sha": commit["sha"], "force": false})),
    );
}

/// A shop in a repository of its own, with a till, and ana who proposes to it.
struct Shop {
    stage: Stage,
    folder: PathBuf,
    catalog: Arc<Catalog>,
    outside: Outside,
    runs: Runs,
}

/// The repository has this text by now.
fn shop(newer: &str) -> Shop {
    let stage = Stage::with_settings(SETTINGS);
    stage.write("catalog/bo.yaml", PERSON);
    let shop = stage.folder.path().join("shop");
    fs::create_dir_all(shop.join(".git")).unwrap();
    fs::write(
        shop.join(".git/config"),
        "[remote \"origin\"]\n\turl = git@github.com:acme/shop.git\n",
    )
    .unwrap();
    fs::create_dir_all(shop.join("deploy")).unwrap();
    fs::write(shop.join("deploy/catalog-info.yaml"), SHOP).unwrap();
    let catalog = stage.catalog();
    let paths = Paths::below(&stage.folder.path().join("data"));
    let outside = Outside::open(&stage.workspace, &paths, Arc::clone(&catalog)).unwrap();
    push(&outside, "deploy/catalog-info.yaml", newer);
    let folders = Folders {
        runs: stage.folder.path().join("data/runs"),
        lock: stage.folder.path().join("data/effects.lock"),
    };
    let runs = Runs::new(
        stage.journal.clone(),
        Arc::new(providers::all()),
        Arc::new(outside.clone()),
        Arc::new(Shelf::new(Arc::clone(&catalog), stage.workspace.scope())),
        folders,
        "user:default/ana",
    );
    Shop {
        stage,
        folder: shop,
        catalog,
        outside,
        runs,
    }
}

#[test]
fn whoever_would_answer_accepts_it_before_it_is_proposed() {
    let Shop {
        stage,
        catalog,
        outside,
        runs,
        ..
    } = shop(SHOP);
    let bo = "user:default/bo";
    let edits = [owner("component:default/till", bo)];
    let proposed = stage
        .edits(&catalog)
        .propose(&edits, &runs, &stage.journal)
        .unwrap();
    let id = proposed[0].clone().unwrap();
    runs.drive(Some(&id), &|| false, &mut |_| {}).unwrap();
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(
        (run.status, run.summary().approvers),
        (RunStatus::Waiting, vec![bo.to_owned()])
    );
    assert_eq!(run.step("propose").unwrap().attempts, 0);
    let agreed = runs.clone().acting_as(bo).act(&id, RunAct::approve(&run));
    agreed.unwrap();
    runs.drive(Some(&id), &|| false, &mut |_| {}).unwrap();
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
    let pull = request(&outside, Method::GET, "/repos/acme/shop/pulls/1", None);
    assert!(pull["head"]["ref"].is_string(), "{pull}");
    // Only the document that is edited is shown.
    let step = run.plan.iter().find(|step| step.id == "edit").unwrap();
    let [change] = &step.changes[..] else {
        panic!("{:?}", step.changes)
    };
    assert_eq!(change.before.as_deref(), Some(SHOP));
}

#[test]
fn a_pull_request_is_made_from_what_the_repository_holds_now() {
    let newer = format!("# Somebody wrote this since.\n{SHOP}");
    let Shop {
        stage,
        folder: shop,
        catalog,
        outside,
        runs,
    } = shop(&newer);
    let till = "component:default/till";
    let edits = [
        deputy(till, Some("user:default/ana")),
        owner(till, "group:default/shop"),
        deputy("component:default/cart", Some("user:default/ana")),
    ];
    let written = stage.edit(&catalog, &edits[..1]);
    assert!(
        written[0]
            .as_ref()
            .unwrap_err()
            .contains("outside of the workspace"),
        "{written:?}"
    );
    let told = stage.edits(&catalog).proposals(&edits);
    let first = told[0].as_ref().unwrap();
    assert_eq!(
        (first.repo_url.as_str(), first.file.as_str()),
        ("github.com?owner=acme&repo=shop", "deploy/catalog-info.yaml")
    );
    let proposed = stage
        .edits(&catalog)
        .propose(&edits, &runs, &stage.journal)
        .unwrap();
    let id = proposed[0].clone().unwrap();
    assert_eq!(proposed[1].as_ref(), Ok(&id), "one run a repository");
    assert!(
        proposed[2]
            .as_ref()
            .unwrap_err()
            .contains("the workspace's own file"),
        "{proposed:?}"
    );
    runs.drive(Some(&id), &|| false, &mut |_| {}).unwrap();
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
    let pull = request(&outside, Method::GET, "/repos/acme/shop/pulls/1", None);
    let branch = pull["head"]["ref"].as_str().unwrap();
    let path = format!("/repos/acme/shop/contents/deploy/catalog-info.yaml?ref={branch}");
    let there = request(&outside, Method::GET, &path, None);
    let content: String = there["content"].as_str().unwrap().split_whitespace().collect();
    let expected = newer
        .replace("acme/shop\n", "acme/shop\n    muster/deputy: user:default/ana\n")
        .replace("owner: shop #", "owner: group:default/shop #");
    assert_eq!(
        String::from_utf8(STANDARD.decode(content).unwrap()).unwrap(),
        expected
    );
    assert_eq!(
        fs::read_to_string(shop.join("deploy/catalog-info.yaml")).unwrap(),
        SHOP
    );
    let events = stage.events();
    assert_eq!(events.len(), 2);
    let Ok(Fact::EntityEdited(event)) = events[0].fact() else {
        panic!("{events:?}")
    };
    assert_eq!(event.run.as_deref(), Some(id.as_str()));
    // What the work tree says already is nothing to propose.
    let nothing = stage
        .edits(&catalog)
        .propose(&[owner(till, "shop")], &runs, &stage.journal)
        .unwrap();
    assert!(
        nothing[0].as_ref().unwrap_err().contains("says so already"),
        "{nothing:?}"
    );
}
