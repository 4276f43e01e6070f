//! What may not be reached is not reached, however it is written and whatever names stand for.

use std::sync::atomic::Ordering;

use muster::model::run::Effect;
use muster::model::secret::reference;
use serde_json::json;

use crate::server::{Server, answer};
use crate::stage::{Stage, Told};

#[test]
fn an_address_inside_is_refused_unless_the_host_may_be_there() {
    let server = Server::start(|_| answer(200, ""));
    let port = server.address.port();
    let public = |text: &str| format!("{text}:{port}").parse().unwrap();
    for (addresses, words) in [
        (vec![server.address], "which is inside"),
        (vec![public("93.184.216.34"), server.address], "which is inside"),
        (vec![public("[::ffff:127.0.0.1]")], "which is inside"),
        (vec![public("[fd00::1]")], "which is inside"),
        (vec![public("169.254.169.254")], "no address of a service"),
        (vec![public("0.0.0.0")], "no address of a service"),
    ] {
        let mut stage = Stage::named(port, Told::new(vec![addresses.clone()]));
        stage.site.is_private = false;
        let step = stage.step(json!({"url": format!("https://api.test:{port}/x")}));
        let refused = step.apply().unwrap_err().message;
        assert!(refused.contains(words), "{addresses:?}: {refused}");
    }
    // Where a machine's own credentials are handed out is never reached.
    let stage = Stage::named(port, Told::new(vec![vec![public("169.254.169.254")]]));
    let step = stage.step(json!({"url": server.url("/latest/meta-data")}));
    assert!(
        step.apply()
            .unwrap_err()
            .message
            .contains("no address of a service")
    );
    assert!(server.asked().is_empty());
}

#[test]
fn an_address_in_the_place_of_a_name_is_looked_at_too() {
    let server = Server::start(|_| answer(200, ""));
    let port = server.address.port();
    for host in ["127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1"] {
        let mut stage = Stage::named(port, Told::new(vec![vec![]]));
        // Even where somebody allowed that address by its usual name.
        stage.site.host = format!("127.0.0.1:{port}");
        stage.site.is_private = false;
        let step = stage.step(json!({"url": format!("https://{host}:{port}/x")}));
        let refused = step.apply().unwrap_err().message;
        assert!(refused.contains("which is inside"), "{host}: {refused}");
    }
    assert!(server.asked().is_empty());
}

#[test]
fn a_name_that_changes_its_mind_leads_nowhere_else() {
    let meant = Server::start(|_| answer(200, "{\"from\": \"the one that was looked at\"}"));
    let other = Server::start(|_| answer(200, ""));
    let mut second = other.address;
    second.set_port(meant.address.port());
    let names = Told::new(vec![vec![meant.address], vec![second], vec![other.address]]);
    let stage = Stage::named(meant.address.port(), names.clone());
    let output = stage.step(json!({"url": meant.url("/x")})).apply().unwrap();
    assert_eq!(output["body"]["from"], "the one that was looked at");
    assert_eq!(
        names.asked.load(Ordering::SeqCst),
        1,
        "a name is asked about once a request"
    );
    assert!(other.asked().is_empty());
}

#[test]
fn what_is_not_allowed_is_said_by_the_plan_and_never_sent() {
    let server = Server::start(|_| answer(200, ""));
    let mut stage = Stage::on(&server);
    stage.site.methods = vec!["GET".to_owned(), "POST".to_owned()];
    stage.site.paths = vec!["/v1".to_owned()];
    let url = |path: &str| server.url(path);
    for (input, words) in [
        (
            json!({"url": "https://elsewhere.example/"}),
            "elsewhere.example may not be reached",
        ),
        (
            json!({"url": "http://api.test/v1"}),
            "api.test may not be reached",
        ),
        (json!({"url": url("/v2")}), "/v2 of api.test"),
        (json!({"url": url("/v1/../v2")}), "/v2 of api.test"),
        (
            json!({"method": "DELETE", "url": url("/v1")}),
            "may not be asked by DELETE",
        ),
        (
            json!({"method": "POST", "url": url("/v1"), "undo": {"url": url("/v1/x")}}),
            "may not be asked by DELETE",
        ),
        (
            json!({"method": "POST", "url": url("/v1"), "observe": {"url": url("/v2")}}),
            "/v2 of api.test",
        ),
        (
            json!({"method": "POST", "url": url("/v1"), "undo": {"method": "POST", "url": url("/v1/{id}")}}),
            "`undo.url` needs `id`",
        ),
    ] {
        let planned = stage.step(input.clone()).plan();
        let said = planned.blocking.join("; ");
        assert!(said.contains(words), "{input}: {said}");
    }
    for (input, words) in [
        (
            json!({"url": "https://ana:pw@api.test/v1"}),
            "holds a name or a password",
        ),
        (json!({"url": "file:///etc/passwd"}), "https://"),
        (
            json!({"url": url("/v1"), "headers": {"Host": "evil"}}),
            "`Host` is not a step's to give",
        ),
        (
            json!({"url": url("/v1"), "headers": {"a b": "x"}}),
            "no name of a header",
        ),
        (json!({"url": url("/v1"), "method": "TRACE"}), "no method"),
        (json!({"url": url("/v1"), "body": "x"}), "GET has no body"),
        (json!({"url": url("/v1"), "timeout": 9999}), "`timeout`"),
        (
            json!({"url": url(&format!("/v1?x={}", reference("password")))}),
            "`url` holds a secret",
        ),
        (
            json!({"url": url("/v1"), "output": {"id": "id"}}),
            "no place in an answer",
        ),
        (
            json!({"method": "POST", "url": url("/v1"), "undo": {"url": "https://{id}/x"}}),
            "must be written out",
        ),
    ] {
        let step = stage.step(input.clone());
        // The address is judged with the rules of its host.
        let refused = match step.try_plan() {
            Ok(planned) => planned.blocking.join("; "),
            Err(error) => error.message,
        };
        assert!(refused.contains(words), "{input}: {refused}");
        assert!(!refused.contains("pw@"), "{refused}");
        assert!(step.apply().is_err(), "{input}");
    }
    let shown = stage.step(json!({"url": url("/v1")})).plan();
    assert_eq!(shown.effect, Effect::None);
    assert!(server.asked().is_empty());
}
