//! Real HTTP through octocrab: one request for each attempt, whatever comes back, and what that means for a step.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use muster::model::blueprint::tree::Tree;
use muster::model::catalog::Catalog;
use muster::model::secret::Secret;
use muster::providers::action::{ActionError, Call, ErrorKind, Log, World};
use muster::providers::all;
use muster::remote::{GitHubTransport, Method, Request, SendError, Transport};
use serde_json::json;

/// A server that answers every connection with these bytes, and counts the requests.
struct Server {
    address: String,
    requests: Arc<AtomicUsize>,
}

fn server(answer: &'static str) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let requests = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&requests);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut read = [0; 8192];
            let length = stream.read(&mut read).unwrap_or_default();
            if length > 0 {
                counted.fetch_add(1, Ordering::SeqCst);
                let _ = stream.write_all(answer.as_bytes());
            }
        }
    });
    Server { address, requests }
}

struct Net {
    transport: Arc<GitHubTransport>,
}

impl World for Net {
    fn catalog(&self) -> Arc<Catalog> {
        Arc::default()
    }
    fn workspace(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn repositories(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn github(&self, _: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Ok(Arc::clone(&self.transport) as _)
    }
    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Ok(())
    }
    fn is_sandbox(&self, _: &str) -> bool {
        false
    }
    fn secret(&self, _: &str) -> Option<Secret> {
        None
    }
}

struct Silent;

impl Log for Silent {
    fn line(&mut self, _: &str) {}
}

/// Opens an issue, which is one write and nothing else.
fn open_issue(address: &str) -> Result<(), ActionError> {
    let transport = GitHubTransport::new(address, Some(&Secret::new("t0ken"))).unwrap();
    let net = Net {
        transport: Arc::new(transport),
    };
    let input = json!({"repoUrl": "github.com?owner=acme&repo=cart", "title": "x"});
    let call = Call {
        input: &input,
        op_key: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        run: "run",
        step: "step",
        blueprint: "template:default/test",
        requester: "user:default/ana",
        asked: "2026-01-01T00:00:00Z".parse().unwrap(),
        now: "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap(),
        tree: &Arc::new(Tree::default()),
        folder: None,
        scope: &json!({}),
        world: &net,
        cancelled: &|| false,
    };
    let actions = all();
    actions
        .get("github:issues:create")
        .unwrap()
        .apply(&call, &mut Silent)
        .map(|_| ())
}

#[test]
fn each_attempt_is_one_request_and_its_failure_says_what_may_have_happened() {
    let retry = |seconds: u64| ErrorKind::Retry {
        after: Some(Duration::from_secs(seconds)),
    };
    for (answer, kind) in [
        (
            "HTTP/1.1 502 Bad Gateway\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Unknown,
        ),
        (
            "HTTP/1.1 500 Internal\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            ErrorKind::Unknown,
        ),
        // The connection ends without an answer, and in the middle of one.
        ("", ErrorKind::Unknown),
        (
            "HTTP/1.1 201 Created\r\ncontent-length: 500\r\nconnection: close\r\n\r\n{\"number\":",
            ErrorKind::Unknown,
        ),
        (
            "HTTP/1.1 201 Created\r\ncontent-length: 5\r\nconnection: close\r\n\r\n{\"num",
            ErrorKind::Unknown,
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nretry-after: 7\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            retry(7),
        ),
        (
            "HTTP/1.1 403 Forbidden\r\nx-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1767225700\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            retry(101),
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 54\r\nconnection: close\r\n\r\n{\"message\":\"You have exceeded a secondary rate limit\"}",
            retry(60),
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 32\r\nconnection: close\r\n\r\n{\"message\":\"Must be an admin\"}  ",
            ErrorKind::Final,
        ),
        (
            "HTTP/1.1 429 Too Many\r\nretry-after: 3\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            retry(3),
        ),
        (
            "HTTP/1.1 401 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Final,
        ),
        (
            "HTTP/1.1 404 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Final,
        ),
        (
            "HTTP/1.1 409 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Retry { after: None },
        ),
        (
            "HTTP/1.1 422 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Final,
        ),
        // A repository that was renamed: what changes something is not sent on.
        (
            "HTTP/1.1 301 Moved\r\nlocation: /repositories/1/issues\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Final,
        ),
        (
            "HTTP/1.1 307 Moved\r\nlocation: /repositories/1/issues\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            ErrorKind::Final,
        ),
    ] {
        let server = server(answer);
        let error = open_issue(&server.address).unwrap_err();
        assert_eq!(error.kind, kind, "{answer}: {}", error.message);
        assert_eq!(server.requests.load(Ordering::SeqCst), 1, "{answer}");
        assert!(!format!("{error:?}").contains("t0ken"));
    }
}

#[test]
fn what_was_never_sent_is_told_from_what_was_lost() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refused = format!("http://{free}");
    for address in [refused.as_str(), "http://no-such-host.invalid"] {
        let error = open_issue(address).unwrap_err();
        assert_eq!(
            error.kind,
            ErrorKind::Retry { after: None },
            "{address}: {}",
            error.message
        );
    }
    let plain = server("no TLS here");
    let secure = plain.address.replace("http://", "https://");
    let transport = GitHubTransport::new(&secure, None).unwrap();
    let sent = transport.send(&Request::write(Method::POST, "/x", None));
    assert!(matches!(sent, Err(SendError::NotSent(_))), "{sent:?}");
}

#[test]
fn a_question_follows_a_repository_that_was_renamed_but_not_to_another_host() {
    let away = server("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
    let moved = "HTTP/1.1 301 Moved\r\nlocation: https://evil.example/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let home = server(moved);
    let transport = GitHubTransport::new(&home.address, None).unwrap();
    assert_eq!(transport.send(&Request::get("/repos/a/b")).unwrap().status, 301);
    assert_eq!(away.requests.load(Ordering::SeqCst), 0);
    let round =
        server("HTTP/1.1 302 Moved\r\nlocation: /again\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let transport = GitHubTransport::new(&round.address, None).unwrap();
    assert_eq!(transport.send(&Request::get("/repos/a/b")).unwrap().status, 302);
    assert_eq!(round.requests.load(Ordering::SeqCst), 6);
}
