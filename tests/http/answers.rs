//! What each answer, and each failure to get one, means for a step that changes something and for one that only asks.

use std::net::TcpListener;
use std::time::Duration;

use muster::providers::action::ErrorKind;
use serde_json::json;

use crate::server::{Reply, Server, answer};
use crate::stage::{Stage, Told};

const RETRY: ErrorKind = ErrorKind::Retry { after: None };

/// An answer, and what it means for a step that changes something and for one that asks.
type Case = (fn() -> Reply, Option<ErrorKind>, Option<ErrorKind>);

/// What came of it: nothing where it went well.
fn kinds(reply: fn() -> Reply) -> (Option<ErrorKind>, Option<ErrorKind>) {
    let server = Server::start(move |_| reply());
    let stage = Stage::on(&server);
    let kind = |method: &str| {
        // Only silence is waited for.
        let timeout = if matches!(reply(), Reply::Silence) {
            0.3
        } else {
            30.0
        };
        let input = json!({"method": method, "url": server.url("/things"), "timeout": timeout});
        stage.step(input).apply().err().map(|error| error.kind)
    };
    let kinds = (kind("POST"), kind("GET"));
    assert_eq!(server.asked().len(), 2, "each is sent once");
    kinds
}

#[test]
fn a_failure_says_whether_it_may_have_been_done() {
    let later = |seconds: u64| ErrorKind::Retry {
        after: Some(Duration::from_secs(seconds)),
    };
    let limited = || Reply::Answer(429, "retry-after: 7\r\n".to_owned(), String::new());
    let unavailable = || Reply::Answer(503, "retry-after: 9\r\n".to_owned(), String::new());
    let moved = || {
        Reply::Answer(
            302,
            "location: https://evil.example/x\r\n".to_owned(),
            String::new(),
        )
    };
    let cases: [Case; 14] = [
        (|| answer(200, "{}"), None, None),
        (|| answer(204, ""), None, None),
        (
            || answer(400, "{\"message\": \"no\"}"),
            Some(ErrorKind::Final),
            Some(ErrorKind::Final),
        ),
        (|| answer(401, ""), Some(ErrorKind::Final), Some(ErrorKind::Final)),
        (|| answer(408, ""), Some(RETRY), Some(RETRY)),
        (|| answer(500, ""), Some(ErrorKind::Unknown), Some(RETRY)),
        (|| answer(501, ""), Some(ErrorKind::Final), Some(ErrorKind::Final)),
        (|| answer(503, ""), Some(ErrorKind::Unknown), Some(RETRY)),
        (limited, Some(later(7)), Some(later(7))),
        (unavailable, Some(later(9)), Some(later(9))),
        (moved, Some(ErrorKind::Final), Some(ErrorKind::Final)),
        (|| Reply::Cut, Some(ErrorKind::Unknown), Some(RETRY)),
        (
            || Reply::CutAfter(b"HTTP/1.1 201 X\r\ncontent-length: 9\r\n\r\n{}".to_vec()),
            Some(ErrorKind::Unknown),
            Some(RETRY),
        ),
        (|| Reply::Silence, Some(ErrorKind::Unknown), Some(RETRY)),
    ];
    for (at, (reply, changing, asking)) in cases.into_iter().enumerate() {
        assert_eq!(kinds(reply), (changing, asking), "{at}");
    }
}

#[test]
fn where_nobody_listens_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let stage = Stage::named(address.port(), Told::new(vec![vec![address]]));
    let url = format!("http://api.test:{}/x", address.port());
    let refused = stage
        .step(json!({"method": "POST", "url": url}))
        .apply()
        .unwrap_err();
    assert_eq!(refused.kind, RETRY);
    let nameless = Stage::named(address.port(), Told::new(vec![vec![]]));
    let refused = nameless
        .step(json!({"method": "POST", "url": url}))
        .apply()
        .unwrap_err();
    assert_eq!(refused.kind, RETRY);
    assert!(refused.message.contains("has no address"), "{refused}");
}

#[test]
fn a_redirect_is_an_error_that_names_where_it_leads() {
    let server = Server::start(|_| {
        Reply::Answer(
            307,
            "location: https://evil.example/take\r\n".to_owned(),
            String::new(),
        )
    });
    let stage = Stage::on(&server);
    let refused = stage
        .step(json!({"method": "POST", "url": server.url("/x"), "body": {"a": 1}}))
        .apply()
        .unwrap_err();
    assert!(refused.message.contains("https://evil.example/take"), "{refused}");
    assert!(refused.hint.unwrap().contains("not followed"));
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn no_answer_is_larger_than_its_limit() {
    let whole = "x".repeat(2 * 1024 * 1024);
    let replies: [Box<dyn Fn() -> Reply + Send>; 2] = [
        Box::new(move || answer(200, whole.clone())),
        Box::new(|| Reply::Endless),
    ];
    for reply in replies {
        let server = Server::start(move |_| reply());
        let stage = Stage::on(&server);
        let asking = stage.step(json!({"url": server.url("/x")})).apply().unwrap_err();
        assert!(asking.message.contains("too large"), "{asking}");
        // What was done stays done, though what was said of it is not kept.
        let changing = stage.step(json!({"method": "PUT", "url": server.url("/x")}));
        let output = changing.apply().unwrap();
        assert_eq!(
            (&output["status"], &output["truncated"]),
            (&json!(200), &json!(true))
        );
    }
    let server = Server::start(|_| answer(200, ""));
    let stage = Stage::on(&server);
    let body = "x".repeat(1024 * 1024 + 1);
    let refused = stage
        .step(json!({"method": "PUT", "url": server.url("/x"), "body": body}))
        .apply()
        .unwrap_err();
    assert!(refused.message.contains("larger than 1024 KiB"), "{refused}");
    assert!(server.asked().is_empty());
}

#[test]
fn what_is_expected_and_selected_is_what_the_step_says() {
    let server = Server::start(|request| match request.starts_with("GET /missing") {
        true => answer(404, "{}"),
        false => Reply::Answer(
            201,
            "location: /things/7\r\n".to_owned(),
            "{\"data\": {\"id\": 7, \"state\": \"new\"}}".to_owned(),
        ),
    });
    let stage = Stage::on(&server);
    let input = json!({"method": "post", "url": server.url("/things"), "body": {"name": "a"}, "expect": [201],
        "output": {"id": "/data/id", "state": "/data/state"}});
    let output = stage.step(input).apply().unwrap();
    assert_eq!(
        output,
        json!({"status": 201, "location": "/things/7", "values": {"id": 7, "state": "new"}})
    );
    let sent = &server.asked()[0];
    assert!(
        sent.starts_with("POST /things HTTP/1.1\r\n") && sent.ends_with("{\"name\":\"a\"}"),
        "{sent}"
    );
    assert!(sent.contains("content-type: application/json"), "{sent}");
    let refused = stage
        .step(json!({"method": "POST", "url": server.url("/things"), "output": {"id": "/id"}}))
        .apply()
        .unwrap_err();
    assert!(refused.message.contains("there is no /id"), "{refused}");
    let missing = stage.step(json!({"url": server.url("/missing"), "expect": 404}));
    assert_eq!(missing.apply().unwrap()["status"], 404);
    let wrong = stage.step(json!({"method": "POST", "url": server.url("/things"), "expect": 200}));
    assert_eq!(wrong.apply().unwrap_err().kind, ErrorKind::Final);
}
