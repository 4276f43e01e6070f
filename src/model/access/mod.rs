//! Who may do what with a resource: what runs gave and until when, what the providers really have, and what nothing explains.
//! Pure: knows neither systems nor clocks.

mod agenda;
mod along;
mod compare;
mod granted;
mod holders;
mod may;
pub mod rule;
mod targets;
mod word;

pub use agenda::{AccessAgenda, agenda};
pub use along::{beside, given_with, lost_with};
pub use compare::{Beside, compare};
pub use granted::{Granted, Standing, Taken, granted, taken, without_taken};
pub use holders::Holders;
pub use may::{AccessRefusal, Taking, may_decide, may_end, may_extend, taking};
pub use targets::Targets;
pub use word::{Asks, Word};

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// One right that a provider really gives; what a look at a place brings.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Right {
    /// The resource by its external id: `kafka:main/orders.placed`, `github:acme/cart`.
    pub target: String,
    /// Who has it, as the provider calls them: `User:checkout`, `octocat`, `acme/payments` of a team.
    pub principal: String,
    pub principal_sort: PrincipalSort,
    /// As the provider says it: `read`, `write`, `admin`, `push`.
    pub right: String,
    /// What else tells people how it is given: through a prefix, by a team, from any host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub through: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PrincipalSort {
    /// A Kafka account.
    #[default]
    Account,
    /// A person on GitHub.
    Login,
    /// A team on GitHub.
    Team,
}

/// How somebody has a right on GitHub who is not in its organisation.
pub const FROM_OUTSIDE: &str = "from outside the organisation";
/// How somebody has a right on GitHub who did not accept it yet.
pub const INVITED: &str = "invited, not come yet";

/// What one look at one place brought of who may do what there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessSurvey {
    /// As in external ids: `kafka:main`, `github:acme`.
    pub place: String,
    /// When it was finished.
    pub taken: Option<Timestamp>,
    /// Whether everything was seen; only then does what is missing mean that it is gone.
    pub complete: bool,
    pub rights: Vec<Right>,
    /// What could not be seen, and why; for the person.
    pub problems: Vec<String>,
    /// Where an incomplete look goes on; only whoever looked can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// What explains that somebody has a right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// A step of a run gave it.
    Granted(Grant),
    /// They belong to whom the resource belongs to: the owner's team, its accountable person, the service itself.
    Owner(String),
    /// The catalog declares that they use it: by `dependsOn`, `consumesApis` and the like.
    Declared(String),
    /// Nothing does.
    Nothing,
}

/// A right that a step of a run gave. Known by run and step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The run's whole id.
    pub run: String,
    pub step: String,
    /// The last moment of it; none where it has no end.
    pub until: Option<Timestamp>,
    /// Who asked for it: canonical ref.
    pub by: String,
    pub given: Timestamp,
    pub reason: String,
}

/// Whether the provider has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Presence {
    There,
    /// A run gave it and did not take it back, and the provider does not have it.
    Gone,
    /// The place was not looked at.
    NotSeen,
}

/// One right with what explains it: a row of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    pub right: Right,
    /// Canonical ref of the resource, where the catalog knows it.
    pub entity: Option<String>,
    /// Canonical ref of who has it, where the catalog knows them.
    pub holder: Option<String>,
    pub why: Why,
    pub presence: Presence,
    /// It is past its end, and not known to be gone: it is there, or nobody has looked.
    pub is_over: bool,
}

/// Who has what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessReview {
    /// What is over and not known to be gone first, then what nothing explains, then by resource and principal.
    pub rows: Vec<Access>,
    /// The places that were looked at: name, when, whether all was seen, and what could not be.
    pub places: Vec<AccessPlace>,
    /// When a person last looked through it and let it stand, by canonical ref of the resource.
    pub reviewed: Vec<Reviewed>,
    /// How those are asked who govern changes.
    pub asks: Asks,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessPlace {
    pub place: String,
    pub taken: Option<Timestamp>,
    pub complete: bool,
    pub problems: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    pub entity: String,
    pub by: String,
    pub at: Timestamp,
}

/// What a person does about access.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessAct {
    /// Take back what is over, or what nothing explains: by runs.
    TakeBack { rights: Vec<Right> },
    /// Let a grant last longer.
    Extend {
        run: String,
        step: String,
        until: Timestamp,
        reason: String,
    },
    /// Somebody looked through who has what on a resource, and lets it stand.
    Review { entity: String },
}

/// A right in words: who may do what where.
pub fn shown(right: &Right) -> String {
    let through = match right.through.as_str() {
        "" => String::new(),
        through => format!(" ({through})"),
    };
    format!(
        "{} may {} {}{through}",
        right.principal, right.right, right.target
    )
}

/// The last moment of what ends at one; the day before where it ends with a day.
pub fn last_moment(until: Timestamp) -> Timestamp {
    until.checked_sub(SignedDuration::from_millis(1)).unwrap_or(until)
}

/// The last day of what ends at a moment, as everybody means it: in UTC.
pub fn last_day(until: Timestamp) -> Date {
    last_moment(until).to_zoned(TimeZone::UTC).date()
}

impl Right {
    /// What somebody may do, and how, for a cell.
    pub fn may(&self) -> String {
        match self.through.as_str() {
            "" => self.right.clone(),
            through => format!("{} ({through})", self.right),
        }
    }
}

impl Grant {
    /// The last day of it; none where it has no end.
    pub fn last_day(&self) -> Option<Date> {
        self.until.map(last_day)
    }
}

impl Access {
    /// Who the catalog says is behind a name, where that is another name.
    pub fn behind(&self) -> Option<&str> {
        let holder = self.holder.as_deref()?;
        let name = holder.rsplit('/').next()?;
        let bare = self.right.principal.rsplit([':', '/']).next()?;
        (!name.eq_ignore_ascii_case(bare)).then_some(holder)
    }
}

impl Why {
    /// What explains it, for people; empty where nothing does.
    pub fn words(&self) -> String {
        match self {
            Self::Granted(grant) => format!("given by run {}", grant.run),
            Self::Owner(why) | Self::Declared(why) => why.clone(),
            Self::Nothing => String::new(),
        }
    }

    /// As documents call it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Granted(_) => "granted",
            Self::Owner(_) => "owner",
            Self::Declared(_) => "declared",
            Self::Nothing => "nothing",
        }
    }
}

impl Presence {
    /// As documents call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::There => "there",
            Self::Gone => "gone",
            Self::NotSeen => "not-seen",
        }
    }
}
