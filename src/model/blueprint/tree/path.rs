//! Paths that mean the same on every system, and stay below the folder where they are written.

use super::{PathFault, TreeError};
use crate::model::text::is_hazard;

/// Bytes of a path at most: with a folder before it, every system takes it.
const MOST_BYTES: usize = 400;
/// Bytes of a name at most, as file systems have it.
const MOST_NAME_BYTES: usize = 255;
const MOST_DEPTH: usize = 32;

/// Names of devices, with any extension (learn.microsoft.com, Naming Files, Paths, and Namespaces).
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

/// A path of a file as the tree keeps it: without `./`, doubled slashes and a slash at the end.
pub fn clean(path: &str) -> Result<String, TreeError> {
    match folder(path)? {
        path if path.is_empty() => Err(TreeError::Path {
            path,
            fault: PathFault::Empty,
        }),
        path => Ok(path),
    }
}

/// As [`clean`], of a folder: `.`, `./` and nothing at all are the tree itself, the empty path.
pub fn folder(path: &str) -> Result<String, TreeError> {
    let fault = |fault| TreeError::Path {
        path: path.to_owned(),
        fault,
    };
    if path.starts_with(['/', '\\']) {
        return Err(fault(PathFault::Absolute));
    }
    let names: Vec<&str> = path
        .split('/')
        .filter(|name| !matches!(*name, "" | "."))
        .collect();
    if let Some(wrong) = names.iter().find_map(|name| fault_of(name)) {
        return Err(fault(wrong));
    }
    let clean = names.join("/");
    if clean.len() > MOST_BYTES {
        return Err(fault(PathFault::TooLong));
    }
    match names.len() > MOST_DEPTH {
        true => Err(fault(PathFault::TooDeep)),
        false => Ok(clean),
    }
}

/// What is wrong with the name of a file or folder.
fn fault_of(name: &str) -> Option<PathFault> {
    if name == ".." {
        return Some(PathFault::Parent);
    }
    if name.len() > MOST_NAME_BYTES {
        return Some(PathFault::TooLong);
    }
    if name.chars().any(is_hazard) {
        return Some(PathFault::Hazard);
    }
    if name.chars().any(is_combining) {
        return Some(PathFault::Decomposed);
    }
    let lower = name.to_lowercase();
    // `git~1` is what old Windows calls `.git`.
    if matches!(lower.trim_end_matches(['.', ' ']), ".git" | "git~1") {
        return Some(PathFault::Git);
    }
    is_windows(&lower).then_some(PathFault::Windows)
}

fn is_windows(lower: &str) -> bool {
    let stem = lower.split('.').next().unwrap_or_default().trim_end();
    let numbered = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port)
            .is_some_and(|number| matches!(number, "¹" | "²" | "³") || is_digit(number))
    });
    numbered
        || DEVICES.contains(&stem)
        || lower.ends_with(['.', ' '])
        || lower.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
}

fn is_digit(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'])
}

/// Characters that join the one before: accents, and the parts of Korean syllables.
fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{3099}' | '\u{309a}'
        | '\u{1100}'..='\u{11ff}')
}

/// A name as a system sees it that does not tell cases apart.
pub(super) fn folded(path: &str) -> String {
    // Twice, because some letters have no upper case of one character: `ß` and `ẞ`.
    path.to_uppercase().to_lowercase()
}

/// The folders that a path goes through, from the top, and the path itself.
pub(super) fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    let slashes = path.match_indices('/').map(|(at, _)| at);
    slashes.chain([path.len()]).map(|end| &path[..end])
}

/// Whether a file is at a path: it is that file, or in that folder.
pub(super) fn is_at(file: &str, path: &str) -> bool {
    path.is_empty()
        || file
            .strip_prefix(path)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

pub(super) fn joined(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}
