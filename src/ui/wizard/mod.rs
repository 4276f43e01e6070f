//! The wizard, drawn: where one is in the whole, the page or the review, and over it what a field offers.

mod fields;
mod notes;
mod popup;
mod review;

use ratatui::layout::Rect;

pub(super) use popup::draw_offers;

use super::surface::{below, line, skip};
use super::widget::{Pen, phase};
use super::{Role, Surface};
use crate::app::wizard::{Form, Purpose, Stage, State};
use crate::model::text::width;

/// Longer lines are hard to read, however wide the screen.
const WIDEST: u16 = 110;

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    if phase(&state.opening, "Opening the blueprint…", area, surface).is_none() {
        return;
    }
    if let Some(problems) = state.broken() {
        return draw_broken(state, problems, area, surface);
    }
    let Some(form) = &state.form else { return };
    draw_place(state, form, line(area, 0), surface);
    let body = below(area, 2);
    match (state.stage, &state.review) {
        (Stage::Review, Some(review)) => review::draw(review, body, surface),
        _ => fields::draw(state, form, body, surface),
    }
    popup::draw(state, area, surface);
}

/// A blueprint that cannot run says so before anything is filled in.
fn draw_broken(state: &State, problems: &[String], area: Rect, surface: &mut Surface<'_>) {
    let area = Rect {
        width: area.width.saturating_sub(1).min(WIDEST),
        ..skip(area, 1)
    };
    let mut rest = area;
    let title = "This blueprint cannot be run until it is mended:";
    rest = below(rest, surface.paragraph(rest, title, Role::Danger) + 1);
    for problem in problems {
        let sign = surface.sign("✗ ", "x ");
        surface.label(line(rest, 0), sign, Role::Danger);
        rest = below(rest, surface.paragraph(skip(rest, 2), problem, Role::Text));
    }
    rest = below(rest, 1);
    let text = format!(
        "Esc goes back. `muster blueprint check {}` tells the same with file, line and column; its owner mends it.",
        state.blueprint()
    );
    surface.paragraph(rest, &text, Role::Muted);
}

/// Where one is in the whole: `2 of 3 · Repository`, and the pages before and behind it.
fn draw_place(state: &State, form: &Form, area: Rect, surface: &mut Surface<'_>) {
    let pages = form.pages().len();
    let last = match state.purpose {
        Purpose::Edit(_) => "Change the run",
        _ => "Review",
    };
    let titles: Vec<String> = (0..pages)
        .map(|page| form.page_title(page))
        .chain([last.to_owned()])
        .collect();
    let at = match state.stage {
        Stage::Form => form.page,
        Stage::Review => pages,
    };
    let dot = surface.sign(" · ", " - ");
    let title = titles.get(at).map_or("", String::as_str);
    let place = match at < pages {
        true => format!("{} of {pages}{dot}{title}", at + 1),
        false => title.to_owned(),
    };
    let mut pen = Pen::new(skip(area, 1), surface);
    pen.left(&place, Role::Header).gap(3);
    let needed: usize = titles.iter().map(|title| width(title) + 4).sum();
    let whole = needed <= usize::from(pen.room.width);
    for (page, title) in titles.iter().enumerate() {
        let (unicode, ascii, role) = match page.cmp(&at) {
            std::cmp::Ordering::Less => ("✓", "+", Role::Ok),
            std::cmp::Ordering::Equal => ("●", "*", Role::Accent),
            std::cmp::Ordering::Greater => ("○", "o", Role::Muted),
        };
        let sign = pen.sign(unicode, ascii);
        pen.left(sign, role).gap(1);
        // Where there is no room for all names, the signs alone tell the place.
        if whole {
            let role = if page == at { Role::Text } else { Role::Muted };
            pen.left(title, role).gap(2);
        }
    }
}
