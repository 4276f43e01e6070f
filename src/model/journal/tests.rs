//! Events as text: what bodies keep, what people and other programs read.

use jiff::Timestamp;
use uuid::Uuid;

use super::*;

fn stamped(event: NewEvent) -> Event {
    event.stamped(Stamp {
        journal_id: Uuid::from_u128(1),
        origin: Uuid::from_u128(2),
        lseq: 7,
        oseq: 5,
        prev: Hash::of(b"before"),
        random: [9; 26],
    })
}

fn event(type_: &str, body: &str) -> Event {
    stamped(NewEvent {
        type_: type_.to_owned(),
        type_version: 1,
        subject: Subject::from("task/7".to_owned()),
        time: Timestamp::from_millisecond(1_767_225_600_123).expect("a time of this century"),
        actor: "user:default/anna".to_owned(),
        causation: None,
        correlation: Some(Uuid::from_u128(3)),
        body: body.as_bytes().to_vec(),
    })
}

#[test]
fn events_are_told_in_sentences() {
    let one = Hash::of(b"one");
    let two = Hash::of(b"two");
    let changed = |from: Hash, to: Hash, fields: &str| {
        event(
            "entity.changed",
            &format!(
                r#"{{"ref":"api:default/pay","from":"{from}","to":"{to}","fields":{fields},"file":"pay.yaml"}}"#
            ),
        )
    };
    let read = |entities: u32, files: u32| {
        event(
            "catalog.read",
            &format!(r#"{{"entities":{entities},"files":{files},"manifest":"{one}"}}"#),
        )
    };
    for (event, expected) in [
        (
            event("workspace.opened", r#"{"name":"acme"}"#),
            "Workspace acme opened for the first time",
        ),
        (
            read(1204, 310),
            "Catalog read for the first time: 1204 entities in 310 files",
        ),
        (read(1, 1), "Catalog read for the first time: 1 entity in 1 file"),
        (
            changed(one, two, r#"["spec.owner"]"#),
            "api:default/pay changed: spec.owner",
        ),
        (
            changed(one, two, r#"["a","b","c","d","e","f"]"#),
            "api:default/pay changed: a, b, c and 3 more fields",
        ),
        (changed(one, two, "[]"), "api:default/pay changed"),
        (changed(one, one, "[]"), "api:default/pay moved to pay.yaml"),
        (
            event(
                "entity.disappeared",
                &format!(r#"{{"ref":"api:default/pay","version":"{one}"}}"#),
            ),
            "api:default/pay disappeared",
        ),
        (
            event("run.started", r#"{"title":"A topic"}"#),
            "run.started on task/7",
        ),
        (
            event("task.created", r#"{"title":"A topic","source":"log"}"#),
            "Task 7: asked for: A topic",
        ),
        (
            Event {
                body: None,
                salt: None,
                ..event("task.created", "{}")
            },
            "task.created on task/7 (redacted)",
        ),
        (
            event("entity.appeared", r#"{"ref":5}"#),
            "entity.appeared with a body that does not fit: invalid type: integer `5`, expected a string at line 1 column 8 (event 7)",
        ),
    ] {
        assert_eq!(sentence(&event), expected);
    }
}

#[test]
fn a_run_is_told_with_its_plan_and_what_came_of_it() {
    let hash = "62fe54e1".repeat(8);
    let right = |name: &str| {
        format!(
            r#"{{"target":"kafka:main/{name}","principal":"User:cart","principal_sort":"account","right":"read"}}"#
        )
    };
    let done = |output: &str| {
        event(
            "step.done",
            &format!(r#"{{"step":"access","attempt":1,"output":{output}}}"#),
        )
    };
    let finished = |output: &str| {
        event(
            "run.finished",
            &format!(r#"{{"status":"succeeded","output":{output}}}"#),
        )
    };
    let rights = |names: &[&str]| names.iter().map(|name| right(name)).collect::<Vec<_>>().join(",");
    for (event, expected) in [
        (
            event(
                "run.requested",
                &format!(
                    r#"{{"blueprint":"template:default/topic","title":"A topic","values":{{}},"document":{{}},"plan":[],"plan_hash":"{hash}","task":"t"}}"#
                ),
            ),
            "Run 7: template:default/topic asked for: A topic (plan 62fe54e1)",
        ),
        (
            event(
                "run.approved",
                &format!(r#"{{"step":"agree","plan_hash":"{hash}"}}"#),
            ),
            "Run 7: agree agreed to (plan 62fe54e1)",
        ),
        (
            done(&format!(
                r#"{{"gives":[{}],"until":"2026-12-21T00:00:00Z"}}"#,
                right("orders")
            )),
            "Run 7: access done: gives User:cart read on kafka:main/orders until 2026-12-21 00:00 UTC",
        ),
        (
            done(&format!(r#"{{"gives":[{}]}}"#, rights(&["a", "b", "c", "d"]))),
            "Run 7: access done: gives User:cart read on kafka:main/a, User:cart read on kafka:main/b, User:cart read on kafka:main/c and 1 more",
        ),
        (
            done(r#"{"remoteUrl":"https://github.com/acme/cart"}"#),
            "Run 7: access done: https://github.com/acme/cart",
        ),
        (done("null"), "Run 7: access done"),
        (
            finished(
                r#"{"text":[{"title":"Access","content":"cart may\nread"}],"links":[{"url":"https://a.example"}]}"#,
            ),
            "Run 7: succeeded: cart may read; https://a.example",
        ),
        (finished("null"), "Run 7: succeeded"),
    ] {
        let event = Event {
            subject: Subject::run("7"),
            ..event
        };
        assert_eq!(sentence(&event), expected);
    }
}

#[test]
fn a_body_keeps_the_fields_it_does_not_know() {
    let text = r#"{"name":"acme","since":{"b":1,"a":[2]},"more":null}"#;
    let Ok(Fact::WorkspaceOpened(opened)) = event("workspace.opened", text).fact() else {
        panic!("{text}")
    };
    assert_eq!(opened.unknown.len(), 2);
    let again = NewEvent::new(
        &opened,
        Subject::workspace(),
        Timestamp::UNIX_EPOCH,
        "user:default/anna",
    );
    assert_eq!(String::from_utf8(again.body).as_deref(), Ok(text));
}

#[test]
fn a_cloud_event_carries_the_whole_envelope() {
    insta::assert_snapshot!(cloud_event(&event("task.created", r#"{"title": "A topic"}"#)), @r###"{"specversion":"1.0","id":"019b76da-a87b-7909-8909-090909090909","source":"urn:uuid:00000000-0000-0000-0000-000000000002","type":"task.created","subject":"task/7","time":"2026-01-01T00:00:00.123Z","typeversion":1,"journalid":"00000000-0000-0000-0000-000000000001","sequence":"00000000000000000005","actor":"user:default/anna","correlationid":"00000000-0000-0000-0000-000000000003","prevhash":"6db7d803e74f1ffa7d8f5adc0bf95b3e15bf4c8373fffadf546227cc6c6742cb","bodyhash":"27f15d06c3492d649aba84050f054613c1cc56e34fbadc6fe8b06ec92fe37ec6","hash":"aca0e4221f4bbea29f261d8be66711b6a2c0623272254ca1ca1ff2d05b7ae496","salt":"09090909090909090909090909090909","datacontenttype":"application/json","data":{"title": "A topic"}}"###);
}

#[test]
fn what_no_journal_takes_is_told() {
    let sound = NewEvent::new(
        &WorkspaceOpened {
            name: "acme".to_owned(),
            unknown: Unknown::new(),
        },
        Subject::workspace(),
        Timestamp::UNIX_EPOCH,
        "user:default/anna",
    );
    assert_eq!(sound.check(), Ok(()));
    for (event, complaint) in [
        (
            NewEvent {
                actor: String::new(),
                ..sound.clone()
            },
            "the event's actor is empty",
        ),
        (
            NewEvent {
                type_: "x".repeat(3000),
                ..sound.clone()
            },
            "the event's type is 3000 bytes long; 2048 are allowed",
        ),
        (
            NewEvent {
                body: b"{} x".to_vec(),
                ..sound.clone()
            },
            "the event's body is not JSON: trailing characters at line 1 column 4",
        ),
        (
            NewEvent {
                body: vec![b' '; 1 << 21],
                ..sound
            },
            "the event's body is 2097152 bytes long; 1048576 are allowed",
        ),
    ] {
        assert_eq!(
            event.check().map_err(|error| error.to_string()),
            Err(complaint.to_owned())
        );
    }
}
