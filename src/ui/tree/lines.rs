//! The lines of one tree: what hangs from what, and what is below each.

use ratatui::layout::Rect;
use ratatui::style::Style;

use super::answering;
use crate::app::geometry::Target;
use crate::app::tree::{Branch, Fold, Item, Level, Line, Node, State, words};
use crate::model::catalog::graph::Direction;
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::{Words, grouped, width};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::scrollbar;
use crate::ui::{Role, Surface};

/// Where the columns of a width begin and how wide they are; 0 where there is no room.
struct Columns {
    name: u16,
    relation: u16,
    kind: u16,
    person: u16,
    count: u16,
}

const GAP: u16 = 2;

impl Columns {
    fn of(room: u16, level: Level) -> Self {
        let shown = |from: u16, width: u16| if room >= from { width } else { 0 };
        let relation = match level {
            Level::Entities => shown(56, 11),
            Level::Systems => 0,
        };
        let (kind, person, count) = (shown(40, 9), shown(84, 18), shown(28, 6));
        let taken: u16 = [relation, kind, person, count]
            .iter()
            .filter(|width| **width > 0)
            .map(|width| width + GAP)
            .sum();
        Self {
            name: room.saturating_sub(taken),
            relation,
            kind,
            person,
            count,
        }
    }

    /// The areas of the columns in a line: name, relation, kind, person, count.
    fn areas(&self, area: Rect) -> [Rect; 5] {
        let mut at = 0;
        [self.name, self.relation, self.kind, self.person, self.count].map(|width| {
            let place = Rect {
                width: width.min(area.width.saturating_sub(at)),
                ..skip(area, at)
            };
            if width > 0 {
                at += width + GAP;
            }
            place
        })
    }
}

/// What the lines of one tree are drawn with.
struct Drawing<'a> {
    branch: &'a Branch,
    catalog: &'a Catalog,
    level: Level,
    columns: Columns,
    /// The words that are looked for.
    words: Words<'a>,
    /// The tree has the keys.
    focused: bool,
}

pub(super) fn draw(
    state: &State,
    branch: &Branch,
    catalog: &Catalog,
    focused: bool,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let view = match branch.outline.direction() {
        Direction::Down => crate::app::tree::DOWN,
        Direction::Up => crate::app::tree::UP,
    };
    if branch.list.is_empty() {
        return draw_empty(branch, catalog, area, surface);
    }
    let rows = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    };
    let drawing = Drawing {
        branch,
        catalog,
        level: state.level,
        columns: Columns::of(area.width.saturating_sub(3), state.level),
        words: Words::new(if focused { state.finder.input.text() } else { "" }),
        focused,
    };
    drawing.headings(line(area, 0), surface);
    surface.height(view, rows.height);
    let window = branch.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let place = line(rows, cells(row));
        drawing.line(at, place, surface);
        surface.hit(place, Target::Row(view, at));
    }
    scrollbar(window, branch.list.len(), rows, surface);
}

fn draw_empty(branch: &Branch, catalog: &Catalog, area: Rect, surface: &mut Surface<'_>) {
    let root = words::name(catalog, branch.outline.root());
    let text = match branch.outline.direction() {
        Direction::Down => format!("{root} depends on nothing."),
        Direction::Up => format!("Nothing depends on {root}."),
    };
    surface.label(skip(line(area, 1), 1), &text, Role::Muted);
}

impl Drawing<'_> {
    fn headings(&self, area: Rect, surface: &mut Surface<'_>) {
        let [name, relation, kind, person, count] = self.columns.areas(skip(area, 1));
        let last = match self.level {
            Level::Entities => "In all",
            Level::Systems => "Links",
        };
        surface.label(skip(name, 2), "Name", Role::Header);
        surface.label(relation, "How", Role::Header);
        surface.label(kind, "Kind", Role::Header);
        surface.label(person, "Who answers", Role::Header);
        surface.text_right(count, last, surface.style(Role::Header));
    }

    fn line(&self, at: usize, area: Rect, surface: &mut Surface<'_>) {
        let Some(entry) = self.branch.outline.line(at) else {
            return;
        };
        let style = match (self.branch.list.cursor() == Some(at), self.focused) {
            (true, true) => surface.style(Role::Selection),
            (true, false) => surface.style(Role::SelectionIdle),
            _ => surface.style(Role::Text),
        };
        let area = Rect {
            width: area.width.saturating_sub(1),
            ..area
        };
        surface.restyle(area, style);
        let places = self.columns.areas(skip(area, 1));
        let name = self.guides(at, entry, places[0], style, surface);
        match entry.item {
            Item::More { relation, hidden } => {
                let many = words::many(relation, self.branch.outline.direction());
                let text = format!("+ {} {many}", grouped(hidden));
                surface.text(name, &text, surface.look.over(style, Role::Info));
            }
            Item::Node(node) => {
                self.name(at, node, [name, places[1]], style, surface);
                self.facts(node, places, style, surface);
            }
        }
    }

    /// The lines to what this one hangs from, two columns a level; of a deep one only the nearest levels. Returns what is
    /// left of the area.
    fn guides(&self, at: usize, entry: &Line, area: Rect, style: Style, surface: &mut Surface<'_>) -> Rect {
        let outline = &self.branch.outline;
        let style = surface.look.over(style, Role::Border);
        let most = usize::from(area.width / 4);
        let mut levels = Vec::new();
        let mut next = Some((at, entry));
        while let Some((_, level)) = next.filter(|(_, level)| level.depth > 0) {
            if levels.len() == most {
                levels.push(surface.sign("… ", "~ "));
                break;
            }
            levels.push(match (levels.is_empty(), level.last) {
                (true, true) => surface.sign("└ ", "` "),
                (true, false) => surface.sign("├ ", "| "),
                (false, true) => "  ",
                (false, false) => surface.sign("│ ", "| "),
            });
            next = level
                .parent
                .and_then(|parent| Some((parent, outline.line(parent)?)));
        }
        let mut used = 0;
        for level in levels.into_iter().rev() {
            used += surface.text(skip(area, used), level, style);
        }
        skip(area, used)
    }

    /// The sign of what is below, the name, and what is to be said about this place: behind the name, else in the next
    /// column.
    fn name(&self, at: usize, node: Node, places: [Rect; 2], style: Style, surface: &mut Surface<'_>) {
        let [area, next] = places;
        let (sign, ascii, words, role) = mark(node);
        let marked = surface.look.over(style, role);
        let used = surface.text(area, surface.sign(sign, ascii), marked);
        let name = words::name(self.catalog, node.id);
        let matched = self.branch.outline.matched(at, &self.words);
        let used = used + surface.matched(skip(area, used), &name, &matched, style);
        let rest = skip(area, used + 2);
        if usize::from(rest.width) >= width(words) {
            surface.text(rest, words, marked);
        } else if next.width > 0 {
            surface.text(next, words, marked);
            return;
        }
        let verb = words::verb(node.relation, self.branch.outline.direction());
        surface.text(next, verb, surface.look.over(style, Role::Muted));
    }

    fn facts(&self, node: Node, places: [Rect; 5], style: Style, surface: &mut Surface<'_>) {
        let [_, _, kind, person, count] = places;
        let muted = surface.look.over(style, Role::Muted);
        surface.text(kind, words::kind(self.catalog, node.id), muted);
        if let Some(entity) = self.catalog.entity_of(node.id) {
            surface.text(person, answering(entity), muted);
        }
        let text = match self.level {
            Level::Entities => self.count(node.id),
            Level::Systems => grouped(node.links),
        };
        surface.text_right(count, &text, style);
    }

    fn count(&self, node: NodeId) -> String {
        match self.branch.count(node) {
            Some(0) => String::new(),
            Some(count) => grouped(count),
            None => "…".to_owned(),
        }
    }
}

/// The sign of what is below a node, in both sets of characters, the words for what is special about it, and its role.
fn mark(node: Node) -> (&'static str, &'static str, &'static str, Role) {
    match node.fold {
        Fold::Above(_) => ("↑ ", "^ ", "seen above", Role::Info),
        Fold::Circle(_) => ("↺ ", "@ ", "circle", Role::Warn),
        Fold::Folded if node.relation == words::SEEN => ("▸⇢ ", ">~ ", "not declared", Role::Warn),
        Fold::Unfolded if node.relation == words::SEEN => ("▾⇢ ", "v~ ", "not declared", Role::Warn),
        Fold::Leaf if node.relation == words::SEEN => ("⇢ ", "~ ", "not declared", Role::Warn),
        Fold::Folded if node.missing => ("▸ ", "> ", "missing", Role::Danger),
        Fold::Unfolded if node.missing => ("▾ ", "v ", "missing", Role::Danger),
        Fold::Leaf if node.missing => ("✗ ", "x ", "missing", Role::Danger),
        Fold::Folded if node.unseen => ("▸ ", "> ", "not seen", Role::Info),
        Fold::Unfolded if node.unseen => ("▾ ", "v ", "not seen", Role::Info),
        Fold::Leaf if node.unseen => ("○ ", "o ", "not seen", Role::Info),
        Fold::Folded => ("▸ ", "> ", "", Role::Accent),
        Fold::Unfolded => ("▾ ", "v ", "", Role::Accent),
        Fold::Leaf => ("· ", "- ", "", Role::Muted),
    }
}
