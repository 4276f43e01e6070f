//! `muster run`: runs and what can be done to them. Whatever lets one go on drives it in the foreground.

pub(super) mod document;
pub(super) mod follow;
pub(in crate::cli) mod open;

use std::io::{IsTerminal, Write, stderr, stdin};

use color_eyre::Result;
use jiff::Timestamp;

use super::new::values;
use super::task::{person, short};
use super::{Context, Failure, Outcome, Table};
use crate::engine::run::Runs;
use crate::model::run::{RunAct, Undo, asked};
use crate::model::text::{ago, safe};
use follow::{conclude, follow};
use open::{Use, held, named, open};

/// Lines of the log that `show` prints.
const LOG_LINES: usize = 20;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    verb: Verb,

    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

/// A run by its id, or the beginning of it.
#[derive(Debug, clap::Args)]
struct Id {
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// All runs, the newest first
    List {
        /// Only those that are not at their end
        #[arg(long)]
        open: bool,
    },
    /// All about a run
    Show {
        #[command(flatten)]
        id: Id,
        /// The last lines of what its actions said
        #[arg(long, value_name = "LINES", num_args = 0..=1, default_missing_value = "20")]
        log: Option<usize>,
    },
    /// Go on with a run, or with all that can go on
    Resume {
        #[arg(value_name = "ID")]
        id: Option<String>,
    },
    /// Try the step that failed again
    Retry(Id),
    /// Stop at the next boundary between steps; what is done stays
    Cancel {
        #[command(flatten)]
        id: Id,
        #[arg(long, short, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Take back what was done, the latest first, after showing the list
    Undo {
        #[command(flatten)]
        id: Id,
        /// Only show what would be taken back
        #[arg(long)]
        plan: bool,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Agree to what it waits for, seeing what is done then; never the one who asked for it
    Approve {
        #[command(flatten)]
        id: Id,
        /// Only show who asks for what, and what is done then
        #[arg(long)]
        plan: bool,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
    /// Do not agree
    Deny {
        #[command(flatten)]
        id: Id,
        /// Why, for whoever asked
        #[arg(long, short, value_name = "TEXT")]
        reason: String,
    },
    /// Say what nobody else can tell: whether a step has happened
    Settle {
        #[command(flatten)]
        id: Id,
        #[arg(value_name = "STEP")]
        step: String,
        /// It has
        #[arg(long, required_unless_present = "not", conflicts_with = "not")]
        happened: bool,
        /// It has not, and is done now
        #[arg(long)]
        not: bool,
    },
    /// Answer differently for the steps that have not run yet
    Edit {
        #[command(flatten)]
        id: Id,
        #[command(flatten)]
        values: values::Flags,
    },
    /// Leave the rest to people: a task that says what is done and what is not
    HandOver(Id),
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.verb {
        Verb::List { open } => list(*open, args.json, context),
        Verb::Show { id, log } => show(&id.id, *log, args.json, context),
        Verb::Resume { id } => resume(id.as_deref(), args.json, context),
        Verb::Undo { id, plan, yes } => undo(&id.id, *plan, *yes, args.json, context),
        Verb::Retry(id) => act(&id.id, RunAct::Retry, args.json, context),
        Verb::Cancel { id, reason } => {
            let reason = reason.clone();
            act(&id.id, RunAct::Cancel { reason }, args.json, context)
        }
        Verb::Approve { id, plan, yes } => approve(&id.id, *plan, *yes, args.json, context),
        Verb::Deny { id, reason } => {
            let reason = reason.clone();
            act(&id.id, RunAct::Deny { reason }, args.json, context)
        }
        Verb::Settle {
            id, step, happened, ..
        } => {
            let (step, happened) = (step.clone(), *happened);
            act(&id.id, RunAct::Settle { step, happened }, args.json, context)
        }
        Verb::Edit { id, values } => edit(&id.id, values, args.json, context),
        Verb::HandOver(id) => act(&id.id, RunAct::HandOver, args.json, context),
    }
}

fn list(only_open: bool, json: bool, context: &Context) -> Result<Outcome> {
    let (_, runs) = open(Use::Look, context)?;
    let mut all = match runs.list() {
        Ok(all) => all,
        Err(crate::engine::run::RunsError::NoJournal) => Vec::new(),
        Err(error) => return Err(Failure::from(error).into()),
    };
    all.retain(|run| !only_open || !run.status.is_over());
    if json {
        let lines: Vec<document::Line<'_>> = all.iter().map(document::Line::from).collect();
        context.output().json(&lines)?;
        return Ok(Outcome::Done);
    }
    if all.is_empty() {
        context
            .output()
            .line("no runs; `muster new BLUEPRINT` starts one")?;
        return Ok(Outcome::Done);
    }
    let now = Timestamp::now();
    let mut table = Table::new(&["TITLE", "ID", "STATUS", "STEPS", "AT", "REQUESTER", "AGE"]);
    for run in &all {
        table.row(vec![
            run.title.clone(),
            short(&run.id).to_owned(),
            run.status.word().to_owned(),
            format!("{}/{}", run.done, run.steps),
            run.current.clone().unwrap_or_default(),
            person(&run.requester).to_owned(),
            ago(run.created, now),
        ]);
    }
    context.output().table(&table)?;
    Ok(Outcome::Done)
}

fn show(id: &str, log: Option<usize>, json: bool, context: &Context) -> Result<Outcome> {
    let (_, runs) = open(Use::Look, context)?;
    let id = named(&runs, id)?;
    let run = runs.run(&id).map_err(Failure::from)?;
    let run = run.ok_or_else(|| Failure::new("there is no such run"))?;
    if json {
        context.output().json(&document::run(&run))?;
        return Ok(Outcome::Done);
    }
    document::print_run(&run, Timestamp::now(), context)?;
    let (lines, skipped) = runs.log(&id, log.unwrap_or(LOG_LINES));
    if !lines.is_empty() {
        context.output().line("")?;
    }
    if skipped > 0 {
        context.output().line(&format!(
            "  … {skipped} earlier lines; `--log {}` shows all",
            skipped + lines.len()
        ))?;
    }
    for (step, text) in lines {
        context.output().line(&format!("  {step} │ {text}"))?;
    }
    Ok(Outcome::Done)
}

fn resume(id: Option<&str>, json: bool, context: &Context) -> Result<Outcome> {
    context.may_write("muster run resume")?;
    let (_, runs) = open(Use::Change, context)?;
    if let Some(id) = id {
        let id = named(&runs, id)?;
        let run = follow(&runs, &id, json, context)?;
        return conclude(&run, json, context);
    }
    let open: Vec<String> = runs
        .list()
        .map_err(Failure::from)?
        .into_iter()
        .filter(|run| !run.status.is_over() && !run.status.is_stopped())
        .map(|run| run.id)
        .collect();
    let mut outcome = Outcome::Done;
    let mut documents = Vec::new();
    for id in open.iter().rev() {
        let run = follow(&runs, id, json, context)?;
        if json {
            documents.push(document::run(&run));
        } else if conclude(&run, false, context)? == Outcome::Problems {
            outcome = Outcome::Problems;
        }
    }
    // What had an end date may be over by now.
    runs.drive(None, &|| false, &mut |_| {}).map_err(Failure::from)?;
    match (json, open.is_empty()) {
        (true, _) => context.output().json(&documents)?,
        (false, true) => context.output().line("nothing is left to go on with")?,
        (false, false) => {}
    }
    Ok(outcome)
}

/// Does something to a run, and lets it go on where it can.
fn act(id: &str, act: RunAct, json: bool, context: &Context) -> Result<Outcome> {
    context.may_write("muster run")?;
    let (_, runs) = open(Use::Change, context)?;
    let id = named(&runs, id)?;
    acted(&runs, &id, act, json, context)
}

/// Nobody agrees to what they have not seen.
fn approve(id: &str, only_plan: bool, yes: bool, json: bool, context: &Context) -> Result<Outcome> {
    if !only_plan {
        context.may_write("muster run approve")?;
    }
    let usage = if only_plan { Use::Look } else { Use::Change };
    let (_, runs) = open(usage, context)?;
    let id = named(&runs, id)?;
    let run = runs.run(&id).map_err(Failure::from)?;
    let run = run.ok_or_else(|| Failure::new("there is no such run"))?;
    let asked = run.steps.iter().find_map(|step| asked(&run, step));
    match (&asked, json) {
        (Some(asked), false) => document::print_asked(&run, asked, context)?,
        (None, false) if only_plan => context.output().line("it does not wait for anybody to agree")?,
        (_, true) if only_plan => context.output().json(&document::run(&run))?,
        _ => {}
    }
    if only_plan {
        return Ok(Outcome::Done);
    }
    if asked.is_some() && !yes && !agreed("Agree to this?")? {
        context.output().line("nothing was agreed to")?;
        return Ok(Outcome::Done);
    }
    // To what was printed, whatever the run has become meanwhile.
    acted(&runs, &id, RunAct::approve(&run), json, context)
}

fn acted(runs: &Runs, id: &str, act: RunAct, json: bool, context: &Context) -> Result<Outcome> {
    runs.act(id, act).map_err(Failure::from)?;
    let run = follow(runs, id, json, context)?;
    conclude(&run, json, context)
}

fn undo(id: &str, only_plan: bool, yes: bool, json: bool, context: &Context) -> Result<Outcome> {
    if !only_plan {
        context.may_write("muster run undo")?;
    }
    let usage = if only_plan { Use::Look } else { Use::Change };
    let (_, runs) = open(usage, context)?;
    let id = named(&runs, id)?;
    let list = runs.undo_list(&id).map_err(Failure::from)?;
    if only_plan && json {
        let steps: Vec<_> = list.iter().map(document::step).collect();
        context.output().json(&steps)?;
        return Ok(Outcome::Done);
    }
    if !json {
        for step in &list {
            let (mark, word) = match step.undo {
                Undo::By(_) => ("↶", "undo"),
                _ => ("!", "stays"),
            };
            let target = step.target.as_deref().unwrap_or_default();
            context.output().line(&format!(
                "{mark} {word:<5}  {}  {target}  {}",
                step.name, step.summary
            ))?;
        }
    }
    let steps: Vec<String> = list
        .iter()
        .filter(|step| matches!(step.undo, Undo::By(_)))
        .map(|step| step.id.clone())
        .collect();
    if only_plan {
        return Ok(Outcome::Done);
    }
    if steps.is_empty() {
        return Err(Failure::new("it did nothing that could be undone").into());
    }
    if !yes && !agreed("Take this back?")? {
        context.output().line("nothing was done")?;
        return Ok(Outcome::Done);
    }
    acted(&runs, &id, RunAct::Undo { steps }, json, context)
}

/// Asks the person; where nobody can be asked, says what to do.
pub(super) fn agreed(question: &str) -> Result<bool> {
    if !stdin().is_terminal() || !stderr().is_terminal() {
        return Err(Failure::usage("nobody can be asked whether to go on")
            .hint("add --yes to do it, or --plan to look only")
            .into());
    }
    eprint!("{} [y/N] ", safe(question));
    stderr().flush()?;
    let mut answer = String::new();
    stdin().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "yes"))
}

fn edit(id: &str, flags: &values::Flags, json: bool, context: &Context) -> Result<Outcome> {
    context.may_write("muster run edit")?;
    let (catalog, runs) = open(Use::Change, context)?;
    let runs = held(runs, &catalog, context)?;
    let id = named(&runs, id)?;
    let run = runs.run(&id).map_err(Failure::from)?;
    let run = run.ok_or_else(|| Failure::new("there is no such run"))?;
    let blueprint = crate::model::blueprint::Blueprint::of_json(&run.document, &run.blueprint);
    let values = flags.over(run.values.clone(), &blueprint)?;
    drop(run);
    acted(&runs, &id, RunAct::Edit { values }, json, context)
}
