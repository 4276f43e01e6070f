//! How an entity stands with its attestation: when it was looked at last and by whom, until when that holds, who is asked or
//! offered it. Adds nothing where nothing need be attested, or nothing is known of it yet.

use super::build::{Lines, short};
use super::{Lead, Piece, Sign, Tone};
use crate::model::catalog::{Catalog, Severity};
use crate::model::ownership::{Since, Standing};
use crate::model::text::counted;

pub(super) fn add(catalog: &Catalog, since: Option<&Since>, lines: &mut Lines) {
    let Some(since) = since.filter(|since| since.attested.is_some() || since.due.is_some()) else {
        return;
    };
    let mut pieces = match &since.attested {
        Some(attested) => vec![
            Piece::Ago(attested.at),
            Piece::muted("by"),
            Piece::plain(person(catalog, &attested.by)),
        ],
        None => vec![Piece::muted("never")],
    };
    let due = since.due.map(|due| due.to_string()).unwrap_or_default();
    match &since.standing {
        Standing::Exempt => {}
        Standing::Holds => pieces.push(Piece::muted(format!("due {due}"))),
        Standing::DueSoon => pieces.push(Piece::Text(format!("due {due}"), Tone::Warning)),
        Standing::Overdue { asked } => {
            pieces.push(Piece::Sign(Sign::Problem(Severity::Warning)));
            pieces.push(Piece::Text(format!("overdue since {due}"), Tone::Bad));
            if let Some(last) = asked.last() {
                pieces.push(Piece::muted(format!("{} is asked", person(catalog, last))));
            }
        }
        Standing::Offered { to, .. } => {
            let to = person(catalog, to);
            pieces.push(Piece::Text(format!("offered to {to}, not accepted yet"), Tone::Warning));
        }
    }
    if !since.fields.is_empty() {
        let changed = counted(since.fields.len(), "field", "fields");
        pieces.push(Piece::Text(format!("{changed} changed since"), Tone::Warning));
    }
    lines.row("attested", Some("Attested"), pieces, Lead::Nowhere);
}

/// The name of somebody, who may be in the catalog no more.
fn person<'a>(catalog: &'a Catalog, entity_ref: &'a str) -> &'a str {
    match catalog.find(entity_ref) {
        Some(id) => catalog.entity(id).label(),
        None => short(entity_ref),
    }
}
