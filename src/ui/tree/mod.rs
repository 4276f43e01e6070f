//! Tree, drawn: both directions side by side over the blast radius where there is room, else one of the three at a time.

mod lines;
mod radius;

use ratatui::layout::Rect;

use super::surface::{cells, line, skip};
use super::widget::{field, pane as framed, phase};
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::shared::Shared;
use crate::app::tree::{Action, Branch, Level, Pane, Planted, State, words};
use crate::model::catalog::{Catalog, Entity, NodeId};
use crate::model::text::{grouped, width};

/// From this width on both trees are seen.
const WIDE: u16 = 120;
/// From this height on the blast radius is seen below them.
const HIGH: u16 = 26;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let Some(planted) = state.planted() else {
        return draw_absent(state, shared, area, surface);
    };
    draw_root(state, planted, line(area, 0), surface);
    let middle = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(2),
        ..area
    };
    if middle.width >= WIDE {
        draw_wide(state, planted, middle, surface);
    } else {
        draw_narrow(state, planted, middle, surface);
    }
    let bottom = line(area, area.height.saturating_sub(1));
    if state.finder.typing {
        field(&state.finder.input, "/", skip(bottom, 1), surface);
    } else {
        draw_selected(state, planted, bottom, surface);
    }
}

/// Why there is no tree.
fn draw_absent(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let area = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1),
        ..area
    };
    if !state.root().is_empty() && phase(&shared.catalog, "Reading the catalog…", area, surface).is_none() {
        return;
    }
    let (text, next) = match state.root() {
        "" => (
            "No entity is chosen.".to_owned(),
            "Find one with : or in the catalog; t shows its tree.",
        ),
        root => (
            format!("{root} is not in the catalog."),
            "No file defines or names it. r reads the files again, q goes back.",
        ),
    };
    surface.label(skip(line(area, 0), 1), &text, Role::Header);
    surface.label(skip(line(area, 1), 1), next, Role::Muted);
}

/// What the tree is of, in a line.
fn draw_root(state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let root = planted.down.outline.root();
    let facts = match state.level {
        Level::Entities => facts(&planted.catalog, root),
        Level::Systems => format!(
            "{} {}: systems with all that is part of them; s shows entities again",
            words::kind(&planted.catalog, root),
            words::name(&planted.catalog, root)
        ),
    };
    surface.label(skip(area, 1), &facts, Role::Text);
}

/// What is under the cursor, with what does not fit into its line.
fn draw_selected(state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.pane == Pane::People {
        if let Some(told) = state.people.cursor().and_then(|at| state.told().get(at)) {
            surface.label(area, &told.person, Role::Muted);
        }
        return;
    }
    let Some(branch) = state.branch() else { return };
    match branch.selected() {
        Some(node) => {
            let entity_ref = planted.catalog.node_ref(node);
            let text = format!("{entity_ref} · {}", facts(&planted.catalog, node));
            surface.label(area, &text, Role::Muted);
        }
        None if branch.is_on_more() => {
            surface.label(area, "space shows more of them, h folds them again", Role::Muted);
        }
        None => {}
    }
}

/// What one wants to know about an entity wherever it stands.
fn facts(catalog: &Catalog, node: NodeId) -> String {
    let Some(entity) = catalog.entity_of(node) else {
        return "no file of the catalog defines it".to_owned();
    };
    let person = entity.accountable().map_or_else(
        || "nobody answers for it".to_owned(),
        |person| format!("{} answers for it", person.label()),
    );
    let system = entity
        .system()
        .map(|system| format!("system {}", words::name(catalog, system)));
    let kind = entity.type_().map_or_else(
        || entity.kind().to_owned(),
        |type_| format!("{} {type_}", entity.kind()),
    );
    let stale = entity
        .is_stale()
        .then(|| "its file cannot be read any more".to_owned());
    let named = entity.title().map(str::to_owned);
    let lifecycle = entity.lifecycle().map(str::to_owned);
    [named, Some(kind), lifecycle, system, Some(person), stale]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn draw_wide(state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let below = if area.height >= HIGH {
        radius::height(state).min(area.height / 2)
    } else {
        0
    };
    let half = area.width / 2;
    let trees = Rect {
        height: area.height - below,
        width: half,
        ..area
    };
    let other = Rect {
        width: area.width - half,
        ..skip(
            Rect {
                width: area.width,
                ..trees
            },
            half,
        )
    };
    let radius = Rect {
        y: area.y + trees.height,
        height: below,
        ..area
    };
    let people_only = below == 0 && state.pane == Pane::People;
    if people_only {
        return draw_framed(Pane::People, state, planted, area, surface);
    }
    draw_framed(Pane::Down, state, planted, trees, surface);
    draw_framed(Pane::Up, state, planted, other, surface);
    if below > 0 {
        draw_framed(Pane::People, state, planted, radius, surface);
    }
}

fn draw_framed(pane: Pane, state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let inner = framed(&title(pane, state, planted), state.pane == pane, area, surface);
    surface.hit(area, Target::Pane(pane.view()));
    draw_pane(pane, state, planted, inner, surface);
}

/// One pane under three tabs.
fn draw_narrow(state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let mut at = 1;
    for pane in Pane::ALL {
        let label = format!(" {} ", short_title(pane, state, planted));
        let place = Rect {
            width: cells(width(&label)).min(area.width.saturating_sub(at)),
            ..skip(line(area, 0), at)
        };
        let role = if state.pane == pane {
            Role::Selection
        } else {
            Role::Muted
        };
        at += surface.label(place, &label, role) + 1;
        surface.hit(place, Target::Hint(Intent::Tree(Action::Show(pane))));
    }
    let mut above = 1;
    if let (Pane::People, Some(radius)) = (state.pane, state.radius.value()) {
        surface.label(skip(line(area, 1), 1), &radius::summary(radius), Role::Text);
        above += 1;
    }
    let rest = Rect {
        y: area.y + area.height.min(above),
        height: area.height.saturating_sub(above),
        ..area
    };
    surface.hit(rest, Target::Pane(state.pane.view()));
    draw_pane(state.pane, state, planted, rest, surface);
}

fn draw_pane(pane: Pane, state: &State, planted: &Planted, area: Rect, surface: &mut Surface<'_>) {
    let focused = state.pane == pane;
    let catalog = &planted.catalog;
    match pane {
        Pane::Down => lines::draw(state, &planted.down, catalog, focused, area, surface),
        Pane::Up => lines::draw(state, &planted.up, catalog, focused, area, surface),
        Pane::People => radius::draw(state, focused, area, surface),
    }
}

fn branch(pane: Pane, planted: &Planted) -> &Branch {
    match pane {
        Pane::Up => &planted.up,
        _ => &planted.down,
    }
}

fn title(pane: Pane, state: &State, planted: &Planted) -> String {
    if pane == Pane::People {
        return radius::title(state, planted);
    }
    let outline = &branch(pane, planted).outline;
    let heading = words::heading(outline.direction());
    let all = branch(pane, planted).count(outline.root());
    match (state.level, outline.direct(), all) {
        (_, 0, _) => heading.to_owned(),
        (Level::Entities, direct, Some(all)) => {
            format!("{heading} · {} direct · {} in all", grouped(direct), grouped(all))
        }
        (_, direct, _) => format!("{heading} · {} direct", grouped(direct)),
    }
}

fn short_title(pane: Pane, state: &State, planted: &Planted) -> String {
    if pane == Pane::People {
        return match state.radius.value() {
            Some(radius) => format!("People {}", grouped(radius.people.len())),
            None => "People".to_owned(),
        };
    }
    let branch = branch(pane, planted);
    let heading = words::heading(branch.outline.direction());
    let all = branch.count(branch.outline.root());
    match (state.level, all) {
        (Level::Entities, Some(all)) => format!("{heading} {}", grouped(all)),
        _ => format!("{heading} {}", grouped(branch.outline.direct())),
    }
}

/// Who answers for an entity, as it stands in a column.
fn answering(entity: Entity<'_>) -> &str {
    entity.accountable().map_or("nobody", |person| person.label())
}
