//! What is about to be written, drawn over the screen: claims with who will be accountable, dependencies with the line each
//! adds.

use ratatui::layout::Rect;

use super::sort_sign;
use crate::app::discovery::words;
use crate::app::discovery::{Claiming, DRAFTS, Declaring, Draft, Edge};
use crate::app::geometry::Target;
use crate::app::list::List;
use crate::model::discovery::ClaimBy;
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::widget::{Cursor, Pen, popup, scrollbar};
use crate::ui::wizard::draw_offers;
use crate::ui::{Role, Surface};

/// No preview is wider, and none shows more rows at once.
const WIDE: u16 = 120;
const ROWS: usize = 16;
/// Lines below the rows: about the selected one, what is in the way, and the keys.
const BELOW: u16 = 8;
/// Of them those that are not about what is written.
const ABOUT: u16 = 5;

pub(in crate::ui) fn draw_claiming(claiming: &Claiming, body: Rect, surface: &mut Surface<'_>) {
    let text = claiming.selected().and_then(|draft| draft.written.as_ref().ok());
    let text = text.map_or(0, |written| written.text.lines().count());
    let wanted = cells(claiming.drafts.len().min(ROWS) + text) + BELOW + 2;
    let inner = popup(&claiming.title(), WIDE.min(body.width), wanted, body, surface);
    let (rows, rest) = split(inner, claiming.drafts.len());
    let width = rows.width;
    draw_list(&claiming.list, claiming.drafts.len(), rows, surface, |at, pen| {
        if let Some(draft) = claiming.drafts.get(at) {
            draw_draft(draft, width, pen);
        }
    });
    if let Some(draft) = claiming.selected() {
        draw_selected(draft, rest, surface);
    }
    let last = inner.height.saturating_sub(1);
    if let Some(error) = &claiming.error {
        Pen::new(skip(line(inner, last.saturating_sub(1)), 1), surface)
            .left("! ", Role::Warn)
            .left(error, Role::Warn);
    }
    let text = match &claiming.drafts[..] {
        [_] => " writes it",
        _ => " writes all of them",
    };
    draw_keys(
        &[
            ("enter", text),
            ("a", " who answers"),
            ("o", " owner"),
            ("e", " name"),
            ("x", " leave out"),
            ("esc", " nothing"),
        ],
        line(inner, last),
        surface,
    );
    if let Some((_, popup)) = &claiming.popup {
        draw_offers(popup, body, surface);
    }
}

fn draw_draft(draft: &Draft, width: u16, pen: &mut Pen<'_, '_>) {
    let is_bad = draft.written.is_err();
    let (sign, ascii) = sort_sign(draft.sort());
    let sign = match is_bad {
        true => pen.sign("✗", "x"),
        false => pen.sign(sign, ascii),
    };
    let role = if is_bad { Role::Danger } else { Role::Ok };
    let person = draft.accountable.as_deref().map(words::name);
    pen.column(sign, 2, role);
    pen.column(draft.id(), width / 3, Role::Text).gap(1);
    let arrow = pen.sign("→ ", "> ");
    pen.left(arrow, Role::Muted);
    pen.column(&draft.entity_ref, width / 3, Role::Text).gap(1);
    match person {
        Some(person) => pen.left(person, Role::Accent).left(" answers", Role::Muted),
        None => pen.left("nobody answers yet", Role::Danger),
    };
    if draft.by == ClaimBy::PullRequest {
        pen.left(", by pull request", Role::Info);
    }
}

/// What exactly is written for the selected one.
fn draw_selected(draft: &Draft, area: Rect, surface: &mut Surface<'_>) {
    let nobody = || "nobody yet; a chooses".to_owned();
    let (label, place, role) = match (&draft.written, draft.by) {
        (Ok(written), ClaimBy::File) => ("writes", written.file.clone(), Role::Text),
        (Ok(written), ClaimBy::PullRequest) => {
            let text = format!("{} to the repository, by a pull request", written.file);
            ("proposes", text, Role::Text)
        }
        (Err(objection), _) => ("but", format!("{objection}."), Role::Danger),
    };
    let bad = draft.accountable.is_none();
    let lines = [
        (
            "accountable",
            draft.accountable.clone().unwrap_or_else(nobody),
            if bad { Role::Danger } else { Role::Text },
        ),
        (
            "owner",
            draft
                .owner
                .clone()
                .unwrap_or_else(|| "whoever is accountable; o chooses".to_owned()),
            Role::Text,
        ),
        ("the guess", draft.reason().to_owned(), Role::Muted),
        (label, place, role),
    ];
    for (row, (label, text, role)) in lines.into_iter().enumerate() {
        Pen::new(skip(line(area, 1 + cells(row)), 1), surface)
            .column(label, 13, Role::Muted)
            .left(&text, role);
    }
    let rest = below(area, ABOUT);
    let text = draft.written.as_ref().map_or("", |written| &written.text);
    for (row, text) in text.lines().take(usize::from(rest.height)).enumerate() {
        surface.label(skip(line(rest, cells(row)), 14), text, Role::Muted);
    }
}

pub(in crate::ui) fn draw_declaring(declaring: &Declaring, body: Rect, surface: &mut Surface<'_>) {
    let wanted = cells(declaring.edges.len().min(ROWS)) + BELOW + 1;
    let inner = popup(&declaring.title(), WIDE.min(body.width), wanted, body, surface);
    let (rows, rest) = split(inner, declaring.edges.len());
    let width = rows.width;
    draw_list(
        &declaring.list,
        declaring.edges.len(),
        rows,
        surface,
        |at, pen| {
            if let Some(edge) = declaring.edges.get(at) {
                draw_edge(edge, width, pen);
            }
        },
    );
    if let Some(edge) = declaring.selected() {
        let (adds, place, role) = match &edge.file {
            Ok(file) => (format!("spec.dependsOn: {}", edge.to), file.clone(), Role::Text),
            Err(cause) => ("nothing".to_owned(), format!("{cause}."), Role::Danger),
        };
        let label = if edge.file.is_ok() { "in" } else { "because" };
        let lines = [
            ("seen", edge.evidence.as_str(), Role::Muted),
            ("adds", adds.as_str(), Role::Text),
            (label, place.as_str(), role),
        ];
        for (row, (label, text, role)) in lines.into_iter().enumerate() {
            Pen::new(skip(line(rest, 1 + cells(row)), 1), surface)
                .column(label, 13, Role::Muted)
                .left(text, role);
        }
    }
    let last = line(inner, inner.height.saturating_sub(1));
    if declaring.good().next().is_none() {
        Pen::new(skip(last, 1), surface)
            .left("Nothing of this can be declared.   ", Role::Warn)
            .left("esc", Role::Key)
            .left(" closes", Role::Muted);
    } else {
        draw_keys(
            &[("enter", " writes what can be"), ("esc", " writes nothing")],
            last,
            surface,
        );
    }
}

fn draw_edge(edge: &Edge, width: u16, pen: &mut Pen<'_, '_>) {
    let (sign, role) = match &edge.file {
        Ok(_) => ("+", Role::Ok),
        Err(_) => (pen.sign("✗", "x"), Role::Danger),
    };
    pen.column(sign, 2, role);
    pen.column(&edge.from, width / 3, Role::Text).gap(1);
    let arrow = pen.sign("→ ", "> ");
    pen.left(arrow, Role::Muted);
    pen.column(&edge.to, width / 3, Role::Text).gap(1);
    match &edge.file {
        Ok(file) => pen.path(file, width, Role::Muted),
        Err(cause) => pen.left(cause, Role::Danger),
    };
}

/// The rows, and what is left below them for the selected one.
fn split(inner: Rect, len: usize) -> (Rect, Rect) {
    let height = match inner.height {
        // In little room the rows are what matters.
        0..8 => inner.height.saturating_sub(2),
        height => height
            .saturating_sub(BELOW)
            .clamp(1, cells(len).clamp(2, cells(ROWS))),
    };
    let rows = Rect { height, ..inner };
    let rest = below(inner, height);
    let rest = Rect {
        height: rest.height.saturating_sub(2),
        ..rest
    };
    (rows, rest)
}

/// The rows in view, each written by `write`.
fn draw_list(
    list: &List,
    len: usize,
    rows: Rect,
    surface: &mut Surface<'_>,
    write: impl Fn(usize, &mut Pen<'_, '_>),
) {
    surface.height(DRAFTS, rows.height);
    surface.hit(rows, Target::Pane(DRAFTS));
    let window = list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let place = line(rows, cells(row));
        let place = Rect {
            width: place.width.saturating_sub(1),
            ..place
        };
        let cursor = match list.cursor() == Some(at) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        write(at, &mut Pen::row(place, cursor, Some((DRAFTS, at)), surface));
    }
    scrollbar(window, len, rows, surface);
}

/// Keys and what they do, as many as fit.
fn draw_keys(keys: &[(&str, &str)], area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(skip(area, 1), surface);
    for (key, text) in keys {
        pen.left(key, Role::Key).left(text, Role::Muted).gap(3);
    }
}
