//! What differs between two trees, as people review it.

use super::{Tree, TreeFile};
use crate::model::run::Change;

/// Bytes of a text that are shown at most: a plan is kept for ever.
const MOST_SHOWN: usize = 32 * 1024;

impl Tree {
    /// What this tree has that an earlier one has not, has otherwise, or has no more; in the order of the paths.
    pub fn changes_since(&self, before: &Tree) -> Vec<Change> {
        let mut paths: Vec<&str> = self.iter().chain(before.iter()).map(|(path, _)| path).collect();
        paths.sort_unstable();
        paths.dedup();
        let change = |path| change(path, before.get(path), self.get(path));
        paths.into_iter().filter_map(change).collect()
    }
}

fn change(path: &str, before: Option<&TreeFile>, after: Option<&TreeFile>) -> Option<Change> {
    if before == after {
        return None;
    }
    let is_executable = |file: Option<&TreeFile>| file.is_some_and(|file| file.executable);
    let what = match (is_executable(before), is_executable(after)) {
        (false, true) => format!("{path} (executable)"),
        (true, false) if after.is_some() => format!("{path} (no longer executable)"),
        _ => path.to_owned(),
    };
    Some(Change {
        what,
        before: before.map(shown),
        after: after.map(shown),
    })
}

/// A file's text; what is no text is told by its size.
fn shown(file: &TreeFile) -> String {
    let size = file.bytes.len();
    match file.as_text() {
        None => format!("(no text, {size} bytes)"),
        Some(text) if size <= MOST_SHOWN => text.to_owned(),
        Some(text) => {
            let end = (0..=MOST_SHOWN)
                .rev()
                .find(|at| text.is_char_boundary(*at))
                .unwrap_or_default();
            format!("{}\n(and {} bytes more)\n", &text[..end], size - end)
        }
    }
}
