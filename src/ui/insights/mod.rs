//! Insights, drawn: the views, the period in a line, the rows, and the selected one in full beside or below them.

mod detail;
mod rows;

use ratatui::layout::Rect;

use super::surface::{below, cells, line, skip};
use super::theme::Charset;
use super::widget::{Pen, failure, field, phase};
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::insights::{Action, Asks, Prompt, State, View};
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::insight::{Insights, Minutes, Ranking, Strokes};
use crate::model::text::{counted, grouped, width};

/// From this width on the detail stands beside the rows.
const BESIDE: u16 = 120;
/// From this height on it stands below them; with less, only one of the two is seen.
const BELOW: u16 = 14;

pub(super) fn draw(state: &State, _: &Shared, area: Rect, surface: &mut Surface<'_>) {
    draw_views(state, line(area, 0), surface);
    let body = below(area, 1);
    let Some(insights) = phase(&state.load, "Counting the record…", body, surface) else {
        return;
    };
    let mut used = 1;
    match &state.prompt {
        Some(prompt) => draw_prompt(prompt, body, surface),
        None => draw_summary(&insights.ranking, line(body, 0), surface),
    }
    let remarks = insights.ranking.remarks();
    let stale = match state.load.phase() {
        Phase::Ready {
            stale: Some(cause), ..
        } => Some(cause),
        _ => None,
    };
    if let Some(cause) = stale {
        failure(cause, line(body, used), surface);
        used += 1;
    } else if let (Some(remark), None) = (remarks.first(), &state.prompt) {
        Pen::new(skip(line(body, used), 1), surface)
            .left("! ", Role::Warn)
            .left(remark, Role::Warn);
        used += 1;
    } else if state.prompt.is_some() {
        used += 1;
    }
    let body = below(body, used);
    if state.table().ids.is_empty() {
        return draw_empty(state, insights, body, surface);
    }
    let (list, detail) = panes(state, body);
    if let Some(area) = list {
        rows::draw(state, insights, area, surface);
    }
    if let Some(area) = detail {
        detail::draw(state, area, surface);
    }
}

/// Where the rows and the detail are: beside, below, or one of them alone.
fn panes(state: &State, body: Rect) -> (Option<Rect>, Option<Rect>) {
    if body.width >= BESIDE {
        let left = body.width * 11 / 20;
        let list = Rect { width: left, ..body };
        return (Some(list), Some(skip(body, left)));
    }
    if body.height >= BELOW {
        let top = (body.height * 2 / 5).max(6);
        let list = Rect { height: top, ..body };
        return (Some(list), Some(below(body, top)));
    }
    match state.pane {
        Pane::List => (Some(body), None),
        Pane::Detail => (None, Some(body)),
    }
}

/// The views, the one in front in brackets, so that it is told without colour; and the period.
fn draw_views(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let period = format!("last {} days ", state.days);
    let effort = state
        .effort
        .map_or(String::new(), |effort| format!("effort {effort} h · "));
    let mut at = 1;
    for view in View::ALL {
        let (text, role) = match view == state.view {
            true => (format!("[{}]", view.title()), Role::Accent),
            false => (format!(" {} ", view.title()), Role::Muted),
        };
        let room = Rect {
            width: cells(width(&text)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        at += surface.label(room, &text, role) + 1;
        surface.hit(room, Target::Hint(Intent::Insights(Action::Show(view))));
    }
    let refreshing = match state.load.phase() {
        Phase::Ready { refreshing: true, .. } => "counting… ",
        _ => "",
    };
    let text = format!("{refreshing}{effort}{period}");
    let text = match usize::from(area.width.saturating_sub(at)) {
        room if room >= width(&text) => text,
        room if room >= width(&period) => period,
        _ => return,
    };
    surface.text_right(skip(area, at), &text, surface.style(Role::Muted));
}

fn draw_summary(ranking: &Ranking, area: Rect, surface: &mut Surface<'_>) {
    let all = &ranking.all;
    let mut parts = vec![format!("{} by hand", counted(all.manual, "task", "tasks"))];
    parts.push(match all.minutes.total() {
        Some(minutes) => {
            let hours = ranking.period.hours_a_month(minutes);
            format!("{hours} h a month, {} estimated", estimated(&all.minutes))
        }
        None => "hours unknown".to_owned(),
    });
    parts.push(format!("{} self-served", grouped(all.self_served)));
    parts.push(format!("{} declined", grouped(all.declined)));
    parts.push(counted(all.duplicates, "duplicate", "duplicates"));
    surface.label(skip(area, 1), &parts.join(" · "), Role::Text);
}

/// How much of some minutes is estimated.
fn estimated(minutes: &Minutes) -> String {
    match minutes.total() {
        None => "?".to_owned(),
        Some(0) => "0 %".to_owned(),
        Some(total) => format!("{} %", (minutes.estimated * 100 + total / 2) / total),
    }
}

fn draw_prompt(prompt: &Prompt, area: Rect, surface: &mut Surface<'_>) {
    let label = match &prompt.asks {
        Asks::Effort => "Hours that automating one takes: ".to_owned(),
        Asks::Category { tasks, .. } => format!("Category for {} tasks: ", grouped(*tasks)),
    };
    field(&prompt.input, &label, skip(line(area, 0), 1), surface);
    let note = skip(line(area, 1), 1);
    match (&prompt.error, &prompt.asks) {
        (Some(error), _) => {
            let sign = surface.sign("✗ ", "error: ");
            Pen::new(note, surface)
                .left(sign, Role::Danger)
                .left(error, Role::Danger);
        }
        (None, Asks::Effort) => {
            surface.label(
                note,
                "As 40 or 12.5; Enter takes it, empty takes it away.",
                Role::Muted,
            );
        }
        (None, Asks::Category { .. }) => {
            let arrows = surface.sign("↑↓ ", "up/down: ");
            let known = prompt.matching().join("  ");
            let known = if known.is_empty() {
                "a new category".to_owned()
            } else {
                known
            };
            Pen::new(note, surface)
                .left(arrows, Role::Key)
                .left(&known, Role::Muted);
        }
    }
}

/// Why there are no rows, and what to do.
fn draw_empty(state: &State, insights: &Insights, area: Rect, surface: &mut Surface<'_>) {
    let is_empty = insights.ranking.all.tasks() == 0;
    let (text, next) = match state.view {
        View::Uncategorised if !is_empty => ("Every task has a category.", "The ranking counts all of them."),
        View::Automate if !is_empty => (
            "No task has a category yet.",
            "] leads to Uncategorised, where a whole group gets one at once.",
        ),
        _ => (
            "No task in this period.",
            "muster log TITLE -m MINUTES records one; muster import brings in those of the past; p chooses a longer period.",
        ),
    };
    let area = skip(below(area, 1), 2);
    let used = surface.paragraph(area, text, Role::Header);
    surface.paragraph(below(area, used), next, Role::Muted);
}

/// What charts are drawn with.
fn strokes(surface: &Surface<'_>) -> Strokes {
    match surface.look.charset {
        Charset::Unicode => Strokes::UNICODE,
        Charset::Ascii => Strokes::ASCII,
    }
}
