//! The making of a page: its head, its sections in their order, and the words they share.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Body, Lead, Line, Page, Piece, Sign, Stop, Tone, access, answers, cost, health, ownership, record,
    relations, vision,
};
use crate::app::catalog::Snapshot;
use crate::app::discovery::Known;
use crate::app::load::Load;
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, Entity, Node, NodeId};
use crate::model::cost::EntityMonth;
use crate::model::health::Health;
use crate::model::journal::Event;
use crate::model::ownership::{Since, answers};
use crate::model::text::safe;
use crate::model::vision::Judged;

/// Rows of the description in the roomy head: always as many, so that the answers stay where they are.
const DESCRIPTION_ROWS: usize = 2;
/// Characters of a description on the page.
const LONGEST: usize = 2000;

/// What a page is made from.
pub struct Source<'a> {
    pub snapshot: &'a Snapshot,
    pub entity_ref: &'a str,
    /// The moment of the past that is shown; none is now.
    pub at: Option<Timestamp>,
    pub document: &'a Load<Arc<Node>>,
    pub events: &'a Load<Arc<[Event]>>,
    /// How it stands with its attestation, as far as that is told yet.
    pub since: Option<&'a Since>,
    /// How its probes see it, and that in words; none where it has none.
    pub health: Option<&'a (Health, String)>,
    /// Who may use it, and whether something of that has to be looked at; none where nothing is known.
    pub access: Option<&'a (String, bool)>,
    /// What it costs, as far as that is known.
    pub cost: Option<&'a EntityMonth>,
    /// What was seen outside, if anybody looked.
    pub known: Option<&'a Known>,
    /// What the vision says of the catalog.
    pub judged: Option<&'a Judged>,
}

/// The page of an entity, or of a name that no file defines.
pub fn page(source: &Source<'_>) -> Page {
    match source.snapshot.find(source.entity_ref) {
        Some(entity) => entity_page(source, entity),
        None => missing_page(source),
    }
}

fn entity_page(source: &Source<'_>, entity: Entity<'_>) -> Page {
    let catalog = &*source.snapshot.catalog;
    let answers = answers(catalog, entity.id);
    let description = description(source, entity);
    let mut rest = Lines::default();
    answers::add_reason(catalog, &answers, &mut rest);
    record::add_problems(source, entity, &mut rest);
    vision::add(source, &mut rest);
    relations::add(catalog, entity, source.known, &mut rest);
    record::add(source, entity, &mut rest);
    let head = |compact: bool| {
        let mut head = Lines::default();
        head.title(entity);
        if !compact {
            head.summary(description.as_deref(), DESCRIPTION_ROWS);
            head.blank();
        }
        answers::add(catalog, entity, &answers, compact, &mut head);
        ownership::add(catalog, source.since, &mut head);
        health::add(source.health, &mut head);
        access::add(source.access, &mut head);
        cost::add(source.cost, &mut head);
        if let (true, Some(description)) = (compact, &description) {
            head.heading("Description");
            head.prose("description", None, description, Tone::Plain, Lead::Document);
        }
        head.lines
    };
    Page {
        roomy: head(false),
        compact: head(true),
        rest: rest.lines,
    }
}

/// What is known of a name that no file defines: who uses it, and its past.
fn missing_page(source: &Source<'_>) -> Page {
    let catalog = &*source.snapshot.catalog;
    let mut lines = Lines::default();
    let note = vec![
        Piece::Sign(Sign::Missing),
        Piece::Text("not in the catalog".to_owned(), Tone::Warning),
    ];
    lines.push(Body::Title(source.entity_ref.to_owned(), note));
    lines.push(Body::Prose {
        sign: None,
        text: match source.at {
            None => "No file defines it now. What names it is listed here, as far as anything does.",
            Some(_) => "No file defined it then. What named it is listed here, as far as anything did.",
        }
        .to_owned(),
        tone: Tone::Muted,
        rows: None,
    });
    if let Some(node) = catalog.find_node(source.entity_ref) {
        relations::add_incoming(catalog, node, &mut lines);
    }
    record::add_history(source, &mut lines);
    Page {
        roomy: lines.lines.clone(),
        compact: lines.lines,
        rest: Vec::new(),
    }
}

/// The whole description where the document has come, else what the catalog keeps of it.
fn description(source: &Source<'_>, entity: Entity<'_>) -> Option<String> {
    let whole = source
        .document
        .value()
        .and_then(|document| document.at_path(&["metadata", "description"]))
        .and_then(Node::text);
    whole
        .or(entity.description())
        .map(|text| one_line(beginning(text)))
        .filter(|text| !text.is_empty())
}

/// As much of a text as a page has use for; all of it is in the document.
fn beginning(text: &str) -> &str {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// The lines of a page as far as they are made.
#[derive(Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
}

impl Lines {
    pub fn push(&mut self, body: Body) {
        self.lines.push(Line { body, stop: None });
    }

    pub fn stop(&mut self, id: impl Into<String>, lead: Lead, body: Body) {
        let stop = Some(Stop { id: id.into(), lead });
        self.lines.push(Line { body, stop });
    }

    pub fn blank(&mut self) {
        self.push(Body::Blank);
    }

    pub fn heading(&mut self, text: impl Into<String>) {
        self.blank();
        self.push(Body::Heading(text.into()));
    }

    pub fn row(
        &mut self,
        id: impl Into<String>,
        label: Option<&'static str>,
        pieces: Vec<Piece>,
        lead: Lead,
    ) {
        self.stop(id, lead, Body::Row { label, pieces });
    }

    /// Adds a remark to the last line, which is a row.
    pub fn remark(&mut self, text: &str) {
        if let Some(Body::Row { pieces, .. }) = self.lines.last_mut().map(|line| &mut line.body) {
            pieces.push(Piece::Text(text.to_owned(), Tone::Warning));
        }
    }

    pub fn prose(
        &mut self,
        id: impl Into<String>,
        sign: Option<Sign>,
        text: impl AsRef<str>,
        tone: Tone,
        lead: Lead,
    ) {
        let body = Body::Prose {
            sign,
            text: one_line(text.as_ref()),
            tone,
            rows: None,
        };
        self.stop(id, lead, body);
    }

    /// The title or name, and beside it what sort of thing it is.
    fn title(&mut self, entity: Entity<'_>) {
        let mut notes = vec![Piece::muted(format!(" {}", sort(entity)))];
        if entity.is_stale() {
            notes.push(Piece::Sign(Sign::Stale));
            notes.push(Piece::Text(
                "stale: its file is broken now".to_owned(),
                Tone::Warning,
            ));
        }
        self.push(Body::Title(entity.label().to_owned(), notes));
    }

    /// As much of the description as fits in so many rows, and as many rows whatever its length.
    fn summary(&mut self, description: Option<&str>, rows: usize) {
        self.push(Body::Prose {
            sign: None,
            text: description.unwrap_or("No description.").to_owned(),
            tone: description.map_or(Tone::Muted, |_| Tone::Plain),
            rows: Some(rows),
        });
    }
}

/// `ledger · Component · service · production`, the name only where the title is another.
fn sort(entity: Entity<'_>) -> String {
    let name = Some(entity.name()).filter(|name| !name.eq_ignore_ascii_case(entity.label()));
    let namespace = Some(entity.namespace()).filter(|namespace| *namespace != DEFAULT_NAMESPACE);
    let parts = [
        name,
        namespace,
        Some(entity.kind()),
        entity.type_(),
        entity.lifecycle(),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// A text on one line: breaks become blanks.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    safe(&words.join(" ")).into_owned()
}

/// A node as a line shows it: its title or name, then its kind; or that it is missing.
pub(super) fn node_pieces(catalog: &Catalog, node: NodeId) -> Vec<Piece> {
    match catalog.entity_of(node) {
        Some(entity) => {
            let mut pieces = vec![Piece::Text(entity.label().to_owned(), Tone::Name)];
            if entity.is_stale() {
                pieces.push(Piece::Sign(Sign::Stale));
                pieces.push(Piece::Text("stale".to_owned(), Tone::Warning));
            }
            pieces
        }
        None => vec![
            Piece::plain(short(catalog.node_ref(node))),
            Piece::Sign(Sign::Missing),
            Piece::Text("not in the catalog".to_owned(), Tone::Warning),
        ],
    }
}

/// A reference without what goes without saying: `group:default/payments` is `payments`.
pub(super) fn short(entity_ref: &str) -> &str {
    let name = entity_ref.split_once(':').map_or(entity_ref, |(_, name)| name);
    name.strip_prefix("default/").unwrap_or(name)
}

/// A sentence with names instead of references.
pub(super) fn with_names(catalog: &Catalog, sentence: &str) -> String {
    let named = |word: &str| {
        let (word, comma) = word.strip_suffix(',').map_or((word, ""), |word| (word, ","));
        match catalog.find(word) {
            Some(id) => format!("{}{comma}", catalog.entity(id).label()),
            None => format!("{word}{comma}"),
        }
    };
    sentence.split(' ').map(named).collect::<Vec<_>>().join(" ")
}
