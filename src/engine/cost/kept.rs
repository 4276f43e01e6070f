//! What is kept of an export so that it is read once: its charges summed up, and the prints of its rows. Named after the file
//! with its size and time, so that a file that changed has nothing kept. What cannot be kept costs time, not truth.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::config::create_private_dir;
use crate::model::cost::{Ledger, Money};
use crate::model::text::hex;
use crate::sources::focus::Export;

/// Of what is kept: another one is made anew.
const VERSION: u32 = 4;
/// The ends of the names of all that is kept.
const LEDGER: &str = "json";
const ROWS: &str = "rows";
const TWICE: &str = "twice";

/// Where something is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    folder: PathBuf,
    name: String,
}

/// What two files both hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Both {
    /// The rows that are the same.
    pub rows: u64,
    /// All rows of the one that has fewer.
    pub fewer: u64,
    /// What the same rows cost their owners, by currency.
    pub sums: Vec<Money>,
}

impl Kept {
    /// Of a file as it looks now.
    pub(super) fn of(folder: &Path, file: &str, path: &Path) -> Self {
        let meta = fs::metadata(path).ok();
        let size = meta.as_ref().map_or(0, fs::Metadata::len);
        let time = meta
            .and_then(|meta| meta.modified().ok())
            .and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| since.as_nanos());
        Self::named(folder, &format!("{VERSION}\0{file}\0{size}\0{time}"))
    }

    /// Of two files together.
    pub(super) fn of_both(&self, other: &Kept) -> Self {
        Self::named(&self.folder, &format!("{}\0{}", self.name, other.name))
    }

    fn named(folder: &Path, of: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            name: hex(&Sha256::digest(of)[..16]),
        }
    }

    /// Tells it from all others.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn path(&self, end: &str) -> PathBuf {
        self.folder.join(&self.name).with_extension(end)
    }

    /// The charges, how many rows there were, how many of them could not be read.
    pub(super) fn load(&self) -> Option<(Ledger, u64, u64)> {
        let text = fs::read_to_string(self.path(LEDGER)).ok()?;
        let (head, ledger) = text.split_once('\n')?;
        let (rows, refused) = head.split_once(' ')?;
        let (rows, refused): (u64, u64) = (rows.parse().ok()?, refused.parse().ok()?);
        let prints = fs::metadata(self.path(ROWS)).ok()?.len() / 8;
        (prints == rows.checked_sub(refused)?).then_some(())?;
        Some((Ledger::from_json(ledger)?, rows, refused))
    }

    /// The prints of the rows, sorted.
    pub(super) fn load_rows(&self) -> Option<Vec<u64>> {
        let bytes = fs::read(self.path(ROWS)).ok()?;
        let words = bytes.chunks_exact(8);
        let prints = words.filter_map(|word| Some(u64::from_le_bytes(word.try_into().ok()?)));
        Some(prints.collect())
    }

    pub(super) fn save(&self, export: &Export) {
        let rows: Vec<u8> = export
            .prints
            .iter()
            .flat_map(|print| print.to_le_bytes())
            .collect();
        let ledger = format!("{} {}\n{}", export.rows, export.refused, export.ledger.to_json());
        self.write(ROWS, &rows);
        self.write(LEDGER, ledger.as_bytes());
    }

    /// What two files both hold, if they were compared; nothing is an answer, too.
    pub(super) fn load_twice(&self) -> Option<Both> {
        let text = fs::read_to_string(self.path(TWICE)).ok()?;
        let (head, sums) = text.split_once('\n')?;
        let (rows, fewer) = head.split_once(' ')?;
        let sums: Option<Vec<Money>> = sums.lines().map(|line| line.parse().ok()).collect();
        Some(Both {
            rows: rows.parse().ok()?,
            fewer: fewer.parse().ok()?,
            sums: sums?,
        })
    }

    pub(super) fn save_twice(&self, both: &Both) {
        let sums: String = both.sums.iter().map(|sum| format!("{sum}\n")).collect();
        let text = format!("{} {}\n{sums}", both.rows, both.fewer);
        self.write(TWICE, text.as_bytes());
    }

    fn write(&self, end: &str, bytes: &[u8]) {
        let written = create_private_dir(&self.folder).and_then(|()| self.try_write(end, bytes));
        if let Err(error) = written {
            tracing::warn!(%error, file = %self.path(end).display(), "cannot keep the costs that were read");
        }
    }

    fn try_write(&self, end: &str, bytes: &[u8]) -> io::Result<()> {
        let fresh = self.path(&format!("{end}-{}", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&fresh)?.write_all(bytes)?;
        fs::rename(fresh, self.path(end))
    }
}

/// Forgets what was kept of files that are no more, or are others by now; `wanted` are the names of all that stays.
pub(super) fn tidy(folder: &Path, wanted: &HashSet<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let is_wanted = stem.is_some_and(|stem| wanted.contains(stem));
        let end = path.extension().and_then(|end| end.to_str());
        if !is_wanted && matches!(end, Some(LEDGER | ROWS | TWICE)) {
            // Whoever was faster has done it.
            let _ = fs::remove_file(path);
        }
    }
}
