//! Line-drawing and block characters as shapes: drawn instead of written, they join up whatever font the viewer has.

/// What a character looks like, drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Lines from the middle of the cell to its edges.
    Lines {
        left: bool,
        right: bool,
        up: bool,
        down: bool,
        round: bool,
    },
    /// A block from the bottom of the cell, in eighths of its height.
    Block(u8),
}

/// The shape of a cell's text, if it has one.
pub(super) fn shape(symbol: &str) -> Option<Shape> {
    let mut chars = symbol.chars();
    let (Some(c), None) = (chars.next(), chars.next()) else {
        return None;
    };
    let lines = |arms: &str, round| {
        let has = |arm| arms.contains(arm);
        Some(Shape::Lines {
            left: has('l'),
            right: has('r'),
            up: has('u'),
            down: has('d'),
            round,
        })
    };
    match c {
        '─' => lines("lr", false),
        '│' => lines("ud", false),
        '┌' => lines("rd", false),
        '┐' => lines("ld", false),
        '└' => lines("ru", false),
        '┘' => lines("lu", false),
        '├' => lines("rud", false),
        '┤' => lines("lud", false),
        '┬' => lines("lrd", false),
        '┴' => lines("lru", false),
        '┼' => lines("lrud", false),
        '╭' => lines("rd", true),
        '╮' => lines("ld", true),
        '╰' => lines("ru", true),
        '╯' => lines("lu", true),
        '▁'..='█' => u8::try_from(u32::from(c) - u32::from('▁') + 1)
            .ok()
            .map(Shape::Block),
        _ => None,
    }
}
