//! The person's settings and muster's own folders: readable, writable by this person, closed to others.

use std::fs::Metadata;
use std::io::ErrorKind;
use std::path::Path;

use super::Area;
use crate::cli::{Context, setup};
use crate::config::{Paths, PersonSettings, SettingsError};

pub(super) fn look(context: &Context) -> Area {
    let mut area = Area::new("Settings and folders");
    let paths = match context.paths() {
        Ok(paths) => paths,
        Err(error) => {
            area.problem(error.to_string(), "set MUSTER_HOME to a folder of yours");
            return area;
        }
    };
    settings(paths, &mut area);
    folder("config", paths.config(), OthersMay::Read, &mut area);
    folder("data", paths.data(), OthersMay::Nothing, &mut area);
    folder("cache", paths.cache(), OthersMay::Nothing, &mut area);
    area
}

fn settings(paths: &Paths, area: &mut Area) {
    let file = paths.settings_file();
    let settings = match PersonSettings::load(&file) {
        Ok(settings) => settings,
        Err(error) => return complain(error, area),
    };
    if file.exists() {
        area.ok(format!("settings  {}", file.display()));
    } else {
        area.ok(format!(
            "settings  {} (not written yet; the defaults hold)",
            file.display()
        ));
    }
    match &settings.identity {
        Some(identity) => area.ok(format!("identity  {}", identity.value)),
        None => area.warning(
            "identity  not set, so nothing can be shown as yours",
            format!("add `identity = \"user:default/you\"` to {}", file.display()),
        ),
    }
    match setup::keymap(&settings, false) {
        Ok(_) if settings.keys.is_empty() => area.ok("keys      the defaults"),
        Ok(_) => area.ok(format!("keys      {} of your own", settings.keys.len())),
        Err(error) => complain(error, area),
    }
    match setup::themes(&settings, paths) {
        Ok((_, theme)) => area.ok(format!("theme     {theme}")),
        Err(error) => complain(error, area),
    }
}

fn complain(error: SettingsError, area: &mut Area) {
    match error {
        SettingsError::Unreadable { file, cause } => {
            area.problem(
                format!("settings  {}: {cause}", file.display()),
                "make the file readable for you",
            );
        }
        SettingsError::Wrong(complaints) => {
            for complaint in complaints {
                area.problem(complaint.to_string(), "correct the line");
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum OthersMay {
    Nothing,
    Read,
}

fn folder(name: &str, dir: &Path, others: OthersMay, area: &mut Area) {
    let shown = format!("{name:<8}  {}", dir.display());
    match dir.metadata() {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            area.ok(format!("{shown} (made when first needed)"))
        }
        Err(error) => area.problem(
            format!("{shown}: {error}"),
            "check the permissions of the folders above it",
        ),
        Ok(metadata) if !metadata.is_dir() => {
            area.problem(
                format!("{shown} is not a folder"),
                "move the file away, or set MUSTER_HOME",
            );
        }
        Ok(_) if !is_writable(dir) => {
            area.problem(
                format!("{shown} cannot be written"),
                "make it yours, or set MUSTER_HOME",
            );
        }
        Ok(metadata) if is_open(&metadata, others) => area.warning(
            format!("{shown} is open to other people of this machine"),
            format!("chmod 700 {}", dir.display()),
        ),
        Ok(_) => area.ok(shown),
    }
}

#[cfg(unix)]
fn is_writable(dir: &Path) -> bool {
    rustix::fs::access(dir, rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK).is_ok()
}

#[cfg(not(unix))]
fn is_writable(dir: &Path) -> bool {
    dir.metadata()
        .is_ok_and(|metadata| !metadata.permissions().readonly())
}

#[cfg(unix)]
fn is_open(metadata: &Metadata, others: OthersMay) -> bool {
    use std::os::unix::fs::PermissionsExt;
    let mask = if others == OthersMay::Read { 0o022 } else { 0o077 };
    metadata.permissions().mode() & mask != 0
}

/// Where permissions are lists of people, the person's own folders are closed by inheritance.
#[cfg(not(unix))]
fn is_open(_: &Metadata, _: OthersMay) -> bool {
    false
}
