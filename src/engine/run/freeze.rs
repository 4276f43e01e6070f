//! The files beside a blueprint, kept as they are when a run is asked for: what becomes of them later changes nothing.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::error::RunsError;
use super::folder::write_private;
use crate::config::create_private_dir;
use crate::model::text::hex;

const MOST_FILES: usize = 10_000;
const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// Copies a folder; links stay links, for whoever reads them to refuse. Returns SHA-256 over all of it.
pub(super) fn freeze(from: &Path, to: &Path) -> Result<String, RunsError> {
    let mut freezer = Freezer {
        files: 0,
        bytes: 0,
        digest: Sha256::new(),
    };
    freezer
        .folder(from, to, Path::new(""))
        .map_err(|error| RunsError::file(from.display(), error))?;
    Ok(hex(freezer.digest.finalize()))
}

struct Freezer {
    files: usize,
    bytes: u64,
    digest: Sha256,
}

impl Freezer {
    fn folder(&mut self, from: &Path, to: &Path, at: &Path) -> io::Result<()> {
        create_private_dir(to)?;
        let mut names: Vec<PathBuf> = fs::read_dir(from)?
            .map(|entry| Ok(PathBuf::from(entry?.file_name())))
            .collect::<io::Result<_>>()?;
        names.sort();
        for name in names.into_iter().filter(|name| name.as_os_str() != ".git") {
            let (source, target, path) = (from.join(&name), to.join(&name), at.join(&name));
            let found = fs::symlink_metadata(&source)?;
            if found.is_dir() {
                self.folder(&source, &target, &path)?;
                continue;
            }
            self.files += 1;
            self.bytes += found.len();
            if self.files > MOST_FILES || self.bytes > MOST_BYTES {
                return Err(io::Error::other(format!(
                    "the blueprint's folder has more than {MOST_FILES} files or {} MiB; give it a folder of its own",
                    MOST_BYTES >> 20
                )));
            }
            self.digest.update(path.to_string_lossy().as_bytes());
            self.digest.update([0]);
            if found.is_symlink() {
                link(&fs::read_link(&source)?, &target)?;
            } else if found.is_file() {
                self.file(&source, &target, &found)?;
            }
        }
        Ok(())
    }

    fn file(&mut self, source: &Path, target: &Path, found: &fs::Metadata) -> io::Result<()> {
        let bytes = fs::read(source)?;
        self.digest.update((bytes.len() as u64).to_be_bytes());
        self.digest.update(&bytes);
        write_private(target, &bytes, false)?;
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            if found.permissions().mode() & 0o100 != 0 {
                fs::set_permissions(target, fs::Permissions::from_mode(0o700))?;
            }
        }
        #[cfg(not(unix))]
        let _ = found;
        Ok(())
    }
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

#[cfg(not(unix))]
fn link(_: &Path, at: &Path) -> io::Result<()> {
    Err(io::Error::other(format!("{} is a link", at.display())))
}
