//! What an entity falls short of: the rules of the vision, what is wrong, what mends it, and until when it may.

use super::build::{Lines, Source, one_line};
use super::{Body, Lead, Piece, Sign, Tone};
use crate::app::vision::words;
use crate::model::vision::{Finding, Judged};

pub(super) fn add(source: &Source<'_>, lines: &mut Lines) {
    let Some(judged) = source.judged else { return };
    // The vision may still be that of the catalog before: an entity is known by its reference.
    let Some(id) = judged.catalog.find(source.entity_ref) else {
        return;
    };
    let found = judged.of_entity(id);
    if found.is_empty() {
        return;
    }
    lines.heading(format!("Falls short of the vision {}", found.len()));
    for finding in &found {
        add_finding(judged, finding, lines);
    }
}

fn add_finding(judged: &Judged, finding: &Finding, lines: &mut Lines) {
    let Some(rule) = judged.vision.rules.get(finding.rule) else {
        return;
    };
    let waiver = finding.waiver.and_then(|waiver| judged.waivers.get(waiver));
    let (sign, word, tone) = match waiver {
        Some(_) => (Sign::Waived, "waived", Tone::Muted),
        None if finding.is_untold => (Sign::Missing, "untold", Tone::Plain),
        None => (
            Sign::Finding(finding.severity),
            finding.severity.name(),
            Tone::Plain,
        ),
    };
    let text = format!("{word}: {}", finding.message);
    let lead = Lead::Rule(rule.id.clone());
    lines.prose(format!("finding {}", rule.id), Some(sign), text, tone, lead);
    if let Some(waiver) = waiver {
        let (_, end) = words::end(waiver, judged.today);
        let owner = words::name(&waiver.owner);
        note(
            lines,
            format!("until {} ({end}), {owner}: {}", waiver.until, waiver.reason),
        );
    }
    if let Some(remedy) = rule.remedy.as_ref().filter(|_| waiver.is_none()) {
        note(lines, remedy.clone());
    }
}

/// A remark below a finding.
fn note(lines: &mut Lines, text: String) {
    lines.push(Body::Row {
        label: None,
        pieces: vec![Piece::muted(" "), Piece::muted(one_line(&text))],
    });
}
