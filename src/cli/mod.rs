//! The command line: a file a command. Knows every layer; nothing knows it. This file takes the arguments apart, hands
//! them to a command, and turns its answer into an exit status.

mod access;
mod audit;
mod blueprint;
mod catalog;
mod command;
mod completions;
mod context;
mod cost;
mod dated;
mod demo;
mod deps;
mod discover;
mod doctor;
mod edit;
mod entity;
mod failure;
mod import;
mod init;
mod insights;
mod journal;
mod keys;
mod log;
mod logging;
mod moment;
mod new;
mod output;
mod own;
mod owned;
mod probe;
mod problems;
mod program;
mod queue;
mod reading;
mod run;
mod setup;
mod systems;
mod table;
mod task;
mod view;
mod vision;
mod who;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use color_eyre::Result;
use color_eyre::config::HookBuilder;

pub use context::{Context, Global};
pub use failure::Failure;
pub use output::Output;
pub use reading::Reading;
pub use table::Table;

/// A self-serve infrastructure portal in the terminal
#[derive(Debug, Parser)]
#[command(
    name = "muster",
    version,
    after_help = "Without a command, muster opens its screens on the workspace."
)]
struct Cli {
    #[command(flatten)]
    global: Global,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// The entities: list, show, check, export
    Catalog(catalog::Args),
    /// Blueprints: list, show, check, and the actions they can use
    Blueprint(blueprint::Args),
    /// Who answers for an entity, and the other five answers about it
    Who(who::Args),
    /// What an entity depends on, or with --up what depends on it
    Deps(deps::Args),
    /// Journal a task from the shell: what was asked for, or done
    Log(log::Args),
    /// Run a command and journal it as a task
    Do(command::Args),
    /// The tasks, in the order in which they want doing
    Queue(queue::Args),
    /// Create something by a blueprint: show what would be done, then do it
    New(new::Args),
    /// Runs of blueprints: list, show, resume, retry, cancel, undo, approve, …
    Run(run::Args),
    /// What can be done to tasks: show, claim, start, done, decline, snooze, …
    Task(task::Args),
    /// What exists outside and is not in the catalog, or is gone: look, list, claim, declare
    Discover(discover::Args),
    /// The ideal architecture: what falls short of it, the radar, scores, exceptions
    Vision(vision::Args),
    /// Everything you answer for: attested when, due when, findings, dependants
    Owned(owned::Args),
    /// Attest, hand over, accept, name deputies, leave: what is done about ownership
    Own(own::Args),
    /// Change what an entity's file says; somebody else's once they agree
    Edit(edit::Args),
    /// Who has what and why: review, ended, extend, attest
    Access(access::Args),
    /// What things cost, by exports in FOCUS: read, show, moved, budgets
    Cost(cost::Args),
    /// Whether things answer: ask once, --watch, list, silence, speak
    Probe(probe::Args),
    /// The screens on a made-up company, with everything working offline
    Demo(demo::Args),
    /// Draw a screen without a terminal, as text or as a picture
    View(view::Args),
    /// The record: follow it, verify it, export and copy it
    Journal(journal::Args),
    /// The record of an entity, a person or a period as one report that anyone can verify
    Audit(audit::Args),
    /// Past tickets into the journal, again and again without doubles: from Jira, GitHub issues, CSV
    Import(import::Args),
    /// What to automate next, and whether automating paid
    Insights(insights::Args),
    /// Make a new workspace, commented, that passes its own checks
    Init(init::Args),
    /// Look at settings, workspace, terminal and tools, and say what to mend
    Doctor(doctor::Args),
    /// Every action of the screens and its keys, your own included
    Keys(keys::Args),
    /// Print the completions for a shell
    Completions(completions::Args),
}

/// How a command that did its work ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Exit status 0.
    Done,
    /// It found problems: exit status 1.
    Problems,
    /// The screens ended by themselves, with this exit status.
    Status(u8),
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match install_hooks()
        .and_then(|()| logging::start())
        .and_then(|()| dispatch(cli))
    {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Problems) => ExitCode::from(1),
        Ok(Outcome::Status(status)) => ExitCode::from(status),
        Err(report) => {
            let backtrace = std::env::var_os("RUST_BACKTRACE").is_some_and(|wanted| wanted != "0");
            let words = failure::last_words(&report, backtrace);
            // Standard error is the last place to complain; if it is gone, the status must do.
            let _ = std::io::stderr().write_all(words.text.as_bytes());
            ExitCode::from(words.status)
        }
    }
}

fn dispatch(cli: Cli) -> Result<Outcome> {
    let context = Context::new(cli.global);
    let Some(command) = cli.command else {
        context.is_of_now()?;
        return program::run(&context);
    };
    if !command.may_look_back() {
        context.is_of_now()?;
    }
    match command {
        Command::Blueprint(args) => blueprint::run(&args, &context),
        Command::Catalog(args) => catalog::run(&args, &context),
        Command::Who(args) => who::run(&args, &context),
        Command::Deps(args) => deps::run(&args, &context),
        Command::Log(args) => log::run(&args, &context),
        Command::Do(args) => command::run(&args, &context),
        Command::Queue(args) => queue::run(&args, &context),
        Command::New(args) => new::run(&args, &context),
        Command::Run(args) => run::run(&args, &context),
        Command::Task(args) => task::run(&args, &context),
        Command::Discover(args) => discover::run(&args, &context),
        Command::Owned(args) => owned::run(&args, &context),
        Command::Edit(args) => edit::run(&args, &context),
        Command::Access(args) => access::run(&args, &context),
        Command::Cost(args) => cost::run(&args, &context),
        Command::Own(args) => own::run(&args, &context),
        Command::Probe(args) => probe::run(&args, &context),
        Command::Demo(args) => demo::run(&args, &context),
        Command::Vision(args) => vision::run(&args, &context),
        Command::View(args) => view::run(&args, &context),
        Command::Journal(args) => journal::run(&args, &context),
        Command::Audit(args) => audit::run(&args, &context),
        Command::Import(args) => import::run(&args, &context),
        Command::Insights(args) => insights::run(&args, &context),
        Command::Init(args) => init::run(&args, &context),
        Command::Doctor(args) => doctor::run(&args, &context),
        Command::Keys(args) => keys::run(&args, &context),
        Command::Completions(args) => completions::run(&args, &context),
    }
}

impl Command {
    /// Whether it only reads the catalog, so that it can read it as it was.
    fn may_look_back(&self) -> bool {
        match self {
            Command::Who(_) | Command::Deps(_) | Command::View(_) => true,
            Command::Catalog(args) => args.may_look_back(),
            _ => false,
        }
    }
}

fn install_hooks() -> Result<()> {
    HookBuilder::default().display_env_section(false).install()
}
