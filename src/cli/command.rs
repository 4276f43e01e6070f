//! `muster do -- COMMAND…`: runs a command and journals it as a task, with how long it took and how it ended; never what it
//! printed, nor its environment.

use std::process::ExitStatus;

use color_eyre::Result;
use jiff::Timestamp;
use tokio::process::Command;

use super::task::{entity, requester};
use super::{Context, Failure, Outcome};
use crate::model::journal::TaskCreated;
use crate::model::task::{Act, category_name, command_title};
use crate::model::text::safe;
use crate::store::Journal;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// What sort of task it is, as db-restart
    #[arg(long, short, value_name = "CATEGORY")]
    category: Option<String>,

    /// What to call it, instead of the command line
    #[arg(long, short, value_name = "TEXT")]
    title: Option<String>,

    /// What it is about: an entity of the catalog
    #[arg(long, value_name = "REF")]
    entity: Vec<String>,

    /// Who asked: a person or team of the catalog, or a name
    #[arg(long = "for", value_name = "REF")]
    requester: Option<String>,

    /// The command and its arguments
    #[arg(
        value_name = "COMMAND",
        required = true,
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    command: Vec<String>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    context.may_write("muster do")?;
    let created = created(args, context)?;
    let journal = super::journal::open_to_write(context)?;
    let actor = context.actor()?;
    let id = journal.new_task_id().map_err(Failure::from)?;
    let act = |act| act_on(&journal, &id, act, &actor);
    // Journaled before it begins: whatever becomes of this process, the command was run.
    act(Act::Create(Box::new(created)))?;
    act(Act::Start)?;
    let status = match run_to_its_end(&args.command) {
        Ok(status) => status,
        Err(error) => {
            act(Act::Decline {
                reason: format!("it could not be run: {error}"),
            })?;
            let program = args.command.first().map_or("", String::as_str);
            return Err(Failure::new(format!("`{program}` cannot be run: {error}")).into());
        }
    };
    let exit_status = exit_status(status);
    act(Act::End { exit_status })?;
    Ok(match u8::try_from(exit_status) {
        Ok(0) => Outcome::Done,
        Ok(status) => Outcome::Status(status),
        Err(_) => Outcome::Problems,
    })
}

fn created(args: &Args, context: &Context) -> Result<TaskCreated> {
    let named = |text: &str| category_name(text).map_err(|error| Failure::usage(error.to_string()));
    let title = args.title.clone().unwrap_or_else(|| command_title(&args.command));
    Ok(TaskCreated {
        title: safe(title.trim()).into_owned(),
        category: args.category.as_deref().map(named).transpose()?,
        entities: args
            .entity
            .iter()
            .map(|text| entity(context, text))
            .collect::<Result<_>>()?,
        requester: args
            .requester
            .as_deref()
            .map(|text| requester(context, text))
            .transpose()?,
        source: "do".to_owned(),
        ..TaskCreated::default()
    })
}

fn act_on(journal: &Journal, id: &str, act: Act, actor: &str) -> Result<()> {
    let acted = journal
        .act(vec![(id.to_owned(), act)], actor, Timestamp::now())
        .map_err(Failure::from)?;
    match acted.into_iter().find_map(|acted| acted.outcome.err()) {
        Some(refusal) => Err(Failure::usage(refusal.to_string()).into()),
        None => Ok(()),
    }
}

/// Runs the command on this terminal. An interrupt is for the command: this process stays to write down how it ended.
fn run_to_its_end(command: &[String]) -> std::io::Result<ExitStatus> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (program, arguments) = command.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
        let mut child = Command::new(program).args(arguments).spawn()?;
        loop {
            tokio::select! {
                status = child.wait() => return status,
                interrupted = tokio::signal::ctrl_c() => interrupted?,
            }
        }
    })
}

/// As shells report it: 128 and the signal for a command that a signal ended.
fn exit_status(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return 128 + signal;
    }
    status.code().unwrap_or(1)
}
