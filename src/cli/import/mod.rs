//! `muster import`: past tickets into the journal, again and again without doubles. A file a source.

mod csv;
mod github;
mod jira;
mod report;

use color_eyre::Result;
use jiff::Timestamp;

use super::{Context, Failure, Outcome};
use crate::engine::import::{IntoJournal, Marks, OnlyCounted, People, Sink, Summary, import};
use crate::sources::tickets::Source;
use crate::store::Journal;
use report::Told;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    source: From,
}

#[derive(Debug, clap::Subcommand)]
enum From {
    /// From files of comma-separated values; exports of Jira and ServiceNow are recognised by themselves
    Csv(csv::Args),
    /// From Jira, Cloud or Server
    Jira(jira::Args),
    /// From the issues of GitHub repositories
    Github(github::Args),
}

/// What every import can be told.
#[derive(Clone, Copy, Debug, clap::Args)]
struct How {
    /// Only say what would be imported; write nothing
    #[arg(long)]
    dry_run: bool,

    /// Print what was done as JSON
    #[arg(long)]
    json: bool,
}

/// Tells what came of asking for the tickets that tasks follow.
pub(super) fn conclude_sync(summaries: Vec<Summary>, json: bool, context: &Context) -> Result<Outcome> {
    let part = |summary: Summary| report::Part {
        name: summary.system.clone(),
        summary,
    };
    let parts: Vec<report::Part> = summaries.into_iter().map(part).collect();
    let how = How { dry_run: false, json };
    report::conclude(&parts, how, context)
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    match &args.source {
        From::Csv(args) => csv::run(args, context),
        From::Jira(args) => jira::run(args, context),
        From::Github(args) => github::run(args, context),
    }
}

/// Where the tickets of one command go.
struct Import<'c> {
    context: &'c Context,
    how: How,
    /// None where nothing is written and there is none yet.
    journal: Option<Journal>,
}

impl<'c> Import<'c> {
    fn new(how: How, context: &'c Context) -> Result<Self> {
        let journal = if how.dry_run {
            let file = context.paths()?.journal(&context.workspace()?.key);
            let open = || Journal::open_read_only(&file).map_err(Failure::from);
            file.exists().then(open).transpose()?
        } else {
            context.may_write("`muster import`")?;
            Some(super::journal::open_to_write(context)?)
        };
        Ok(Self {
            context,
            how,
            journal,
        })
    }

    /// How far each source has been read.
    fn marks(&self) -> Result<Option<Marks>> {
        let Some(journal) = &self.journal else {
            return Ok(None);
        };
        let folder = self
            .context
            .paths()?
            .workspace_data(&self.context.workspace()?.key);
        Ok(Some(Marks::load(
            &folder.join("imports.json"),
            journal.journal_id(),
        )))
    }

    /// Reads a source to its end, and says so on the way.
    fn run(&self, source: &mut dyn Source, scope: Option<&str>) -> Result<Summary> {
        let mut told = Told::new(source.system());
        let mut into_journal;
        let mut only_counted;
        let sink: &mut dyn Sink = match &self.journal {
            Some(journal) if !self.how.dry_run => {
                let mark = self.marks()?.zip(scope.map(str::to_owned));
                into_journal = IntoJournal {
                    journal,
                    actor: self.context.actor()?,
                    time: Timestamp::now(),
                    mark,
                };
                &mut into_journal
            }
            journal => {
                only_counted = OnlyCounted {
                    journal: journal.as_ref(),
                };
                &mut only_counted
            }
        };
        let people = People::of(self.context.catalog()?);
        let summary = import(source, &people, sink, &mut |progress| told.show(progress));
        told.end();
        Ok(summary)
    }
}
