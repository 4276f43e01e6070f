//! Messages that are posted, to servers that take them and to servers that do not.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use muster::model::health::Health;
use muster::model::secret::Secret;
use muster::remote::notify::{Also, Message, Teller, Untold, Way, Ways};
use serde_json::{Value, json};

use crate::server::{Server, answer, hang, heard, say};
use crate::stage::{SHORT, World};

pub fn message() -> Message {
    Message {
        entity: "component:default/cart".to_owned(),
        entity_title: "Cart & <!channel> @here".to_owned(),
        probe: "web".to_owned(),
        state: Health::Down,
        since: "2026-03-05T03:04:05.678Z".parse().unwrap(),
        seen: "https://cart answers with status 503 <http://evil|ok> \u{1b}[2J".to_owned(),
        whom: "user:default/ana".to_owned(),
        role: "contact".to_owned(),
        recovered: false,
        link: Some("https://portal.example.com/cart?a=1&b=2".to_owned()),
        workspace: "Acme".to_owned(),
        also: vec![],
    }
}

pub fn ways() -> Ways {
    Ways::new(Arc::new(World::default()), std::env::temp_dir()).with_patience(SHORT, SHORT)
}

fn address(server: &Server) -> String {
    format!(
        "http://hooks.test:{}/services/T0/hunter2-0123?key=hunter3",
        server.port()
    )
}

/// A server that keeps what it is sent.
fn keeping(status: u16) -> (Server, Arc<Mutex<Vec<String>>>) {
    let kept: Arc<Mutex<Vec<String>>> = Arc::default();
    let into = Arc::clone(&kept);
    let server = Server::start(move |_, stream| {
        let request = heard(stream);
        into.lock().unwrap().push(request);
        say(stream, &answer(status, "", "ok"));
    });
    (server, kept)
}

fn sent(kept: &Mutex<Vec<String>>) -> (String, Value) {
    let kept = kept.lock().unwrap();
    assert_eq!(kept.len(), 1, "it is sent once: {kept:?}");
    let (head, body) = kept[0].split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), serde_json::from_str(body).unwrap())
}

#[test]
fn a_chat_gets_a_text_in_which_nobody_elses_words_mean_anything() {
    let (server, kept) = keeping(200);
    let way = Way::Slack {
        url: Secret::new(address(&server)),
    };
    assert_eq!(ways().tell(&way, &message()), Ok(()));
    let (head, body) = sent(&kept);
    assert!(
        head.starts_with("post /services/t0/hunter2-0123?key=hunter3 http/1.1"),
        "{head}"
    );
    assert!(head.contains("content-type: application/json"), "{head}");
    assert_eq!(
        body["text"].as_str().unwrap().lines().collect::<Vec<_>>(),
        [
            ":red_circle: *unresponsive*: Cart &amp; &lt;!channel&gt; @\u{200b}here (component:default/cart)",
            "web: https://cart answers with status 503 &lt;http://evil|ok&gt; \\x1b[2J",
            "since 2026-03-05T03:04:05Z, told to user:default/ana as contact, workspace Acme",
            "<https://portal.example.com/cart?a=1&amp;b=2|more>",
        ]
    );
}

#[test]
fn recovery_is_told_and_only_real_links_are_links() {
    let (server, kept) = keeping(204);
    let way = Way::Slack {
        url: Secret::new(address(&server)),
    };
    let message = Message {
        state: Health::Up,
        recovered: true,
        entity_title: String::new(),
        seen: "x".repeat(10_000),
        link: Some("javascript:alert(1)".to_owned()),
        ..message()
    };
    assert_eq!(ways().tell(&way, &message), Ok(()));
    let text = sent(&kept).1["text"].as_str().unwrap().to_owned();
    assert!(
        text.starts_with(":large_green_circle: *well again*: component:default/cart\n"),
        "{text}"
    );
    assert!(
        text.contains("xx…\n") && text.len() < 1_000 && !text.contains("javascript"),
        "{text}"
    );
}

#[test]
fn a_webhook_gets_the_message_and_its_version() {
    let (server, kept) = keeping(202);
    let way = Way::Webhook {
        url: Secret::new(address(&server)),
    };
    assert_eq!(ways().tell(&way, &message()), Ok(()));
    let (_, body) = sent(&kept);
    assert_eq!(
        body,
        json!({
            "version": 1, "entity": "component:default/cart", "entity_title": "Cart & <!channel> @here", "probe": "web",
            "state": "down", "since": "2026-03-05T03:04:05.678Z", "seen": message().seen, "whom": "user:default/ana",
            "role": "contact", "recovered": false, "link": "https://portal.example.com/cart?a=1&b=2", "workspace": "Acme",
        })
    );
}

#[test]
fn what_was_not_told_is_said_without_the_address() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let telling = Server::start(|_, stream| {
        let request = heard(stream);
        let path = request.split(' ').nth(1).unwrap_or_default().to_owned();
        let key = path.split(['/', '?']).nth(3).unwrap_or_default();
        say(
            stream,
            &answer(404, "", &format!("no_service {key} at {path}\u{1b}[2J")),
        );
    });
    let hanging = Server::behaving(hang);
    let closing = Server::behaving(|_| {});
    let leading = Server::saying(answer(302, "location: http://127.0.0.1:1/\r\n", ""));
    for (address, words) in [
        (address(&telling), "answers with status 404: no_service ‹secret"),
        (address(&hanging), "was not told: no whole answer within"),
        (address(&closing), "was not told: "),
        (address(&leading), "answers with status 302"),
        (
            format!("http://hooks.test:{closed}/services/hunter2"),
            "was not told: ",
        ),
        (
            "http://nobody.test/services/hunter2".to_owned(),
            "nobody.test has no address",
        ),
        (
            "http://hangs.test/services/hunter2".to_owned(),
            "does not answer in time",
        ),
        (
            "https://inside.test/services/hunter2".to_owned(),
            "would allow that; see [http.hosts.\"inside.test\"] of muster.toml",
        ),
        (
            "http://inside.test/services/hunter2".to_owned(),
            "asked without TLS",
        ),
        ("hooks.test/services/hunter2".to_owned(), "its address is none"),
        (
            "https://ana:hunter2@hooks.test/".to_owned(),
            "its address is none",
        ),
    ] {
        for way in [
            Way::Slack {
                url: Secret::new(address.as_str()),
            },
            Way::Webhook {
                url: Secret::new(address.as_str()),
            },
        ] {
            let error = ways().tell(&way, &message()).unwrap_err().to_string();
            assert!(error.contains(words), "{address}: {error}");
            assert!(!error.contains("hunter") && !error.contains('\u{1b}'), "{error}");
            assert!(!format!("{way:?}").contains("hunter"), "{way:?}");
        }
    }
    assert_eq!(telling.asked().len(), 2, "each is sent once");
}

#[test]
fn several_are_told_of_in_one_message() {
    let also = |number: usize| Also {
        entity: format!("component:default/c{number}"),
        entity_title: String::new(),
        probe: "web".to_owned(),
        state: Health::Down,
        since: message().since,
        seen: "no answer <!channel>".to_owned(),
        role: "lead".to_owned(),
        link: None,
    };
    let message = Message {
        also: (0..30).map(also).collect(),
        ..message()
    };
    let (server, kept) = keeping(200);
    let way = Way::Slack {
        url: Secret::new(address(&server)),
    };
    assert_eq!(ways().tell(&way, &message), Ok(()));
    let text = sent(&kept).1["text"].as_str().unwrap().to_owned();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], ":red_circle: *31 are unresponsive*");
    assert_eq!(
        lines[2],
        "• component:default/c0 (web): no answer &lt;!channel&gt;"
    );
    assert_eq!(
        lines[21..],
        ["and 11 more", "told to user:default/ana, workspace Acme"]
    );
    let (server, kept) = keeping(200);
    let way = Way::Webhook {
        url: Secret::new(address(&server)),
    };
    assert_eq!(ways().tell(&way, &message), Ok(()));
    assert_eq!(sent(&kept).1["also"].as_array().unwrap().len(), 30);
}

#[test]
fn who_is_busy_is_told_later_and_only_who_is_not_there_is_unreached() {
    for (status, headers, wait) in [
        (429, "retry-after: 30\r\n", Some(30)),
        (503, "retry-after: 0\r\n", Some(1)),
        (429, "", None),
        (429, "retry-after: 86400\r\n", None),
        (500, "retry-after: 30\r\n", None),
    ] {
        let server = Server::saying(answer(status, headers, ""));
        let way = Way::Slack {
            url: Secret::new(address(&server)),
        };
        let error = ways().tell(&way, &message()).unwrap_err();
        let later = match &error {
            Untold::Later(_, wait) => Some(*wait),
            _ => None,
        };
        assert_eq!(
            later,
            wait.map(Duration::from_secs),
            "{status} {headers}: {error:?}"
        );
        assert!(
            matches!(error, Untold::Later(..) | Untold::Failed(_)),
            "{error:?}"
        );
    }
    let way = Way::Slack {
        url: Secret::new("http://nobody.test/services/hunter2"),
    };
    let error = ways().tell(&way, &message()).unwrap_err();
    assert!(matches!(error, Untold::Unreached(_)), "{error:?}");
}
