//! What the commands of probes stand on: the catalog, what is declared in it, and what is known of it.

use std::sync::Arc;

use color_eyre::Result;
use jiff::Timestamp;

use crate::cli::{Context, Failure, entity, journal};
use crate::config::Workspace;
use crate::engine::Outside;
use crate::engine::health::{Declarations, Rounds, Shared, Watching, rounds};
use crate::model::catalog::Catalog;
use crate::model::health::Probe;
use crate::model::text::safe;
use crate::store::Journal;

/// Probes as they are now.
pub struct Stage<'c> {
    pub workspace: &'c Workspace,
    pub catalog: Arc<Catalog>,
    pub declared: Declarations,
    /// None where the workspace has none yet and nothing is to be written.
    pub journal: Option<Journal>,
    pub shared: Shared,
    pub actor: String,
    context: &'c Context,
}

impl<'c> Stage<'c> {
    /// To look at: nothing is written.
    pub fn to_look(context: &'c Context) -> Result<Self> {
        let exists = context.paths()?.journal(&context.workspace()?.key).exists();
        let journal = exists.then(|| journal::open_to_read(context)).transpose()?;
        Self::of(context, journal, false)
    }

    /// To keep what is heard, unless nothing may be written.
    pub fn to_ask(context: &'c Context) -> Result<Self> {
        if context.read_only() {
            return Self::to_look(context);
        }
        let journal = journal::open_to_write(context)?;
        let (workspace, actor) = (context.workspace()?, context.actor()?);
        journal
            .workspace_opened(&workspace.name, &actor, Timestamp::now())
            .map_err(Failure::from)?;
        Self::of(context, Some(journal), true)
    }

    fn of(context: &'c Context, journal: Option<Journal>, writes: bool) -> Result<Self> {
        let (workspace, catalog) = (context.workspace()?, context.reading()?.shared());
        let actor = context.actor()?;
        let data = context.paths()?.workspace_data(&workspace.key);
        let watching = Watching::open(journal.clone(), writes, &data, &actor).map_err(Failure::from)?;
        Ok(Self {
            workspace,
            declared: Declarations::of(workspace, &catalog),
            catalog,
            journal,
            shared: Shared::new(watching),
            actor,
            context,
        })
    }

    /// The probes of these entities; all where none is named.
    pub fn probes(&self, refs: &[String]) -> Result<Vec<Probe>> {
        if refs.is_empty() {
            return Ok(self.declared.probes.clone());
        }
        let mut found: Vec<Probe> = Vec::new();
        for text in refs {
            let name = entity::find(&self.catalog, text)?.entity_ref();
            let of_entity = self
                .declared
                .probes
                .iter()
                .filter(|probe| probe.key.entity == name);
            let before = found.len();
            found.extend(of_entity.cloned());
            if found.len() == before {
                return Err(Failure::new(format!("{name} has no probe"))
                    .hint("declare one as the annotation `muster/probe: \"https://host/path\"`")
                    .into());
            }
        }
        found.sort_by(|a, b| a.key.cmp(&b.key));
        found.dedup_by(|a, b| a.key == b.key);
        Ok(found)
    }

    /// What cannot be run, where all probes are meant.
    pub fn wrong(&self, refs: &[String]) -> &[(String, String)] {
        match refs.is_empty() {
            true => &self.declared.wrong,
            false => &[],
        }
    }

    /// Whether what is heard here counts, because no other window runs the probes; says so where one does, but stands still.
    pub fn hold(&self) -> Result<bool> {
        let mut watching = self.shared.lock();
        let is_held = watching.hold().map_err(Failure::new)?;
        watching.taken_over().into_iter().for_each(tell_taken_over);
        Ok(is_held)
    }

    /// Says on standard error what cannot be run.
    pub fn tell_wrong(&self) {
        for (whose, why) in &self.declared.wrong {
            eprintln!("muster: {}", safe(&format!("{whose}: {why}")));
        }
    }

    /// Rounds that ask and tell for real.
    pub fn rounds(&self) -> Result<Rounds> {
        let outside = Outside::open(self.workspace, self.context.paths()?, Arc::clone(&self.catalog));
        Ok(rounds(self.workspace, &outside.map_err(Failure::from)?))
    }
}

/// Says on standard error that the probes are run here now, instead of by whoever ran them.
pub fn tell_taken_over(since: Timestamp) {
    let since = since.strftime("%Y-%m-%d %H:%M UTC");
    eprintln!("muster: the window that ran the probes stands still since {since}; they are run here now");
}

/// What is said where nothing is declared.
pub const NO_PROBES: &str = "there are no probes; declare one as the annotation `muster/probe: \"https://host/path\"` or in [[health.probes]] of muster.toml";
