//! A real terminal: taken, drawn on, given back; and the program that runs on it.

use std::io::{self, Stdout, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use crossterm::{cursor, event, execute, queue, style, terminal};
use jiff::Timestamp;
use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::event_loop::{EventLoop, Exit, Screens, Surroundings};
use super::host::Host;
use super::services::Services;
use super::{clipboard, inbox, input, open, panics, signals};
use crate::app::geometry::Size;
use crate::app::{Failure, State};

/// Reports presses and the wheel, but not each movement, which would wake the program for nothing.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

/// Whether the terminal is ours at the moment. A process has one terminal, so this is one for the process; the panic hook
/// and the drop of the host both look at it, and only the first of them restores.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// What the person prefers about the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TerminalSettings {
    /// Whether the mouse is used; without it the terminal's own selection works as usual.
    pub mouse: bool,
    /// The editor and its arguments, instead of `$VISUAL` and `$EDITOR`.
    pub editor: Option<Vec<String>>,
}

/// Runs the program on the terminal until it ends, and restores the terminal whatever happens.
pub fn run(
    state: State,
    screens: Screens,
    services: Arc<dyn Services>,
    settings: TerminalSettings,
) -> io::Result<Exit> {
    let (sender, inbox) = inbox::channel();
    panics::install(sender.clone());
    let threads = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    signals::start(threads.handle(), &sender)?;
    let host = TerminalHost::take(settings)?;
    input::start(sender.clone())?;
    let surroundings = Surroundings {
        services,
        threads: threads.handle().clone(),
        clock: Box::new(Timestamp::now),
        queue: (sender, inbox),
    };
    let exit = EventLoop::new(state, screens, host, surroundings).run();
    // Work nobody waits for any more must not hold up the exit.
    threads.shutdown_background();
    exit
}

/// The terminal on standard output.
struct TerminalHost {
    backend: CrosstermBackend<Stdout>,
    /// What the terminal shows now; `None` when that is not known.
    shown: Option<Buffer>,
    cursor: Option<Position>,
    settings: TerminalSettings,
}

impl TerminalHost {
    fn take(settings: TerminalSettings) -> io::Result<Self> {
        let mut host = Self {
            backend: CrosstermBackend::new(io::stdout()),
            shown: None,
            cursor: None,
            settings,
        };
        host.enter()?;
        Ok(host)
    }

    fn enter(&mut self) -> io::Result<()> {
        enable_raw_mode()?;
        TAKEN.store(true, Ordering::SeqCst);
        let mouse = if self.settings.mouse { MOUSE_ON } else { "" };
        execute!(
            self.backend,
            terminal::EnterAlternateScreen,
            event::EnableBracketedPaste,
            style::Print(mouse),
            cursor::Hide,
            terminal::Clear(terminal::ClearType::All),
        )?;
        self.shown = None;
        self.cursor = None;
        Ok(())
    }

    fn write(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        let blank;
        let before = match &self.shown {
            Some(shown) if shown.area == frame.area => shown,
            _ => {
                queue!(self.backend, terminal::Clear(terminal::ClearType::All))?;
                blank = Buffer::empty(frame.area);
                &blank
            }
        };
        self.backend.draw(before.diff_iter(frame))?;
        match cursor {
            Some(position) => queue!(self.backend, cursor::MoveTo(position.x, position.y), cursor::Show),
            None => queue!(self.backend, cursor::Hide),
        }
    }
}

impl Host for TerminalHost {
    fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size::new(width, height))
    }

    fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        let same = self.shown.as_ref().is_some_and(|shown| shown == frame);
        if !TAKEN.load(Ordering::SeqCst) || same && self.cursor == cursor {
            return Ok(());
        }
        queue!(self.backend, terminal::BeginSynchronizedUpdate)?;
        let written = self.write(frame, cursor);
        execute!(self.backend, terminal::EndSynchronizedUpdate)?;
        written?;
        match &mut self.shown {
            // Cell by cell into what is there, which a clone of the whole would throw away.
            Some(shown) if shown.area == frame.area => shown.content.clone_from(&frame.content),
            Some(shown) => shown.clone_from(frame),
            None => self.shown = Some(frame.clone()),
        }
        self.cursor = cursor;
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        restore();
        // The process stands still here until someone continues it; the CONT signal then takes the terminal again.
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP)?;
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.enter()
    }

    fn edit(&mut self, path: &Path, line: Option<u32>) -> Result<(), Failure> {
        restore();
        open::edit(self.settings.editor.as_deref(), path, line)
    }

    fn open_url(&mut self, url: &str) -> Result<(), Failure> {
        open::open_url(url)
    }

    fn copy(&mut self, text: &str) -> Result<(), Failure> {
        let sequence = clipboard::sequence(text, std::env::var_os("TMUX").is_some())?;
        let written = self
            .backend
            .write_all(sequence.as_bytes())
            .and_then(|()| io::Write::flush(&mut self.backend));
        written.map_err(|error| {
            Failure::new(
                format!("The text could not be copied: {error}."),
                "Use the command line.",
            )
        })
    }
}

impl Drop for TerminalHost {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was, if it is ours. Errors are ignored: it may be gone.
pub(super) fn restore() {
    if !TAKEN.swap(false, Ordering::SeqCst) {
        return;
    }
    let _ = execute!(
        io::stdout(),
        terminal::EndSynchronizedUpdate,
        style::Print(MOUSE_OFF),
        event::DisableBracketedPaste,
        style::ResetColor,
        terminal::LeaveAlternateScreen,
        cursor::Show,
    );
    let _ = disable_raw_mode();
}
