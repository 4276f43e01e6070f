//! The rows: what each column shows. How something moved is told by sign, word and colour.

use ratatui::layout::Rect;

use crate::app::cost::filter::Filter;
use crate::app::cost::words::{self, change, share, signed};
use crate::app::cost::{Column, LIST, Row, State, Tab};
use crate::app::panes::Pane;
use crate::model::cost::{Amount, BudgetState, Report, Unmatched};
use crate::model::text::{Words, grouped};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::text::entity_name;
use crate::ui::{Role, Surface};

/// How the columns share the room.
const LINES: [table::Column; 7] = [
    table::Column::new("What", 0, 24, 30).grow(3),
    table::Column::new("Cost", 0, 14, 16).right(),
    table::Column::new("Moved", 1, 10, 13).right(),
    table::Column::new("Change", 2, 7, 8).right(),
    table::Column::new("Share", 3, 6, 7).right(),
    table::Column::new("Trend", 4, 6, 12),
    table::Column::new("Before", 5, 11, 13).right(),
];
const UNMATCHED: [table::Column; 9] = [
    table::Column::new("Tag", 0, 18, 28).grow(2),
    table::Column::new("Cost", 0, 14, 16).right(),
    table::Column::new("Moved", 1, 10, 12).right(),
    table::Column::new("Resources", 2, 9, 9).right(),
    table::Column::new("Service", 1, 12, 18).grow(1),
    table::Column::new("Share", 5, 6, 6).right(),
    table::Column::new("Provider", 4, 8, 13),
    table::Column::new("Account", 6, 10, 20),
    table::Column::new("Trend", 7, 6, 12),
];
const BUDGETS: [table::Column; 7] = [
    table::Column::new("What", 0, 18, 28).grow(3),
    table::Column::new("State", 1, 8, 8),
    table::Column::new("Used", 0, 14, 20),
    table::Column::new("Cost", 1, 14, 16).right(),
    table::Column::new("Budget", 3, 10, 12).right(),
    table::Column::new("Left", 2, 10, 12).right(),
    table::Column::new("Moved", 4, 10, 12).right(),
];

/// The levels of a trend, from nothing up.
const LEVELS: [&str; 9] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];
const PLAIN: [&str; 9] = [" ", ".", ".", ":", ":", "-", "=", "+", "#"];
/// Months of a trend.
const MONTHS: usize = 12;
/// Cells of a budget's bar.
const BAR: usize = 8;

pub(super) fn draw(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let Some(report) = state.report.value() else {
        return;
    };
    let shown = state.table();
    let filter = Filter::parse(state.input.text());
    let cells = Cells {
        state,
        report,
        words: Words::new(filter.words()),
        ascii: surface.sign("u", "a") == "a",
    };
    let columns: &[table::Column] = match state.tab {
        Tab::Unmatched => &UNMATCHED,
        Tab::Budgets => &BUDGETS,
        _ => &LINES,
    };
    let by = |sort| state.tab.columns().iter().position(|column| *column == sort);
    let sorted = shown.sort.and_then(by).map(|column| Sorted {
        column,
        descending: !shown.reversed,
    });
    Table::new(LIST, columns, &shown.list)
        .focused(state.pane == Pane::List)
        .sorted(sorted)
        .draw(&shown.rows, area, surface, |row, column| cells.cell(row, column));
}

/// Makes the cells of the rows in view.
struct Cells<'a> {
    state: &'a State,
    report: &'a Report,
    words: Words<'a>,
    ascii: bool,
}

impl<'a> Cells<'a> {
    fn cell(&self, row: usize, column: usize) -> Cell<'a> {
        let row = self.state.table().rows.row(row);
        let (Some(row), Some(column)) = (row, self.state.tab.columns().get(column)) else {
            return Cell::default();
        };
        match column {
            Column::Name => self.name(row),
            Column::Cost => Cell::text(row.now.grouped()).then(format!(" {}", row.currency), Role::Muted),
            Column::Moved | Column::Change | Column::Before if !row.is_compared => {
                Cell::muted(self.sign("·", "-"))
            }
            Column::Moved => self.moved(row),
            Column::Change => Cell::new(change(row.before, row.now), moved_role(row.moved())),
            Column::Share => Cell::muted(share(row.share)),
            Column::Before => Cell::muted(row.before.grouped()),
            Column::Trend => self.trend(row),
            column => match self.state.tab {
                Tab::Unmatched => self.unmatched(row, *column),
                _ => self.budget(row, *column),
            },
        }
    }

    fn name(&self, row: &'a Row) -> Cell<'a> {
        let text = match (row.name.as_str(), self.state.tab) {
            ("", Tab::Unmatched) => "(no tag that tells)",
            ("", Tab::Services) => "(not named)",
            ("", Tab::Systems) => "(in none, or to nobody)",
            ("", Tab::Teams) => "(of no team, or to nobody)",
            ("", Tab::People) => "(watched by nobody)",
            ("", _) => words::NOBODY,
            (name, _) => {
                let (kind, name) = match row.is_entity {
                    true => entity_name(name),
                    false => ("", name),
                };
                let found = self.words.matched(name);
                return Cell::muted(kind).then(name, Role::Text).matched(found);
            }
        };
        Cell::new(text, Role::Warn).matched(self.words.matched(text))
    }

    /// With an arrow, as colour alone tells nothing to some.
    fn moved(&self, row: &Row) -> Cell<'a> {
        let moved = row.moved();
        let role = moved_role(moved);
        let sign = match role {
            Role::Warn => self.sign("↑", "^"),
            Role::Ok => self.sign("↓", "v"),
            _ => " ",
        };
        Cell::new(signed(moved), role).then(sign, role)
    }

    /// The last months up to the one that is shown.
    fn trend(&self, row: &Row) -> Cell<'a> {
        let months = match self.state.tab {
            Tab::Unmatched => self.report.unmatched.get(row.at).map(|found| &found.months),
            tab => {
                let line = tab.by().and_then(|by| self.report.lines(by).get(row.at));
                line.map(|line| &line.months)
            }
        };
        let month = self.state.month().and_then(|month| self.report.at(month));
        let (Some(months), Some(at)) = (months, month) else {
            return Cell::default();
        };
        let first = (at + 1).saturating_sub(MONTHS);
        let seen = months.get(first..=at).unwrap_or_default();
        let levels = if self.ascii { &PLAIN } else { &LEVELS };
        let signs = words::trend(seen, levels.len()).into_iter();
        let signs: String = signs.filter_map(|level| levels.get(level)).copied().collect();
        Cell::new(signs, Role::Info)
    }

    fn unmatched(&self, row: &Row, column: Column) -> Cell<'a> {
        let Some(found) = self.report.unmatched.get(row.at) else {
            return Cell::default();
        };
        let text = |text: &'a str| Cell::muted(text).matched(self.words.matched(text));
        match column {
            Column::Resources => Cell::text(grouped(self.charged(found))),
            Column::Service => text(&found.service),
            Column::Provider => text(&found.provider),
            Column::Account => text(&found.account),
            _ => Cell::default(),
        }
    }

    /// How many resources are charged in the month.
    fn charged(&self, found: &Unmatched) -> usize {
        let Some(month) = self.state.month() else { return 0 };
        let is_charged = |months: &Vec<Amount>| !self.report.moved(months, month).1.is_zero();
        let resources = found.resources.iter();
        resources.filter(|(_, months)| is_charged(months)).count()
    }

    fn budget(&self, row: &Row, column: Column) -> Cell<'a> {
        let Some(state) = self.state.table().rows.budgets.get(row.at) else {
            return Cell::default();
        };
        let role = if state.is_over { Role::Danger } else { Role::Ok };
        match column {
            Column::State => {
                let (sign, word) = match state.is_over {
                    true => (self.sign("✗", "x"), "over"),
                    false => (self.sign("✓", "+"), "within"),
                };
                Cell::new(sign, role).then(" ", role).then(word, role)
            }
            Column::Used => self.used(state, role),
            Column::Budget => Cell::muted(state.budget.month.amount.grouped()),
            Column::Left => match state.left() {
                left if left.is_negative() => Cell::new(left.grouped(), Role::Danger),
                left => Cell::text(left.grouped()),
            },
            _ => Cell::default(),
        }
    }

    /// A bar, and in hundredths.
    fn used(&self, state: &BudgetState, role: Role) -> Cell<'a> {
        let Some(percent) = state.percent else {
            return Cell::muted("nothing to use");
        };
        let eighths = (percent.clamp(0.0, 100.0) / 100.0 * BAR as f64).floor() as usize;
        let full = match eighths {
            0 if percent > 0.0 => 1,
            full => full.min(BAR),
        };
        let (on, off) = (self.sign("━", "="), self.sign("─", "-"));
        Cell::new(on.repeat(full), role)
            .then(off.repeat(BAR - full), Role::Border)
            .then(format!(" {percent:.0} %"), role)
    }

    fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }
}

/// More is worth a look, less is well.
fn moved_role(moved: Amount) -> Role {
    match moved {
        same if same.rounded() == "0.00" => Role::Muted,
        less if less.is_negative() => Role::Ok,
        _ => Role::Warn,
    }
}
