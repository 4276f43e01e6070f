//! Surveys held against a catalog. Pure: the same surveys in whatever order say the same.

use rustc_hash::FxHashSet;

use super::guess::Guesser;
use super::identity::Identities;
use super::observed::observe;
use super::proposal::{Proposals, kind_of};
use super::{Discovery, Gone, Place, Sighting, Sort, Survey, Unregistered};
use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, Entity, EntityId};

/// What the surveys of these places mean beside the catalog. Of a place only name and sandbox are read, the rest is filled in;
/// a survey of a place that is not among them does not count.
pub fn compare(catalog: &Catalog, surveys: &[Survey], places: &[Place]) -> Discovery {
    let mut places: Vec<Place> = places.to_vec();
    places.sort_by(|a, b| a.name.cmp(&b.name));
    places.dedup_by(|a, b| a.name == b.name);
    let of_place = |place: &Place| {
        let surveys = surveys.iter().filter(|survey| survey.place == place.name);
        surveys.max_by_key(|survey| (survey.taken, survey.complete, survey.sightings.len()))
    };
    let surveys: Vec<&Survey> = places.iter().filter_map(of_place).collect();
    let identities = Identities::new(catalog);
    Discovery {
        unregistered: unregistered(catalog, &surveys, &identities),
        gone: gone(catalog, &surveys),
        observed: observe(catalog, &surveys, &identities),
        places: places.into_iter().map(|place| filled(place, &surveys)).collect(),
    }
}

fn filled(place: Place, surveys: &[&Survey]) -> Place {
    let Some(survey) = surveys.iter().find(|survey| survey.place == place.name) else {
        return place;
    };
    Place {
        taken: survey.taken,
        complete: survey.complete,
        seen: survey.sightings.len(),
        problems: survey.problems.clone(),
        ..place
    }
}

fn unregistered(catalog: &Catalog, surveys: &[&Survey], identities: &Identities<'_>) -> Vec<Unregistered> {
    let mut guesser = Guesser::new(catalog);
    let mut proposals = Proposals::new(catalog);
    let mut all = Vec::new();
    for survey in surveys {
        let mut sightings: Vec<(&Sighting, String)> = survey
            .sightings
            .iter()
            .map(|sighting| (sighting, normal_id(&sighting.id)))
            .filter(|(sighting, id)| entity_of(catalog, sighting, id, identities, &guesser).is_none())
            .collect();
        sightings.sort_by(|(a, a_id), (b, b_id)| (a.sort, &a.name, a_id).cmp(&(b.sort, &b.name, b_id)));
        sightings.dedup_by(|(_, a), (_, b)| a == b);
        for (sighting, _) in sightings {
            let entity_ref = proposals.propose(sighting, &survey.place);
            let namesake = namesake(catalog, sighting);
            all.push(Unregistered {
                guess: guesser.guess(sighting, identities, namesake),
                sighting: sighting.clone(),
                entity_ref,
            });
        }
    }
    all
}

/// The entity that stands for what was seen.
fn entity_of(
    catalog: &Catalog,
    sighting: &Sighting,
    id: &str,
    identities: &Identities<'_>,
    guesser: &Guesser<'_>,
) -> Option<EntityId> {
    catalog.find_external(id).or_else(|| match sighting.sort {
        Sort::Group => identities.group(&sighting.name),
        Sort::Team => {
            let (_, rest) = id.split_once(':')?;
            let (organisation, slug) = rest.split_once("/team/")?;
            guesser.team(organisation, slug)
        }
        Sort::Repository => {
            let mut declared = sighting.files.iter().flat_map(|file| &file.entities);
            declared.find_map(|entity_ref| catalog.find(entity_ref))
        }
        Sort::Topic => None,
    })
}

/// An entity that is called as what was seen, and that does not say what it stands for.
fn namesake<'c>(catalog: &'c Catalog, sighting: &Sighting) -> Option<Entity<'c>> {
    let name = sighting.name.rsplit('/').next()?.to_lowercase();
    let found = catalog.find(&format!("{}:default/{name}", kind_of(sighting.sort)?))?;
    let entity = catalog.entity(found);
    entity.externals().next().is_none().then_some(entity)
}

/// What entities stand for and is not there any more, of the places that were seen completely.
fn gone(catalog: &Catalog, surveys: &[&Survey]) -> Vec<Gone> {
    let mut gone = Vec::new();
    for survey in surveys.iter().filter(|survey| survey.complete) {
        let seen: FxHashSet<String> = survey
            .sightings
            .iter()
            .map(|sighting| normal_id(&sighting.id))
            .collect();
        let place = format!("{}/", normal_id(&survey.place));
        for (id, entity) in catalog.external_ids() {
            if id.starts_with(&place) && !seen.contains(id) {
                let entity = catalog.entity(entity);
                gone.push(Gone {
                    entity_ref: entity.entity_ref().to_owned(),
                    id: id.to_owned(),
                    accountable: entity.accountable().map(|person| person.entity_ref().to_owned()),
                    noticed: survey.taken,
                });
            }
        }
    }
    gone.sort_by(|a, b| (&a.id, &a.entity_ref).cmp(&(&b.id, &b.entity_ref)));
    gone
}
