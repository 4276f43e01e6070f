//! Web servers that are well, and all the ways in which they are not. Every address holds a secret that nothing may show.

use muster::model::health::Health::{Down, Unknown, Up};
use muster::remote::probe::Prober;

use crate::server::{Manner, Server, answer, drip, hang, heard, say};
use crate::stage::{PATIENCE, SHORT, World, check, look};

const SECRET: &str = "hunter2";

fn declared(host: &str, server: &Server, options: &str) -> String {
    format!("http://{host}:{}/healthz?token={SECRET} {options}", server.port())
}

#[test]
fn a_status_and_a_text_decide() {
    let far = format!("{}needle", "x".repeat(70_000));
    let split = format!("{}needle{}", "x".repeat(8_189), "y".repeat(9_000));
    for (status, headers, body, options, health, words) in [
        (200, "", "ok", "", Up, "answers with status 200 after"),
        (204, "", "", "", Up, "status 204"),
        (503, "", "", "", Down, "answers with status 503, not 2xx"),
        (
            200,
            "",
            "",
            "expect=204,5xx",
            Down,
            "answers with status 200, not 204 or 5xx",
        ),
        (503, "", "", "expect=5xx", Up, "status 503"),
        (301, "location: /other\r\n", "", "expect=301", Up, "status 301"),
        (304, "", "", "", Down, "status 304, not 2xx"),
        (302, "", "", "", Down, "status 302, not 2xx"),
        (302, "location: http://\r\n", "", "", Down, "leads to no address"),
        (
            302,
            "location: file:///etc/passwd\r\n",
            "",
            "",
            Down,
            "leads to no address",
        ),
        (200, "", "all is well", "contains=\"is well\"", Up, "status 200"),
        (
            200,
            "",
            "all is bad",
            "contains=well",
            Down,
            "does not hold `well`",
        ),
        (200, "", split.as_str(), "contains=needle", Up, "status 200"),
        (
            200,
            "",
            far.as_str(),
            "contains=needle",
            Down,
            "does not hold `needle` in its first 64 KiB",
        ),
        (500, "", "well", "contains=well", Down, "status 500, not 2xx"),
        (200, "", "", "method=HEAD", Up, "status 200"),
    ] {
        let server = Server::saying(answer(status, headers, body));
        let heard = look(
            &World::default().network(),
            &declared("a.test", &server, options),
            PATIENCE,
        );
        check(&heard, health, true, words, &format!("{status} {options}"));
        assert!(heard.took.is_some() || status == 302, "{heard:?}");
        assert!(!heard.seen.contains(SECRET), "{}", heard.seen);
        let method = if options.contains("HEAD") { "HEAD" } else { "GET" };
        let asked = server.asked();
        assert_eq!(asked.len(), 1, "it is asked once: {asked:?}");
        assert!(
            asked[0].starts_with(&format!("{method} /healthz?token={SECRET} ")),
            "{asked:?}"
        );
    }
}

#[test]
fn whatever_a_server_does_the_look_comes_to_an_end() {
    let cases: [(&str, &str, Manner, &str); 19] = [
        ("it hangs", "", hang, "does not answer within 400 ms"),
        (
            "it closes at once",
            "",
            |_| {},
            "closes the connection without an answer",
        ),
        (
            "it hears, and closes",
            "",
            |stream| drop(heard(stream)),
            "closes the connection without an answer",
        ),
        (
            "it drips a status",
            "",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 ");
                drip(stream, "x");
            },
            "does not answer within 400 ms",
        ),
        (
            "it drips a header",
            "",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\nx: ");
                drip(stream, "x");
            },
            "does not answer within",
        ),
        (
            "it sends headers without end",
            "",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\n");
                while stream_on(stream, "x-more: and more and more and more\r\n") {}
            },
            "answers with what is no HTTP",
        ),
        (
            "it says to wait without end",
            "",
            |stream| {
                heard(stream);
                drip(stream, "HTTP/1.1 100 Continue\r\n\r\n");
            },
            "does not answer within",
        ),
        (
            "it drips a body",
            "contains=never",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
                drip(stream, "x");
            },
            "begins to answer, but does not come to an end within",
        ),
        (
            "its body hangs",
            "contains=never",
            |stream| {
                heard(stream);
                say(
                    stream,
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n",
                );
                hang(stream);
            },
            "begins to answer, but does not come to an end within",
        ),
        (
            "its body never ends",
            "contains=never",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\n\r\n");
                while stream_on(stream, &"x".repeat(10_000)) {}
            },
            "does not hold `never` in its first 64 KiB",
        ),
        (
            "it promises more than it sends",
            "contains=never",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort");
            },
            "breaks off in the middle of its answer",
        ),
        (
            "it sends more than it promises",
            "contains=never",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok never");
            },
            "does not hold `never`",
        ),
        (
            "it promises two lengths",
            "contains=never",
            |stream| {
                heard(stream);
                say(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
                );
            },
            "answers with what is no HTTP",
        ),
        (
            "it promises nonsense",
            "",
            |stream| {
                heard(stream);
                say(stream, "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n");
            },
            "answers with what is no HTTP",
        ),
        (
            "it is another service",
            "",
            |stream| say(stream, "SSH-2.0-OpenSSH_9.9\r\n"),
            "what is no HTTP",
        ),
        (
            "its chunks are none",
            "contains=never",
            |stream| {
                heard(stream);
                say(
                    stream,
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZZ\r\n",
                );
            },
            "breaks off in the middle of its answer",
        ),
        (
            "it redirects for ever",
            "",
            |stream| {
                heard(stream);
                say(stream, &answer(302, "location: /again\r\n", ""));
            },
            "redirects more than 5 times",
        ),
        (
            "it redirects inside",
            "",
            |stream| {
                heard(stream);
                say(stream, &answer(302, "location: http://inside.test/\r\n", ""));
            },
            "redirects: inside.test is at 10.0.0.1, which is inside",
        ),
        (
            "it redirects to where machines get their tokens",
            "",
            |stream| {
                heard(stream);
                say(
                    stream,
                    &answer(307, "location: http://metadata.test/latest\r\n", ""),
                );
            },
            "redirects: metadata.test is at 169.254.169.254, which is no address of a service",
        ),
    ];
    for (case, options, manner, words) in cases {
        let server = Server::behaving(manner);
        let heard = look(
            &World::default().network(),
            &declared("a.test", &server, options),
            SHORT,
        );
        check(&heard, Down, true, words, case);
        assert!(!heard.seen.contains(SECRET), "{}", heard.seen);
    }
}

fn stream_on(stream: &mut std::net::TcpStream, text: &str) -> bool {
    use std::io::Write;
    stream.write_all(text.as_bytes()).is_ok()
}

#[test]
fn a_body_that_nobody_asked_for_is_not_waited_for() {
    let server = Server::behaving(|stream| {
        heard(stream);
        say(stream, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n");
        hang(stream);
    });
    let heard = look(
        &World::default().network(),
        &declared("a.test", &server, ""),
        PATIENCE,
    );
    check(&heard, Up, true, "status 200", "a body that hangs");
}

#[test]
fn redirects_are_followed_to_where_a_probe_may_go() {
    let target = Server::saying(answer(200, "", "here"));
    let place = format!(
        "location: http://b.test:{}/there?key={SECRET}#top\r\n",
        target.port()
    );
    let server = Server::saying(answer(308, &place, ""));
    let heard = look(
        &World::default().network(),
        &declared("a.test", &server, "contains=here"),
        PATIENCE,
    );
    check(
        &heard,
        Up,
        true,
        &format!("http://b.test:{}/there?…", target.port()),
        "a redirect",
    );
    assert!(!heard.seen.contains(SECRET), "{}", heard.seen);
}

#[test]
fn a_server_that_flaps_is_told_as_it_is_each_time() {
    let server = Server::start(|number, stream| {
        heard(stream);
        if number % 3 != 1 {
            say(
                stream,
                &answer(if number.is_multiple_of(3) { 200 } else { 500 }, "", ""),
            );
        }
    });
    let network = World::default().network();
    let seen: Vec<_> = (0..6)
        .map(|_| look(&network, &declared("a.test", &server, ""), PATIENCE).heard)
        .collect();
    assert_eq!(seen, [Up, Down, Down, Up, Down, Down]);
}

#[test]
fn without_a_safe_connection_nothing_is_well() {
    let cases: [(&str, Manner, bool, &str); 4] = [
        (
            "it speaks no TLS",
            |stream| {
                say(stream, &answer(400, "", ""));
                hang(stream);
            },
            true,
            "there is no safe connection to",
        ),
        (
            "it answers with garbage",
            |stream| drip(stream, "\u{16}\u{3}\u{3}garbage"),
            true,
            "there is no safe connection to",
        ),
        (
            "it closes",
            |_| {},
            true,
            "closes the connection before it is safe",
        ),
        ("it hangs in the middle", hang, false, "there is no connection to"),
    ];
    for (case, manner, reached, words) in cases {
        let server = Server::behaving(manner);
        let target = format!("https://a.test:{}/?token={SECRET}", server.port());
        let heard = look(&World::default().network(), &target, SHORT);
        check(&heard, Down, reached, words, case);
        assert!(!heard.seen.contains(SECRET), "{}", heard.seen);
    }
}

#[test]
fn a_certificate_that_nobody_trusts_is_said_in_words() {
    let server = crate::own::start();
    let target = format!("https://own.test:{}/?token={SECRET}", server.port());
    let heard = look(&World::default().network(), &target, PATIENCE);
    let words = "its certificate is an authority's own, as self-signed ones are";
    check(&heard, Down, true, words, "a self-signed one");
}

#[test]
fn where_nobody_is_or_nobody_may_go() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let network = World::default().network();
    for (target, health, reached, words) in [
        (
            format!("http://a.test:{closed}/"),
            Down,
            true,
            "refuses the connection: nobody listens there",
        ),
        (
            "http://nobody.test/".to_owned(),
            Down,
            false,
            "nobody.test has no address: no such host is known",
        ),
        (
            "http://hangs.test/".to_owned(),
            Down,
            false,
            "hangs.test has no address: whoever knows names does not answer in time",
        ),
        (
            "http://inside.test:81/".to_owned(),
            Unknown,
            true,
            "see [http.hosts.\"inside.test:81\"] of muster.toml",
        ),
        (
            "http://metadata.test/".to_owned(),
            Unknown,
            true,
            "no address of a service",
        ),
    ] {
        check(&look(&network, &target, SHORT), health, reached, words, &target);
    }
}

#[test]
fn a_name_that_hangs_is_looked_up_once_however_often_it_is_asked_for() {
    let world = std::sync::Arc::new(World::default());
    let network = muster::remote::probe::Network::new(std::sync::Arc::clone(&world) as _);
    let target = muster::model::health::target::parse("http://hangs.test/")
        .unwrap()
        .target;
    for _ in 0..4 {
        assert_eq!(
            network.look(&target, std::time::Duration::from_millis(50)).heard,
            Down
        );
    }
    assert_eq!(world.look_ups("hangs.test"), 1);
}
