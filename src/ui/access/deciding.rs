//! What is about to be decided about access, drawn over the screen: what it is about, what it does, the fields, the keys.

use ratatui::layout::Rect;

use crate::app::access::words::days;
use crate::app::access::{ASKED, Deciding, What};
use crate::app::shared::Shared;
use crate::model::access::last_day;
use crate::model::text::{safe, wrap};
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::term;
use crate::ui::widget::{Pen, popup};
use crate::ui::{Role, Surface};

const WIDE: u16 = 76;
/// Lines of the fields, and of what they mean.
const FIELDS: u16 = 4;

pub(in crate::ui) fn draw(deciding: &Deciding, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let wide = WIDE.min(body.width);
    let room = usize::from(wide.saturating_sub(6));
    let told: Vec<String> = deciding
        .lines
        .iter()
        .flat_map(|text| broken(text, room))
        .collect();
    let fields = if deciding.has_fields() { FIELDS } else { 0 };
    // Two for the border, two for the keys and the line above them.
    let wanted = cells(told.len()) + fields + 4;
    let inner = popup(&deciding.title, wide, wanted, body, surface);
    let height = inner.height.saturating_sub(fields + 2).max(1);
    let offset = match deciding.has_fields() {
        true => 0,
        false => deciding
            .offset
            .min(told.len().saturating_sub(usize::from(height))),
    };
    for (row, text) in told.iter().skip(offset).take(usize::from(height)).enumerate() {
        surface.label(skip(line(inner, cells(row)), 1), text, Role::Text);
    }
    if deciding.has_fields() {
        let top = below(inner, height);
        term::draw(&deciding.term, &ASKED, top, surface);
        let meaning = Rect {
            width: inner.width.saturating_sub(2),
            height: 2.min(top.height.saturating_sub(3)),
            ..skip(below(top, 2), 1)
        };
        draw_meaning(deciding, shared, meaning, surface);
    }
    let is_more = told.len() > offset + usize::from(height);
    draw_keys(
        deciding,
        is_more,
        line(inner, inner.height.saturating_sub(1)),
        surface,
    );
}

/// A line in as many rows as it needs, those after the first as far in as the first.
fn broken(text: &str, room: usize) -> Vec<String> {
    let text = safe(text);
    let bare = text.trim_start();
    let indent = text.len() - bare.len();
    let rows = wrap(bare, room.saturating_sub(indent).max(8));
    rows.into_iter()
        .map(|row| format!("{:indent$}{row}", ""))
        .collect()
}

fn draw_meaning(deciding: &Deciding, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match (&deciding.term.error, deciding.moment(shared)) {
        (Some(error), _) => surface.paragraph(area, &format!("! {error}"), Role::Danger),
        (None, Some(until)) => {
            let text = format!(
                "It lasts until {}, which {}.",
                last_day(until),
                when(&days(until, shared.now))
            );
            surface.paragraph(area, &text, Role::Text)
        }
        (None, None) => {
            let text = "Until when? 2w, 30d or 2026-12-31.";
            surface.paragraph(area, text, Role::Muted)
        }
    };
}

fn when(days: &str) -> String {
    match days.strip_prefix("in ") {
        Some(_) => format!("is {days}"),
        None => "is today".to_owned(),
    }
}

fn draw_keys(deciding: &Deciding, is_more: bool, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(skip(area, 1), surface);
    let arrows = pen.sign("↑↓", "up/down");
    let does = match deciding.what {
        What::TakeBack { .. } => " takes back",
        What::Extend { .. } => " lets it last",
        What::Attest { .. } => " says so",
    };
    pen.left("enter", Role::Key).left(does, Role::Muted).gap(3);
    if deciding.has_fields() {
        pen.left("tab", Role::Key)
            .left(" other field", Role::Muted)
            .gap(3);
        pen.left(arrows, Role::Key).left(" how long", Role::Muted).gap(3);
    } else if is_more || deciding.offset > 0 {
        pen.left(arrows, Role::Key).left(" more", Role::Muted).gap(3);
    }
    pen.left("esc", Role::Key).left(" does nothing", Role::Muted);
}
