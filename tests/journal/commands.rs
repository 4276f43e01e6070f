//! `muster journal …` from end to end: the real binary on a workspace whose journal was written before.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use muster::config::Search;
use muster::model::journal::{Entry, Hash, Manifest};
use muster::store::{Journal, Reading};
use rusqlite::Connection;
use serde_json::Value;
use tempfile::TempDir;

use crate::home::{at, note};

/// A machine with one workspace.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn new() -> Machine {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("acme")).unwrap();
        Machine { folder }
    }

    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("home/data")
    }

    fn journal(&self) -> Journal {
        let search = Search {
            flag: Some(self.folder.path().join("acme")),
            ..Search::default()
        };
        let key = search.find().unwrap().key;
        Journal::open(
            &self.data().join("workspaces").join(key).join("journal.db"),
            &self.data(),
        )
        .unwrap()
    }

    /// A journal with a first reading and what came after it.
    fn with_history() -> (Machine, Journal) {
        let machine = Machine::new();
        let journal = machine.journal();
        journal
            .workspace_opened("acme", "user:default/anna", at(0))
            .unwrap();
        for (second, owner) in [(1, "a"), (2, "b")] {
            let body = format!(r#"{{"spec":{{"owner":"{owner}"}}}}"#).into_bytes();
            let entity = "component:default/\u{202e}cart".into();
            let manifest = Manifest::new(vec![Entry {
                entity,
                version: Hash::of(&body),
                file: "cart.yaml".into(),
            }]);
            let reading = Reading {
                manifest: &manifest,
                read_at: at(second),
                actor: "muster",
            };
            journal
                .record_reading(&reading, &mut |_| Some(body.clone()))
                .unwrap();
        }
        (machine, journal)
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command
            .args(line.split_whitespace())
            .current_dir(self.folder.path())
            .env_clear()
            .env("MUSTER_HOME", self.folder.path().join("home"))
            .env("MUSTER_WORKSPACE", self.folder.path().join("acme"))
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    /// Exit status, standard output, standard error.
    fn run(&self, line: &str) -> (Option<i32>, String, String) {
        let output = self.command(line).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn json(&self, line: &str, status: i32) -> Value {
        let (code, out, err) = self.run(line);
        assert_eq!(code, Some(status), "{line}: {out}{err}");
        serde_json::from_str(&out).unwrap()
    }
}

#[test]
fn tail_tells_in_sentences_what_happened() {
    let (machine, _) = Machine::with_history();
    let (status, out, err) = machine.run("journal tail");
    assert_eq!(
        out,
        "2026-01-01 00:00:00  user:default/anna  Workspace acme opened for the first time\n\
         2026-01-01 00:00:01  muster  Catalog read for the first time: 1 entity in 1 file\n\
         2026-01-01 00:00:02  muster  component:default/\\u{202e}cart changed: spec.owner\n"
    );
    assert_eq!((status, err.as_str()), (Some(0), ""));
    assert_eq!(
        machine
            .run("journal tail -n 1 --type workspace")
            .1
            .lines()
            .count(),
        1
    );
    assert_eq!(machine.run("journal tail --actor nobody").1, "");
    assert_eq!(machine.run("journal tail --since yesterday").0, Some(2));
    assert_eq!(machine.run("journal tail --entity a@b").0, Some(2));

    let events = machine.json("journal tail --json --since 2026-01-01T00:00:02", 0);
    assert_eq!(events[0]["type"], "entity.changed");
    assert_eq!(events[0]["position"], 3);
    assert_eq!(events[0]["body"]["fields"][0], "spec.owner");
}

#[test]
fn the_history_of_an_entity_that_is_gone_can_be_asked_for() {
    let machine = Machine::new();
    let journal = machine.journal();
    for (second, entities) in [(1, vec!["component:default/cart"]), (2, vec![])] {
        let entry = |entity: &&str| Entry {
            entity: (*entity).into(),
            version: Hash::of(b"{}"),
            file: "cart.yaml".into(),
        };
        let manifest = Manifest::new(entities.iter().map(entry).collect());
        let reading = Reading {
            manifest: &manifest,
            read_at: at(second),
            actor: "muster",
        };
        journal
            .record_reading(&reading, &mut |_| Some(b"{}".to_vec()))
            .unwrap();
    }
    let told = "2026-01-01 00:00:02  muster  component:default/cart disappeared\n";
    for entity in ["cart", "Component:cart", "component:default/cart"] {
        assert_eq!(machine.run(&format!("journal tail --entity {entity}")).1, told);
    }
}

#[test]
fn tail_follows_what_others_write() {
    let (machine, journal) = Machine::with_history();
    let mut child = machine
        .command("journal tail --follow --json -n 1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().unwrap().unwrap()).unwrap() };
    assert_eq!(next()["type"], "entity.changed");
    journal.append(vec![note("one", 5), note("two", 6)]).unwrap();
    assert_eq!(next()["subject"], "note/one");
    assert_eq!(next()["subject"], "note/two");
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn verify_says_yes_or_names_what_is_wrong() {
    let (machine, journal) = Machine::with_history();
    let verdict = machine.json("journal verify --json", 0);
    assert_eq!(verdict["events"], 3);
    assert_eq!(verdict["origins"], 1);
    assert_eq!(verdict["ok"], true);
    assert_eq!(verdict["problems"], Value::Array(Vec::new()));
    let (status, out, _) = machine.run("journal verify");
    assert_eq!(status, Some(0));
    assert!(
        out.starts_with("3 events read (origins: 1, versions: 3): everything is as it was written"),
        "{out}"
    );

    let conn = Connection::open(journal.path()).unwrap();
    conn.execute_batch("DROP TRIGGER event_is_never_changed; UPDATE event SET actor = 'x' WHERE lseq = 2")
        .unwrap();
    let verdict = machine.json("journal verify --json", 1);
    assert_eq!(verdict["ok"], false);
    assert_eq!(verdict["problems"][0]["code"], "header-altered");
    assert_eq!(verdict["problems"][0]["position"], 2);
    let (status, out, _) = machine.run("journal verify");
    assert_eq!(status, Some(1));
    assert!(out.contains("event 2: its header was altered"), "{out}");
}

#[test]
fn stats_export_rebuild_and_backup() {
    let (machine, journal) = Machine::with_history();
    let stats = machine.json("journal stats --json", 0);
    assert_eq!(
        (&stats["events"], &stats["entities"], &stats["versions"]),
        (&3.into(), &1.into(), &3.into())
    );
    assert!(machine.run("journal stats").1.contains("1 entity.changed"));

    let lines = machine.run("journal export").1;
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!((lines.lines().count(), &first["specversion"]), (3, &"1.0".into()));
    assert_eq!(
        machine
            .json("journal export --json --limit 2", 0)
            .as_array()
            .unwrap()
            .len(),
        2
    );

    Connection::open(journal.path())
        .unwrap()
        .execute("DELETE FROM catalog_entity", [])
        .unwrap();
    assert_eq!(machine.json("journal rebuild --json", 0)["corrected"], 1);
    assert_eq!(
        machine.run("journal rebuild").1,
        "3 events folded anew: the tables were right\n"
    );
    assert_eq!(machine.run("--read-only journal rebuild").0, Some(1));

    let copy = machine.json("journal backup copy.db --json", 0);
    assert_eq!((&copy["events"], &copy["ok"]), (&3.into(), &true.into()));
    assert_eq!(machine.json("journal verify copy.db --json", 0)["events"], 3);
    let (status, _, err) = machine.run("journal backup copy.db");
    assert_eq!(status, Some(1));
    assert_eq!(
        err,
        "error: journal copy.db: there is a file already\nhint: choose another name, or move the file that is there away\n"
    );
}

#[test]
fn a_workspace_without_a_journal_is_told_so() {
    let machine = Machine::new();
    let (status, out, err) = machine.run("journal verify");
    assert_eq!((status, out.as_str()), (Some(1), ""));
    assert_eq!(
        err,
        "error: this workspace has no journal yet\nhint: `muster` opens the workspace and starts one\n"
    );
}
