//! Every request that the actions send to the Cloud, and every answer of the sandbox, against Atlassian's own description of
//! its API. `tests/jira/openapi.sh` fetches it.

use std::path::PathBuf;

use serde_json::json;

use crate::description::Api;
use crate::stage::{Stage, inputs};

const DEFAULT: &str = "target/openapi/jira.json";

#[test]
fn every_request_and_every_answer_is_as_atlassian_describes_it() {
    let file = std::env::var_os("MUSTER_JIRA_OPENAPI").map_or_else(|| PathBuf::from(DEFAULT), PathBuf::from);
    let Some(mut api) = Api::read(&file, false) else {
        eprintln!("Atlassian's description is not on this machine: tests/jira/openapi.sh fetches it");
        return;
    };
    let mut exchanges = vec![];
    for (id, input) in inputs() {
        let stage = Stage::cloud();
        stage.older_issue();
        let step = stage.step(id, "one", input);
        step.plan();
        let output = step.drive().unwrap().output;
        for _ in 0..3 {
            step.observe();
        }
        if id != "jira:issue:transition" {
            step.undo(&output).unwrap();
        }
        exchanges.extend(stage.seen());
    }
    let stage = Stage::cloud();
    stage.older_issue();
    let input = json!({"issue": "OPS-1", "to": "To Do"});
    let step = stage.step("jira:issue:transition", "one", input);
    let output = step.drive().unwrap().output;
    step.undo(&output).unwrap();
    exchanges.extend(stage.seen());
    // The one address that is the same for both Jiras; the Cloud's description has its twin of the third version.
    for seen in &mut exchanges {
        seen.request.path = seen
            .request
            .path
            .replace("/rest/api/2/serverInfo", "/rest/api/3/serverInfo");
    }
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
    assert!(operations.len() >= 14, "{}", operations.len());
}
