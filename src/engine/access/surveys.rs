//! What was seen of who has what, a file for each place beside the journal. What is known of a place outlives a look that failed.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::engine::place_files::PlaceFiles;
use crate::model::access::AccessSurvey;

/// Grows when older files would be taken for something else.
const VERSION: u32 = 1;

/// The surveys of one workspace.
#[derive(Debug, Clone)]
pub struct AccessSurveys {
    files: PlaceFiles,
}

/// What is known of a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
struct Kept {
    version: u32,
    /// The last look that came to its end.
    finished: Option<AccessSurvey>,
    /// One since that goes on later.
    begun: Option<AccessSurvey>,
    /// Why the last look brought nothing.
    trouble: Vec<String>,
}

impl AccessSurveys {
    /// Those below the data folder of a workspace. Nothing is made before something is kept.
    pub fn new(data: &Path) -> Self {
        Self {
            files: PlaceFiles::new(data.join("access")),
        }
    }

    /// What is known of a place by now: of the last look that came to its end, else of one that was begun.
    pub fn shown(&self, place: &str) -> Option<AccessSurvey> {
        self.kept(place).shown()
    }

    /// Where a look goes on that was begun and not finished.
    pub(super) fn begun(&self, place: &str) -> Option<AccessSurvey> {
        self.kept(place).begun
    }

    /// Keeps what another look brought; returns what is known by now, also where it cannot be kept.
    pub(super) fn add(&self, survey: AccessSurvey) -> (AccessSurvey, io::Result<()>) {
        let place = survey.place.clone();
        let kept = self.kept(&place).with(survey);
        let written = self.files.write(&place, &kept);
        (kept.shown().unwrap_or_default(), written)
    }

    fn kept(&self, place: &str) -> Kept {
        let kept: Option<Kept> = self.files.read(place);
        kept.filter(|kept| kept.version == VERSION).unwrap_or_default()
    }
}

impl Kept {
    fn shown(&self) -> Option<AccessSurvey> {
        let mut shown = self.finished.clone().or_else(|| self.begun.clone())?;
        let mut problems = self.trouble.clone();
        if self.finished.is_some() && self.begun.is_some() {
            problems.push("A look since is not finished: the next one goes on with it.".to_owned());
        }
        problems.append(&mut shown.problems);
        shown.problems = problems;
        Some(shown)
    }

    fn with(self, survey: AccessSurvey) -> Self {
        let version = VERSION;
        if survey.cursor.is_some() {
            return Self {
                version,
                begun: Some(survey),
                trouble: vec![],
                ..self
            };
        }
        match &self.finished {
            Some(_) if survey.taken.is_none() => Self {
                version,
                trouble: survey
                    .problems
                    .iter()
                    .map(|problem| format!("The last look failed: {problem}"))
                    .collect(),
                ..self
            },
            _ => Self {
                version,
                finished: Some(survey),
                ..Self::default()
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn survey(taken: bool) -> AccessSurvey {
        AccessSurvey {
            place: "kafka:main".to_owned(),
            taken: taken.then_some(Timestamp::UNIX_EPOCH),
            complete: taken,
            problems: if taken {
                vec![]
            } else {
                vec!["No broker answers.".to_owned()]
            },
            ..AccessSurvey::default()
        }
    }

    #[test]
    fn the_last_good_look_outlives_one_that_failed_and_one_that_is_not_finished() {
        let folder = tempfile::tempdir().unwrap();
        let surveys = AccessSurveys::new(folder.path());
        let look = |survey: AccessSurvey| {
            let (shown, kept) = surveys.add(survey);
            kept.unwrap();
            assert_eq!(surveys.shown("kafka:main").as_ref(), Some(&shown));
            shown
        };
        assert_eq!(surveys.shown("kafka:main"), None);
        assert_eq!(look(survey(false)).problems, ["No broker answers."]);
        assert_eq!(look(survey(true)), survey(true));
        let failed = look(survey(false));
        assert_eq!((failed.complete, failed.problems.len()), (true, 1));
        let begun = AccessSurvey {
            complete: false,
            cursor: Some("page 2".to_owned()),
            ..survey(true)
        };
        assert!(look(begun.clone()).complete);
        assert_eq!(surveys.begun("kafka:main"), Some(begun));
        assert_eq!(look(survey(true)), survey(true));
        assert_eq!(surveys.begun("kafka:main"), None);
    }
}
