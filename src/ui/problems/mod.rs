//! Problems, drawn: counts, the rows in their groups, and the selected problem in full beside or below them.

mod detail;
mod rows;

use ratatui::layout::Rect;

use super::surface::{cells, line, skip};
use super::widget::{failure, field, phase};
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::problems::{Action, LIST, Shown, State};
use crate::app::shared::Shared;
use crate::model::catalog::{Catalog, Severity};
use crate::model::text::{counted, grouped, width};

/// From this width on the detail stands beside the rows.
const WIDE: u16 = 180;
/// From this height on the detail stands below the rows, where it cannot stand beside them.
const HIGH: u16 = 14;
/// How high the detail is below the rows, and from which height on it has a line more for each thing it says.
const BELOW: u16 = 6;
const ROOMY: u16 = 30;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let Some(shown) = &state.shown else {
        return draw_waiting(state, shared, area, surface);
    };
    draw_counts(state, shown, line(area, 0), surface);
    let filter = u16::from(state.filtering || !state.input.is_empty());
    if filter > 0 {
        draw_filter(state, line(area, 1), surface);
    }
    let top = 1 + filter;
    let body = Rect {
        y: area.y + top.min(area.height),
        height: area.height.saturating_sub(top),
        ..area
    };
    if shown.list.order.is_empty() {
        return draw_empty(state, shown, body, surface);
    }
    let (list, rest) = split(body);
    surface.hit(list, Target::Pane(LIST));
    rows::draw(state, shown, list, surface);
    if let Some(rest) = rest {
        detail::draw(state, shown, rest, surface);
    }
}

/// Where the rows stand, and the detail if there is room for it.
fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width >= WIDE {
        let beside = area.width / 3;
        let list = Rect {
            width: area.width - beside,
            ..area
        };
        return (list, Some(skip(area, list.width)));
    }
    if area.height >= HIGH {
        let height = if area.height >= ROOMY { BELOW + 4 } else { BELOW };
        let list = Rect {
            height: area.height - height,
            ..area
        };
        let below = Rect {
            y: area.y + list.height,
            height,
            ..area
        };
        return (list, Some(below));
    }
    (area, None)
}

/// The sign of a severity and the role it is drawn in. The word always stands beside it.
fn sign(severity: Severity, surface: &Surface<'_>) -> (&'static str, Role) {
    match severity {
        Severity::Error => (surface.sign("✗", "x"), Role::Danger),
        Severity::Warning => ("!", Role::Warn),
        Severity::Info => (surface.sign("•", "-"), Role::Info),
    }
}

/// How many there are of each severity; a click shows or hides them.
fn draw_counts(state: &State, shown: &Shown, area: Rect, surface: &mut Surface<'_>) {
    let counts = shown.list.matching;
    let mut at = 1;
    for (severity, one, many) in [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Info, "for information", "for information"),
    ] {
        let count = counts.of(severity);
        let hidden = !state.query.shows(severity);
        let (sign, role) = sign(severity, surface);
        let text = format!(
            "{sign} {} {}{}",
            grouped(count),
            if count == 1 { one } else { many },
            if hidden { " (hidden)" } else { "" }
        );
        let place = Rect {
            width: cells(width(&text)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        let role = if hidden || count == 0 { Role::Muted } else { role };
        at += surface.label(place, &text, role) + 3;
        surface.hit(place, Target::Hint(Intent::Problems(Action::Toggle(severity))));
    }
    let by = format!("by {} ", shown.query.grouping.name());
    if usize::from(area.width.saturating_sub(at)) >= width(&by) {
        surface.text_right(skip(area, at), &by, surface.style(Role::Muted));
    }
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
}

/// Before the first answer.
fn draw_waiting(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let area = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    };
    match &state.failure {
        Some(cause) => failure(cause, area, surface),
        None => {
            phase(&shared.catalog, "Reading the catalog…", area, surface);
        }
    }
}

/// Why there are no rows: everything is well, or is hidden, or does not match.
fn draw_empty(state: &State, shown: &Shown, area: Rect, surface: &mut Surface<'_>) {
    let (words, matching) = (&shown.query.words, shown.list.matching.total());
    let all_severe = state.query.errors && state.query.warnings;
    let mut lines = if !words.is_empty() && matching == 0 {
        let next = "Words are looked for in code, file, entity and message. Esc takes the filter away.";
        vec![
            (format!("No problem matches {words}."), Role::Header),
            (next.to_owned(), Role::Muted),
        ]
    } else if words.is_empty() && all_severe {
        let well = format!("{} Everything passes muster.", surface.sign("✓", "ok:"));
        vec![(well, Role::Ok), (checked(&shown.catalog), Role::Muted)]
    } else {
        vec![("Everything is hidden.".to_owned(), Role::Header)]
    };
    if matching > 0 {
        let hidden = format!("{} hidden; E, W and I show and hide them.", grouped(matching));
        lines.push((hidden, Role::Muted));
    }
    let mut rest = skip(area, 2);
    let mut used = 1;
    for (text, role) in lines {
        rest = Rect {
            y: rest.y + used.min(rest.height),
            height: rest.height.saturating_sub(used),
            ..rest
        };
        used = surface.paragraph(rest, &text, role);
    }
}

/// What was looked at.
fn checked(catalog: &Catalog) -> String {
    format!(
        "{} and {} were checked: they can be read, what they refer to exists, and one person is accountable.",
        counted(catalog.file_count(), "file", "files"),
        counted(catalog.len(), "entity", "entities")
    )
}
