//! Several processes on one journal, and processes that are killed while they write. The test starts itself again as the
//! other process: with `MUSTER_TEST_JOURNAL` set, [`as_another_process`] is not a test but a writer.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use muster::model::journal::Filter;
use muster::store::Journal;

use crate::home::{Home, note};

const FOLDER: &str = "MUSTER_TEST_JOURNAL";
const NAME: &str = "MUSTER_TEST_NAME";
const EVENTS: &str = "MUSTER_TEST_EVENTS";

/// Appends one event after the other and prints the position of each once it is acknowledged.
#[test]
fn as_another_process() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let name = std::env::var(NAME).unwrap();
    let events: i64 = std::env::var(EVENTS).unwrap().parse().unwrap();
    let journal = Journal::open(&folder.join("workspaces/acme/journal.db"), folder).unwrap();
    for n in 0..events {
        let appended = journal.append(vec![note(&name, n)]).unwrap();
        println!("\nacknowledged {} {}", appended[0].lseq, appended[0].id);
    }
}

fn start(home: &Home, name: &str, events: i64) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "processes::as_another_process", "--nocapture"])
        .env(FOLDER, home.folder())
        .env(NAME, name)
        .env(EVENTS, events.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Position and id of every event that a process was told is safe.
fn acknowledged(output: impl Read) -> Vec<(u64, String)> {
    BufReader::new(output)
        .lines()
        .map_while(Result::ok)
        .filter_map(|line| position(&line))
        .collect()
}

fn position(line: &str) -> Option<(u64, String)> {
    let (lseq, id) = line.strip_prefix("acknowledged ")?.split_once(' ')?;
    Some((lseq.parse().ok()?, id.to_owned()))
}

fn assert_all_there(journal: &Journal, acknowledged: &[(u64, String)]) {
    let stored: Vec<(u64, String)> = journal
        .events(&Filter::default())
        .unwrap()
        .iter()
        .map(|event| (event.lseq, event.id.to_string()))
        .collect();
    for event in acknowledged {
        assert!(
            stored.contains(event),
            "event {event:?} was acknowledged and is lost"
        );
    }
}

#[test]
fn processes_that_start_and_write_at_once_make_one_chain() {
    let home = Home::new();
    let children: Vec<Child> = (0..4)
        .map(|n| start(&home, &format!("process-{n}"), 50))
        .collect();
    let mut told = Vec::new();
    for mut child in children {
        told.extend(acknowledged(child.stdout.take().unwrap()));
        assert!(child.wait().unwrap().success());
    }
    let journal = home.open();
    assert_eq!(told.len(), 200);
    assert_eq!(journal.head().unwrap(), 200);
    assert_all_there(&journal, &told);
    assert_eq!(journal.verify(&|_, _| {}).unwrap().findings, []);
}

#[test]
fn what_another_process_writes_is_seen() {
    let home = Home::new();
    let journal = home.open();
    let before = journal.head().unwrap();
    let mut child = start(&home, "other", 3);
    assert!(child.wait().unwrap().success());
    assert_eq!(journal.head().unwrap(), before + 3);
    let news = journal
        .events(&Filter {
            after: Some(before),
            ..Filter::default()
        })
        .unwrap();
    assert_eq!(news.len(), 3);
}

/// Rounds are few here; `MUSTER_TEST_ROUNDS=300` makes it a torture.
#[test]
fn nothing_acknowledged_is_lost_when_writers_are_killed() {
    let home = Home::new();
    let rounds: usize = std::env::var("MUSTER_TEST_ROUNDS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12);
    let mut told = Vec::new();
    for round in 0..rounds {
        let mut children: Vec<Child> = (0..2)
            .map(|n| start(&home, &format!("writer-{n}"), i64::MAX))
            .collect();
        let mut first = BufReader::new(children[0].stdout.take().unwrap());
        // Killed after a number of events that differs from round to round, wherever both writers are by then.
        let mut line = String::new();
        let mut seen = 0;
        while seen <= round * 7 % 23 {
            line.clear();
            assert_ne!(
                first.read_line(&mut line).unwrap(),
                0,
                "the writer ended by itself"
            );
            if let Some(event) = position(line.trim_end()) {
                told.push(event);
                seen += 1;
            }
        }
        children.iter_mut().for_each(|child| child.kill().unwrap());
        told.extend(acknowledged(first));
        told.extend(acknowledged(children[1].stdout.take().unwrap()));
        for mut child in children {
            child.wait().unwrap();
        }
        let journal = home.open();
        assert_all_there(&journal, &told);
        assert_eq!(journal.verify(&|_, _| {}).unwrap().findings, [], "round {round}");
    }
}

/// Opens a journal that cannot be written, as a user who is not root, and prints what came of it.
#[cfg(unix)]
#[test]
fn as_a_reader_without_rights() {
    let Ok(folder) = std::env::var(READ_ONLY) else {
        return;
    };
    let path = Path::new(&folder).join("workspaces/acme/journal.db");
    let refused = Journal::open(&path, Path::new(&folder)).map(drop).unwrap_err();
    println!("\nwriting: {:?}", refused.cause);
    let journal = Journal::open_read_only(&path).unwrap();
    let appended = journal.append(vec![note("a", 1)]).unwrap_err();
    println!("\nappending: {:?}", appended.cause);
    println!(
        "\nreading: {} events, {:?}",
        journal.head().unwrap(),
        journal.verify(&|_, _| {}).unwrap().findings
    );
}

#[cfg(unix)]
const READ_ONLY: &str = "MUSTER_TEST_READ_ONLY";

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_is_refused_for_writing_and_can_be_read() {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;

    let home = Home::new();
    let journal = home.open();
    journal.append((0..20).map(|n| note("a", n)).collect()).unwrap();
    drop(journal);
    let program = home.folder().join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let mut command = Command::new(&program);
    command
        .args(["--exact", "processes::as_a_reader_without_rights", "--nocapture"])
        .env(READ_ONLY, home.folder());
    // Root may write everywhere: the reader is somebody else then.
    let nobody = fs::metadata(home.folder())
        .map(|folder| std::os::unix::fs::MetadataExt::uid(&folder) == 0)
        .unwrap();
    let folders = [
        home.folder().to_owned(),
        home.folder().join("workspaces"),
        home.folder().join("workspaces/acme"),
    ];
    let files = [home.journal(), home.folder().join("origin.toml")];
    if nobody {
        command.uid(65534).gid(65534);
        for path in folders.iter().chain(&files) {
            std::os::unix::fs::chown(path, Some(65534), Some(65534)).unwrap();
        }
    }
    let set_mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    files.iter().for_each(|path| set_mode(path, 0o400));
    folders.iter().for_each(|path| set_mode(path, 0o500));
    set_mode(&program, 0o555);
    let output = command.output().unwrap();
    folders.iter().for_each(|path| set_mode(path, 0o700));

    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let told: Vec<&str> = output
        .lines()
        .filter(|line| line.contains("ing: ") && !line.contains("running"))
        .collect();
    assert_eq!(
        told,
        [
            "writing: ReadOnly",
            "appending: ReadOnly",
            "reading: 20 events, []"
        ],
        "{output}"
    );
}
