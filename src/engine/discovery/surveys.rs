//! What was seen outside, a file for each place in the workspace's data folder. Knows the shape of what is kept; how it is kept
//! is `place_files`' business.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::engine::place_files::PlaceFiles;
use crate::model::discovery::Survey;

/// Grows when older files would be taken for something else.
const VERSION: u32 = 1;

/// The surveys of one workspace.
#[derive(Debug, Clone)]
pub struct Surveys {
    files: PlaceFiles,
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
            files: PlaceFiles::new(data.join("surveys")),
        }
    }

    /// What is known of a place by now: of the last look that came to its end, else of one that was begun.
    pub fn shown(&self, place: &str) -> Option<Survey> {
        self.kept(place).shown()
    }

    pub(super) fn kept(&self, place: &str) -> Kept {
        let kept: Option<Kept> = self.files.read(place);
        kept.filter(|kept| kept.version == VERSION).unwrap_or_default()
    }

    /// Keeps what is known of a place, whole or not at all.
    pub(super) fn keep(&self, place: &str, kept: &Kept) -> io::Result<()> {
        let kept = Kept {
            version: VERSION,
            ..kept.clone()
        };
        self.files.write(place, &kept)
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
    use std::fs;

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
        fs::write(surveys.files.file("kafka:main"), "{\"version\":1,").unwrap();
        assert_eq!(surveys.shown("kafka:main"), None);
    }
}
