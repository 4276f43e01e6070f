//! Files that settings name by patterns, which are no entity files: exports, lists. Knows nothing of what is in them.

use std::fs;
use std::path::Path;

use super::scope::{Patterns, fixed_part};

/// Folders below each other are looked into no deeper than this.
const DEEPEST: usize = 16;

/// The files below a folder that patterns name, relative to it, sorted. Links are not followed out of it, and what begins with
/// a point is left alone.
pub fn matching(root: &Path, patterns: &[String]) -> Vec<String> {
    let wanted = Patterns::new(patterns.iter().map(String::as_str));
    let mut found = Vec::new();
    for pattern in patterns {
        let start = fixed_part(pattern);
        if start
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)))
        {
            walk(root, &start, &wanted, DEEPEST, &mut found);
        }
    }
    found.sort();
    found.dedup();
    found
}

fn walk(root: &Path, at: &Path, wanted: &Patterns, deeper: usize, found: &mut Vec<String>) {
    let path = root.join(at);
    let Ok(meta) = fs::symlink_metadata(&path) else {
        return;
    };
    if meta.is_file() && wanted.matches(at) {
        found.extend(at.to_str().map(|text| text.replace('\\', "/")));
    }
    if !meta.is_dir() || deeper == 0 {
        return;
    }
    let Ok(entries) = fs::read_dir(&path) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            walk(root, &at.join(name), wanted, deeper - 1, found);
        }
    }
}
