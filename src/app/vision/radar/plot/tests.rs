use super::*;
use crate::model::vision::radar::Stage;
use crate::model::vision::{Quadrant, Ring, Technology};

/// One technology in each ring of each of so many quadrants.
fn radar(quadrants: usize) -> Radar {
    let rings = ["Adopt", "Trial", "Assess", "Hold"];
    let places = (0..quadrants).flat_map(|quadrant| (0..rings.len()).map(move |ring| (quadrant, ring)));
    let technology = |(quadrant, ring): (usize, usize)| Technology {
        id: format!("t-{quadrant}-{ring}"),
        title: format!("T {quadrant} {ring}"),
        quadrant,
        timeline: vec![Stage {
            ring,
            ..Stage::default()
        }],
        ..Technology::default()
    };
    Radar {
        quadrants: (0..quadrants).map(Quadrant::counted).collect(),
        rings: rings.map(|name| Ring::named(name, name)).into(),
        technologies: places.map(technology).collect(),
    }
}

const LARGE: Size = Size::new(84, 40);

#[test]
fn quadrants_go_clockwise_from_the_upper_left() {
    let plot = Plot::of(&radar(4), Shown::All, LARGE);
    for (column, row, quadrant) in [(30, 10, 0), (54, 10, 1), (54, 30, 2), (30, 30, 3)] {
        let segment = plot
            .geometry
            .segment(f64::from(column) * 2.0, f64::from(row) * 4.0)
            .map(|segment| segment.quadrant);
        assert_eq!(segment, Some(quadrant));
    }
}

#[test]
fn names_of_rings_stand_whole_on_both_sides_where_there_is_room() {
    let radar = radar(4);
    let plot = Plot::of(&radar, Shown::All, LARGE);
    let widths: Vec<(usize, u16)> = plot
        .ring_names
        .iter()
        .map(|name| (name.ring, name.width))
        .collect();
    let whole = [(0, 5), (1, 5), (2, 6), (3, 4)];
    assert_eq!(widths, [whole, whole].concat());
}

#[test]
fn one_quadrant_fills_its_corner() {
    for (quadrant, middle) in [
        (0, (166.0, 158.0)),
        (1, (1.0, 158.0)),
        (2, (1.0, 2.0)),
        (3, (166.0, 2.0)),
    ] {
        let plot = Plot::of(&radar(4), Shown::Quadrant(quadrant), LARGE);
        assert_eq!(plot.geometry.middle, middle, "{quadrant}");
        assert!(plot.blips.iter().all(|blip| blip.segment.quadrant == quadrant));
        assert_eq!(plot.blips.len(), 4);
    }
}

#[test]
fn any_number_of_quadrants_has_its_sectors() {
    for quadrants in [0, 1, 2, 3, 5, 8] {
        let plot = Plot::of(&radar(quadrants), Shown::All, LARGE);
        assert_eq!(plot.geometry.sectors.len(), quadrants.max(1));
        assert_eq!(plot.blips.len(), quadrants * 4);
    }
}

#[test]
fn the_nearest_blip_in_a_direction_is_ahead() {
    let radar = radar(4);
    let plot = Plot::of(&radar, Shown::All, LARGE);
    let quadrant_of = |id| radar.technology(id).map(|technology| technology.quadrant);
    let from = TechnologyId(0);
    assert_eq!(quadrant_of(from), Some(0));
    let mut right = from;
    while let Some(next) = plot.nearest(right, Direction::Right, |_| true) {
        right = next;
    }
    assert!(matches!(quadrant_of(right), Some(1 | 2)));
    assert_eq!(plot.nearest(from, Direction::Right, |_| false), None);
}
