//! `muster probe`: asks each once and prints what was heard. What is heard counts as in the program: so many failures in a row are
//! down, and then people are told; where another window runs the probes it is only printed.

use std::collections::BTreeMap;

use color_eyre::Result;
use jiff::Timestamp;

use super::document::{self, is_down};
use super::stage::{NO_PROBES, Stage};
use crate::cli::{Context, Failure, Outcome, Table};
use crate::engine::health::{look_once, tell_and_wait};
use crate::model::health::{Due, Key, Probe, Probed};
use crate::model::text::{ago, safe};
use crate::remote::notify::Untold;
use crate::remote::probe::Heard;

#[derive(Debug, clap::Args)]
pub(super) struct Ask {
    /// Entities whose probes are asked: refs, or parts of one that only one entity has; all unless any is named
    #[arg(value_name = "REF")]
    refs: Vec<String>,

    /// Go on asking, each in its interval, and tell people, until interrupted
    #[arg(long)]
    watch: bool,

    /// Print the answer as JSON; with --watch a line for each change
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Ask, context: &Context) -> Result<Outcome> {
    if args.watch {
        if !args.refs.is_empty() {
            return Err(Failure::usage("--watch watches all probes")
                .hint("leave the names out")
                .into());
        }
        context.may_write("muster probe --watch")?;
        return super::watch::run(&Stage::to_ask(context)?, args.json, context);
    }
    let stage = Stage::to_ask(context)?;
    let wanted = stage.probes(&args.refs)?;
    let wrong = stage.wrong(&args.refs);
    if !args.json && !wrong.is_empty() {
        stage.tell_wrong();
    }
    let heard = ask(&stage, &wanted)?;
    let healths = stage.shared.lock().healths(&stage.declared, Timestamp::now());
    let key = |one: &Probed| Key::new(&one.entity, &one.probe);
    let asked: Vec<(&Probed, &Heard)> = healths
        .probes
        .iter()
        .filter_map(|one| Some((one, heard.get(&key(one))?)))
        .collect();
    if args.json {
        let documents = asked.iter().map(|(one, heard)| {
            let silence = healths.silence(&one.entity, Timestamp::now());
            document::probed(one, silence, Some(heard))
        });
        context.output().json(&document::probes(documents, wrong))?;
    } else if asked.is_empty() {
        context.output().line(NO_PROBES)?;
    } else {
        context.output().table(&table(&asked))?;
    }
    let all_answer = asked.iter().all(|(_, heard)| !is_down(heard.heard));
    Ok(match all_answer && wrong.is_empty() {
        true => Outcome::Done,
        false => Outcome::Problems,
    })
}

/// Asks, takes in what is heard, and tells whoever is to be told.
fn ask(stage: &Stage<'_>, wanted: &[Probe]) -> Result<BTreeMap<Key, Heard>> {
    let rounds = stage.rounds()?;
    let is_held = stage.hold()?;
    let mut all = BTreeMap::new();
    let mut failure = None;
    look_once(&rounds, wanted, &mut |probe, heard| {
        let taken = stage.shared.lock().hear(probe, heard, Timestamp::now());
        failure = failure.take().or(taken.err());
        all.insert(probe.key.clone(), heard.clone());
    });
    if let Some(error) = failure {
        return Err(Failure::from(error).into());
    }
    if is_held {
        for (due, outcome) in tell_and_wait(&stage.shared, &rounds, &stage.declared, stage.workspace) {
            eprintln!("muster: {}", safe(&told(&due, &outcome)));
        }
        stage.shared.lock().keep(&stage.declared, Timestamp::now(), true);
    }
    Ok(all)
}

/// How a telling went.
pub(super) fn told(due: &Due, outcome: &std::result::Result<(), Untold>) -> String {
    let what = format!("{} is {} ({})", due.key.entity, due.state.name(), due.key.probe);
    match outcome {
        Ok(()) => format!("{}, {}, was told by {} that {what}", due.whom, due.role, due.by),
        Err(why) => format!(
            "{}, {}, could not be told by {} that {what}: {why}",
            due.whom, due.role, due.by
        ),
    }
}

fn table(asked: &[(&Probed, &Heard)]) -> Table {
    let now = Timestamp::now();
    let mut table = Table::new(&["ENTITY", "PROBE", "NOW", "STATE", "SINCE", "TOOK", "SEEN"]);
    for (one, heard) in asked {
        table.row(vec![
            one.entity.clone(),
            one.probe.clone(),
            heard.heard.name().to_owned(),
            one.state.name().to_owned(),
            one.since.map_or_else(String::new, |since| ago(since, now)),
            heard
                .took
                .map_or_else(String::new, |took| format!("{} ms", took.as_millis())),
            heard.seen.clone(),
        ]);
    }
    table
}
