//! Text with escape sequences (ECMA-48 SGR): what `cat` shows as the screen was.

use std::fmt::Write;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};

use super::visible;

/// The grid with its colours and modifiers, a line each.
pub fn ansi(buffer: &Buffer) -> String {
    let mut out = String::new();
    for row in 0..buffer.area.height {
        let mut before = Style::reset();
        for (_, _, cell) in visible(buffer, row) {
            let style = cell.style();
            if style != before {
                out.push_str(&sgr(style));
                before = style;
            }
            out.push_str(cell.symbol());
        }
        out.push_str("\u{1b}[0m\n");
    }
    out
}

/// The sequence that sets exactly this style, whatever was set before.
fn sgr(style: Style) -> String {
    let mut out = String::from("\u{1b}[0");
    for (modifier, code) in [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ] {
        if style.add_modifier.contains(modifier) {
            push(&mut out, format_args!(";{code}"));
        }
    }
    colour(&mut out, style.fg, 30);
    colour(&mut out, style.bg, 40);
    out.push('m');
    out
}

fn colour(out: &mut String, colour: Option<Color>, base: u8) {
    match colour {
        None | Some(Color::Reset) => {}
        Some(Color::Rgb(red, green, blue)) => push(out, format_args!(";{};2;{red};{green};{blue}", base + 8)),
        Some(Color::Indexed(index)) => push(out, format_args!(";{};5;{index}", base + 8)),
        Some(named) => match index(named) {
            dark @ 0..=7 => push(out, format_args!(";{}", base + dark)),
            bright => push(out, format_args!(";{}", base + 60 + bright - 8)),
        },
    }
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}

/// The number of one of the sixteen colours.
pub(super) fn index(colour: Color) -> u8 {
    match colour {
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
        Color::Indexed(index) => index,
        Color::Black | Color::Reset | Color::Rgb(..) => 0,
    }
}
