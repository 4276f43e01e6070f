//! An answer that is lost: what was done is found, or done again without harm, or a person is asked; never done twice.

use std::sync::{Arc, Mutex};

use muster::model::run::{Effect, Undo};
use muster::providers::action::Observed;
use serde_json::json;

use crate::server::{Reply, Server, answer};
use crate::stage::Stage;

/// Things by name, made by POST, each with the key that it was made under.
type Things = Arc<Mutex<Vec<(String, Option<String>)>>>;

/// What goes wrong with the first POST.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Trouble {
    None,
    LostBefore,
    LostAfter,
    Error,
    ErrorAfter,
}

const TROUBLES: [Trouble; 5] = [
    Trouble::None,
    Trouble::LostBefore,
    Trouble::LostAfter,
    Trouble::Error,
    Trouble::ErrorAfter,
];

fn registry(trouble: Trouble) -> (Server, Things) {
    let things: Things = Arc::default();
    let shared = Arc::clone(&things);
    let counted = Mutex::new(0);
    let server = Server::start(move |request| {
        let mut things = shared.lock().unwrap();
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        let name = path.rsplit('/').next().unwrap_or_default().to_owned();
        if request.starts_with("GET") {
            return match things.iter().any(|(known, _)| *known == name) {
                true => answer(200, json!({"id": name, "state": "active"}).to_string()),
                false => answer(404, "{}"),
            };
        }
        if request.starts_with("DELETE") {
            let before = things.len();
            things.retain(|(known, _)| *known != name);
            return answer(if things.len() < before { 204 } else { 404 }, "");
        }
        let key = request
            .lines()
            .find_map(|line| line.strip_prefix("idempotency-key: "))
            .map(str::to_owned);
        let mut make = || {
            let is_known = key.is_some() && things.iter().any(|(_, known)| *known == key);
            if !is_known {
                things.push(("cart".to_owned(), key.clone()));
            }
            answer(201, json!({"id": "cart", "state": "active"}).to_string())
        };
        let mut posts = counted.lock().unwrap();
        *posts += 1;
        match trouble {
            _ if *posts > 1 => make(),
            Trouble::None => make(),
            Trouble::LostBefore => Reply::Cut,
            Trouble::LostAfter => {
                make();
                Reply::Cut
            }
            Trouble::Error => answer(500, ""),
            Trouble::ErrorAfter => {
                make();
                answer(502, "")
            }
        }
    });
    (server, things)
}

#[test]
fn with_something_to_look_at_or_a_key_nothing_is_doubled_or_lost() {
    for trouble in TROUBLES {
        for how in ["observe", "key", "both"] {
            let (server, things) = registry(trouble);
            let stage = Stage::on(&server);
            let mut input = json!({"method": "POST", "url": server.url("/things"), "body": {"name": "cart"},
                "output": {"id": "/id"}});
            if how != "key" {
                let url = server.url("/things/cart");
                input["observe"] = json!({"url": url, "pointer": "/state", "equals": "active"});
            }
            if how != "observe" {
                input["idempotencyKey"] = json!("Idempotency-Key");
            }
            let step = stage.step(input);
            assert_eq!(step.plan().findings, Vec::<String>::new());
            let done = step
                .drive()
                .unwrap_or_else(|error| panic!("{trouble:?}, {how}: {error}"));
            assert_eq!(done.output["values"]["id"], "cart", "{trouble:?}, {how}");
            assert_eq!(things.lock().unwrap().len(), 1, "{trouble:?}, {how}");
        }
    }
}

#[test]
fn with_neither_a_person_is_asked_and_the_plan_says_so() {
    for trouble in TROUBLES {
        let (server, things) = registry(trouble);
        let stage = Stage::on(&server);
        let step = stage.step(json!({"method": "POST", "url": server.url("/things")}));
        let planned = step.plan();
        assert!(planned.findings[0].contains("a person is asked"), "{planned:?}");
        assert!(matches!(planned.undo, Undo::Not(_)));
        let done = step.drive();
        match trouble {
            Trouble::None => assert!(done.is_ok()),
            _ => assert_eq!(done.unwrap_err(), "a person is asked", "{trouble:?}"),
        }
        assert!(things.lock().unwrap().len() <= 1, "{trouble:?}");
        assert_eq!(step.observe(), Observed::Unknowable);
    }
}

#[test]
fn what_was_there_before_is_not_taken_for_ones_own() {
    let (server, things) = registry(Trouble::None);
    things.lock().unwrap().push(("cart".to_owned(), None));
    let stage = Stage::on(&server);
    let mut input = json!({"method": "POST", "url": server.url("/things"), "output": {"id": "/id"},
        "observe": {"url": server.url("/things/cart")}});
    let step = stage.step(input.clone());
    assert!(step.plan().blocking[0].contains("not by this run"));
    assert!(matches!(step.observe(), Observed::Foreign { .. }));
    input["observe"]["adopt"] = json!(true);
    let step = stage.step(input);
    assert_eq!(step.plan().effect, Effect::None);
    let output = step.drive().unwrap().output;
    assert_eq!(
        output,
        json!({"status": 200, "observed": true, "values": {"id": "cart"}})
    );
    assert_eq!(things.lock().unwrap().len(), 1);
}

#[test]
fn what_was_done_is_taken_back_as_the_step_says() {
    let (server, things) = registry(Trouble::None);
    let stage = Stage::on(&server);
    let step = stage.step(
        json!({"method": "POST", "url": server.url("/things"), "output": {"id": "/id"},
        "undo": {"method": "DELETE", "url": server.url("/things/{id}")}}),
    );
    assert!(matches!(step.plan().undo, Undo::By(_)));
    let output = step.drive().unwrap().output;
    assert_eq!(things.lock().unwrap().len(), 1);
    step.undo(&output).unwrap();
    assert!(things.lock().unwrap().is_empty());
    assert!(step.undo(&output).unwrap()[0].contains("gone already"));
    // A value that would lead elsewhere is none.
    let elsewhere = json!({"values": {"id": ".."}});
    assert!(
        step.undo(&elsewhere)
            .unwrap_err()
            .message
            .contains("no part of an address")
    );
    let slashed = json!({"values": {"id": "../admin"}});
    step.undo(&slashed).unwrap();
    assert!(
        server
            .asked()
            .last()
            .unwrap()
            .starts_with("DELETE /things/..%2Fadmin ")
    );
}
