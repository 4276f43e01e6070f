//! Figures of the radar: who uses what, and the drawing.
//!
//! `cargo bench --bench radar`; `MUSTER_BENCH_ENTITIES=2000,100000` chooses how many entities. Prints a table in Markdown.

#[path = "support/figures.rs"]
mod figures;

use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;

use figures::{Row, median, print_table, scratch};
use jiff::civil::date;
use muster::app::geometry::Size;
use muster::app::vision::radar::{Plot, Shown, State};
use muster::model::catalog::Catalog;
use muster::model::vision::radar::Stage;
use muster::model::vision::{
    Judged, KnownBy, Moved, Quadrant, Radar, Ring, Technologies, Technology, Vision,
};
use muster::sources::files::{self, Scope};
use muster::ui::Surface;
use muster::ui::theme::{Charset, Themes};
use muster::ui::vision::radar::draw;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use termprofile::TermProfile;

const TECHNOLOGIES: usize = 200;
/// Columns, rows, and the names of the two figures.
const SIZES: [((u16, u16), &str, &str); 3] = [
    (
        (80, 24),
        "200 technologies drawn at 80×24",
        "of that, the places of all at 80×24",
    ),
    (
        (140, 45),
        "200 technologies drawn at 140×45",
        "of that, the places of all at 140×45",
    ),
    (
        (300, 90),
        "200 technologies drawn at 300×90",
        "of that, the places of all at 300×90",
    ),
];
/// Entities of one file.
const IN_A_FILE: usize = 500;

fn main() {
    let wanted = std::env::var("MUSTER_BENCH_ENTITIES").unwrap_or_else(|_| "2000,100000".to_owned());
    let sizes = wanted.split(',').filter_map(|size| size.trim().parse().ok());
    let columns: Vec<(usize, Vec<Row>)> = sizes.map(|size| (size, measure(size))).collect();
    print_table("radar", &columns);
}

fn measure(entities: usize) -> Vec<Row> {
    let catalog = catalog(entities);
    let (radar, asking) = (radar(false), radar(true));
    let by_names = median(9, || Technologies::of(black_box(&catalog), &radar));
    let by_patterns = median(9, || Technologies::of(black_box(&catalog), &asking));
    let mut rows = vec![
        Row::new(
            "who uses which of 200, known by tags and types",
            format!("{by_names:.2?}"),
        ),
        Row::new(
            "who uses which of 200, known also by annotations and patterns of dependencies",
            format!("{by_patterns:.2?}"),
        ),
    ];
    let vision = Vision {
        radar,
        ..Vision::default()
    };
    let judged = Judged::new(
        Arc::new(vision),
        Arc::new(catalog),
        Vec::new(),
        date(2026, 6, 1),
        None,
    );
    let mut state = State::default();
    state.judged(&judged);
    let themes = Themes::default();
    let theme = themes.get("terminal").expect("the default theme");
    let look = theme.look(TermProfile::TrueColor, Charset::Unicode);
    for ((width, height), whole, places) in SIZES {
        let mut buffer = Buffer::empty(Rect::new(0, 0, width, height));
        let drawn = median(99, || {
            let mut surface = Surface::new(&mut buffer, &look);
            let area = surface.area();
            draw(black_box(&state), &judged, area, &mut surface);
            surface.finish()
        });
        rows.push(Row::new(whole, format!("{drawn:.2?}")));
        let all = median(99, || {
            Plot::of(&judged.vision.radar, Shown::All, Size::new(width, height))
        });
        rows.push(Row::new(places, format!("{all:.2?}")));
    }
    rows
}

fn radar(asks_much: bool) -> Radar {
    let names = ["Adopt", "Trial", "Assess", "Hold"];
    let technologies = (0..TECHNOLOGIES).map(|at| {
        let (id, title) = (format!("tech-{at}"), format!("Technology {at}"));
        let mut known_by = KnownBy::by_default(&id, &title);
        if asks_much {
            known_by.annotations = vec![(format!("example.com/uses-{at}"), Some("yes".to_owned()))];
            known_by.dependencies = vec![format!("resource:*/{id}-*")];
        }
        Technology {
            id,
            title,
            quadrant: at % 4,
            timeline: vec![Stage {
                ring: at / 4 % 4,
                moved: [Moved::Stayed, Moved::New, Moved::In, Moved::Out][at % 3],
                ..Stage::default()
            }],
            known_by,
            ..Technology::default()
        }
    });
    Radar {
        quadrants: ["A", "B", "C", "D"]
            .map(|name| Quadrant::named(name, name))
            .into(),
        rings: names.map(|name| Ring::named(name, name)).into(),
        technologies: technologies.collect(),
    }
}

/// Nine in ten are components with two tags, two annotations and two dependencies; the others are what they depend on.
fn catalog(entities: usize) -> Catalog {
    let folder = scratch().join(format!("radar-{entities}"));
    std::fs::create_dir_all(&folder).expect("a folder");
    let resources = entities / 10;
    let mut text = String::new();
    for at in 0..entities {
        let technology = at % (TECHNOLOGIES + 50);
        let entity = if at < resources {
            format!(
                "kind: Resource\nmetadata: {{name: tech-{technology}-{at}}}\nspec: {{type: tech-{technology}, owner: team}}\n"
            )
        } else {
            let needs: Vec<String> = [at * 7, at * 13]
                .iter()
                .map(|at| at % resources.max(1))
                .map(|at| format!("\"resource:tech-{}-{at}\"", at % (TECHNOLOGIES + 50)))
                .collect();
            format!(
                "kind: Component\nmetadata:\n  name: service-{at}\n  tags: [tech-{technology}, other]\n  annotations: {{example.com/uses-{technology}: \"yes\", example.com/page: x}}\nspec: {{type: service, lifecycle: production, owner: team, dependsOn: [{}]}}\n",
                needs.join(", ")
            )
        };
        // Writing to a string cannot fail.
        let _ = write!(text, "---\napiVersion: backstage.io/v1alpha1\n{entity}");
        if (at + 1) % IN_A_FILE == 0 || at + 1 == entities {
            let name = format!("{}.yaml", at / IN_A_FILE);
            std::fs::write(folder.join(name), std::mem::take(&mut text)).expect("a file");
        }
    }
    let snapshot = files::read(&Scope::folder(&folder), None).snapshot;
    Arc::unwrap_or_clone(snapshot.expect("a first reading gives a snapshot").catalog)
}
