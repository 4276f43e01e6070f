//! Dependencies that were seen, beside those that are declared. Pure.

use rustc_hash::{FxHashMap, FxHashSet};

use super::identity::Identities;
use super::{Observed, Sort, Standing, Survey, Way};
use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, EntityId, NodeId, Relation};

/// One that was seen; equal ones are told once, with all that shows it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Seen<'s> {
    id: &'s str,
    from: Option<EntityId>,
    /// Only of nobody in the catalog: a component is one, by whatever names it was seen.
    stranger: Option<&'s str>,
    way: Way,
    who: &'s str,
    evidence: &'s str,
}

/// All that was seen, and all that is declared on what was looked at and was not seen.
pub(super) fn observe(catalog: &Catalog, surveys: &[&Survey], identities: &Identities<'_>) -> Vec<Observed> {
    let mut all = Vec::new();
    for survey in surveys {
        let seen = seen(survey, identities);
        let mut pairs = FxHashSet::default();
        for same in
            seen.chunk_by(|a, b| (a.id, a.from, a.stranger, a.way) == (b.id, b.from, b.stranger, b.way))
        {
            let Some(first) = same.first() else { continue };
            let id = normal_id(first.id);
            let to = catalog.find_external(&id);
            let standing = match (first.from, to) {
                (Some(from), Some(to)) => {
                    pairs.insert((from, to));
                    match is_declared(catalog, from.into(), to.into()) {
                        true => Standing::Both,
                        false => Standing::Undeclared,
                    }
                }
                _ => Standing::Unknown,
            };
            let mut evidence: Vec<String> = same.iter().map(|seen| seen.evidence.to_owned()).collect();
            evidence.dedup();
            all.push(Observed {
                from: first.from.map(|from| named(catalog, from)),
                who: first.who.to_owned(),
                way: first.way,
                to: to.map(|to| named(catalog, to)),
                id,
                evidence,
                standing,
            });
        }
        if survey.complete && survey.problems.is_empty() {
            unseen(catalog, survey, &pairs, &mut all);
        }
    }
    all.sort_by(|a, b| {
        let key = |observed: &Observed| (observed.from.is_none(), observed.standing, observed.way);
        (&a.from, &a.id, key(a), &a.who).cmp(&(&b.from, &b.id, key(b), &b.who))
    });
    all
}

fn named(catalog: &Catalog, id: EntityId) -> String {
    catalog.entity(id).entity_ref().to_owned()
}

/// What a survey saw, sorted so that what is the same lies together.
fn seen<'s>(survey: &'s Survey, identities: &Identities<'_>) -> Vec<Seen<'s>> {
    let mut known: FxHashMap<&str, Option<EntityId>> = FxHashMap::default();
    let mut seen: Vec<Seen<'_>> = survey
        .flows
        .iter()
        .map(|flow| {
            let who = flow.who.as_str();
            let from = *known.entry(who).or_insert_with(|| identities.who(who));
            Seen {
                id: &flow.what,
                from,
                stranger: from.is_none().then_some(who),
                way: flow.way,
                who,
                evidence: &flow.evidence,
            }
        })
        .collect();
    seen.sort_unstable();
    seen
}

/// The relations that say that one needs the other; in which direction a topic's are written is a matter of taste.
fn says_so(relation: Relation) -> bool {
    relation.dependency().is_some()
}

fn is_declared(catalog: &Catalog, from: NodeId, to: NodeId) -> bool {
    let says = |one: NodeId, other: NodeId| {
        let mut edges = catalog.outgoing(one);
        edges.any(|edge| edge.node == other && says_so(edge.relation))
    };
    says(from, to) || says(to, from)
}

/// Dependencies of components on topics that are there, which nobody was seen to use so.
fn unseen(
    catalog: &Catalog,
    survey: &Survey,
    pairs: &FxHashSet<(EntityId, EntityId)>,
    all: &mut Vec<Observed>,
) {
    let mut told = FxHashSet::default();
    for sighting in survey
        .sightings
        .iter()
        .filter(|sighting| sighting.sort == Sort::Topic)
    {
        let id = normal_id(&sighting.id);
        let Some(topic) = catalog.find_external(&id) else {
            continue;
        };
        let node = topic.into();
        for edge in catalog.incoming(node).chain(catalog.outgoing(node)) {
            let component = catalog
                .entity_of(edge.node)
                .filter(|entity| entity.is_kind("Component"));
            let Some(component) = component.filter(|_| says_so(edge.relation)) else {
                continue;
            };
            if pairs.contains(&(component.id, topic)) || !told.insert((component.id, topic)) {
                continue;
            }
            all.push(Observed {
                from: Some(component.entity_ref().to_owned()),
                who: component.name().to_owned(),
                way: match edge.relation {
                    Relation::ProvidesApi => Way::Writes,
                    _ => Way::Reads,
                },
                to: Some(named(catalog, topic)),
                id: id.clone(),
                evidence: vec!["declared; no group and no rule shows it".to_owned()],
                standing: Standing::Unseen,
            });
        }
    }
}
