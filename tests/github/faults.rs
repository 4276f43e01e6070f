//! Whatever goes wrong with whichever write: each action comes to its end, and makes what it makes once.

use muster::providers::sandbox::Fault;
use serde_json::Value;

use crate::stage::{Stage, inputs};

/// What there is of each thing that could be made twice.
fn counts(stage: &Stage) -> Vec<usize> {
    let length = |value: Value| value.as_array().map_or(0, Vec::len);
    let runs = "/repos/acme/cart/actions/workflows/deploy.yaml/runs";
    // What is new shows only at the third look.
    for _ in 0..2 {
        stage.ask(runs);
    }
    vec![
        length(stage.ask("/repos/acme/cart/issues?state=all")),
        length(stage.ask("/repos/acme/cart/pulls?state=all")),
        length(stage.ask(runs)["workflow_runs"].take()),
        usize::from(stage.ask("/repos/acme/basket").is_object()),
    ]
}

#[test]
fn no_fault_loses_or_doubles_anything() {
    let faults = [
        Fault::Status(500),
        Fault::Status(502),
        Fault::RateLimit { retry_after: 3 },
        Fault::AbuseLimit,
        Fault::NotSent,
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::StatusAfter(502),
    ];
    for (id, input) in inputs() {
        let well = Stage::new();
        well.step(id, "one", input.clone()).drive().unwrap();
        let expected = counts(&well);
        for write in 1..=u32::try_from(well.writes()).unwrap() {
            for fault in &faults {
                let stage = Stage::new();
                stage.fail(write, fault.clone());
                let done = stage.step(id, "one", input.clone()).drive();
                let is_lost_deploy = id == "github:actions:dispatch"
                    && matches!(fault, Fault::LostAfter | Fault::StatusAfter(_));
                if is_lost_deploy {
                    // Nobody can tell which run it is: a person is asked, and nothing is started again.
                    assert_eq!(done.unwrap_err(), "a person is asked");
                } else {
                    done.unwrap_or_else(|error| panic!("{id}, write {write}, {fault:?}: {error}"));
                }
                assert_eq!(counts(&stage), expected, "{id}, write {write}, {fault:?}");
            }
        }
    }
}
