//! What is about to be attested, as it was seen: where the catalog says something else by then, it is shown anew.

use super::asking::{Asking, Choice};
use crate::app::context::Context;
use crate::model::journal::Hash;
use crate::model::ownership::Seen;

impl Asking {
    /// What is attested.
    pub(super) fn seen(&self) -> Vec<Seen> {
        let seen = |choice: &Choice| {
            Some(Seen {
                entity: choice.entity.clone(),
                version: choice.version?,
            })
        };
        self.choices.iter().filter_map(seen).collect()
    }

    /// The catalog is another one: what says something else than was shown is shown first, before anybody attests it.
    pub(super) fn look_again(&mut self, context: &mut Context<'_>) {
        let Some(catalog) = context.shared.catalog.value() else {
            return;
        };
        let mut news = Vec::new();
        for choice in &mut self.choices {
            let now = catalog.find(&choice.entity);
            let now = now.map(|id| Hash(*catalog.entity(id).version()));
            if choice.version.is_some() && now.is_some() && now != choice.version {
                choice.version = now;
                choice.changed = true;
                news.push(choice.entity.clone());
            }
        }
        if let Some(first) = news.first() {
            self.choices.sort_by_key(|choice| !news.contains(&choice.entity));
            self.list.select(0, &self.choices[..]);
            self.error = Some(match news.len() {
                1 => format!("{first} has changed meanwhile: look at it again."),
                many => format!("{many} have changed meanwhile: look at what stands first."),
            });
            self.look(context);
        }
    }
}
