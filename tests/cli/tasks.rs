//! Tasks from the shell: captured, found, worked on; two processes at one task; a command that is killed.

use std::process::Stdio;

use serde_json::Value;

use crate::machine::{Answer, Machine};

const COMPANY: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: ledger }
spec: { type: service, lifecycle: production, owner: ana }
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: { name: ana }
spec: { memberOf: [] }
";

const SETTINGS: &str = "\
[queue]
promise = '2d'
[queue.views]
Access = 'category:repo-access is:all'
[categories.repo-access]
promise = '4h'
";

fn company() -> Machine {
    Machine::with(&[("muster.toml", SETTINGS), ("catalog-info.yaml", COMPANY)])
}

/// Runs a command line whose quoted parts are one word each.
fn run(machine: &Machine, words: &[&str]) -> Answer {
    let output = machine.command("").args(words).output().unwrap();
    machine.answer(output)
}

fn logged(machine: &Machine, words: &[&str]) -> Value {
    let answer = run(machine, &[&["log"], words, &["--json"]].concat());
    assert_eq!(answer.status, 0, "{}", answer.stderr);
    answer.json()
}

fn id(task: &Value) -> &str {
    task["id"].as_str().unwrap()
}

#[test]
fn a_favour_is_journaled_in_one_line() {
    let machine = company();
    let task = logged(
        &machine,
        &[
            "gave Ana access to the ledger repo",
            "-c",
            "Repo Access",
            "-m",
            "5",
            "--done",
            "--for",
            "ana",
            "--entity",
            "ledger",
        ],
    );
    for (field, expected) in [
        ("title", Value::from("gave Ana access to the ledger repo")),
        ("category", Value::from("repo-access")),
        ("status", Value::from("done")),
        ("priority", Value::from("normal")),
        ("minutes", Value::from(5)),
        ("requester", Value::from("user:default/ana")),
        ("entity", Value::from("component:default/ledger")),
        ("source", Value::from("log")),
    ] {
        assert_eq!(task[field], expected, "{field}");
    }
    let queue = run(&machine, &["queue", "--view", "access", "--json"]).json();
    assert_eq!(queue.as_array().unwrap().len(), 1);
    assert_eq!(run(&machine, &["journal", "verify"]).status, 0);
}

#[test]
fn without_a_category_the_past_proposes_one_and_nothing_is_decided_unasked() {
    let machine = company();
    for person in ["Ana", "Ben", "Cy"] {
        logged(
            &machine,
            &[
                &format!("Give {person} access to orders-repo"),
                "-c",
                "repo-access",
            ],
        );
    }
    let answer = run(&machine, &["log", "Give Dee access to users-repo", "--json"]);
    assert!(
        answer.stderr.contains("`-c repo-access` would fit"),
        "{}",
        answer.stderr
    );
    assert_eq!(answer.json()["category"], Value::Null);
}

#[test]
fn the_verbs_do_what_they_say_and_what_is_refused_says_why() {
    let machine = company();
    let task = logged(&machine, &["restart the ledger"]);
    let task = &id(&task)[..6];
    for (line, status, field, expected) in [
        (
            format!("task accept {task}"),
            0,
            "status",
            Value::from("accepted"),
        ),
        (
            format!("--as ana task claim {task}"),
            0,
            "assignee",
            Value::from("user:default/ana"),
        ),
        (
            format!("--as ana task start {task}"),
            0,
            "status",
            Value::from("started"),
        ),
        (
            format!("--as ana task pause {task}"),
            0,
            "status",
            Value::from("paused"),
        ),
        (
            format!("task priority {task} -p high"),
            0,
            "priority",
            Value::from("high"),
        ),
        (
            format!("task category {task} -c restarts"),
            0,
            "category",
            Value::from("restarts"),
        ),
        (
            format!("task link {task} --entity ledger"),
            0,
            "entity",
            Value::from("component:default/ledger"),
        ),
        (
            format!("task snooze {task} --until 3d"),
            0,
            "status",
            Value::from("snoozed"),
        ),
        (format!("task undo {task}"), 0, "status", Value::from("paused")),
        (format!("task done {task} -m 12"), 0, "minutes", Value::from(12)),
        (format!("task reopen {task}"), 0, "status", Value::from("paused")),
        (
            format!("task decline {task} --reason no"),
            0,
            "reason",
            Value::from("no"),
        ),
    ] {
        let answer = machine.run(&format!("{line} --json"));
        assert_eq!(answer.status, status, "{line}: {}", answer.stderr);
        assert_eq!(answer.json()[field], expected, "{line}");
    }
    for (line, says) in [
        (
            format!("task accept {task}"),
            "it is declined already; reopen it first",
        ),
        ("task claim zzzz".to_owned(), "there is no such task"),
        (format!("task snooze {task} --until yesterday"), "is no moment"),
        (
            format!("task assign {task} --to component:nothing"),
            "nothing in the catalog is called",
        ),
        (
            format!("task priority {task} -p soon"),
            "none of urgent, high, normal, low",
        ),
    ] {
        let answer = machine.run(&line);
        assert_ne!(answer.status, 0, "{line}");
        assert!(answer.stderr.contains(says), "{line}: {}", answer.stderr);
    }
}

#[test]
fn of_many_processes_that_claim_one_task_one_gets_it() {
    let machine = company();
    let task = logged(&machine, &["restart the ledger"]);
    let claims: Vec<_> = (0..12)
        .map(|n| {
            let mut command = machine.command(&format!("--as sre-{n} task claim {}", id(&task)));
            command
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap()
        })
        .collect();
    let answers: Vec<Answer> = claims
        .into_iter()
        .map(|claim| machine.answer(claim.wait_with_output().unwrap()))
        .collect();
    assert_eq!(answers.iter().filter(|answer| answer.status == 0).count(), 1);
    let refused = answers
        .iter()
        .filter(|answer| answer.stderr.contains("has it already"));
    assert_eq!(refused.count(), 11);
    assert_eq!(machine.run("journal verify").status, 0);
}

#[test]
fn a_command_is_a_task_with_its_end_and_without_its_output() {
    let machine = company();
    let answer = run(
        &machine,
        &[
            "do",
            "-c",
            "restarts",
            "--",
            "sh",
            "-c",
            "echo loud; exit 3",
            "--password=hunter2",
        ],
    );
    assert_eq!((answer.status, answer.stdout.as_str()), (3, "loud\n"));
    let queue = run(&machine, &["queue", "is:closed", "--json"]).json();
    let shown = run(&machine, &["task", "show", id(&queue[0]), "--json"]).json();
    assert_eq!(
        (&shown["status"], &shown["exit_status"]),
        (&Value::from("done"), &Value::from(3))
    );
    assert_eq!(shown["minutes"], 1, "a moment of work is a minute of work");
    let record = machine.run("journal export").stdout;
    assert!(record.contains("echo loud"), "the command line is the title");
    assert!(!record.contains("hunter2"), "{record}");
}

#[test]
fn a_command_that_cannot_be_run_is_told_and_kept() {
    let machine = company();
    let answer = run(&machine, &["do", "--", "no-such-program"]);
    assert_eq!(answer.status, 1);
    assert!(
        answer.stderr.contains("`no-such-program` cannot be run"),
        "{}",
        answer.stderr
    );
    let queue = run(&machine, &["queue", "is:closed", "--json"]).json();
    assert_eq!(queue[0]["status"], "declined");
}

#[test]
fn the_queue_answers_queries_and_says_what_it_does_not_understand() {
    let machine = company();
    assert_eq!(
        machine.run("queue --json").ok().trim(),
        "[]",
        "before anything is journaled"
    );
    logged(
        &machine,
        &[
            "restart the ledger",
            "-p",
            "urgent",
            "--note",
            "the café's till waits",
        ],
    );
    logged(&machine, &["access please", "-c", "repo-access"]);
    for (query, count) in [
        ("", 2),
        ("priority:urgent", 1),
        ("category:none", 1),
        ("cafe", 1),
        ("is:overdue", 0),
        ("access", 1),
    ] {
        let queue = run(&machine, &["queue", query, "--json"]).json();
        assert_eq!(queue.as_array().unwrap().len(), count, "{query}");
    }
    let due = run(&machine, &["queue", "category:repo-access", "--json"]).json();
    assert!(due[0]["due"].is_string());
    let wrong = machine.run("queue catgory:x");
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.stderr.contains("did you mean `category:`?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn a_read_only_run_changes_nothing() {
    let machine = company();
    for line in [
        "--read-only log x",
        "--read-only do -- true",
        "--read-only task accept x",
    ] {
        let answer = machine.run(line);
        assert_eq!(answer.status, 1, "{line}");
        assert!(answer.stderr.contains("--read-only"), "{line}: {}", answer.stderr);
    }
    assert!(!machine.path("~/data").exists());
}

#[test]
fn completions_know_the_workspace() {
    let machine = company();
    logged(&machine, &["x", "-c", "restarts"]);
    assert_eq!(
        machine.run("completions --values categories").ok(),
        "repo-access\nrestarts\n"
    );
    machine.run("catalog list").ok();
    assert!(
        machine
            .run("completions --values entities")
            .ok()
            .contains("component:default/ledger")
    );
    for shell in ["bash", "zsh", "fish"] {
        let script = machine.run(&format!("completions {shell}")).ok();
        assert!(
            script.contains("--values categories") || script.contains("--values \"$what\""),
            "{shell}"
        );
    }
}
