//! Messages that a program takes further.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::time::Duration;

use muster::remote::notify::{Message, Teller, Way, Ways};
use serde_json::Value;
use tempfile::TempDir;

use crate::posts::message;
use crate::stage::{PATIENCE, SHORT, World};

/// A workspace with a program in it.
fn program(script: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.sh");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

fn tell(folder: &TempDir, arguments: &[&str], patience: Duration, message: &Message) -> Result<(), String> {
    let ways = Ways::new(Arc::new(World::default()), folder.path()).with_patience(patience, patience);
    let argv = ["./page.sh"]
        .iter()
        .chain(arguments)
        .map(|word| (*word).to_owned());
    let way = Way::Command { argv: argv.collect() };
    loop {
        let told = ways.tell(&way, message).map_err(|error| error.to_string());
        // Another test that starts a program just now holds this one's file open until it has begun.
        if !matches!(&told, Err(why) if why.contains("Text file busy")) {
            return told;
        }
    }
}

fn kept(folder: &TempDir, name: &str) -> String {
    fs::read_to_string(folder.path().join(name)).unwrap()
}

#[test]
fn a_program_gets_the_message_and_what_its_arguments_name_and_no_shell_sees_them() {
    let folder = program("cat > message.json; for a in \"$@\"; do echo \"[$a]\" >> arguments; done");
    let hostile = Message {
        entity: "component:default/$(touch hacked);`touch hacked` {state}".to_owned(),
        ..message()
    };
    let arguments = [
        "--to={whom}",
        "{entity}",
        "{state}",
        "{{whom}}",
        "{seen}",
        "$HOME",
    ];
    assert_eq!(tell(&folder, &arguments, PATIENCE, &hostile), Ok(()));
    assert_eq!(
        kept(&folder, "arguments").lines().collect::<Vec<_>>(),
        [
            "[--to=user:default/ana]",
            "[component:default/$(touch hacked);`touch hacked` {state}]",
            "[down]",
            "[{user:default/ana}]",
            "[{seen}]",
            "[$HOME]",
        ]
    );
    assert!(!folder.path().join("hacked").exists());
    let told: Value = serde_json::from_str(&kept(&folder, "message.json")).unwrap();
    assert_eq!(
        (&told["version"], &told["probe"]),
        (&Value::from(1), &Value::from("web"))
    );
}

#[test]
fn a_program_gets_nothing_of_the_environment_that_it_does_not_need() {
    let folder = program("env | cut -d= -f1 > names");
    assert_eq!(tell(&folder, &[], PATIENCE, &message()), Ok(()));
    let names = kept(&folder, "names");
    let names: Vec<&str> = names.lines().collect();
    assert!(names.contains(&"PATH"), "{names:?}");
    // Cargo sets some for its tests.
    assert!(std::env::vars().any(|(name, _)| name.starts_with("CARGO")));
    assert!(!names.iter().any(|name| name.starts_with("CARGO")), "{names:?}");
}

#[test]
fn a_program_that_fails_is_told_of_with_its_own_words() {
    let folder = program("echo ignored; echo 'no way to \u{1b}[31mthe pager' >&2; exit 3");
    let error = tell(&folder, &["hunter2"], PATIENCE, &message()).unwrap_err();
    assert_eq!(
        error,
        "`page.sh` failed with exit status: 3: no way to \\x1b[31mthe pager"
    );
    let folder = program("yes | head -c 100000; exit 1");
    let error = tell(&folder, &[], PATIENCE, &message()).unwrap_err();
    assert!(
        error.starts_with("`page.sh` failed with exit status: 1: y") && error.len() < 5_000,
        "{error}"
    );
    let folder = program("kill -9 $$");
    let error = tell(&folder, &[], PATIENCE, &message()).unwrap_err();
    assert!(error.contains("signal: 9"), "{error}");
}

#[test]
fn what_is_no_program_is_said() {
    let ways = Ways::new(Arc::new(World::default()), std::env::temp_dir());
    for (argv, words) in [
        (vec![], "no command is named"),
        (vec!["/nowhere/page"], "`page` cannot be run: No such file"),
        (vec!["muster-no-such-program"], "cannot be run: No such file"),
        (vec!["/"], "cannot be run"),
    ] {
        let way = Way::Command {
            argv: argv.into_iter().map(str::to_owned).collect(),
        };
        let error = ways.tell(&way, &message()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let folder = program("sleep 1000 & echo $! > child; wait");
    let error = tell(&folder, &[], SHORT, &message()).unwrap_err();
    assert_eq!(error, "`page.sh` did not end within 400 ms, and was stopped");
    let child = kept(&folder, "child");
    let is_gone = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.trim()));
        stat.is_err() || stat.is_ok_and(|stat| stat.contains(") Z "))
    };
    // It is killed before it is told, but the system takes its own time.
    while !is_gone() {
        std::thread::yield_now();
    }
}

#[test]
fn a_program_that_leaves_something_behind_or_does_not_listen_is_done_when_it_ends() {
    for script in ["sleep 5 & exit 0", "exec < /dev/null; exit 0", "true"] {
        let folder = program(script);
        let long = Message {
            seen: "x".repeat(1_000_000),
            ..message()
        };
        assert_eq!(tell(&folder, &[], PATIENCE, &long), Ok(()), "{script}");
    }
}
