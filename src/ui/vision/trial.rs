//! A rule that is being written, drawn: its text with the places that are wrong, and what it says of the catalog.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::load::Phase;
use crate::app::msg::Tried;
use crate::app::shared::Shared;
use crate::app::vision::{RULE, State, Trial};
use crate::model::text::{counted, grouped, width, wrap};
use crate::model::vision::cel::Wrong;
use crate::ui::surface::{below, cells, line, skip};
use crate::ui::text::fit_end;
use crate::ui::widget::{Pen, failure, pane};
use crate::ui::{Role, Surface};

/// Cells of the numbers of the lines, with the sign of what is wrong.
const GUTTER: u16 = 5;
/// From this width on the outcome stands beside the text.
const BESIDE: u16 = 100;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let Some(trial) = &state.trial else { return };
    let (text, told) = match area.width {
        BESIDE.. => {
            let width = area.width * 11 / 20;
            (Rect { width, ..area }, skip(area, width))
        }
        _ => {
            let height = (area.height * 3 / 5).max(4).min(area.height);
            (Rect { height, ..area }, below(area, height))
        }
    };
    let inner = pane("A rule, as in `rules` of vision.yaml", true, text, surface);
    draw_text(trial, inner, surface);
    let inner = pane("What it says of the catalog now", false, told, surface);
    draw_outcome(trial, shared, inner, surface);
}

fn draw_text(trial: &Trial, area: Rect, surface: &mut Surface<'_>) {
    surface.height(RULE, area.height);
    surface.hit(area, Target::Pane(RULE));
    if trial.is_reading() {
        surface.label(skip(line(area, 0), 1), "Reading the rule…", Role::Muted);
        return;
    }
    let wrong = trial.outcome.value().map_or(&[][..], |tried| &tried.trial.wrong);
    let height = usize::from(area.height).max(1);
    let here = trial.area.row();
    let first = (here + 1).saturating_sub(height);
    for (row, (at, text)) in trial
        .area
        .lines()
        .iter()
        .enumerate()
        .skip(first)
        .take(height)
        .enumerate()
    {
        let place = line(area, cells(row));
        let number = at + 1;
        let is_wrong = wrong.iter().any(|wrong| wrong.at.line as usize == number);
        let mut pen = Pen::new(place, surface);
        let sign = if is_wrong { pen.sign("✗", "x") } else { " " };
        pen.left(&format!("{number:>2}"), Role::Border)
            .gap(1)
            .column(sign, 2, Role::Danger);
        let room = skip(place, GUTTER);
        surface.hit(place, Target::Row(RULE, at));
        let last = usize::from(room.width.saturating_sub(1));
        let column = text.cursor_column();
        if at == here && column > last {
            let shown = fit_end(text.before_cursor(), last);
            surface.label(room, shown, Role::Text);
            surface.cursor(room.x + cells(width(shown)), room.y);
        } else {
            let role = if is_wrong { Role::Danger } else { Role::Text };
            surface.label(room, text.text(), role);
            if at == here {
                surface.cursor(room.x + cells(column), room.y);
            }
        }
    }
}

fn draw_outcome(trial: &Trial, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    match trial.outcome.phase() {
        Phase::Failed(cause) => failure(cause, area, surface),
        Phase::Idle | Phase::Loading => {
            surface.label(skip(line(area, 0), 1), "Trying it…", Role::Muted);
        }
        Phase::Ready { value, stale, .. } => {
            let mut used = 0;
            if let Some(cause) = stale {
                used = surface.paragraph(skip(area, 1), &cause.message, Role::Warn);
            }
            let area = skip(below(area, used), 1);
            let used = match value.trial.wrong.is_empty() {
                true => draw_told(value, shared, area, surface),
                false => draw_wrong(&value.trial.wrong, Role::Danger, area, surface),
            };
            draw_wrong(&value.remarks, Role::Warn, below(area, used), surface);
        }
    }
}

/// What is wrong with the text, each with its line and column. Returns the lines used.
fn draw_wrong(wrong: &[Wrong], role: Role, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let mut used = 0;
    for wrong in wrong {
        if used >= area.height {
            break;
        }
        let place = format!("{}:{} ", wrong.at.line, wrong.at.column);
        let at = surface.label(line(area, used), &place, role);
        used += surface.paragraph(skip(below(area, used), at), &wrong.message, Role::Text);
    }
    used
}

/// Whom it is about, who falls short, and the first of those; leaves room for a remark. Returns the lines used.
fn draw_told(tried: &Tried, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let trial = &tried.trial;
    let (sign, role) = match (trial.applies, trial.falls_short) {
        (1.., 0) => (surface.sign("✓ ", "+ "), Role::Ok),
        _ => ("! ", Role::Warn),
    };
    let text = match (trial.applies, trial.falls_short) {
        (0, _) => "It is about nothing in the catalog: look at `for`.".to_owned(),
        (all, 0) => format!("All {} pass.", grouped(all)),
        (all, short) => format!(
            "{} of {} fall short.",
            grouped(short),
            counted(all, "entity", "entities")
        ),
    };
    Pen::new(line(area, 0), surface)
        .left(sign, role)
        .left(&text, role);
    let mut used = 1;
    if trial.untold > 0 {
        let text = format!(
            "Of {} it cannot be told.",
            counted(trial.untold, "entity", "entities")
        );
        surface.label(line(area, used), &text, Role::Warn);
        used += 1;
    }
    let room = area
        .height
        .saturating_sub(if tried.remarks.is_empty() { 0 } else { 2 });
    let Some(judged) = shared.vision.value() else {
        return used;
    };
    for (entity, message) in &trial.examples {
        if used >= room || (entity.0 as usize) >= judged.catalog.len() {
            break;
        }
        let name = judged.catalog.entity(*entity).entity_ref();
        surface.label(line(area, used), name, Role::Accent);
        let text = wrap(message, usize::from(area.width.saturating_sub(2)).max(1));
        used += 1;
        for part in text.into_iter().take(2) {
            if used < room {
                surface.label(skip(line(area, used), 2), part, Role::Muted);
                used += 1;
            }
        }
    }
    used
}
