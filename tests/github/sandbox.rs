//! The sandbox behaves as GitHub does.

use std::process::Command;
use std::sync::Arc;

use muster::providers::sandbox::github::{GitHub, Seeds};
use muster::providers::sandbox::{Fault, PlannedFault, Sandbox};
use muster::remote::{Method, Request, Transport};
use serde_json::{Value, json};

fn sandbox(folder: &std::path::Path) -> Sandbox<GitHub> {
    let seeds = || Seeds {
        repositories: ["acme/cart".to_owned()].into(),
        owners: ["acme".to_owned()].into(),
        ..Seeds::default()
    };
    Sandbox::new(
        folder,
        "https://api.github.com",
        GitHub::new("github.com", "https://api.github.com", seeds),
    )
}

fn send(sandbox: &Sandbox<GitHub>, method: Method, path: &str, body: Value) -> (u16, Value) {
    let body = (!body.is_null()).then_some(body);
    let response = sandbox.send(&Request::write(method, path, body)).unwrap();
    (
        response.status,
        serde_json::from_slice(&response.body).unwrap_or_default(),
    )
}

#[test]
fn what_is_new_is_not_found_at_first_and_a_name_is_taken_once() {
    let folder = tempfile::tempdir().unwrap();
    let github = sandbox(folder.path());
    let wanted = json!({"name": "basket", "auto_init": true});
    assert_eq!(
        send(&github, Method::POST, "/orgs/acme/repos", wanted.clone()).0,
        201
    );
    let statuses: Vec<u16> = (0..3)
        .map(|_| send(&github, Method::GET, "/repos/acme/basket", Value::Null).0)
        .collect();
    assert_eq!(statuses, [404, 404, 200]);
    let (status, body) = send(&github, Method::POST, "/orgs/acme/repos", wanted);
    assert_eq!(status, 422);
    assert_eq!(
        body["errors"][0]["message"],
        "name already exists on this account"
    );
    assert_eq!(
        send(&github, Method::POST, "/orgs/nobody/repos", json!({"name": "x"})).0,
        404
    );
    let (status, seed) = send(&github, Method::GET, "/repos/ACME/Cart", Value::Null);
    assert_eq!((status, &seed["full_name"]), (200, &json!("acme/cart")));
}

#[test]
fn several_processes_see_one_state() {
    let folder = tempfile::tempdir().unwrap();
    let one = Arc::new(sandbox(folder.path()));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            // Each with a sandbox of its own, as each process has.
            let own = sandbox(folder.path());
            std::thread::spawn(move || {
                for issue in 0..10 {
                    let title = json!({"title": format!("{thread} {issue}")});
                    assert_eq!(send(&own, Method::POST, "/repos/acme/cart/issues", title).0, 201);
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    for _ in 0..2 {
        send(
            &one,
            Method::GET,
            "/repos/acme/cart/issues?state=all&per_page=100",
            Value::Null,
        );
    }
    let (_, issues) = send(
        &one,
        Method::GET,
        "/repos/acme/cart/issues?state=all&per_page=100",
        Value::Null,
    );
    let mut numbers: Vec<u64> = issues
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["number"].as_u64().unwrap())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=40).collect::<Vec<u64>>());
}

#[test]
fn a_secret_that_is_not_sealed_for_its_key_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let github = sandbox(folder.path());
    let path = "/repos/acme/cart/actions/secrets";
    let (_, key) = send(&github, Method::GET, &format!("{path}/public-key"), Value::Null);
    let (_, again) = send(&github, Method::GET, &format!("{path}/public-key"), Value::Null);
    assert_eq!(key, again);
    for body in [
        json!({"encrypted_value": "cGxhaW4=", "key_id": key["key_id"]}),
        json!({"encrypted_value": "cGxhaW4=", "key_id": "1"}),
    ] {
        assert_eq!(send(&github, Method::PUT, &format!("{path}/X"), body).0, 422);
    }
}

#[test]
fn a_fault_in_the_file_hits_the_write_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let github = sandbox(folder.path());
    std::fs::create_dir_all(folder.path()).unwrap();
    let planned = vec![PlannedFault {
        write: 2,
        path: Some("issues".to_owned()),
        fault: Fault::Status(502),
    }];
    std::fs::write(
        folder.path().join("faults.json"),
        serde_json::to_string(&planned).unwrap(),
    )
    .unwrap();
    let issue = || {
        send(
            &github,
            Method::POST,
            "/repos/acme/cart/issues",
            json!({"title": "x"}),
        )
        .0
    };
    assert_eq!((issue(), issue(), issue()), (201, 502, 201));
}

#[test]
fn a_repository_of_the_sandbox_can_be_cloned() {
    let folder = tempfile::tempdir().unwrap();
    let github = sandbox(folder.path());
    send(&github, Method::GET, "/repos/acme/cart", Value::Null);
    let bare = folder.path().join("git/acme/cart.git");
    let clone = folder.path().join("clone");
    let git = Command::new("git")
        .arg("clone")
        .arg("--quiet")
        .arg(&bare)
        .arg(&clone)
        .status();
    match git {
        Ok(status) => {
            assert!(status.success());
            assert!(clone.join(".github/workflows/deploy.yaml").is_file());
        }
        Err(error) => eprintln!("not looked at with git itself: {error}"),
    }
}
