//! The rows: what each column shows of a task. State is told by sign, word and colour.

use ratatui::layout::Rect;

use crate::app::panes::Pane;
use crate::app::queue::{COLUMNS, Column, LIST, State};
use crate::app::shared::Shared;
use crate::model::task::query::SortBy;
use crate::model::task::{Priority, SHORT_ID, Standing, Status, TaskRef};
use crate::model::text::{Words, ago};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::{Role, Surface};

/// How each column of [`COLUMNS`] shares the room.
const SHARES: [table::Column; 9] = [
    table::Column::new("State", 0, 11, 11),
    table::Column::new("Priority", 2, 8, 8),
    table::Column::new("Id", 5, 6, 6),
    table::Column::new("Title", 0, 22, 40).grow(4),
    table::Column::new("Category", 3, 11, 14).grow(1),
    table::Column::new("Requester", 7, 8, 12),
    table::Column::new("Assignee", 4, 8, 12),
    table::Column::new("Age", 6, 6, 6).right(),
    table::Column::new("Promise", 1, 11, 11),
];

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let words = state.query.words.join(" ");
    let cells = Cells {
        state,
        shared,
        words: Words::new(&words),
        ascii: surface.sign("u", "a") == "a",
    };
    let at = COLUMNS
        .iter()
        .position(|column| column.sort() == Some(state.query.sort));
    let sorted = at.map(|column| Sorted {
        column,
        // The oldest has the greatest age.
        descending: state.query.reversed != (state.query.sort == SortBy::Age),
    });
    Table::new(LIST, &SHARES, &state.list)
        .focused(state.pane == Pane::List)
        .sorted(sorted)
        .draw(&state.rows, area, surface, |row, column| cells.cell(row, column));
}

/// Makes the cells of the rows in view.
struct Cells<'a> {
    state: &'a State,
    shared: &'a Shared,
    words: Words<'a>,
    ascii: bool,
}

impl<'a> Cells<'a> {
    fn cell(&self, row: usize, column: usize) -> Cell<'a> {
        let (Some(task), Some(column)) = (self.state.rows.task(row), COLUMNS.get(column)) else {
            return Cell::default();
        };
        let matched = |text: &'a str| Cell::text(text).matched(self.words.matched(text));
        match column {
            Column::State => self.status(task),
            Column::Priority => self.priority(task.priority()),
            Column::Id => Cell::muted(task.name().get(..SHORT_ID).unwrap_or(task.name())),
            Column::Title => matched(task.title()),
            Column::Category => task.category().map_or(Cell::muted("-"), matched),
            Column::Requester => Cell::muted(name(task.requester().unwrap_or_default())),
            Column::Assignee => match task.assignee() {
                Some(assignee) if assignee == self.shared.actor => Cell::new("me", Role::Accent),
                Some(assignee) => Cell::text(name(assignee)),
                None => Cell::muted("-"),
            },
            Column::Age => {
                let age = ago(task.created(), self.shared.now);
                let age = age.strip_suffix(" ago").unwrap_or(&age);
                Cell::muted(if age == "just now" { "now" } else { age }.to_owned())
            }
            Column::Due => self.promise(task),
        }
    }

    fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    fn status(&self, task: TaskRef<'a>) -> Cell<'a> {
        let status = task.status_at(self.shared.now);
        let (sign, role) = match status {
            Status::New => (self.sign("○", "o"), Role::Info),
            Status::Accepted => (self.sign("◆", "#"), Role::Text),
            Status::Started => (self.sign("▶", ">"), Role::Ok),
            Status::Paused => (self.sign("‖", "="), Role::Text),
            Status::Snoozed => (self.sign("◌", "z"), Role::Muted),
            Status::Done => (self.sign("✓", "+"), Role::Ok),
            Status::Declined => (self.sign("✗", "x"), Role::Muted),
            Status::Duplicate => (self.sign("≡", "%"), Role::Muted),
        };
        Cell::new(sign, role).then(" ", role).then(status.word(), role)
    }

    fn priority(&self, priority: Priority) -> Cell<'a> {
        let (sign, role) = match priority {
            Priority::Urgent => (self.sign("‼", "!"), Role::Danger),
            Priority::High => (self.sign("↑", "^"), Role::Warn),
            Priority::Normal => (" ", Role::Muted),
            Priority::Low => (self.sign("↓", "v"), Role::Muted),
        };
        Cell::new(sign, role).then(" ", role).then(priority.word(), role)
    }

    fn promise(&self, task: TaskRef<'a>) -> Cell<'a> {
        let Some(countdown) = self.state.facts().promises.countdown(task, self.shared.now) else {
            return Cell::default();
        };
        let (sign, role) = match countdown.standing {
            Standing::Late => (self.sign("✗", "x"), Role::Danger),
            Standing::Broken => (self.sign("✗", "x"), Role::Muted),
            Standing::Soon => ("!", Role::Warn),
            Standing::Ahead => (" ", Role::Text),
            Standing::Kept => (self.sign("✓", "+"), Role::Muted),
        };
        Cell::new(sign, role).then(" ", role).then(countdown.text, role)
    }
}

/// The name at the end of a reference.
fn name(reference: &str) -> &str {
    reference.rsplit_once('/').map_or(reference, |(_, name)| name)
}
