//! What the runs of a workflow say.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster::model::health::Health::{self, Degraded, Down, Unknown, Up};
use muster::remote::probe::Network;
use muster::remote::{HeaderMap, HeaderName, HeaderValue, Request, Response, SendError, Transport};
use serde_json::{Value, json};

use crate::stage::{PATIENCE, World, check, look};

/// What GitHub says of a path.
type Saying = dyn Fn(&str) -> Result<Response, SendError> + Send + Sync;

/// GitHub, as far as a test tells it.
struct GitHub {
    answer: Box<Saying>,
    asked: Mutex<Vec<String>>,
}

impl Transport for GitHub {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        self.asked.lock().unwrap().push(request.path.clone());
        (self.answer)(&request.path)
    }

    fn address(&self) -> &str {
        "https://api.github.com"
    }
}

fn github(
    answer: impl Fn(&str) -> Result<Response, SendError> + Send + Sync + 'static,
) -> (Arc<GitHub>, Network) {
    let github = Arc::new(GitHub {
        answer: Box::new(answer),
        asked: Mutex::default(),
    });
    let world = World {
        github: Some(Arc::clone(&github) as _),
        ..World::default()
    };
    (github, world.network())
}

fn response(status: u16, headers: &[(&'static str, &str)], body: &Value) -> Response {
    let header = |(name, value): &(&'static str, &str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )
    };
    Response {
        status,
        headers: headers.iter().map(header).collect::<HeaderMap>(),
        body: body.to_string().into_bytes(),
    }
}

/// A run that came to where it is so many minutes ago.
fn run(number: u32, status: &str, conclusion: Option<&str>, minutes: i64) -> Value {
    let at = (Timestamp::now() - SignedDuration::from_mins(minutes)).to_string();
    json!({
        "run_number": number, "status": status, "conclusion": conclusion, "event": "push",
        "head_repository": {"full_name": "Acme/cart"},
        "created_at": at, "run_started_at": at, "updated_at": at,
    })
}

fn done(number: u32, conclusion: &str) -> Value {
    run(number, "completed", Some(conclusion), 5)
}

#[test]
fn the_latest_run_that_tells_something_decides() {
    let of_fork = |mut run: Value| {
        run["head_repository"] = json!({"full_name": "evil/cart"});
        run
    };
    let of_request = |mut run: Value| {
        run["event"] = json!("pull_request_target");
        run
    };
    let cases: Vec<(&str, Vec<Value>, Health, &str)> = vec![
        (
            "well",
            vec![done(7, "success"), done(6, "failure")],
            Up,
            "ci.yml of acme/cart on main: run 7 ended well 5 min ago",
        ),
        (
            "failed",
            vec![done(7, "failure"), done(6, "success")],
            Down,
            "run 7 failed 5 min ago",
        ),
        ("too slow", vec![done(7, "timed_out")], Down, "run 7 failed"),
        (
            "not even begun",
            vec![done(7, "startup_failure")],
            Down,
            "run 7 failed",
        ),
        (
            "skipped",
            vec![done(7, "skipped"), done(6, "failure")],
            Down,
            "run 7 was skipped 5 min ago; before it, run 6 failed",
        ),
        (
            "only skipped",
            vec![done(7, "skipped")],
            Unknown,
            "no run has come to its end yet",
        ),
        (
            "cancelled",
            vec![done(7, "cancelled"), done(6, "failure")],
            Down,
            "run 7 was cancelled 5 min ago; before it, run 6 failed",
        ),
        (
            "only cancelled",
            vec![done(7, "cancelled")],
            Unknown,
            "no run has come to its end yet",
        ),
        (
            "running",
            vec![run(7, "in_progress", None, 9), done(6, "success")],
            Up,
            "run 7 began 9 min ago and still goes on",
        ),
        (
            "running on",
            vec![run(7, "in_progress", None, 361), done(6, "success")],
            Degraded,
            "run 7 began",
        ),
        (
            "running on after a failure",
            vec![run(7, "in_progress", None, 361), done(6, "failure")],
            Down,
            "run 6 failed",
        ),
        (
            "waiting",
            vec![run(7, "queued", None, 59), done(6, "success")],
            Up,
            "waits for a machine",
        ),
        (
            "waiting long",
            vec![run(7, "queued", None, 61)],
            Degraded,
            "waits for a machine",
        ),
        (
            "waiting for a person",
            vec![run(7, "waiting", None, 6_000), done(6, "success")],
            Up,
            "waits for a person",
        ),
        ("never", vec![], Unknown, "has never run"),
        (
            "a fork's",
            vec![of_fork(done(7, "failure")), done(6, "success")],
            Up,
            "run 6 ended well",
        ),
        (
            "a request's",
            vec![of_request(done(7, "failure"))],
            Unknown,
            "has never run",
        ),
        (
            "nonsense",
            vec![json!(7), json!({"status": 7}), done(6, "success")],
            Up,
            "run 6 ended well",
        ),
    ];
    for (case, runs, health, words) in cases {
        let body = json!({"total_count": runs.len(), "workflow_runs": runs});
        let (github, network) = github(move |_| Ok(response(200, &[], &body)));
        let heard = look(&network, "github:acme/cart/ci.yml branch=main", PATIENCE);
        check(&heard, health, true, words, case);
        let asked = github.asked.lock().unwrap();
        assert!(
            asked[0].starts_with("/repos/acme/cart/actions/workflows/ci.yml/runs?branch=main&"),
            "{asked:?}"
        );
    }
}

#[test]
fn without_a_branch_it_is_the_default_one_asked_for_once() {
    let (github, network) = github(|path| {
        Ok(match path {
            "/repos/acme/cart" => response(200, &[], &json!({"default_branch": "trunk/1"})),
            _ => response(200, &[], &json!({"workflow_runs": [done(7, "success")]})),
        })
    });
    for _ in 0..2 {
        let heard = look(&network, "github:acme/cart/ci.yml", PATIENCE);
        check(&heard, Up, true, "on trunk/1", "the default branch");
    }
    let asked = github.asked.lock().unwrap();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(asked[2].contains("branch=trunk%2F1&"), "{asked:?}");
}

#[test]
fn a_default_branch_that_was_renamed_is_asked_for_again() {
    let (github, network) = github(|path| {
        Ok(match path {
            "/repos/acme/cart" => response(200, &[], &json!({"default_branch": "trunk"})),
            _ => response(200, &[], &json!({"workflow_runs": [done(7, "success")]})),
        })
    });
    let network = network.keeping_branches(Duration::ZERO);
    for _ in 0..2 {
        let heard = look(&network, "github:acme/cart/ci.yml", PATIENCE);
        check(&heard, Up, true, "on trunk", "the default branch");
    }
    assert_eq!(github.asked.lock().unwrap().len(), 4);
}

#[test]
fn what_github_does_not_tell_is_unknown() {
    type Answer = fn() -> Result<Response, SendError>;
    let cases: [(Answer, bool, &str); 9] = [
        (
            || Ok(response(401, &[], &json!({}))),
            true,
            "does not take the token",
        ),
        (
            || Ok(response(403, &[], &json!({"message": "no"}))),
            true,
            "may not see the workflows of acme/cart",
        ),
        (
            || Ok(response(404, &[], &json!({}))),
            true,
            "there is none, or the token may not see it",
        ),
        (|| Ok(response(502, &[], &json!({}))), true, "status 502"),
        (|| Ok(response(200, &[], &json!([]))), true, "none that is known"),
        (
            || Ok(response(403, &[("x-ratelimit-remaining", "0")], &json!({}))),
            true,
            "its limit is reached",
        ),
        (
            || Ok(response(429, &[("retry-after", "30")], &json!({}))),
            true,
            "its limit is reached",
        ),
        (
            || Err(SendError::NotSent("no such host".to_owned())),
            false,
            "GitHub cannot be reached: no such host",
        ),
        (
            || Err(SendError::Lost("reset".to_owned())),
            true,
            "GitHub gives no answer: reset",
        ),
    ];
    for (answer, reached, words) in cases {
        let (_, network) = github(move |_| answer());
        let heard = look(&network, "github:acme/cart/ci.yml branch=main", PATIENCE);
        check(&heard, Unknown, reached, words, words);
    }
    let heard = look(&World::default().network(), "github:acme/cart/ci.yml", PATIENCE);
    check(
        &heard,
        Unknown,
        true,
        "there is no token for github.com",
        "no token",
    );
}

#[test]
fn a_github_that_is_busy_is_left_alone() {
    let (github, network) = github(|_| Ok(response(429, &[("retry-after", "3600")], &json!({}))));
    for _ in 0..3 {
        let heard = look(&network, "github:acme/cart/ci.yml branch=main", PATIENCE);
        check(&heard, Unknown, true, "its limit is reached", "busy");
    }
    assert_eq!(github.asked.lock().unwrap().len(), 1);
}
