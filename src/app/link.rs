//! Where a line of one screen leads: what another screen is to show.

use super::vision::{Of, Tab};
use super::{access, cost, health, owned};
use crate::model::catalog::Code;
use crate::model::catalog::query::Query;

/// Something to be shown on the screen made for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// One entity, by its canonical ref.
    Entity(String),
    /// The entities that match.
    Entities(Query),
    /// The problems, or those of one code.
    Problems(Option<Code>),
    /// The events that a filter line of the journal lets through.
    Events(String),
    /// The tasks that a query line of the queue lets through.
    Tasks(String),
    /// The wizard of a blueprint, opened on an entity or on none.
    Form {
        blueprint: String,
        entity: Option<String>,
    },
    /// A form that was begun, by its id.
    Draft(String),
    /// One run, by its id.
    Run(String),
    /// All runs.
    Runs,
    /// What exists outside.
    Discovery,
    /// A tab of the vision.
    Vision(Tab),
    /// A rule of the vision, by its id, among all of them.
    Rule(String),
    /// What falls short of the vision.
    Findings(Of),
    /// What one answers for.
    Owned(owned::Aim),
    /// What probes say.
    Health(health::Aim),
    /// What something costs.
    Cost(cost::Aim),
    /// Who has what, and why.
    Access(access::Aim),
}

impl Link {
    /// The name of the screen it leads to.
    pub fn screen(&self) -> &'static str {
        match self {
            Link::Form { .. } | Link::Draft(_) => "create",
            Link::Run(_) | Link::Runs => "runs",
            Link::Entity(_) | Link::Entities(_) => "catalog",
            Link::Problems(_) => "problems",
            Link::Events(_) => "journal",
            Link::Tasks(_) => "queue",
            Link::Discovery => "discover",
            Link::Owned(_) => "owned",
            Link::Health(_) => "health",
            Link::Cost(_) => "cost",
            Link::Access(_) => "access",
            Link::Vision(_) | Link::Rule(_) | Link::Findings(_) => "vision",
        }
    }
}
