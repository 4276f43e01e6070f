//! An entity as a page: lines made from the snapshot, its document and its history, with where each of them leads. Pure;
//! knows how wide lines are wrapped, not how they are coloured.

mod access;
mod answers;
mod build;
mod cost;
mod health;
mod ownership;
mod record;
mod relations;
mod vision;

use std::borrow::Cow;

use jiff::Timestamp;

use crate::app::list::Rows;
use crate::model::catalog::Severity;
use crate::model::catalog::query::Facet;
use crate::model::health::Health;
use crate::model::text::wrap;
use crate::model::vision as ideal;

pub use build::{Source, page};

/// Columns that the labels of facts take.
pub const LABEL: usize = 17;
/// Columns that the sign in front of a line takes.
pub const INDENT: usize = 2;

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Plain,
    Muted,
    /// A name one can go to.
    Name,
    Warning,
    Bad,
}

/// A sign that the drawing has a character for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Problem(Severity),
    /// It falls short of a rule of the vision.
    Finding(ideal::Severity),
    /// It does, and may for a while.
    Waived,
    /// What is shown is not what the file says now.
    Stale,
    /// No file defines it.
    Missing,
    /// Nobody was named, so it falls to the accountable person.
    Fallback,
    Bullet,
    Down,
    Up,
    /// What its probes see.
    Health(Health),
    /// It was seen to depend, and no file says so; down and up.
    SeenDown,
    SeenUp,
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String, Tone),
    Sign(Sign),
    /// A time, shown as how long ago it was.
    Ago(Timestamp),
    /// Text of which the end matters where there is no room for all.
    Path(String),
}

impl Piece {
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Text(text.into(), Tone::Plain)
    }

    pub fn muted(text: impl Into<String>) -> Self {
        Self::Text(text.into(), Tone::Muted)
    }
}

/// What a line shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    Blank,
    /// The name of the entity, with remarks behind it.
    Title(String, Vec<Piece>),
    Heading(String),
    /// One row, cut where it does not fit: a label, if there is room for one, and what it labels.
    Row {
        label: Option<&'static str>,
        pieces: Vec<Piece>,
    },
    /// Text over as many rows as it needs, or over exactly so many.
    Prose {
        sign: Option<Sign>,
        text: String,
        tone: Tone,
        rows: Option<usize>,
    },
}

/// Where a line leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lead {
    /// Nowhere; it is only read.
    Nowhere,
    /// Another entity, or a name that no file defines.
    Entity(String),
    /// Another entity, by a dependency that was seen and is not declared: who depends, and on what.
    Seen {
        other: String,
        from: String,
        to: String,
    },
    /// What exists outside.
    Outside,
    /// What its probes say.
    Health,
    /// Who may use it, and what it has elsewhere.
    Access,
    /// What it costs, by its canonical ref.
    Cost(String),
    /// A rule of the vision that it falls short of, by its id.
    Rule(String),
    /// A file, at a line.
    File {
        path: String,
        line: u32,
    },
    Web(String),
    /// The entities with this value.
    Entities(Facet, String),
    /// The tree of the entity itself.
    Tree,
    Document,
}

/// A line the cursor can stand on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Stays the same when the page is made anew.
    pub id: String,
    pub lead: Lead,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub body: Body,
    pub stop: Option<Stop>,
}

/// A row of the page on the screen: which line, and which row of that line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub line: usize,
    pub part: usize,
}

/// All lines about an entity. Its head comes in two forms, so that a change of size needs no other page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Page {
    roomy: Vec<Line>,
    /// Where there are few rows: the six answers right under the name.
    compact: Vec<Line>,
    rest: Vec<Line>,
}

/// A page in one of its forms.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    head: &'a [Line],
    rest: &'a [Line],
}

impl Page {
    pub fn sheet(&self, compact: bool) -> Sheet<'_> {
        Sheet {
            head: if compact { &self.compact } else { &self.roomy },
            rest: &self.rest,
        }
    }
}

impl<'a> Sheet<'a> {
    pub fn lines(&self) -> impl Iterator<Item = &'a Line> + use<'a> {
        self.head.iter().chain(self.rest)
    }

    pub fn line(&self, at: usize) -> Option<&'a Line> {
        match self.head.get(at) {
            Some(line) => Some(line),
            None => self.rest.get(at.checked_sub(self.head.len())?),
        }
    }

    /// The lines the cursor can stand on, with their positions.
    fn stops(&self) -> impl Iterator<Item = (usize, &'a Stop)> + use<'a> {
        self.lines()
            .enumerate()
            .filter_map(|(at, line)| line.stop.as_ref().map(|stop| (at, stop)))
    }

    /// What the cursor stands on at its position among the stops.
    pub fn stop(&self, at: usize) -> Option<&'a Stop> {
        self.stops().nth(at).map(|(_, stop)| stop)
    }

    /// The position among the stops of the line with this identity, and among all lines.
    pub fn place(&self, id: &str) -> Option<(usize, usize)> {
        let mut stops = self.stops().enumerate();
        stops
            .find(|(_, (_, stop))| stop.id == id)
            .map(|(at, (line, _))| (at, line))
    }

    /// The rows of the page at a width.
    pub fn rows(&self, width: usize) -> Vec<Row> {
        let rows_of = |line: &Line| match &line.body {
            Body::Prose { text, rows, .. } => rows.unwrap_or_else(|| parts(text, width).len()),
            _ => 1,
        };
        self.lines()
            .enumerate()
            .flat_map(|(line, body)| (0..rows_of(body)).map(move |part| Row { line, part }))
            .collect()
    }
}

/// The rows of a text in prose.
pub fn parts(text: &str, width: usize) -> Vec<&str> {
    wrap(text, width.saturating_sub(INDENT))
}

impl Rows for Sheet<'_> {
    fn len(&self) -> usize {
        self.stops().count()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        self.stop(index).map_or("", |stop| stop.id.as_str()).into()
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.place(id).map(|(at, _)| at)
    }
}
