use super::*;

#[test]
fn all_quadrants_on_a_large_screen() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    insta::assert_snapshot!(text(&mut state, &judged, (140, 41)));
}

#[test]
fn all_quadrants_on_a_usual_screen() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    insta::assert_snapshot!(text(&mut state, &judged, (120, 36)));
}

#[test]
fn one_quadrant_on_a_small_screen() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    insta::assert_snapshot!(text(&mut state, &judged, (80, 20)));
    state.turn(false, &judged);
    insta::assert_snapshot!(text(&mut state, &judged, (80, 20)));
}

#[test]
fn without_braille_and_colours() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    state.step(false, &judged);
    let plain = Look::plain(Charset::Ascii);
    let picture = export::text(&drawn(&mut state, &judged, (100, 30), &plain));
    assert!(picture.is_ascii(), "{picture}");
    insta::assert_snapshot!(picture);
}

#[test]
fn the_list_and_what_there_is_to_say() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    state.toggle();
    insta::assert_snapshot!(text(&mut state, &judged, (120, 20)));
    insta::assert_snapshot!(text(&mut state, &judged, (60, 12)));
    state.enter(&judged);
    insta::assert_snapshot!(text(&mut state, &judged, (60, 12)));
}

#[test]
fn a_filter_leaves_its_matches_and_dims_the_rest() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    state.filter();
    state.insert("hold data", &judged);
    assert_eq!(state.rows.len(), 5);
    insta::assert_snapshot!(text(&mut state, &judged, (110, 30)));
    assert!(state.escape(&judged));
    assert_eq!(state.rows.len(), judged.vision.radar.technologies.len());
    assert!(!state.escape(&judged));
}

#[test]
fn arrows_lead_to_the_nearest_blip_and_back() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    drawn(&mut state, &judged, (140, 41), &coloured());
    let place = |state: &State| {
        let plot = Plot::of(&judged.vision.radar, Shown::All, drawing(state));
        let blip = plot
            .blip(state.selected().expect("a selection"))
            .expect("its blip");
        (blip.column, blip.row)
    };
    let drawing_of = |state: &State| drawing(state);
    assert!(drawing_of(&state).width > 40);
    for _ in 0..20 {
        let before = place(&state);
        state.go(Motion::Down, &judged);
        assert!(place(&state).1 >= before.1);
        let before = place(&state);
        state.right(&judged);
        assert!(place(&state).0 >= before.0);
    }
}

/// Where the circle of the large screen was drawn, as the state was told.
fn drawing(_: &State) -> Size {
    let judged = judged(usual(), Catalog::default());
    let mut buffer = Buffer::empty(Rect::new(0, 0, 140, 41));
    let look = coloured();
    let mut surface = Surface::new(&mut buffer, &look);
    let area = surface.area();
    draw(&opened(&judged), &judged, area, &mut surface);
    let layout = surface.finish().layout;
    let area = layout.area_of(&Target::Pane(DRAWING)).expect("a drawing");
    Size::new(area.width, area.height)
}

#[test]
fn a_click_selects_a_blip() {
    let judged = judged(usual(), Catalog::default());
    let mut state = opened(&judged);
    let mut buffer = Buffer::empty(Rect::new(0, 0, 140, 41));
    let look = coloured();
    let mut surface = Surface::new(&mut buffer, &look);
    let area = surface.area();
    draw(&state, &judged, area, &mut surface);
    let layout = surface.finish().layout;
    let area = layout.area_of(&Target::Row(LIST, 30)).expect("its row or blip");
    assert_eq!(layout.at(area.x, area.y), Some(&Target::Row(LIST, 30)));
    assert!(!state.click(30, &judged));
    assert!(state.click(30, &judged));
}

#[test]
fn the_selection_stays_when_the_radar_changes() {
    let before = judged(usual(), Catalog::default());
    let mut state = opened(&before);
    let id = before.vision.radar.technologies[20].id.clone();
    assert!(state.select(&id, &before));
    let mut radar = usual();
    radar.technologies.remove(3);
    state.judged(&judged(radar, Catalog::default()));
    assert_eq!(state.row().map(|row| row.id.as_str()), Some(id.as_str()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Every blip lies in its segment and over no other, at any size; where there is room for all, all are there.
    #[test]
    fn blips_lie_in_their_segments_and_apart(
        counts in proptest::collection::vec(proptest::array::uniform4(0usize..14), 1..6),
        width in 0u16..160, height in 0u16..60, zoomed in 0usize..7,
    ) {
        let radar = radar(&counts);
        let shown = if zoomed < counts.len() { Shown::Quadrant(zoomed) } else { Shown::All };
        let plot = Plot::of(&radar, shown, Size::new(width, height));
        let mut taken = vec![false; usize::from(width) * usize::from(height)];
        for blip in &plot.blips {
            let technology = radar.technology(blip.technology).unwrap();
            prop_assert_eq!((blip.segment.quadrant, blip.segment.ring), (technology.quadrant, technology.ring()));
            for column in blip.column..blip.column + blip.width {
                prop_assert_eq!(plot.geometry.segment_of_cell(column, blip.row), Some(blip.segment));
                let cell = &mut taken[usize::from(blip.row) * usize::from(width) + usize::from(column)];
                prop_assert!(!*cell, "two blips at {},{}", column, blip.row);
                *cell = true;
            }
        }
        let wanted = radar.technologies.iter().filter(|technology| match shown {
            Shown::All => true,
            Shown::Quadrant(quadrant) => technology.quadrant == quadrant,
        });
        let hidden: usize = plot.hidden.values().sum();
        prop_assert_eq!(plot.blips.len() + hidden, wanted.count());
        if width >= 80 && height >= 40 && counts.len() <= 4 {
            prop_assert_eq!(hidden, 0);
        }
        prop_assert_eq!(&plot, &Plot::of(&radar, shown, Size::new(width, height)));
    }

    #[test]
    fn nothing_panics_at_any_size(
        counts in proptest::collection::vec(proptest::array::uniform4(0usize..9), 0..5),
        width in 1u16..130, height in 1u16..40, keys in proptest::collection::vec(0u8..12, 0..25), is_ascii: bool,
    ) {
        let judged = judged(radar(&counts), Catalog::default());
        let mut state = opened(&judged);
        let look = if is_ascii { Look::plain(Charset::Ascii) } else { coloured() };
        drawn(&mut state, &judged, (width, height), &look);
        for key in keys {
            match key {
                0 => state.go(Motion::Up, &judged),
                1 => state.go(Motion::Down, &judged),
                2 => state.left(&judged),
                3 => state.right(&judged),
                4 => state.zoom(),
                5 => state.toggle(),
                6 => state.turn(true, &judged),
                7 => drop(state.enter(&judged)),
                8 => state.next_pane(false),
                9 => state.insert("a", &judged),
                10 => drop(state.escape(&judged)),
                _ => state.step(true, &judged),
            }
            drawn(&mut state, &judged, (width, height), &look);
        }
        prop_assert!(state.mode == Mode::Drawn || state.mode == Mode::List);
    }
}
