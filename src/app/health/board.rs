//! What is known of all probes, and what is under way about them, whichever screen is in front. Changed only by `update`.

use std::sync::Arc;

use crate::app::effect::Generation;
use crate::app::load::Load;
use crate::model::health::Healths;

/// All probes as they were told last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    pub healths: Load<Arc<Healths>>,
    /// Something changed while they were told: they are to be told again.
    pub(in crate::app) outdated: bool,
    /// What is asked of the world just now: of these entities, of all of them where none is named.
    pub(in crate::app) probing: Vec<(Generation, Vec<String>)>,
    pub(in crate::app) acting: Vec<Acting>,
}

/// Acts that were asked for at once, and what came of those that are done.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::app) struct Acting {
    pub waiting: Vec<Generation>,
    pub outcomes: Vec<Result<String, String>>,
}

impl Board {
    pub fn known(&self) -> Option<&Arc<Healths>> {
        self.healths.value()
    }

    /// Whether the probes of an entity are being asked.
    pub fn is_probing(&self, entity_ref: &str) -> bool {
        let asked = |(_, entities): &(Generation, Vec<String>)| {
            entities.is_empty() || entities.iter().any(|entity| entity == entity_ref)
        };
        self.probing.iter().any(asked)
    }

    /// Whether any probe is being asked because a person wants to know.
    pub fn is_asking(&self) -> bool {
        !self.probing.is_empty()
    }

    /// Whether something is being written.
    pub fn is_writing(&self) -> bool {
        !self.acting.is_empty()
    }

    /// Whether an answer is one to what is under way.
    pub(in crate::app) fn expects(&self, generation: Generation) -> bool {
        self.healths.expects(generation)
            || self.probing.iter().any(|(asked, _)| *asked == generation)
            || self.acting.iter().any(|acts| acts.waiting.contains(&generation))
    }
}
