//! The person's own views of the queue, kept in a file of their own that the program writes: `views.toml`, a line each.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::paths::create_private_dir;

/// Names of views and their query lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedViews {
    #[serde(default)]
    pub queue: BTreeMap<String, String>,
}

impl SavedViews {
    /// Reads the file; one that is not there means none were saved.
    pub fn load(file: &Path) -> io::Result<Self> {
        match std::fs::read_to_string(file) {
            Ok(text) => toml::from_str(&text).map_err(|error| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!("{}: {}", file.display(), error.message()),
                )
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error),
        }
    }

    /// Writes the file whole, so that a crash leaves the old or the new one.
    pub fn save(&self, file: &Path) -> io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        create_private_dir(folder)?;
        let text = toml::to_string(self).map_err(io::Error::other)?;
        let new = file.with_extension("toml.new");
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&new)?;
        out.write_all(text.as_bytes())?;
        out.sync_all()?;
        std::fs::rename(new, file)
    }
}
