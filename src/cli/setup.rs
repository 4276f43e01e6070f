//! From settings to what the screens start with: the keymap with the person's own keys, the themes with their own files.
//! What is wrong there is told with its place, like every other wrong setting.

use std::io::ErrorKind;
use std::path::Path;

use color_eyre::Result;

use super::failure::Failure;
use crate::app::intent::keymap::{KeyOverride, KeyOverrideError, Keymap};
use crate::config::{Complaint, KeyBinding, Located, Paths, PersonSettings, Place, SettingsError};
use crate::model::text::nearest;
use crate::ui::theme::{DEFAULT_THEME, Themes};

/// The keymap as the person wants it.
pub(super) fn keymap(person: &PersonSettings, read_only: bool) -> Result<Keymap, SettingsError> {
    let overrides: Vec<KeyOverride> = person
        .keys
        .iter()
        .map(|binding| KeyOverride {
            action: binding.action.value.clone(),
            keys: binding.keys.iter().map(|key| key.value.clone()).collect(),
        })
        .collect();
    Keymap::new(read_only)
        .with_overrides(&overrides)
        .map_err(|errors| {
            let mut complaints: Vec<Complaint> = errors
                .iter()
                .filter_map(|error| Some(complaint(error, &person.keys)?.complain(error.to_string())))
                .collect();
            complaints.sort();
            SettingsError::Wrong(complaints)
        })
}

/// The setting that an error is about: one of the keys, or else the action.
fn complaint<'a>(error: &KeyOverrideError, bindings: &'a [KeyBinding]) -> Option<&'a Located<String>> {
    let action = match error {
        KeyOverrideError::UnknownAction { action, .. }
        | KeyOverrideError::Fixed { action }
        | KeyOverrideError::BadKey { action, .. }
        | KeyOverrideError::Taken { action, .. } => action,
    };
    let binding = bindings.iter().find(|binding| binding.action.value == *action)?;
    Some(
        binding
            .keys
            .iter()
            .find(|key| key.value == error.offending())
            .unwrap_or(&binding.action),
    )
}

/// All themes, and the name of the one the person chose.
pub(super) fn themes(person: &PersonSettings, paths: &Paths) -> Result<(Themes, String), SettingsError> {
    let dir = paths.themes();
    let (themes, errors) = Themes::load(&own_themes(&dir)?);
    let complaints: Vec<Complaint> = errors
        .into_iter()
        .map(|error| Complaint {
            place: Place {
                file: dir.join(format!("{}.toml", error.theme)).into(),
                line: error.line,
                column: error.column,
            },
            message: error.message,
        })
        .collect();
    if !complaints.is_empty() {
        return Err(SettingsError::Wrong(complaints));
    }
    let Some(chosen) = &person.theme else {
        return Ok((themes, DEFAULT_THEME.to_owned()));
    };
    if themes.get(&chosen.value).is_none() {
        let names = themes.names();
        let advice = match nearest(&chosen.value, names.iter().map(String::as_str)) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names.join(", ")),
        };
        let message = format!("there is no theme `{}`; {advice}", chosen.value);
        return Err(SettingsError::Wrong(vec![chosen.complain(message)]));
    }
    let chosen = chosen.value.clone();
    Ok((themes, chosen))
}

/// Name and text of each theme file of the person's own.
fn own_themes(dir: &Path) -> Result<Vec<(String, String)>, SettingsError> {
    let unreadable = |file: &Path, cause| SettingsError::Unreadable {
        file: file.to_owned(),
        cause,
    };
    let entries = match std::fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(vec![]),
        Err(error) => return Err(unreadable(dir, error)),
    };
    let mut themes = vec![];
    for entry in entries {
        let path = entry.map_err(|error| unreadable(dir, error))?.path();
        if path.extension().is_some_and(|extension| extension == "toml")
            && let Some(name) = path.file_stem()
        {
            let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
            themes.push((name.to_string_lossy().into_owned(), text));
        }
    }
    themes.sort();
    Ok(themes)
}

impl super::Context {
    /// The keymap of this run.
    pub(super) fn keymap(&self) -> Result<Keymap> {
        Ok(keymap(self.person()?, self.read_only()).map_err(Failure::from)?)
    }
}
