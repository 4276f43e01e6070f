//! The programs and libraries muster works with.

use std::process::Command;

use super::Area;

pub(super) fn look() -> Area {
    let mut area = Area::new("Tools");
    match Command::new("git").arg("--version").output() {
        Ok(output) if output.status.success() => {
            area.ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
        }
        _ => area.warning(
            "git is not found",
            "install git; a workspace is normally a repository that people share",
        ),
    }
    area.ok(format!("SQLite {}", rusqlite::version()));
    area
}
