//! Why something cannot happen to a run, in a sentence for the person who wanted it.

use std::fmt;

use super::state::{RunStatus, StepStatus};

/// Why the fold does not accept an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    NoSuchRun,
    Exists,
    NoSuchStep(String),
    /// Not while the run is like that.
    Run {
        wanted: &'static str,
        status: RunStatus,
    },
    /// Not while the step is like that.
    Step {
        step: String,
        status: StepStatus,
    },
    /// The event belongs to another attempt than the latest.
    Attempt {
        step: String,
        expected: u32,
        found: u32,
    },
    /// A step before it is not past.
    Order {
        step: String,
    },
    /// Whoever asked for it cannot agree to it.
    OwnApproval,
    /// Somebody else was asked.
    NotAsked {
        by: Vec<String>,
    },
    /// It does what others govern, and somebody else asked for it.
    NotTheirs {
        wanted: &'static str,
        by: Vec<String>,
    },
    /// What was agreed to is not the plan any more.
    OtherPlan,
    /// What was shown is not what can be taken back by now.
    OtherSteps {
        now: Vec<String>,
    },
    NothingToUndo,
    /// It gave nobody anything that could end.
    NoGift {
        step: String,
    },
    Empty(&'static str),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchRun => f.write_str("there is no such run"),
            Self::Exists => f.write_str("there is a run of this id already"),
            Self::NoSuchStep(step) => write!(f, "it has no step `{step}`"),
            Self::Run { wanted, status } => write!(f, "it cannot be {wanted} while it is {}", status.word()),
            Self::Step { step, status } => write!(f, "step `{step}` is {}", status.word()),
            Self::Attempt {
                step,
                expected,
                found,
            } => {
                write!(f, "step `{step}` is at attempt {expected}, not {found}")
            }
            Self::Order { step } => write!(f, "a step before `{step}` is not done"),
            Self::NotTheirs { wanted, by } => {
                write!(
                    f,
                    "it changes what others govern, so {} may {wanted}",
                    by.join(" or ")
                )
            }
            Self::OwnApproval => f.write_str("whoever asked for a run cannot agree to it"),
            Self::NotAsked { by } => write!(f, "only {} can say so", by.join(", ")),
            Self::OtherPlan => f.write_str("the plan was changed since it was shown; look at it again"),
            Self::OtherSteps { now } => {
                write!(f, "what would be undone by now is: {}", now.join(", "))
            }
            Self::NothingToUndo => f.write_str("it did nothing that could be undone"),
            Self::NoGift { step } => write!(f, "step `{step}` gave nothing that could end"),
            Self::Empty(what) => write!(f, "the {what} is empty"),
        }
    }
}

impl std::error::Error for Refusal {}
