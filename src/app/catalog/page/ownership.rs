//! How an entity stands with its attestation: when it was looked at last and by whom, until when that holds, who is asked or
//! offered it. Adds nothing where nothing need be attested, or nothing is known of it yet.

use super::build::{Lines, short};
use super::{Lead, Piece, Tone};
use crate::model::catalog::Catalog;
use crate::model::ownership::{Since, Standing};
use crate::model::text::counted;

pub(super) fn add(catalog: &Catalog, since: Option<&Since>, lines: &mut Lines) {
    let Some(since) = since.filter(|since| since.attested.is_some() || since.due.is_some()) else {
        return;
    };
    let due = since.due.map(|due| due.to_string()).unwrap_or_default();
    let mut told: Vec<(String, Tone)> = Vec::new();
    if let (Some(accountable), Some(left)) = (&since.accountable, since.left) {
        let text = format!("{} left on {left}", person(catalog, accountable));
        told.push((text, Tone::Bad));
    }
    told.push(match &since.attested {
        Some(attested) => (format!("by {}", person(catalog, &attested.by)), Tone::Plain),
        None => ("never".to_owned(), Tone::Muted),
    });
    match &since.standing {
        Standing::Exempt => {}
        Standing::Holds => told.push((format!("due {due}"), Tone::Muted)),
        Standing::DueSoon => told.push((format!("due {due}"), Tone::Warning)),
        Standing::Overdue { asked } => {
            told.push((format!("overdue since {due}"), Tone::Bad));
            let last = asked.last().map(|last| person(catalog, last));
            told.extend(last.map(|last| (format!("{last} is asked"), Tone::Muted)));
        }
        Standing::Offered { to, .. } => {
            let to = person(catalog, to);
            told.push((
                format!("offered to {to}, who has not accepted yet"),
                Tone::Warning,
            ));
        }
    }
    if !since.fields.is_empty() {
        let changed = counted(since.fields.len(), "field", "fields");
        told.push((format!("{changed} changed since"), Tone::Warning));
    }
    let last = told.len() - 1;
    let said = told.into_iter().enumerate().map(|(at, (text, tone))| {
        let comma = if at < last { "," } else { "" };
        Piece::Text(format!("{text}{comma}"), tone)
    });
    let ago = since.attested.iter().map(|attested| Piece::Ago(attested.at));
    let pieces = ago.chain(said).collect();
    lines.row("attested", Some("Attested"), pieces, Lead::Nowhere);
}

/// The name of somebody, who may be in the catalog no more.
fn person<'a>(catalog: &'a Catalog, entity_ref: &'a str) -> &'a str {
    match catalog.find(entity_ref) {
        Some(id) => catalog.entity(id).label(),
        None => short(entity_ref),
    }
}
