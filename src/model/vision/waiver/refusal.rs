//! Why there is no waiver, in a sentence for whoever wanted it, with what to do instead.

use std::fmt;

use jiff::civil::Date;

use crate::model::task::Refusal;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverRefusal {
    NoSuchRule {
        rule: String,
        /// The rule with the nearest name.
        meant: Option<String>,
    },
    NoSuchEntity {
        entity: String,
    },
    /// The entity does not fall short of the rule.
    Meets {
        rule: String,
        entity: String,
    },
    /// It is waived for as long already.
    Waived {
        until: Date,
    },
    NoReason,
    Past {
        until: Date,
    },
    TooLong {
        days: i64,
        latest: Date,
    },
    /// Whoever it is, the catalog does not know them.
    Stranger {
        actor: String,
    },
    /// There is nobody else who could agree.
    NobodyGrants,
    /// What is being made must not fall short of it.
    BlocksNew {
        rule: String,
    },
    /// Nobody agrees to what they asked for themselves.
    OwnRequest,
    /// Others have to agree: canonical refs.
    NotAGrantor {
        by: Vec<String>,
    },
    /// The task is about something else.
    NoRequest,
    /// There is no waiver to end.
    NotWaived {
        rule: String,
        entity: String,
    },
    /// It stands in a file, where it is ended by taking it out: relative path and line.
    InFile {
        line: u32,
    },
    /// Only those who answer for the entity or could grant the waiver end it.
    NotTheirs {
        by: Vec<String>,
    },
    /// What was to happen to the task cannot.
    Task(Refusal),
}

/// More people than this are counted instead of named.
const NAMED: usize = 3;

impl fmt::Display for WaiverRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchRule {
                rule,
                meant: Some(meant),
            } => write!(f, "the vision has no rule `{rule}`; `{meant}` is one"),
            Self::NoSuchRule { rule, meant: None } => write!(
                f,
                "the vision has no rule `{rule}`; `muster vision show` names all of them"
            ),
            Self::NoSuchEntity { entity } => write!(
                f,
                "{entity} is not in the catalog; register it first, then ask again"
            ),
            Self::Meets { rule, entity } => write!(
                f,
                "{entity} does not fall short of {rule}, so there is nothing to waive"
            ),
            Self::Waived { until } => write!(
                f,
                "it is waived until {until} already; name a later day, or end that waiver first"
            ),
            Self::NoReason => f.write_str("a waiver has a reason; say why it has to be"),
            Self::Past { until } => write!(f, "{until} has passed; name a day that is to come"),
            Self::TooLong { days, latest } => write!(
                f,
                "this may be waived for {days} days at most; name {latest} or an earlier day"
            ),
            Self::Stranger { actor } => write!(
                f,
                "{actor} is no person of the catalog; say who you are with --as, or in config.toml"
            ),
            Self::NobodyGrants => f.write_str(
                "nobody but you could agree to it; name somebody else under `grantors` in vision.yaml",
            ),
            Self::BlocksNew { rule } => write!(
                f,
                "nothing new may fall short of {rule}; mend it, or ask the company to change the rule"
            ),
            Self::OwnRequest => {
                f.write_str("nobody agrees to what they asked for themselves; somebody else has to")
            }
            Self::NotAGrantor { by } if by.is_empty() => f.write_str(
                "nobody can agree to it any more; name somebody under `grantors` in vision.yaml, or decline the task",
            ),
            Self::NotAGrantor { by } => write!(f, "{} has to agree to it", named(by)),
            Self::NoRequest => f.write_str("the task asks for no waiver; `muster task done` closes it"),
            Self::NotWaived { rule, entity } => write!(
                f,
                "no waiver of {rule} for {entity} is in the journal; `muster vision waivers` lists all"
            ),
            Self::InFile { line } => write!(
                f,
                "the waiver stands in vision.yaml, line {line}; take it out there"
            ),
            Self::NotTheirs { by } => write!(f, "{} can end it", named(by)),
            Self::Task(refusal) => refusal.fmt(f),
        }
    }
}

impl std::error::Error for WaiverRefusal {}

/// People as a sentence names them, the first few of many.
pub fn named(people: &[String]) -> String {
    match people {
        [] => "somebody who answers for the entity".to_owned(),
        [only] => only.clone(),
        [most @ .., last] if people.len() <= NAMED => format!("{} or {last}", most.join(", ")),
        some => format!(
            "{} or one of {} others",
            some[..NAMED - 1].join(", "),
            some.len() + 1 - NAMED
        ),
    }
}
