//! The rows: what each column shows, and the headings with what they sum up. State is told by sign, word and colour.

use std::cmp::Ordering;

use ratatui::layout::Rect;

use crate::app::owned::filter::Filter;
use crate::app::owned::words::{self, State as Stands};
use crate::app::owned::{Column, Group, Item, LIST, State, Tab, Whose, Word, word};
use crate::app::panes::Pane;
use crate::app::shared::Shared;
use crate::model::health::Health;
use crate::model::ownership::Owned;
use crate::model::text::{Words, ago, counted, grouped, width};
use crate::ui::health::sign_of;
use crate::ui::surface::{cells, line, skip};
use crate::ui::table::{self, Cell, Sorted, Table};
use crate::ui::text::entity_name;
use crate::ui::{Role, Surface};

/// How the columns share the room.
const fn review(column: Column) -> table::Column {
    match column {
        Column::Standing => table::Column::new("Standing", 0, 10, 10),
        Column::Entity => table::Column::new("Entity", 0, 24, 34).grow(3),
        Column::Accountable => table::Column::new("Accountable", 1, 11, 14),
        Column::Due => table::Column::new("Due", 1, 10, 10),
        Column::Changed => table::Column::new("Since", 2, 9, 9),
        Column::Findings => table::Column::new("Findings", 3, 8, 8).right(),
        Column::Cost => table::Column::new("Cost a month", 4, 12, 16).right(),
        Column::Dependants => table::Column::new("Needed by", 5, 9, 9).right(),
        Column::Type => table::Column::new("Type", 6, 8, 14),
        _ => table::Column::new("Attested", 7, 10, 10),
    }
}

const MINE: [table::Column; 9] = [
    review(Column::Standing),
    review(Column::Entity),
    review(Column::Due),
    review(Column::Changed),
    review(Column::Findings),
    review(Column::Cost),
    review(Column::Dependants),
    review(Column::Type),
    review(Column::Attested),
];
const DEPUTY: [table::Column; 10] = [
    review(Column::Standing),
    review(Column::Entity),
    review(Column::Accountable),
    review(Column::Due),
    review(Column::Changed),
    review(Column::Findings),
    review(Column::Cost),
    review(Column::Dependants),
    review(Column::Type),
    review(Column::Attested),
];
const HANDOVERS: [table::Column; 6] = [
    table::Column::new("State", 0, 11, 11),
    table::Column::new("What", 0, 18, 34).grow(3),
    table::Column::new("From", 1, 8, 12),
    table::Column::new("To", 1, 8, 12),
    table::Column::new("Offered", 2, 10, 10),
    table::Column::new("Reason", 3, 12, 24).grow(2),
];
const LEAVING: [table::Column; 4] = [
    table::Column::new("Last day", 0, 22, 22),
    table::Column::new("Who", 0, 14, 24).grow(1),
    table::Column::new("Still theirs", 1, 12, 12).right(),
    table::Column::new("Offered", 2, 8, 8).right(),
];

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let shown = state.table();
    let filter = Filter::parse(state.input.text());
    let words = match state.tab {
        Tab::Review => filter.words(),
        Tab::Handovers | Tab::Leaving => state.input.text(),
    };
    let cells = Cells {
        state,
        shared,
        words: Words::new(words),
        ascii: surface.sign("u", "a") == "a",
    };
    let columns: &[table::Column] = match (state.tab, state.whose) {
        (Tab::Review, Whose::Deputy) => &DEPUTY,
        (Tab::Review, _) => &MINE,
        (Tab::Handovers, _) => &HANDOVERS,
        (Tab::Leaving, _) => &LEAVING,
    };
    let by = |sort| state.columns().iter().position(|column| *column == sort);
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
        let Some(group) = shown.rows.group(at) else {
            continue;
        };
        let place = skip(line(area, 1 + cells(row)), 2 + 2 * group.depth);
        let place = Rect {
            width: place.width.saturating_sub(1),
            ..place
        };
        let selected = shown.list.cursor() == Some(at);
        draw_heading(group, selected, state.pane == Pane::List, place, surface);
    }
}

/// Between two words of a heading.
const GAP: u16 = 2;
/// What a sign that there is more takes, with what is before it.
const MORE: u16 = GAP + 1;

/// The name, how many, and what of it needs somebody: each whole, and a sign where there is no room for more.
fn draw_heading(group: &Group, selected: bool, focused: bool, place: Rect, surface: &mut Surface<'_>) {
    let ground = surface.row_style(selected, focused);
    let fold = match group.folded {
        true => surface.sign("▸ ", "+ "),
        false => surface.sign("▾ ", "- "),
    };
    let totals = &group.totals;
    let mut notes = vec![(grouped(totals.count), Role::Muted)];
    for (count, text, role) in [
        (totals.overdue, "overdue", Role::Danger),
        (totals.due_soon, "due soon", Role::Warn),
        (totals.changed, "changed", Role::Info),
    ] {
        if count > 0 {
            notes.push((format!("{} {text}", grouped(count)), role));
        }
    }
    if totals.findings > 0 {
        notes.push((counted(totals.findings, "finding", "findings"), Role::Warn));
    }
    if !totals.cost.is_empty() {
        notes.push((words::money(&totals.cost), Role::Muted));
    }
    let pieces = [
        (fold, surface.look.over(ground, Role::Accent)),
        (group.title(), surface.look.over(ground, Role::Header)),
    ];
    let named = Rect {
        width: place.width.saturating_sub(MORE),
        ..place
    };
    let mut used = surface.pieces(named, &pieces) + GAP;
    for (index, (text, role)) in notes.iter().enumerate() {
        let room = skip(place, used);
        let after = if index + 1 == notes.len() { 0 } else { MORE };
        if cells(width(text)) + after > room.width {
            let more = surface.sign("…", "~");
            surface.text(room, more, surface.look.over(ground, Role::Muted));
            return;
        }
        used += surface.text(room, text, surface.look.over(ground, *role)) + GAP;
    }
}

/// The sign of a standing, and its role. Its word always stands beside it.
fn standing_sign(stands: Stands) -> (&'static str, &'static str, Role) {
    match stands {
        Stands::Overdue => ("✗", "x", Role::Danger),
        Stands::DueSoon => ("!", "!", Role::Warn),
        Stands::Offered => ("→", ">", Role::Info),
        Stands::Changed | Stands::Holds => ("✓", "+", Role::Ok),
        Stands::Exempt => ("·", "-", Role::Muted),
    }
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
        let source = &self.state.source;
        let item = self.state.table().rows.item(source, row);
        let (Some(item), Some(column)) = (item, self.state.columns().get(column)) else {
            return Cell::default();
        };
        match (item, column) {
            (Item::Owned(row), column) => self.owned(row, *column),
            (Item::Handover(handover), Column::State) => {
                let (sign, role) = match word(handover, &source.me) {
                    Word::Mine => ("!", Role::Warn),
                    Word::Theirs => (self.sign("→", ">"), Role::Info),
                    Word::Said => (self.sign("·", "-"), Role::Muted),
                };
                let said = word(handover, &source.me).text();
                Cell::new(sign, role).then(" ", role).then(said, role)
            }
            (Item::Handover(handover), Column::Offered) => Cell::muted(ago(handover.at, self.shared.now)),
            (Item::Leaver(leaver), Column::LastDay) => {
                let far = words::distance(leaver.on, source.today);
                let role = if leaver.on <= source.today {
                    Role::Danger
                } else {
                    Role::Warn
                };
                Cell::text(leaver.on.to_string()).then("  ", role).then(far, role)
            }
            (Item::Leaver(leaver), Column::Left) => number(leaver.unoffered, Role::Danger),
            (Item::Leaver(leaver), Column::Offered) => number(leaver.offered, Role::Info),
            (item, Column::Reason) => self.matched(item, Column::Reason, Role::Muted),
            (item, column) => self.matched(item, *column, Role::Text),
        }
    }

    fn owned(&self, row: &'a Owned, column: Column) -> Cell<'a> {
        let stands = Stands::of(row);
        match column {
            Column::Standing => {
                let (sign, ascii, role) = standing_sign(stands);
                Cell::new(self.sign(sign, ascii), role)
                    .then(" ", role)
                    .then(stands.name(), role)
            }
            Column::Entity => {
                let (kind, name) = entity_name(&row.entity_ref);
                let cell = Cell::muted(kind)
                    .then(name, Role::Text)
                    .matched(self.words.matched(name));
                self.with_health(cell, row)
            }
            Column::Due => match row.due {
                None => Cell::muted("-"),
                Some(due) => {
                    let role = match stands {
                        Stands::Overdue => Role::Danger,
                        Stands::DueSoon => Role::Warn,
                        _ => Role::Muted,
                    };
                    match stands {
                        Stands::Overdue | Stands::DueSoon => {
                            Cell::new(words::distance(due, self.state.source.today), role)
                        }
                        _ => Cell::new(due.to_string(), role),
                    }
                }
            },
            Column::Changed if row.changed => {
                Cell::new(self.sign("Δ", "~"), Role::Info).then(" changed", Role::Info)
            }
            Column::Changed => Cell::muted(self.sign("·", "-")),
            Column::Findings => number(row.findings, Role::Warn),
            Column::Dependants => number(row.dependants, Role::Text),
            Column::Cost => self.cost(row),
            Column::Attested | Column::Type => self.matched(Item::Owned(row), column, Role::Muted),
            _ => self.matched(Item::Owned(row), column, Role::Text),
        }
    }

    /// What its probes see, where it is not well.
    fn with_health(&self, cell: Cell<'a>, row: &Owned) -> Cell<'a> {
        let healths = self.shared.health.known();
        match healths.and_then(|healths| healths.of(&row.entity_ref)) {
            Some((health @ (Health::Down | Health::Degraded), _)) => {
                let (unicode, ascii, role) = sign_of(health);
                cell.then("  ", role)
                    .then(self.sign(unicode, ascii), role)
                    .then(" ", role)
                    .then(health.name(), role)
            }
            _ => cell,
        }
    }

    /// What it costs, and whether that is more or less than before.
    fn cost(&self, row: &Owned) -> Cell<'a> {
        let Some(cost) = &row.cost else {
            return Cell::muted(self.sign("·", "-"));
        };
        let (sign, role) = match words::moved(cost) {
            Some(Ordering::Greater) => (self.sign("↑", "^"), Role::Warn),
            Some(Ordering::Less) => (self.sign("↓", "v"), Role::Ok),
            Some(Ordering::Equal) | None => (" ", Role::Muted),
        };
        Cell::text(words::money(&cost.latest)).then(sign, role)
    }

    fn matched(&self, item: Item<'a>, column: Column, role: Role) -> Cell<'a> {
        let text = self.state.source.text(item, column);
        let found = self.words.matched(&text);
        Cell::new(text, role).matched(found)
    }

    fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }
}

fn number<'a>(count: usize, role: Role) -> Cell<'a> {
    match count {
        0 => Cell::muted("0"),
        count => Cell::new(grouped(count), role),
    }
}
