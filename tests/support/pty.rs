//! A program in a real pseudo-terminal, and what its screen shows. Waits for what is expected and never for a time; the
//! terminal answers no questions, as some do not.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use vt100::{Parser, Screen};

/// Longer than anything takes; reached only when what is expected does not happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running program and its terminal.
pub struct Pty {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    shown: Arc<Shown>,
}

#[derive(Default)]
struct Shown {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    parser: Option<Parser>,
    raw: Vec<u8>,
    ended: bool,
}

impl Pty {
    /// Starts a command on a terminal of a size, in columns and rows.
    pub fn start(mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let pair = native_pty_system()
            .openpty(size(columns, rows))
            .expect("a pseudo-terminal");
        command.env("TERM", "xterm-256color");
        for name in ["NO_COLOR", "COLORTERM", "TMUX", "CLICOLOR_FORCE", "FORCE_COLOR"] {
            command.env_remove(name);
        }
        let child = pair.slave.spawn_command(command).expect("the program starts");
        drop(pair.slave);
        let shown = Arc::new(Shown::default());
        shown.state.lock().unwrap().parser = Some(Parser::new(cells(rows), cells(columns), 0));
        let reader = pair.master.try_clone_reader().expect("a reader");
        let writer = pair.master.take_writer().expect("a writer");
        let feed = shown.clone();
        thread::spawn(move || read_all(reader, &feed));
        Self {
            master: pair.master,
            writer,
            child,
            shown,
        }
    }

    /// Sends bytes as a terminal does: `\x1b[B` for the down key.
    pub fn send(&mut self, bytes: &str) {
        self.writer
            .write_all(bytes.as_bytes())
            .expect("the program reads");
        self.writer.flush().expect("the program reads");
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.shown
            .state
            .lock()
            .unwrap()
            .parser
            .as_mut()
            .unwrap()
            .screen_mut()
            .set_size(cells(rows), cells(columns));
        self.master.resize(size(columns, rows)).expect("a new size");
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&self, wanted: &str, is_so: impl Fn(&Screen) -> bool) {
        let limit = Instant::now() + PATIENCE;
        let mut state = self.shown.state.lock().unwrap();
        while !is_so(state.parser.as_ref().unwrap().screen()) {
            let left = limit.saturating_duration_since(Instant::now());
            let contents = state.parser.as_ref().unwrap().screen().contents();
            assert!(
                !left.is_zero() && !state.ended,
                "waiting for {wanted}, the screen shows:\n{contents}"
            );
            state = self.shown.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str) {
        self.wait(&format!("`{text}`"), |screen| screen.contents().contains(text));
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("the program lives");
    }

    /// Waits until the program has stopped itself.
    pub fn wait_stopped(&self) {
        let limit = Instant::now() + PATIENCE;
        loop {
            let options = WaitOptions::UNTRACED | WaitOptions::NOHANG;
            if let Some((_, status)) = waitpid(Some(self.pid()), options).expect("a child") {
                assert!(status.stopped(), "the program ended instead of stopping");
                return;
            }
            assert!(Instant::now() < limit, "waiting for the program to stop");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for the end, and returns the exit status and all the program ever wrote.
    pub fn wait_end(&mut self) -> (u32, String) {
        // The terminal closes with the last that has it, so its end is the program's, and can be waited for with a limit.
        let mut state = self.shown.state.lock().unwrap();
        let limit = Instant::now() + PATIENCE;
        while !state.ended {
            let left = limit.saturating_duration_since(Instant::now());
            if left.is_zero() {
                self.child.kill().ok();
                let contents = state.parser.as_ref().unwrap().screen().contents();
                panic!("waiting for the end, the screen shows:\n{contents}");
            }
            state = self.shown.changed.wait_timeout(state, left).unwrap().0;
        }
        let status = self.child.wait().expect("a status");
        (
            status.exit_code(),
            String::from_utf8_lossy(&state.raw).into_owned(),
        )
    }

    /// How many bytes the program has written so far.
    pub fn written(&self) -> usize {
        self.shown.state.lock().unwrap().raw.len()
    }

    /// The column, counted from 0, where a text begins on a row.
    pub fn column_of(&self, text: &str, row: usize) -> usize {
        let state = self.shown.state.lock().unwrap();
        let screen = state.parser.as_ref().unwrap().screen();
        let line = screen.rows(0, screen.size().1.get()).nth(row).expect("the row");
        let before = line.split(text).next().expect("the text");
        before.chars().count()
    }

    fn pid(&self) -> Pid {
        let id = self.child.process_id().expect("the program lives");
        Pid::from_raw(i32::try_from(id).expect("a process id")).expect("a process id")
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize {
        rows,
        cols: columns,
        pixel_width: 0,
        pixel_height: 0,
    }
}

fn cells(count: u16) -> NonZero<u16> {
    NonZero::new(count).expect("at least one cell")
}

fn read_all(mut reader: Box<dyn Read + Send>, shown: &Shown) {
    let mut bytes = [0; 8192];
    loop {
        let read = reader.read(&mut bytes).unwrap_or(0);
        let mut state = shown.state.lock().unwrap();
        state.ended = read == 0;
        state.raw.extend_from_slice(&bytes[..read]);
        state.parser.as_mut().unwrap().process(&bytes[..read]);
        shown.changed.notify_all();
        if read == 0 {
            return;
        }
    }
}
