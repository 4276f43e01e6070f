//! The journal, drawn: the filter line, the events, and everything one event holds beside or below them.

use ratatui::layout::Rect;

use super::home::draw_glance;
use super::surface::{cells, line, skip};
use super::text::{entity_name, fit};
use super::widget::{Cursor, Pen, field, scrollbar};
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::journal::{DETAIL, DETAIL_LINES, Glance, LIST, Line, State, Tone};
use crate::app::load::Phase;
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::journal::Event;
use crate::model::text::{ago, grouped, wrap};

/// From this width on the detail stands beside the events.
const BESIDE: u16 = 100;
/// From this height on it stands below them; with less, only one of the two is seen.
const BELOW: u16 = 16;
/// Cells for the labels of the detail.
const LABELS: u16 = 11;
/// From this width on a row says who did it.
const ACTORS: u16 = 76;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    draw_filter(state, line(area, 0), surface);
    let mut used = 1;
    if let Some(error) = &state.error {
        let mut pen = Pen::new(line(area, used), surface);
        let sign = pen.sign("✗ ", "error: ");
        pen.left(sign, Role::Danger)
            .left(&error.to_string(), Role::Danger);
        used += 1;
    }
    if let Phase::Ready {
        stale: Some(failure), ..
    } = state.feed.load.phase()
    {
        let text = format!(
            "{} This is what was read before. {}",
            failure.message, failure.next
        );
        Pen::new(line(area, used), surface)
            .left("! ", Role::Warn)
            .left(&text, Role::Warn);
        used += 1;
    }
    let body = Rect {
        y: area.y + used.min(area.height),
        height: area.height.saturating_sub(used),
        ..area
    };
    let (events, detail) = panes(state, body);
    if let Some(area) = events {
        draw_events(state, shared, area, surface);
    }
    if let Some(area) = detail {
        draw_detail(state, area, surface);
    }
}

/// Where the events and the detail are: beside, below, or one of them alone.
fn panes(state: &State, body: Rect) -> (Option<Rect>, Option<Rect>) {
    if body.width >= BESIDE {
        let left = body.width * 11 / 20;
        let events = Rect { width: left, ..body };
        return (Some(events), Some(skip(body, left)));
    }
    if body.height >= BELOW {
        let top = body.height / 2;
        let events = Rect { height: top, ..body };
        let detail = Rect {
            y: body.y + top,
            height: body.height - top,
            ..body
        };
        return (Some(events), Some(detail));
    }
    match state.pane {
        Pane::List => (Some(body), None),
        Pane::Detail => (None, Some(body)),
    }
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(area, surface);
    let (status, role) = status(state, &pen);
    pen.gap(1).right(&status, role);
    let room = pen.room;
    let room = Rect {
        x: area.x,
        width: room.right().saturating_sub(area.x),
        ..area
    };
    if state.editing {
        field(&state.input, "/ ", room, surface);
    } else if state.input.is_empty() {
        surface.label(room, "Everything, newest first", Role::Muted);
    } else {
        let mut pen = Pen::new(room, surface);
        pen.left("/ ", Role::Muted).left(state.input.text(), Role::Text);
    }
}

/// What there is to say about all that is shown.
fn status(state: &State, pen: &Pen<'_, '_>) -> (String, Role) {
    let unseen = state.feed.unseen();
    match state.verification.phase() {
        Phase::Loading => return ("verifying…".to_owned(), Role::Info),
        Phase::Failed(_) => return ("not verified".to_owned(), Role::Warn),
        Phase::Ready { value, .. } if !value.findings.is_empty() => {
            return (format!("{} damaged", pen.sign("✗", "x")), Role::Danger);
        }
        Phase::Ready { .. } | Phase::Idle => {}
    }
    if state.feed.is_following() {
        (format!("{} following", pen.sign("●", "*")), Role::Ok)
    } else if unseen > 0 {
        (
            format!("{} {} new", pen.sign("↑", "^"), grouped(unseen)),
            Role::Accent,
        )
    } else if state.verification.value().is_some() {
        (format!("{} verified", pen.sign("✓", "ok")), Role::Ok)
    } else {
        (String::new(), Role::Muted)
    }
}

fn draw_events(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    surface.height(LIST, area.height);
    surface.hit(area, Target::Pane(LIST));
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    if state.feed.list.is_empty() {
        return draw_no_events(state, inner, surface);
    }
    let window = state.feed.list.window(usize::from(area.height));
    for (row, index) in window.clone().enumerate() {
        if let Some(event) = state.feed.pages.get(index) {
            draw_event(state, shared, event, index, line(inner, cells(row)), surface);
        }
    }
    // The bar tells the place in the whole journal, of which only a stretch is at hand.
    let newest = |at: usize| state.feed.pages.get(at).map_or(0, |event| to_usize(event.lseq));
    let head = newest(0).max(newest(window.start));
    let top = head.saturating_sub(newest(window.start));
    let fills =
        state.feed.pages.at_newest && state.feed.pages.at_oldest && window.len() == state.feed.list.len();
    if !fills {
        scrollbar(top..(top + window.len()).min(head), head, area, surface);
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn draw_no_events(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let (text, next, role) = match state.feed.load.phase() {
        Phase::Idle | Phase::Loading => ("Reading the journal…", "", Role::Muted),
        Phase::Failed(failure) => (failure.message.as_str(), failure.next.as_str(), Role::Danger),
        Phase::Ready { .. } if state.feed.is_filtered() => {
            ("No event passes the filter.", "Esc takes it away.", Role::Text)
        }
        Phase::Ready { .. } => (
            "Nothing is recorded yet.",
            "What changes in the catalog is, from now on.",
            Role::Text,
        ),
    };
    surface.label(line(area, 0), text, role);
    surface.label(line(area, 1), next, Role::Muted);
}

fn draw_event(
    state: &State,
    shared: &Shared,
    event: &Event,
    index: usize,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let has_keys = state.pane == Pane::List && !state.editing;
    let cursor = match (state.feed.list.cursor() == Some(index), has_keys) {
        (true, true) => Cursor::Here,
        (true, false) => Cursor::Idle,
        (false, _) => Cursor::Elsewhere,
    };
    let mut pen = Pen::row(area, cursor, Some((LIST, index)), surface);
    pen.column(&ago(event.time, shared.now), 11, Role::Muted);
    if pen.room.width >= ACTORS {
        let actor = entity_name(&event.actor).1;
        pen.right(fit(actor, 16).0, Role::Muted);
    }
    draw_glance(&Glance::of(event), &mut pen);
}

fn draw_detail(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let focused = state.pane == Pane::Detail;
    let title = if state.shows_verification {
        "Verification"
    } else {
        "Event"
    };
    let inner = super::widget::pane(title, focused, area, surface);
    let inner = Rect {
        width: inner.width.saturating_sub(2),
        ..skip(inner, 1)
    };
    surface.height(DETAIL, inner.height);
    surface.hit(area, Target::Pane(DETAIL));
    if let Some((text, role)) = verifying(state) {
        surface.height(DETAIL_LINES, 1);
        surface.label(line(inner, 0), &text, role);
        return;
    }
    let rows: Vec<DetailRow<'_>> = state
        .detail
        .iter()
        .flat_map(|shown| broken(shown, inner.width))
        .collect();
    surface.height(DETAIL_LINES, cells(rows.len()));
    let height = usize::from(inner.height);
    let offset = state.detail_offset.min(rows.len().saturating_sub(height));
    for (row, (label, text, tone)) in rows.iter().skip(offset).take(height).enumerate() {
        draw_detail_row(*label, text, *tone, line(inner, cells(row)), surface);
    }
    let bar = Rect {
        y: inner.y,
        height: inner.height,
        ..area
    };
    let window = offset..(offset + height).min(rows.len());
    scrollbar(window, rows.len(), bar, surface);
}

/// What the verification says while it has no result.
fn verifying(state: &State) -> Option<(String, Role)> {
    if !state.shows_verification {
        return None;
    }
    match state.verification.phase() {
        Phase::Ready {
            refreshing: false, ..
        }
        | Phase::Idle => None,
        Phase::Failed(failure) => Some((format!("{} {}", failure.message, failure.next), Role::Danger)),
        Phase::Loading | Phase::Ready { .. } => {
            let text = "Reading every event and every version of an entity back…";
            Some((text.to_owned(), Role::Muted))
        }
    }
}

/// One row of the detail: its label where it has one, its text, how it is meant.
type DetailRow<'a> = (Option<&'static str>, &'a str, Tone);

/// A line of the detail broken to a width; the label stands before the first of its rows.
fn broken(shown: &Line, columns: u16) -> Vec<DetailRow<'_>> {
    let indent = match shown.tone {
        Tone::Headline | Tone::Good | Tone::Bad => 0,
        Tone::Verbatim => 2,
        _ if shown.label.is_none() => 0,
        _ => LABELS,
    };
    let room = usize::from(columns.saturating_sub(indent));
    let rows = match shown.tone {
        Tone::Verbatim => vec![shown.text.as_str()],
        _ => wrap(&shown.text, room),
    };
    let labels = std::iter::once(shown.label).chain(std::iter::repeat(shown.label.map(|_| "")));
    labels
        .zip(rows)
        .map(|(label, row)| (label, row, shown.tone))
        .collect()
}

fn draw_detail_row(label: Option<&str>, text: &str, tone: Tone, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(area, surface);
    if let Some(label) = label {
        pen.column(label, LABELS, Role::Muted);
    }
    match tone {
        Tone::Headline => pen.left(text, Role::Header),
        Tone::Good => {
            let sign = pen.sign("✓ ", "ok ");
            pen.left(sign, Role::Ok).left(text, Role::Ok)
        }
        Tone::Bad => {
            let sign = pen.sign("✗ ", "x ");
            pen.left(sign, Role::Danger).left(text, Role::Danger)
        }
        Tone::Verbatim => pen.gap(2).left(text, Role::Text),
        Tone::Plain => pen.left(text, Role::Text),
        Tone::Quiet => pen.left(text, Role::Muted),
    };
}
