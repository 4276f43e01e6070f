//! What a step must remember between attempts and no system can be asked for: how something was before the step changed it,
//! that it was not there, the number of what it began. A small file in the workspace, written before the change.

use std::io;
use std::path::PathBuf;

use serde_json::Value;

use super::action::{ActionError, Call, ErrorKind};
use super::sandbox::keep_out_of_git;

/// Keeps a note, unless one is kept already: what was before is what the first attempt saw.
pub(super) fn keep(call: &Call<'_>, note: &Value) -> Result<Value, ActionError> {
    if let Some(kept) = find(call)? {
        return Ok(kept);
    }
    put(call, note)?;
    Ok(note.clone())
}

/// Keeps a note in place of any other.
pub(super) fn put(call: &Call<'_>, note: &Value) -> Result<(), ActionError> {
    let file = file(call);
    write(&file, note).map_err(|error| failed(&file, &error))
}

pub(super) fn find(call: &Call<'_>) -> Result<Option<Value>, ActionError> {
    let file = file(call);
    match std::fs::read(&file) {
        Ok(bytes) => serde_json::from_slice(&bytes)
            .map(Some)
            .map_err(|error| failed(&file, &error.into())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(&file, &error)),
    }
}

/// Forgets a note, of a change that was not made.
pub(super) fn forget(call: &Call<'_>) -> Result<(), ActionError> {
    let file = file(call);
    match std::fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(&file, &error)),
        _ => Ok(()),
    }
}

fn file(call: &Call<'_>) -> PathBuf {
    let name = format!("{}.json", call.op_key.get(..32).unwrap_or(call.op_key));
    call.world.workspace().join(".muster/notes").join(name)
}

fn write(file: &std::path::Path, note: &Value) -> io::Result<()> {
    use std::io::Write;
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
        keep_out_of_git(folder)?;
    }
    let fresh = file.with_extension("new");
    let mut opened = std::fs::File::create(&fresh)?;
    opened.write_all(note.to_string().as_bytes())?;
    opened.sync_all()?;
    std::fs::rename(&fresh, file)
}

fn failed(file: &std::path::Path, error: &io::Error) -> ActionError {
    let message = format!("cannot keep what was before in {}: {error}", file.display());
    ActionError::new(ErrorKind::Retry { after: None }, message)
        .hint("make the workspace's folder .muster writable for you, and see that the disk is not full")
}
