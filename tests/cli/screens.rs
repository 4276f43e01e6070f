//! The screens without a terminal: `muster` into a pipe, `muster view`, `muster demo`.

use crate::machine::Machine;

#[test]
fn without_a_terminal_the_first_screen_is_drawn_once() {
    let machine = Machine::new();
    let welcome = machine.run("").ok();
    assert!(
        welcome.starts_with(" muster\n Welcome\n") && welcome.contains("Look at a demo company"),
        "{welcome}"
    );
    assert!(!welcome.contains('\u{1b}'));
    assert!(!machine.path("~/").exists(), "looking leaves no trace");

    machine.write("muster.toml", "[workspace]\nname = 'Acme'\n");
    let home = machine.run("").ok();
    assert!(
        home.starts_with(" muster   1 Home") && home.contains("Acme"),
        "{home}"
    );
}

#[test]
fn wrong_settings_stop_the_screens_with_their_place() {
    let machine = Machine::with(&[(
        "~/config/config.toml",
        "theme = 'drak'\nidentity = 'group:default/a'\n",
    )]);
    for (line, error) in [
        (
            "view welcome",
            "HOME/config/config.toml:1:9: there is no theme `drak`; did you mean `dark`?",
        ),
        (
            "",
            "HOME/config/config.toml:1:9: there is no theme `drak`; did you mean `dark`?",
        ),
    ] {
        let answer = machine.run(line);
        assert_eq!(
            (answer.status, answer.stderr),
            (1, format!("error: {error}\n")),
            "{line}"
        );
    }
    machine.write("~/config/config.toml", "identity = 'group:default/a'\n");
    assert_eq!(
        machine.run("").stderr,
        "error: HOME/config/config.toml:1:12: `group:default/a` is not a person; write user:default/ana, or ana\n"
    );
}

#[test]
fn view_draws_in_any_size_and_form() {
    let machine = Machine::with(&[("muster.toml", "")]);
    let text = machine.run("view home --size 60x12").ok();
    assert_eq!(text.lines().count(), 12);
    assert!(machine.run("view home --format ansi").ok().contains("\u{1b}["));
    assert_eq!(
        machine
            .run("view home --format svg --theme dark -o home.svg")
            .ok(),
        ""
    );
    let picture = std::fs::read_to_string(machine.path("home.svg")).unwrap();
    assert!(picture.starts_with("<svg "), "{picture}");
    assert!(machine.run("view home --keys ?").ok().contains("Everywhere"));
    assert_eq!(machine.run("view home --theme drak").status, 2);
}

#[test]
fn view_needs_a_workspace_but_for_the_offer() {
    let machine = Machine::new();
    assert!(
        machine
            .run("view welcome")
            .ok()
            .contains("There is no workspace here yet.")
    );
    let home = machine.run("view home");
    assert_eq!(home.status, 1);
    assert!(
        home.stderr.starts_with("error: there is no workspace here\n"),
        "{}",
        home.stderr
    );
}

#[test]
fn a_demo_is_a_workspace_that_stays() {
    let machine = Machine::new();
    assert_eq!(
        machine.run("demo --no-tui --dir company --seed 3").ok(),
        "WORK/company\n"
    );
    let count = machine
        .run("--workspace company catalog list --json")
        .json()
        .as_array()
        .unwrap()
        .len();
    assert!(count > 2000, "{count}");

    let again = machine
        .run("demo --no-tui --dir company --entities 700 --json")
        .json();
    assert_eq!(again["root"], "WORK/company");
    let fewer = machine
        .run("--workspace company catalog list --json")
        .json()
        .as_array()
        .unwrap()
        .len();
    assert!(fewer < 1000, "{fewer}");

    machine.write("mine/notes.txt", "mine");
    let refused = machine.run("demo --no-tui --dir mine");
    assert_eq!(refused.status, 1);
    assert!(
        refused.stderr.contains("is not empty and is not an earlier demo"),
        "{}",
        refused.stderr
    );
    assert_eq!(machine.run("--read-only demo --no-tui --dir other").status, 1);
}

#[test]
fn the_demo_company_goes_with_the_program() {
    let machine = Machine::new();
    let temp = machine.path("temp");
    std::fs::create_dir(&temp).unwrap();
    let output = machine
        .command("demo --entities 600")
        .env("TMPDIR", &temp)
        .output()
        .unwrap();
    let screen = machine.answer(output).ok();
    assert!(screen.lines().next().unwrap().contains("(demo)"), "{screen}");
    assert_eq!(std::fs::read_dir(&temp).unwrap().count(), 0);
}
