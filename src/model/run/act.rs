//! What a person asks for: a run to be made, or something to be done to one. Data only.

use serde_json::Value;

use super::state::Run;
use crate::model::secret::Secrets;

/// What a run is to be made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Order {
    /// Canonical ref.
    pub blueprint: String,
    pub values: Value,
    /// What nobody sees; kept outside the journal, and only for as long as the run needs it.
    pub secrets: Secrets,
    /// Canonical ref of the entity that the form was opened on.
    pub entity: Option<String>,
    /// The exceptions that are made for it.
    pub waivers: Vec<OrderedWaiver>,
}

/// An exception from a warning of the vision, made with the run that needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrderedWaiver {
    /// The rule's id.
    pub rule: String,
    /// Canonical ref; none means all that the run makes.
    pub entity: Option<String>,
    pub reason: String,
}

impl OrderedWaiver {
    pub fn covers(&self, rule: &str, entity: &str) -> bool {
        self.rule == rule && self.entity.as_deref().is_none_or(|known| known == entity)
    }
}

/// One thing done to one run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunAct {
    /// Stop at the next boundary between steps.
    Cancel {
        reason: Option<String>,
    },
    /// Try the failed step again.
    Retry,
    /// Say what nobody else can tell: whether the step that needs attention had its effect.
    Settle {
        step: String,
        happened: bool,
    },
    /// Answer differently for the steps that have not run yet.
    Edit {
        values: Value,
    },
    /// Agree to what the run waits for, as it was shown: to the plan of this hash and to no other. Void for the requester.
    Approve {
        plan_hash: String,
    },
    Deny {
        reason: String,
    },
    /// Take back what was done, the latest first: exactly these steps, which were shown.
    Undo {
        steps: Vec<String>,
    },
    /// Leave the rest to people: a task that says what is done and what is not.
    HandOver,
}

impl RunAct {
    /// Agrees to a run as it is shown to whoever agrees.
    pub fn approve(shown: &Run) -> Self {
        Self::Approve {
            plan_hash: shown.plan_hash.clone(),
        }
    }
}
