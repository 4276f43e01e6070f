//! How targets are declared, and what is said of those that are not.

use jiff::SignedDuration;
use muster::model::health::target::{Declared, Method, StatusRange, Target, parse, parse_interval};
use proptest::prelude::*;

fn bare(target: Target) -> Declared {
    Declared {
        target,
        every: None,
        timeout: None,
        fall: None,
        rise: None,
    }
}

fn http(url: &str) -> Target {
    Target::Http {
        url: url.to_owned(),
        method: Method::Get,
        expect: vec![StatusRange { from: 200, to: 299 }],
        contains: None,
    }
}

#[test]
fn a_declaration_is_a_target_and_options() {
    let declared = parse("https://cart.example.com/healthz expect=2xx every=30s timeout=1m fall=5 rise=1");
    assert_eq!(
        declared,
        Ok(Declared {
            every: Some(SignedDuration::from_secs(30)),
            timeout: Some(SignedDuration::from_mins(1)),
            fall: Some(5),
            rise: Some(1),
            ..bare(http("https://cart.example.com/healthz"))
        })
    );
    for (text, target) in [
        ("  http://localhost:8080\n", http("http://localhost:8080")),
        ("https://[::1]:8443/x?key=v", http("https://[::1]:8443/x?key=v")),
        (
            "https://a.example/ method=head expect=200,301-308,4xx",
            Target::Http {
                url: "https://a.example/".to_owned(),
                method: Method::Head,
                expect: vec![
                    StatusRange { from: 200, to: 200 },
                    StatusRange { from: 301, to: 308 },
                    StatusRange { from: 400, to: 499 },
                ],
                contains: None,
            },
        ),
        (
            "https://a.example/ contains=\"all is well=yes\"",
            Target::Http {
                url: "https://a.example/".to_owned(),
                method: Method::Get,
                expect: vec![StatusRange::WELL],
                contains: Some("all is well=yes".to_owned()),
            },
        ),
        (
            "tcp://DB.example.com:5432",
            Target::Tcp {
                host: "db.example.com".to_owned(),
                port: 5432,
            },
        ),
        (
            "tcp://[fd12::1]:5432",
            Target::Tcp {
                host: "fd12::1".to_owned(),
                port: 5432,
            },
        ),
        (
            "kafka:main/team/billing max-lag=0",
            Target::KafkaLag {
                cluster: "main".to_owned(),
                group: "team/billing".to_owned(),
                max_lag: 0,
            },
        ),
        (
            "github:acme/cart/deploy.yml branch=release/1.x",
            Target::Workflow {
                owner: "acme".to_owned(),
                repo: "cart".to_owned(),
                workflow: "deploy.yml".to_owned(),
                branch: Some("release/1.x".to_owned()),
            },
        ),
    ] {
        assert_eq!(parse(text), Ok(bare(target)), "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_with_what_is_possible() {
    let long = format!("https://a.example/{}", "x".repeat(5000));
    for (text, words) in [
        ("", "it is empty; write https://HOST/PATH"),
        ("cart.example.com", "it begins with no sort of target"),
        ("ftp://a.example", "it begins with no sort of target"),
        ("https:a.example", "goes on with //"),
        ("https://", "it has no host"),
        ("https:///healthz", "it has no host"),
        ("https://a b", "`b` is no option; options are written NAME=VALUE"),
        ("https://a.example:0/", "it has no host, or one that is none"),
        ("https://a.example:http/", "it has no host, or one that is none"),
        ("https://-a.example/", "it has no host, or one that is none"),
        ("https://[::1/", "it has no host, or one that is none"),
        ("https://ana:hunter2@a.example/", "a name or a password"),
        ("https://a.example/#top", "after # is never sent"),
        ("https://a.example\\@b.example/", "only ASCII"),
        ("https://ä.example/", "only ASCII"),
        ("https://a.example/ expect=", "expect= is no status"),
        (
            "https://a.example/ expect=ok",
            "expect=ok is no status; write expect=2xx",
        ),
        ("https://a.example/ expect=99", "expect=99 is no status"),
        ("https://a.example/ expect=200,600", "expect=600 is no status"),
        ("https://a.example/ expect=299-200", "expect=299-200 is no status"),
        ("https://a.example/ expect=7xx", "expect=7xx is no status"),
        (
            "https://a.example/ method=POST",
            "method=POST is not possible, only GET and HEAD",
        ),
        ("https://a.example/ contains=", "contains= needs the text"),
        ("https://a.example/ contains=x method=HEAD", "has no body"),
        (
            "https://a.example/ contains=\"x",
            "a quote is opened and never closed",
        ),
        (
            "https://a.example/ expct=200",
            "an address has no option `expct` (is `expect` meant?)",
        ),
        (
            "https://a.example/ max-lag=7",
            "there are expect, contains, method, every, timeout, fall, rise",
        ),
        ("https://a.example/ every=30s every=1m", "every= is given twice"),
        (
            "https://a.example/ every=often",
            "every=often is no duration; write every=30s",
        ),
        ("https://a.example/ every=30", "every=30 is no duration"),
        (
            "https://a.example/ every=10ms",
            "every=10ms is not possible, only from 1s to 24h",
        ),
        ("https://a.example/ every=2d", "every=2d is not possible"),
        (
            "https://a.example/ timeout=2m",
            "timeout=2m is not possible, only from 100ms to 1m",
        ),
        (
            "https://a.example/ fall=0",
            "fall=0 is no number of answers in a row; write 1 to 100",
        ),
        (
            "https://a.example/ rise=-1",
            "rise=-1 is no number of answers in a row",
        ),
        ("https://a.example/\u{1b}[2J", "it holds the character \\u{1b}"),
        (&long, "it is longer than 4096 bytes"),
        ("tcp:db.example.com:1", "a TCP target is written tcp://HOST:PORT"),
        ("tcp://db.example.com", "the port is missing"),
        (
            "tcp://db.example.com:99999",
            "a TCP target is written tcp://HOST:PORT",
        ),
        ("tcp://ana@db.example.com:1", "a name or a password"),
        (
            "tcp://db.example.com:1/x",
            "a TCP target is written tcp://HOST:PORT",
        ),
        (
            "tcp://db.example.com:1 expect=200",
            "a TCP target has no option `expect`",
        ),
        ("kafka:main", "kafka:CLUSTER/GROUP max-lag=1000"),
        ("kafka:/billing max-lag=1", "kafka:CLUSTER/GROUP max-lag=1000"),
        ("kafka:main/billing", "add max-lag=1000"),
        (
            "kafka:main/billing max-lag=many",
            "max-lag=many is no number of records",
        ),
        (
            "kafka:main/billing max-lag=-1",
            "max-lag=-1 is no number of records",
        ),
        ("github:acme/cart", "github:OWNER/REPO/WORKFLOW.yml"),
        ("github:acme/../deploy.yml", "`..` is no name on GitHub"),
        ("github:acme/cart/deploy", "`deploy` is no workflow's file"),
        ("github:acme/cart/deploy.yml?x", "is no name on GitHub"),
        ("github:acme/cart/deploy.yml branch=", "branch= is no branch"),
        ("github:acme/cart/deploy.yml brunch=main", "(is `branch` meant?)"),
    ] {
        let error = parse(text).expect_err(text);
        assert!(error.contains(words), "{text}: {error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn a_target_is_shown_without_what_is_nobodys_to_see() {
    for (text, shown, host) in [
        (
            "https://a.example:8443/x?key=hunter2",
            "https://a.example:8443/x?…",
            "a.example",
        ),
        ("https://[::1]:8443?key=hunter2", "https://[::1]:8443?…", "::1"),
        ("tcp://[::1]:5432", "tcp://[::1]:5432", "::1"),
        ("tcp://db:5432", "tcp://db:5432", "db"),
        ("kafka:main/billing max-lag=1", "kafka:main/billing", "main"),
        ("github:acme/cart/ci.yaml", "github:acme/cart/ci.yaml", "github"),
    ] {
        let target = parse(text).unwrap().target;
        assert_eq!((target.to_string().as_str(), target.host()), (shown, host));
    }
}

#[test]
fn intervals() {
    for (text, milliseconds) in [
        ("500ms", Some(500)),
        ("30s", Some(30_000)),
        ("1m30s", Some(90_000)),
        ("1h 5m", Some(3_900_000)),
        ("1d", Some(86_400_000)),
        ("", None),
        ("0s", None),
        ("s", None),
        ("30", None),
        ("1.5s", None),
        ("-1s", None),
        ("99999999999999999999s", None),
        ("9223372036854775807h", None),
    ] {
        let expected = milliseconds.map(SignedDuration::from_millis);
        assert_eq!(parse_interval(text), expected, "{text}");
    }
}

/// Pieces of declarations in any order, and anything else between them.
fn nearly_declared() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("https://".to_owned()),
        Just("tcp://".to_owned()),
        Just("kafka:".to_owned()),
        Just("github:".to_owned()),
        Just("a.example".to_owned()),
        Just("[::1]:".to_owned()),
        "[ =/,:?#@\"\\[\\]xX0-9-]{1,6}",
        Just(" expect=".to_owned()),
        Just(" every=".to_owned()),
        Just(" max-lag=".to_owned()),
        Just(" contains=\"".to_owned()),
        any::<String>(),
    ];
    proptest::collection::vec(piece, 0..10).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_is_a_declaration_or_is_told_why_not(text in nearly_declared()) {
        match parse(&text) {
            Ok(declared) => {
                prop_assert!(!declared.target.to_string().is_empty());
                prop_assert!(!declared.target.host().is_empty());
            }
            Err(error) => prop_assert!(!error.is_empty()),
        }
        let _ = parse_interval(&text);
    }
}
