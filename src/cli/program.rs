//! The screens, started from the command line: `muster` alone on the workspace, or on the demo company. Without a
//! terminal the first screen is drawn once, as text.

use std::io::{IsTerminal, stdin};
use std::sync::Arc;
use std::time::Duration;

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use jiff::Timestamp;
use termprofile::{DetectorSettings, TermProfile};

use super::demo::DemoFolders;
use super::failure::Failure;
use super::{Context, Outcome, init, setup};
use crate::app;
use crate::app::State;
use crate::app::effect::WorkspaceChoice;
use crate::app::geometry::Size;
use crate::app::shared::Shared;
use crate::app::state::Setup;
use crate::config::{FoundBy, Workspace, WorkspaceError};
use crate::runtime::headless::Headless;
use crate::runtime::portal::{Options, Portal, Prepare, Prepared, shown};
use crate::runtime::{Exit, Screens, TerminalSettings};
use crate::ui::export;
use crate::ui::theme::Charset;

/// Longer than any answer takes on a machine that works.
pub(super) const PATIENCE: Duration = Duration::from_secs(120);
/// Of a screen that goes to a file or a pipe.
const PAPER: Size = Size {
    width: 120,
    height: 40,
};

/// Runs the screens on the workspace, or with an offer where there is none.
pub(super) fn run(context: &Context) -> Result<Outcome> {
    let demos = DemoFolders::default();
    let _removal = demos.until_the_end();
    start(context, prepared(context)?, demos)
}

/// The workspace that the command line leads to; none where there is none.
pub(super) fn prepared(context: &Context) -> Result<Option<Prepared>> {
    match context.find_workspace()? {
        Ok(workspace) => Ok(Some(Prepared {
            workspace,
            paths: context.paths()?.clone(),
            demo: false,
            persona: None,
        })),
        Err(WorkspaceError::None) => Ok(None),
        Err(error) => Err(Failure::from(error).into()),
    }
}

/// Runs the screens, or draws the first one where nobody could use them.
pub(super) fn start(context: &Context, first: Option<Prepared>, demos: DemoFolders) -> Result<Outcome> {
    let program = Program::new(context, first, demos)?;
    if context.output().plain() || !context.output().is_terminal() || !stdin().is_terminal() {
        let size = context
            .output()
            .size()
            .map_or(PAPER, |(columns, rows)| Size::new(columns, rows));
        let drawn = program.draw(size, TermProfile::NoColor)?;
        let text = export::text(drawn.buffer());
        context
            .output()
            .write(|out| writeln!(out, "{}", text.trim_end()))?;
        return Ok(Outcome::Done);
    }
    program.run()
}

/// All that the screens start with.
pub(super) struct Program<'c> {
    context: &'c Context,
    shared: Shared,
    first: Option<Prepared>,
    demos: DemoFolders,
    screens: Screens,
    theme: String,
}

impl<'c> Program<'c> {
    pub(super) fn new(context: &'c Context, first: Option<Prepared>, demos: DemoFolders) -> Result<Self> {
        let person = context.person()?;
        let (themes, theme) = setup::themes(person, context.paths()?).map_err(Failure::from)?;
        let mut shared = Shared::new(Timestamp::now(), None);
        shared.me = context.me()?.map(|me| me.as_str().to_owned());
        shared.actor = context.actor()?;
        shared.zone = jiff::tz::TimeZone::system();
        if let Some(first) = &first {
            shared.open(shown(first));
        }
        shared.read_only = context.read_only();
        let ascii = person.ascii_borders || context.output().plain();
        let charset = if ascii { Charset::Ascii } else { Charset::Unicode };
        let depth = TermProfile::detect(&std::io::stdout(), DetectorSettings::default());
        Ok(Self {
            context,
            shared,
            first,
            demos,
            screens: Screens {
                themes,
                depth,
                charset,
            },
            theme,
        })
    }

    /// The same in another theme.
    pub(super) fn in_theme(mut self, theme: &str) -> Result<Self> {
        if self.screens.themes.get(theme).is_none() {
            let names = self.screens.themes.names().join(", ");
            return Err(Failure::usage(format!("there is no theme `{theme}`"))
                .hint(format!("there are {names}"))
                .into());
        }
        theme.clone_into(&mut self.theme);
        Ok(self)
    }

    fn run(self) -> Result<Outcome> {
        let person = self.context.person()?;
        let settings = TerminalSettings {
            mouse: person.mouse,
            editor: person
                .editor
                .as_deref()
                .map(|editor| editor.split_whitespace().map(str::to_owned).collect()),
        };
        let (state, screens) = (self.state()?, self.screens.clone());
        let read_only = self.context.read_only();
        let services = Arc::new(self.portal(read_only)?);
        let exit = crate::runtime::run(state, screens, services, settings).wrap_err("the terminal failed")?;
        Ok(match exit {
            Exit::Quit => Outcome::Done,
            // As shells report a program that a signal ended.
            Exit::Signal(number) => Outcome::Status(u8::try_from(128 + number).unwrap_or(1)),
            Exit::Panicked => Outcome::Status(101),
        })
    }

    /// The first screen, loaded, without a terminal. Nothing is written for it: neither journal nor cache.
    pub(super) fn draw(self, size: Size, depth: TermProfile) -> Result<Headless> {
        let (state, screens) = (
            self.state()?,
            Screens {
                depth,
                ..self.screens.clone()
            },
        );
        let services = Arc::new(self.portal(true)?);
        let mut drawn = Headless::start(state, screens, services, size).wrap_err("cannot draw the screen")?;
        drawn.wait_idle(PATIENCE).wrap_err("cannot draw the screen")?;
        Ok(drawn)
    }

    fn state(&self) -> Result<State> {
        Ok(State::new(Setup {
            shared: self.shared.clone(),
            keymap: self.context.keymap()?,
            theme: self.theme.clone(),
            themes: self.screens.themes.names(),
        }))
    }

    fn portal(self, read_only: bool) -> Result<Portal> {
        let paths = self.context.paths()?.clone();
        let options = Options {
            paths,
            actor: self.context.actor()?,
            known: self.context.me()?.is_some(),
            read_only,
        };
        let prepare = prepare(&options, self.context.read_only(), self.demos);
        Ok(Portal::new(options, self.first, prepare))
    }
}

/// How the first screen's choices become workspaces.
fn prepare(options: &Options, read_only: bool, demos: DemoFolders) -> Box<Prepare> {
    let options = options.clone();
    Box::new(move |choice| {
        let failed =
            |error: color_eyre::Report| app::Failure::new(format!("{error:#}."), "Choose another way.");
        let open = |dir: &std::path::Path| -> Result<Prepared> {
            let workspace = Workspace::open(dir, FoundBy::Program).map_err(Failure::from)?;
            Ok(Prepared {
                workspace,
                paths: options.paths.clone(),
                demo: false,
                persona: None,
            })
        };
        match choice {
            WorkspaceChoice::Demo => demos.make(&options.actor),
            WorkspaceChoice::Init(_) if read_only => {
                Err(Failure::new("a new workspace would be written, and --read-only forbids it").into())
            }
            WorkspaceChoice::Init(dir) => init::make(dir).and_then(|made| open(&made.root)),
            WorkspaceChoice::Folder(dir) => open(dir),
        }
        .map_err(failed)
    })
}
