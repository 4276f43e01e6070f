//! Every request that the actions send, and every answer of the sandbox, against GitHub's own description of its API
//! (npm: @octokit/openapi). `tests/github/openapi.sh` fetches it.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::description::Api;
use crate::stage::{Exchange, Stage, inputs};

const DEFAULT: &str = "target/openapi/node_modules/@octokit/openapi/generated/api.github.com.json";

#[test]
fn every_request_and_every_answer_is_as_github_describes_it() {
    let file = std::env::var_os("MUSTER_OPENAPI").map_or_else(|| PathBuf::from(DEFAULT), PathBuf::from);
    let Some(mut api) = Api::read(&file, true) else {
        eprintln!("GitHub's description is not on this machine: tests/github/openapi.sh fetches it");
        return;
    };
    let mut exchanges = vec![];
    for (id, input) in inputs() {
        let stage = Stage::new();
        let step = stage.step(id, "one", input);
        step.plan();
        let output = step.drive().unwrap().output;
        step.observe();
        if id != "github:actions:dispatch" {
            step.undo(&output);
        }
        exchanges.extend(stage.seen());
    }
    exchanges.extend(more());
    exchanges.extend(crate::organisation::looked_at_by_rest());
    exchanges.extend(crate::organisation::looked_at_for_access());
    let (wrong, operations) = api.judge(exchanges.iter().map(|seen| (&seen.request, &seen.answer)));
    assert!(wrong.is_empty(), "{} exchanges are not as described", wrong.len());
    eprintln!(
        "{} exchanges of {} operations are as described",
        exchanges.len(),
        operations.len()
    );
    for operation in &operations {
        eprintln!("  {operation}");
    }
    assert!(operations.len() >= 45, "{}", operations.len());
}

/// What the plain story does not come by: a team, an own repository, another default branch, an update, deleting.
fn more() -> Vec<Exchange> {
    let stage = Stage::new();
    let cart = "github.com?owner=acme&repo=cart";
    let own = json!({"repoUrl": "github.com?owner=muster-sandbox&repo=own", "defaultBranch": "trunk", "onUndo": "delete",
        "protectDefaultBranch": false, "collaborators": [{"user": "ben", "access": "push"}]});
    let publish = stage.step("publish:github", "own", own);
    publish.drive().unwrap();
    let access = |name: &str, permission: &str| {
        let input = json!({"repoUrl": "github.com?owner=muster-sandbox&repo=own", "user": "ben", "permission": permission});
        let step = stage.step("github:repo:access", name, input);
        let output = step.drive().unwrap().output;
        assert_eq!(output["invited"], true);
        step.undo(&output);
    };
    access("up", "admin");
    publish.undo(&Value::Null);
    let team = stage.step(
        "github:repo:access",
        "team",
        json!({"repoUrl": cart, "team": "shop", "permission": "push"}),
    );
    let output = team.drive().unwrap().output;
    let end = stage.step(
        "github:repo:access:end",
        "end",
        json!({"target": "github:acme/cart", "principal": "acme/shop", "principalSort": "team", "right": "push"}),
    );
    end.plan();
    let before = end.drive().unwrap().output;
    assert_eq!(before["before"], "push");
    end.undo(&before);
    team.undo(&output);
    for (name, value) in [("one", "a"), ("two", "b")] {
        let input = json!({"repoUrl": cart, "variables": {"REGION": value}});
        stage.step("github:repo:secrets", name, input).drive().unwrap();
        let input = json!({"repoUrl": cart, "name": "test", "environmentVariables": {"REGION": value}});
        stage
            .step("github:environment:create", name, input)
            .drive()
            .unwrap();
    }
    let change = |name: &str, path: &str| {
        let input = json!({"repoUrl": cart, "title": "x", "branchName": "change", "targetPath": path, "update": true});
        stage
            .step("publish:github:pull-request", name, input)
            .drive()
            .unwrap();
    };
    change("one", "a");
    change("two", "b");
    stage.seen()
}
