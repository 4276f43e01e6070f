//! Tables in a file, for what can be made again: whatever is odd about the file means that it is not there. Knows how tables
//! are laid out, not what they mean.
//!
//! Layout, in the byte order of the machine: a header of four words (magic, version, size of a row's word, checksum of
//! all that follows), then each table as its length in bytes (u64) and its bytes.

use crate::model::catalog::{TableSink, TableSource};
use bytemuck::Pod;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

const MAGIC: u32 = u32::from_le_bytes(*b"mstr");
const HEADER: usize = 4;

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
        left: length,
        hasher: crc32fast::Hasher::new(),
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
        hasher: crc32fast::Hasher::new(),
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
    hasher: crc32fast::Hasher,
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
    /// No table can be longer than the file: a damaged length must not ask for the whole memory.
    left: u64,
    hasher: crc32fast::Hasher,
}

impl TableSource for Loader {
    type Error = io::Error;

    fn take<T: Pod>(&mut self) -> io::Result<Vec<T>> {
        let mut length = [0; 8];
        self.file.read_exact(&mut length)?;
        self.hasher.update(&length);
        let bytes = u64::from_ne_bytes(length);
        if bytes > self.left || !bytes.is_multiple_of(size_of::<T>() as u64) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        self.left -= bytes;
        let mut table = vec![T::zeroed(); bytes as usize / size_of::<T>()];
        let slice: &mut [u8] = bytemuck::cast_slice_mut(&mut table);
        self.file.read_exact(slice)?;
        self.hasher.update(slice);
        Ok(table)
    }

    fn take_text(&mut self) -> io::Result<String> {
        String::from_utf8(self.take()?).map_err(|_| io::ErrorKind::InvalidData.into())
    }
}
