//! The world outside: looked at place by place, what was seen kept on disk, held against the catalog without asking anybody,
//! and made part of it by claims and declarations, each journaled. Knows surveyors, files and the journal; knows neither
//! screens nor commands.

mod claim;
mod declare;
mod look;
mod propose;
mod surveys;

pub(in crate::engine) use claim::told;
pub use claim::{Claims, Preview};
pub use declare::{Declaration, Declarations};
pub use look::{Looked, Looking, Watcher};
pub use propose::{BLUEPRINT, embedded};
pub use surveys::Surveys;

use crate::config::{GitHubConnection, Workspace};
use crate::model::catalog::Catalog;
use crate::model::discovery::{Discovery, Place, Survey, compare};
use crate::providers::action::{ActionError, ErrorKind, World};
use crate::sources::discovery::github::GitHubSurveyor;
use crate::sources::discovery::kafka::KafkaSurveyor;
use crate::sources::discovery::{Surveyor, Watch};

/// The places that the settings of a workspace name, whether anybody has looked there or not.
pub fn places(workspace: &Workspace) -> Vec<Place> {
    let settings = &workspace.settings;
    let clusters = settings.kafka.clusters.iter().map(|cluster| Place {
        name: format!("kafka:{}", cluster.name),
        sandbox: cluster.sandbox,
        ..Place::default()
    });
    let owners = settings.github.owners.iter().map(|owner| Place {
        name: format!("github:{}", owner.to_lowercase()),
        sandbox: settings.github.sandbox,
        ..Place::default()
    });
    clusters.chain(owners).collect()
}

/// What the last looks brought, held against a catalog. Asks nobody.
pub fn view(catalog: &Catalog, places: &[Place], surveys: &Surveys) -> Discovery {
    let kept: Vec<Survey> = places
        .iter()
        .filter_map(|place| surveys.shown(&place.name))
        .collect();
    compare(catalog, &kept, places)
}

/// Looks at these places, or at all of them, one after the other; returns what is known of every place by now, also of those
/// that nobody looked at this time.
pub fn survey(
    world: &dyn World,
    github: &GitHubConnection,
    places: &[Place],
    only: Option<&[String]>,
    looking: &Looking<'_>,
    watcher: &mut dyn Watcher,
) -> Vec<Looked> {
    let mut all = Vec::new();
    for place in places {
        let is_wanted = only.is_none_or(|only| only.contains(&place.name));
        if is_wanted && !watcher.stopped() {
            all.push(looking.look(&mut *surveyor(world, github, &place.name), watcher));
        } else if let Some(survey) = looking.surveys.shown(&place.name) {
            let complete = true;
            all.push(Looked { survey, complete });
        }
    }
    all
}

/// Whoever looks at a place; reaches nobody before it looks.
pub fn surveyor(world: &dyn World, github: &GitHubConnection, place: &str) -> Box<dyn Surveyor> {
    let reached: Result<Box<dyn Surveyor>, ActionError> = match place.split_once(':') {
        Some(("kafka", cluster)) => world
            .kafka(Some(cluster))
            .map(|cluster| Box::new(KafkaSurveyor::new(cluster)) as _),
        Some(("github", owner)) => world
            .github(&github.host)
            .map(|transport| Box::new(GitHubSurveyor::new(transport, owner)) as _),
        _ => {
            let message = format!("nobody knows how to look at {place}");
            Err(ActionError::new(ErrorKind::Final, message))
        }
    };
    reached.unwrap_or_else(|error| Box::new(Unreachable::new(place, &error)))
}

/// A place that nobody can get to: looking there tells why.
struct Unreachable {
    place: String,
    problem: String,
}

impl Unreachable {
    fn new(place: &str, error: &ActionError) -> Self {
        let hint = error.hint.iter().map(|hint| format!("; {hint}"));
        Self {
            place: place.to_owned(),
            problem: format!("{}{}", error.message, hint.collect::<String>()),
        }
    }
}

impl Surveyor for Unreachable {
    fn place(&self) -> &str {
        &self.place
    }

    fn survey(&mut self, _: Option<&Survey>, _: &mut dyn Watch) -> Survey {
        Survey {
            place: self.place.clone(),
            problems: vec![self.problem.clone()],
            ..Survey::default()
        }
    }
}
