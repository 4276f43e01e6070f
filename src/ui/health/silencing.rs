//! A silence that is about to begin, drawn over the screen: of what, until when, why, what that does, the keys.

use ratatui::layout::Rect;

use crate::app::health::words::{at, lasting, name};
use crate::app::health::{ASKED, Silencing};
use crate::app::shared::Shared;
use crate::ui::surface::{below, line, skip};
use crate::ui::term;
use crate::ui::widget::{Pen, popup};
use crate::ui::{Role, Surface};

const WIDE: u16 = 76;
/// More entities than these are counted.
const NAMED: usize = 6;

pub(in crate::ui) fn draw(silencing: &Silencing, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let many = silencing.entities.len() > 1;
    let wanted = 7 + u16::from(many) + 2;
    let inner = popup(&silencing.title(), WIDE.min(body.width), wanted, body, surface);
    let mut used = 0;
    if many {
        let names: Vec<&str> = silencing.entities.iter().take(NAMED).map(|of| name(of)).collect();
        let more = silencing.entities.len().saturating_sub(NAMED);
        let rest = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let text = format!("{}{rest}", names.join(", "));
        surface.label(skip(line(inner, 0), 1), &text, Role::Muted);
        used = 1;
    }
    term::draw(&silencing.term, &ASKED, below(inner, used), surface);
    let told = Rect {
        width: inner.width.saturating_sub(2),
        height: inner.height.saturating_sub(used + 4),
        ..skip(below(inner, used + 3), 1)
    };
    match (&silencing.term.error, silencing.moment(shared)) {
        (Some(error), _) => surface.paragraph(told, &format!("! {error}"), Role::Danger),
        (None, Some(until)) => {
            let clock = at(until, shared.now, &shared.zone);
            let left = lasting(shared.now, until);
            let text = format!(
                "Nobody is told of it until {clock}, for {left}. Probes go on asking, and it stays on this screen."
            );
            surface.paragraph(told, &text, Role::Text)
        }
        (None, None) => {
            let text = "Until when? 30m, 8h, 2d, tomorrow 9:00 or 2026-12-31.";
            surface.paragraph(told, text, Role::Muted)
        }
    };
    let keys = line(inner, inner.height.saturating_sub(1));
    let mut pen = Pen::new(skip(keys, 1), surface);
    let arrows = pen.sign("↑↓", "up/down");
    for (key, text) in [
        ("enter", " silences"),
        ("tab", " other field"),
        (arrows, " how long"),
        ("esc", " does nothing"),
    ] {
        pen.left(key, Role::Key).left(text, Role::Muted).gap(3);
    }
}
