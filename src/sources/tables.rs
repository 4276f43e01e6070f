//! Tables in a file, for what can be made again: whatever is odd about the file means that it is not there. Knows how tables
//! are laid out, not what they mean.
//!
//! Layout, in the byte order of the machine: a header of four words (magic, version, size of a row's word, checksum of
//! all that follows), then each table as its length in bytes (u64) and its bytes.

use crate::model::catalog::{TableSink, TableSource};
use bytemuck::Pod;
use crc32fast::Hasher;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::thread;

const MAGIC: u32 = u32::from_le_bytes(*b"mstr");
const HEADER: usize = 4;
/// A table of so many bytes is worth a second thread: taking fresh memory costs more than reading.
const LARGE: usize = 1 << 20;
const PIECE: usize = 1 << 18;

/// Saves tables; a reader sees the old file or the new one, never half of it. `version` says what they are.
pub fn save(path: &Path, version: u32, put: impl FnOnce(&mut Saver) -> io::Result<()>) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    private_folder(folder)?;
    let temporary = folder.join(format!(".{}.{}", std::process::id(), unique(path)));
    let written = write(&temporary, version, put).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        // Nothing more can be done about a file that was in the way of nothing.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Loads tables; none where there are none that this program wrote under this version.
pub fn load<T>(path: &Path, version: u32, take: impl FnOnce(&mut Loader) -> io::Result<T>) -> Option<T> {
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut header = [0u32; HEADER];
    file.read_exact(bytemuck::cast_slice_mut(&mut header)).ok()?;
    let [magic, found, word, checksum] = header;
    if [magic, found, word] != [MAGIC, version, size_of::<usize>() as u32] {
        return None;
    }
    let mut source = Loader {
        file,
        second: File::open(path).ok()?,
        at: size_of_val(&header) as u64,
        end: length,
        hasher: Hasher::new(),
    };
    let taken = take(&mut source).ok()?;
    (source.hasher.finalize() == checksum).then_some(taken)
}

fn unique(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

#[cfg(unix)]
fn private_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn private_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

fn write(path: &Path, version: u32, put: impl FnOnce(&mut Saver) -> io::Result<()>) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = BufWriter::with_capacity(1 << 20, options.open(path)?);
    let mut saver = Saver {
        file,
        hasher: Hasher::new(),
    };
    saver.file.write_all(bytemuck::cast_slice(&[0u32; HEADER]))?;
    put(&mut saver)?;
    let header = [MAGIC, version, size_of::<usize>() as u32, saver.hasher.finalize()];
    let mut file = saver.file.into_inner()?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(bytemuck::cast_slice(&header))
}

/// Takes tables into a file.
pub struct Saver {
    file: BufWriter<File>,
    hasher: Hasher,
}

impl TableSink for Saver {
    type Error = io::Error;

    fn put<T: Pod>(&mut self, table: &[T]) -> io::Result<()> {
        let bytes: &[u8] = bytemuck::cast_slice(table);
        let length = (bytes.len() as u64).to_ne_bytes();
        for part in [&length, bytes] {
            self.hasher.update(part);
            self.file.write_all(part)?;
        }
        Ok(())
    }
}

/// Gives the tables of a file.
pub struct Loader {
    file: File,
    /// The same file, for the other half of a large table.
    second: File,
    at: u64,
    /// No table can be longer than the file: a damaged length must not ask for the whole memory.
    end: u64,
    hasher: Hasher,
}

impl Loader {
    /// Fills a slice with what comes next in the file.
    fn fill(&mut self, slice: &mut [u8]) -> io::Result<()> {
        let length = slice.len();
        let (here, there) = slice.split_at_mut(if length < LARGE { length } else { length / 2 });
        let middle = self.at + here.len() as u64;
        self.at += length as u64;
        if there.is_empty() {
            read_summed(&mut self.file, here, &mut self.hasher)?;
            return Ok(());
        }
        let second = &mut self.second;
        let other_half = thread::scope(|scope| {
            let other_half = scope.spawn(move || {
                let mut hasher = Hasher::new();
                second.seek(SeekFrom::Start(middle))?;
                read_summed(second, there, &mut hasher)?;
                Ok::<_, io::Error>(hasher)
            });
            read_summed(&mut self.file, here, &mut self.hasher)?;
            other_half
                .join()
                .unwrap_or_else(|_| Err(io::ErrorKind::Other.into()))
        })?;
        self.hasher.combine(&other_half);
        self.file.seek(SeekFrom::Start(self.at))?;
        Ok(())
    }
}

/// Reads in pieces that are still at hand when they are summed.
fn read_summed(file: &mut File, slice: &mut [u8], hasher: &mut Hasher) -> io::Result<()> {
    for piece in slice.chunks_mut(PIECE) {
        file.read_exact(piece)?;
        hasher.update(piece);
    }
    Ok(())
}

impl TableSource for Loader {
    type Error = io::Error;

    fn take<T: Pod>(&mut self) -> io::Result<Vec<T>> {
        let mut length = [0; 8];
        self.fill(&mut length)?;
        let bytes = u64::from_ne_bytes(length);
        if bytes > self.end.saturating_sub(self.at) || !bytes.is_multiple_of(size_of::<T>() as u64) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut table = bytemuck::zeroed_vec(bytes as usize / size_of::<T>());
        self.fill(bytemuck::cast_slice_mut(&mut table))?;
        Ok(table)
    }

    fn take_text(&mut self) -> io::Result<String> {
        String::from_utf8(self.take()?).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}
