//! What claiming something would call it: a ref that is valid, free, and as near to its own name as may be. Pure.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Sighting, Sort};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, is_valid_name};

/// The longest `metadata.name`.
const LONGEST: usize = 63;

/// Gives refs out, each once.
pub(super) struct Proposals<'c> {
    catalog: &'c Catalog,
    given: FxHashSet<String>,
    /// The number that was last put behind a ref.
    numbers: FxHashMap<String, usize>,
}

impl<'c> Proposals<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            given: FxHashSet::default(),
            numbers: FxHashMap::default(),
        }
    }

    /// A ref for what was seen at a place. Empty for a consumer group, which becomes no entity of its own.
    pub fn propose(&mut self, sighting: &Sighting, place: &str) -> String {
        let Some(kind) = kind_of(sighting.sort) else {
            return String::new();
        };
        let declared = sighting.files.iter().flat_map(|file| &file.entities);
        let own = declared
            .filter(|entity_ref| entity_ref.starts_with(kind))
            .find(|entity_ref| self.is_free(entity_ref));
        let made = match own {
            Some(own) => own.clone(),
            None => self.free(kind, &name_of(sighting), place),
        };
        self.given.insert(made.clone());
        made
    }

    fn free(&mut self, kind: &str, name: &str, place: &str) -> String {
        let made = |suffix: &str| {
            let room = LONGEST - suffix.len();
            let cut = name.get(..room.min(name.len())).unwrap_or(name);
            let cut = cut.trim_end_matches(['-', '.', '_']);
            format!("{kind}:{DEFAULT_NAMESPACE}/{cut}{suffix}")
        };
        let plain = made("");
        if self.is_free(&plain) {
            return plain;
        }
        let place = valid(place.split_once(':').map_or(place, |(_, name)| name), 20);
        let with_place = made(&format!("-{place}"));
        if !place.is_empty() && self.is_free(&with_place) {
            return with_place;
        }
        let mut number = self.numbers.get(&plain).copied().unwrap_or(1);
        loop {
            number += 1;
            let numbered = made(&format!("-{number}"));
            if self.is_free(&numbered) {
                self.numbers.insert(plain, number);
                return numbered;
            }
        }
    }

    fn is_free(&self, entity_ref: &str) -> bool {
        !self.given.contains(entity_ref) && self.catalog.find(entity_ref).is_none()
    }
}

/// The kind of entity that stands for a sort of thing, as refs begin.
pub(super) fn kind_of(sort: Sort) -> Option<&'static str> {
    match sort {
        Sort::Topic => Some("resource"),
        Sort::Repository => Some("component"),
        Sort::Team => Some("group"),
        Sort::Group => None,
    }
}

fn name_of(sighting: &Sighting) -> String {
    let name = sighting.name.rsplit('/').next().unwrap_or_default();
    let name = valid(name, LONGEST);
    if !name.is_empty() {
        return name;
    }
    match sighting.sort {
        Sort::Topic => "topic",
        Sort::Group => "group",
        Sort::Repository => "repository",
        Sort::Team => "team",
    }
    .to_owned()
}

/// What of a text makes a valid name, in lower case; may be nothing.
fn valid(text: &str, longest: usize) -> String {
    let mut name = String::new();
    for c in text.chars() {
        if name.len() == longest {
            break;
        }
        let c = match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_lowercase(),
            '.' | '_' => c,
            _ => '-',
        };
        if c.is_ascii_alphanumeric() || name.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            name.push(c);
        }
    }
    name.truncate(name.trim_end_matches(['-', '.', '_']).len());
    debug_assert!(name.is_empty() || is_valid_name(&name), "{name}");
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::discovery::stage::catalog;
    use proptest::prelude::*;

    fn topic(name: &str) -> Sighting {
        Sighting {
            id: format!("kafka:main/{name}"),
            name: name.to_owned(),
            ..Sighting::default()
        }
    }

    #[test]
    fn a_ref_is_near_to_the_name_and_free() {
        let catalog = catalog(&[("resource:default/taken", &[])]);
        let mut proposals = Proposals::new(&catalog);
        for (name, made) in [
            ("orders.placed", "resource:default/orders.placed"),
            ("Orders_Placed", "resource:default/orders_placed"),
            ("taken", "resource:default/taken-main"),
            ("taken", "resource:default/taken-2"),
            ("taken", "resource:default/taken-3"),
            ("__odd..name--", "resource:default/odd.name"),
            ("bücher", "resource:default/b-cher"),
            ("../../etc/passwd", "resource:default/passwd"),
            ("\u{1b}[31m", "resource:default/31m"),
            ("***", "resource:default/topic"),
        ] {
            assert_eq!(proposals.propose(&topic(name), "kafka:main"), made, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn every_name_gets_a_valid_ref_of_its_own(names in prop::collection::vec("(\\PC{0,90}|[a.]{1,3})", 1..30)) {
            let catalog = catalog(&[]);
            let mut proposals = Proposals::new(&catalog);
            let refs: Vec<String> = names.iter().map(|name| proposals.propose(&topic(name), "kafka:main")).collect();
            for made in &refs {
                let name = made.strip_prefix("resource:default/");
                prop_assert!(name.is_some_and(is_valid_name), "{}", made);
            }
            let all: std::collections::BTreeSet<&String> = refs.iter().collect();
            prop_assert_eq!(all.len(), refs.len());
        }
    }
}
