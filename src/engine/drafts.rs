//! Forms that were begun and not finished: a JSON file each in the workspace's data folder, readable by this person only.
//! Secrets are not among them. A file that cannot be read costs itself alone.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::config::create_private_dir;

/// A form as it was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub id: String,
    /// Canonical ref.
    pub blueprint: String,
    pub title: String,
    pub values: Value,
    /// The page that was in front.
    #[serde(default)]
    pub page: usize,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<String>,
    pub saved: Timestamp,
}

/// The drafts of one workspace.
#[derive(Debug, Clone)]
pub struct Drafts {
    folder: PathBuf,
}

impl Drafts {
    /// The drafts below the data folder of a workspace. Nothing is made before something is kept.
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join("drafts"),
        }
    }

    /// All drafts, the newest first.
    ///
    /// # Errors
    /// When the folder is there and cannot be read.
    pub fn list(&self) -> io::Result<Vec<Draft>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut drafts = Vec::new();
        for entry in entries {
            let path = entry?.path();
            if path.extension().is_some_and(|extension| extension == "json") {
                match read(&path) {
                    Ok(draft) => drafts.push(draft),
                    Err(error) => tracing::warn!(path = %path.display(), %error, "a draft cannot be read"),
                }
            }
        }
        drafts.sort_by(|a: &Draft, b| (b.saved, &b.id).cmp(&(a.saved, &a.id)));
        Ok(drafts)
    }

    /// Keeps a draft, whole or not at all; one of the same id is replaced.
    ///
    /// # Errors
    /// When its file cannot be written.
    pub fn save(&self, draft: &Draft) -> io::Result<()> {
        let file = self.file(&draft.id)?;
        create_private_dir(&self.folder)?;
        let text = serde_json::to_vec(draft).map_err(io::Error::other)?;
        let new = file.with_extension(format!("{}.new", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&new)?;
        out.write_all(&text)?;
        out.sync_all()?;
        fs::rename(new, file)
    }

    /// Forgets a draft; one that is not there is forgotten already.
    ///
    /// # Errors
    /// When its file cannot be removed.
    pub fn remove(&self, id: &str) -> io::Result<()> {
        match fs::remove_file(self.file(id)?) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// An id becomes the name of a file, so it is letters, digits and hyphens.
    fn file(&self, id: &str) -> io::Result<PathBuf> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if id.is_empty() || id.len() > 64 || !id.chars().all(is_plain) {
            let message = format!("`{id}` is not the id of a draft");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(self.folder.join(format!("{id}.json")))
    }
}

fn read(path: &Path) -> io::Result<Draft> {
    serde_json::from_slice(&fs::read(path)?).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn draft(id: &str, second: i64) -> Draft {
        Draft {
            id: id.to_owned(),
            blueprint: "template:default/repository".to_owned(),
            title: "A repository".to_owned(),
            values: json!({"name": id}),
            page: 1,
            entity: None,
            saved: Timestamp::from_second(second).unwrap(),
        }
    }

    #[test]
    fn drafts_are_kept_replaced_and_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(folder.path());
        assert_eq!(drafts.list().unwrap(), []);
        drafts.save(&draft("a", 1)).unwrap();
        drafts.save(&draft("b", 2)).unwrap();
        drafts.save(&draft("a", 3)).unwrap();
        fs::write(folder.path().join("drafts/broken.json"), "{").unwrap();
        assert_eq!(drafts.list().unwrap(), [draft("a", 3), draft("b", 2)]);
        drafts.remove("a").unwrap();
        drafts.remove("a").unwrap();
        assert_eq!(drafts.list().unwrap(), [draft("b", 2)]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &str| {
                fs::metadata(folder.path().join(path))
                    .unwrap()
                    .permissions()
                    .mode()
                    & 0o777
            };
            assert_eq!((mode("drafts"), mode("drafts/b.json")), (0o700, 0o600));
        }
    }

    #[test]
    fn an_id_never_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(folder.path());
        for id in ["", "../x", "a/b", "a.b"] {
            assert!(drafts.save(&draft(id, 1)).is_err(), "{id}");
            assert!(drafts.remove(id).is_err(), "{id}");
        }
    }
}
