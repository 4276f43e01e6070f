//! What was seen outside, a file for each place in the workspace's data folder: no truth of its own, only spared questions.
//! Readable by this person only, for it tells how the company is built. A file that cannot be read costs another look.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::create_private_dir;
use crate::model::discovery::Survey;
use crate::model::text::hex;

/// Grows when older files would be taken for something else.
const VERSION: u32 = 1;

/// The surveys of one workspace.
#[derive(Debug, Clone)]
pub struct Surveys {
    folder: PathBuf,
}

/// What is known of a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub version: u32,
    /// The last look that came to its end.
    pub finished: Option<Survey>,
    /// One since that goes on later.
    pub begun: Option<Survey>,
    /// Why the last look brought nothing.
    pub trouble: Vec<String>,
}

impl Surveys {
    /// Those below the data folder of a workspace. Nothing is made before something is kept.
    pub fn new(data: &Path) -> Self {
        Self {
            folder: data.join("surveys"),
        }
    }

    /// What is known of a place by now: of the last look that came to its end, else of one that was begun.
    pub fn shown(&self, place: &str) -> Option<Survey> {
        self.kept(place).shown()
    }

    pub(super) fn kept(&self, place: &str) -> Kept {
        let file = self.file(place);
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Kept>(&bytes).map_err(io::Error::other);
        match fs::read(&file).and_then(read) {
            Ok(kept) if kept.version == VERSION => kept,
            Ok(_) => Kept::default(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Kept::default(),
            Err(error) => {
                tracing::warn!(file = %file.display(), %error, "a survey cannot be read");
                Kept::default()
            }
        }
    }

    /// Keeps what is known of a place, whole or not at all.
    pub(super) fn keep(&self, place: &str, kept: &Kept) -> io::Result<()> {
        let file = self.file(place);
        create_private_dir(&self.folder)?;
        let kept = Kept {
            version: VERSION,
            ..kept.clone()
        };
        let text = serde_json::to_vec(&kept).map_err(io::Error::other)?;
        let new = file.with_extension(format!("{}.new", std::process::id()));
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options.open(&new).and_then(|mut out| {
            out.write_all(&text)?;
            out.sync_all()
        });
        let placed = written.and_then(|()| fs::rename(&new, file));
        if placed.is_err() {
            // Half a file is in nobody's way, but takes room.
            let _ = fs::remove_file(new);
        }
        placed
    }

    /// Names of places come from settings that others write, so only their letters and digits become a file's name.
    fn file(&self, place: &str) -> PathBuf {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
        let readable: String = place.chars().map(plain).take(40).collect();
        let digest = hex(&Sha256::digest(place)[..6]);
        self.folder.join(format!("{readable}-{digest}.json"))
    }
}

impl Kept {
    pub(super) fn shown(&self) -> Option<Survey> {
        let survey = self.finished.as_ref().or(self.begun.as_ref());
        let mut shown = survey.cloned()?;
        let unfinished = self.finished.is_some() && self.begun.is_some();
        let mut problems = self.trouble.clone();
        if unfinished {
            problems.push("a look since is not finished: the next one goes on with it".to_owned());
        }
        problems.append(&mut shown.problems);
        shown.problems = problems;
        Some(shown)
    }

    /// With what another look brought.
    pub(super) fn with(&self, survey: Survey) -> Self {
        if survey.cursor.is_some() {
            // It goes on where it was, and so does whatever was in its way.
            return Self {
                begun: Some(survey),
                trouble: vec![],
                ..self.clone()
            };
        }
        let brought = survey.complete || survey.taken.is_some() || !survey.sightings.is_empty();
        match &self.finished {
            Some(_) if !brought => Self {
                trouble: survey
                    .problems
                    .iter()
                    .map(|problem| format!("the last look failed: {problem}"))
                    .collect(),
                ..self.clone()
            },
            _ => Self {
                finished: Some(survey),
                ..Self::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discovery::Sighting;

    fn survey(names: &[&str]) -> Survey {
        Survey {
            place: "kafka:main".to_owned(),
            taken: Some(jiff::Timestamp::UNIX_EPOCH),
            complete: true,
            sightings: names
                .iter()
                .map(|name| Sighting {
                    name: (*name).to_owned(),
                    ..Sighting::default()
                })
                .collect(),
            ..Survey::default()
        }
    }

    fn failed() -> Survey {
        Survey {
            problems: vec!["no broker answers".to_owned()],
            ..Survey::default()
        }
    }

    #[test]
    fn the_last_good_look_outlives_one_that_failed_and_one_that_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let surveys = Surveys::new(folder.path());
        let look = |survey: Survey| {
            surveys
                .keep("kafka:main", &surveys.kept("kafka:main").with(survey))
                .unwrap();
            surveys.shown("kafka:main").unwrap()
        };
        assert_eq!(surveys.shown("kafka:main"), None);
        assert_eq!(look(failed()).problems, ["no broker answers"]);
        assert_eq!(look(survey(&["a"])), survey(&["a"]));
        for _ in 0..2 {
            let shown = look(failed());
            assert_eq!(shown.sightings, survey(&["a"]).sightings);
            assert_eq!(shown.problems, ["the last look failed: no broker answers"]);
        }
        let begun = Survey {
            complete: false,
            cursor: Some("page 2".to_owned()),
            ..survey(&["a", "b"])
        };
        let shown = look(begun.clone());
        assert_eq!(
            (shown.complete, shown.sightings.len(), shown.problems.len()),
            (true, 1, 1)
        );
        assert_eq!(surveys.kept("kafka:main").begun, Some(begun));
        assert_eq!(look(survey(&["b"])), survey(&["b"]));
        assert_eq!(surveys.kept("kafka:main").begun, None);
    }

    #[test]
    fn what_is_kept_is_private_and_stays_in_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let surveys = Surveys::new(folder.path());
        for place in ["kafka:../../x", "kafka:a/b", "kafka:\u{1b}[31m", "kafka:a b"] {
            surveys
                .keep(place, &Kept::default().with(survey(&[place])))
                .unwrap();
            assert_eq!(surveys.shown(place), Some(survey(&[place])));
        }
        let files: Vec<_> = fs::read_dir(folder.path().join("surveys")).unwrap().collect();
        assert_eq!(files.len(), 4);
        #[cfg(unix)]
        for file in files {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(
                file.unwrap().metadata().unwrap().permissions().mode() & 0o777,
                0o600
            );
        }
    }

    #[test]
    fn a_damaged_file_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let surveys = Surveys::new(folder.path());
        surveys
            .keep("kafka:main", &Kept::default().with(survey(&["a"])))
            .unwrap();
        fs::write(surveys.file("kafka:main"), "{\"version\":1,").unwrap();
        assert_eq!(surveys.shown("kafka:main"), None);
    }
}
