//! What probes saw lately, in one file beside the journal: no truth of its own, only the small history and how far a change is. A
//! file that cannot be read costs that history.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::create_private_dir;
use crate::engine::run::folder::write_private;
use crate::model::health::{Key, Seen};

/// Grows when older files would be taken for something else.
const VERSION: u32 = 1;

/// Where the looks of one workspace are kept.
#[derive(Debug, Clone)]
pub struct Looks {
    file: PathBuf,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    probes: Vec<(Key, Seen)>,
}

impl Looks {
    /// Those in the data folder of a workspace. Nothing is made before something is kept.
    pub fn new(data: &Path) -> Self {
        Self {
            file: data.join("probes.json"),
        }
    }

    /// What is kept.
    pub fn load(&self) -> BTreeMap<Key, Seen> {
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Written>(&bytes).map_err(io::Error::other);
        match fs::read(&self.file).and_then(read) {
            Ok(written) if written.version == VERSION => written.probes.into_iter().collect(),
            Ok(_) => BTreeMap::new(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                tracing::warn!(file = %self.file.display(), %error, "the looks of probes cannot be read");
                BTreeMap::new()
            }
        }
    }

    /// Keeps it, whole or not at all.
    pub fn keep(&self, seen: &BTreeMap<Key, Seen>) -> io::Result<()> {
        if let Some(folder) = self.file.parent() {
            create_private_dir(folder)?;
        }
        let written = Written {
            version: VERSION,
            probes: seen
                .iter()
                .map(|(key, seen)| (key.clone(), seen.clone()))
                .collect(),
        };
        let bytes = serde_json::to_vec(&written).map_err(io::Error::other)?;
        write_private(&self.file, &bytes, false)
    }
}
