//! `muster journal tail`: the latest events as sentences, and those to come as they are written by anyone.

use std::time::Duration;

use color_eyre::Result;
use jiff::Zoned;
use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::Value;

use super::harmless_json;
use super::selection::{Selection, clock};
use crate::cli::{Context, Failure, Outcome};
use crate::model::journal::{Event, Filter, sentence};
use crate::store::Journal;

/// How often the journal is asked for news.
const INTERVAL: Duration = Duration::from_millis(250);

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How many events, at most
    #[arg(long, short = 'n', default_value_t = 20, value_name = "COUNT")]
    lines: usize,

    /// Go on with the events to come, until interrupted
    #[arg(long, short)]
    follow: bool,

    #[command(flatten)]
    selection: Selection,

    /// Print JSON: an array, or with --follow a line for each event
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document {
    position: u64,
    id: String,
    #[serde(rename = "type")]
    type_: String,
    subject: String,
    time: String,
    actor: String,
    sentence: String,
    /// Nothing once it is redacted.
    body: Option<Value>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let now = Zoned::now();
    let mut filter = args.selection.filter(&now)?;
    let journal = super::open_to_read(context)?;
    let head = journal.head().map_err(Failure::from)?;
    let latest = Filter {
        newest_first: true,
        limit: Some(args.lines),
        before: Some(head + 1),
        ..filter.clone()
    };
    let mut events = journal.events(&latest).map_err(Failure::from)?;
    events.reverse();
    if args.json && !args.follow {
        context
            .output()
            .json(&events.iter().map(document).collect::<Vec<_>>())?;
        return Ok(Outcome::Done);
    }
    print(&events, args, context, now.time_zone())?;
    if args.follow {
        filter.after = Some(head);
        follow(&journal, filter, |events| {
            print(events, args, context, now.time_zone())
        })?;
    }
    Ok(Outcome::Done)
}

fn print(events: &[Event], args: &Args, context: &Context, zone: &TimeZone) -> Result<()> {
    for event in events {
        if args.json {
            let line = harmless_json(&serde_json::to_string(&document(event))?);
            context.output().write(|out| writeln!(out, "{line}"))?;
        } else {
            let time = clock(event.time, zone);
            context
                .output()
                .line(&format!("{time}  {}  {}", event.actor, sentence(event)))?;
        }
    }
    Ok(())
}

/// Hands on what is written from now on; ends only when handing on fails.
fn follow(
    journal: &Journal,
    mut filter: Filter,
    mut print: impl FnMut(&[Event]) -> Result<()>,
) -> Result<()> {
    loop {
        let head = journal.head().map_err(Failure::from)?;
        if Some(head) > filter.after {
            filter.before = Some(head + 1);
            print(&journal.events(&filter).map_err(Failure::from)?)?;
            filter.after = Some(head);
        }
        std::thread::sleep(INTERVAL);
    }
}

fn document(event: &Event) -> Document {
    Document {
        position: event.lseq,
        id: event.id.to_string(),
        type_: event.type_.clone(),
        subject: event.subject.to_string(),
        time: event.time.to_string(),
        actor: event.actor.clone(),
        sentence: sentence(event),
        body: event
            .body
            .as_ref()
            .and_then(|body| serde_json::from_slice(body).ok()),
    }
}
