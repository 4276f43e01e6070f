//! What the commands of access stand on: the catalog, the journal, what was seen of the places, and whoever asks.

use std::path::PathBuf;
use std::sync::Arc;

use color_eyre::Result;
use jiff::Timestamp;

use crate::cli::discover::told::Told;
use crate::cli::run::open::{Use, open};
use crate::cli::{Context, Failure, journal};
use crate::config::Workspace;
use crate::engine::Outside;
use crate::engine::access::{
    AccessSurveys, Acting, Ended, Known, Looking, Records, Scene, ended, look, records,
};
use crate::engine::ownership::ownership;
use crate::engine::run::Runs;
use crate::model::access::AccessReview;
use crate::model::catalog::Catalog;
use crate::model::ownership::Ownership;
use crate::store::Journal;

/// Access as it is now.
pub struct Stage<'c> {
    context: &'c Context,
    workspace: &'c Workspace,
    pub catalog: Arc<Catalog>,
    /// None where the workspace has none yet and nothing is to be written.
    journal: Option<Journal>,
    ownership: Ownership,
    surveys: AccessSurveys,
    pub actor: String,
    pub now: Timestamp,
    pub runs: Runs,
    lock: PathBuf,
}

impl<'c> Stage<'c> {
    /// To look only.
    pub fn to_look(context: &'c Context) -> Result<Self> {
        let (workspace, paths) = (context.workspace()?, context.paths()?);
        let exists = paths.journal(&workspace.key).exists();
        let journal = exists.then(|| journal::open_to_read(context)).transpose()?;
        Self::of(context, journal, Use::Look)
    }

    /// To change something.
    pub fn to_change(context: &'c Context) -> Result<Self> {
        let journal = journal::open_to_write(context)?;
        Self::of(context, Some(journal), Use::Change)
    }

    fn of(context: &'c Context, journal: Option<Journal>, usage: Use) -> Result<Self> {
        let (workspace, paths) = (context.workspace()?, context.paths()?);
        let data = paths.workspace_data(&workspace.key);
        let (catalog, runs) = open(usage, context)?;
        let owned = journal.as_ref().map(|journal| ownership(journal, None));
        Ok(Self {
            context,
            workspace,
            catalog,
            ownership: owned.transpose().map_err(Failure::from)?.unwrap_or_default(),
            journal,
            surveys: AccessSurveys::new(&data),
            actor: context.actor()?,
            now: Timestamp::now(),
            runs,
            lock: data.join("access.lock"),
        })
    }

    fn scene(&self) -> Scene<'_> {
        Scene {
            workspace: self.workspace,
            catalog: &self.catalog,
            ownership: &self.ownership,
            surveys: &self.surveys,
        }
    }

    pub fn workspace(&self) -> &Workspace {
        self.workspace
    }

    /// What the journal says of access.
    pub fn records(&self) -> Result<Records> {
        let found = self
            .journal
            .as_ref()
            .map(|journal| records(journal, &mut Known::default()));
        Ok(found.transpose().map_err(Failure::from)?.unwrap_or_default())
    }

    /// Who has what by what the last looks brought.
    pub fn review(&self, records: &Records) -> AccessReview {
        self.scene().review(records, self.now)
    }

    /// Who has what by what the last looks brought, and what the journal says.
    pub fn known(&self) -> Result<(AccessReview, Records)> {
        let records = self.records()?;
        Ok((self.review(&records), records))
    }

    /// Who has what by a look at some places now, and what the journal says after it: what was given meanwhile is known.
    pub fn looked(&self, places: &[String]) -> Result<(AccessReview, Records)> {
        let world = self.world()?;
        let mut told = Told::new();
        let seen = look(&world, places, &self.looking(), &mut told);
        told.end();
        let records = self.records()?;
        let review = self.scene().renewed(seen, &records, Timestamp::now());
        Ok((review, records))
    }

    /// What is over and still there: what is due is driven first, unless nothing may be written.
    pub fn ended(&self) -> Result<Ended> {
        let Some(journal) = &self.journal else {
            return Err(Failure::new("this workspace has no journal yet")
                .hint("`muster new topic-access` gives the first access that ends")
                .into());
        };
        let runs = (!self.context.read_only()).then_some(&self.runs);
        let world = self.world()?;
        let mut told = Told::new();
        let found = ended(&self.scene(), (journal, runs), &world, &self.looking(), &mut told);
        told.end();
        Ok(found.map_err(Failure::from)?)
    }

    /// Does something by a review; none where there is no journal.
    pub fn acting<'a>(&'a self, review: &'a AccessReview, records: &'a Records) -> Option<Acting<'a>> {
        Some(Acting {
            scene: self.scene(),
            journal: self.journal.as_ref()?,
            runs: &self.runs,
            review,
            records,
            actor: &self.actor,
            now: self.now,
            lock: &self.lock,
        })
    }

    fn looking(&self) -> Looking<'_> {
        Looking {
            surveys: &self.surveys,
            keep: !self.context.read_only(),
            now: &Timestamp::now,
            host: &self.workspace.settings.github.host,
        }
    }

    fn world(&self) -> Result<Outside> {
        let paths = self.context.paths()?;
        let world = Outside::open(self.workspace, paths, Arc::clone(&self.catalog));
        Ok(world.map_err(Failure::from)?)
    }
}
