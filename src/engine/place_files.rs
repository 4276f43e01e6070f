//! What is known of places outside, a small file for each in one folder: no truth of its own, only spared questions. Readable
//! by this person only, for it tells how the company is built. A file that cannot be read costs another look.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::config::create_private_dir;
use crate::model::text::hex;

/// The files of one folder.
#[derive(Debug, Clone)]
pub(super) struct PlaceFiles {
    folder: PathBuf,
}

impl PlaceFiles {
    /// Nothing is made before something is kept.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// What is kept of a place; none where that is nothing, or nothing that can be read.
    pub fn read<T: DeserializeOwned>(&self, place: &str) -> Option<T> {
        let file = self.file(place);
        let read = |bytes: Vec<u8>| serde_json::from_slice::<T>(&bytes).map_err(io::Error::other);
        match fs::read(&file).and_then(read) {
            Ok(kept) => Some(kept),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "what was seen of a place cannot be read");
                None
            }
        }
    }

    /// Keeps what is known of a place, whole or not at all.
    pub fn write(&self, place: &str, kept: &impl Serialize) -> io::Result<()> {
        let file = self.file(place);
        create_private_dir(&self.folder)?;
        let text = serde_json::to_vec(kept).map_err(io::Error::other)?;
        let new = file.with_extension(format!("{}.new", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&new).and_then(|mut out| {
            out.write_all(&text)?;
            out.sync_all()
        });
        let placed = written.and_then(|()| fs::rename(&new, file));
        if placed.is_err() {
            // Half a file is in nobody's way, but takes room.
            let _ = fs::remove_file(new);
        }
        placed
    }

    /// Names of places come from settings that others write, so only their letters and digits become a file's name.
    pub fn file(&self, place: &str) -> PathBuf {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let readable: String = place.chars().map(plain).take(40).collect();
        let digest = hex(&Sha256::digest(place)[..6]);
        self.folder.join(format!("{readable}-{digest}.json"))
    }
}
