//! One look after the other at who has what: what there is so far is kept on the way, what came of it when it ends.

use std::sync::Arc;

use jiff::Timestamp;

use super::surveys::AccessSurveys;
use crate::engine::discovery::Watcher;
use crate::model::access::AccessSurvey;
use crate::providers::action::{ActionError, ErrorKind, World};
use crate::sources::access::{Watch, github, kafka};

/// Where looks are kept, and by which clock.
pub struct Looking<'a> {
    pub surveys: &'a AccessSurveys,
    /// Whether anything may be written; without, the next look begins anew.
    pub keep: bool,
    pub now: &'a dyn Fn() -> Timestamp,
    /// The GitHub of the workspace.
    pub host: &'a str,
}

/// Looks at these places, one after the other, until whoever watches says stop; returns what is known of each by now.
pub fn look(
    world: &dyn World,
    places: &[String],
    looking: &Looking<'_>,
    watcher: &mut dyn Watcher,
) -> Vec<AccessSurvey> {
    let mut all = Vec::new();
    for place in places {
        if watcher.stopped() {
            all.extend(looking.surveys.shown(place));
            continue;
        }
        // What is given or taken while somebody looks may be missed: the look counts from when it began.
        let began = (looking.now)();
        let mut survey = one(world, place, (looking, began), watcher);
        survey.place.clone_from(place);
        all.push(match looking.keep {
            true => keep(looking.surveys, survey),
            false => survey,
        });
    }
    all
}

/// That it cannot be kept is a problem of the place, for what was seen can be used all the same.
fn keep(surveys: &AccessSurveys, survey: AccessSurvey) -> AccessSurvey {
    let place = survey.place.clone();
    let (kept, written) = surveys.add(&place, survey);
    let mut shown = kept.shown().unwrap_or_default();
    if let Err(error) = written {
        shown.problems.push(format!(
            "What was seen cannot be kept, so the next start knows nothing of it: {error}."
        ));
    }
    shown
}

fn one(
    world: &dyn World,
    place: &str,
    (looking, began): (&Looking<'_>, Timestamp),
    watcher: &mut dyn Watcher,
) -> AccessSurvey {
    let mut earlier = None;
    let seen = match place.split_once(':') {
        Some(("kafka", name)) => world.kafka(Some(name)).map(|cluster| kafka(place, &*cluster)),
        Some(("github", owner)) => world.github(looking.host).map(|transport| {
            earlier = looking.surveys.kept(place).begun;
            let mut watch = Keeping {
                looking,
                place,
                watcher,
                dated: Dated {
                    began,
                    earlier: earlier.as_ref().and_then(|earlier| earlier.taken),
                },
            };
            github(owner, Arc::clone(&transport) as _, earlier.as_ref(), &mut watch)
        }),
        _ => Err(ActionError::new(
            ErrorKind::Final,
            format!("nobody knows how to look at {place}"),
        )),
    };
    let seen = seen.unwrap_or_else(|error| {
        let hint = error.hint.map(|hint| format!("; {hint}")).unwrap_or_default();
        AccessSurvey {
            problems: vec![format!("{}{hint}.", error.message)],
            ..AccessSurvey::default()
        }
    });
    let earlier = earlier.and_then(|earlier| earlier.taken);
    Dated { began, earlier }.of(seen)
}

/// From when a look counts.
#[derive(Clone, Copy)]
struct Dated {
    began: Timestamp,
    /// When one was begun that is gone on with, if it is.
    earlier: Option<Timestamp>,
}

impl Dated {
    /// One that went on says so by the time of the earlier one, and is as old.
    fn of(self, survey: AccessSurvey) -> AccessSurvey {
        let taken = match survey.taken {
            Some(_) if survey.taken == self.earlier => self.earlier,
            taken => taken.map(|_| self.began),
        };
        AccessSurvey { taken, ..survey }
    }
}

/// Keeps what there is so far while somebody looks.
struct Keeping<'a> {
    looking: &'a Looking<'a>,
    place: &'a str,
    watcher: &'a mut dyn Watcher,
    dated: Dated,
}

impl Watch for Keeping<'_> {
    fn seen(&mut self, seen: usize, of: Option<usize>) {
        self.watcher.seen(self.place, seen, of);
    }

    fn keep(&mut self, so_far: &AccessSurvey) {
        if !self.looking.keep {
            return;
        }
        let survey = AccessSurvey {
            place: self.place.to_owned(),
            ..self.dated.of(so_far.clone())
        };
        if let Err(error) = self.looking.surveys.add_begun(self.place, survey) {
            // Only the time of asking again is lost.
            tracing::warn!(place = self.place, %error, "what was seen so far cannot be kept");
        }
    }

    fn stopped(&self) -> bool {
        self.watcher.stopped()
    }
}
