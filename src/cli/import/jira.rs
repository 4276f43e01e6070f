//! `muster import jira`: what Jira has, or what has changed there since the last time.

use color_eyre::Result;

use super::report::{Part, conclude};
use super::{How, Import};
use crate::cli::systems::{self, JiraFlags};
use crate::cli::{Context, Outcome};
use crate::remote::jira_text::quoted;
use crate::sources::tickets::jira::{JiraIssues, JiraOptions};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    jira: JiraFlags,

    /// Which tickets, in Jira's own language [default: import.jira.jql in muster.toml, else the project's, else all]
    #[arg(long, value_name = "JQL")]
    jql: Option<String>,

    /// Read all of them again, not only what has changed since the last time
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    how: How,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let settings = &context.workspace()?.settings.tickets.jira;
    let of_project = || {
        let project = settings.project.as_deref()?;
        Some(format!("project = {}", quoted(project)))
    };
    let jql = args
        .jql
        .clone()
        .or_else(|| settings.jql.clone())
        .or_else(of_project);
    let caller = systems::jira(&args.jira, context)?;
    let import = Import::new(args.how, context)?;
    let name = caller.address().to_owned();
    let scope = format!("jira {name} {}", jql.as_deref().unwrap_or_default());
    let since = match import.marks()? {
        Some(marks) if !args.all => marks.get(&scope),
        _ => None,
    };
    let options = JiraOptions {
        jql,
        category: settings.category.clone(),
        since,
    };
    let summary = import.run(&mut JiraIssues::new(caller, options), Some(&scope))?;
    conclude(&[Part { name, summary }], args.how, context)
}
