//! Numbers as bars and lines of characters, which read without colour.

/// The characters of a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Strokes {
    pub by_hand: &'static str,
    pub self_served: &'static str,
    /// From nothing up to the greatest.
    heights: [&'static str; 9],
}

impl Strokes {
    pub const UNICODE: Strokes = Strokes {
        by_hand: "█",
        self_served: "░",
        heights: ["·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    };

    /// For terminals without block characters.
    pub const ASCII: Strokes = Strokes {
        by_hand: "#",
        self_served: "-",
        heights: [".", "1", "2", "3", "4", "5", "6", "7", "8"],
    };

    /// How many cells of `cells` two parts take, where the greatest sum of all bars is `most`. What is there at all is seen.
    pub fn bar(parts: (usize, usize), most: usize, cells: usize) -> (usize, usize) {
        let seen = |part: usize, cells: usize| match part {
            0 => 0,
            _ => cells.max(1),
        };
        let scaled = |number: usize| (number * cells + most / 2) / most.max(1);
        let first = seen(parts.0, scaled(parts.0)).min(cells);
        let both = seen(parts.0 + parts.1, scaled(parts.0 + parts.1)).min(cells);
        let second = seen(parts.1, both.saturating_sub(first)).min(cells - first);
        (first, second)
    }

    /// A line of one character a number, as high as the number against the greatest.
    pub fn line(&self, numbers: impl Iterator<Item = u64> + Clone) -> String {
        let most = numbers.clone().max().unwrap_or(0).max(1);
        let height = |number: u64| match number {
            0 => 0,
            _ => (number * 8).div_ceil(most),
        };
        numbers
            .filter_map(|number| self.heights.get(usize::try_from(height(number)).unwrap_or(8)))
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_as_high_as_their_numbers() {
        let line = |numbers: &[u64], strokes: Strokes| strokes.line(numbers.iter().copied());
        assert_eq!(line(&[0, 1, 4, 8], Strokes::UNICODE), "·▁▄█");
        assert_eq!(line(&[0, 1, 1000], Strokes::ASCII), ".18");
        assert_eq!(line(&[], Strokes::UNICODE), "");
        assert_eq!(line(&[0, 0], Strokes::UNICODE), "··");
    }

    #[test]
    fn bars_share_their_cells() {
        for (parts, most, expected) in [
            ((10, 0), 10, (20, 0)),
            ((5, 5), 10, (10, 10)),
            ((0, 1), 1000, (0, 1)),
            ((1, 1), 1000, (1, 1)),
            ((0, 0), 0, (0, 0)),
        ] {
            assert_eq!(Strokes::bar(parts, most, 20), expected, "{parts:?} of {most}");
        }
    }

    proptest! {
        #[test]
        fn a_bar_fits(a in 0usize..1000, b in 0usize..1000, more in 0usize..1000, cells in 0usize..80) {
            let (one, other) = Strokes::bar((a, b), a + b + more, cells);
            prop_assert!(one + other <= cells);
        }
    }
}
