//! `muster task sync`: how far the tickets are that tasks were pushed to.

use color_eyre::Result;
use jiff::Timestamp;

use crate::cli::systems::{self, GitHubFlags, JiraFlags};
use crate::cli::{Context, Failure, Outcome, import::conclude_sync};
use crate::engine::import::{IntoJournal, People, import};
use crate::engine::push::{Fetch, Followed};
use crate::sources::tickets::github;
use crate::sources::tickets::jira::{self, JiraIssues, JiraOptions};

#[derive(Debug, clap::Args)]
pub struct Args {}

pub fn run(_: &Args, json: bool, context: &Context) -> Result<Outcome> {
    context.may_write("`muster task sync`")?;
    let journal = crate::cli::journal::open_to_write(context)?;
    let mut summaries = vec![];
    for system in [jira::SYSTEM, github::SYSTEM] {
        let none: Box<Fetch<'_>> = Box::new(|_| Ok(None));
        if Followed::new(&journal, system, none)
            .map_err(Failure::from)?
            .is_empty()
        {
            continue;
        }
        let fetch = if system == jira::SYSTEM {
            from_jira(context)?
        } else {
            from_github(context)?
        };
        let mut followed = Followed::new(&journal, system, fetch).map_err(Failure::from)?;
        let mut sink = IntoJournal {
            journal: &journal,
            actor: context.actor()?,
            time: Timestamp::now(),
            mark: None,
        };
        summaries.push(import(
            &mut followed,
            &People::of(context.catalog()?),
            &mut sink,
            &mut |_| {},
        ));
    }
    if summaries.is_empty() && !json {
        context
            .output()
            .line("no task follows a ticket; `muster task push` makes one of a task")?;
        return Ok(Outcome::Done);
    }
    conclude_sync(summaries, json, context)
}

fn from_jira(context: &Context) -> Result<Box<Fetch<'_>>> {
    let options = JiraOptions {
        category: context.workspace()?.settings.tickets.jira.category.clone(),
        ..JiraOptions::default()
    };
    let mut issues = JiraIssues::new(systems::jira(&JiraFlags::default(), context)?, options);
    Ok(Box::new(move |key| issues.one(key)))
}

fn from_github(context: &Context) -> Result<Box<Fetch<'_>>> {
    let rule = context.workspace()?.settings.tickets.github.category.clone();
    let mut caller = systems::github(&GitHubFlags::default(), context)?;
    Ok(Box::new(move |key| github::one(&mut caller, key, &rule)))
}
