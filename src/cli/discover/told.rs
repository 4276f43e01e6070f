//! What people are told: how far a look is while it runs, and at its end what it means.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use color_eyre::Result;
use jiff::Timestamp;

use super::document::{way, word};
use crate::cli::{Context, Table};
use crate::engine::discovery::Watcher;
use crate::model::discovery::{Discovery, Gone, Observed, Place, Standing, Unregistered};
use crate::model::text::{ago, counted, grouped, safe};

/// Rows of each part that a summary shows.
const SHOWN: usize = 40;
/// Between two states of the line on a terminal.
const PAUSE: Duration = Duration::from_millis(100);

/// Says how far a look is, on a terminal.
pub(in crate::cli) struct Told {
    terminal: bool,
    last: Option<Instant>,
}

impl Told {
    pub(in crate::cli) fn new() -> Self {
        Self {
            terminal: stderr().is_terminal(),
            last: None,
        }
    }

    pub(in crate::cli) fn end(&self) {
        if self.last.is_some() {
            eprint!("\r\u{1b}[K");
        }
    }
}

impl Watcher for Told {
    fn seen(&mut self, place: &str, seen: usize, of: Option<usize>) {
        if !self.terminal || self.last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        }
        self.last = Some(Instant::now());
        let of = of.map(|of| format!(" of {}", grouped(of))).unwrap_or_default();
        eprint!(
            "\r\u{1b}[K{}",
            safe(&format!("{place}: {}{of} seen", grouped(seen)))
        );
    }

    fn stopped(&self) -> bool {
        false
    }
}

/// The places, and what there is to mend.
pub(super) fn print(discovery: &Discovery, context: &Context) -> Result<()> {
    places(&discovery.places, context)?;
    let found = discovery.unregistered.iter();
    part(
        "not in the catalog",
        "unregistered",
        found,
        &FOUND,
        found_row,
        context,
    )?;
    let gone = discovery.gone.iter();
    part("in the catalog, but gone", "gone", gone, &GONE, gone_row, context)?;
    let seen = |standing| {
        discovery
            .observed
            .iter()
            .filter(move |seen| seen.standing == standing)
    };
    part(
        "seen, but not declared",
        "undeclared",
        seen(Standing::Undeclared),
        &SEEN,
        seen_row,
        context,
    )?;
    part(
        "declared, but not seen",
        "unseen",
        seen(Standing::Unseen),
        &SEEN,
        seen_row,
        context,
    )?;
    let (unknown, both) = (seen(Standing::Unknown).count(), seen(Standing::Both).count());
    let out = context.output();
    out.line("")?;
    out.line(&format!(
        "{} seen and declared; {} with an end that the catalog does not know",
        counted(both, "dependency", "dependencies"),
        grouped(unknown)
    ))?;
    next_steps(discovery, context)
}

fn next_steps(discovery: &Discovery, context: &Context) -> Result<()> {
    let out = context.output();
    if discovery
        .unregistered
        .iter()
        .any(|found| !found.entity_ref.is_empty())
    {
        out.line("`muster discover claim ID --accountable PERSON` registers; --as-guessed takes the guess")?;
    }
    if discovery
        .observed
        .iter()
        .any(|seen| seen.standing == Standing::Undeclared)
    {
        out.line("`muster discover declare --all` writes what was seen into the files of who depends")?;
    }
    Ok(())
}

pub(super) fn places(places: &[Place], context: &Context) -> Result<()> {
    let now = Timestamp::now();
    for place in places {
        let Place {
            name,
            taken,
            complete,
            seen,
            ..
        } = place;
        let sandbox = if place.sandbox { " (sandbox)" } else { "" };
        let line = match taken {
            Some(taken) => {
                let partly = if *complete { "" } else { ", not everything" };
                format!(
                    "{name}{sandbox}: {} seen {}{partly}",
                    counted(*seen, "thing", "things"),
                    ago(*taken, now)
                )
            }
            None => format!("{name}{sandbox}: never seen"),
        };
        context.output().line(&line)?;
        for problem in &place.problems {
            context.output().line(&format!("  ! {problem}"))?;
        }
    }
    Ok(())
}

fn part<'d, T: 'd>(
    title: &str,
    word: &str,
    rows: impl Iterator<Item = &'d T>,
    header: &[&'static str],
    row: fn(&T) -> Vec<String>,
    context: &Context,
) -> Result<()> {
    let rows: Vec<&T> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    let out = context.output();
    out.line("")?;
    out.line(&format!("{} {title}", grouped(rows.len())))?;
    let mut table = Table::new(header);
    for item in rows.iter().take(SHOWN) {
        table.row(row(item));
    }
    out.table(&table)?;
    if rows.len() > SHOWN {
        let more = grouped(rows.len() - SHOWN);
        out.line(&format!("and {more} more: `muster discover list {word}`"))?;
    }
    Ok(())
}

pub(super) const FOUND: [&str; 5] = ["SORT", "ID", "OWNER", "ACCOUNTABLE", "WHY"];
pub(super) const GONE: [&str; 3] = ["REF", "ID", "ACCOUNTABLE"];
pub(super) const SEEN: [&str; 4] = ["WHO", "", "WHAT", "EVIDENCE"];

fn or_nobody(text: Option<&str>) -> String {
    text.unwrap_or("?").to_owned()
}

pub(super) fn found_row(found: &Unregistered) -> Vec<String> {
    vec![
        word(found.sighting.sort).to_owned(),
        found.sighting.id.clone(),
        or_nobody(found.guess.owner.as_deref()),
        or_nobody(found.guess.accountable.as_deref()),
        found.guess.reason.clone(),
    ]
}

pub(super) fn gone_row(gone: &Gone) -> Vec<String> {
    vec![
        gone.entity_ref.clone(),
        gone.id.clone(),
        or_nobody(gone.accountable.as_deref()),
    ]
}

pub(super) fn seen_row(seen: &Observed) -> Vec<String> {
    vec![
        seen.from.clone().unwrap_or_else(|| seen.who.clone()),
        way(seen.way).to_owned(),
        seen.to.clone().unwrap_or_else(|| seen.id.clone()),
        seen.evidence.join("; "),
    ]
}
