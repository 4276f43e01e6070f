//! The rows: headings with counts, and below each its problems, a line each.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::sign;
use crate::app::geometry::Target;
use crate::app::problems::{LIST, Row, Shown, State};
use crate::app::tree::words::short;
use crate::model::catalog::problem_list::{Group, GroupKey, Grouping};
use crate::model::catalog::{ProblemView, Severity};
use crate::model::text::{Words, grouped, safe, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::text::fit_end;
use crate::ui::widget::scrollbar;
use crate::ui::{Role, Surface};

pub(super) fn draw(state: &State, shown: &Shown, area: Rect, surface: &mut Surface<'_>) {
    surface.height(LIST, area.height);
    let words = Words::new(&shown.query.words);
    let window = state.list.window(usize::from(area.height));
    for (at_row, at) in window.clone().enumerate() {
        let Some(row) = shown.row(at) else { continue };
        let place = line(area, cells(at_row));
        let inner = Rect {
            width: place.width.saturating_sub(1),
            ..place
        };
        let selected = state.list.cursor() == Some(at);
        let style = surface.style(if selected { Role::Selection } else { Role::Text });
        surface.restyle(inner, style);
        match shown.problem(row) {
            Some(problem) => draw_problem(problem, shown, &words, inner, style, surface),
            None => draw_heading(shown, row, &words, inner, style, surface),
        }
        surface.hit(place, Target::Row(LIST, at));
    }
    scrollbar(window, state.list.len(), area, surface);
}

fn draw_heading(
    shown: &Shown,
    row: Row,
    words: &Words<'_>,
    area: Rect,
    style: Style,
    surface: &mut Surface<'_>,
) {
    let Some(group) = shown.group(row) else { return };
    let folded = shown
        .heading(row.group)
        .and_then(|at| shown.row(at + 1))
        .is_none_or(|next| next.group != row.group);
    let fold = if folded {
        surface.sign("▸ ", "> ")
    } else {
        surface.sign("▾ ", "v ")
    };
    let counts = draw_group_counts(group, area, style, surface);
    let area = Rect {
        width: area.width.saturating_sub(counts + 2),
        ..area
    };
    let used = 1 + surface.text(skip(area, 1), fold, surface.look.over(style, Role::Accent));
    let place = skip(area, used);
    let header = surface.look.over(style, Role::Header);
    let text = heading(shown, group);
    // Of a long path the end tells most.
    let cut = fit_end(&text, usize::from(place.width.saturating_sub(1)));
    if cut.len() < text.len() {
        let used = surface.text(place, surface.sign("…", "~"), header);
        surface.text(skip(place, used), cut, header);
        return;
    }
    let used = used + surface.matched(place, &text, &words.matched(&text), header);
    let muted = surface.look.over(style, Role::Muted);
    surface.text(skip(area, used + 2), &remark(shown, group), muted);
}

/// What the problems of a group have in common, as its heading.
fn heading(shown: &Shown, group: &Group) -> String {
    match group.key {
        GroupKey::File(_) | GroupKey::Code(_) => group.key.text(&shown.catalog).to_owned(),
        GroupKey::Person(id) => shown.catalog.entity(id).label().to_owned(),
        GroupKey::Nobody => "Nobody is accountable".to_owned(),
    }
}

/// What is said behind the heading where there is room.
fn remark(shown: &Shown, group: &Group) -> String {
    match group.key {
        GroupKey::Code(code) => code.rule().to_owned(),
        GroupKey::Person(id) => shown.catalog.entity(id).entity_ref().to_owned(),
        GroupKey::File(_) | GroupKey::Nobody => String::new(),
    }
}

/// How many of each severity, at the end of the line. Returns the cells used.
fn draw_group_counts(group: &Group, area: Rect, style: Style, surface: &mut Surface<'_>) -> u16 {
    let mut used = 1;
    for severity in [Severity::Info, Severity::Warning, Severity::Error] {
        let count = group.counts.of(severity);
        if count == 0 {
            continue;
        }
        let (sign, role) = sign(severity, surface);
        let text = format!("{sign} {}", grouped(count));
        let place = Rect {
            width: area.width.saturating_sub(used),
            ..area
        };
        used += surface.text_right(place, &text, surface.look.over(style, role)) + 2;
    }
    used
}

fn draw_problem(
    problem: ProblemView<'_>,
    shown: &Shown,
    words: &Words<'_>,
    area: Rect,
    style: Style,
    surface: &mut Surface<'_>,
) {
    let muted = surface.look.over(style, Role::Muted);
    let (sign, role) = sign(problem.severity(), surface);
    let marked = surface.look.over(style, role);
    let (grouping, wide) = (shown.query.grouping, area.width);
    let place_width = match grouping {
        Grouping::File => 8,
        _ => (wide / 4).clamp(12, 34),
    };
    let code_width = if grouping != Grouping::Code && wide >= 64 {
        if wide >= 100 { 22 } else { 18 }
    } else {
        0
    };
    let entity_width = if wide >= 100 { 26 } else { 0 };
    let mut rest = skip(area, 3);
    let mut column = |width: u16| {
        let place = Rect {
            width: width.min(rest.width),
            ..rest
        };
        rest = skip(rest, if width > 0 { width + 2 } else { 0 });
        place
    };
    let severity = column(9);
    let used = surface.text(severity, sign, marked) + 1;
    surface.text(skip(severity, used), problem.severity().name(), marked);
    let place = column(place_width);
    let text = shortened(problem, grouping, usize::from(place.width));
    surface.text(place, &text, muted);
    let code = problem.code().name();
    surface.matched(column(code_width), code, &words.matched(code), style);
    let entity = short(problem.entity_ref().unwrap_or_default());
    surface.matched(column(entity_width), entity, &words.matched(entity), style);
    let message = problem.message();
    surface.matched(rest, message, &words.matched(message), style);
}

/// Where a problem is: `12:5` below the heading of its file, elsewhere with the file. Of a path that is too long the
/// name of the file goes first, because most are called `catalog-info.yaml`, and then the beginning.
fn shortened(problem: ProblemView<'_>, grouping: Grouping, room: usize) -> String {
    let at = problem.at();
    let place = match (at.line, at.column) {
        (0, _) => String::new(),
        (line, 0) => line.to_string(),
        (line, column) => format!("{line}:{column}"),
    };
    if grouping == Grouping::File {
        return place;
    }
    let (file, place) = (safe(problem.file()), format!(":{place}"));
    let place = if place == ":" { "" } else { &place };
    let whole = format!("{file}{place}");
    if width(&whole) <= room {
        return whole;
    }
    let folder = file.rsplit_once('/').map_or("", |(folder, _)| folder);
    let room = room.saturating_sub(width(place) + 3);
    let end = fit_end(folder, room);
    let cut = if end.len() < folder.len() { "…" } else { "" };
    format!("{cut}{end}/…{place}")
}
