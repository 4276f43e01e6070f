//! The blast radius: what is hit when the root fails, and the people to be told.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::tree::{PEOPLE, Planted, State, words};
use crate::model::ownership::{BlastRadius, Told};
use crate::model::text::{counted, grouped};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{phase, scrollbar};
use crate::ui::{Role, Surface};

/// How wide a column of counts is.
const FACET: u16 = 26;
/// How wide the list of people is at least.
const PEOPLE_WIDTH: u16 = 44;

/// How many rows the pane wants, with its border.
pub(super) fn height(state: &State) -> u16 {
    let rows = state.radius.value().map_or(1, |radius| {
        [&radius.kinds, &radius.systems, &radius.owners]
            .into_iter()
            .map(Vec::len)
            .chain([radius.people.len()])
            .max()
            .unwrap_or(0)
    });
    cells(rows).saturating_add(4).clamp(6, 14)
}

pub(super) fn title(state: &State, planted: &Planted) -> String {
    let root = planted.catalog.find_node(state.root());
    let name = root.map_or_else(|| state.root().into(), |root| words::name(&planted.catalog, root));
    match state.radius.value() {
        Some(radius) if radius.entities > 0 => format!("If {name} fails · {}", summary(radius)),
        _ => format!("If {name} fails"),
    }
}

/// What is hit and who is to be told, in numbers.
pub(super) fn summary(radius: &BlastRadius) -> String {
    let missing = match radius.missing {
        0 => String::new(),
        missing => format!(" · {} missing", grouped(missing)),
    };
    format!(
        "{} hit, {} of them directly{missing} · {} to tell",
        counted(radius.entities, "entity", "entities"),
        grouped(radius.direct),
        counted(radius.people.len(), "person", "people")
    )
}

pub(super) fn draw(state: &State, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    let Some(radius) = phase(&state.radius, "Counting what is hit…", area, surface) else {
        return;
    };
    if radius.entities == 0 {
        let text = "Nothing that is described depends on it, so nobody has to be told.";
        surface.label(skip(line(area, 0), 1), text, Role::Muted);
    } else {
        draw_radius(state, radius, focused, area, surface);
    }
}

fn draw_radius(state: &State, radius: &BlastRadius, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    let facets = [
        ("Owner", &radius.owners),
        ("System", &radius.systems),
        ("Kind", &radius.kinds),
    ];
    let fitting = usize::from(area.width.saturating_sub(PEOPLE_WIDTH) / FACET).min(facets.len());
    let people = Rect {
        width: area.width - cells(fitting) * FACET,
        ..area
    };
    draw_people(state, radius, focused, people, surface);
    if fitting == facets.len() {
        for (at, (heading, counts)) in facets.into_iter().enumerate() {
            let place = Rect {
                width: FACET - 2,
                ..skip(area, people.width + cells(at) * FACET + 1)
            };
            draw_counts(heading, counts, place, surface);
        }
    } else if fitting > 0 {
        draw_stacked(&facets, skip(area, people.width), surface);
    }
}

fn draw_people(state: &State, radius: &BlastRadius, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    let [name, nearest, entities] = columns(line(area, 0));
    surface.label(name, "To be told", Role::Header);
    surface.text_right(nearest, "Nearest", surface.style(Role::Header));
    surface.text_right(entities, "For", surface.style(Role::Header));
    let untold = u16::from(radius.untold > 0);
    let rows = Rect {
        y: area.y + area.height.min(1),
        height: area.height.saturating_sub(1 + untold),
        ..area
    };
    surface.height(PEOPLE, rows.height);
    let window = state.people.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let Some(told) = radius.people.get(at) else {
            continue;
        };
        let selected = state.people.cursor() == Some(at);
        draw_person(told, selected, focused, line(rows, cells(row)), surface);
        surface.hit(line(rows, cells(row)), Target::Row(PEOPLE, at));
    }
    scrollbar(window, radius.people.len(), rows, surface);
    if radius.untold > 0 {
        let text = format!(
            "! {} nobody to be told",
            match radius.untold {
                1 => "1 entity has".to_owned(),
                many => format!("{} entities have", grouped(many)),
            }
        );
        let last = line(area, area.height.saturating_sub(1));
        surface.label(skip(last, 1), &text, Role::Warn);
    }
}

fn draw_person(told: &Told, selected: bool, focused: bool, area: Rect, surface: &mut Surface<'_>) {
    let role = match (selected, focused) {
        (true, true) => Role::Selection,
        (true, false) => Role::SelectionIdle,
        _ => Role::Text,
    };
    let style = surface.style(role);
    let area = Rect {
        width: area.width.saturating_sub(1),
        ..area
    };
    surface.restyle(area, style);
    let [name, nearest, entities] = columns(area);
    let muted = surface.look.over(style, Role::Muted);
    surface.text(name, &told.label, style);
    let steps = match told.nearest {
        1 => "direct".to_owned(),
        steps => format!("{steps} steps"),
    };
    surface.text_right(nearest, &steps, muted);
    surface.text_right(entities, &grouped(told.entities), style);
}

/// Name, nearest, number of entities.
fn columns(area: Rect) -> [Rect; 3] {
    let area = Rect {
        width: area.width.saturating_sub(2),
        ..skip(area, 1)
    };
    let numbers = 19.min(area.width);
    let name = Rect {
        width: area.width - numbers,
        ..area
    };
    let nearest = Rect {
        width: 10.min(numbers),
        ..skip(area, name.width)
    };
    [name, nearest, skip(area, name.width + nearest.width)]
}

/// A heading, and below it values with their counts, as many as fit.
fn draw_counts(heading: &str, counts: &[(String, usize)], area: Rect, surface: &mut Surface<'_>) {
    surface.label(line(area, 0), heading, Role::Header);
    let room = usize::from(area.height.saturating_sub(1));
    let shown = if counts.len() <= room {
        counts.len()
    } else {
        room.saturating_sub(1)
    };
    for (row, (value, count)) in counts.iter().take(shown).enumerate() {
        draw_count(value, *count, line(area, cells(row) + 1), surface);
    }
    if shown < counts.len() && room > 0 {
        let text = format!("+ {} more", grouped(counts.len() - shown));
        surface.label(line(area, cells(shown) + 1), &text, Role::Muted);
    }
}

fn draw_count(value: &str, count: usize, area: Rect, surface: &mut Surface<'_>) {
    let number = grouped(count);
    let used = surface.text_right(area, &number, surface.style(Role::Muted));
    let place = Rect {
        width: area.width.saturating_sub(used + 1),
        ..area
    };
    match value {
        "" => surface.label(place, "none", Role::Muted),
        value => surface.label(place, words::short(value), Role::Text),
    };
}

/// The counts below one another, the few greatest of each.
fn draw_stacked(facets: &[(&str, &Vec<(String, usize)>)], area: Rect, surface: &mut Surface<'_>) {
    let each = (area.height / cells(facets.len().max(1))).max(3);
    for (at, (heading, counts)) in facets.iter().rev().enumerate() {
        let top = cells(at) * each;
        let place = Rect {
            y: area.y.saturating_add(top),
            height: each.saturating_sub(1).min(area.height.saturating_sub(top)),
            width: area.width.saturating_sub(3),
            ..skip(area, 1)
        };
        draw_counts(heading, counts, place, surface);
    }
}
