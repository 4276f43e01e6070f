//! The command line itself: usage, settings and their errors, exit statuses, `init`, `doctor`, `completions`.

use std::process::Stdio;

use crate::machine::Machine;

#[test]
fn wrong_usage_is_status_2_and_says_how() {
    for (line, says) in [
        ("view nothing", "possible values: welcome"),
        (
            "view home --size 80",
            "write columns and rows up to 1000, as in 120x40",
        ),
        ("demo --dir x", "--no-tui"),
        (
            "demo --no-tui --entities 3",
            "error: a demo company cannot have 3 entities",
        ),
        (
            "--as group:default/a view welcome",
            "error: --as: `group:default/a` is not a person",
        ),
        ("int", "a similar subcommand exists: 'init'"),
        ("doctor --jsno", "a similar argument exists: '--json'"),
        ("completions klingon", "possible values: bash"),
    ] {
        let answer = Machine::new().run(line);
        assert_eq!((answer.status, answer.stdout.as_str()), (2, ""), "{line}");
        assert!(answer.stderr.contains(says), "{line}: {}", answer.stderr);
    }
}

#[test]
fn wrong_settings_are_told_with_file_line_and_column() {
    let machine = Machine::with(&[(
        "muster.toml",
        "[catalog]\nlocation = 'x'\n[workspace]\nname = 1\n",
    )]);
    let answer = machine.run("doctor");
    assert_eq!(answer.status, 1);
    for line in [
        "WORK/muster.toml:2:1: unknown key `location` in `catalog`; did you mean `locations`?",
        "WORK/muster.toml:4:8: `workspace.name` must be a text in quotes, but is a number",
    ] {
        assert!(answer.stdout.contains(line), "{}", answer.stdout);
    }
}

#[test]
fn doctor_tells_all_there_is_to_mend() {
    let machine = Machine::with(&[
        (
            "~/config/config.toml",
            "identity = 'user:default/ana'\ntheme = 3\n",
        ),
        (
            "muster.toml",
            "[catalog]\nlocations = ['catalog', { git = '../shop' }]\n",
        ),
    ]);
    let report = machine.run("doctor --json");
    let json = report.json();
    assert_eq!((report.status, json["status"].as_str()), (1, Some("problem")));
    let problems: Vec<&str> = json["checks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|check| check["status"] == "problem")
        .map(|check| check["message"].as_str().unwrap())
        .collect();
    assert_eq!(
        problems,
        ["HOME/config/config.toml:2:9: `theme` must be a text in quotes, but is a number"]
    );

    machine.write("~/config/config.toml", "identity = 'user:default/ana'\n");
    let answer = machine.run("doctor");
    assert_eq!(answer.status, 1);
    for line in [
        "location  catalog is not there",
        "location  git ../shop is not there",
        "2 problems, ",
    ] {
        assert!(answer.stdout.contains(line), "{}", answer.stdout);
    }
}

#[test]
fn doctor_tells_of_clusters_and_jira_and_asks_nobody_unless_told_to() {
    let machine = Machine::with(&[(
        "muster.toml",
        "[kafka.clusters.main]\nsandbox = true\n\
         [kafka.clusters.eu]\nbootstrap = ['127.0.0.1:1']\ntls = true\n\
         sasl = { mechanism = 'scram-sha-512', username = 'muster', password_env = 'KAFKA_EU_PASSWORD' }\n\
         [tickets.jira]\nurl = 'https://jira.example'\n",
    )]);
    let answer = machine.run("doctor");
    for line in [
        "main: a sandbox inside muster answers for it; nothing leaves this machine",
        "eu  127.0.0.1:1, over TLS, as muster by SCRAM-SHA-512, the password from KAFKA_EU_PASSWORD (`muster doctor \
         --online` asks whether it answers)",
        "https://jira.example: no token, so blueprints cannot write to it",
    ] {
        assert!(answer.stdout.contains(line), "{}", answer.stdout);
    }
}

#[test]
fn reading_makes_no_folders() {
    let machine = Machine::new();
    machine.run("doctor").ok();
    assert!(!machine.path("~/").exists());
}

#[test]
fn init_makes_a_workspace_once() {
    let machine = Machine::new();
    let made = machine.run("init acme").ok();
    assert_eq!(
        made,
        "Made a workspace in acme\n  muster.toml\n  vision.yaml\n  catalog/org.yaml\n  catalog/greetings.yaml\n  \
         blueprints/ with 11 blueprints to begin with\nNext: cd acme && muster doctor\n"
    );
    let mut files = machine.files();
    files.retain(|file| !file.contains("/skeleton/"));
    assert_eq!(
        files,
        [
            "acme/blueprints/compute-service/template.yaml",
            "acme/blueprints/decommission/template.yaml",
            "acme/blueprints/deploy/template.yaml",
            "acme/blueprints/event-driven-service/template.yaml",
            "acme/blueprints/kafka-topic/template.yaml",
            "acme/blueprints/pipeline/template.yaml",
            "acme/blueprints/repository-access/template.yaml",
            "acme/blueprints/repository/template.yaml",
            "acme/blueprints/topic-access/template.yaml",
            "acme/blueprints/topic-connection/template.yaml",
            "acme/blueprints/topic-partitions/template.yaml",
            "acme/catalog/greetings.yaml",
            "acme/catalog/org.yaml",
            "acme/muster.toml",
            "acme/vision.yaml",
        ]
    );
    assert!(
        std::fs::read_to_string(machine.path("acme/muster.toml"))
            .unwrap()
            .contains("name = \"acme\"")
    );

    machine.write("acme/muster.toml", "# mine\n");
    let again = machine.run("init acme");
    assert_eq!(again.status, 1);
    assert_eq!(
        again.stderr,
        "error: acme/muster.toml is there already; nothing was written\n\
         hint: name another folder, or move the file away first\n"
    );
    assert_eq!(
        std::fs::read_to_string(machine.path("acme/muster.toml")).unwrap(),
        "# mine\n"
    );
}

#[test]
fn init_leaves_a_catalog_that_is_there_as_it_is() {
    let entity =
        "apiVersion: backstage.io/v1alpha1\nkind: Domain\nmetadata: { name: a }\nspec: { owner: b }\n";
    let machine = Machine::with(&[("services/a/catalog-info.yaml", entity)]);
    let made = machine.run("init").ok();
    assert_eq!(
        made,
        "Made a workspace in .\n  muster.toml\nIt already holds 1 entity; every folder in it is read\n\
         Next: muster doctor\n"
    );
    assert_eq!(machine.files(), ["muster.toml", "services/a/catalog-info.yaml"]);
    assert_eq!(
        machine.run("catalog list --json").json()[0]["ref"],
        "domain:default/a"
    );
}

#[test]
fn keys_are_the_persons_own() {
    let machine = Machine::with(&[("~/config/config.toml", "[keys]\nrefresh = ['f5', 'g r']\n")]);
    let keys = machine.run("keys --json").json();
    let refresh = keys
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["action"] == "refresh")
        .unwrap();
    assert_eq!(refresh["keys"], serde_json::json!(["g r", "f5"]));
    assert!(machine.run("keys").ok().contains("\nrefresh "));
}

#[test]
fn wrong_keys_and_themes_have_their_place() {
    for (settings, error) in [
        (
            "[keys]\nrefesh = 'f5'\n",
            "HOME/config/config.toml:2:1: there is no action `refesh`; did you mean `refresh`?",
        ),
        (
            "[keys]\nrefresh = ['f5', 'f99']\n",
            "HOME/config/config.toml:2:18: `f99` is not a key for `refresh`; write a character, `ctrl-d`, `space`, \
             `enter`, `f5` or a sequence such as `g g`",
        ),
    ] {
        let machine = Machine::with(&[("~/config/config.toml", settings)]);
        let answer = machine.run("keys");
        assert_eq!(
            (answer.status, answer.stderr),
            (1, format!("error: {error}\n")),
            "{settings}"
        );
        let doctor = machine.run("doctor");
        assert!(
            doctor.status == 1 && doctor.stdout.contains(error),
            "{}",
            doctor.stdout
        );
    }
    let machine = Machine::with(&[
        ("~/config/config.toml", "theme = 'drak'\n"),
        ("~/config/themes/mine.toml", "[roles]\ntext = 'nocolour'\n"),
    ]);
    let doctor = machine.run("doctor");
    assert!(
        doctor
            .stdout
            .contains("HOME/config/themes/mine.toml:2:8: `nocolour` is not a colour"),
        "{}",
        doctor.stdout
    );
    machine.write("~/config/themes/mine.toml", "[roles]\ntext = 'red'\n");
    let doctor = machine.run("doctor");
    let says = "HOME/config/config.toml:1:9: there is no theme `drak`; did you mean `dark`?";
    assert!(doctor.stdout.contains(says), "{}", doctor.stdout);
}

#[test]
fn init_quotes_what_a_folder_is_called() {
    let machine = Machine::new();
    machine
        .answer(machine.command("init").arg("a \"b\" \\c").output().unwrap())
        .ok();
    let report = machine.answer(
        machine
            .command("doctor --workspace")
            .arg("a \"b\" \\c")
            .output()
            .unwrap(),
    );
    assert!(
        report
            .stdout
            .contains("a \"b\" \\c  WORK/a \"b\" \\c (from --workspace)"),
        "{}",
        report.stdout
    );
}

#[test]
fn read_only_writes_nothing() {
    let machine = Machine::new();
    let answer = machine.run("--read-only init acme");
    assert_eq!(
        (answer.status, answer.stderr.as_str()),
        (
            1,
            "error: `muster init` would write, and --read-only forbids it\n"
        )
    );
    assert!(machine.files().is_empty());
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = Machine::new().run(&format!("completions {shell}")).ok();
        assert!(script.contains("doctor"), "{shell}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let machine = Machine::new();
    let mut child = machine
        .command("completions bash")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let answer = machine.answer(child.wait_with_output().unwrap());
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""));
}

#[test]
fn what_is_begun_goes_on_without_a_reader() {
    let file = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart}
spec: {type: service, lifecycle: production, owner: shop}
";
    let settings = ("muster.toml", "[workspace]\nname = \"shop\"\n");
    let machine = Machine::with(&[settings, ("catalog-info.yaml", file)]);
    let mut child = machine
        .command("--as user:ana edit cart --set metadata.title=Basket --yes")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let answer = machine.answer(child.wait_with_output().unwrap());
    assert_eq!((answer.status, answer.stderr.as_str()), (0, ""));
    let written = std::fs::read_to_string(machine.path("catalog-info.yaml")).unwrap();
    assert!(written.contains("Basket"), "{written}");
}

#[test]
fn errors_are_a_sentence_even_for_those_who_trace() {
    let machine = Machine::new();
    let output = machine
        .command("--read-only init")
        .env("RUST_BACKTRACE", "1")
        .output()
        .unwrap();
    assert_eq!(machine.answer(output).stderr.lines().count(), 1);
}

#[test]
fn the_log_is_a_private_file_for_those_who_ask() {
    let machine = Machine::new();
    machine
        .answer(
            machine
                .command("doctor")
                .env("MUSTER_LOG", "debug")
                .output()
                .unwrap(),
        )
        .ok();
    let log = machine.path("~/data/log/muster.log");
    assert!(log.is_file());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(log.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
    let wrong = machine.answer(
        machine
            .command("doctor")
            .env("MUSTER_LOG", "a=b=c")
            .output()
            .unwrap(),
    );
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.stderr.starts_with("error: MUSTER_LOG is not a log filter"),
        "{}",
        wrong.stderr
    );
}
