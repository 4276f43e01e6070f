//! What looks at places outside brought, a small file for each place in one folder: no truth of its own, only spared questions.
//! Readable by this person only, for it tells how the company is built. What is known of a place outlives a look that failed,
//! and one that is not finished goes on. Knows nothing of what is looked for.

use std::fs;
use std::io::{self, Write};
use std::marker::PhantomData;
use std::path::PathBuf;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::turn::turn;
use crate::config::create_private_dir;
use crate::model::text::hex;

/// Grows when older files would be taken for something else.
const VERSION: u32 = 1;

/// What one look at a place brought.
pub trait Look: Clone + Default + Serialize + DeserializeOwned {
    /// In front of why a look brought nothing, and what is said of one that is not finished: for people.
    const FAILED: &str;
    const UNFINISHED: &str;

    /// Whether the next one goes on with it.
    fn goes_on(&self) -> bool;

    /// Whether anything was seen.
    fn brought(&self) -> bool;

    fn taken(&self) -> Option<Timestamp>;

    fn problems(&mut self) -> &mut Vec<String>;
}

/// The looks of one folder.
#[derive(Debug, Clone)]
pub struct Looks<S> {
    folder: PathBuf,
    of: PhantomData<S>,
}

/// What is known of a place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Kept<S> {
    version: u32,
    /// The last look that came to its end.
    pub finished: Option<S>,
    /// One since that goes on later.
    pub begun: Option<S>,
    /// Why the last look brought nothing.
    trouble: Vec<String>,
}

impl<S: Look> Looks<S> {
    /// Nothing is made before something is kept.
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self {
            folder,
            of: PhantomData,
        }
    }

    /// What is known of a place by now: of the last look that came to its end, else of one that was begun.
    pub fn shown(&self, place: &str) -> Option<S> {
        self.kept(place).shown()
    }

    /// All that is kept of a place; nothing where it cannot be read, which costs another look.
    pub(super) fn kept(&self, place: &str) -> Kept<S> {
        let file = self.file(place);
        let read = |bytes: Vec<u8>| serde_json::from_slice::<Kept<S>>(&bytes).map_err(io::Error::other);
        match fs::read(&file).and_then(read) {
            Ok(kept) if kept.version == VERSION => kept,
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(file = %file.display(), %error, "what was seen of a place cannot be read");
                Kept::default()
            }
            _ => Kept::default(),
        }
    }

    /// Keeps what another look brought; returns what is known by now, also where it cannot be kept.
    pub(super) fn add(&self, place: &str, look: S) -> (Kept<S>, io::Result<()>) {
        self.change(place, |kept| kept.with(look))
    }

    /// Keeps what a look that is under way has brought so far.
    pub(super) fn add_begun(&self, place: &str, so_far: S) -> io::Result<()> {
        self.change(place, |kept| kept.begun_with(so_far)).1
    }

    /// Changes of several processes are made one after the other.
    fn change(&self, place: &str, by: impl FnOnce(Kept<S>) -> Kept<S>) -> (Kept<S>, io::Result<()>) {
        let ours = turn(&self.folder.join("looks.lock"));
        let kept = by(self.kept(place));
        let written = ours.and_then(|_ours| self.write(place, &kept));
        (kept, written)
    }

    /// Whole or not at all.
    fn write(&self, place: &str, kept: &Kept<S>) -> io::Result<()> {
        let file = self.file(place);
        create_private_dir(&self.folder)?;
        let text = serde_json::to_vec(kept).map_err(io::Error::other)?;
        let new = file.with_extension("new");
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

impl<S: Look> Kept<S> {
    /// What is known by now, with what stood in the way of knowing more.
    pub(super) fn shown(&self) -> Option<S> {
        let seen = self.finished.as_ref().filter(|look| look.brought());
        let mut shown = seen.or(self.begun.as_ref()).or(self.finished.as_ref())?.clone();
        let mut problems = self.trouble.clone();
        if seen.is_some() && self.begun.is_some() {
            problems.push(S::UNFINISHED.to_owned());
        }
        problems.append(shown.problems());
        *shown.problems() = problems;
        Some(shown)
    }

    /// With what another look brought.
    pub(super) fn with(self, mut look: S) -> Self {
        let version = VERSION;
        if look.goes_on() {
            return self.begun_with(look);
        }
        if look.brought() {
            return Self {
                version,
                finished: Some(look),
                begun: None,
                trouble: vec![],
            };
        }
        if self.begun.is_none() && !self.finished.as_ref().is_some_and(S::brought) {
            return Self {
                version,
                finished: Some(look),
                ..self
            };
        }
        let problems = look.problems().drain(..);
        Self {
            version,
            trouble: problems
                .map(|problem| format!("{}{problem}", S::FAILED))
                .collect(),
            ..self
        }
    }

    /// With what a look brought so far.
    fn begun_with(self, so_far: S) -> Self {
        let taken = so_far.taken();
        let is_newer = |finished: &S| taken.is_some() && taken < finished.taken();
        match &self.finished {
            // Somebody else came to the end in the meantime.
            Some(finished) if is_newer(finished) => self,
            _ => Self {
                version: VERSION,
                begun: Some(so_far),
                trouble: vec![],
                ..self
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discovery::{Sighting, Survey};

    fn survey(second: i64, names: &[&str]) -> Survey {
        let named = |name: &&str| Sighting {
            name: (*name).to_owned(),
            ..Sighting::default()
        };
        Survey {
            place: "kafka:main".to_owned(),
            taken: Timestamp::from_second(second).ok(),
            complete: true,
            sightings: names.iter().map(named).collect(),
            ..Survey::default()
        }
    }

    fn failed() -> Survey {
        Survey {
            problems: vec!["no broker answers".to_owned()],
            ..Survey::default()
        }
    }

    fn unfinished(second: i64, names: &[&str]) -> Survey {
        Survey {
            complete: false,
            cursor: Some("page 2".to_owned()),
            ..survey(second, names)
        }
    }

    struct Place {
        looks: Looks<Survey>,
        _folder: tempfile::TempDir,
    }

    impl Place {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            Self {
                looks: Looks::<Survey>::new(folder.path()),
                _folder: folder,
            }
        }

        /// How many things are known after it, and what stands in the way of more.
        fn look(&self, look: Survey) -> (usize, Vec<String>) {
            let (kept, written) = self.looks.add("kafka:main", look);
            written.unwrap();
            let shown = self.looks.shown("kafka:main").unwrap();
            assert_eq!(kept.shown().as_ref(), Some(&shown));
            (shown.sightings.len(), shown.problems)
        }
    }

    fn said(problem: &str) -> Vec<String> {
        vec![problem.to_owned()]
    }

    #[test]
    fn the_last_good_look_outlives_one_that_failed_and_one_that_is_not_finished() {
        let place = Place::new();
        assert_eq!(place.looks.shown("kafka:main"), None);
        assert_eq!(place.look(failed()), (0, said("no broker answers")));
        assert_eq!(place.look(survey(1, &["a"])), (1, vec![]));
        for _ in 0..2 {
            let why = said("the last look failed: no broker answers");
            assert_eq!(place.look(failed()), (1, why));
        }
        let begun = unfinished(2, &["a", "b"]);
        let why = said("a look since is not finished: the next one goes on with it");
        assert_eq!(place.look(begun.clone()), (1, why));
        assert_eq!(place.looks.kept("kafka:main").begun, Some(begun));
        assert_eq!(place.look(survey(3, &["b", "c"])), (2, vec![]));
        assert_eq!(place.looks.kept("kafka:main").begun, None);
    }

    #[test]
    fn what_a_first_look_saw_before_it_had_to_wait_is_shown() {
        let place = Place::new();
        place.look(failed());
        assert_eq!(place.look(unfinished(1, &["a"])), (1, vec![]));
        let why = said("the last look failed: no broker answers");
        assert_eq!(place.look(failed()), (1, why));
        assert!(place.looks.kept("kafka:main").begun.is_some(), "it goes on");
    }

    #[test]
    fn what_somebody_began_before_another_came_to_the_end_is_left_alone() {
        let place = Place::new();
        place.look(survey(5, &["a"]));
        assert_eq!(place.look(unfinished(4, &["a", "b"])), (1, vec![]));
        assert_eq!(place.looks.kept("kafka:main").begun, None);
    }

    #[test]
    fn looks_of_many_at_once_are_each_whole() {
        let place = Place::new();
        let looks = &place.looks;
        std::thread::scope(|scope| {
            for second in 1..20 {
                scope.spawn(move || looks.add("kafka:main", survey(second, &["a"])).1.unwrap());
            }
        });
        assert_eq!(looks.shown("kafka:main").unwrap().sightings.len(), 1);
    }

    #[test]
    fn what_is_kept_is_private_and_stays_in_its_folder() {
        let place = Place::new();
        for name in ["kafka:../../x", "kafka:a/b", "kafka:\u{1b}[31m", "kafka:a b"] {
            place.looks.add(name, survey(1, &[name])).1.unwrap();
            assert_eq!(place.looks.shown(name), Some(survey(1, &[name])));
        }
        let files: Vec<_> = fs::read_dir(&place.looks.folder).unwrap().collect();
        assert_eq!(files.len(), 5, "and the lock");
        #[cfg(unix)]
        for file in files {
            use std::os::unix::fs::PermissionsExt;
            let mode = file.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_file_is_none() {
        let place = Place::new();
        place.look(survey(1, &["a"]));
        fs::write(place.looks.file("kafka:main"), "{\"version\":1,").unwrap();
        assert_eq!(place.looks.shown("kafka:main"), None);
    }
}
