//! Runs the real binary in a home and a folder of its own, the same on every machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A throw-away machine: `home/` is MUSTER_HOME, `work/` the current folder.
pub struct Machine {
    _temp: TempDir,
    root: PathBuf,
}

/// What a command left behind.
pub struct Answer {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Machine {
    pub fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path().canonicalize().unwrap();
        fs::create_dir(root.join("work")).unwrap();
        Self { _temp: temp, root }
    }

    /// A machine with these files in its current folder; `~/` in a path means MUSTER_HOME.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let machine = Self::new();
        for (path, text) in files {
            machine.write(path, text);
        }
        machine
    }

    pub fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    pub fn path(&self, path: &str) -> PathBuf {
        match path.strip_prefix("~/") {
            Some(rest) => self.root.join("home").join(rest),
            None => self.root.join("work").join(path),
        }
    }

    /// The binary with its surroundings fixed: no terminal, no settings of whoever runs the tests.
    pub fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_muster"));
        command
            .args(line.split_whitespace())
            .current_dir(self.root.join("work"))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.root.join("somebody"))
            .env("MUSTER_HOME", self.root.join("home"))
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .stdin(Stdio::null());
        command
    }

    pub fn run(&self, line: &str) -> Answer {
        self.answer(self.command(line).output().unwrap())
    }

    /// What was printed, with this machine's folders as `WORK` and `HOME`.
    pub fn answer(&self, output: Output) -> Answer {
        Answer {
            status: output.status.code().unwrap_or(-1),
            stdout: self.placeless(&output.stdout),
            stderr: self.placeless(&output.stderr),
        }
    }

    fn placeless(&self, text: &[u8]) -> String {
        let named = |dir: &str| self.root.join(dir).display().to_string();
        String::from_utf8(text.to_vec())
            .unwrap()
            .replace(&named("work"), "WORK")
            .replace(&named("home"), "HOME")
    }

    /// The files of the current folder, sorted.
    pub fn files(&self) -> Vec<String> {
        let work = self.root.join("work");
        let mut found = vec![];
        collect(&work, &mut found);
        let mut names: Vec<String> = found
            .iter()
            .map(|file| file.strip_prefix(&work).unwrap().display().to_string())
            .collect();
        names.sort();
        names
    }
}

fn collect(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found)
        } else {
            found.push(path)
        }
    }
}

impl Answer {
    /// Standard output of a command that must have succeeded.
    pub fn ok(self) -> String {
        assert_eq!(self.status, 0, "{}{}", self.stdout, self.stderr);
        assert_eq!(self.stderr, "");
        self.stdout
    }

    /// The one JSON document of a command, whatever its status.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.stdout, self.stderr))
    }
}
