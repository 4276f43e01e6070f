//! The vision: a company's ideal architecture as data – principles, radar, rules, approvals, promises, waivers – and what a
//! catalog makes of it. Pure: `sources::vision` reads the files, `engine::vision` holds it against the workspace.

pub mod approval;
pub mod cel;
pub mod diff;
mod draft;
pub mod example;
pub mod finding;
mod judge;
pub mod judged;
pub mod mention;
mod print;
pub mod radar;
pub mod read;
pub mod rule;
pub mod score;
mod tally;
pub mod technology;
pub mod trend;
pub mod verdict;
pub mod waiver;

use std::sync::Arc;

use jiff::SignedDuration;
use sha2::{Digest, Sha256};

pub use approval::{ApprovalRule, Approver};
pub use diff::{VisionDiff, diff};
pub use example::Refuted;
pub use finding::{DraftFinding, Finding, Trial};
pub use judged::Judged;
pub use mention::Mention;
pub use radar::{Moved, Quadrant, Radar, Ring, Stage, Technology, TechnologyId, slug};
pub use rule::{Each, Example, Examples, Origin, Rule, Scope, Severity};
pub use score::{By, PastScores, RuleCount, Score};
pub use technology::{KnownBy, Technologies, why};
pub use trend::{Trend, trend};
pub use waiver::{Waiver, WaiverAsk, WaiverFold, WaiverRefusal, WaiverSource};

use super::catalog::Position;
use super::insight::Fits;

/// A company's ideal architecture, as far as its files could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vision {
    /// In a sentence or two.
    pub statement: Option<String>,
    pub principles: Vec<Principle>,
    pub radar: Radar,
    /// Those that are written, and those that naming, required tags and annotations, and the radar amount to.
    pub rules: Vec<Rule>,
    /// The order of automation.
    pub fits: Fits,
    pub approvals: Vec<ApprovalRule>,
    /// How soon tasks of a category are promised to be done.
    pub promises: Vec<Promise>,
    /// Those that the file itself grants.
    pub waivers: Vec<Waiver>,
    /// Who grants waivers of blocking rules, as canonical refs; where nobody is named, whoever is accountable for the
    /// entity's owner's parent answers.
    pub grantors: Vec<String>,
    /// What is wrong with the files. What is right counts all the same.
    pub complaints: Vec<Complaint>,
    /// Every entity that the files name, for whoever has a catalog to look them up in.
    pub mentions: Vec<Mention>,
    /// The files that it was read from, `vision.yaml` first; none where there is no vision.
    pub files: Vec<VisionFile>,
    /// SHA-256 over all files it was read from: equal digests are one vision.
    pub digest: [u8; 32],
}

/// A principle, and why it is one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Principle {
    pub id: String,
    pub title: String,
    pub reason: String,
    pub links: Vec<Link>,
}

/// A page to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link {
    pub url: String,
    pub title: Option<String>,
}

/// What is promised of the tasks of a category.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub category: String,
    pub within: SignedDuration,
    pub at: Position,
}

/// A file of a vision as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisionFile {
    /// Relative to the workspace, with `/`.
    pub path: String,
    pub text: Arc<str>,
    /// SHA-256 of the text.
    pub digest: [u8; 32],
}

impl VisionFile {
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.into(),
            digest: Sha256::digest(text).into(),
        }
    }
}

/// The digest of a vision that was read from these files.
pub fn digest_of(files: &[VisionFile]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.path.as_bytes());
        hash.update([0]);
        hash.update(file.digest);
    }
    hash.finalize().into()
}

/// One thing that is wrong with a vision's files, and what would be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// Relative to the workspace, with `/`.
    pub file: String,
    pub at: Position,
    /// Whether something was left out because of it; else it is only odd.
    pub is_error: bool,
    pub message: String,
}

impl Vision {
    pub fn principle(&self, id: &str) -> Option<&Principle> {
        self.principles.iter().find(|principle| principle.id == id)
    }

    pub fn rule(&self, id: &str) -> Option<usize> {
        self.rules.iter().position(|rule| rule.id == id)
    }

    /// Whether anything was said at all.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && self.principles.is_empty() && self.radar.technologies.is_empty()
    }
}
