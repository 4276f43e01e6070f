//! What an entity costs in the latest whole month, and how that moved. Adds nothing where nothing is known of it.

use super::build::Lines;
use super::{Lead, Piece};
use crate::app::cost::words;
use crate::model::cost::{By, EntityMonth, listed_by};

pub(super) fn add(cost: Option<&EntityMonth>, lines: &mut Lines) {
    let Some(known) = cost else { return };
    let pieces = vec![
        Piece::plain(words::moved(&known.cost)),
        Piece::muted(format!("in {}", words::month(known.month))),
    ];
    // No view of costs is by domain.
    let lead = match listed_by(&known.entity) {
        By::Domain => Lead::Nowhere,
        _ => Lead::Cost(known.entity.clone()),
    };
    lines.row("cost", Some("Cost"), pieces, lead);
}
