//! The program on a real pseudo-terminal: it starts, resizes, suspends, takes pastes, and gives the terminal back however
//! it ends. The program under test is this same executable, run again as `the_program`.

#[path = "support/program.rs"]
mod program;
#[path = "support/pty.rs"]
mod pty;

use std::sync::Arc;

use muster::app::{Answer, Request};
use muster::runtime::inbox::Sender;
use muster::runtime::{Exit, Services, TerminalSettings, Ticket};
use muster::ui::theme::Charset;
use portable_pty::CommandBuilder;
use program::Fake;
use pty::Pty;
use rustix::process::Signal;

use termprofile::TermProfile;

const ROLE: &str = "MUSTER_TEST_ROLE";
const LEAVE: &str = "\x1b[?1049l";
const PASTE_OFF: &str = "\x1b[?2004l";
const MOUSE_OFF: &str = "\x1b[?1000l";
const SHOW_CURSOR: &str = "\x1b[?25h";

/// What goes wrong in the program under test.
#[derive(Clone, Copy, PartialEq)]
enum Mishap {
    None,
    /// The drawing thread panics once the terminal is taken.
    OnMainThread,
    /// A thread that nobody looks after panics when `r` is pressed.
    OnStrayThread,
    /// The answer to `r` panics.
    InAnswer,
}

const MISHAPS: [(&str, Mishap); 4] = [
    ("plain", Mishap::None),
    ("main", Mishap::OnMainThread),
    ("stray", Mishap::OnStrayThread),
    ("answer", Mishap::InAnswer),
];

struct Mishaps(Mishap, Fake, std::sync::atomic::AtomicUsize);

impl Services for Mishaps {
    fn start(&self, _: Sender) {
        assert!(self.0 != Mishap::OnMainThread, "a mishap on the main thread");
    }

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        let again =
            request == Request::LoadCatalog && self.2.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 0;
        match self.0 {
            Mishap::OnStrayThread if again => {
                let _ = std::thread::spawn(|| panic!("a mishap on a stray thread")).join();
            }
            Mishap::InAnswer if again => panic!("a mishap in an answer"),
            _ => {}
        }
        self.1.answer(request, ticket)
    }
}

/// Not a test: the program that the tests run.
#[test]
fn the_program() {
    let Ok(role) = std::env::var(ROLE) else { return };
    let (name, workspace) = role.split_once(':').unwrap_or((&role, "yes"));
    let mishap = MISHAPS
        .iter()
        .find(|(known, _)| *known == name)
        .map_or(Mishap::None, |(_, mishap)| *mishap);
    let services = Arc::new(Mishaps(mishap, Fake::acme(), Default::default()));
    let settings = TerminalSettings {
        mouse: true,
        editor: None,
    };
    let state = program::state(workspace == "yes");
    let exit = muster::runtime::run(
        state,
        program::screens(TermProfile::Ansi16, Charset::Unicode),
        services,
        settings,
    );
    std::process::exit(match exit {
        Ok(Exit::Quit) => 0,
        Ok(Exit::Signal(number)) => 128 + number,
        Ok(Exit::Panicked) => 101,
        Err(_) => 1,
    });
}

fn start(role: &str) -> Pty {
    Pty::start(command(role), 80, 24)
}

fn command(role: &str) -> CommandBuilder {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_program", "--nocapture", "--test-threads=1"]);
    command.env(ROLE, role);
    command.env("RUST_BACKTRACE", "0");
    command
}

fn is_restored(written: &str) -> bool {
    [LEAVE, PASTE_OFF, MOUSE_OFF, SHOW_CURSOR]
        .iter()
        .all(|sequence| written.contains(sequence))
}

#[test]
fn q_quits_at_once_and_restores_the_terminal() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    pty.wait("the alternate screen", |screen| {
        screen.alternate_screen() && screen.bracketed_paste()
    });
    pty.send("q");
    let (status, written) = pty.wait_end();
    assert_eq!(status, 0);
    assert!(is_restored(&written), "{written:?}");
}

#[test]
fn esc_never_quits_and_ctrl_c_always_does() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    pty.send("?");
    pty.wait_for("Keys");
    pty.send("\x1b");
    pty.wait("the help gone", |screen| !screen.contents().contains("Keys"));
    pty.send("\x1b");
    pty.resize(39, 9);
    pty.wait_for("Too small");
    pty.send("\x03");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn ctrl_c_is_not_lost_behind_an_esc_that_is_read_with_it() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    pty.send("\x1b\x03");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn a_resize_draws_the_new_size() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    pty.resize(39, 9);
    pty.wait_for("Too small");
    pty.resize(120, 40);
    pty.wait("the hints on the last line", |screen| {
        screen
            .rows(0, 120)
            .last()
            .is_some_and(|line| line.contains("help"))
    });
    pty.send("q");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn ctrl_z_gives_the_terminal_back_until_the_program_is_continued() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    for _ in 0..2 {
        pty.send("\x1a");
        pty.wait_stopped();
        pty.wait("the usual screen", |screen| {
            !screen.alternate_screen() && !screen.hide_cursor()
        });
        pty.signal(Signal::CONT);
        pty.wait("the screen again", |screen| {
            screen.alternate_screen() && screen.contents().contains("1 Home")
        });
    }
    pty.send("q");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn a_stop_from_outside_is_the_same() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    pty.signal(Signal::TSTP);
    pty.wait_stopped();
    pty.wait("the usual screen", |screen| !screen.alternate_screen());
    pty.signal(Signal::CONT);
    pty.wait("the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("1 Home")
    });
    pty.send("q");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn signals_end_the_program_with_their_status() {
    for (signal, status) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let mut pty = start("plain");
        pty.wait_for("1 Home");
        pty.signal(signal);
        let (found, written) = pty.wait_end();
        assert_eq!(found, status);
        assert!(is_restored(&written), "{signal:?}: {written:?}");
    }
}

#[test]
fn a_panic_restores_the_terminal_before_it_is_told() {
    for (role, message) in [
        ("main", "a mishap on the main thread"),
        ("stray", "a mishap on a stray thread"),
    ] {
        let mut pty = start(role);
        if role == "stray" {
            pty.wait_for("6 entities");
            pty.send("r");
        }
        let (status, written) = pty.wait_end();
        assert_eq!(status, 101, "{role}");
        let left = written.find(LEAVE).expect("the alternate screen was left");
        let told = written
            .rfind(message)
            .unwrap_or_else(|| panic!("{role}: {written:?}"));
        assert!(left < told && is_restored(&written), "{role}: {written:?}");
    }
}

#[test]
fn a_panic_in_an_answer_costs_only_the_answer() {
    let mut pty = start("answer");
    pty.wait_for("6 entities");
    pty.send("r");
    pty.wait_for("a mishap in an answer");
    pty.send("q");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn a_paste_is_one_edit_of_the_field_and_never_keys() {
    let mut pty = start("plain:no");
    pty.wait_for("There is no workspace here yet.");
    pty.send("\x1b[200~q\x1b[201~");
    pty.send("f");
    pty.wait_for("Folder:");
    pty.send("\x1b[200~/srv/two\nlines q\x1b[201~");
    pty.wait_for("Folder: /srv/two lines q");
    pty.send("\x03");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn a_click_does_what_the_key_does() {
    let mut pty = start("plain");
    pty.wait_for("? help");
    let column = pty.column_of("? help", 23);
    pty.send(&format!("\x1b[<0;{};24M", column + 1));
    pty.wait_for("Keys");
    pty.send("\x03");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn nothing_is_written_when_nothing_changes() {
    let mut pty = start("plain");
    pty.wait_for("1 Home");
    // A key that means nothing wakes the program; that it was dealt with shows in what follows it.
    pty.send("X");
    pty.send("?");
    pty.wait_for("Keys");
    let before = pty.written();
    pty.send("\x1b[<35;10;10M");
    pty.send("\x1b");
    pty.wait("the help gone", |screen| !screen.contents().contains("Keys"));
    assert!(pty.written() > before);
    pty.send("q");
    assert_eq!(pty.wait_end().0, 0);
}

#[test]
fn the_editor_has_the_terminal_to_itself_and_gives_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let (editor, notes) = (folder.path().join("editor"), folder.path().join("notes"));
    // An editor on a terminal in its usual mode: it shows what it was given, and reads a line.
    let script = format!(
        "#!/bin/sh\nprintf 'EDITING %s %s\\n' \"$1\" \"$2\"\nread line\nprintf '%s' \"$line\" > '{}'\n",
        notes.display()
    );
    std::fs::write(&editor, script).unwrap();
    std::fs::set_permissions(&editor, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let mut command = command("plain");
    command.env("VISUAL", format!("{} --wait", editor.display()));
    let mut pty = Pty::start(command, 80, 24);
    pty.wait_for("6 entities");
    pty.send("9");
    pty.wait_for("▾ catalog-info.yaml");
    pty.send("j");
    pty.send("e");
    pty.wait_for("EDITING --wait /srv/acme/catalog-info.yaml");
    pty.wait("the usual screen", |screen| {
        !screen.alternate_screen() && !screen.bracketed_paste()
    });
    pty.send("qqq what is typed\n");
    pty.wait("the screen again", |screen| {
        screen.alternate_screen() && screen.contents().contains("6 entities")
    });
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), "qqq what is typed");
    pty.send("\x03");
    assert_eq!(pty.wait_end().0, 0);
}
