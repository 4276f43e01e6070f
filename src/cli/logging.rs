//! The log file, for those who ask for it with `MUSTER_LOG` (`debug`, `muster=trace,warn`). Never standard output, which
//! belongs to the answer or the screen.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::sync::Mutex;

use color_eyre::Result;
use color_eyre::eyre::WrapErr;
use tracing_subscriber::EnvFilter;

use super::failure::Failure;
use crate::config::{Paths, create_private_dir};

const VARIABLE: &str = "MUSTER_LOG";
/// A longer log is set aside, replacing the one set aside before.
const LONGEST: u64 = 8 * 1024 * 1024;

/// Begins to write the log if the environment asks for it.
pub(super) fn start() -> Result<()> {
    let Some(wanted) = std::env::var_os(VARIABLE).filter(|wanted| !wanted.is_empty()) else {
        return Ok(());
    };
    let filter = EnvFilter::try_new(wanted.to_string_lossy()).map_err(|error| {
        Failure::usage(format!("{VARIABLE} is not a log filter: {error}"))
            .hint("for example MUSTER_LOG=debug")
    })?;
    let paths = Paths::of_process().map_err(Failure::from)?;
    let file =
        open(&paths.logs()).wrap_err_with(|| format!("cannot write a log in {}", paths.logs().display()))?;
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(Mutex::new(file))
        .finish();
    tracing::subscriber::set_global_default(subscriber).wrap_err("a log is already being written")
}

fn open(dir: &Path) -> std::io::Result<File> {
    create_private_dir(dir)?;
    let file = dir.join("muster.log");
    if fs::metadata(&file).is_ok_and(|log| log.len() > LONGEST) {
        fs::rename(&file, dir.join("muster.log.1"))?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}
