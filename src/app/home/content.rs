//! What Home says, as data: sections of lines, each with where it leads. How a line looks is not known here.

use jiff::Timestamp;

use crate::app::journal::Glance;
use crate::app::link::Link;
use crate::model::catalog::Code;
use crate::model::catalog::summary::{Coverage, Shortfall};
use crate::model::run::RunSummary;
use crate::model::vision;

/// The parts of Home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// The catalog holds nothing: what to do next.
    Begin,
    /// What does not answer.
    Down,
    /// What waits for the person to agree.
    Approvals,
    Mine,
    /// What falls short of the vision.
    Vision,
    Tasks,
    /// Runs in progress, and forms that were begun.
    Runs,
    /// What exists outside and nobody registered, what is gone.
    Outside,
    Broken,
    Orphans,
    Changes,
    Kinds,
}

/// A part with its lines.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub part: Part,
    pub title: &'static str,
    /// A few words for the right edge of the heading, each about something of its own.
    pub notes: Vec<String>,
    pub lines: Vec<Line>,
}

/// A line, and where it leads. One that leads nowhere cannot be selected.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The same for as long as the line is about the same thing.
    pub id: String,
    pub body: Body,
    pub link: Option<Link>,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A hint or a remark.
    Words(String),
    /// All is well.
    Fine(String),
    /// What could not be had, and what to do.
    Failed(String),
    /// More of what stands above.
    More(String),
    /// So many more types of a kind.
    MoreTypes(usize),
    /// So many tasks of a sort.
    Tasks {
        count: usize,
        text: &'static str,
        /// They want doing first.
        pressing: bool,
    },
    /// So many things of a sort, seen outside.
    Outside {
        count: usize,
        text: &'static str,
    },
    /// A probe says that something is down.
    Down {
        entity_ref: String,
        /// Since when, on the person's clock: a length would be another one soon, and Home is not told that time passes.
        since: String,
        /// What was seen, or until when it is silenced.
        seen: String,
        /// Nobody is told of it for a while.
        silenced: bool,
    },
    /// Something falls short of the vision.
    Finding {
        severity: vision::Severity,
        entity_ref: String,
        message: String,
    },
    /// A waiver ends soon; `end` says how soon.
    Waiver {
        rule: String,
        entity_ref: String,
        end: String,
    },
    /// So many exceptions wait for the person's word.
    Asked {
        count: usize,
    },
    /// The task on which the person's clock runs.
    Running {
        title: String,
        since: Timestamp,
    },
    /// A run in progress, or one that waits for the person to agree.
    Run {
        run: RunSummary,
        /// It waits for whoever is at the keyboard.
        mine: bool,
    },
    /// A form that was begun.
    Draft {
        title: String,
        entity: Option<String>,
        saved: Timestamp,
    },
    /// How many things the person answers for.
    Duties {
        entities: usize,
    },
    /// An entity of the person's with problems.
    Trouble {
        entity_ref: String,
        code: Code,
        problems: usize,
    },
    Code {
        code: Code,
        count: usize,
    },
    Problem(Shortfall),
    Coverage(Coverage),
    /// Entities without an accountable person; `owner` is what they state, or empty.
    Orphans {
        owner: String,
        count: usize,
        examples: Vec<String>,
    },
    Change {
        glance: Glance,
        actor: Option<String>,
        time: Timestamp,
    },
    /// A kind; `most` is the count of the most frequent one.
    Kind {
        kind: String,
        count: usize,
        most: usize,
    },
    Type {
        type_: String,
        count: usize,
    },
}

impl Section {
    pub(super) fn new(part: Part, title: &'static str, lines: Vec<Line>) -> Self {
        Self {
            part,
            title,
            notes: Vec::new(),
            lines,
        }
    }

    pub(super) fn noted(mut self, notes: Vec<String>) -> Self {
        self.notes = notes;
        self
    }
}

impl Line {
    pub(super) fn leading(id: impl Into<String>, body: Body, link: Link) -> Self {
        Self {
            id: id.into(),
            body,
            link: Some(link),
        }
    }

    pub(super) fn still(id: &str, body: Body) -> Self {
        Self {
            id: id.to_owned(),
            body,
            link: None,
        }
    }
}
