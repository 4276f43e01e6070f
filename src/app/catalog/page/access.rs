//! Who may use an entity, and what it has elsewhere. Adds nothing where nothing is known.

use super::build::Lines;
use super::{Lead, Piece, Tone};

pub(super) fn add(access: Option<&(String, bool)>, lines: &mut Lines) {
    let Some((text, is_bad)) = access else { return };
    let tone = if *is_bad { Tone::Warning } else { Tone::Plain };
    let pieces = vec![Piece::Text(text.clone(), tone)];
    lines.row("access", Some("Access"), pieces, Lead::Access);
}
