//! `muster own handovers`: what was offered to whom, and what became of it.

use std::borrow::Cow;

use color_eyre::Result;
use serde::Serialize;

use super::Stage;
use crate::cli::{Context, Outcome, Table};
use crate::model::ownership::Handover;
use crate::model::task::SHORT_ID;
use crate::model::text::counted;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// All of them, also those of others and those that are settled
    #[arg(long)]
    all: bool,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    id: &'a str,
    from: Option<&'a str>,
    to: &'a str,
    by: &'a str,
    at: String,
    reason: &'a str,
    leaving: bool,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    state: &'static str,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let me = stage.actor.as_str();
    let concerns = |one: &Handover| one.to == me || one.by == me || one.from.as_deref() == Some(me);
    let wanted = |one: &Cow<'_, Handover>| args.all || (one.is_open() && concerns(one));
    let review = stage.review();
    let found: Vec<Cow<'_, Handover>> = review.handovers().rev().filter(wanted).collect();
    if args.json {
        context
            .output()
            .json(&found.iter().map(|one| document(one)).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    if found.is_empty() {
        context.output().line(match args.all {
            true => "nothing was ever handed over",
            false => "no hand-over waits for anybody's word that concerns you; --all lists the others",
        })?;
        return Ok(Outcome::Done);
    }
    let mut table = Table::new(&["WHAT", "ID", "FROM", "TO", "OPEN", "OFFERED", "REASON"]);
    for one in found {
        let first = one.items.first().map_or("", |item| item.entity.as_str());
        let what = match one.items.len() {
            1 => first.to_owned(),
            more => format!("{first} and {}", counted(more - 1, "other", "others")),
        };
        let open = one.open().count();
        table.row(vec![
            what,
            one.id.get(..SHORT_ID).unwrap_or(&one.id).to_owned(),
            one.from.clone().unwrap_or_else(|| "nobody".to_owned()),
            one.to.clone(),
            match open {
                0 => one.items.first().map_or("", |item| item.state.name()).to_owned(),
                open => open.to_string(),
            },
            one.at.to_zoned(jiff::tz::TimeZone::UTC).date().to_string(),
            one.reason.clone(),
        ]);
    }
    context.output().table(&table)?;
    Ok(Outcome::Done)
}

fn document(one: &Handover) -> Document<'_> {
    Document {
        id: &one.id,
        from: one.from.as_deref(),
        to: &one.to,
        by: &one.by,
        at: one.at.to_string(),
        reason: &one.reason,
        leaving: one.leaving,
        items: one
            .items
            .iter()
            .map(|item| Item {
                entity: &item.entity,
                state: item.state.name(),
            })
            .collect(),
    }
}
