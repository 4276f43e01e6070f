//! `muster import github`: the issues of repositories, or what has changed in them since the last time.

use color_eyre::Result;

use super::report::{Part, conclude};
use super::{How, Import};
use crate::cli::systems::{self, GitHubFlags};
use crate::cli::{Context, Failure, Outcome};
use crate::config::is_repository;
use crate::sources::tickets::github::GitHubIssues;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Repositories [default: import.github.repos in muster.toml, else tickets.github.repo]
    #[arg(value_name = "OWNER/REPO")]
    repositories: Vec<String>,

    #[command(flatten)]
    github: GitHubFlags,

    /// Read all of them again, not only what has changed since the last time
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    how: How,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let settings = &context.workspace()?.settings.tickets.github;
    let mut repositories = args.repositories.clone();
    if repositories.is_empty() {
        repositories.clone_from(&settings.repos);
    }
    if repositories.is_empty() {
        repositories.extend(settings.repo.clone());
    }
    if let Some(wrong) = repositories.iter().find(|name| !is_repository(name)) {
        return Err(Failure::usage(format!("`{wrong}` is no repository"))
            .hint("write owner/name")
            .into());
    }
    if repositories.is_empty() {
        return Err(Failure::usage("which repository is not known")
            .hint("name it, or as import.github.repos in muster.toml")
            .into());
    }
    let import = Import::new(args.how, context)?;
    let mut parts = vec![];
    for name in repositories {
        let caller = systems::github(&args.github, context)?;
        let scope = format!("github {} {name}", caller.address());
        let since = match import.marks()? {
            Some(marks) if !args.all => marks.get(&scope),
            _ => None,
        };
        let mut issues = GitHubIssues::new(caller, &name, settings.category.clone(), since);
        let summary = import.run(&mut issues, Some(&scope))?;
        parts.push(Part { name, summary });
    }
    conclude(&parts, args.how, context)
}
