//! The rows: what each column shows of what was found, and the headings of the places. State is told by sign, word and
//! colour.

use ratatui::layout::Rect;

use super::{sort_sign, standing_sign};
use crate::app::discovery::words;
use crate::app::discovery::{Column, Item, LIST, Row, Rows, State, Tab};
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::discovery::Unregistered;
use crate::model::text::{Words, ago, grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::{Role, Surface};

/// How the columns of each tab share the room.
const UNREGISTERED: [table::Column; 6] = [
    table::Column::new("Sort", 1, 12, 12),
    table::Column::new("Name", 0, 18, 30).grow(3),
    table::Column::new("Facts", 5, 14, 26).grow(1),
    table::Column::new("Accountable", 2, 11, 16),
    table::Column::new("Owner?", 3, 9, 14),
    table::Column::new("Why this guess", 4, 16, 30).grow(3),
];
const GONE: [table::Column; 4] = [
    table::Column::new("Entity", 0, 20, 34).grow(2),
    table::Column::new("Was outside", 2, 18, 30).grow(2),
    table::Column::new("Accountable", 1, 12, 18),
    table::Column::new("Noticed", 3, 8, 12),
];
const DEPENDENCIES: [table::Column; 4] = [
    table::Column::new("Standing", 1, 22, 22),
    table::Column::new("Who", 0, 12, 20).grow(1),
    table::Column::new("On what", 0, 16, 28).grow(2),
    table::Column::new("How it is known", 3, 20, 34).grow(3),
];

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let shown = state.table();
    let cells = Cells {
        rows: &shown.rows,
        columns: state.tab.columns(),
        shared,
        words: Words::new(state.input.text()),
        ascii: surface.sign("u", "a") == "a",
    };
    let columns: &[table::Column] = match state.tab {
        Tab::Unregistered => &UNREGISTERED,
        Tab::Gone => &GONE,
        Tab::Dependencies => &DEPENDENCIES,
    };
    let by = |sort| state.tab.columns().iter().position(|column| *column == sort);
    let sorted = shown.sort.and_then(by).map(|column| Sorted {
        column,
        descending: shown.reversed,
    });
    Table::new(LIST, columns, &shown.list)
        .focused(state.pane == Pane::List)
        .sorted(sorted)
        .draw(&shown.rows, area, surface, |row, column| cells.cell(row, column));
    draw_headings(state, area, surface);
}

/// The headings stand over the whole width of their rows.
fn draw_headings(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let shown = state.table();
    let height = area.height.saturating_sub(1);
    for (row, at) in shown.list.window(usize::from(height)).enumerate() {
        let Some(Row::Place { count, folded, .. }) = shown.rows.row(at) else {
            continue;
        };
        let place = skip(line(area, 1 + cells(row)), 2);
        let count = grouped(count);
        // The name gives way to the count, and both to the bar at the end.
        let named = Rect {
            width: place.width.saturating_sub(cells(width(&count)) + 3),
            ..place
        };
        let ground = surface.row_style(shown.list.cursor() == Some(at), state.pane == Pane::List);
        let fold = if folded {
            surface.sign("▸ ", "+ ")
        } else {
            surface.sign("▾ ", "- ")
        };
        let name = shown.rows.place(at).unwrap_or_default();
        let pieces = [
            (fold, surface.look.over(ground, Role::Accent)),
            (name, surface.look.over(ground, Role::Header)),
        ];
        let used = surface.pieces(named, &pieces);
        let style = surface.look.over(ground, Role::Muted);
        surface.text(skip(place, used + 2), &count, style);
    }
}

/// Makes the cells of the rows in view.
struct Cells<'a> {
    rows: &'a Rows,
    columns: &'static [Column],
    shared: &'a Shared,
    words: Words<'a>,
    ascii: bool,
}

impl<'a> Cells<'a> {
    fn cell(&self, row: usize, column: usize) -> Cell<'a> {
        let (Some(item), Some(column)) = (self.rows.item(row), self.columns.get(column)) else {
            return Cell::default();
        };
        let matched = |role| {
            let text = item.text(*column);
            let found = self.words.matched(&text);
            Cell::new(text, role).matched(found)
        };
        match (column, item) {
            (Column::Sort, Item::Unregistered(found)) => self.sort(found),
            (Column::Standing, Item::Observed(seen)) => {
                let (sign, ascii, role) = standing_sign(seen.standing);
                Cell::new(self.sign(sign, ascii), role)
                    .then(" ", role)
                    .then(words::standing(seen.standing), role)
            }
            (Column::What, Item::Observed(seen)) => {
                let text = item.text(*column);
                let found = self.words.matched(&text);
                Cell::muted(words::way(seen.way))
                    .then(" ", Role::Muted)
                    .then(text, Role::Text)
                    .matched(found)
            }
            (Column::Accountable, _) if item.text(*column).is_empty() => Cell::new("nobody", Role::Warn),
            (Column::Owner, _) if item.text(*column).is_empty() => Cell::muted("-"),
            (Column::Noticed, Item::Gone(gone)) => {
                let noticed = gone.noticed.map(|time| ago(time, self.shared.now));
                Cell::muted(noticed.unwrap_or_default())
            }
            (Column::Facts | Column::Reason | Column::Id | Column::Evidence, _) => matched(Role::Muted),
            _ => matched(Role::Text),
        }
    }

    /// The sort; or that it is being claimed, or could not be.
    fn sort(&self, found: &'a Unregistered) -> Cell<'a> {
        let sighting = &found.sighting;
        let lookout = &self.shared.discovery;
        if lookout.is_claiming(&sighting.id) {
            return Cell::new(self.sign("▶", ">"), Role::Accent).then(" claiming", Role::Accent);
        }
        if lookout.refused(&sighting.id).is_some() {
            return Cell::new(self.sign("✗", "x"), Role::Danger).then(" failed", Role::Danger);
        }
        let (sign, ascii) = sort_sign(sighting.sort);
        Cell::muted(self.sign(sign, ascii))
            .then(" ", Role::Muted)
            .then(words::sort(sighting.sort), Role::Text)
    }

    fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }
}
