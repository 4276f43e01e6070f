//! What stands above the rows: the tabs, what is wrong with the vision's files, that what is shown is not the newest, the
//! filter.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::input::Input;
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::app::vision::{Action, Source, State, Tab, words};
use crate::model::text::{counted, grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// Draws the head; returns the lines used.
pub(super) fn draw(
    state: &State,
    source: &Source,
    shared: &Shared,
    area: Rect,
    surface: &mut Surface<'_>,
) -> u16 {
    draw_tabs(state, source, shared, line(area, 0), surface);
    let mut used = 1;
    used += draw_complaint(state, source, line(area, used), surface);
    used += draw_stale(shared, line(area, used), surface);
    if state.tab == Tab::Scores {
        draw_grouping(source, line(area, used), surface);
        used += 1;
    }
    if state.tab != Tab::Radar {
        used += draw_filter(&state.input, state.filtering, line(area, used), surface);
    }
    used
}

fn draw_tabs(state: &State, source: &Source, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    let is_narrow = area.width < 76;
    for (position, tab) in Tab::ALL.into_iter().enumerate() {
        let count = match (tab, source.count(tab)) {
            (Tab::About, _) | (_, 0) => String::new(),
            (_, count) => format!(" {}", grouped(count)),
        };
        let label = match is_narrow && tab != state.tab {
            true => format!(" {} ", tab.title()),
            false => format!(" {}{count} ", tab.title()),
        };
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(area, at)
        };
        let role = if tab == state.tab {
            Role::Selection
        } else {
            Role::Muted
        };
        at += surface.label(place, &label, role);
        surface.hit(place, Target::Hint(Intent::Vision(Action::Show(position))));
    }
    let table = state.table();
    let mut notes = Vec::new();
    if table.list.has_marks() {
        notes.push(format!(
            "{} marked",
            grouped(table.list.marked_count(&table.rows))
        ));
    }
    match shared.vision_work.under_way() {
        0 => {}
        _ => notes.push("writing…".to_owned()),
    }
    if shared.vision.is_pending() {
        notes.push("judging…".to_owned());
    }
    let notes = format!("{} ", notes.join(" · "));
    if usize::from(area.width.saturating_sub(at)) >= width(&notes) {
        surface.text_right(skip(area, at), &notes, surface.style(Role::Mark));
    }
}

/// The first thing that is wrong with the vision's files, where it is, and the key that leads there.
fn draw_complaint(state: &State, source: &Source, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let complaints = &source.judged.vision.complaints;
    let first = complaints.iter().find(|complaint| complaint.is_error);
    let Some(first) = first.or(complaints.first()) else {
        return 0;
    };
    let mut pen = Pen::new(skip(area, 1), surface);
    let more = match (complaints.len(), state.tab) {
        // What is wrong is worth more than how to get there.
        _ if area.width < 60 => "E ".to_owned(),
        (1, _) => "E opens it ".to_owned(),
        (many, Tab::About) => format!("1 of {many}; E opens it "),
        (many, _) => format!("and {} more in About; E opens it ", many - 1),
    };
    pen.right(&more, Role::Muted);
    let (sign, role) = match first.is_error {
        true => (pen.sign("✗ ", "x "), Role::Danger),
        false => ("! ", Role::Warn),
    };
    let place = format!("{}:{}: ", first.file, first.at.line);
    pen.left(sign, role)
        .left(&place, role)
        .left(&first.message, Role::Text);
    1
}

/// That the vision could not be judged again.
fn draw_stale(shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let Phase::Ready {
        stale: Some(cause), ..
    } = shared.vision.phase()
    else {
        return 0;
    };
    let text = format!("This is from before: {} r tries again.", cause.message);
    Pen::new(skip(area, 1), surface)
        .left("! ", Role::Warn)
        .left(&text, Role::Warn);
    1
}

/// How the groups of the scores are made, and how the whole company does.
fn draw_grouping(source: &Source, area: Rect, surface: &mut Surface<'_>) {
    let all: usize = source.scores.iter().map(|score| score.entities).sum();
    let passing: usize = source.scores.iter().map(|score| score.passing).sum();
    let mut pen = Pen::new(skip(area, 1), surface);
    pen.left("by ", Role::Muted)
        .left(words::groups(source.by), Role::Accent)
        .left("  b changes it", Role::Muted);
    if let Some(percent) = (passing * 100).checked_div(all) {
        let entities = counted(all, "entity", "entities");
        let text = format!("{percent} % of {entities} pass ");
        pen.right(&text, Role::Text);
    }
}

/// The filter, where there is one. Returns the lines used.
pub(super) fn draw_filter(input: &Input, filtering: bool, area: Rect, surface: &mut Surface<'_>) -> u16 {
    if !filtering && input.is_empty() {
        return 0;
    }
    let area = skip(area, 1);
    if filtering {
        field(input, "/", area, surface);
    } else {
        let used = surface.label(area, "/", Role::Muted);
        let used = used + surface.label(skip(area, used), input.text(), Role::Accent);
        surface.label(skip(area, used + 2), "esc takes it away", Role::Muted);
    }
    1
}
