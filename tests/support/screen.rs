//! Starts the program without a terminal, and shows its screen as a snapshot: the text, and below it which role each cell
//! is drawn in.

use std::sync::Arc;
use std::time::Duration;

use muster::app::State;
use muster::app::geometry::Size;
use muster::runtime::Screens;
use muster::runtime::headless::Headless;
use muster::ui::export;
use muster::ui::theme::{Charset, Look, ROLES};
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier};
use termprofile::TermProfile;

use crate::program::{Fake, screens};

/// Longer than any answer takes; reached only when one is missing.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// Starts the program at a size, and waits until it has loaded.
pub fn start(state: State, width: u16, height: u16) -> Headless {
    start_with(
        state,
        screens(TermProfile::TrueColor, Charset::Unicode),
        width,
        height,
    )
}

pub fn start_with(state: State, screens: Screens, width: u16, height: u16) -> Headless {
    let mut program =
        Headless::start(state, screens, Arc::new(Fake::acme()), Size::new(width, height)).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    program
}

/// The screen as text and roles.
pub fn picture(program: &Headless) -> String {
    let look = screens(TermProfile::TrueColor, Charset::Unicode).look(&program.state().theme);
    format!(
        "{}{}",
        export::text(program.buffer()),
        roles(program.buffer(), &look)
    )
}

/// The screen as text and modifiers, for a terminal without colours: reversed cells are `R`, bold ones `B`, underlined
/// ones `U`, bold and underlined ones `X`, dim ones `d`.
pub fn modifiers(program: &Headless) -> String {
    let buffer = program.buffer();
    let mut out = export::text(buffer) + "-- modifiers\n";
    for row in 0..buffer.area.height {
        let line: String = (0..buffer.area.width)
            .map(|column| {
                let cell = &buffer[(column, row)];
                assert_eq!(
                    (cell.fg, cell.bg),
                    (Color::Reset, Color::Reset),
                    "a colour at {column},{row}"
                );
                let has = |modifier| cell.modifier.contains(modifier);
                match (
                    has(Modifier::REVERSED),
                    has(Modifier::BOLD),
                    has(Modifier::UNDERLINED),
                ) {
                    (true, _, _) => 'R',
                    (_, true, true) => 'X',
                    (_, true, _) => 'B',
                    (_, _, true) => 'U',
                    _ if has(Modifier::DIM) => 'd',
                    _ => ' ',
                }
            })
            .collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// For each cell a letter for its role: the first letter of the role's name, a capital for those about selection, a blank
/// for ordinary text, `+` for two roles over one another.
fn roles(buffer: &Buffer, look: &Look) -> String {
    let mut out = String::from("-- roles\n");
    for row in 0..buffer.area.height {
        let line: String = (0..buffer.area.width)
            .map(|column| letter(buffer, column, row, look))
            .collect();
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn letter(buffer: &Buffer, column: u16, row: u16, look: &Look) -> char {
    let cell = &buffer[(column, row)];
    let mut alike = ROLES.iter().filter(|(role, _, _)| {
        let style = look.style(muster::ui::Role::Text).patch(look.style(*role));
        (style.fg, style.bg, style.add_modifier) == (Some(cell.fg), Some(cell.bg), cell.modifier)
    });
    match alike.next() {
        Some((_, "text", _)) => ' ',
        Some((_, name, _)) => {
            let first = name.chars().next().unwrap_or('?');
            if name.starts_with("selection") {
                first.to_ascii_uppercase()
            } else {
                first
            }
        }
        None => '+',
    }
}
