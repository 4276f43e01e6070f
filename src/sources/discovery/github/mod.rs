//! An organisation on GitHub looked at, or a person's account: its repositories with their CODEOWNERS and catalog files, read
//! without cloning, and its teams with what they administer. Asks GraphQL, fifty repositories at once, and REST where there is
//! none. Whatever comes back is somebody else's text: names are checked, sizes are capped, nothing leads elsewhere. Who must
//! wait does not: the survey says when it goes on, and goes on there.

pub(in crate::sources) mod ask;
mod cursor;
mod graphql;
pub(in crate::sources) mod repository;
mod rest;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use self::ask::{Asker, Refused};
use self::cursor::{Cursor, Phase};
use super::{Surveyor, Watch};
use crate::model::discovery::{Hint, Sighting, Sort, Survey};
use crate::remote::Transport;

/// What the problem of a limit begins with: it is gone once the look goes on.
const LIMITED: &str = "GitHub answers no more for now";
/// Things seen at most: no organisation has more, and what a broken one makes up must end.
const MOST: usize = 200_000;

/// Looks at one owner's repositories and teams.
pub struct GitHubSurveyor {
    place: String,
    owner: String,
    asker: Asker,
    now: fn() -> Timestamp,
}

impl GitHubSurveyor {
    /// `owner` is an organisation's login, or a person's.
    pub fn new(transport: Arc<dyn Transport>, owner: &str) -> Self {
        Self {
            place: format!("github:{owner}"),
            owner: owner.to_owned(),
            asker: Asker::new(transport),
            now: Timestamp::now,
        }
    }

    /// One step; the cursor says afterwards which is next.
    fn step(&mut self, cursor: &mut Cursor, survey: &mut Survey) -> Result<(), Refused> {
        match (cursor.phase, cursor.by_rest) {
            (Phase::Repositories, false) => self.repositories(cursor, survey),
            (Phase::Files, false) => self.files(cursor, survey),
            (Phase::Teams, false) => self.teams(cursor, survey),
            (Phase::Repositories, true) => self.repositories_by_rest(cursor, survey),
            (Phase::Files, true) => self.files_by_rest(cursor, survey),
            (Phase::Teams, true) => self.teams_by_rest(cursor, survey),
            (Phase::Done, _) => Ok(()),
        }
    }

    /// Steps until all is seen, or until it goes no further.
    fn look(&mut self, cursor: &mut Cursor, survey: &mut Survey, watch: &mut dyn Watch) {
        while cursor.phase != Phase::Done && !watch.stopped() {
            let phase = cursor.phase;
            match self.step(cursor, survey) {
                Ok(()) => {}
                Err(Refused::Limited { until }) => return survey.problems.push(limited(until)),
                // Its teams are not everybody's to see, and what is in its repositories is known already.
                Err(refused) if phase != Phase::Repositories => {
                    let what = if phase == Phase::Teams {
                        "The teams"
                    } else {
                        "Some catalog files"
                    };
                    survey
                        .problems
                        .push(format!("{what} of {} cannot be seen: {refused}.", self.owner));
                    // A team that was not seen is not gone.
                    cursor.is_partial |= phase == Phase::Teams;
                    cursor.turn_to_next();
                }
                Err(refused) => {
                    return survey
                        .problems
                        .push(format!("{} cannot be looked at: {refused}.", self.owner));
                }
            }
            survey.cursor = cursor.written();
            survey.taken = Some((self.now)());
            watch.seen(survey.sightings.len(), cursor.of);
            watch.keep(survey);
            if survey.sightings.len() > MOST {
                let text = format!(
                    "{} has more than {MOST} repositories and teams; the rest is not looked at.",
                    self.owner
                );
                return survey.problems.push(text);
            }
        }
        survey.complete = cursor.phase == Phase::Done && !cursor.is_partial;
    }

    /// Adds something that was seen; what moved between two pages is there once.
    fn see(survey: &mut Survey, sighting: Sighting) {
        match survey.sightings.iter_mut().find(|known| known.id == sighting.id) {
            Some(known) => *known = sighting,
            None => survey.sightings.push(sighting),
        }
    }

    /// A team, with what it administers.
    fn see_team(&self, survey: &mut Survey, team: Team) {
        let owner = self.owner.to_lowercase();
        for repository in &team.administers {
            let id = format!("github:{owner}/{}", repository.to_lowercase());
            let hint = Hint::AdminTeam(team.slug.clone());
            let found = survey.sightings.iter_mut().find(|known| known.id == id);
            if let Some(sighting) = found.filter(|sighting| !sighting.hints.contains(&hint)) {
                sighting.hints.push(hint);
            }
        }
        let mut facts = vec![];
        facts.extend(team.description.map(|text| ("description".to_owned(), text)));
        facts.extend(team.parent.map(|slug| ("parent".to_owned(), slug)));
        facts.extend(
            team.members
                .map(|members| ("members".to_owned(), members.to_string())),
        );
        let sighting = Sighting {
            id: format!("github:{owner}/team/{}", team.slug.to_lowercase()),
            sort: Sort::Team,
            name: team.slug,
            facts,
            url: team.url,
            ..Sighting::default()
        };
        Self::see(survey, sighting);
    }
}

/// A team as both ways tell of it.
#[derive(Debug, Default)]
struct Team {
    slug: String,
    description: Option<String>,
    parent: Option<String>,
    members: Option<u64>,
    url: Option<String>,
    /// Names of repositories.
    administers: BTreeSet<String>,
}

/// What is said of a limit.
pub(in crate::sources) fn limited(until: Option<Timestamp>) -> String {
    match until {
        Some(until) => {
            let time = until.to_zoned(TimeZone::UTC).strftime("%H:%M");
            format!("{LIMITED}: look again after {time} UTC, it goes on where it stopped.")
        }
        None => format!("{LIMITED}: look again in a few minutes, it goes on where it stopped."),
    }
}

impl Surveyor for GitHubSurveyor {
    fn place(&self) -> &str {
        &self.place
    }

    fn survey(&mut self, earlier: Option<&Survey>, watch: &mut dyn Watch) -> Survey {
        let unfinished = earlier.filter(|earlier| earlier.place == self.place && !earlier.complete);
        let resumed =
            unfinished.and_then(|earlier| Some((earlier.clone(), Cursor::read(earlier.cursor.as_deref()?)?)));
        let (mut survey, mut cursor) = resumed.unwrap_or_default();
        survey.place.clone_from(&self.place);
        survey.problems.retain(|problem| !problem.starts_with(LIMITED));
        if !repository::is_login(&self.owner) {
            let text = format!(
                "`{}` is no name of an organisation or person on GitHub.",
                self.owner
            );
            survey.problems.push(text);
            return survey;
        }
        self.look(&mut cursor, &mut survey, watch);
        survey.taken = Some((self.now)());
        survey.cursor = Some(&cursor)
            .filter(|_| !survey.complete)
            .and_then(Cursor::written);
        if cursor.phase == Phase::Done {
            survey.cursor = None;
        }
        survey
            .sightings
            .sort_by(|a, b| (a.sort, &a.id).cmp(&(b.sort, &b.id)));
        survey.problems.sort();
        survey.problems.dedup();
        survey
    }
}
