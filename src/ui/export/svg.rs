//! A picture (SVG 1.1) of the screen, for documents. Text is placed on the grid run by run and lines are drawn, so that
//! columns stay columns and boxes stay closed whatever font the viewer has.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::{Color, Modifier};

use super::ansi::index;
use super::strokes::{Shape, shape};
use super::visible;

/// A cell, in user units; nearly the proportions of the fonts named below at `FONT_SIZE`.
const CELL: (f64, f64) = (8.4, 18.0);
const FONT_SIZE: f64 = 14.0;
/// Where the letters stand, from the top of a cell.
const BASELINE: f64 = 13.6;
const PADDING: f64 = 14.0;
const FONTS: &str =
    "ui-monospace,'JetBrains Mono','Cascadia Mono','SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace";

type Rgb = (u8, u8, u8);

/// The colours that a terminal would choose itself: its ground, its text and the sixteen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Palette {
    pub text: Rgb,
    pub ground: Rgb,
    pub sixteen: [Rgb; 16],
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

/// Draws the grid, with a title for those who cannot see it.
pub fn svg(buffer: &Buffer, title: &str, palette: &Palette) -> String {
    let ground = common_ground(buffer, palette);
    let mut picture = Picture {
        out: String::new(),
        palette,
        ground,
    };
    picture.open(f64::from(buffer.area.width), f64::from(buffer.area.height), title);
    for row in 0..buffer.area.height {
        picture.row(buffer, row);
    }
    picture.out.push_str("</g>\n</svg>\n");
    picture.out
}

/// The background of most cells: it is drawn once, and around them.
fn common_ground(buffer: &Buffer, palette: &Palette) -> Rgb {
    let mut counts: Vec<(Color, usize)> = Vec::new();
    for cell in &buffer.content {
        match counts.iter_mut().find(|(colour, _)| *colour == cell.bg) {
            Some((_, count)) => *count += 1,
            None => counts.push((cell.bg, 1)),
        }
    }
    let most = counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map_or(Color::Reset, |(colour, _)| colour);
    rgb(most, palette.ground, palette)
}

/// How a cell is painted.
#[derive(Clone, Copy, PartialEq)]
struct Paint {
    fg: Rgb,
    bg: Rgb,
    modifier: Modifier,
}

/// Cells beside each other.
#[derive(Clone, Copy)]
struct Span {
    column: u16,
    columns: u16,
}

struct Picture<'a> {
    out: String,
    palette: &'a Palette,
    ground: Rgb,
}

impl Picture<'_> {
    fn open(&mut self, columns: f64, rows: f64, title: &str) {
        let (width, height) = (columns * CELL.0 + 2.0 * PADDING, rows * CELL.1 + 2.0 * PADDING);
        let (title, ground) = (escape(title), hex(self.ground));
        self.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" \
             viewBox=\"0 0 {width:.1} {height:.1}\" role=\"img\">\n<title>{title}</title>\n\
             <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"{ground}\"/>\n\
             <g transform=\"translate({PADDING} {PADDING})\" font-family=\"{FONTS}\" font-size=\"{FONT_SIZE}\" \
             xml:space=\"preserve\" stroke-width=\"1.2\" fill=\"none\">\n"
        ));
    }

    fn row(&mut self, buffer: &Buffer, row: u16) {
        let cells: Vec<(Span, &str, Paint)> = visible(buffer, row)
            .map(|(column, columns, cell)| (Span { column, columns }, cell.symbol(), self.paint(cell)))
            .collect();
        for (span, bg) in runs(cells.iter().map(|(span, _, paint)| (*span, paint.bg))) {
            self.block(span, row, bg);
        }
        let mut at = 0;
        while let Some((span, symbol, paint)) = cells.get(at) {
            let taken = match shape(symbol) {
                Some(shape) => {
                    let alike = cells
                        .iter()
                        .skip(at)
                        .take_while(|(_, other, like)| other == symbol && like == paint)
                        .count();
                    self.shapes(*span, alike, row, shape, paint.fg);
                    alike
                }
                None if symbol.is_ascii() => {
                    let joins = |(_, other, like): &&(Span, &str, Paint)| other.is_ascii() && like == paint;
                    let run: Vec<&str> = cells
                        .iter()
                        .skip(at)
                        .take_while(joins)
                        .map(|(_, symbol, _)| *symbol)
                        .collect();
                    self.text(*span, row, &run.concat(), *paint);
                    run.len()
                }
                None => {
                    self.character(*span, row, symbol, *paint);
                    1
                }
            };
            at += taken.max(1);
        }
    }

    /// A background, where it is not that of the whole.
    fn block(&mut self, span: Span, row: u16, bg: Rgb) {
        if bg != self.ground {
            let ((x, y), width) = (corner(span, row), f64::from(span.columns) * CELL.0);
            let (height, fill) = (CELL.1, hex(bg));
            self.push(format_args!(
                "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height}\" fill=\"{fill}\"/>\n"
            ));
        }
    }

    /// Letters of one column each.
    fn text(&mut self, span: Span, row: u16, text: &str, paint: Paint) {
        let decorated = paint
            .modifier
            .intersects(Modifier::UNDERLINED | Modifier::CROSSED_OUT);
        let (text, indent) = if decorated {
            (text, 0)
        } else {
            let trimmed = text.trim_start();
            (trimmed.trim_end(), text.len() - trimmed.len())
        };
        if !text.is_empty() {
            let x = f64::from(span.column) * CELL.0 + indent as f64 * CELL.0;
            self.written((x, row), text, text.len() as f64 * CELL.0, "spacing", paint);
        }
    }

    /// A character that may be wider or narrower in the viewer's font than its cells.
    fn character(&mut self, span: Span, row: u16, symbol: &str, paint: Paint) {
        let x = f64::from(span.column) * CELL.0;
        self.written(
            (x, row),
            symbol,
            f64::from(span.columns) * CELL.0,
            "spacingAndGlyphs",
            paint,
        );
    }

    fn written(&mut self, (x, row): (f64, u16), text: &str, length: f64, adjust: &str, paint: Paint) {
        let y = f64::from(row) * CELL.1 + BASELINE;
        let (fill, attributes, text) = (hex(paint.fg), attributes(paint.modifier), escape(text));
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" fill=\"{fill}\" textLength=\"{length:.1}\" lengthAdjust=\"{adjust}\"{attributes}>{text}</text>\n"
        ));
    }

    /// The same shape so many times beside each other.
    fn shapes(&mut self, span: Span, count: usize, row: u16, shape: Shape, fg: Rgb) {
        let (x, y) = corner(span, row);
        let (width, colour) = (count as f64 * CELL.0, hex(fg));
        match shape {
            Shape::Block(eighths) => {
                let height = CELL.1 * f64::from(eighths) / 8.0;
                let top = y + CELL.1 - height;
                self.push(format_args!(
                    "<rect x=\"{x:.1}\" y=\"{top:.2}\" width=\"{width:.1}\" height=\"{height:.2}\" fill=\"{colour}\"/>\n"
                ));
            }
            Shape::Lines {
                left: true,
                right: true,
                up: false,
                down: false,
                ..
            } => {
                let middle = y + CELL.1 / 2.0;
                self.push(format_args!(
                    "<path d=\"M{x:.1} {middle:.1}h{width:.1}\" stroke=\"{colour}\"/>\n"
                ));
            }
            lines => {
                for at in 0..count {
                    let path = path(lines, x + at as f64 * CELL.0, y);
                    self.push(format_args!("<path d=\"{path}\" stroke=\"{colour}\"/>\n"));
                }
            }
        }
    }

    fn paint(&self, cell: &Cell) -> Paint {
        let mut fg = rgb(cell.fg, self.palette.text, self.palette);
        let mut bg = rgb(cell.bg, self.palette.ground, self.palette);
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

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.out.write_fmt(text);
    }
}

/// Joins neighbours that are alike.
fn runs(cells: impl Iterator<Item = (Span, Rgb)>) -> Vec<(Span, Rgb)> {
    let mut runs: Vec<(Span, Rgb)> = Vec::new();
    for (span, colour) in cells {
        match runs.last_mut() {
            Some((run, like)) if *like == colour => run.columns += span.columns,
            _ => runs.push((span, colour)),
        }
    }
    runs
}

/// The upper left corner of a cell.
fn corner(span: Span, row: u16) -> (f64, f64) {
    (f64::from(span.column) * CELL.0, f64::from(row) * CELL.1)
}

/// The path of a cell's lines.
fn path(shape: Shape, x: f64, y: f64) -> String {
    let Shape::Lines {
        left,
        right,
        up,
        down,
        round,
    } = shape
    else {
        return String::new();
    };
    let (middle_x, middle_y) = (x + CELL.0 / 2.0, y + CELL.1 / 2.0);
    let (side, end) = (if left { x } else { x + CELL.0 }, if up { y } else { y + CELL.1 });
    if round {
        return format!("M{side:.1} {middle_y:.1}Q{middle_x:.1} {middle_y:.1} {middle_x:.1} {end:.1}");
    }
    let mut path = String::new();
    for (drawn, to_x, to_y) in [
        (left, x, middle_y),
        (right, x + CELL.0, middle_y),
        (up, middle_x, y),
        (down, middle_x, y + CELL.1),
    ] {
        if drawn {
            path.push_str(&format!("M{middle_x:.1} {middle_y:.1}L{to_x:.1} {to_y:.1}"));
        }
    }
    path
}

fn attributes(modifier: Modifier) -> String {
    let known = [
        (Modifier::BOLD, " font-weight=\"bold\""),
        (Modifier::DIM, " opacity=\"0.65\""),
        (Modifier::ITALIC, " font-style=\"italic\""),
        (Modifier::UNDERLINED, " text-decoration=\"underline\""),
        (Modifier::CROSSED_OUT, " text-decoration=\"line-through\""),
    ];
    known
        .iter()
        .filter(|(known, _)| modifier.contains(*known))
        .map(|(_, attribute)| *attribute)
        .collect()
}

fn rgb(colour: Color, default: Rgb, palette: &Palette) -> Rgb {
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

fn hex((red, green, blue): Rgb) -> String {
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
