//! `muster import` and `muster task push` from end to end: the real program.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::support::{Server, World, github, jira, jira_issue, private_file};

/// A machine with one workspace.
struct Machine {
    folder: TempDir,
}

impl Machine {
    fn new(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("acme")).unwrap();
        fs::write(folder.path().join("acme/muster.toml"), settings).unwrap();
        Self { folder }
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("MUSTER_HOME", self.folder.path().join("home"))
            .env("MUSTER_WORKSPACE", self.folder.path().join("acme"));
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.run(arguments);
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"))
    }
}

fn numbers(document: &Value) -> Vec<u64> {
    ["read", "created", "changed", "unchanged", "refused"]
        .iter()
        .map(|name| document[name].as_u64().unwrap())
        .collect()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn a_file_is_imported_once_however_often_it_is_read() {
    let machine = Machine::new("");
    machine.write(
        "tickets.csv",
        "Issue key,Summary,Created,Status\nOPS-1,One,2024-03-05 09:00,Open\nOPS-2,Two,soon,Open\nOPS-3,Three,2024-03-06 09:00,Done\n",
    );
    let dry = machine.json(&["import", "csv", "tickets.csv", "--dry-run", "--json"]);
    assert_eq!(
        (numbers(&dry), &dry["dry_run"]),
        (vec![3, 2, 0, 0, 1], &Value::Bool(true))
    );
    let output = machine.run(&["import", "csv", "tickets.csv"]);
    assert_eq!(status(&output), 1);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("tickets.csv:3: OPS-2: `Created` says `soon`, which is no date"),
        "{said}"
    );
    let again = machine.json(&["import", "csv", "tickets.csv", "--json"]);
    assert_eq!(numbers(&again), [3, 0, 0, 2, 1]);
    assert_eq!(
        (&again["system"], &again["problems"][0]["line"]),
        (&"jira".into(), &3.into())
    );
    machine.write(
        "tickets.csv",
        "Issue key,Summary,Created,Status\nOPS-1,One,2024-03-05 09:00,Done\nOPS-3,Three,2024-03-06 09:00,Done\n",
    );
    let dry = machine.json(&["import", "csv", "tickets.csv", "--dry-run", "--json"]);
    assert_eq!(numbers(&dry), [2, 0, 1, 1, 0]);
    assert_eq!(status(&machine.run(&["import", "csv", "tickets.csv"])), 0);
    assert_eq!(
        numbers(&machine.json(&["import", "csv", "tickets.csv", "--json"])),
        [2, 0, 0, 2, 0]
    );
}

#[test]
fn a_company_says_in_its_settings_how_its_files_are_read() {
    let machine = Machine::new(
        r#"
        [categories.repo-access]
        [import.csv.helpdesk]
        map = { key = "Nummer", title = "Was", created = "Wann" }
        date_order = "mdy"
        timezone = "+02:00"
        delimiter = ";"
        category = { from = "column:Sorte", map = { "Zugang" = "repo-access" } }
        "#,
    );
    machine.write(
        "export.csv",
        "Nummer;Was;Wann;Sorte\n7;Zugang;03/04/2024 09:00;zugang\n",
    );
    let output = machine.run(&["import", "csv", "export.csv", "--profile", "helpdesk"]);
    assert_eq!(status(&output), 0, "{output:?}");
    let task = machine.json(&["task", "show", "7", "--json"]);
    assert_eq!(
        (&task["category"], &task["source"]),
        (&"repo-access".into(), &"helpdesk".into())
    );
    assert_eq!(task["created"], "2024-03-04T07:00:00Z");
    machine.write(
        "acme/catalog-info.yaml",
        "apiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {name: ana}\nspec: {profile: {displayName: Ana Ruiz}, memberOf: []}\n",
    );
    machine.write(
        "people.csv",
        "id,title,created,requester,assignee\n1,a,2024-01-01,Ana Ruiz,ana@acme.io\n2,b,2024-01-01,Bo,\n",
    );
    machine.run(&["import", "csv", "people.csv"]);
    let task = machine.json(&["task", "show", "1", "--json"]);
    assert_eq!(
        (&task["requester"], &task["assignee"]),
        (&"user:default/ana".into(), &"user:default/ana".into())
    );
    assert_eq!(machine.json(&["task", "show", "2", "--json"])["requester"], "Bo");
    let unknown = machine.run(&["import", "csv", "export.csv", "--profile", "other"]);
    assert_eq!(status(&unknown), 2);
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("it has helpdesk"));
}

#[test]
fn what_is_wrong_is_said_with_its_place_and_its_remedy() {
    let machine = Machine::new("");
    machine.write("days.csv", "id,title,created\n1,a,03/04/2024\n");
    for (arguments, code, message) in [
        (
            vec!["import", "csv", "nosuch.csv"],
            1,
            "error: cannot read nosuch.csv",
        ),
        (
            vec!["import", "csv", "days.csv"],
            1,
            "hint: say which it is with --date-order dmy or --date-order mdy",
        ),
        (
            vec!["import", "csv", "days.csv", "--map", "colour=x"],
            2,
            "`colour` is nothing a ticket has",
        ),
        (
            vec!["import", "csv", "days.csv", "--timezone", "Mars"],
            2,
            "`Mars` is no time zone",
        ),
        (
            vec!["--read-only", "import", "csv", "days.csv"],
            1,
            "--read-only forbids it",
        ),
        (
            vec!["import", "jira"],
            2,
            "name it with --url, or as tickets.jira.url in muster.toml",
        ),
        (vec!["import", "github"], 2, "import.github.repos in muster.toml"),
        (vec!["import", "github", "acme"], 2, "`acme` is no repository"),
    ] {
        let output = machine.run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(message), "{arguments:?}: {said}");
        assert_eq!(status(&output), code, "{arguments:?}: {said}");
    }
    for (settings, message) in [
        (
            "[tickets.jira]\nurl = 'acme.net'",
            "muster.toml:2:7: an address begins with https://",
        ),
        (
            "[tickets.jira]\ntoken = 'x'",
            "muster.toml:2:9: a token does not belong into a file that is shared",
        ),
        (
            "[tickets.github]\nrepo = 'acme'",
            "muster.toml:2:8: `acme` is no repository; write owner/name",
        ),
        (
            "[import.csv.x]\nmap = { colour = 'y' }",
            "muster.toml:2:18: `colour` is nothing a ticket has",
        ),
        (
            "[import.csv.x]\ndate_order = 'ymd'",
            "muster.toml:2:14: `ymd` is no order of dates",
        ),
        (
            "[import.jira]\ncategory = { from = 'colour' }",
            "muster.toml:2:21: `colour` holds no categories",
        ),
        (
            "[tickets.jria]",
            "unknown key `jria` in `tickets`; did you mean `jira`?",
        ),
    ] {
        let machine = Machine::new(settings);
        let output = machine.run(&["import", "csv", "x.csv"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(message), "{settings}: {said}");
    }
}

#[test]
fn jira_and_github_are_reached_as_the_settings_say() {
    let issues = (1..=3).map(|number| jira_issue(number, number)).collect();
    let of_jira = Server::start(
        jira,
        World {
            issues,
            ..World::default()
        },
    );
    let of_github = Server::start(github, World::default());
    let settings = format!(
        "[tickets.jira]\nurl = '{}'\nproject = 'OPS'\ntoken_env = 'OPS_JIRA_TOKEN'\n\
         [tickets.github]\nrepo = 'acme/ops'\nbase_url = '{}'\ntoken_file = 'token'\n",
        of_jira.address(),
        of_github.address()
    );
    let machine = Machine::new(&settings);
    private_file(&machine.folder.path().join("token"), "t0ken\n");
    let output = machine
        .command(&["import", "jira", "--json"])
        .env("OPS_JIRA_TOKEN", "s3cret")
        .output()
        .unwrap();
    let document: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    assert_eq!(numbers(&document), [3, 3, 0, 0, 0]);
    assert_eq!(of_jira.world().authorisation.as_deref(), Some("Bearer s3cret"));
    // The second time only what may have changed since is asked for.
    of_jira.world().asked.clear();
    let again = machine.json(&["import", "jira", "--json"]);
    assert_eq!(numbers(&again), [1, 0, 0, 1, 0]);
    assert_eq!(
        numbers(&machine.json(&["import", "jira", "--all", "--json"])),
        [3, 0, 0, 3, 0]
    );

    let logged = machine.json(&["log", "Give Ana access", "-c", "repo-access", "--json"]);
    let id = logged["id"].as_str().unwrap();
    let pushed = machine.json(&["task", "push", id, "--to", "github", "--json"]);
    assert_eq!(pushed[0]["key"], "acme/ops#1");
    assert_eq!(of_github.world().authorisation.as_deref(), Some("Bearer t0ken"));
    of_github.world().issues[0]["state"] = "closed".into();
    of_github.world().issues[0]["updated_at"] = "2124-06-02T08:00:00Z".into();
    let synced = machine.json(&["task", "sync", "--json"]);
    assert_eq!(numbers(&synced), [1, 0, 1, 0, 0]);
    assert_eq!(machine.json(&["task", "show", id, "--json"])["status"], "done");
}

#[test]
#[cfg(unix)]
fn an_import_that_was_killed_is_whole_the_next_time() {
    let machine = Machine::new("");
    let mut text = String::from("id,title,created\n");
    for number in 0..6000 {
        text.push_str(&format!("K{number},Request {number},2024-03-05\n"));
    }
    machine.write("many.csv", &text);
    let mut child = machine.command(&["import", "csv", "many.csv"]).spawn().unwrap();
    // Whenever it is stopped: the journal's file is there, and with it some of the tickets.
    let journals = machine.folder.path().join("home/data/workspaces");
    while !journals.exists() && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let document = machine.json(&["import", "csv", "many.csv", "--json"]);
    let read = numbers(&document);
    assert_eq!(
        (read[0], read[1] + read[3], read[2]),
        (6000, 6000, 0),
        "{document}"
    );
    assert_eq!(
        numbers(&machine.json(&["import", "csv", "many.csv", "--json"])),
        [6000, 0, 0, 6000, 0]
    );
}
