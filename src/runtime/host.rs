//! What the event loop drives: something that shows frames and does what effects ask of the machine. A terminal in the
//! program, a record of what happened in tests.

use std::io;
use std::path::Path;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::Failure;
use crate::app::geometry::Size;

/// The outside, as far as screens touch it directly.
pub trait Host {
    fn size(&self) -> io::Result<Size>;

    /// Shows a frame. Writes nothing when it looks like the last one.
    fn show(&mut self, frame: &Buffer, cursor: Option<Position>) -> io::Result<()>;

    /// Gives the terminal back and stops the process. The program goes on with [`Host::resume`].
    fn suspend(&mut self) -> io::Result<()>;

    /// Takes the terminal again; the next frame is written whole.
    fn resume(&mut self) -> io::Result<()>;

    /// Lets the person edit a file and waits until they are done.
    fn edit(&mut self, path: &Path, line: Option<u32>) -> Result<(), Failure>;

    fn open_url(&mut self, url: &str) -> Result<(), Failure>;

    fn copy(&mut self, text: &str) -> Result<(), Failure>;
}
