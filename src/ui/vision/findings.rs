//! What falls short, as a list, with the selected one beside or below it.

use ratatui::layout::Rect;

use super::{draw_unknown, head, severity_sign};
use crate::app::panes::{DetailPlace, Pane};
use crate::app::shared::Shared;
use crate::app::vision::detail::of_finding;
use crate::app::vision::words;
use crate::app::vision::{DETAIL, DETAIL_LINES};
use crate::app::vision::{FindingColumn, Findings, LIST, Of};
use crate::model::text::{Words, counted, grouped};
use crate::ui::discovery::detail::draw_lines;
use crate::ui::panes;
use crate::ui::surface::{below, line, skip};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::widget::Pen;
use crate::ui::wizard::draw_offers;
use crate::ui::{Role, Surface};

const COLUMNS: [table::Column; 5] = [
    table::Column::new("Severity", 1, 10, 10),
    table::Column::new("Entity", 0, 16, 26).grow(1),
    table::Column::new("Rule", 4, 14, 22),
    table::Column::new("Accountable", 2, 11, 14),
    table::Column::new("What is wrong", 3, 20, 36).grow(3),
];

pub(in crate::ui) fn draw(state: &Findings, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    if state.rows.judged().is_none() {
        return draw_unknown(shared, below(area, 1), surface);
    }
    draw_counts(state, line(area, 0), surface);
    let used = 1 + head::draw_filter(&state.input, state.filtering, line(area, 1), surface);
    let body = below(area, used);
    if state.list.is_empty() {
        draw_empty(state, skip(below(body, 1), 1), surface);
    } else {
        panes::draw(
            DetailPlace::of(shared.layout.size),
            state.pane,
            body,
            surface,
            |area, surface| draw_rows(state, area, surface),
            |area, surface| {
                let told = of_finding(state);
                draw_lines(&told, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
            },
        );
    }
    if let Some(popup) = state.popup() {
        draw_offers(popup, area, surface);
    }
}

/// How many there are of which severity.
fn draw_counts(state: &Findings, area: Rect, surface: &mut Surface<'_>) {
    let ([blocking, warnings, advice], waived) = state.rows.counts();
    let mut pen = Pen::new(skip(area, 1), surface);
    if state.list.has_marks() {
        let marked = format!("{} marked ", grouped(state.list.marked_count(&state.rows)));
        pen.right(&marked, Role::Mark);
    }
    for (count, one, many, role) in [
        (blocking, "blocking", "blocking", Role::Danger),
        (warnings, "warning", "warnings", Role::Warn),
        (advice, "piece of advice", "pieces of advice", Role::Info),
        (waived, "waived", "waived", Role::Muted),
    ] {
        if count > 0 {
            pen.left(&counted(count, one, many), role).gap(3);
        }
    }
}

fn draw_empty(state: &Findings, body: Rect, surface: &mut Surface<'_>) {
    if !state.input.is_empty() {
        surface.paragraph(
            body,
            "Nothing matches the filter. Esc takes it away.",
            Role::Muted,
        );
        return;
    }
    let text = match &state.of {
        Of::Rule(_) => "Nobody falls short of this rule.",
        Of::Technology(_) => "Nobody uses it.",
        Of::Group(..) | Of::Person(_) => "Nothing of it falls short of the vision.",
    };
    let sign = surface.sign("✓ ", "ok: ");
    surface.paragraph(body, &format!("{sign}{text}"), Role::Ok);
}

fn draw_rows(state: &Findings, area: Rect, surface: &mut Surface<'_>) {
    let filter = Words::new(state.input.text());
    let ascii = surface.sign("u", "a") == "a";
    let sorted = state.sort.and_then(|sort| {
        let column = FindingColumn::ALL.iter().position(|column| *column == sort)?;
        Some(Sorted {
            column,
            descending: state.reversed,
        })
    });
    Table::new(LIST, &COLUMNS, &state.list)
        .focused(state.pane == Pane::List)
        .sorted(sorted)
        .draw(&state.rows, area, surface, |row, column| {
            let (Some(row), Some(column)) = (state.rows.row(row), FindingColumn::ALL.get(column)) else {
                return Cell::default();
            };
            let (Some(entity), rule) = (state.rows.entity(row), state.rows.rule(row)) else {
                return Cell::default();
            };
            let matched = |text: String, role| {
                let found = filter.matched(&text);
                Cell::new(text, role).matched(found)
            };
            match column {
                FindingColumn::Severity => severity(state, row, ascii),
                FindingColumn::Entity => matched(words::name(entity.entity_ref()).to_owned(), Role::Text),
                FindingColumn::Rule => {
                    matched(rule.map_or_else(String::new, |rule| rule.id.clone()), Role::Muted)
                }
                FindingColumn::Accountable => match entity.accountable() {
                    Some(person) => matched(words::name(person.entity_ref()).to_owned(), Role::Text),
                    None => Cell::new("nobody", Role::Warn),
                },
                FindingColumn::Message => Cell::muted(state.rows.message(row)),
            }
        });
}

/// How severe it is; or that it is waived, cannot be told, or is fine.
fn severity(state: &Findings, row: crate::app::vision::Finding, ascii: bool) -> Cell<'static> {
    let sign = |unicode, plain| if ascii { plain } else { unicode };
    match (state.rows.rule(row), row.waiver) {
        (None, _) => Cell::new(sign("✓", "+"), Role::Ok).then(" uses it", Role::Muted),
        (Some(_), Some(_)) => Cell::new(sign("◌", "o"), Role::Info).then(" waived", Role::Info),
        (Some(_), None) if row.is_untold => Cell::new("? untold", Role::Warn),
        (Some(rule), None) => {
            let (unicode, plain, role) = severity_sign(rule.severity);
            Cell::new(sign(unicode, plain), role)
                .then(" ", role)
                .then(rule.severity.name(), role)
        }
    }
}
