//! `muster insights uncategorised`: what recurs among tasks without a category.

use color_eyre::Result;
use serde::Serialize;

use super::automate::{Amount, estimated};
use super::selection::Selection;
use super::{Format, Printing, markdown};
use crate::cli::journal::tasks;
use crate::cli::{Context, Outcome, Table};
use crate::model::insight::{Group, groups};

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
    groups: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    shape: &'a str,
    #[serde(flatten)]
    amount: Amount,
    examples: &'a [String],
    ids: &'a [String],
    /// Of such tasks outside the period.
    other_ids: &'a [String],
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let period = args.selection.period()?;
    let groups = groups(&tasks(context)?, period);
    match args.printing.format() {
        Format::Json => context.output().json(&Document {
            since: period.since.to_string(),
            until: period.until.to_string(),
            groups: groups.iter().map(entry).collect(),
        })?,
        Format::Md => {
            let text = markdown::groups(&groups);
            context.output().write(|out| out.write_all(text.as_bytes()))?;
        }
        Format::Text => {
            let mut table = Table::new(&["SHAPE", "TASKS", "MINUTES", "EST.", "PEOPLE", "FOR EXAMPLE"]);
            for group in &groups {
                table.row(vec![
                    group.name().to_owned(),
                    group.tasks.len().to_string(),
                    minutes(group),
                    estimated(&group.measure),
                    group.measure.requesters.to_string(),
                    group.examples.first().cloned().unwrap_or_default(),
                ]);
            }
            context.output().table(&table)?;
        }
    }
    Ok(Outcome::Done)
}

fn entry(group: &Group) -> Entry<'_> {
    Entry {
        shape: &group.shape,
        amount: Amount::of(&group.measure),
        examples: &group.examples,
        ids: &group.tasks,
        other_ids: &group.others,
    }
}

pub(super) fn minutes(group: &Group) -> String {
    let total = group.measure.minutes.total();
    total.map_or("?".to_owned(), |minutes| minutes.to_string())
}
