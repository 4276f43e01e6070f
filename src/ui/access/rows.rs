//! The rows: headings, and a right each below them. How it stands is told by sign, word and colour.

use ratatui::layout::Rect;

use super::sign_of;
use crate::app::access::filter::Filter;
use crate::app::access::words::{Stands, name as name_of, until, why};
use crate::app::access::{Group, Grouping, Item, LIST, State};
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::access::Access;
use crate::model::text::{Words, counted};
use crate::ui::table::{self, Cell, Table};
use crate::ui::text::entity_name;
use crate::ui::{Role, Surface};

/// How the columns share the room, where rights stand below resources.
const BY_RESOURCE: [table::Column; 5] = columns("Resource, who");
/// Where they stand below those who have them.
const BY_HOLDER: [table::Column; 5] = columns("Who, resource");

const fn columns(first: &'static str) -> [table::Column; 5] {
    [
        table::Column::new(first, 0, 24, 36).grow(2),
        table::Column::new("State", 0, 13, 14),
        table::Column::new("May", 1, 8, 10).grow(1),
        table::Column::new("Until", 2, 11, 11),
        table::Column::new("Why", 3, 16, 24).grow(3),
    ]
}

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let filter = Filter::parse(state.input.text());
    let words = Words::new(filter.words());
    let ascii = surface.sign("u", "a") == "a";
    let columns = match state.grouping {
        Grouping::Resource => &BY_RESOURCE,
        Grouping::Holder => &BY_HOLDER,
    };
    Table::new(LIST, columns, &state.list)
        .focused(state.pane == Pane::List)
        .draw(&state.rows, area, surface, |row, column| {
            match state.rows.item(row) {
                Some(Item::Group(group)) => group_cell(group, column, &words),
                Some(Item::Right(right)) => {
                    let made = Made {
                        row: right,
                        grouping: state.grouping,
                        words: &words,
                        ascii,
                    };
                    made.cell(column, shared)
                }
                None => Cell::default(),
            }
        });
}

fn group_cell<'a>(group: &'a Group, column: usize, words: &Words<'_>) -> Cell<'a> {
    match column {
        0 => {
            let (kind, name) = match group.entity {
                Some(_) => entity_name(&group.name),
                None => ("", group.name.as_str()),
            };
            Cell::muted(kind)
                .then(name, Role::Accent)
                .matched(words.matched(name))
        }
        1 if group.over > 0 => Cell::new(format!("{} over", group.over), Role::Danger),
        1 if group.unexplained > 0 => Cell::new(format!("{} unexplained", group.unexplained), Role::Warn),
        1 => Cell::muted(counted(group.rights, "right", "rights")),
        _ => Cell::default(),
    }
}

/// A right, as its cells are made.
struct Made<'a, 'w> {
    row: &'a Access,
    grouping: Grouping,
    words: &'w Words<'w>,
    ascii: bool,
}

impl<'a> Made<'a, '_> {
    fn cell(&self, column: usize, shared: &Shared) -> Cell<'a> {
        match column {
            0 => self.other(),
            1 => {
                let stands = Stands::of(self.row);
                let (unicode, plain, role) = sign_of(stands);
                Cell::new(if self.ascii { plain } else { unicode }, role)
                    .then(" ", role)
                    .then(stands.word(), role)
            }
            2 => self.matched(self.row.right.may(), Role::Text),
            3 => Cell::text(until(self.row, shared.now)),
            _ => self.matched(why(self.row), Role::Muted),
        }
    }

    /// Who has it, or what they have: as the provider calls them, then as the catalog does where that says more.
    fn other(&self) -> Cell<'a> {
        let (name, is_known, known) = match self.grouping {
            Grouping::Resource => (
                &self.row.right.principal,
                self.row.holder.is_some(),
                self.row.behind(),
            ),
            Grouping::Holder => (
                &self.row.right.target,
                self.row.entity.is_some(),
                self.row.entity.as_deref(),
            ),
        };
        let cell = Cell::muted("  ")
            .then(name.as_str(), Role::Text)
            .matched(self.words.matched(name));
        match (is_known, known) {
            (false, _) => cell.then(" not in the catalog", Role::Muted),
            (true, None) => cell,
            (true, Some(entity)) => cell.then(format!(" = {}", name_of(entity)), Role::Muted),
        }
    }

    fn matched(&self, text: String, role: Role) -> Cell<'a> {
        let found = self.words.matched(&text);
        Cell::new(text, role).matched(found)
    }
}
