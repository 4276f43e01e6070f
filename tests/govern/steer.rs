//! Who may take back or change a run of somebody else: only where nobody would be asked if they did it themselves.

use muster::engine::run::RunsError;
use muster::model::run::{Refusal, RunAct, RunStatus};
use serde_json::json;

use crate::stage::{ANA, BO, approve};
use crate::{CY, EVE, asking, touching};

/// Somebody whom the catalog does not know.
const ZED: &str = "user:default/zed";

fn is_theirs(target: &str, actor: &str, act: RunAct) -> bool {
    let stage = touching(&[target]);
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    let run = stage.drive(&runs, &id).unwrap();
    if run.status == RunStatus::Waiting {
        approve(&runs.clone().acting_as(BO), &id).unwrap();
        assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
    }
    match runs.acting_as(actor).act(&id, act) {
        Err(RunsError::Refused(Refusal::NotTheirs { by, .. })) => {
            assert_eq!(by, [ANA, BO]);
            false
        }
        _ => true,
    }
}

#[test]
fn who_would_be_asked_takes_it_back_and_who_asked_for_it() {
    for (target, actor, wanted) in [
        ("kafka:main/orders", ANA, true),
        ("kafka:main/orders", BO, true),
        ("kafka:main/orders", CY, true),
        ("kafka:main/orders", EVE, true),
        ("kafka:main/orders", ZED, false),
        ("kafka:main/unknown", ZED, true),
    ] {
        let undo = RunAct::Undo { steps: Vec::new() };
        assert_eq!(is_theirs(target, actor, undo), wanted, "{actor} undoes {target}");
        let edit = RunAct::Edit { values: json!({}) };
        assert_eq!(is_theirs(target, actor, edit), wanted, "{actor} edits {target}");
        let stop = RunAct::Cancel { reason: None };
        assert!(is_theirs(target, actor, stop), "anybody stops what goes wrong");
    }
}
