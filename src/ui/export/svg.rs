//! A picture (SVG 1.1) of the screen, for documents: each run of cells is placed on the grid by itself, so that columns
//! stay columns whatever font the viewer has.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::ansi::index;
use super::visible;

/// A cell, in user units; nearly the proportions of the fonts named below at `FONT_SIZE`.
const CELL: (f64, f64) = (8.4, 18.0);
const FONT_SIZE: f64 = 14.0;
/// Where the letters stand, from the top of a cell.
const BASELINE: f64 = 13.6;
const PADDING: f64 = 14.0;
const FONTS: &str =
    "ui-monospace,'JetBrains Mono','Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

/// The colours that a terminal would choose itself: its ground, its text and the sixteen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    pub text: (u8, u8, u8),
    pub ground: (u8, u8, u8),
    pub sixteen: [(u8, u8, u8); 16],
}

impl Default for Palette {
    /// A dark terminal.
    fn default() -> Self {
        Self {
            text: (0xd5, 0xda, 0xe3),
            ground: (0x16, 0x18, 0x1d),
            sixteen: [
                (0x2a, 0x2e, 0x37),
                (0xe0, 0x6c, 0x75),
                (0x8f, 0xc9, 0x7a),
                (0xe5, 0xc0, 0x7b),
                (0x61, 0xaf, 0xef),
                (0xc6, 0x8a, 0xe0),
                (0x5f, 0xc1, 0xcf),
                (0xc5, 0xcb, 0xd6),
                (0x6d, 0x77, 0x88),
                (0xff, 0x8b, 0x92),
                (0xa9, 0xe0, 0x95),
                (0xff, 0xd8, 0x94),
                (0x8a, 0xc8, 0xff),
                (0xdf, 0xa8, 0xf7),
                (0x82, 0xdf, 0xec),
                (0xff, 0xff, 0xff),
            ],
        }
    }
}

/// Draws the grid as a terminal window with a title.
pub fn svg(buffer: &Buffer, title: &str, palette: &Palette) -> String {
    let (columns, rows) = (f64::from(buffer.area.width), f64::from(buffer.area.height));
    let (width, height) = (columns * CELL.0 + 2.0 * PADDING, rows * CELL.1 + 2.0 * PADDING);
    let mut out = String::new();
    push(
        &mut out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.1} {height:.1}\" \
             role=\"img\">\n<title>{}</title>\n<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{}\"/>\n\
             <g transform=\"translate({PADDING} {PADDING})\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" xml:space=\"preserve\">\n",
            escape(title),
            hex(palette.ground),
        ),
    );
    for row in 0..buffer.area.height {
        let runs = runs(buffer, row, palette);
        runs.iter().for_each(|run| run.ground(&mut out, row, palette));
        runs.iter().for_each(|run| run.letters(&mut out, row));
    }
    out.push_str("</g>\n</svg>\n");
    out
}

/// Cells beside each other that look alike.
struct Run {
    column: u16,
    columns: u16,
    text: String,
    paint: Paint,
    /// Whether its letters can be placed as one: all of them take one column and need no exact place.
    joins: bool,
}

#[derive(PartialEq, Clone)]
struct Paint {
    fg: (u8, u8, u8),
    bg: (u8, u8, u8),
    modifier: Modifier,
}

fn runs(buffer: &Buffer, row: u16, palette: &Palette) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (column, columns, cell) in visible(buffer, row) {
        let paint = paint(cell, palette);
        let joins = cell.symbol().is_ascii();
        match runs.last_mut() {
            Some(run) if run.joins && joins && run.paint == paint => {
                run.columns += columns;
                run.text.push_str(cell.symbol());
            }
            _ => runs.push(Run {
                column,
                columns,
                text: cell.symbol().to_owned(),
                paint,
                joins,
            }),
        }
    }
    runs
}

fn paint(cell: &Cell, palette: &Palette) -> Paint {
    let mut fg = rgb(cell.fg, palette.text, palette);
    let mut bg = rgb(cell.bg, palette.ground, palette);
    if cell.modifier.contains(Modifier::REVERSED) {
        std::mem::swap(&mut fg, &mut bg);
    }
    let seen =
        Modifier::BOLD | Modifier::DIM | Modifier::ITALIC | Modifier::UNDERLINED | Modifier::CROSSED_OUT;
    Paint {
        fg,
        bg,
        modifier: cell.modifier & seen,
    }
}

impl Run {
    fn ground(&self, out: &mut String, row: u16, palette: &Palette) {
        if self.paint.bg == palette.ground {
            return;
        }
        let (x, y) = (f64::from(self.column) * CELL.0, f64::from(row) * CELL.1);
        let width = f64::from(self.columns) * CELL.0;
        let fill = hex(self.paint.bg);
        push(
            out,
            format_args!(
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{}\" fill=\"{fill}\"/>\n",
                CELL.1
            ),
        );
    }

    fn letters(&self, out: &mut String, row: u16) {
        let text = self.text.trim_end();
        let underlined = self
            .paint
            .modifier
            .intersects(Modifier::UNDERLINED | Modifier::CROSSED_OUT);
        if text.is_empty() && !underlined {
            return;
        }
        let text = if underlined { self.text.as_str() } else { text };
        let (x, y) = (
            f64::from(self.column) * CELL.0,
            f64::from(row) * CELL.1 + BASELINE,
        );
        let columns = if self.joins {
            text.len() as f64
        } else {
            f64::from(self.columns)
        };
        let length = columns * CELL.0;
        // A character that is drawn narrower than its cells must not be stretched; a line-drawing one must be.
        let adjust = if self.joins { "spacing" } else { "spacingAndGlyphs" };
        let (fill, style) = (hex(self.paint.fg), self.attributes());
        push(
            out,
            format_args!(
                "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{fill}\" textLength=\"{length:.1}\" lengthAdjust=\"{adjust}\"{style}>{}</text>\n",
                escape(text)
            ),
        );
    }

    fn attributes(&self) -> String {
        let mut out = String::new();
        for (modifier, attribute) in [
            (Modifier::BOLD, " font-weight=\"bold\""),
            (Modifier::DIM, " opacity=\"0.65\""),
            (Modifier::ITALIC, " font-style=\"italic\""),
            (Modifier::UNDERLINED, " text-decoration=\"underline\""),
            (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
        ] {
            if self.paint.modifier.contains(modifier) {
                out.push_str(attribute);
            }
        }
        out
    }
}

fn rgb(colour: Color, default: (u8, u8, u8), palette: &Palette) -> (u8, u8, u8) {
    match colour {
        Color::Reset => default,
        Color::Rgb(red, green, blue) => (red, green, blue),
        other => match index(other) {
            named @ 0..=15 => palette
                .sixteen
                .get(usize::from(named))
                .copied()
                .unwrap_or(default),
            cube @ 16..=231 => {
                let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
                let cube = cube - 16;
                (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
            }
            grey => {
                let level = 8 + 10 * (grey - 232);
                (level, level, level)
            }
        },
    }
}

fn hex((red, green, blue): (u8, u8, u8)) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Text as XML takes it; what XML 1.0 cannot hold at all is left out.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
