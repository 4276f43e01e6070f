//! Whatever goes wrong with whichever write: each action comes to its end, and makes what it makes once.

use muster::providers::sandbox::Fault;

use crate::stage::{Stage, inputs};

fn faults() -> [Fault; 8] {
    [
        Fault::Status(500),
        Fault::Status(502),
        Fault::Status(429),
        Fault::RateLimit { retry_after: 3 },
        Fault::NotSent,
        Fault::LostBefore,
        Fault::LostAfter,
        Fault::StatusAfter(502),
    ]
}

#[test]
fn no_fault_loses_or_doubles_anything() {
    for make in [Stage::cloud as fn() -> Stage, Stage::server] {
        for (id, input) in inputs() {
            let well = make();
            well.older_issue();
            well.step(id, "one", input.clone()).drive().unwrap();
            let expected = well.issues();
            let writes = u32::try_from(well.writes()).unwrap();
            assert!(writes > 0, "{id}");
            for write in 1..=writes {
                for fault in faults() {
                    let stage = make();
                    stage.older_issue();
                    stage.fail(write, fault.clone());
                    let done = stage.step(id, "one", input.clone()).drive();
                    done.unwrap_or_else(|error| panic!("{id}, write {write}, {fault:?}: {error}"));
                    assert_eq!(stage.issues(), expected, "{id}, write {write}, {fault:?}");
                }
            }
        }
    }
}

#[test]
fn no_fault_while_undoing_leaves_anything_behind() {
    for (id, mut input) in inputs() {
        if id == "jira:issue:transition" {
            // There is a way back only from here.
            input["to"] = "Cancelled".into();
            input.as_object_mut().unwrap().remove("resolution");
        }
        for fault in faults() {
            let stage = Stage::cloud();
            stage.older_issue();
            let before = stage.issues();
            let step = stage.step(id, "one", input.clone());
            let output = step.drive().unwrap().output;
            assert_ne!(stage.issues(), before, "{id}");
            stage.fail(1, fault.clone());
            let mut tries = 0;
            let refused = loop {
                tries += 1;
                match step.undo(&output) {
                    Ok(_) => break None,
                    Err(error) if tries > 3 => break Some(error.message),
                    Err(_) => {}
                }
            };
            match refused {
                None => assert_eq!(stage.issues(), before, "{id}, {fault:?}"),
                Some(why) => assert!(why.contains("cannot go from Cancelled to In Progress"), "{why}"),
            }
        }
    }
}
