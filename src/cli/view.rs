//! `muster view`: any screen drawn without a terminal, to share, to document, to test.

use std::path::PathBuf;
use std::{fs, io};

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use jiff::Timestamp;
use termprofile::TermProfile;

use super::demo::DemoFolders;
use super::failure::Failure;
use super::program::{PATIENCE, Program, prepared};
use super::{Context, Outcome};
use crate::app::geometry::Size;
use crate::app::intent::Intent;
use crate::app::past;
use crate::app::screen::{SCREENS, ScreenId};
use crate::config::WorkspaceError;
use crate::runtime::headless::Headless;
use crate::ui::export::{self, Palette};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The screen
    #[arg(value_name = "SCREEN", value_parser = PossibleValuesParser::new(SCREENS.iter().map(|screen| screen.name)))]
    screen: String,

    /// Columns and rows
    #[arg(long, value_parser = size, default_value = "120x40", value_name = "COLUMNSxROWS")]
    size: Size,

    /// How to draw
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,

    /// In this theme, instead of the person's
    #[arg(long, value_name = "NAME")]
    theme: Option<String>,

    /// Press these keys first, as in "j j enter"
    #[arg(long, value_name = "KEYS")]
    keys: Option<String>,

    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Characters only
    Text,
    /// With colours, as escape sequences
    Ansi,
    /// A picture
    Svg,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let Some(screen) = SCREENS.iter().find(|screen| screen.name == args.screen) else {
        return Err(Failure::usage(format!("there is no screen `{}`", args.screen)).into());
    };
    let at = context.at()?;
    if at.is_some() && !matches!(screen.id, ScreenId::Catalog | ScreenId::Tree) {
        let sentence = format!("--at asks about the past, and {} is of now", screen.title);
        let hint = "view catalog and view tree show the catalog as it was";
        return Err(Failure::usage(sentence).hint(hint).into());
    }
    let first = if screen.id == ScreenId::Welcome {
        None
    } else {
        prepared(context)?
    };
    if first.is_none() && screen.id != ScreenId::Welcome {
        return Err(Failure::from(WorkspaceError::None).into());
    }
    let mut program = Program::new(context, first, DemoFolders::default())?;
    if let Some(theme) = &args.theme {
        program = program.in_theme(theme)?;
    }
    let depth = if args.format == Format::Text {
        TermProfile::NoColor
    } else {
        TermProfile::TrueColor
    };
    let mut drawn = program.draw(args.size, depth)?;
    if let Some(at) = at {
        go_to(at, &mut drawn).wrap_err("cannot draw the screen")?;
    }
    open(screen.id, args.keys.as_deref(), &mut drawn).wrap_err("cannot draw the screen")?;
    let picture = match args.format {
        Format::Text => export::text(drawn.buffer()),
        Format::Ansi => export::ansi(drawn.buffer()),
        Format::Svg => export::svg(
            drawn.buffer(),
            &format!("muster: {}", screen.title),
            &Palette::default(),
        ),
    };
    match &args.output {
        Some(file) => {
            fs::write(file, picture).wrap_err_with(|| format!("cannot write {}", file.display()))?
        }
        None => context.output().write(|out| out.write_all(picture.as_bytes()))?,
    }
    Ok(Outcome::Done)
}

/// Goes to a moment; what keeps it from being shown is said on the screen.
fn go_to(at: Timestamp, drawn: &mut Headless) -> io::Result<()> {
    drawn.wait_idle(PATIENCE)?;
    drawn.perform(Intent::Past(past::Action::To(at)))?;
    drawn.wait_idle(PATIENCE)
}

/// Goes to the screen as a person would, and presses the keys one by one, each after all is loaded.
fn open(screen: ScreenId, keys: Option<&str>, drawn: &mut Headless) -> io::Result<()> {
    if screen != ScreenId::Welcome {
        drawn.perform(Intent::GoTo(screen))?;
        drawn.wait_idle(PATIENCE)?;
    }
    for key in keys.into_iter().flat_map(str::split_whitespace) {
        drawn.press(key)?;
        drawn.wait_idle(PATIENCE)?;
    }
    Ok(())
}

/// Reads `120x40`.
fn size(text: &str) -> Result<Size, String> {
    let side = |text: &str| text.parse().ok().filter(|side| (1..=1000).contains(side));
    text.split_once(['x', '×'])
        .and_then(|(columns, rows)| Some(Size::new(side(columns)?, side(rows)?)))
        .ok_or_else(|| "write columns and rows up to 1000, as in 120x40".to_owned())
}
