//! The rows: a probe each. State is told by sign, word and colour.

use ratatui::layout::Rect;

use super::{sign_of, strip};
use crate::app::health::filter::Filter;
use crate::app::health::words::{Telling, at, short};
use crate::app::health::{Item, LIST, State};
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::health::{Health, Probed};
use crate::model::text::Words;
use crate::ui::table::{self, Cell, Table};
use crate::ui::text::entity_name;
use crate::ui::{Role, Surface};

/// Looks that a row has room for.
const LOOKS: usize = 10;

/// How the columns share the room.
const COLUMNS: [table::Column; 8] = [
    table::Column::new("State", 0, 10, 10),
    table::Column::new("Entity", 0, 16, 24).grow(2),
    table::Column::new("Probe", 2, 6, 8),
    table::Column::new("For", 1, 6, 6).right(),
    table::Column::new("Since", 5, 12, 12),
    table::Column::new("Told", 3, 10, 12),
    table::Column::new("Looks", 4, 10, 10),
    table::Column::new("Seen", 6, 24, 30).grow(3),
];

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let filter = Filter::parse(state.input.text());
    let words = Words::new(filter.words());
    // Cells are made while the table draws, so what depends on the surface is made before.
    let window = state.list.window(usize::from(area.height.saturating_sub(1)));
    let first = window.start;
    let strips: Vec<String> = window
        .map(|row| match state.rows.item(row) {
            Some(Item::Probed(probed)) => strip(&probed.looks, LOOKS, surface),
            _ => String::new(),
        })
        .collect();
    let ascii = surface.sign("u", "a") == "a";
    Table::new(LIST, &COLUMNS, &state.list)
        .focused(state.pane == Pane::List)
        .draw(&state.rows, area, surface, |row, column| {
            let matched = |text: String, role: Role| {
                let found = words.matched(&text);
                Cell::new(text, role).matched(found)
            };
            match (state.rows.item(row), column) {
                (Some(item), 1) => {
                    let (kind, name) = entity_name(item.entity());
                    Cell::muted(kind)
                        .then(name.to_owned(), Role::Text)
                        .matched(words.matched(name))
                }
                (Some(Item::Probed(probed)), 0) => state_cell(probed.state, ascii),
                (Some(Item::Probed(probed)), 2) => matched(probed.probe.clone(), Role::Text),
                (Some(Item::Probed(probed)), 3) => match probed.since {
                    Some(since) => Cell::text(short(since, shared.now)),
                    None if probed.looks.is_empty() => Cell::muted("never"),
                    None => Cell::muted("-"),
                },
                (Some(Item::Probed(probed)), 4) => match probed.since {
                    Some(since) => Cell::muted(at(since, shared.now, &shared.zone)),
                    None if probed.looks.is_empty() => Cell::muted("never asked"),
                    None => Cell::muted("-"),
                },
                (Some(Item::Probed(probed)), 5) => told_cell(probed, state, shared, ascii),
                (Some(Item::Probed(_)), 6) => {
                    let strip = row.checked_sub(first).and_then(|at| strips.get(at));
                    Cell::text(strip.cloned().unwrap_or_default())
                }
                (Some(Item::Probed(probed)), _) => matched(probed.seen.clone(), Role::Muted),
                (Some(Item::Wrong { .. }), 0) => Cell::new("! wrong", Role::Warn),
                (Some(Item::Wrong { why, .. }), 7) => matched(why.to_owned(), Role::Muted),
                (_, _) => Cell::default(),
            }
        });
}

fn state_cell<'a>(health: Health, ascii: bool) -> Cell<'a> {
    let (unicode, plain, role) = sign_of(health);
    Cell::new(if ascii { plain } else { unicode }, role)
        .then(" ", role)
        .then(health.name(), role)
}

fn told_cell<'a>(probed: &Probed, state: &State, shared: &Shared, ascii: bool) -> Cell<'a> {
    // Who was told that it is over matters to nobody who looks for what is down; the detail says it.
    let telling = match probed.state {
        Health::Up => Telling::Needless,
        _ => Telling::of(probed, state.rows.healths(), shared.now),
    };
    let (unicode, plain, role) = match telling {
        Telling::Needless => return Cell::default(),
        Telling::Silent(_) => ("◌", "o", Role::Info),
        Telling::Reached(_) => ("✓", "+", Role::Ok),
        Telling::UnderWay(_) => ("…", "~", Role::Info),
        Telling::Failed(_) => ("✗", "x", Role::Danger),
        Telling::Nobody => ("!", "!", Role::Warn),
    };
    Cell::new(if ascii { plain } else { unicode }, role)
        .then(" ", role)
        .then(telling.short(), role)
}
