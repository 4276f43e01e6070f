//! The run's files between its steps: kept in the run's folder under their digest, which is also in the journal. What is
//! missing or damaged is made again from the frozen files.

use std::fs;
use std::sync::Arc;

use super::error::RunsError;
use super::folder::{RunFolder, write_private};
use crate::model::blueprint::tree::{Tree, TreeFile};

const PREFIX: &str = "tree-";

/// Keeps a tree; returns its digest.
pub(super) fn keep(folder: &RunFolder, tree: &Tree) -> Result<String, RunsError> {
    let digest = tree.digest();
    let path = folder.path(&format!("{PREFIX}{digest}"));
    write_private(&path, &packed(tree), false).map_err(|error| RunsError::file(path.display(), error))?;
    Ok(digest)
}

/// The tree of a digest; none where it is not kept as it was.
pub(super) fn load(folder: &RunFolder, digest: &str) -> Option<Arc<Tree>> {
    let bytes = fs::read(folder.path(&format!("{PREFIX}{digest}"))).ok()?;
    let tree = unpacked(&bytes)?;
    (tree.digest() == digest).then(|| Arc::new(tree))
}

/// Removes all trees but one, or all.
pub(super) fn forget(folder: &RunFolder, but: Option<&str>) {
    let Ok(entries) = fs::read_dir(folder.path("")) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let digest = name.strip_prefix(PREFIX);
        if digest.is_some_and(|digest| Some(digest) != but) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Each file as: length of its path, path, whether it is executable, length of its bytes, bytes; lengths in eight bytes.
fn packed(tree: &Tree) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (path, file) in tree.iter() {
        bytes.extend_from_slice(&(path.len() as u64).to_be_bytes());
        bytes.extend_from_slice(path.as_bytes());
        bytes.push(u8::from(file.executable));
        bytes.extend_from_slice(&(file.bytes.len() as u64).to_be_bytes());
        bytes.extend_from_slice(&file.bytes);
    }
    bytes
}

fn unpacked(mut bytes: &[u8]) -> Option<Tree> {
    let mut tree = Tree::default();
    while !bytes.is_empty() {
        let path = std::str::from_utf8(part(&mut bytes)?).ok()?.to_owned();
        let (executable, rest) = bytes.split_first()?;
        let executable = *executable != 0;
        bytes = rest;
        let file = TreeFile {
            bytes: part(&mut bytes)?.into(),
            executable,
        };
        tree.insert(&path, file).ok()?;
    }
    Some(tree)
}

fn part<'b>(bytes: &mut &'b [u8]) -> Option<&'b [u8]> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_be_bytes(*length)).ok()?;
    let (part, rest) = rest.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_comes_back_as_it_was_and_damage_is_seen() {
        let mut tree = Tree::default();
        for (path, bytes, executable) in [("a/b.txt", &b"text"[..], false), ("run", &[0, 255][..], true)] {
            let bytes = bytes.into();
            tree.insert(path, TreeFile { bytes, executable }).unwrap();
        }
        let bytes = packed(&tree);
        assert_eq!(unpacked(&bytes), Some(tree));
        for end in 1..bytes.len() {
            let cut = unpacked(&bytes[..end]);
            assert!(cut.is_none_or(|cut| cut.len() < 2));
        }
    }
}
