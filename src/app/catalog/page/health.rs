//! How its probes see an entity: the worst of them, since when, what was seen. Adds nothing where it has no probe.

use super::build::{Lines, one_line};
use super::{Lead, Piece, Sign, Tone};
use crate::model::health::Health;

pub(super) fn add(health: Option<&(Health, String)>, lines: &mut Lines) {
    let Some((state, text)) = health else { return };
    let tone = match state {
        Health::Down => Tone::Bad,
        Health::Degraded => Tone::Warning,
        Health::Up => Tone::Plain,
        Health::Unknown => Tone::Muted,
    };
    let pieces = vec![
        Piece::Sign(Sign::Health(*state)),
        Piece::Text(state.name().to_owned(), tone),
        Piece::muted(one_line(text)),
    ];
    lines.row("health", Some("Health"), pieces, Lead::Health);
}
