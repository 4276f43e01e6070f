//! What a run's actions say: a file of lines, safe for a terminal and without secrets. Only to be read by people; nothing is
//! decided by it.

use std::fs;
use std::io::Write;

use super::Folders;
use super::folder::{RunFolder, private};
use crate::model::text::safe;
use crate::providers::action::Log;
use crate::remote::Redactor;

const FILE: &str = "log";
/// A longer log is no longer written to.
const LARGEST: u64 = 16 * 1024 * 1024;
/// Characters of one line.
const LONGEST_LINE: usize = 2_000;

/// Writes what one step says.
pub(super) struct StepLog<'l> {
    pub folder: &'l RunFolder,
    pub redactor: &'l Redactor,
    pub step: &'l str,
}

impl Log for StepLog<'_> {
    fn line(&mut self, text: &str) {
        let path = self.folder.path(FILE);
        if fs::metadata(&path).is_ok_and(|found| found.len() > LARGEST) {
            return;
        }
        let Ok(mut file) = private().append(true).open(&path) else {
            return;
        };
        for line in self.redactor.text(text).lines() {
            let line: String = safe(line).chars().take(LONGEST_LINE).collect();
            // A line that cannot be written is not worth a step.
            let _ = writeln!(file, "{}\t{line}", self.step);
        }
    }
}

/// The last lines of a run's log, each with its step, and how many come before those.
pub(super) fn read(folders: &Folders, id: &str, lines: usize) -> (Vec<(String, String)>, usize) {
    let path = RunFolder::of(folders, id).path(FILE);
    let bytes = fs::read(path).unwrap_or_default();
    let text = String::from_utf8_lossy(&bytes);
    let all: Vec<&str> = text.lines().collect();
    let skipped = all.len().saturating_sub(lines);
    let of = |line: &&str| {
        let (step, said) = line.split_once('\t').unwrap_or(("", line));
        (step.to_owned(), said.to_owned())
    };
    (all[skipped..].iter().map(of).collect(), skipped)
}
