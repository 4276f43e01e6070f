//! What is on record about an entity: its problems, links, tags, history, annotations, and where it is written down.

use super::build::{Lines, Source, one_line};
use super::{Body, Lead, Piece, Sign, Tone};
use crate::app::catalog::links::{annotations, links};
use crate::app::load::Phase;
use crate::model::catalog::Entity;
use crate::model::journal::{Event, sentence};
use crate::model::text::grouped;

/// This many events, links and annotations are shown.
const SHOWN: usize = 12;

pub(super) fn add(source: &Source<'_>, entity: Entity<'_>, lines: &mut Lines) {
    add_links(source, lines);
    add_tags(entity, lines);
    add_history(source, lines);
    add_annotations(source, lines);
    add_place(source, entity, lines);
}

pub(super) fn add_problems(source: &Source<'_>, entity: Entity<'_>, lines: &mut Lines) {
    let snapshot = source.snapshot;
    let problems = snapshot.problems.of(&snapshot.catalog, entity.id);
    if problems.len() == 0 {
        return;
    }
    lines.heading(format!("Problems {}", problems.len()));
    for (at, problem) in problems.enumerate() {
        let place = format!("{}:{}", problem.file(), problem.at().line);
        let text = format!("{}: {}", problem.severity().name(), problem.message());
        let lead = Lead::File {
            path: problem.file().to_owned(),
            line: problem.at().line,
        };
        let id = format!("problem {at}");
        let sign = Some(Sign::Problem(problem.severity()));
        lines.prose(id, sign, text, Tone::Plain, lead);
        lines.push(Body::Row {
            label: None,
            pieces: vec![Piece::muted(" "), Piece::Path(place)],
        });
    }
}

fn add_links(source: &Source<'_>, lines: &mut Lines) {
    let Some(document) = source.document.value() else {
        return;
    };
    let links = links(document);
    if links.is_empty() {
        return;
    }
    lines.heading(format!("Links {}", links.len()));
    for (at, link) in links.iter().take(SHOWN).enumerate() {
        let pieces = vec![
            Piece::Sign(Sign::Bullet),
            Piece::Text(one_line(&link.title), Tone::Name),
            Piece::muted(format!(" {}", link.url)),
        ];
        lines.row(format!("link {at}"), None, pieces, Lead::Web(link.url.clone()));
    }
}

fn add_tags(entity: Entity<'_>, lines: &mut Lines) {
    let tags: Vec<&str> = entity.tags().collect();
    if !tags.is_empty() {
        lines.heading("Tags");
        lines.prose("tags", None, tags.join("  "), Tone::Plain, Lead::Nowhere);
    }
}

pub(super) fn add_history(source: &Source<'_>, lines: &mut Lines) {
    let note = |text: String, tone| Body::Row {
        label: None,
        pieces: vec![Piece::Sign(Sign::Bullet), Piece::Text(text, tone)],
    };
    lines.heading("History");
    match source.events.phase() {
        Phase::Ready { value, .. } if value.is_empty() => {
            lines.push(note(
                "as it was when the catalog was first read".to_owned(),
                Tone::Muted,
            ));
        }
        Phase::Ready { value, .. } => {
            for event in value.iter().take(SHOWN) {
                add_event(event, source.entity_ref, lines);
            }
            if value.len() > SHOWN {
                let more = format!("{} earlier, in the journal", grouped(value.len() - SHOWN));
                lines.push(note(more, Tone::Muted));
            }
        }
        Phase::Failed(failure) => lines.push(note(failure.message.clone(), Tone::Warning)),
        Phase::Idle => lines.push(note("…".to_owned(), Tone::Muted)),
        Phase::Loading => lines.push(note("reading the journal…".to_owned(), Tone::Muted)),
    }
}

fn add_event(event: &Event, entity_ref: &str, lines: &mut Lines) {
    let sentence = sentence(event);
    // On the entity's own page its reference goes without saying.
    let text = sentence
        .strip_prefix(entity_ref)
        .map_or(sentence.as_str(), str::trim_start);
    let mut pieces = vec![
        Piece::Sign(Sign::Bullet),
        Piece::Ago(event.time),
        Piece::plain(one_line(text)),
    ];
    if event.actor != "muster" {
        pieces.push(Piece::muted(format!("by {}", one_line(&event.actor))));
    }
    lines.row(format!("event {}", event.id), None, pieces, Lead::Nowhere);
}

fn add_annotations(source: &Source<'_>, lines: &mut Lines) {
    let document = match source.document.phase() {
        Phase::Ready { value, .. } => value,
        Phase::Failed(failure) => {
            lines.heading("Document");
            let text = format!("{} {}", failure.message, failure.next);
            return lines.prose(
                "document failed",
                Some(Sign::Stale),
                text,
                Tone::Warning,
                Lead::Nowhere,
            );
        }
        Phase::Idle | Phase::Loading => return,
    };
    let annotations = annotations(document);
    if annotations.is_empty() {
        return;
    }
    lines.heading("Annotations");
    for (key, value) in annotations.iter().take(SHOWN) {
        let pieces = vec![Piece::muted(one_line(key)), Piece::plain(one_line(value))];
        let body = Body::Row { label: None, pieces };
        lines.stop(format!("annotation {key}"), Lead::Nowhere, body);
    }
    if annotations.len() > SHOWN {
        let text = format!("{} more, in the document", annotations.len() - SHOWN);
        lines.row("more annotations", None, vec![Piece::muted(text)], Lead::Document);
    }
}

/// Where the entity is written down, and the way to its text.
fn add_place(source: &Source<'_>, entity: Entity<'_>, lines: &mut Lines) {
    lines.heading("Source");
    let file = Lead::File {
        path: entity.file().to_owned(),
        line: entity.line(),
    };
    lines.row("file", Some("File"), vec![Piece::Path(entity.place())], file);
    let reference = vec![Piece::plain(entity.entity_ref())];
    lines.row("ref", Some("Reference"), reference, Lead::Nowhere);
    if source.document.value().is_some() {
        let pieces = vec![Piece::Text("read it whole".to_owned(), Tone::Name)];
        lines.row("document", Some("Document"), pieces, Lead::Document);
    }
}
