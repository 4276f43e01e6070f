//! `muster insights automate`: what to automate next.

use color_eyre::Result;
use serde::Serialize;

use super::selection::{Selection, settings};
use super::{Format, Printing, markdown};
use crate::cli::journal::tasks;
use crate::cli::{Context, Outcome, Output, Table};
use crate::model::insight::{Decimal, Factor, Measure, Part, Ranking, Row, Sort, Unit, rank, waited};
use crate::model::text::counted;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    selection: Selection,

    /// What automating one would take, in hours: shows after how many months it has paid
    #[arg(long, value_name = "HOURS")]
    effort: Option<Decimal>,

    /// Sort by score, category, tasks, hours, growth, fit, requesters, wait, p90, self-served or blueprint
    #[arg(long, value_name = "PART", default_value_t = Part::Score)]
    sort: Part,

    /// The other way round
    #[arg(long)]
    reverse: bool,

    #[command(flatten)]
    printing: Printing,
}

#[derive(Serialize)]
struct Document<'a> {
    since: String,
    until: String,
    days: Decimal,
    /// What the first factor counts.
    unit: Unit,
    categories: Vec<Category<'a>>,
    uncategorised: Amount,
    all: Amount,
    remarks: Vec<String>,
}

#[derive(Serialize)]
struct Category<'a> {
    category: &'a str,
    #[serde(flatten)]
    amount: Amount,
    growth: Option<Decimal>,
    manual_before: usize,
    fit: Decimal,
    fit_reason: &'a str,
    score: Decimal,
    factors: &'a [Factor],
    blueprint: Option<&'a str>,
    tasks_month: Decimal,
    hours_month: Option<Decimal>,
    /// All that people spend on it a month is saved when nobody has to any more.
    hours_saved_month: Option<Decimal>,
    break_even_months: Option<Decimal>,
    why: String,
}

#[derive(Serialize)]
pub(super) struct Amount {
    tasks: usize,
    manual: usize,
    self_served: usize,
    declined: usize,
    duplicates: usize,
    /// On record and estimated; nothing where some of it is not known.
    minutes: Option<u64>,
    minutes_recorded: u64,
    minutes_estimated: u64,
    tasks_estimated: usize,
    median_minutes: Option<u32>,
    requesters: usize,
    done: usize,
    median_wait_minutes: Option<u64>,
    p90_wait_minutes: Option<u64>,
}

impl Amount {
    pub(super) fn of(measure: &Measure) -> Self {
        Self {
            tasks: measure.tasks(),
            manual: measure.manual,
            self_served: measure.self_served,
            declined: measure.declined,
            duplicates: measure.duplicates,
            minutes: measure.minutes.total(),
            minutes_recorded: measure.minutes.recorded,
            minutes_estimated: measure.minutes.estimated,
            tasks_estimated: measure.minutes.estimated_tasks,
            median_minutes: measure.minutes.median,
            requesters: measure.requesters,
            done: measure.waits.map_or(0, |waits| waits.done),
            median_wait_minutes: measure.waits.map(|waits| waits.median),
            p90_wait_minutes: measure.waits.map(|waits| waits.p90),
        }
    }
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let period = args.selection.period()?;
    let settings = settings(context)?;
    let mut ranking = rank(&tasks(context)?, period, &settings);
    ranking.sort(Sort {
        part: args.sort,
        reversed: args.reverse,
    });
    match args.printing.format() {
        Format::Json => context.output().json(&document(&ranking, args.effort))?,
        Format::Md => {
            let text = markdown::ranking(&ranking, args.effort);
            context.output().write(|out| out.write_all(text.as_bytes()))?;
        }
        Format::Text => print(&ranking, args.effort, context.output())?,
    }
    Ok(Outcome::Done)
}

fn document(ranking: &Ranking, effort: Option<Decimal>) -> Document<'_> {
    Document {
        since: ranking.period.since.to_string(),
        until: ranking.period.until.to_string(),
        days: ranking.period.days(),
        unit: ranking.unit,
        categories: ranking.rows.iter().map(|row| category(row, effort)).collect(),
        uncategorised: Amount::of(&ranking.uncategorised),
        all: Amount::of(&ranking.all),
        remarks: ranking.remarks(),
    }
}

fn category(row: &Row, effort: Option<Decimal>) -> Category<'_> {
    Category {
        category: &row.category,
        amount: Amount::of(&row.measure),
        growth: row.growth,
        manual_before: row.manual_before,
        fit: row.fit.weight,
        fit_reason: &row.fit.reason,
        score: row.score.value,
        factors: &row.score.factors,
        blueprint: row.blueprint.as_deref(),
        tasks_month: row.tasks_month,
        hours_month: row.hours_month,
        hours_saved_month: row.hours_month,
        break_even_months: effort.and_then(|effort| row.break_even(effort)),
        why: row.why(),
    }
}

fn print(ranking: &Ranking, effort: Option<Decimal>, output: &Output) -> Result<()> {
    for remark in ranking.remarks() {
        output.line(&remark)?;
    }
    if ranking.rows.is_empty() && ranking.uncategorised.tasks() == 0 {
        return output.line(
            "no task was asked for in this period: `muster log` journals one, `muster import` the past",
        );
    }
    let mut header = vec![
        "CATEGORY",
        "SCORE",
        "H/MONTH",
        "EST.",
        "TASKS",
        "SELF",
        "GROWTH",
        "FIT",
        "PEOPLE",
        "WAIT",
        "P90",
        "BLUEPRINT",
        "ARITHMETIC",
    ];
    if effort.is_some() {
        header.insert(3, "PAYS AFTER");
    }
    let mut table = Table::new(&header);
    for row in &ranking.rows {
        let mut cells = cells(row);
        if let Some(effort) = effort {
            let paid = row.break_even(effort);
            cells.insert(
                3,
                paid.map_or("never".to_owned(), |months| format!("{months} mo")),
            );
        }
        table.row(cells);
    }
    output.table(&table)?;
    output.line("")?;
    output.line(&summary(ranking))
}

fn cells(row: &Row) -> Vec<String> {
    let measure = &row.measure;
    let unknown = || "?".to_owned();
    let waits = measure.waits;
    vec![
        row.category.clone(),
        row.score.value.to_string(),
        row.hours_month.map_or_else(unknown, |hours| hours.to_string()),
        estimated(measure),
        measure.manual.to_string(),
        measure.self_served.to_string(),
        row.growth.map_or("new".to_owned(), |growth| format!("×{growth}")),
        row.fit.weight.to_string(),
        measure.requesters.to_string(),
        waits.map_or("-".to_owned(), |waits| waited(waits.median)),
        waits.map_or("-".to_owned(), |waits| waited(waits.p90)),
        row.blueprint.clone().unwrap_or_default(),
        row.score.arithmetic(),
    ]
}

/// How much of the minutes is estimated.
pub(super) fn estimated(measure: &Measure) -> String {
    let minutes = &measure.minutes;
    match minutes.total() {
        None => "?".to_owned(),
        Some(0) => "-".to_owned(),
        Some(total) => format!("{} %", (minutes.estimated * 100 + total / 2) / total),
    }
}

/// The period in a line.
pub(super) fn summary(ranking: &Ranking) -> String {
    let all = &ranking.all;
    let hours = match all.minutes.total() {
        Some(minutes) => format!(
            "{} h a month by hand, {} of it estimated",
            ranking.period.hours_a_month(minutes),
            estimated(all)
        ),
        None => "hours unknown".to_owned(),
    };
    format!(
        "{} days: {} by hand, {} self-served, {} without a category, {} declined, {}; {hours}",
        ranking.period.days(),
        counted(all.manual, "task", "tasks"),
        all.self_served,
        ranking.uncategorised.tasks(),
        all.declined,
        counted(all.duplicates, "duplicate", "duplicates")
    )
}
