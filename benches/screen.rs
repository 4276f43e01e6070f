//! Figures of the program on a real terminal: start, keys, filter, rest, memory. Drives the real binary in a pty.
//!
//! `cargo bench --bench screen`; `MUSTER_BENCH_SIZES` chooses sizes. The floor is a program that only echoes, in the same
//! harness; nothing is subtracted.

#[path = "support/figures.rs"]
mod figures;

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use figures::{Row, company, percentile, print_table, scratch, sizes, thousands};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Nothing more comes after a key when nothing has come for this long.
const QUIET: Duration = Duration::from_millis(60);
const PATIENCE: Duration = Duration::from_secs(60);
const KEYS: usize = 500;
const ROWS: NonZeroU16 = NonZeroU16::new(40).unwrap();
const COLUMNS: NonZeroU16 = NonZeroU16::new(120).unwrap();

fn main() {
    if std::env::args().any(|argument| argument == "--echo") {
        return echo();
    }
    let floor =
        Terminal::start(std::env::current_exe().expect("this program"), &["--echo"], None).keys(&["x"], KEYS);
    println!(
        "harness floor, one echoed byte, p50 / p99: {}\n",
        percentile(&floor)
    );
    let columns: Vec<(usize, Vec<Row>)> = sizes().into_iter().map(|size| (size, measure(size))).collect();
    print_table("screen, 120×40", &columns);
}

/// What any program pays in this harness: a byte in, the same byte out.
fn echo() {
    crossterm::terminal::enable_raw_mode().expect("a terminal");
    let (mut input, mut output) = (std::io::stdin(), std::io::stdout());
    let mut byte = [0];
    while input.read_exact(&mut byte).is_ok() {
        let _ = output.write_all(&byte);
        let _ = output.flush();
    }
}

fn measure(size: usize) -> Vec<Row> {
    let folder = company(size);
    let home = scratch().join(format!("home-{size}"));
    let muster = PathBuf::from(env!("CARGO_BIN_EXE_muster"));
    let entity = warm(&muster, &folder, &home);
    let who = answers_as_commands(&muster, &folder, &home, &entity);
    // The first opening journals the whole catalog; what follows is an ordinary day.
    let workspace = folder.to_string_lossy().into_owned();
    let arguments = ["--workspace", workspace.as_str()];
    Terminal::start(muster.clone(), &arguments, Some(&home))
        .rest(Duration::from_secs(2 + size as u64 / 5_000));
    let starts: Vec<Duration> = (0..7)
        .map(|_| Terminal::start(muster.clone(), &arguments, Some(&home)).until(&thousands(size)))
        .collect();
    let mut terminal = Terminal::start(muster, &arguments, Some(&home));
    terminal.until(&thousands(size));
    terminal.rest(Duration::from_secs(2));
    terminal.press("2", PATIENCE);
    let moves = terminal.keys(&["j", "j", "j", "k"], KEYS);
    let pages = terminal.keys(&["\x04", "\x15", "\x04"], KEYS / 5);
    let filter = terminal.typing(&["payments", "orders-api", "kafka", "db"], 12);
    terminal.rest(Duration::from_secs(1));
    let (bytes, busy) = terminal.rest(Duration::from_secs(5));
    vec![
        Row::new("start to first useful frame, p50 / p99", percentile(&starts)),
        Row::new("key to last byte, one row, p50 / p99", percentile(&moves)),
        Row::new("key to last byte, half a page, p50 / p99", percentile(&pages)),
        Row::new("filter keystroke to last byte, p50 / p99", percentile(&filter)),
        Row::new(
            "idle for 5 s",
            format!("{bytes} bytes, {:.2} % CPU", busy * 100.0),
        ),
        Row::new("memory", format!("{:.1} MB", terminal.memory() as f64 / 1e6)),
        Row::new("`muster who` as a command, p50 / p99", percentile(&who)),
    ]
}

/// Reads the company once, so that the cache is warm; returns the reference of one entity.
fn warm(muster: &Path, folder: &Path, home: &Path) -> String {
    let list = Command::new(muster)
        .args(["catalog", "list", "--kind", "component", "--json", "--workspace"])
        .arg(folder)
        .env("MUSTER_HOME", home)
        .output()
        .expect("muster runs");
    let entities: serde_json::Value = serde_json::from_slice(&list.stdout).expect("a list as JSON");
    entities[0]["ref"].as_str().expect("a component").to_owned()
}

fn answers_as_commands(muster: &Path, folder: &Path, home: &Path, entity: &str) -> Vec<Duration> {
    let ask = |_| {
        let start = Instant::now();
        let status = Command::new(muster)
            .args(["who", entity, "--workspace"])
            .arg(folder)
            .env("MUSTER_HOME", home)
            .stdout(Stdio::null())
            .status();
        assert!(status.is_ok_and(|status| status.success()), "muster who {entity}");
        start.elapsed()
    };
    (0..20).map(ask).collect()
}

/// A program in a pty, and its screen.
struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    started: Instant,
    _master: Box<dyn MasterPty + Send>,
}

impl Terminal {
    fn start(program: PathBuf, arguments: &[&str], home: Option<&Path>) -> Self {
        let size = PtySize {
            rows: ROWS.get(),
            cols: COLUMNS.get(),
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(program);
        command.args(arguments);
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        if let Some(home) = home {
            command.env("MUSTER_HOME", home);
        }
        let mut reader = pair.master.try_clone_reader().expect("the pty's output");
        let writer = pair.master.take_writer().expect("the pty's input");
        let started = Instant::now();
        let child = pair.slave.spawn_command(command).expect("the program starts");
        let (send, output) = mpsc::channel();
        std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(length) = reader.read(&mut buffer) {
                if length == 0 || send.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let screen = vt100::Parser::new(ROWS, COLUMNS, 0);
        Self {
            child,
            writer,
            output,
            screen,
            started,
            _master: pair.master,
        }
    }

    /// The time from the start until a text is on the screen.
    fn until(&mut self, text: &str) -> Duration {
        while !self.screen.screen().contents().contains(text) {
            match self.output.recv_timeout(PATIENCE) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("no `{text}` on the screen:\n{}", self.screen.screen().contents()),
            }
        }
        self.started.elapsed()
    }

    /// Presses a key and waits for the last byte that comes of it. None where nothing comes within `patience`.
    fn press(&mut self, key: &str, patience: Duration) -> Option<Duration> {
        let start = Instant::now();
        self.writer
            .write_all(key.as_bytes())
            .and_then(|()| self.writer.flush())
            .expect("the pty takes keys");
        let mut last = None;
        loop {
            match self.output.recv_timeout(last.map_or(patience, |_| QUIET)) {
                Ok(bytes) => {
                    last = Some(start.elapsed());
                    self.screen.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout) => return last,
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended"),
            }
        }
    }

    /// Presses keys in turn. A key without any answer would be a failure.
    fn keys(&mut self, keys: &[&str], count: usize) -> Vec<Duration> {
        let press = |i: usize| {
            // Gaps that no clock of the program can be in step with.
            std::thread::sleep(Duration::from_millis((i as u64 * 7919) % 23));
            let key = keys[i % keys.len()];
            self.press(key, PATIENCE)
                .unwrap_or_else(|| panic!("no answer to key {key:?}"))
        };
        (0..count).map(press).collect()
    }

    /// Types words into the filter, letter by letter, and takes them away again.
    fn typing(&mut self, words: &[&str], rounds: usize) -> Vec<Duration> {
        let mut times = Vec::new();
        for word in words.iter().cycle().take(words.len() * rounds) {
            self.press("/", PATIENCE);
            for letter in word.chars() {
                times.extend(self.press(letter.encode_utf8(&mut [0; 4]), QUIET));
            }
            self.press("\x1b", QUIET);
            self.press("\x1b", QUIET);
        }
        times
    }

    /// Leaves the program alone: how many bytes it writes, and which part of a core it takes.
    fn rest(&mut self, time: Duration) -> (usize, f64) {
        let before = self.cpu_ticks();
        let end = Instant::now() + time;
        let mut bytes = 0;
        while let Ok(more) = self
            .output
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            bytes += more.len();
            self.screen.process(&more);
        }
        const TICKS_PER_SECOND: f64 = 100.0;
        (
            bytes,
            (self.cpu_ticks() - before) as f64 / TICKS_PER_SECOND / time.as_secs_f64(),
        )
    }

    /// User and system time so far, as proc(5) counts it.
    fn cpu_ticks(&self) -> u64 {
        let stat = self.proc_file("stat");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .split_whitespace()
            .collect();
        fields
            .iter()
            .skip(11)
            .take(2)
            .filter_map(|field| field.parse::<u64>().ok())
            .sum()
    }

    /// Resident bytes.
    fn memory(&self) -> u64 {
        let status = self.proc_file("status");
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap_or_default();
        line.split_whitespace()
            .nth(1)
            .and_then(|kb| kb.parse::<u64>().ok())
            .unwrap_or(0)
            * 1024
    }

    fn proc_file(&self, name: &str) -> String {
        let process = self.child.process_id().unwrap_or_default();
        fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
