//! The technologies as a table, grouped by quadrant and ring.

use ratatui::layout::Rect;

use super::{ring_role, sign};
use crate::app::vision::radar::{LIST, Pane, State};
use crate::model::text::grouped;
use crate::model::vision::{Judged, Technology};
use crate::ui::table::{Cell, Column, Table};
use crate::ui::{Role, Surface};

const COLUMNS: &[Column] = &[
    Column::new("QUADRANT", 2, 10, 18),
    Column::new("RING", 1, 6, 10),
    Column::new("#", 5, 3, 3).right(),
    Column::new("TECHNOLOGY", 0, 12, 24).grow(1),
    Column::new("MOVED", 3, 11, 11),
    Column::new("SINCE", 6, 10, 10),
    Column::new("USERS", 4, 5, 6).right(),
];

pub(super) fn draw(state: &State, judged: &Judged, area: Rect, surface: &mut Surface<'_>) {
    let radar = &judged.vision.radar;
    let technology = |row: usize| radar.technology(state.rows.get(row)?.technology);
    let rows = usize::from(area.height.saturating_sub(1));
    let first = state.list.window(rows).start;
    let signs: Vec<_> = {
        use crate::model::vision::Moved::{In, New, Out, Stayed};
        [New, In, Out, Stayed]
            .map(|moved| (moved, sign(moved, surface)))
            .into()
    };
    let cell = |row: usize, column: usize| {
        let Some(shown) = technology(row) else {
            return Cell::default();
        };
        // A group is named where it begins, and at the top of what is seen.
        let before = row.checked_sub(1).filter(|_| row != first).and_then(technology);
        let begins = |group: fn(&Technology) -> (usize, usize)| before.map(group) != Some(group(shown));
        let stage = shown.stage().cloned().unwrap_or_default();
        match column {
            0 if begins(|technology| (technology.quadrant, 0)) => {
                let quadrant = radar.quadrants.get(shown.quadrant);
                Cell::new(
                    quadrant.map_or("", |quadrant| quadrant.name.as_str()),
                    Role::Header,
                )
            }
            1 if begins(|technology| (technology.quadrant, technology.ring())) => {
                let name = radar.ring_of(shown).map_or("", |ring| ring.name.as_str());
                Cell::new(name, ring_role(shown.ring(), radar.rings.len()))
            }
            2 => Cell::muted(state.rows.get(row).map_or(0, |row| row.number).to_string()),
            3 => Cell::text(shown.title.as_str()),
            4 => {
                let sign = signs.iter().find(|(moved, _)| *moved == stage.moved);
                let sign = sign.map_or("", |(_, sign)| *sign);
                Cell::new(sign, ring_role(shown.ring(), radar.rings.len()))
                    .then(format!(" {}", stage.moved.words()), Role::Muted)
            }
            5 => Cell::muted(stage.date.map_or(String::new(), |date| date.to_string())),
            6 => {
                let row = state.rows.get(row);
                let users = row.map_or(0, |row| judged.technologies.users(row.technology).len());
                Cell::text(grouped(users))
            }
            _ => Cell::default(),
        }
    };
    Table::new(LIST, COLUMNS, &state.list)
        .focused(state.pane == Pane::Radar)
        .draw(&state.rows[..], area, surface, cell);
}
