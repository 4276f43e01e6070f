//! What all actions share that change nothing but the run's own files: they are functions from one tree to the next, so
//! planning one is doing it, and doing it again does no harm.

use std::sync::Arc;

use serde_json::Value;

use crate::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use crate::model::blueprint::tree::{Tree, TreeError};
use crate::model::run::{Change, Effect, Undo};
use crate::providers::action::{Action, ActionError, Applied, Call, Done, Log, Observed, Planned};
use crate::providers::input::wrong;

/// A change of the run's files.
pub trait Transform: Send + Sync {
    fn transform(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Transformed, ActionError>;
}

/// What came of it.
#[derive(Default)]
pub struct Transformed {
    pub summary: String,
    /// Where it happens, for people.
    pub target: Option<String>,
    /// None where the files are as before.
    pub tree: Option<Tree>,
    /// What is shown of it; where nothing is given, what it changes of the run's files.
    pub changes: Option<Vec<Change>>,
    pub output: Value,
}

/// A change of files as an action.
pub struct OnTree<T> {
    spec: ActionSpec,
    transform: T,
}

impl<T: Transform + 'static> OnTree<T> {
    /// An action by its name, what it does in a sentence, and the schemas of its input and output.
    pub fn boxed(
        id: &'static str,
        summary: &'static str,
        (input, output): (Value, Value),
        transform: T,
    ) -> Box<dyn Action> {
        let spec = ActionSpec {
            id,
            summary,
            input,
            output,
            settlement: Settlement::Repeat,
            undo: UndoSpec::Nothing,
        };
        Box::new(Self { spec, transform })
    }
}

impl<T: Transform> Action for OnTree<T> {
    fn spec(&self) -> &ActionSpec {
        &self.spec
    }

    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let done = self.transform.transform(call, &mut Silent)?;
        let of_tree = || done.tree.as_ref().map(|tree| tree.changes_since(call.tree));
        let changes = done.changes.or_else(of_tree);
        Ok(Planned {
            effect: Effect::None,
            target: done.target,
            summary: done.summary,
            changes: changes.unwrap_or_default(),
            undo: Undo::Nothing,
            output: done.output,
            tree: done.tree.map(Arc::new),
            ..Planned::default()
        })
    }

    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }

    fn apply(&self, call: &Call<'_>, log: &mut dyn Log) -> Result<Applied, ActionError> {
        let done = self.transform.transform(call, log)?;
        Ok(Applied::Done(Done {
            output: done.output,
            tree: done.tree.map(Arc::new),
        }))
    }

    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}

/// A plan says nothing while it is made.
pub struct Silent;

impl Log for Silent {
    fn line(&mut self, _: &str) {}
}

pub fn refused(error: TreeError) -> ActionError {
    wrong(error.to_string())
}
