//! The rows of the table: what each column shows of an entity.

use ratatui::layout::Rect;

use crate::app::catalog::columns::{COLUMNS, Column};
use crate::app::catalog::{Focus, Found, ROWS, State};
use crate::app::shared::Shared;
use crate::app::vision::mine::worst;
use crate::model::catalog::query::Query;
use crate::model::catalog::{Entity, NodeId, Severity, needs_accountable};
use crate::model::fuzzy::Matcher;
use crate::model::text::grouped;
use crate::model::vision::{self, Judged};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::{Role, Surface};

/// How each column of [`COLUMNS`] shares the room.
const SHARES: [table::Column; 9] = [
    table::Column::new("Kind", 2, 9, 9),
    table::Column::new("Name", 0, 20, 26).grow(3),
    table::Column::new("Type", 6, 8, 10),
    table::Column::new("Lifecycle", 7, 10, 12),
    table::Column::new("Owner", 3, 10, 16).grow(1),
    table::Column::new("System", 5, 10, 16).grow(1),
    table::Column::new("Accountable", 1, 12, 16).grow(1),
    table::Column::new("Needed by", 4, 9, 9).right(),
    table::Column::new("State", 1, 7, 7),
];

pub(super) fn draw(state: &State, shared: &Shared, focus: Focus, area: Rect, surface: &mut Surface<'_>) {
    let sorted = state
        .sort
        .column()
        .map(|(column, descending)| Sorted { column, descending });
    let words = Query::parse(state.filter.text()).words;
    let cells = Cells {
        found: &state.found,
        judged: shared.vision.value().map(|judged| &**judged),
        words: &words,
        matcher: Matcher::default(),
        error: surface.sign("✗", "x"),
        stale: surface.sign("◌", "~"),
        short: surface.sign("▽", "v"),
    };
    Table::new(ROWS, &SHARES, &state.list)
        .focused(focus == Focus::Table)
        .sorted(sorted)
        .draw(&state.found, area, surface, |row, column| cells.cell(row, column));
}

/// Makes the cells of the rows in view.
struct Cells<'a> {
    found: &'a Found,
    judged: Option<&'a Judged>,
    words: &'a str,
    matcher: Matcher,
    error: &'static str,
    stale: &'static str,
    /// It falls short of the vision.
    short: &'static str,
}

impl<'a> Cells<'a> {
    fn cell(&self, row: usize, column: usize) -> Cell<'a> {
        let (Some(entity), Some(column)) = (self.found.entity(row), COLUMNS.get(column)) else {
            return Cell::default();
        };
        match column {
            Column::Kind => Cell::muted(entity.kind()),
            Column::Name => self.name(entity),
            Column::Type => Cell::muted(entity.type_().unwrap_or_default()),
            Column::Lifecycle => lifecycle(entity),
            Column::Owner => self.owner(entity),
            Column::System => entity.system().map_or(Cell::default(), |node| self.node(node)),
            Column::Accountable => self.accountable(entity),
            Column::Dependants => match self.found.snapshot.catalog.dependants(entity.id) {
                0 => Cell::muted("0"),
                count => Cell::text(grouped(count)),
            },
            Column::State => self.state(entity),
        }
    }

    /// The name, with the letters that matched, and the title beside it where it says more.
    fn name(&self, entity: Entity<'a>) -> Cell<'a> {
        let name = Cell::text(entity.name()).matched(self.matched(entity.name()));
        match entity.title() {
            Some(title) if !title.eq_ignore_ascii_case(entity.name()) => name
                .then("  ", Role::Muted)
                .then(title, Role::Muted)
                .matched(self.matched(title)),
            _ => name,
        }
    }

    /// Which characters of a text the words of the filter matched.
    fn matched(&self, text: &str) -> Vec<usize> {
        let mut indices: Vec<usize> = self
            .words
            .split_whitespace()
            .filter_map(|word| self.matcher.matches(text, word))
            .flat_map(|found| found.indices)
            .collect();
        indices.sort_unstable();
        indices
    }

    fn owner(&self, entity: Entity<'a>) -> Cell<'a> {
        match (entity.owner(), entity.owner_text()) {
            (Some(node), _) => self.node(node),
            (None, Some(text)) => Cell::new("? ", Role::Warn).then(text, Role::Text),
            (None, None) => Cell::default(),
        }
    }

    /// A related entity by its short name; one that no file defines is marked.
    fn node(&self, node: NodeId) -> Cell<'a> {
        let catalog = &self.found.snapshot.catalog;
        match catalog.entity_of(node) {
            Some(entity) => Cell::text(entity.name()),
            None => {
                let entity_ref = catalog.node_ref(node);
                let name = entity_ref.rsplit('/').next().unwrap_or(entity_ref);
                Cell::new("? ", Role::Warn).then(name, Role::Text)
            }
        }
    }

    fn accountable(&self, entity: Entity<'a>) -> Cell<'a> {
        match entity.accountable() {
            Some(person) if person.id == entity.id => Cell::muted(person.label()),
            Some(person) => Cell::text(person.label()),
            None if needs_accountable(entity.kind()) => {
                Cell::new(self.error, Role::Danger).then(" nobody", Role::Danger)
            }
            None => Cell::default(),
        }
    }

    fn state(&self, entity: Entity<'a>) -> Cell<'a> {
        if entity.is_stale() {
            return Cell::new(self.stale, Role::Warn).then(" stale", Role::Warn);
        }
        let snapshot = &self.found.snapshot;
        match snapshot.problems.worst(&snapshot.catalog, entity.id) {
            Some((Severity::Error, count)) => {
                Cell::new(self.error, Role::Danger).then(format!(" {count}"), Role::Danger)
            }
            Some((_, count)) => Cell::new(format!("! {count}"), Role::Warn),
            None => self.findings(entity),
        }
    }

    /// What is whole may still fall short of the vision.
    fn findings(&self, entity: Entity<'a>) -> Cell<'a> {
        let found = self.judged.and_then(|judged| {
            // The vision may still be that of the catalog before: an entity is known by its reference.
            let id = judged.catalog.find(entity.entity_ref())?;
            worst(judged, id)
        });
        match found {
            Some((vision::Severity::Blocking, count)) => {
                Cell::new(self.short, Role::Danger).then(format!(" {count}"), Role::Danger)
            }
            Some((vision::Severity::Warning, count)) => {
                Cell::new(self.short, Role::Warn).then(format!(" {count}"), Role::Warn)
            }
            Some((vision::Severity::Advice, _)) | None => Cell::default(),
        }
    }
}

fn lifecycle(entity: Entity<'_>) -> Cell<'_> {
    match entity.lifecycle() {
        Some("deprecated") => Cell::new("deprecated", Role::Warn),
        lifecycle => Cell::muted(lifecycle.unwrap_or_default()),
    }
}
