//! The rows of the tabs: what each column shows. State is told by sign, word and colour.

use ratatui::layout::Rect;

use super::severity_sign;
use crate::app::panes::Pane;
use crate::app::vision::words::{self, End};
use crate::app::vision::{Column, Item, LIST, Source, State, Tab};
use crate::model::text::{Words, grouped};
use crate::model::vision::Severity;
use crate::ui::Role;
use crate::ui::surface::Surface;
use crate::ui::table::{self, Cell, Sorted, Table};

/// How the columns of each tab share the room.
const RULES: [table::Column; 7] = [
    table::Column::new("Severity", 1, 10, 10),
    table::Column::new("Title", 0, 22, 40).grow(3),
    table::Column::new("Short", 1, 6, 6).right(),
    table::Column::new("Waived", 2, 6, 6).right(),
    table::Column::new("Untold", 4, 6, 6).right(),
    table::Column::new("About", 3, 6, 7).right(),
    table::Column::new("Id", 5, 14, 22).grow(1),
];
const SCORES: [table::Column; 7] = [
    table::Column::new("Who", 0, 12, 20).grow(2),
    table::Column::new("Passing", 0, 16, 16),
    table::Column::new("Trend", 2, 12, 14),
    table::Column::new("Blocking", 1, 8, 8).right(),
    table::Column::new("Warnings", 1, 8, 8).right(),
    table::Column::new("Waived", 3, 6, 6).right(),
    table::Column::new("Entities", 4, 8, 8).right(),
];
const WAIVERS: [table::Column; 5] = [
    table::Column::new("Until", 0, 24, 30),
    table::Column::new("Rule", 1, 14, 20).grow(1),
    table::Column::new("Entity", 0, 12, 20).grow(1),
    table::Column::new("Owner", 2, 8, 12),
    table::Column::new("Reason", 3, 14, 26).grow(3),
];
const CHANGES: [table::Column; 5] = [
    table::Column::new("What", 0, 14, 14),
    table::Column::new("Rule", 1, 14, 22).grow(1),
    table::Column::new("Entity", 0, 14, 20).grow(1),
    table::Column::new("Accountable", 2, 11, 14),
    table::Column::new("What is wrong", 3, 16, 30).grow(3),
];
const ABOUT: [table::Column; 2] = [
    table::Column::new("What", 0, 11, 11),
    table::Column::new("Title", 0, 20, 60).grow(1),
];

/// Cells of the bar in front of a share.
const BAR: usize = 10;

pub(super) fn draw(state: &State, source: &Source, area: Rect, surface: &mut Surface<'_>) {
    let shown = state.table();
    let cells = Cells {
        state,
        source,
        words: Words::new(state.input.text()),
        ascii: surface.sign("u", "a") == "a",
    };
    let columns: &[table::Column] = match state.tab {
        Tab::Rules => &RULES,
        Tab::Scores => &SCORES,
        Tab::Waivers => &WAIVERS,
        Tab::Changes => &CHANGES,
        Tab::About | Tab::Radar => &ABOUT,
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
}

/// Makes the cells of the rows in view.
struct Cells<'a> {
    state: &'a State,
    source: &'a Source,
    words: Words<'a>,
    ascii: bool,
}

impl<'a> Cells<'a> {
    fn cell(&self, row: usize, column: usize) -> Cell<'a> {
        let item = self.state.table().rows.item(row);
        let (Some(item), Some(column)) = (item, self.state.tab.columns().get(column)) else {
            return Cell::default();
        };
        match (item, column) {
            (Item::Rule(at), column) => self.rule(at, item, *column),
            (Item::Group(at), column) => self.group(at, item, *column),
            (Item::Waiver(at), Column::Until) => self.until(at),
            (Item::Asked(at), Column::Until) => match self.source.asked.get(at) {
                Some(asked) if asked.is_mine => Cell::new("? waits for you", Role::Warn),
                _ => Cell::new("? asked for", Role::Info),
            },
            (item, Column::What) => self.what(item),
            (_, Column::Reason | Column::Message) => self.text(item, *column, Role::Muted),
            (_, Column::Accountable | Column::Owner)
                if self.source.fall(item).is_some() && self.source.text(item, *column).is_empty() =>
            {
                Cell::new("nobody", Role::Warn)
            }
            _ => self.text(item, *column, Role::Text),
        }
    }

    fn text(&self, item: Item, column: Column, role: Role) -> Cell<'a> {
        let text = self.source.text(item, column);
        let found = self.words.matched(&text);
        Cell::new(text, role).matched(found)
    }

    fn sign(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.ascii { ascii } else { unicode }
    }

    fn number(count: usize, role: Role) -> Cell<'a> {
        match count {
            0 => Cell::muted("·"),
            count => Cell::new(grouped(count), role),
        }
    }

    fn rule(&self, at: usize, item: Item, column: Column) -> Cell<'a> {
        let Some(rule) = self.source.rule(at) else {
            return Cell::default();
        };
        let count = self.source.counts.get(at).copied().unwrap_or_default();
        let open = count.falls_short.saturating_sub(count.waived);
        let (sign, ascii, role) = severity_sign(rule.severity);
        match column {
            // A rule that nobody falls short of is no cause for alarm, however severe it is.
            Column::Severity if open + count.untold == 0 => Cell::new(self.sign("✓", "+"), Role::Ok)
                .then(" ", Role::Muted)
                .then(rule.severity.name(), Role::Muted),
            Column::Severity => Cell::new(self.sign(sign, ascii), role)
                .then(" ", role)
                .then(rule.severity.name(), role),
            Column::Short => Self::number(open, role),
            Column::Waived => Self::number(count.waived, Role::Info),
            Column::Untold => Self::number(count.untold, Role::Warn),
            Column::Applies => Self::number(count.applies, Role::Muted),
            Column::Id => self.text(item, column, Role::Muted),
            _ => self.text(item, column, Role::Text),
        }
    }

    fn group(&self, at: usize, item: Item, column: Column) -> Cell<'a> {
        let Some(score) = self.source.scores.get(at) else {
            return Cell::default();
        };
        match column {
            Column::Passing => {
                let (on, off) = (self.sign("━", "="), self.sign("─", "-"));
                let percent = score.percent();
                // Only what is whole looks whole, and what is there at all is seen.
                let full = match percent * BAR / 100 {
                    0 if score.passing > 0 => 1,
                    full => full,
                };
                let role = match (score.blocking, percent) {
                    (1.., _) => Role::Danger,
                    (0, 100) => Role::Ok,
                    (0, _) => Role::Warn,
                };
                Cell::new(on.repeat(full), role)
                    .then(off.repeat(BAR - full), Role::Border)
                    .then(format!(" {percent:>3} %"), Role::Text)
            }
            Column::Trend => self.trend(at),
            Column::Blocking => Self::number(score.blocking, Role::Danger),
            Column::Warnings => Self::number(score.warnings, Role::Warn),
            Column::Waived => Self::number(score.waived, Role::Info),
            Column::Entities => Self::number(score.entities, Role::Muted),
            _ => self.text(item, column, Role::Text),
        }
    }

    /// How the share moved, as a line of small bars, and by how many points since a month ago.
    fn trend(&self, at: usize) -> Cell<'a> {
        const BARS: usize = 8;
        let Some(score) = self.source.scores.get(at) else {
            return Cell::default();
        };
        let shares = self.source.trend(score);
        if shares.len() < 2 {
            return Cell::muted("no past yet");
        }
        let steps: Vec<char> = if self.ascii {
            "_.,:;+*#".chars().collect()
        } else {
            "▁▂▃▄▅▆▇█".chars().collect()
        };
        let step = |share: &usize| {
            let at = share * (steps.len() - 1) / 100;
            steps.get(at.min(steps.len() - 1)).copied().unwrap_or(' ')
        };
        let line: String = shares
            .iter()
            .skip(shares.len().saturating_sub(BARS))
            .map(step)
            .collect();
        let cell = Cell::new(line, Role::Accent);
        match self.source.month(score) {
            None | Some(0) => cell.then(" ±0", Role::Muted),
            Some(points @ 1..) => cell.then(format!(" +{points}"), Role::Ok),
            Some(points) => cell.then(format!(" {points}"), Role::Danger),
        }
    }

    fn until(&self, at: usize) -> Cell<'a> {
        let Some(waiver) = self.source.judged.waivers.get(at) else {
            return Cell::default();
        };
        let (end, text) = words::end(waiver, self.source.judged.today);
        let (sign, role) = match end {
            End::Ended => (self.sign("✗ ", "x "), Role::Danger),
            End::Soon => ("! ", Role::Warn),
            End::Later => ("  ", Role::Muted),
        };
        Cell::new(sign, role)
            .then(waiver.until.to_string(), Role::Text)
            .then(format!(" {text}"), role)
    }

    fn what(&self, item: Item) -> Cell<'a> {
        let (sign, ascii, role) = match item {
            Item::FellOut(_) => {
                let severity = self
                    .source
                    .fall(item)
                    .map_or(Severity::Advice, |fall| fall.severity);
                severity_sign(severity)
            }
            Item::FellIn(_) => ("✓", "+", Role::Ok),
            Item::RuleAdded(_) => ("+", "+", Role::Info),
            Item::RuleRemoved(_) => ("-", "-", Role::Info),
            Item::RuleChanged(_) | Item::Moved(_) => ("~", "~", Role::Info),
            Item::Complaint(at) => {
                let complaint = self.source.judged.vision.complaints.get(at);
                match complaint.is_some_and(|complaint| complaint.is_error) {
                    true => ("✗", "x", Role::Danger),
                    false => ("!", "!", Role::Warn),
                }
            }
            _ => ("·", "-", Role::Muted),
        };
        Cell::new(self.sign(sign, ascii), role)
            .then(" ", role)
            .then(self.source.text(item, Column::What), role)
    }
}
