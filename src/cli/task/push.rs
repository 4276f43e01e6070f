//! `muster task push`: tasks made tickets of Jira or of GitHub, which they follow from then on.

use color_eyre::Result;
use jiff::Timestamp;
use serde::Serialize;

use super::{named, short};
use crate::cli::systems::{self, GitHubFlags, JiraFlags};
use crate::cli::{Context, Failure, Outcome};
use crate::config::TicketSettings;
use crate::engine::push::{Notes, Order, PushError, Pushed, push};
use crate::model::task::Task;
use crate::model::text::safe;
use crate::providers::TicketDesk;
use crate::providers::github::GitHubRepository;
use crate::providers::jira::JiraProject;
use crate::store::Journal;

/// What a new ticket is in Jira where nothing is said.
const ISSUE_TYPE: &str = "Task";

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Tasks by id or the beginning of an id
    #[arg(value_name = "ID", required = true)]
    ids: Vec<String>,

    /// Where tickets are made, as [tickets.jira] or [tickets.github] in muster.toml says
    #[arg(long, value_name = "SYSTEM")]
    to: System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum System {
    Jira,
    Github,
}

#[derive(Serialize)]
struct Document {
    id: String,
    system: &'static str,
    key: String,
    url: Option<String>,
    /// It had been made before.
    found: bool,
}

pub fn run(args: &Args, json: bool, context: &Context) -> Result<Outcome> {
    context.may_write("`muster task push`")?;
    let settings = &context.workspace()?.settings.tickets;
    let journal = crate::cli::journal::open_to_write(context)?;
    let ids: Vec<String> = args
        .ids
        .iter()
        .map(|id| named::task(&journal, id))
        .collect::<Result<_>>()?;
    let mut desk = desk(args.to, settings, context)?;
    let folder = context.paths()?.workspace_data(&context.workspace()?.key);
    let file = folder.join("pushes.json");
    let mut notes = Notes::open(&file, &journal)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", file.display())))?;
    let mut outcome = Outcome::Done;
    let mut documents = vec![];
    for id in ids {
        match one(&journal, &mut notes, desk.as_mut(), &id, settings, context)? {
            Ok(pushed) => {
                if !json {
                    tell(&id, &pushed, context)?;
                }
                documents.push(Document {
                    id,
                    system: desk.system(),
                    key: pushed.ticket.key,
                    url: pushed.ticket.url,
                    found: pushed.found,
                });
            }
            Err(error) => {
                outcome = Outcome::Problems;
                eprintln!("muster: {}: {}", short(&id), safe(&error.to_string()));
                eprintln!("hint: {}", safe(&error.hint()));
            }
        }
    }
    if json {
        context.output().json(&documents)?;
    }
    Ok(outcome)
}

/// Pushes one task; what fails for it does not keep the others from being pushed.
fn one(
    journal: &Journal,
    notes: &mut Notes,
    desk: &mut dyn TicketDesk,
    id: &str,
    settings: &TicketSettings,
    context: &Context,
) -> Result<std::result::Result<Pushed, PushError>> {
    let record = journal.task_record(id).map_err(Failure::from)?;
    let task = record.ok_or_else(|| named::missing(id))?.task;
    let labels = labels(&task, desk.system(), settings);
    let order = Order {
        task: &task,
        labels: &labels,
        actor: &context.actor()?,
        now: Timestamp::now(),
    };
    Ok(push(journal, notes, desk, order))
}

/// The labels of a task's category there.
fn labels(task: &Task, system: &str, settings: &TicketSettings) -> Vec<String> {
    let by_category = match system {
        "jira" => &settings.jira.labels,
        _ => &settings.github.labels,
    };
    let category = task.state.category.as_ref();
    category
        .and_then(|category| by_category.get(category))
        .cloned()
        .unwrap_or_default()
}

fn desk(to: System, settings: &TicketSettings, context: &Context) -> Result<Box<dyn TicketDesk>> {
    match to {
        System::Jira => {
            let Some(project) = &settings.jira.project else {
                return Err(nowhere(
                    "which project new tickets go to",
                    "tickets.jira.project = \"OPS\"",
                ));
            };
            let caller = systems::jira(&JiraFlags::default(), context)?;
            let issue_type = settings.jira.issue_type.as_deref().unwrap_or(ISSUE_TYPE);
            Ok(Box::new(JiraProject::new(caller, project, issue_type)))
        }
        System::Github => {
            let Some(repository) = &settings.github.repo else {
                return Err(nowhere(
                    "which repository new issues go to",
                    "tickets.github.repo = \"acme/ops\"",
                ));
            };
            let caller = systems::github(&GitHubFlags::default(), context)?;
            Ok(Box::new(GitHubRepository::new(caller, repository)))
        }
    }
}

fn nowhere(what: &str, setting: &str) -> color_eyre::Report {
    Failure::new(format!("{what} is not known"))
        .hint(format!("write {setting} into muster.toml"))
        .into()
}

fn tell(id: &str, pushed: &Pushed, context: &Context) -> Result<()> {
    let what = if pushed.found {
        "was there already as"
    } else {
        "is now"
    };
    let url = pushed.ticket.url.as_deref().unwrap_or_default();
    let line = format!("{}  {what} {}  {url}", short(id), pushed.ticket.key);
    context.output().line(line.trim_end())
}
