//! CODEOWNERS on disk: of the workspace and of each other work tree, where GitHub and GitLab look for it. Reads that one
//! file a tree; what it means for entities is the catalog's business.

use std::fs;
use std::hash::Hasher;
use std::path::{Path, PathBuf};

use rustc_hash::FxHasher;

use super::files::{Scope, Stamp};
use crate::model::catalog::{Code, Position, Problem, TreeOwners};
use crate::model::ownership::codeowners::{CodeOwners, MOST_BYTES};

/// Where the file may be, in the order in which the first one counts (docs.github.com, about-code-owners).
pub const PLACES: [&str; 4] = [
    ".github/CODEOWNERS",
    ".gitlab/CODEOWNERS",
    "CODEOWNERS",
    "docs/CODEOWNERS",
];

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    pub trees: Vec<TreeOwners>,
    /// Each place that was looked at, also in vain: when one looks otherwise, it is time to look again.
    pub looked: Vec<(PathBuf, Stamp)>,
    /// By file, as the catalog names it.
    pub problems: Vec<(String, Problem)>,
    /// Of all texts: equal digests say the same.
    pub digest: u64,
}

/// Reads the files of a scope's trees.
pub fn read(scope: &Scope) -> Found {
    let mut found = Found::default();
    let mut hasher = FxHasher::default();
    let mut bases: Vec<&Path> = scope.trees.iter().map(|tree| tree.base.as_path()).collect();
    bases.sort();
    bases.dedup();
    for base in bases {
        found.looked.extend(PLACES.iter().map(|place| {
            let path = base.join(place);
            let stamp = Stamp::at(&path);
            (path, stamp)
        }));
        let Some(path) = file_of(base) else { continue };
        let file = scope.name(&path);
        match text(&path) {
            Ok(text) => {
                hasher.write(file.as_bytes());
                hasher.write(text.as_bytes());
                let owners = CodeOwners::parse(&text);
                let complaints = owners.complaints.iter().map(|complaint| {
                    let problem = Problem::new(Code::CodeOwners, complaint.at, sentence(&complaint.message));
                    (file.clone(), problem)
                });
                found.problems.extend(complaints);
                let prefix = prefix(scope, base);
                found.trees.push(TreeOwners { prefix, file, owners });
            }
            Err(why) => {
                let at = Position { line: 1, column: 1 };
                found
                    .problems
                    .push((file, Problem::new(Code::CodeOwners, at, why)));
            }
        }
    }
    found.digest = hasher.finish();
    found
}

/// The CODEOWNERS of a work tree, where it has one; no link leads out of the tree.
pub fn file_of(base: &Path) -> Option<PathBuf> {
    let root = base.canonicalize().ok()?;
    let is_inside = |path: &PathBuf| {
        path.canonicalize()
            .is_ok_and(|real| real.starts_with(&root) && real.is_file())
    };
    PLACES.iter().map(|place| base.join(place)).find(is_inside)
}

/// What the names of the files below a folder begin with.
fn prefix(scope: &Scope, base: &Path) -> String {
    match scope.name(base) {
        name if name.is_empty() => name,
        name => format!("{name}/"),
    }
}

fn text(path: &Path) -> Result<String, String> {
    let unreadable = |error: std::io::Error| format!("This file cannot be read: {error}.");
    let size = fs::metadata(path).map_err(unreadable)?.len();
    if size > MOST_BYTES as u64 {
        return Err(
            "This file is larger than 3 MB, so GitHub does not read it, and neither is it read here."
                .to_owned(),
        );
    }
    String::from_utf8(fs::read(path).map_err(unreadable)?)
        .map_err(|_| "This file is not UTF-8 text. Save it as UTF-8.".to_owned())
}

/// A complaint as problems read.
fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}.", chars.as_str())
}
