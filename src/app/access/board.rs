//! Who has what as it was told last, and what is under way about it, whichever screen is in front. Changed only by `update`.

use std::sync::Arc;

use crate::app::effect::Generation;
use crate::app::load::Load;
use crate::model::access::AccessReview;

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Board {
    /// Of what is kept of looks at places: nobody outside is asked for it.
    pub review: Load<Arc<AccessReview>>,
    /// Something changed while it was told: it is to be told again.
    pub(in crate::app) outdated: bool,
    /// The places are being looked at.
    pub(in crate::app) looking: Option<Generation>,
    pub(in crate::app) acting: Vec<Generation>,
}

impl Board {
    pub fn known(&self) -> Option<&Arc<AccessReview>> {
        self.review.value()
    }

    /// Whether the places are being looked at because a person wants to know.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// Whether something is being done.
    pub fn is_acting(&self) -> bool {
        !self.acting.is_empty()
    }

    /// Whether an answer is one to what is under way.
    pub(in crate::app) fn expects(&self, generation: Generation) -> bool {
        self.review.expects(generation)
            || self.looking == Some(generation)
            || self.acting.contains(&generation)
    }
}
