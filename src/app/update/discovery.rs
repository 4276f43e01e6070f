//! What happens to the shared knowledge of the world outside: asked for once a catalog, renewed by looks, changed by claims
//! and declarations, whichever screen is in front when they come back.

use std::sync::Arc;

use super::Run;
use crate::app::context::Event;
use crate::app::discovery::lookout::declared;
use crate::app::discovery::{Known, Looking, Progress};
use crate::app::effect::{Effect, Generation, Request};
use crate::app::intent::Intent;
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::model::discovery::{Claim, Discovery};

impl Run<'_> {
    pub(super) fn ask(&mut self, request: Request) -> Generation {
        let generation = self.state.generations.next();
        self.effects.push(Effect::Ask { generation, request });
        generation
    }

    /// Asks what the last looks brought, held against the catalog as it is now.
    pub(super) fn ask_discovery(&mut self) {
        if let Some(catalog) = self.state.shared.catalog.value().cloned() {
            let generation = self.ask(Request::Discovery { catalog });
            self.state.shared.discovery.known.expect(generation);
        }
    }

    pub(super) fn look_outside(&mut self, places: Option<Vec<String>>) {
        let Some(catalog) = self.state.shared.catalog.value().cloned() else {
            return;
        };
        if self.state.shared.discovery.looking.is_some() {
            return self.toast(Level::Info, "A look is under way; x stops it.".to_owned());
        }
        let generation = self.ask(Request::Survey {
            catalog: Arc::clone(&catalog),
            places: places.clone(),
        });
        self.state.shared.discovery.looking = Some(Looking::new(generation, catalog, places));
    }

    /// A newer look tells the one under way to stop; that one looks nowhere, and nobody waits for its answer.
    pub(super) fn stop_looking(&mut self) {
        let Some(looking) = &mut self.state.shared.discovery.looking else {
            return;
        };
        looking.stopping = true;
        let catalog = Arc::clone(&looking.catalog);
        self.ask(Request::Survey {
            catalog,
            places: Some(Vec::new()),
        });
    }

    pub(super) fn surveying(&mut self, place: String, seen: usize, of: Option<usize>) {
        if let Some(looking) = &mut self.state.shared.discovery.looking {
            looking.heard(Progress { place, seen, of });
        }
    }

    pub(super) fn claim(&mut self, claims: Vec<Claim>) {
        let generation = self.ask(Request::Claim {
            claims: claims.clone(),
        });
        self.state.shared.discovery.claiming.push((generation, claims));
    }

    pub(super) fn declare(&mut self, edges: Vec<(String, String)>) {
        let generation = self.ask(Request::Declare { edges: edges.clone() });
        self.state.shared.discovery.declaring.push((generation, edges));
    }

    /// Whether an answer is one to these questions.
    pub(super) fn is_of_discovery(&self, generation: Generation) -> bool {
        let lookout = &self.state.shared.discovery;
        let looking = lookout.looking.as_ref();
        lookout.known.expects(generation)
            || looking.is_some_and(|looking| looking.generation == generation)
            || lookout.claiming.iter().any(|(asked, _)| *asked == generation)
            || lookout.declaring.iter().any(|(asked, _)| *asked == generation)
    }

    pub(super) fn discovered(&mut self, generation: Generation, answer: Answer) {
        let lookout = &mut self.state.shared.discovery;
        let was_look = lookout
            .looking
            .take_if(|looking| looking.generation == generation);
        let claims = take(&mut lookout.claiming, generation);
        let edges = take(&mut lookout.declaring, generation);
        let mut lines = Vec::new();
        match answer {
            Answer::Discovery(discovery) => match was_look {
                Some(looking) => self.looked(looking, discovery),
                None => lookout.known.succeed(Arc::new(Known::new(discovery))),
            },
            Answer::Claimed(claimed) => lines = lookout.claimed(&claimed),
            Answer::Declared(outcomes) => lines = declared(&edges.unwrap_or_default(), &outcomes),
            Answer::Failed(failure) if was_look.is_some() || claims.is_some() || edges.is_some() => {
                lines.push((Level::Error, format!("{} {}", failure.message, failure.next)));
                if was_look.is_some() {
                    lookout.known.fail(failure);
                }
            }
            Answer::Failed(failure) => lookout.known.fail(failure),
            _ => {}
        }
        let has_written = lines
            .iter()
            .any(|(level, _)| matches!(level, Level::Done | Level::Warning));
        lines
            .into_iter()
            .for_each(|(level, text)| self.toast(level, text));
        self.everywhere(Event::Discovery);
        if has_written {
            // What was written is in the catalog once it is read again.
            self.general(Intent::Refresh);
        }
    }

    /// Takes what a look brought, unless the catalog is another one by now.
    fn looked(&mut self, looking: Looking, discovery: Arc<Discovery>) {
        let places = discovery.places.iter();
        let unseen: Vec<String> = places
            .filter(|place| looking.is_at(&place.name) && !place.complete)
            .map(|place| place.name.clone())
            .collect();
        let catalog = self.state.shared.catalog.value();
        if catalog.is_some_and(|catalog| Arc::ptr_eq(catalog, &looking.catalog)) {
            let known = Arc::new(Known::new(discovery));
            self.state.shared.discovery.known.succeed(known);
        } else {
            self.ask_discovery();
        }
        let (level, text) = match (looking.stopping, &unseen[..]) {
            (true, _) => (Level::Done, "Stopped; what was seen is kept.".to_owned()),
            (false, []) => (Level::Done, "Looked outside.".to_owned()),
            (false, unseen) => {
                let text = format!("Looked outside; not all could be seen: {}.", unseen.join(", "));
                (Level::Warning, text)
            }
        };
        self.toast(level, text);
    }
}

/// Takes what was asked for in a generation.
fn take<T>(asked: &mut Vec<(Generation, T)>, generation: Generation) -> Option<T> {
    let at = asked.iter().position(|(of, _)| *of == generation)?;
    Some(asked.remove(at).1)
}
