//! `muster insights trend`: tasks and hours over time.

use color_eyre::Result;
use serde::Serialize;

use super::selection::Selection;
use super::{Format, Printing, markdown};
use crate::cli::journal::tasks;
use crate::cli::{Context, Outcome, Output, Table};
use crate::model::insight::{Bucket, Point, Strokes, Trend, trend};

/// Cells of a bar.
const BAR: usize = 40;

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
    step: &'static str,
    buckets: Vec<Stretch>,
    categories: Vec<Category<'a>>,
}

#[derive(Serialize)]
struct Category<'a> {
    /// Nothing for tasks without a category.
    category: Option<&'a str>,
    buckets: Vec<Stretch>,
}

#[derive(Serialize)]
struct Stretch {
    label: String,
    since: String,
    until: String,
    partial: bool,
    manual: usize,
    self_served: usize,
    minutes: u64,
    minutes_estimated: u64,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let period = args.selection.period()?;
    let trend = trend(&tasks(context)?, period);
    match args.printing.format() {
        Format::Json => context.output().json(&document(&trend))?,
        Format::Md => {
            let text = markdown::trend(&trend);
            context.output().write(|out| out.write_all(text.as_bytes()))?;
        }
        Format::Text => print(&trend, context.output())?,
    }
    Ok(Outcome::Done)
}

fn document(trend: &Trend) -> Document<'_> {
    let stretches = |points: &[Point]| -> Vec<Stretch> {
        let pairs = trend.buckets.iter().zip(points);
        pairs
            .map(|(bucket, point)| stretch(bucket, point, trend))
            .collect()
    };
    Document {
        since: trend.period.since.to_string(),
        until: trend.period.until.to_string(),
        step: trend.step.word(),
        buckets: stretches(&trend.all),
        categories: trend
            .series
            .iter()
            .map(|series| Category {
                category: series.category.as_deref(),
                buckets: stretches(&series.points),
            })
            .collect(),
    }
}

fn stretch(bucket: &Bucket, point: &Point, trend: &Trend) -> Stretch {
    Stretch {
        label: bucket.label(trend.step),
        since: bucket.period.since.to_string(),
        until: bucket.period.until.to_string(),
        partial: bucket.is_partial,
        manual: point.manual,
        self_served: point.self_served,
        minutes: point.minutes(),
        minutes_estimated: point.estimated,
    }
}

fn print(trend: &Trend, output: &Output) -> Result<()> {
    let strokes = match output.plain() {
        true => Strokes::ASCII,
        false => Strokes::UNICODE,
    };
    let mut table = Table::new(&["FROM", "BY HAND", "SELF-SERVED", "HOURS", "ESTIMATED", "TASKS"]);
    for row in rows(trend, &strokes, BAR) {
        table.row(row);
    }
    output.table(&table)?;
    output.line("")?;
    let mut table = Table::new(&["CATEGORY", "BY HAND", "SELF-SERVED", "HOURS", "TASKS BY HAND"]);
    for series in &trend.series {
        let sum = series.sum();
        table.row(vec![
            series.category.clone().unwrap_or_else(|| "(none)".to_owned()),
            sum.manual.to_string(),
            sum.self_served.to_string(),
            sum.hours().to_string(),
            strokes.line(series.points.iter().map(|point| point.manual as u64)),
        ]);
    }
    output.table(&table)?;
    output.line("")?;
    output.line(&legend(&strokes))
}

/// What the bars mean.
pub(super) fn legend(strokes: &Strokes) -> String {
    format!(
        "{} by hand  {} self-served  * only a part of it is in the period; days are those of UTC",
        strokes.by_hand, strokes.self_served
    )
}

/// A row a week or month, the last cell a bar of so many cells.
pub(super) fn rows(trend: &Trend, strokes: &Strokes, cells: usize) -> Vec<Vec<String>> {
    let most = trend.all.iter().map(Point::tasks).max().unwrap_or(0);
    let pairs = trend.buckets.iter().zip(&trend.all);
    pairs
        .map(|(bucket, point)| {
            let partial = if bucket.is_partial { "*" } else { "" };
            let (by_hand, self_served) = Strokes::bar((point.manual, point.self_served), most, cells);
            vec![
                format!("{}{partial}", bucket.label(trend.step)),
                point.manual.to_string(),
                point.self_served.to_string(),
                point.hours().to_string(),
                format!("{} min", point.estimated),
                strokes.by_hand.repeat(by_hand) + &strokes.self_served.repeat(self_served),
            ]
        })
        .collect()
}
