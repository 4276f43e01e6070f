//! `muster discover list`: all findings of one sort, as the last looks have them.

use color_eyre::Result;
use serde::Serialize;

use super::{document, known, named, narrow, told};
use crate::cli::{Context, Outcome, Table};
use crate::model::discovery::{Observed, Standing};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// What to list
    #[arg(value_name = "WHAT", value_enum, default_value_t = What::Unregistered)]
    what: What,

    /// Only of these places
    #[arg(long, value_name = "PLACE")]
    place: Vec<String>,

    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Exists, and is not in the catalog
    Unregistered,
    /// In the catalog, and does not exist any more
    Gone,
    /// All dependencies that were seen or are declared
    Dependencies,
    /// Dependencies that were seen and are not declared
    Undeclared,
    /// Dependencies that are declared and were not seen
    Unseen,
    /// The places, and when each was looked at
    Places,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let (_, mut discovery) = known(context)?;
    if let Some(only) = named(&super::places_of(context)?, &args.place)? {
        narrow(&mut discovery, &only);
    }
    let seen = |standing: Option<Standing>| -> Vec<&Observed> {
        let all = discovery.observed.iter();
        all.filter(|seen| standing.is_none_or(|standing| seen.standing == standing))
            .collect()
    };
    let dependencies = |standing| {
        let seen = seen(standing);
        let rows = seen.iter().map(|seen| {
            let mut row = told::seen_row(seen);
            row.insert(0, document::standing(seen.standing).to_owned());
            row
        });
        let header = ["STANDING", "WHO", "", "WHAT", "EVIDENCE"];
        let items: Vec<_> = seen.iter().map(|seen| document::dependency(seen)).collect();
        show(&header, rows, &items, args.json, context)
    };
    match args.what {
        What::Unregistered => {
            let all = &discovery.unregistered;
            let items: Vec<_> = all.iter().map(document::found).collect();
            show(
                &told::FOUND,
                all.iter().map(told::found_row),
                &items,
                args.json,
                context,
            )
        }
        What::Gone => {
            let all = &discovery.gone;
            let items: Vec<_> = all.iter().map(document::gone).collect();
            show(
                &told::GONE,
                all.iter().map(told::gone_row),
                &items,
                args.json,
                context,
            )
        }
        What::Dependencies => dependencies(None),
        What::Undeclared => dependencies(Some(Standing::Undeclared)),
        What::Unseen => dependencies(Some(Standing::Unseen)),
        What::Places if args.json => {
            let items: Vec<_> = discovery.places.iter().map(document::place).collect();
            context.output().json(&items)?;
            Ok(Outcome::Done)
        }
        What::Places => {
            told::places(&discovery.places, context)?;
            Ok(Outcome::Done)
        }
    }
}

fn show(
    header: &[&'static str],
    rows: impl Iterator<Item = Vec<String>>,
    items: &impl Serialize,
    json: bool,
    context: &Context,
) -> Result<Outcome> {
    if json {
        context.output().json(items)?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(header);
    let mut is_empty = true;
    for row in rows {
        is_empty = false;
        table.row(row);
    }
    match is_empty {
        true => context.output().line("nothing")?,
        false => context.output().table(&table)?,
    }
    Ok(Outcome::Done)
}
