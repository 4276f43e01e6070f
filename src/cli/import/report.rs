//! What is said of an import: how far it is while it runs, and at its end what came of it.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use color_eyre::Result;
use serde::Serialize;

use super::How;
use crate::cli::{Context, Failure, Outcome};
use crate::engine::import::{Progress, Summary};
use crate::model::text::{counted, grouped, safe};

/// Between two states on a terminal, and between two lines elsewhere.
const ON_TERMINAL: Duration = Duration::from_millis(100);
const ELSEWHERE: Duration = Duration::from_secs(2);

/// Problems that people are told one by one.
const SHOWN: usize = 20;

/// Says how far an import is.
pub(super) struct Told {
    system: String,
    terminal: bool,
    last: Instant,
    shown: bool,
}

impl Told {
    pub(super) fn new(system: &str) -> Self {
        Self {
            system: system.to_owned(),
            terminal: stderr().is_terminal(),
            last: Instant::now(),
            shown: false,
        }
    }

    pub(super) fn show(&mut self, progress: &Progress) {
        let pause = if self.terminal { ON_TERMINAL } else { ELSEWHERE };
        if self.last.elapsed() < pause {
            return;
        }
        self.last = Instant::now();
        let line = format!("{}: {}", self.system, numbers(progress));
        if self.terminal {
            eprint!("\r\u{1b}[K{}", safe(&line));
            self.shown = true;
        } else {
            eprintln!("{}", safe(&line));
        }
    }

    pub(super) fn end(&self) {
        if self.shown {
            eprint!("\r\u{1b}[K");
        }
    }
}

fn numbers(progress: &Progress) -> String {
    let Progress {
        read,
        created,
        changed,
        unchanged,
        refused,
    } = *progress;
    let number = |number: u64| grouped(usize::try_from(number).unwrap_or(usize::MAX));
    let mut text = format!(
        "{} read, {} new, {} changed, {} as before",
        number(read),
        number(created),
        number(changed),
        number(unchanged)
    );
    if refused > 0 {
        text.push_str(&format!(", {} refused", number(refused)));
    }
    text
}

/// An import's part of one file or repository.
pub(super) struct Part {
    /// Its name, where there are several.
    pub(super) name: String,
    pub(super) summary: Summary,
}

#[derive(Serialize)]
struct Document<'a> {
    system: &'a str,
    read: u64,
    created: u64,
    changed: u64,
    unchanged: u64,
    refused: u64,
    dry_run: bool,
    problems: Vec<ProblemDocument<'a>>,
    notes: Vec<&'a str>,
    /// Why it ended early; null where it did not.
    error: Option<String>,
}

#[derive(Serialize)]
struct ProblemDocument<'a> {
    source: &'a str,
    line: Option<u64>,
    key: Option<&'a str>,
    message: &'a str,
    /// Whether a ticket was left out because of it.
    refused: bool,
}

/// Tells what came of it all. An import that ended early is a failure after what it did has been told.
pub(super) fn conclude(parts: &[Part], how: How, context: &Context) -> Result<Outcome> {
    if how.json {
        context.output().json(&document(parts, how))?;
    } else {
        for part in parts {
            print(part, how, context)?;
        }
    }
    let mut stopped = parts.iter().filter_map(|part| part.summary.stopped.as_ref());
    if let Some(first) = stopped.next() {
        for other in stopped {
            eprintln!("error: {}", safe(&other.to_string()));
        }
        return Err(Failure::new(first.to_string()).hint(first.hint()).into());
    }
    let refused = parts.iter().any(|part| part.summary.progress.refused > 0);
    Ok(if refused { Outcome::Problems } else { Outcome::Done })
}

fn document<'a>(parts: &'a [Part], how: How) -> Document<'a> {
    let sum = |of: fn(&Progress) -> u64| parts.iter().map(|part| of(&part.summary.progress)).sum();
    let mut problems = vec![];
    let mut notes = vec![];
    for part in parts {
        problems.extend(part.summary.problems.iter().map(|problem| ProblemDocument {
            source: &part.name,
            line: problem.line,
            key: problem.key.as_deref(),
            message: &problem.message,
            refused: problem.refused,
        }));
        notes.extend(part.summary.notes.iter().map(String::as_str));
    }
    Document {
        system: parts.first().map_or("", |part| &part.summary.system),
        read: sum(|progress| progress.read),
        created: sum(|progress| progress.created),
        changed: sum(|progress| progress.changed),
        unchanged: sum(|progress| progress.unchanged),
        refused: sum(|progress| progress.refused),
        dry_run: how.dry_run,
        problems,
        notes,
        error: parts
            .iter()
            .find_map(|part| part.summary.stopped.as_ref().map(ToString::to_string)),
    }
}

fn print(part: &Part, how: How, context: &Context) -> Result<()> {
    let Part { name, summary } = part;
    let would = if how.dry_run { "would be: " } else { "" };
    for problem in summary.problems.iter().take(SHOWN) {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let key = problem
            .key
            .as_ref()
            .map(|key| format!("{key}: "))
            .unwrap_or_default();
        let weight = if problem.refused { "" } else { "warning: " };
        eprintln!(
            "{}",
            safe(&format!("{name}{line}: {weight}{key}{}", problem.message))
        );
    }
    let more = summary.problems.len().saturating_sub(SHOWN);
    if more > 0 {
        let more = counted(more, "more problem", "more problems");
        eprintln!("{}", safe(&format!("{name}: {more}; --json lists them")));
    }
    for note in &summary.notes {
        eprintln!("{}", safe(&format!("{name}: {note}")));
    }
    if summary.stopped.is_some() && summary.progress == Progress::default() {
        return Ok(());
    }
    let numbers = numbers(&summary.progress);
    context
        .output()
        .line(&format!("{name} ({}): {would}{numbers}", summary.system))
}
