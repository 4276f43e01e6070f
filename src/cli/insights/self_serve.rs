//! `muster insights self-serve`: self-served against manual work, and what every automation changed.

use color_eyre::Result;
use serde::Serialize;

use super::selection::Selection;
use super::{Format, Printing, markdown};
use crate::cli::journal::tasks;
use crate::cli::{Context, Outcome, Output, Table};
use crate::model::insight::{Automation, Decimal, SelfServe, Served, Window, self_serve, waited};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    #[command(flatten)]
    printing: Printing,
}

#[derive(Serialize)]
struct Document<'a> {
    since: String,
    until: String,
    self_served: usize,
    manual: usize,
    /// From 0 to 1.
    share: Option<Decimal>,
    by_category: Vec<Category<'a>>,
}

#[derive(Serialize)]
struct Category<'a> {
    /// Nothing for tasks without a category.
    category: Option<&'a str>,
    self_served: usize,
    manual: usize,
    share: Option<Decimal>,
    automated_since: Option<String>,
    /// Minutes of work by hand a month, on record and estimated.
    minutes_before: Option<Decimal>,
    minutes_after: Option<Decimal>,
    before: Option<Stretch>,
    after: Option<Stretch>,
}

#[derive(Serialize)]
struct Stretch {
    since: String,
    until: String,
    days: Decimal,
    manual: usize,
    self_served: usize,
    share: Option<Decimal>,
    tasks_month: Decimal,
    minutes_month: Option<Decimal>,
    minutes_estimated: u64,
    median_minutes: Option<u32>,
    /// Of all tasks, also the self-served ones.
    median_wait_minutes: Option<u64>,
    p90_wait_minutes: Option<u64>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let period = args.selection.period()?;
    let served = self_serve(&tasks(context)?, period);
    match args.printing.format() {
        Format::Json => context.output().json(&document(&served))?,
        Format::Md => {
            let text = markdown::self_serve(&served);
            context.output().write(|out| out.write_all(text.as_bytes()))?;
        }
        Format::Text => print(&served, context.output())?,
    }
    Ok(Outcome::Done)
}

fn document(served: &SelfServe) -> Document<'_> {
    Document {
        since: served.period.since.to_string(),
        until: served.period.until.to_string(),
        self_served: served.self_served,
        manual: served.manual,
        share: served.share(),
        by_category: served.by_category.iter().map(category).collect(),
    }
}

fn category(served: &Served) -> Category<'_> {
    let automation = served.automation.as_ref();
    let before = automation.and_then(|automation| automation.before.as_ref());
    let after = automation.map(|automation| &automation.after);
    Category {
        category: served.category.as_deref(),
        self_served: served.self_served,
        manual: served.manual,
        share: served.share(),
        automated_since: automation.map(|automation| automation.since.to_string()),
        minutes_before: before.and_then(Window::minutes_month),
        minutes_after: after.and_then(Window::minutes_month),
        before: before.map(stretch),
        after: after.map(stretch),
    }
}

fn stretch(window: &Window) -> Stretch {
    let measure = &window.measure;
    Stretch {
        since: window.period.since.to_string(),
        until: window.period.until.to_string(),
        days: window.period.days(),
        manual: measure.manual,
        self_served: measure.self_served,
        share: window.share(),
        tasks_month: window.tasks_month(),
        minutes_month: window.minutes_month(),
        minutes_estimated: measure.minutes.estimated,
        median_minutes: measure.minutes.median,
        median_wait_minutes: measure.waits_of_all.map(|waits| waits.median),
        p90_wait_minutes: measure.waits_of_all.map(|waits| waits.p90),
    }
}

fn print(served: &SelfServe, output: &Output) -> Result<()> {
    let mut table = Table::new(&["CATEGORY", "SELF-SERVED", "BY HAND", "SHARE", "AUTOMATED SINCE"]);
    for one in &served.by_category {
        table.row(vec![
            name(one),
            one.self_served.to_string(),
            one.manual.to_string(),
            percent(one.share()),
            one.automation.as_ref().map_or(String::new(), since),
        ]);
    }
    output.table(&table)?;
    output.line("")?;
    output.line(&format!(
        "{} self-served, {} by hand: {} of {} tasks in {} days",
        served.self_served,
        served.manual,
        percent(served.share()),
        served.self_served + served.manual,
        served.period.days()
    ))?;
    let rows = before_and_after(served);
    if rows.is_empty() {
        return Ok(());
    }
    output.line("")?;
    let mut table = Table::new(&BEFORE_AND_AFTER);
    rows.into_iter().for_each(|row| table.row(row));
    output.table(&table)
}

const BEFORE_AND_AFTER: [&str; 7] = [
    "AUTOMATED",
    "WHEN",
    "MIN/MONTH BY HAND",
    "TASKS/MONTH",
    "SELF-SERVED",
    "MEDIAN MIN",
    "MEDIAN WAIT",
];

/// Two rows an automation.
pub(super) fn before_and_after(served: &SelfServe) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for one in &served.by_category {
        let Some(automation) = &one.automation else {
            continue;
        };
        let days = |window: &Window| window.period.days();
        let before = automation.before.as_ref();
        let when = before.map_or("before: nothing on record".to_owned(), |window| {
            format!("{} days before {}", days(window), since(automation))
        });
        rows.push(window_row(name(one), when, before));
        let when = format!("last {} days", days(&automation.after));
        rows.push(window_row(String::new(), when, Some(&automation.after)));
    }
    rows
}

fn window_row(name: String, when: String, window: Option<&Window>) -> Vec<String> {
    let none = || "-".to_owned();
    let measure = window.map(|window| &window.measure);
    vec![
        name,
        when,
        window
            .and_then(Window::minutes_month)
            .map_or_else(none, |minutes| minutes.to_string()),
        window.map_or_else(none, |window| window.tasks_month().to_string()),
        window.map_or_else(none, |window| percent(window.share())),
        measure
            .and_then(|measure| measure.minutes.median)
            .map_or_else(none, |minutes| minutes.to_string()),
        measure
            .and_then(|measure| measure.waits_of_all)
            .map_or_else(none, |waits| waited(waits.median)),
    ]
}

pub(super) fn name(served: &Served) -> String {
    served.category.clone().unwrap_or_else(|| "(none)".to_owned())
}

pub(super) fn since(automation: &Automation) -> String {
    automation.since.strftime("%Y-%m-%d").to_string()
}

pub(super) fn percent(share: Option<Decimal>) -> String {
    share.map_or("-".to_owned(), |share| format!("{} %", share.in_hundredths()))
}
