//! Who is meant by the names that other systems have for people and teams: those of the catalog, where only one fits.

use rustc_hash::FxHashMap;

use crate::model::catalog::Catalog;
use crate::model::journal::TaskImported;

/// The people and teams of a catalog, by what they may be called elsewhere.
#[derive(Debug, Default)]
pub struct People {
    users: FxHashMap<String, Known>,
    groups: FxHashMap<String, Known>,
}

#[derive(Debug)]
enum Known {
    One(String),
    Several,
}

impl People {
    pub fn of(catalog: &Catalog) -> Self {
        let mut people = Self::default();
        for entity in catalog.entities() {
            let names = match entity.entity_ref().split_once(':') {
                Some(("user", _)) => &mut people.users,
                Some(("group", _)) => &mut people.groups,
                _ => continue,
            };
            let called = [Some(entity.entity_ref()), Some(entity.name()), entity.title()];
            for name in called.into_iter().flatten().map(str::to_lowercase) {
                let whose = entity.entity_ref();
                names
                    .entry(name)
                    .and_modify(|known| {
                        if !matches!(known, Known::One(one) if one == whose) {
                            *known = Known::Several;
                        }
                    })
                    .or_insert_with(|| Known::One(whose.to_owned()));
            }
        }
        people
    }

    /// Puts references in the place of the names that the catalog knows.
    pub(super) fn name(&self, ticket: &mut TaskImported) {
        for (names, name) in [
            (&self.users, &mut ticket.requester),
            (&self.users, &mut ticket.assignee),
            (&self.groups, &mut ticket.team),
        ] {
            let Some(written) = name else { continue };
            // Before the `@` of a mail address, companies write what they call somebody.
            let account = written
                .split_once('@')
                .map_or(written.as_str(), |(account, _)| account);
            let found = [written.as_str(), account]
                .into_iter()
                .find_map(|name| names.get(&name.to_lowercase()));
            if let Some(Known::One(one)) = found {
                one.clone_into(written);
            }
        }
    }
}
