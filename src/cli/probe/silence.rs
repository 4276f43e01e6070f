//! `muster probe silence`, `speak` and `silences`: for how long nobody is told of something.

use color_eyre::Result;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use super::document;
use super::stage::Stage;
use crate::cli::{Context, Failure, Outcome, Table, entity, moment};
use crate::engine::health::act;
use crate::model::health::HealthAct;
use crate::model::text::safe;

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("end").required(true).args(["long", "until"]))]
pub(super) struct Silence {
    /// The entity: its ref, or the part of one that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// For how long, as 2h or 3d
    #[arg(long = "for", value_name = "TIME")]
    long: Option<String>,

    /// Until when, as 2026-03-01 or 2026-03-01T09:00
    #[arg(long, value_name = "MOMENT")]
    until: Option<String>,

    /// Why, for whoever wonders that nobody was told
    #[arg(long, short, value_name = "TEXT")]
    reason: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct Speak {
    /// The entity: its ref, or the part of one that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// Print what came of it as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(super) struct List {
    /// Print the list as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    done: bool,
    message: &'a str,
}

pub(super) fn silence(args: &Silence, context: &Context) -> Result<Outcome> {
    context.may_write("muster probe silence")?;
    let until = args.long.as_ref().or(args.until.as_ref());
    let until = moment::ahead(until.map_or("", String::as_str), &Zoned::now())?;
    let stage = Stage::to_ask(context)?;
    let entity = entity::find(&stage.catalog, &args.entity)?
        .entity_ref()
        .to_owned();
    let wanted = HealthAct::Silence {
        entity,
        until,
        reason: args.reason.clone(),
    };
    done(&stage, &wanted, args.json, context)
}

pub(super) fn speak(args: &Speak, context: &Context) -> Result<Outcome> {
    context.may_write("muster probe speak")?;
    let stage = Stage::to_ask(context)?;
    let entity = entity::find(&stage.catalog, &args.entity)?
        .entity_ref()
        .to_owned();
    done(&stage, &HealthAct::Speak { entity }, args.json, context)
}

fn done(stage: &Stage<'_>, wanted: &HealthAct, json: bool, context: &Context) -> Result<Outcome> {
    let Some(journal) = &stage.journal else {
        return Ok(Outcome::Done);
    };
    let now = Timestamp::now();
    let acted = act(journal, &stage.catalog, wanted, &stage.actor, now).map_err(Failure::from)?;
    let (is_done, message) = match &acted {
        Ok(told) => (true, told),
        Err(refusal) => (false, refusal),
    };
    if json {
        context.output().json(&Document {
            done: is_done,
            message,
        })?;
    } else if is_done {
        context.output().line(message)?;
    } else {
        eprintln!("muster: {}", safe(message));
    }
    Ok(match is_done {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

pub(super) fn list(args: &List, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let silences = stage
        .shared
        .lock()
        .healths(&stage.declared, Timestamp::now())
        .silences;
    if args.json {
        let documents: Vec<_> = silences.iter().map(document::silence).collect();
        context.output().json(&documents)?;
    } else if silences.is_empty() {
        context.output().line("nothing is silent")?;
    } else {
        let mut table = Table::new(&["ENTITY", "UNTIL", "BY", "REASON"]);
        for silence in &silences {
            table.row(vec![
                silence.entity.clone(),
                silence.until.strftime("%Y-%m-%d %H:%M UTC").to_string(),
                silence.by.clone(),
                silence.reason.clone(),
            ]);
        }
        context.output().table(&table)?;
    }
    Ok(Outcome::Done)
}
