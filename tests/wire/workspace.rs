//! A workspace's own places: hosts of its settings, its clusters and its GitHub, sandboxes where it says so.

use std::sync::Arc;

use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::Outside;
use muster::model::health::Health::{Unknown, Up};
use muster::providers::action::World as _;
use muster::remote::probe::Network;
use muster::remote::{Method, Request};
use muster::sources::files::{self, Scope};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Server, answer};
use crate::stage::{PATIENCE, check, look};

const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    github.com/project-slug: acme/cart
spec: {type: service, lifecycle: production, owner: shop, dependsOn: [resource:orders]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: orders
  annotations:
    muster/external-id: kafka:main/orders.v1
spec: {type: kafka-topic, owner: shop}
";

fn outside(settings: &str) -> (TempDir, Outside) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("workspace");
    std::fs::create_dir_all(root.join("catalog")).unwrap();
    std::fs::write(root.join("muster.toml"), settings).unwrap();
    std::fs::write(root.join("catalog/all.yaml"), CATALOG).unwrap();
    let workspace = Workspace::open(&root, FoundBy::Program).unwrap();
    let paths = Paths::below(&folder.path().join("home"));
    let read = files::read(&Scope::folder(&workspace.root), None)
        .snapshot
        .unwrap();
    let outside = Outside::open(&workspace, &paths, read.catalog).unwrap();
    (folder, outside)
}

#[test]
fn a_host_inside_is_asked_where_the_settings_say_so_and_as_they_say() {
    let server = Server::saying(answer(200, "", ""));
    let port = server.port();
    let settings = format!(
        "[http.hosts.\"127.0.0.1:{port}\"]\nprivate = true\npaths = [\"/healthz\"]\n[http.hosts.\"localhost:{port}\"]\nprivate = true\n"
    );
    let (_folder, outside) = outside(&settings);
    let network = Network::new(Arc::new(outside));
    let other = Server::saying(answer(200, "", ""));
    let not_allowed = format!(
        "private = true` for the host would allow that; see [http.hosts.\"127.0.0.1:{}\"]",
        other.port()
    );
    for (target, health, words) in [
        (format!("http://127.0.0.1:{port}/healthz"), Up, "status 200"),
        (format!("http://localhost:{port}/any"), Up, "status 200"),
        (format!("tcp://127.0.0.1:{port}"), Up, "takes a connection"),
        (
            format!("http://127.0.0.1:{port}/admin"),
            Unknown,
            "/admin of 127.0.0.1",
        ),
        (
            format!("http://127.0.0.1:{}/", other.port()),
            Unknown,
            not_allowed.as_str(),
        ),
        (
            format!("tcp://127.0.0.1:{}", other.port()),
            Unknown,
            not_allowed.as_str(),
        ),
    ] {
        check(&look(&network, &target, PATIENCE), health, true, words, &target);
    }
    assert!(other.asked().is_empty());
}

#[test]
fn a_sandbox_answers_for_its_cluster_and_its_github() {
    let (_folder, outside) =
        outside("[github]\nowners = [\"acme\"]\nsandbox = true\n[kafka.clusters.main]\nsandbox = true\n");
    let network = Network::new(Arc::new(outside.clone()));
    let seen = |target: &str| look(&network, target, PATIENCE);
    check(
        &seen("kafka:main/cart max-lag=0"),
        Up,
        true,
        "is 0 records behind",
        "a group of the catalog",
    );
    check(
        &seen("kafka:other/cart max-lag=0"),
        Unknown,
        true,
        "there is no Kafka cluster `other`",
        "no such cluster",
    );
    let deploy = "github:acme/cart/deploy.yaml";
    check(&seen(deploy), Unknown, true, "has never run", "no run yet");
    check(
        &seen("github:acme/cart/other.yml"),
        Unknown,
        true,
        "shows no workflow other.yml",
        "no workflow",
    );
    start(&outside);
    check(
        &seen(deploy),
        Up,
        true,
        "deploy.yaml of acme/cart on main: run 1 ended well",
        "a good run",
    );
}

/// Starts the workflow, and watches it to its end.
fn start(outside: &Outside) {
    let github = outside.github("github.com").unwrap();
    let body = json!({"ref": "main", "return_run_details": true});
    let path = "/repos/acme/cart/actions/workflows/deploy.yaml/dispatches";
    let started = github
        .send(&Request::write(Method::POST, path, Some(body)))
        .unwrap();
    assert_eq!(started.status, 200, "{}", String::from_utf8_lossy(&started.body));
    let started: Value = serde_json::from_slice(&started.body).unwrap();
    let run = format!("/repos/acme/cart/actions/runs/{}", started["workflow_run_id"]);
    // A run goes on by being watched, and is in the list only after a few looks.
    for _ in 0..5 {
        for path in [
            run.as_str(),
            "/repos/acme/cart/actions/workflows/deploy.yaml/runs",
        ] {
            github.send(&Request::get(path)).unwrap();
        }
    }
}
