//! What exists outside, held against the catalog: what nobody registered, what is gone, who really reads and writes what.
//! Pure: whoever looked hands in surveys; knows nobody who looks.

mod claim;
mod compare;
mod guess;
mod identity;
mod observed;
mod proposal;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod tests;

pub use claim::{Claiming, file_of, prepare};
pub use compare::compare;
pub(in crate::model) use identity::by_name;
pub use identity::{Identities, is_principal};

use serde::{Deserialize, Serialize};

/// What one look at one place brought: a Kafka cluster, an organisation on GitHub.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survey {
    /// As in external ids: `kafka:main`, `github:acme`.
    pub place: String,
    /// When it was finished; for one that was not, when it was last heard of.
    pub taken: Option<jiff::Timestamp>,
    /// Whether everything was seen; only then does what is missing mean that it is gone.
    pub complete: bool,
    /// Where an unfinished look goes on; whoever looks there knows what it means.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    pub sightings: Vec<Sighting>,
    pub flows: Vec<Flow>,
    /// What could not be seen, and why; for the person.
    pub problems: Vec<String>,
}

/// Something that exists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sighting {
    /// By which the catalog knows it (`muster/external-id`): `kafka:main/orders.placed`, `github:acme/cart`. Compared in
    /// lower case for GitHub, as it is for Kafka.
    pub id: String,
    pub sort: Sort,
    pub name: String,
    /// For people, in order: partitions and 12.
    pub facts: Vec<(String, String)>,
    /// Where it can be looked at.
    pub url: Option<String>,
    /// What speaks for an owner.
    pub hints: Vec<Hint>,
    /// Of a repository: the catalog files in it.
    #[serde(default)]
    pub files: Vec<CatalogFile>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    #[default]
    Topic,
    Group,
    Repository,
    Team,
}

/// A sign of who owns something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hint {
    /// A line of CODEOWNERS for everything: `@acme/payments`.
    CodeOwner(String),
    /// A team with the right to administer it: its slug.
    AdminTeam(String),
    /// Whoever may write to it, as a principal: `User:cart`.
    Writer(String),
    /// Its name begins so, as others do whose owner is known.
    Prefix(String),
}

/// A catalog file inside a repository, read without cloning it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogFile {
    pub path: String,
    pub url: String,
    /// Canonical refs of what it declares; empty where it cannot be read.
    pub entities: Vec<String>,
}

/// Somebody was seen to read or write something.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Flow {
    /// A consumer group `cart-service`, or a principal `User:cart`.
    pub who: String,
    pub way: Way,
    /// The external id of what is read or written.
    pub what: String,
    /// How it is known: "group cart-service has offsets", "rule: User:cart may WRITE to orders.*".
    pub evidence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    Reads,
    Writes,
}

/// Surveys held against a catalog.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discovery {
    pub places: Vec<Place>,
    pub unregistered: Vec<Unregistered>,
    pub gone: Vec<Gone>,
    pub observed: Vec<Observed>,
}

/// A place that was looked at, or should have been.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// As in [`Survey::place`].
    pub name: String,
    /// None where nobody has looked yet.
    pub taken: Option<jiff::Timestamp>,
    pub complete: bool,
    pub seen: usize,
    pub problems: Vec<String>,
    /// A sandbox answers for it.
    pub sandbox: bool,
}

/// Something that exists and that no entity stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Unregistered {
    pub sighting: Sighting,
    pub guess: Guess,
    /// What claiming it would make: a canonical ref that is free. Empty of a consumer group, which becomes no entity: claiming
    /// it names the component that reads with it.
    pub entity_ref: String,
}

/// Who probably answers for something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Guess {
    /// Canonical ref of a Group or a User of the catalog.
    pub owner: Option<String>,
    /// Canonical ref of the one User that this leads to by the rule of accountability.
    pub accountable: Option<String>,
    /// In a sentence, also where there is no guess.
    pub reason: String,
}

/// An entity whose counterpart outside is not there any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gone {
    pub entity_ref: String,
    pub id: String,
    pub accountable: Option<String>,
    /// When it was found missing.
    pub noticed: Option<jiff::Timestamp>,
}

/// A dependency that was seen, or that is only declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observed {
    /// Canonical ref of who depends; none where nobody in the catalog has that name.
    pub from: Option<String>,
    /// As it was seen: group or principal.
    pub who: String,
    pub way: Way,
    /// Canonical ref of what is depended on; none where it is not registered.
    pub to: Option<String>,
    pub id: String,
    pub evidence: Vec<String>,
    pub standing: Standing,
}

/// How what was seen and what is declared fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// Seen and not declared: one key declares it.
    Undeclared,
    /// Declared, and nobody was seen to do so.
    Unseen,
    /// Seen and declared.
    Both,
    /// Seen, but one end is nothing that the catalog knows.
    Unknown,
}

/// What a claim asks for: which sighting becomes which entity, and who answers for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// [`Sighting::id`].
    pub id: String,
    /// Canonical ref of the entity to be made; the proposed one where none is given.
    pub entity_ref: Option<String>,
    /// Canonical ref of a Group or User.
    pub owner: Option<String>,
    /// Canonical ref of the one User; always a person of the catalog.
    pub accountable: String,
    pub by: ClaimBy,
}

/// How a claim becomes part of the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimBy {
    /// A file is written into the workspace's catalog.
    #[default]
    File,
    /// A catalog file is proposed to the repository itself.
    PullRequest,
}

/// What came of a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub id: String,
    pub entity_ref: String,
    /// The file that was written, relative to the workspace, or the run that proposes it; or why not.
    pub outcome: Result<String, String>,
}
