use super::*;
use proptest::prelude::*;
use ratatui::buffer::Buffer;

use crate::ui::export;
use crate::ui::theme::{Charset, Look};

const VIEW: ViewId = ViewId("test.rows");

const COLUMNS: &[Column] = &[
    Column::new("NAME", 0, 6, 10).grow(1),
    Column::new("OWNER", 2, 5, 8),
    Column::new("USED BY", 1, 9, 9).right(),
];

const NAMES: [&str; 4] = ["ledger", "支払い-gateway", "cart", "search"];

/// The table at a size, with the second row selected and the third marked.
fn drawn(width: u16, height: u16, sorted: Option<Sorted>) -> String {
    let mut list = List::default();
    list.set_height(usize::from(height.saturating_sub(1)));
    list.select(2, &NAMES[..]);
    list.toggle_mark(&NAMES[..]);
    list.select(1, &NAMES[..]);
    let area = Rect::new(0, 0, width, height);
    let mut buffer = Buffer::empty(area);
    let look = Look::plain(Charset::Unicode);
    let mut surface = Surface::new(&mut buffer, &look);
    Table::new(VIEW, COLUMNS, &list)
        .sorted(sorted)
        .draw(&NAMES[..], area, &mut surface, |row, column| match column {
            0 => Cell::text(NAMES[row]),
            1 => Cell::muted("team-a"),
            _ => Cell::text(format!("{}", row * 40)),
        });
    export::text(&buffer)
}

#[test]
fn all_columns_where_there_is_room() {
    let sorted = Some(Sorted {
        column: 2,
        descending: true,
    });
    insta::assert_snapshot!(drawn(44, 5, sorted), @r"
      NAME                  OWNER      ▼USED BY
      ledger                team-a            0
    ▸ 支払い-gateway        team-a           40
    ● cart                  team-a           80
      search                team-a          120
    ");
}

#[test]
fn the_column_of_the_highest_rank_leaves_first_and_a_scroll_bar_comes_when_rows_are_out_of_view() {
    insta::assert_snapshot!(drawn(22, 4, None), @r"
      NAME        USED BY
      ledger            0█
    ▸ 支払い-…         40█
    ● cart             80│
    ");
}

#[test]
fn columns_leave_by_rank_and_share_what_is_left() {
    let seen = |room| {
        fit(COLUMNS, room)
            .iter()
            .map(|span| (span.column, span.start, span.width))
            .collect::<Vec<_>>()
    };
    for (room, spans) in [
        (40, vec![(0, 0, 19), (1, 21, 8), (2, 31, 9)]),
        (24, vec![(0, 0, 6), (1, 8, 5), (2, 15, 9)]),
        (23, vec![(0, 0, 12), (2, 14, 9)]),
        (16, vec![(0, 0, 16)]),
        (3, vec![(0, 0, 6)]),
        (0, vec![(0, 0, 6)]),
    ] {
        assert_eq!(seen(room), spans, "{room} cells");
    }
}

proptest! {
    #[test]
    fn no_size_panics_and_columns_never_overlap(width in 0u16..60, height in 0u16..8) {
        drawn(width, height, None);
        let spans = fit(COLUMNS, width);
        for pair in spans.windows(2) {
            prop_assert!(pair[0].start + pair[0].width + GAP <= pair[1].start);
        }
        if let Some(last) = spans.last().filter(|_| spans.len() > 1) {
            prop_assert!(last.start + last.width <= width);
        }
    }
}
