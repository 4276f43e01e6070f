//! What happens to what is being done about ownership, whichever screen is in front when it comes back.

use super::Run;
use crate::app::effect::{Generation, Request};
use crate::app::msg::Answer;
use crate::app::toast::Level;
use crate::app::vision::work::told;
use crate::model::ownership::OwnAct;

impl Run<'_> {
    pub(super) fn own(&mut self, act: OwnAct) {
        let of_person = matches!(act, OwnAct::Leave { .. } | OwnAct::Stay { .. });
        let generation = self.ask(Request::Own { act });
        self.state.shared.owning.insert(generation, of_person);
    }

    /// Says what came of it: of somebody who leaves or stays each sentence, for it is no number of entities. Screens ask again when
    /// the journal or the catalog tells that there is more.
    pub(super) fn owned(&mut self, generation: Generation, answer: Answer) {
        let of_person = self.state.shared.owning.remove(&generation);
        let lines = match answer {
            Answer::OwnActed(outcomes) if of_person == Some(true) => {
                let each = outcomes.iter().map(std::slice::from_ref);
                each.flat_map(|outcome| told(("entity", "entities"), outcome))
                    .collect()
            }
            Answer::OwnActed(outcomes) => told(("entity", "entities"), &outcomes),
            Answer::Failed(failure) => vec![(Level::Error, format!("{} {}", failure.message, failure.next))],
            _ => Vec::new(),
        };
        for (level, text) in lines {
            self.toast(level, text);
        }
    }
}
