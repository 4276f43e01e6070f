//! What the commands of ownership stand on: the catalog, what the journal says of ownership, and whoever asks.

use std::sync::Arc;

use color_eyre::Result;
use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use crate::cli::run::open::{Use, open};
use crate::cli::{Context, Failure, journal};
use crate::config::Workspace;
use crate::engine::ownership::{Owning, ownership, review, sweep};
use crate::engine::run::Runs;
use crate::engine::{self, CatalogReader, vision};
use crate::model::catalog::Catalog;
use crate::model::ownership::{OwnAct, OwnRefusal, Ownership, Review};
use crate::model::vision::Judged;
use crate::store::Journal;

/// Ownership as it is now.
pub struct Stage<'c> {
    pub workspace: &'c Workspace,
    pub catalog: Arc<Catalog>,
    /// None where the workspace has none yet and nothing is to be written.
    pub journal: Option<Journal>,
    pub ownership: Ownership,
    pub actor: String,
    pub now: Timestamp,
    pub today: Date,
    runs: Option<Runs>,
}

impl<'c> Stage<'c> {
    /// To look at. Who is to be asked by now is journaled, unless nothing may be written.
    pub fn to_look(context: &'c Context) -> Result<Self> {
        let exists = context.paths()?.journal(&context.workspace()?.key).exists();
        if exists && !context.read_only() {
            return Self::of(context, Some(journal::open_to_write(context)?), None);
        }
        let journal = exists.then(|| journal::open_to_read(context)).transpose()?;
        let mut stage = Self::bare(context, journal, None)?;
        stage.fold()?;
        Ok(stage)
    }

    /// To change something: what the catalog says now is recorded first, so that it can be told later what was attested.
    pub fn to_change(context: &'c Context) -> Result<Self> {
        let (_, runs) = open(Use::Change, context)?;
        Self::of(context, Some(journal::open_to_write(context)?), Some(runs))
    }

    fn of(context: &'c Context, journal: Option<Journal>, runs: Option<Runs>) -> Result<Self> {
        let mut stage = Self::bare(context, journal, runs)?;
        stage.record()?;
        stage.fold()?;
        if let Some(journal) = stage.journal.clone() {
            let asked = sweep(&stage.review(), &journal, &stage.actor, stage.now).map_err(Failure::from)?;
            if asked > 0 {
                stage.fold()?;
            }
        }
        Ok(stage)
    }

    fn bare(context: &'c Context, journal: Option<Journal>, runs: Option<Runs>) -> Result<Self> {
        Ok(Self {
            workspace: context.workspace()?,
            catalog: context.reading()?.shared(),
            journal,
            ownership: Ownership::default(),
            actor: context.actor()?,
            now: Timestamp::now(),
            today: Zoned::now().date(),
            runs,
        })
    }

    /// Journals what the catalog says now.
    fn record(&self) -> Result<()> {
        let Some(journal) = &self.journal else {
            return Ok(());
        };
        let reader = CatalogReader::new(self.workspace.scope(), None);
        journal
            .workspace_opened(&self.workspace.name, &self.actor, self.now)
            .and_then(|_| engine::record(journal, &reader, &self.catalog, self.now, &self.actor))
            .map_err(Failure::from)?;
        Ok(())
    }

    fn fold(&mut self) -> Result<()> {
        if let Some(journal) = &self.journal {
            let before = std::mem::take(&mut self.ownership);
            self.ownership = ownership(journal, Some(before)).map_err(Failure::from)?;
        }
        Ok(())
    }

    pub fn review(&self) -> Review<'_> {
        review(
            &self.catalog,
            &self.ownership,
            &self.workspace.settings.ownership,
            self.today,
        )
    }

    /// The vision held against the same catalog.
    pub fn judged(&self) -> Result<Judged> {
        let catalog = Arc::clone(&self.catalog);
        let journal = self.journal.as_ref();
        Ok(vision::judged(self.workspace, journal, catalog, self.today, None).map_err(Failure::from)?)
    }

    /// Does something about ownership.
    pub fn act(&self, act: &OwnAct) -> Result<Vec<std::result::Result<String, OwnRefusal>>> {
        let Some(journal) = &self.journal else {
            return Ok(Vec::new());
        };
        let owning = Owning {
            workspace: self.workspace,
            review: self.review(),
            journal,
            actor: &self.actor,
            now: self.now,
            proposing: self
                .runs
                .as_ref()
                .map(|runs| runs as &dyn engine::edit::Proposing),
        };
        Ok(owning.act(act).map_err(Failure::from)?)
    }
}
