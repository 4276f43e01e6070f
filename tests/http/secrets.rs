//! Secrets go to their host and nowhere else: not into plans, outputs, logs or errors, whatever the host says.

use muster::model::secret::reference;
use serde_json::json;

use crate::server::{Reply, Server, answer};
use crate::stage::{SECRET, Stage, TOKEN};

/// A host that says all that it was told, in its headers too.
fn echo(status: u16) -> Server {
    Server::start(move |request| {
        let place = format!("location: /x?token={TOKEN}\r\n");
        Reply::Answer(status, place, json!({"message": request}).to_string())
    })
}

fn input(server: &Server) -> serde_json::Value {
    json!({
        "method": "POST", "url": server.url("/x"), "headers": {"X-Password": reference("password")},
        "body": {"deep": [{"password": reference("password")}]},
    })
}

#[test]
fn secrets_are_sent_and_taken_out_of_what_comes_back() {
    let server = echo(200);
    let stage = Stage::on(&server);
    let step = stage.step(input(&server));
    let planned = format!("{:?}", step.plan());
    assert!(planned.contains("‹secret password›"), "{planned}");
    let output = step.apply().unwrap().to_string();
    let sent = &server.asked()[0];
    assert!(sent.contains(&format!("x-password: {SECRET}")), "{sent}");
    assert!(sent.contains(&format!("authorization: Bearer {TOKEN}")), "{sent}");
    assert!(sent.contains(&format!("\"password\":\"{SECRET}\"")), "{sent}");
    for text in [&planned, &output] {
        assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    }
    assert!(
        output.contains("‹secret password›") && output.contains("‹secret of the host›"),
        "{output}"
    );
}

#[test]
fn errors_hold_no_secrets_either() {
    for status in [302, 400, 403, 500] {
        let server = echo(status);
        let stage = Stage::on(&server);
        let error = stage.step(input(&server)).apply().unwrap_err();
        let said = format!("{error:?}");
        assert!(!said.contains(SECRET) && !said.contains(TOKEN), "{said}");
    }
}

#[test]
fn a_steps_own_header_does_not_stand_in_for_the_token() {
    let server = Server::start(|_| answer(200, ""));
    let stage = Stage::on(&server);
    let step = stage.step(json!({"url": server.url("/x"), "headers": {"Authorization": "Bearer mine"}}));
    assert!(step.apply().unwrap_err().message.contains("carries the token"));
    let unknown = stage.step(json!({"url": server.url("/x"), "headers": {"X-Key": reference("other")}}));
    assert!(unknown.apply().unwrap_err().message.contains("is not at hand"));
    assert!(server.asked().is_empty());
}
