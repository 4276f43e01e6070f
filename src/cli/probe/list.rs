//! `muster probe list`: all probes and how they stand, without asking anybody.

use color_eyre::Result;
use jiff::Timestamp;

use super::document::{self, is_down};
use super::stage::{NO_PROBES, Stage};
use crate::cli::{Context, Outcome, Table};
use crate::model::health::{Healths, Key, Probed};
use crate::model::text::ago;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Entities whose probes are listed; all unless any is named
    #[arg(value_name = "REF")]
    refs: Vec<String>,

    /// Print the list as JSON, with the latest looks
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let wanted = stage.probes(&args.refs)?;
    let wrong = stage.wrong(&args.refs);
    if !args.json && !wrong.is_empty() {
        stage.tell_wrong();
    }
    let now = Timestamp::now();
    let healths = stage.shared.lock().healths(&stage.declared, now);
    let is_wanted = |one: &&Probed| {
        let key = Key::new(&one.entity, &one.probe);
        wanted.iter().any(|probe| probe.key == key)
    };
    let listed: Vec<&Probed> = healths.probes.iter().filter(is_wanted).collect();
    if args.json {
        let documents = listed
            .iter()
            .map(|one| document::probed(one, healths.silence(&one.entity, now), None));
        context.output().json(&document::probes(documents, wrong))?;
    } else if listed.is_empty() {
        context.output().line(NO_PROBES)?;
    } else {
        context.output().table(&table(&listed, &healths, now))?;
    }
    let all_well = listed.iter().all(|one| !is_down(one.state));
    Ok(match all_well && wrong.is_empty() {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

fn table(listed: &[&Probed], healths: &Healths, now: Timestamp) -> Table {
    let mut table = Table::new(&[
        "ENTITY", "PROBE", "STATE", "SINCE", "LOOKED", "TOLD", "ASKS", "SEEN",
    ]);
    for one in listed {
        let state = match one.flaps {
            true => format!("{}, flaps", one.state.name()),
            false => one.state.name().to_owned(),
        };
        table.row(vec![
            one.entity.clone(),
            one.probe.clone(),
            state,
            one.since.map_or_else(String::new, |since| ago(since, now)),
            one.looks
                .last()
                .map_or_else(|| "never".to_owned(), |look| ago(look.at, now)),
            told(one, healths, now),
            one.target.clone(),
            one.seen.clone(),
        ]);
    }
    table
}

/// Who was told of how it stands.
fn told(one: &Probed, healths: &Healths, now: Timestamp) -> String {
    if let Some(silence) = healths.silence(&one.entity, now) {
        return format!("silent until {}", silence.until.strftime("%Y-%m-%d %H:%M UTC"));
    }
    let told = one.told.iter().filter(|told| told.arrived());
    let told: Vec<&str> = told.map(|told| told.whom.as_str()).collect();
    match one.told.iter().find(|told| told.is_under_way()) {
        _ if !told.is_empty() => told.join(", "),
        _ if !is_down(one.state) => String::new(),
        Some(told) => format!("{} is being told", told.whom),
        None => "nobody yet".to_owned(),
    }
}
