//! One look at one place: what there is so far is kept on the way, what came of it is kept and journaled where it is new.

use std::io;

use jiff::Timestamp;
use rustc_hash::FxHashSet;

use super::surveys::Surveys;
use crate::model::discovery::{Flow, Survey};
use crate::model::journal::{NewEvent, PlaceSurveyed, Subject, Unknown};
use crate::sources::discovery::{Surveyor, Watch};
use crate::store::Journal;

/// Who is told how far a look is.
pub trait Watcher {
    /// How much has been seen at a place, of how much where that is known.
    fn seen(&mut self, place: &str, seen: usize, of: Option<usize>);

    /// Whether to stop.
    fn stopped(&self) -> bool;
}

/// What is known of a place after a look.
#[derive(Debug, Clone, PartialEq)]
pub struct Looked {
    pub survey: Survey,
    /// Whether this very look saw everything; if not, why is among the survey's problems.
    pub complete: bool,
}

/// Looks, and keeps what is seen.
pub struct Looking<'a> {
    pub surveys: &'a Surveys,
    /// None leaves no trace on disk.
    pub journal: Option<&'a Journal>,
    /// Whom the journal names.
    pub actor: &'a str,
}

impl Looking<'_> {
    /// Looks at a place; returns what is known of it by now. That it cannot be kept is a problem of the place, for what was
    /// seen can be used all the same.
    pub fn look(&self, surveyor: &mut dyn Surveyor, watcher: &mut dyn Watcher) -> Looked {
        let place = surveyor.place().to_owned();
        let before = self.surveys.kept(&place);
        let mut watch = Keeping {
            looking: self,
            place: &place,
            watcher,
        };
        let survey = surveyor.survey(before.begun.as_ref().or(before.finished.as_ref()), &mut watch);
        let survey = Survey {
            place: place.clone(),
            ..survey
        };
        let news = news(before.finished.as_ref(), &survey);
        let complete = survey.complete;
        let (survey, recorded) = self.record(&place, survey, news);
        let mut survey = survey.unwrap_or_default();
        survey.problems.extend(recorded.err());
        Looked { survey, complete }
    }

    /// What is known by now, and why that could not be kept or told.
    fn record(
        &self,
        place: &str,
        survey: Survey,
        news: Option<PlaceSurveyed>,
    ) -> (Option<Survey>, Result<(), String>) {
        let Some(journal) = self.journal else {
            return (self.surveys.kept(place).with(survey).shown(), Ok(()));
        };
        let (kept, written) = self.surveys.add(place, survey);
        let told = written
            .map_err(|error| not_kept(&error))
            .and_then(|()| self.tell(journal, place, news));
        (kept.shown(), told)
    }

    fn tell(&self, journal: &Journal, place: &str, news: Option<PlaceSurveyed>) -> Result<(), String> {
        let Some(news) = news else { return Ok(()) };
        let event = NewEvent::new(&news, Subject::place(place), Timestamp::now(), self.actor);
        let written = journal.append(vec![event]);
        written
            .map(drop)
            .map_err(|error| format!("the look is not in the journal: {error}; {}", error.next_step()))
    }
}

fn not_kept(error: &io::Error) -> String {
    format!("what was seen cannot be kept, so the next start knows nothing of it: {error}")
}

/// What a complete look found otherwise than the one before.
fn news(before: Option<&Survey>, survey: &Survey) -> Option<PlaceSurveyed> {
    if !survey.complete {
        return None;
    }
    let ids = |survey: &Survey| -> FxHashSet<String> {
        let sightings = survey.sightings.iter();
        sightings.map(|sighting| sighting.id.clone()).collect()
    };
    let flows = |survey: &Survey| -> FxHashSet<Flow> { survey.flows.iter().cloned().collect() };
    let nothing = Survey::default();
    let earlier = before.unwrap_or(&nothing);
    let (was, is) = (ids(earlier), ids(survey));
    let is_same = was == is && flows(earlier) == flows(survey);
    if is_same && before.is_some() {
        return None;
    }
    Some(PlaceSurveyed {
        place: survey.place.clone(),
        seen: is.len() as u64,
        appeared: is.difference(&was).count() as u64,
        vanished: was.difference(&is).count() as u64,
        unknown: Unknown::new(),
    })
}

/// Keeps what there is so far while somebody looks.
struct Keeping<'a> {
    looking: &'a Looking<'a>,
    place: &'a str,
    watcher: &'a mut dyn Watcher,
}

impl Watch for Keeping<'_> {
    fn seen(&mut self, seen: usize, of: Option<usize>) {
        self.watcher.seen(self.place, seen, of);
    }

    fn keep(&mut self, so_far: &Survey) {
        let so_far = Survey {
            place: self.place.to_owned(),
            ..so_far.clone()
        };
        if self.looking.journal.is_some()
            && let Err(error) = self.looking.surveys.add_begun(self.place, so_far)
        {
            // Only the time of asking again is lost.
            tracing::warn!(place = self.place, %error, "what was seen so far cannot be kept");
        }
    }

    fn stopped(&self) -> bool {
        self.watcher.stopped()
    }
}
