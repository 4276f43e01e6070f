//! The program without a terminal: the same loop, driven step by step. Draws screens for `muster view` and for output that
//! is not a terminal, and plays the person in tests.

use std::cell::Cell;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use super::event_loop::{EventLoop, Exit, Screens, Surroundings};
use super::host::Host;
use super::inbox;
use super::services::Services;
use crate::app::geometry::{Area, Size, Target};
use crate::app::intent::Intent;
use crate::app::key::{Key, KeyParseError, KeySequence};
use crate::app::msg::{Mouse, MouseKind};
use crate::app::{Failure, Msg, State};

/// What the program did to the world outside its screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    Suspended,
    Edited(PathBuf, Option<u32>),
    Opened(String),
    Copied(String),
}

/// A program that draws into memory.
pub struct Headless {
    events: EventLoop<MemoryHost>,
    now: Rc<Cell<Timestamp>>,
    /// Ends with this.
    _threads: tokio::runtime::Runtime,
}

struct MemoryHost {
    size: Size,
    deeds: Vec<Deed>,
    frames: usize,
    shown: Buffer,
    cursor: Option<Position>,
}

impl Headless {
    /// Starts the program at a size. The time stands still at `state.shared.now` until [`Headless::advance`].
    pub fn start(
        state: State,
        screens: Screens,
        services: Arc<dyn Services>,
        size: Size,
    ) -> io::Result<Self> {
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .build()?;
        let now = Rc::new(Cell::new(state.shared.now));
        let clock = now.clone();
        let host = MemoryHost {
            size,
            deeds: Vec::new(),
            frames: 0,
            shown: Buffer::default(),
            cursor: None,
        };
        let surroundings = Surroundings {
            services,
            threads: threads.handle().clone(),
            clock: Box::new(move || clock.get()),
            queue: inbox::channel(),
        };
        let events = EventLoop::new(state, screens, host, surroundings);
        let mut program = Self {
            events,
            now,
            _threads: threads,
        };
        program.events.begin()?;
        program.settle()?;
        Ok(program)
    }

    /// Presses keys, as in `g g` or `ctrl-d`.
    pub fn press(&mut self, keys: &str) -> io::Result<()> {
        let sequence: KeySequence = keys
            .parse()
            .map_err(|error: KeyParseError| io::Error::other(error))?;
        sequence
            .0
            .into_iter()
            .try_for_each(|key| self.send(Msg::Key(key)))
    }

    /// Types a text, a key for each character.
    pub fn type_text(&mut self, text: &str) -> io::Result<()> {
        text.chars().try_for_each(|c| self.send(Msg::Key(Key::char(c))))
    }

    pub fn paste(&mut self, text: &str) -> io::Result<()> {
        self.send(Msg::Paste(text.to_owned()))
    }

    pub fn perform(&mut self, intent: Intent) -> io::Result<()> {
        self.send(Msg::Intent(intent))
    }

    /// Clicks where a target was drawn; false if it was not.
    pub fn click(&mut self, target: &Target) -> io::Result<bool> {
        let Some(Area { x, y, .. }) = self.events.state.shared.layout.area_of(target) else {
            return Ok(false);
        };
        self.send(Msg::Mouse(Mouse {
            kind: MouseKind::Click,
            column: x,
            row: y,
        }))?;
        Ok(true)
    }

    pub fn resize(&mut self, size: Size) -> io::Result<()> {
        self.events.host.size = size;
        self.send(Msg::Resize(size))
    }

    /// Lets time pass.
    pub fn advance(&mut self, seconds: i64) -> io::Result<()> {
        let later = self
            .now
            .get()
            .saturating_add(SignedDuration::from_secs(seconds))
            .map_err(io::Error::other)?;
        self.now.set(later);
        self.send(Msg::Clock(later))
    }

    /// Sends any message, and draws what comes of it.
    pub fn send(&mut self, msg: Msg) -> io::Result<()> {
        self.events.apply(msg)?;
        self.settle()
    }

    /// Waits until every request is answered and every answer drawn. An error after `patience` without an answer.
    pub fn wait_idle(&mut self, patience: Duration) -> io::Result<()> {
        loop {
            let mut received = false;
            while self.events.receive_one(patience)? {
                received = true;
            }
            self.settle()?;
            // What is drawn may ask for more.
            if !received {
                return Ok(());
            }
        }
    }

    pub fn state(&self) -> &State {
        &self.events.state
    }

    /// The cells on the screen.
    pub fn buffer(&self) -> &Buffer {
        &self.events.host.shown
    }

    pub fn cursor(&self) -> Option<Position> {
        self.events.host.cursor
    }

    /// How many frames were drawn so far.
    pub fn frames(&self) -> usize {
        self.events.host.frames
    }

    /// What the program did outside so far.
    pub fn deeds(&self) -> &[Deed] {
        &self.events.host.deeds
    }

    /// How it ended, if it did.
    pub fn exit(&self) -> Option<Exit> {
        self.events.exit()
    }

    fn settle(&mut self) -> io::Result<()> {
        if self.events.state.is_dirty() {
            self.events.draw()?;
        }
        Ok(())
    }
}

impl Host for MemoryHost {
    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()> {
        self.frames += 1;
        self.shown.clone_from(frame);
        self.cursor = cursor;
        Ok(())
    }

    fn suspend(&mut self) -> io::Result<()> {
        self.deeds.push(Deed::Suspended);
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn edit(&mut self, path: &Path, line: Option<u32>) -> Result<(), Failure> {
        self.deeds.push(Deed::Edited(path.to_owned(), line));
        Ok(())
    }

    fn open_url(&mut self, url: &str) -> Result<(), Failure> {
        self.deeds.push(Deed::Opened(url.to_owned()));
        Ok(())
    }

    fn copy(&mut self, text: &str) -> Result<(), Failure> {
        self.deeds.push(Deed::Copied(text.to_owned()));
        Ok(())
    }
}
