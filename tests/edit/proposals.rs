//! Edits of another repository's files: a run on the sandbox that opens a pull request, made from what the repository holds.

use std::fs;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use muster::config::Paths;
use muster::engine::Outside;
use muster::engine::blueprints::Shelf;
use muster::engine::run::{Folders, Runs};
use muster::model::journal::Fact;
use muster::model::run::RunStatus;
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

#[test]
fn a_pull_request_is_made_from_what_the_repository_holds_now() {
    let stage = Stage::with_settings(SETTINGS);
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
    let newer = format!("# Somebody wrote this since.\n{SHOP}");
    push(&outside, "deploy/catalog-info.yaml", &newer);
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
        proposed[2].as_ref().unwrap_err().contains("no Git work tree"),
        "{proposed:?}"
    );
    runs.drive(Some(&id), &|| false, &mut |_| {}).unwrap();
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
    let pulls = request(&outside, Method::GET, "/repos/acme/shop/pulls?state=all", None);
    let branch = pulls[0]["head"]["ref"].as_str().unwrap();
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
