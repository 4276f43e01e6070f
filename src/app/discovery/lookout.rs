//! What all screens know of the world outside, and what is under way there: a look, claims, declarations. Changed only by
//! `update`, so that it outlives the screen that began it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::known::Known;
use crate::app::effect::Generation;
use crate::app::load::Load;
use crate::app::toast::Level;
use crate::model::catalog::Catalog;
use crate::model::discovery::{Claim, Claimed};
use crate::model::text::counted;

/// The shared state of discovery.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Lookout {
    /// What the last looks brought, held against the catalog.
    pub known: Load<Arc<Known>>,
    pub looking: Option<Looking>,
    pub(in crate::app) claiming: Vec<(Generation, Vec<Claim>)>,
    pub(in crate::app) declaring: Vec<(Generation, Vec<(String, String)>)>,
    /// Why a thing could not be claimed the last time, by its external id.
    refused: BTreeMap<String, String>,
}

/// A look that is under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Looking {
    pub(in crate::app) generation: Generation,
    /// The catalog that its answer is held against.
    pub(in crate::app) catalog: Arc<Catalog>,
    /// All of them where none are named.
    pub places: Option<Vec<String>>,
    pub progress: Vec<Progress>,
    /// It was told to stop, and hands back what it has.
    pub stopping: bool,
}

/// How far a place has been looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    pub place: String,
    pub seen: usize,
    pub of: Option<usize>,
}

impl Looking {
    pub(in crate::app) fn new(
        generation: Generation,
        catalog: Arc<Catalog>,
        places: Option<Vec<String>>,
    ) -> Self {
        Self {
            generation,
            catalog,
            places,
            progress: Vec::new(),
            stopping: false,
        }
    }

    /// Whether it looks at a place.
    pub fn is_at(&self, place: &str) -> bool {
        let named = self.places.as_ref();
        named.is_none_or(|places| places.iter().any(|named| named == place))
    }

    pub fn progress(&self, place: &str) -> Option<&Progress> {
        self.progress.iter().find(|progress| progress.place == place)
    }

    pub(in crate::app) fn heard(&mut self, heard: Progress) {
        match self.progress.iter_mut().find(|known| known.place == heard.place) {
            Some(known) => *known = heard,
            None => self.progress.push(heard),
        }
    }
}

impl Lookout {
    pub fn known(&self) -> Option<&Arc<Known>> {
        self.known.value()
    }

    /// Whether a claim of a thing is under way.
    pub fn is_claiming(&self, id: &str) -> bool {
        let mut claims = self.claiming.iter().flat_map(|(_, claims)| claims);
        claims.any(|claim| claim.id == id)
    }

    /// How many claims and declarations are under way.
    pub fn under_way(&self) -> usize {
        let claims = self.claiming.iter().map(|(_, claims)| claims.len());
        let edges = self.declaring.iter().map(|(_, edges)| edges.len());
        claims.chain(edges).sum()
    }

    /// Why a thing could not be claimed the last time it was tried.
    pub fn refused(&self, id: &str) -> Option<&str> {
        self.refused.get(id).map(String::as_str)
    }

    /// Takes what came of claims; returns what there is to say.
    pub(in crate::app) fn claimed(&mut self, claimed: &[Claimed]) -> Vec<(Level, String)> {
        let mut failed = Vec::new();
        let mut done = Vec::new();
        for claimed in claimed {
            match &claimed.outcome {
                Ok(place) => {
                    self.refused.remove(&claimed.id);
                    done.push(format!("{} is {} now: {place}", claimed.id, claimed.entity_ref));
                }
                Err(cause) => {
                    self.refused.insert(claimed.id.clone(), cause.clone());
                    failed.push(format!("{} was not claimed: {cause}", claimed.id));
                }
            }
        }
        told("Claimed", ("thing", "things"), &done, &failed)
    }
}

/// What came of edges that were to be declared; returns what there is to say.
pub(in crate::app) fn declared(
    edges: &[(String, String)],
    outcomes: &[Result<String, String>],
) -> Vec<(Level, String)> {
    let mut failed = Vec::new();
    let mut done = Vec::new();
    for ((from, to), outcome) in edges.iter().zip(outcomes) {
        match outcome {
            Ok(file) => done.push(format!("{from} depends on {to} now: {file}")),
            Err(cause) => failed.push(format!("{from} → {to} was not declared: {cause}")),
        }
    }
    told("Declared", ("dependency", "dependencies"), &done, &failed)
}

/// More failures than this are counted; each stays told at its row.
const NAMED: usize = 2;

/// One success in full, many as a number; failures one by one, as far as there is room.
fn told(verb: &str, (one, many): (&str, &str), done: &[String], failed: &[String]) -> Vec<(Level, String)> {
    let all = done.len() + failed.len();
    let mut lines = Vec::new();
    match (done, failed) {
        ([], _) => {}
        ([only], []) => lines.push((Level::Done, only.clone())),
        (_, []) => lines.push((Level::Done, format!("{verb} {}", counted(all, one, many)))),
        _ => lines.push((
            Level::Warning,
            format!("{verb} {} of {}", done.len(), counted(all, one, many)),
        )),
    }
    let named = failed.iter().take(NAMED);
    lines.extend(named.map(|text| (Level::Error, text.clone())));
    if failed.len() > NAMED {
        let more = failed.len() - NAMED;
        lines.push((
            Level::Error,
            format!("{more} more failed; each row says why in its detail."),
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claimed(id: &str, outcome: Result<&str, &str>) -> Claimed {
        Claimed {
            id: id.to_owned(),
            entity_ref: format!("resource:default/{id}"),
            outcome: outcome.map(str::to_owned).map_err(str::to_owned),
        }
    }

    #[test]
    fn each_failure_is_told_and_remembered_until_it_is_mended() {
        let mut lookout = Lookout::default();
        let lines = lookout.claimed(&[
            claimed("a", Ok("catalog/a.yaml")),
            claimed("b", Err("the disk is full")),
        ]);
        assert_eq!(
            lines,
            [
                (Level::Warning, "Claimed 1 of 2 things".to_owned()),
                (Level::Error, "b was not claimed: the disk is full".to_owned()),
            ]
        );
        assert_eq!(lookout.refused("b"), Some("the disk is full"));
        let lines = lookout.claimed(&[claimed("b", Ok("catalog/b.yaml"))]);
        assert_eq!(
            lines,
            [(
                Level::Done,
                "b is resource:default/b now: catalog/b.yaml".to_owned()
            )]
        );
        assert_eq!(lookout.refused("b"), None);
    }
}
