use super::*;
use proptest::prelude::*;

fn rows(names: &str) -> Vec<String> {
    names
        .split(' ')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn numbered(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("row{number}")).collect()
}

fn at_start(rows: &[String], height: usize) -> List {
    let mut list = List::default();
    list.set_height(height);
    list.select(0, rows);
    list
}

#[test]
fn motions_stop_at_both_ends() {
    let rows = numbered(100);
    let mut list = at_start(&rows, 10);
    for (motion, cursor) in [
        (Motion::Up, 0),
        (Motion::Down, 1),
        (Motion::HalfPageDown, 6),
        (Motion::PageDown, 15),
        (Motion::PageUp, 6),
        (Motion::HalfPageUp, 1),
        (Motion::Last, 99),
        (Motion::Down, 99),
        (Motion::First, 0),
    ] {
        list.go(motion, &rows[..]);
        assert_eq!(list.cursor(), Some(cursor), "{motion:?}");
    }
}

#[test]
fn the_view_keeps_a_margin_around_the_cursor() {
    let rows = numbered(100);
    let mut list = at_start(&rows, 10);
    for _ in 0..8 {
        list.go(Motion::Down, &rows[..]);
    }
    assert_eq!(list.window(10), 1..11);
    list.go(Motion::Last, &rows[..]);
    assert_eq!(list.window(10), 90..100);
    list.go(Motion::HalfPageUp, &rows[..]);
    assert_eq!(list.window(10), 90..100);
}

#[test]
fn the_selected_row_stays_selected_when_rows_come_and_go() {
    let mut list = at_start(&rows("a b c d e"), 3);
    list.select_id("c", &rows("a b c d e")[..]);
    list.replaced(&rows("x y a b c d e")[..]);
    assert_eq!((list.selected(), list.cursor()), (Some("c"), Some(4)));
    list.replaced(&rows("e d c")[..]);
    assert_eq!((list.selected(), list.cursor()), (Some("c"), Some(2)));
}

#[test]
fn when_the_selected_row_is_gone_its_place_is_selected() {
    let mut list = at_start(&rows("a b c"), 3);
    list.select(1, &rows("a b c")[..]);
    list.replaced(&rows("a c")[..]);
    assert_eq!(list.selected(), Some("c"));
    list.replaced(&rows("")[..]);
    assert_eq!((list.selected(), list.cursor()), (None, None));
    list.replaced(&rows("z")[..]);
    assert_eq!(list.selected(), Some("z"));
}

#[test]
fn marks_follow_their_rows_and_ranges_can_be_seen_before_they_end() {
    let all = rows("a b c d e");
    let mut list = at_start(&all, 5);
    list.toggle_mark(&all[..]);
    assert_eq!(list.selected(), Some("b"), "marking goes on to the next row");
    list.go(Motion::Down, &all[..]);
    list.toggle_range(&all[..]);
    list.go(Motion::Down, &all[..]);
    assert!(list.is_marked(3, "d") && list.is_marked(0, "a") && !list.is_marked(1, "b"));
    assert_eq!(list.marked_count(&all[..]), 3);
    list.toggle_range(&all[..]);
    list.replaced(&rows("d a")[..]);
    assert_eq!(list.chosen(&rows("d a")[..]), ["a", "d"]);
    assert!(list.clear_marks());
    assert!(!list.clear_marks());
    assert_eq!(
        list.chosen(&rows("d a")[..]),
        ["d"],
        "without marks the selected row is meant"
    );
}

#[test]
fn the_wheel_moves_the_view_and_drags_the_cursor_along() {
    let rows = numbered(50);
    let mut list = at_start(&rows, 10);
    list.scroll(3, &rows[..]);
    assert_eq!((list.window(10), list.cursor()), (3..13, Some(5)));
    list.scroll(-3, &rows[..]);
    assert_eq!((list.window(10), list.cursor()), (0..10, Some(5)));
    list.scroll(1000, &rows[..]);
    assert_eq!(list.window(10), 40..50);
}

proptest! {
    #[test]
    fn the_cursor_is_always_in_view(
        len in 0usize..60, height in 0usize..20, steps in prop::collection::vec((0usize..10, 0usize..60), 0..40),
    ) {
        const MOTIONS: [Motion; 8] = [Motion::Up, Motion::Down, Motion::HalfPageUp, Motion::HalfPageDown, Motion::PageUp,
            Motion::PageDown, Motion::First, Motion::Last];
        let mut rows = numbered(len);
        let mut list = at_start(&rows, height);
        for (step, size) in steps {
            match step {
                8 => { rows = numbered(size); list.replaced(&rows[..]); }
                9 => { list.scroll(size as isize - 30, &rows[..]); }
                motion => { list.go(MOTIONS[motion], &rows[..]); }
            }
            let window = list.window(height);
            prop_assert!(window.end <= rows.len());
            prop_assert_eq!(window.len(), height.min(rows.len()));
            match list.cursor() {
                Some(cursor) => prop_assert!(height == 0 || window.contains(&cursor)),
                None => prop_assert!(rows.is_empty()),
            }
        }
    }
}
