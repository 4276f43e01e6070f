//! The radar at its seams: files of others read, who uses what, the drawing.

use std::sync::Arc;

use jiff::civil::date;
use muster::app::geometry::{Size, Target};
use muster::app::list::Motion;
use muster::app::vision::radar::{DRAWING, LIST, Mode, Plot, Shown, State};
use muster::model::catalog::Catalog;
use muster::model::vision::radar::Stage;
use muster::model::vision::technology::why;
use muster::model::vision::{Judged, KnownBy, Moved, Quadrant, Radar, Ring, Technology, Vision};
use muster::sources::vision::radar::{Read, parse};
use muster::ui::Surface;
use muster::ui::export;
use muster::ui::theme::{Charset, Look, Themes};
use muster::ui::vision::radar::draw;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use termprofile::TermProfile;

#[path = "../../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

mod drawing;
mod reading;
mod users;

/// A radar of made-up technologies: `counts[quadrant][ring]` of them.
fn radar(counts: &[[usize; 4]]) -> Radar {
    let rings = ["Adopt", "Trial", "Assess", "Hold"];
    let names = ["Languages", "Platforms", "Data", "Practices", "Tools", "Security"];
    let mut radar = Radar {
        quadrants: counts
            .iter()
            .zip(names)
            .map(|(_, name)| Quadrant::named(name, name))
            .collect(),
        rings: rings.iter().map(|name| Ring::named(name, name)).collect(),
        technologies: Vec::new(),
    };
    for (quadrant, counts) in counts.iter().enumerate() {
        for (ring, count) in counts.iter().enumerate() {
            for at in 0..*count {
                let number = radar.technologies.len();
                radar.technologies.push(technology(number, quadrant, ring, at));
            }
        }
    }
    radar
}

const WORDS: [&str; 20] = [
    "Anchor", "Basalt", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Juniper",
    "Kestrel", "Lantern", "Meridian", "Nimbus", "Orchard", "Pebble", "Quartz", "Rill", "Sable", "Tundra",
];

fn technology(number: usize, quadrant: usize, ring: usize, at: usize) -> Technology {
    let word = |at: usize| WORDS[at % WORDS.len()];
    let title = match number / WORDS.len() {
        0 => word(number).to_owned(),
        round => format!("{} {}", word(number), word(number * 7 + round)),
    };
    let id = format!("{}-{number}", title.to_lowercase().replace(' ', "-"));
    Technology {
        known_by: KnownBy::by_default(&id, &title),
        id,
        title,
        quadrant,
        timeline: vec![Stage {
            date: (at == 0).then_some(date(2026, 3, 1)),
            ring,
            moved: [Moved::Stayed, Moved::New, Moved::In, Moved::Stayed, Moved::Out][number % 5],
            reason: None,
        }],
        file: "radar.json".to_owned(),
        ..Technology::default()
    }
}

/// About as many as real radars have.
fn usual() -> Radar {
    radar(&[[9, 3, 2, 4], [8, 7, 4, 1], [8, 6, 3, 5], [5, 4, 3, 2]])
}

fn judged(radar: Radar, catalog: Catalog) -> Judged {
    let vision = Vision {
        radar,
        ..Vision::default()
    };
    Judged::new(
        Arc::new(vision),
        Arc::new(catalog),
        Vec::new(),
        date(2026, 6, 1),
        None,
    )
}

fn opened(judged: &Judged) -> State {
    let mut state = State::default();
    state.judged(judged);
    state
}

/// Draws, and lets the state know what was drawn.
fn drawn(state: &mut State, judged: &Judged, (width, height): (u16, u16), look: &Look) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
    let mut surface = Surface::new(&mut buffer, look);
    let area = surface.area();
    draw(state, judged, area, &mut surface);
    let drawn = surface.finish();
    state.drawn(&drawn.layout);
    buffer
}

fn coloured() -> Look {
    let themes = Themes::default();
    let theme = themes.get("terminal").expect("the default theme");
    theme.look(TermProfile::TrueColor, Charset::Unicode)
}

fn text(state: &mut State, judged: &Judged, size: (u16, u16)) -> String {
    export::text(&drawn(state, judged, size, &coloured()))
}
