//! The event loop: waits for one message, takes all that have come with it, updates, draws once if anything changed. Never
//! ticks, and writes nothing when nothing changed. The same code runs on a terminal and without one.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use termprofile::TermProfile;
use tokio::runtime::Handle;

use super::host::Host;
use super::inbox::{BusyCount, Inbound, Sender, Signal};
use super::services::Services;
use super::workers::Workers;
use crate::app::geometry::Size;
use crate::app::intent::Intent;
use crate::app::{self, Effect, Msg, State};
use crate::ui::theme::{Charset, DEFAULT_THEME, Look, Themes};

/// The least time between two frames when messages pour in.
const FRAME: Duration = Duration::from_millis(8);
/// So much may be drawn ahead of that pace: a key and the answers that come of it are a few frames at once, and then quiet.
const BURST: Duration = Duration::from_millis(24);

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Quit,
    /// By a signal, or because the terminal went away (which counts as HUP).
    Signal(i32),
    /// A thread panicked; its report is printed already.
    Panicked,
}

/// How the screens are drawn: themes, and what the terminal can show.
#[derive(Debug, Clone)]
pub struct Screens {
    pub themes: Themes,
    pub depth: TermProfile,
    pub charset: Charset,
}

impl Screens {
    /// The look of a theme; of the default one when there is none of that name.
    pub fn look(&self, theme: &str) -> Look {
        let theme = self.themes.get(theme).or_else(|| self.themes.get(DEFAULT_THEME));
        theme
            .map(|theme| theme.look(self.depth, self.charset))
            .unwrap_or_else(|| Look::plain(self.charset))
    }
}

/// What a loop needs of the process around it.
pub(super) struct Surroundings {
    pub services: Arc<dyn Services>,
    pub threads: Handle,
    pub clock: Box<dyn Fn() -> Timestamp>,
    pub queue: (Sender, Receiver<Inbound>),
}

/// The loop and everything it holds.
pub(super) struct EventLoop<H> {
    pub(super) state: State,
    pub(super) host: H,
    screens: Screens,
    /// The look of the theme named beside it, so that it is made once.
    look: (String, Look),
    frame: Buffer,
    inbox: Receiver<Inbound>,
    workers: Workers,
    busy: BusyCount,
    clock: Box<dyn Fn() -> Timestamp>,
    wake_at: Option<Timestamp>,
    /// When the frames drawn so far would have been done at their pace; far behind after a rest.
    paced_until: Option<Instant>,
    exit: Option<Exit>,
}

impl<H: Host> EventLoop<H> {
    pub(super) fn new(state: State, screens: Screens, host: H, surroundings: Surroundings) -> Self {
        let Surroundings {
            services,
            threads,
            clock,
            queue: (sender, inbox),
        } = surroundings;
        let busy = BusyCount::default();
        let workers = Workers::new(threads, services, sender, busy.clone());
        let look = (state.theme.clone(), screens.look(&state.theme));
        let frame = Buffer::default();
        Self {
            state,
            host,
            screens,
            look,
            frame,
            inbox,
            workers,
            busy,
            clock,
            wake_at: None,
            paced_until: None,
            exit: None,
        }
    }

    /// Runs until the program ends.
    pub(super) fn run(&mut self) -> io::Result<Exit> {
        self.begin()?;
        loop {
            self.draw_when_due()?;
            if let Some(exit) = self.exit {
                self.workers.finish();
                return Ok(exit);
            }
            self.wait()?;
        }
    }

    /// Sends the messages every run begins with.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        self.tick()?;
        self.measure()?;
        self.apply(Msg::Started)
    }

    /// Waits for one message, or for the time someone wants to be woken, and takes everything that came with it.
    fn wait(&mut self) -> io::Result<()> {
        let first = match self.patience() {
            None => self.inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(patience) => self.inbox.recv_timeout(patience),
        };
        self.tick()?;
        match first {
            Ok(inbound) => self.receive(inbound)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => self.exit = Some(Exit::Quit),
        }
        while let Ok(inbound) = self.inbox.try_recv() {
            self.receive(inbound)?;
        }
        Ok(())
    }

    /// How long to wait for a message; for ever when nobody wants to be woken.
    fn patience(&self) -> Option<Duration> {
        let alarm = self
            .wake_at
            .map(|at| Duration::try_from(at.duration_since((self.clock)())).unwrap_or(Duration::ZERO));
        let frame = self.state.is_dirty().then(|| self.until_next_frame());
        alarm.into_iter().chain(frame).min()
    }

    /// Takes one message while something is under way or waiting in the queue; false when idle.
    pub(super) fn receive_one(&mut self, patience: Duration) -> io::Result<bool> {
        let inbound = match self.inbox.try_recv() {
            Ok(inbound) => inbound,
            Err(_) if self.busy.is_idle() => return Ok(false),
            Err(_) => self
                .inbox
                .recv_timeout(patience)
                .map_err(|_| io::Error::other("a request was not answered in time"))?,
        };
        self.receive(inbound)?;
        Ok(true)
    }

    pub(super) fn exit(&self) -> Option<Exit> {
        self.exit
    }

    fn until_next_frame(&self) -> Duration {
        let ahead = self
            .paced_until
            .map(|until| until.saturating_duration_since(Instant::now()));
        ahead.map_or(Duration::ZERO, |ahead| ahead.saturating_sub(BURST))
    }

    /// Tells the core the time.
    fn tick(&mut self) -> io::Result<()> {
        let now = (self.clock)();
        if self.wake_at.is_some_and(|at| at <= now) {
            self.wake_at = None;
        }
        self.apply(Msg::Clock(now))
    }

    fn receive(&mut self, inbound: Inbound) -> io::Result<()> {
        match inbound {
            Inbound::Msg(msg) => self.apply(msg)?,
            Inbound::Answer(msg, busy) => {
                self.apply(msg)?;
                drop(busy);
            }
            Inbound::Input(batch, done) => {
                for msg in batch {
                    self.apply(msg)?;
                }
                // The reader may be gone already.
                let _ = done.send(());
            }
            Inbound::InputClosed => {
                self.apply(Msg::Intent(Intent::Quit))?;
                self.exit = Some(Exit::Signal(HANGUP));
            }
            Inbound::Panicked => self.exit = Some(Exit::Panicked),
            Inbound::Signal(Signal::Terminate(number)) => {
                // What must not be lost is kept, as when the person leaves.
                self.apply(Msg::Intent(Intent::Quit))?;
                self.exit = Some(Exit::Signal(number));
            }
            Inbound::Signal(Signal::Resize) => self.measure()?,
            Inbound::Signal(Signal::Suspend) => self.suspend()?,
            Inbound::Signal(Signal::Continue) => self.resume()?,
        }
        Ok(())
    }

    /// Applies one message and everything that follows from it at once.
    pub(super) fn apply(&mut self, msg: Msg) -> io::Result<()> {
        for effect in app::update(&mut self.state, msg) {
            self.perform(effect)?;
        }
        Ok(())
    }

    fn perform(&mut self, effect: Effect) -> io::Result<()> {
        let done = match effect {
            Effect::Quit => {
                self.exit = Some(Exit::Quit);
                Ok(())
            }
            Effect::Suspend => return self.suspend(),
            Effect::WakeAt(at) => {
                self.wake_at = Some(self.wake_at.map_or(at, |sooner| sooner.min(at)));
                Ok(())
            }
            Effect::Ask { generation, request } => {
                self.workers.ask(generation, request);
                Ok(())
            }
            Effect::OpenUrl(url) => self.host.open_url(&url),
            Effect::Copy(text) => self.host.copy(&text),
            Effect::EditFile { path, line } => {
                let done = self.host.edit(&path, line);
                self.resume()?;
                done
            }
        };
        match done {
            Ok(()) => Ok(()),
            Err(failure) => self.apply(Msg::Failed(failure)),
        }
    }

    /// Stops the process until somebody continues it.
    fn suspend(&mut self) -> io::Result<()> {
        self.workers.services().rest();
        self.host.suspend()
    }

    /// Takes the terminal again; its size may be another one now.
    fn resume(&mut self) -> io::Result<()> {
        self.workers.services().go_on();
        self.host.resume()?;
        self.measure()?;
        self.apply(Msg::Resumed)
    }

    /// Tells the core the size.
    fn measure(&mut self) -> io::Result<()> {
        let size = self.host.size()?;
        self.apply(Msg::Resize(size))
    }

    fn draw_when_due(&mut self) -> io::Result<()> {
        if self.state.is_dirty() && self.until_next_frame().is_zero() {
            self.draw()?;
            let now = Instant::now();
            self.paced_until = Some(self.paced_until.map_or(now, |until| until.max(now)) + FRAME);
        }
        Ok(())
    }

    /// Draws a frame, and tells the core where things are in it.
    pub(super) fn draw(&mut self) -> io::Result<()> {
        self.state.drawing();
        if self.look.0 != self.state.theme {
            self.look = (self.state.theme.clone(), self.screens.look(&self.state.theme));
        }
        let Size { width, height } = self.state.shared.layout.size;
        self.frame.resize(Rect::new(0, 0, width, height));
        let drawn = crate::ui::draw(&self.state, &self.look.1, &mut self.frame);
        self.host.show(&self.frame, drawn.cursor)?;
        self.apply(Msg::Drawn(drawn.layout))
    }
}

/// The number of the signal a lost terminal means.
const HANGUP: i32 = 1;
