//! Who probably answers for something that nobody registered: what was seen of it, the strongest sign first, and else those
//! who own what is called alike. Every guess says why. Pure.

use rustc_hash::FxHashMap;

use super::identity::{Identities, by_name, prefixes};
use super::{Guess, Hint, Sighting, Sort};
use crate::model::catalog::{Catalog, Entity, EntityId, NodeId};
use crate::model::ownership::Resolver;
use crate::model::text::counted;

pub(super) struct Guesser<'c> {
    catalog: &'c Catalog,
    resolver: Resolver<'c>,
    groups: FxHashMap<&'c str, Option<EntityId>>,
    users: FxHashMap<&'c str, Option<EntityId>>,
    /// Who owns what begins so, by sort and beginning, with how many of those; made when first asked for.
    owners: Option<Owners<'c>>,
    /// The way from an owner to the accountable person, in words.
    led: FxHashMap<NodeId, (Option<String>, String)>,
}

/// Owners by sort and beginning of name, each with how many things of those are theirs.
type Owners<'c> = FxHashMap<(Sort, &'c str), Vec<(NodeId, usize)>>;

/// An owner and what speaks for it, or why nobody was found.
type Found = Result<(NodeId, String), Option<String>>;

impl<'c> Guesser<'c> {
    pub fn new(catalog: &'c Catalog) -> Self {
        Self {
            catalog,
            resolver: Resolver::new(catalog),
            groups: by_name(catalog, "group:", |_| true),
            users: by_name(catalog, "user:", |_| true),
            owners: None,
            led: FxHashMap::default(),
        }
    }

    /// The group of the catalog that is a team of an organisation: by its external id, else by its name.
    pub fn team(&self, organisation: &str, slug: &str) -> Option<EntityId> {
        let (organisation, slug) = (organisation.to_lowercase(), slug.to_lowercase());
        self.catalog
            .find_external(&format!("github:{organisation}/team/{slug}"))
            .or_else(|| self.groups.get(slug.as_str()).copied().flatten())
    }

    pub fn guess(
        &mut self,
        sighting: &Sighting,
        identities: &Identities<'c>,
        namesake: Option<Entity<'c>>,
    ) -> Guess {
        match sighting.sort {
            Sort::Team => return nobody("a team answers through its lead: say who that is"),
            Sort::Group => {
                return nobody(
                    "no component has its name or the beginning of it: say which component reads with this group",
                );
            }
            Sort::Topic | Sort::Repository => {}
        }
        let mut without = Vec::new();
        let signs: [&dyn Fn(&mut Self) -> Found; 4] = [
            &|this| this.by_team(sighting),
            &|this| this.by_writers(sighting, identities),
            &|this| this.by_namesake(namesake),
            &|this| this.by_likeness(sighting),
        ];
        for sign in signs {
            match sign(self) {
                Ok((owner, reason)) => return self.with_person(owner, reason),
                Err(reason) => without.extend(reason),
            }
        }
        if without.is_empty() {
            without.push("nothing speaks for an owner".to_owned());
        }
        nobody(&without.join("; "))
    }

    fn by_team(&self, sighting: &Sighting) -> Found {
        let organisation = sighting.id.split_once(':').map_or("", |(_, rest)| rest);
        let organisation = organisation.split('/').next().unwrap_or_default();
        let mut unknown = Vec::new();
        for hint in &sighting.hints {
            if let Hint::CodeOwner(written) = hint {
                let name = written.trim_start_matches('@');
                let found = match name.split_once('/') {
                    Some((organisation, slug)) => self.team(organisation, slug),
                    None => self.users.get(name.to_lowercase().as_str()).copied().flatten(),
                };
                match found {
                    Some(owner) => {
                        let what = self.called(owner, name.rsplit('/').next().unwrap_or(name));
                        return Ok((owner.into(), format!("CODEOWNERS names {written}{what}")));
                    }
                    None => unknown.push(format!("{written} of CODEOWNERS")),
                }
            }
        }
        let mut teams = Vec::new();
        for hint in &sighting.hints {
            if let Hint::AdminTeam(slug) = hint {
                match self.team(organisation, slug) {
                    Some(owner) if !teams.iter().any(|(known, _)| *known == owner) => {
                        teams.push((owner, slug))
                    }
                    Some(_) => {}
                    None => unknown.push(format!("the team {slug} that administers it")),
                }
            }
        }
        match teams[..] {
            [(owner, slug)] => {
                let what = self.called(owner, slug);
                Ok((owner.into(), format!("the team {slug} administers it{what}")))
            }
            [] if unknown.is_empty() => Err(None),
            [] => Err(Some(format!("{} is not in the catalog", unknown.join(" nor ")))),
            _ => {
                let names: Vec<&str> = teams.iter().map(|(_, slug)| slug.as_str()).collect();
                Err(Some(format!("several teams administer it: {}", names.join(", "))))
            }
        }
    }

    /// What an owner is called in the catalog, where that is not the same word.
    fn called(&self, owner: EntityId, name: &str) -> String {
        let entity = self.catalog.entity(owner);
        match entity.name().eq_ignore_ascii_case(name) {
            true => String::new(),
            false => format!(", which is {}", entity.entity_ref()),
        }
    }

    fn by_writers(&self, sighting: &Sighting, identities: &Identities<'c>) -> Found {
        let mut owners: Vec<(NodeId, Entity<'c>, &str)> = Vec::new();
        let mut unknown = Vec::new();
        for hint in &sighting.hints {
            if let Hint::Writer(principal) = hint {
                let writer = identities.principal(principal).map(|id| self.catalog.entity(id));
                match writer.and_then(|writer| Some((known_owner(self.catalog, writer)?, writer))) {
                    Some((owner, writer)) if owners.iter().all(|(known, ..)| *known != owner) => {
                        owners.push((owner, writer, principal));
                    }
                    Some(_) => {}
                    None => unknown.push(principal.as_str()),
                }
            }
        }
        match owners[..] {
            [(owner, writer, principal)] => {
                let reason = format!(
                    "{principal} may write to it, and {} is owned by",
                    writer.entity_ref()
                );
                Ok((owner, format!("{reason} {}", self.catalog.node_ref(owner))))
            }
            [] if unknown.is_empty() => Err(None),
            [] => {
                let names = unknown.join(", ");
                Err(Some(format!(
                    "{names} may write to it, and no component with an owner is that"
                )))
            }
            _ => {
                let writers = counted(owners.len(), "owner", "owners");
                Err(Some(format!("those who may write to it have {writers}")))
            }
        }
    }

    fn by_namesake(&self, namesake: Option<Entity<'c>>) -> Found {
        let found = namesake.and_then(|namesake| Some((known_owner(self.catalog, namesake)?, namesake)));
        let (owner, namesake) = found.ok_or(None)?;
        let name = namesake.entity_ref();
        let reason =
            format!("{name} has this name; if it is that, give it the annotation muster/external-id");
        Ok((owner, reason))
    }

    /// The owners of what shares the longest beginning of the name: at least two things, and most of them of one owner.
    fn by_likeness(&mut self, sighting: &Sighting) -> Found {
        let name = bare_name(sighting.sort, &sighting.id).ok_or(None)?;
        let given = sighting.hints.iter().filter_map(|hint| match hint {
            Hint::Prefix(prefix) => Some(prefix.as_str()),
            _ => None,
        });
        let catalog = self.catalog;
        let owners = self.owners.get_or_insert_with(|| owners_by_prefix(catalog));
        let what = match sighting.sort {
            Sort::Repository => "repositories",
            _ => "topics",
        };
        for prefix in prefixes(name).skip(1).chain(given) {
            let prefix = prefix.trim_end_matches(['-', '.', '_']);
            let Some(owners) = owners.get(&(sighting.sort, prefix)) else {
                continue;
            };
            let all: usize = owners.iter().map(|(_, count)| count).sum();
            if all < 2 {
                continue;
            }
            let most = owners
                .iter()
                .max_by_key(|(owner, count)| (*count, std::cmp::Reverse(catalog.node_ref(*owner))));
            return match most {
                Some((owner, count)) if *count == all => Ok((
                    *owner,
                    format!("the {all} {what} that begin with `{prefix}` are theirs"),
                )),
                Some((owner, count)) if *count >= 2 && count * 3 >= all * 2 => Ok((
                    *owner,
                    format!("{count} of the {all} {what} that begin with `{prefix}` are theirs"),
                )),
                _ => Err(Some(format!(
                    "the {all} {what} that begin with `{prefix}` have {} owners, and none of them most",
                    owners.len()
                ))),
            };
        }
        Err(Some(format!("no two {what} of known owners are called alike")))
    }

    fn with_person(&mut self, owner: NodeId, reason: String) -> Guess {
        let (catalog, resolver) = (self.catalog, &mut self.resolver);
        let (accountable, way) = self.led.entry(owner).or_insert_with(|| {
            let mut path = Vec::new();
            let person = resolver.of_owner(owner, &mut path);
            let person = person.map(|id| catalog.entity(id).entity_ref().to_owned());
            // The first step says who the owner is, which the guess does itself.
            let way: Vec<String> = path.iter().skip(1).map(|step| step.sentence(catalog)).collect();
            (person, way.join(", "))
        });
        Guess {
            owner: Some(catalog.node_ref(owner).to_owned()),
            accountable: accountable.clone(),
            reason: match way.is_empty() {
                true => reason,
                false => format!("{reason}; {way}"),
            },
        }
    }
}

fn nobody(reason: &str) -> Guess {
    Guess {
        reason: reason.to_owned(),
        ..Guess::default()
    }
}

/// The owner of an entity, where the catalog knows it.
fn known_owner(catalog: &Catalog, entity: Entity<'_>) -> Option<NodeId> {
    entity.owner().filter(|owner| !catalog.is_dangling(*owner))
}

/// For each beginning of what the catalog knows, who owns how many of those.
fn owners_by_prefix(catalog: &Catalog) -> Owners<'_> {
    let mut owners = Owners::default();
    for (id, entity) in catalog.external_ids() {
        let sort = match id.split_once(':') {
            Some(("kafka", _)) => Sort::Topic,
            Some(("github", _)) => Sort::Repository,
            _ => continue,
        };
        let (Some(name), Some(owner)) = (bare_name(sort, id), known_owner(catalog, catalog.entity(entity)))
        else {
            continue;
        };
        for prefix in prefixes(name) {
            let counts = owners.entry((sort, prefix)).or_default();
            match counts.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, count)) => *count += 1,
                None => counts.push((owner, 1)),
            }
        }
    }
    owners
}

/// The name of a topic or repository in its id; none of groups and teams.
fn bare_name(sort: Sort, id: &str) -> Option<&str> {
    let (_, name) = id.split_once('/')?;
    let (other, bare) = match sort {
        Sort::Topic | Sort::Group => ("group/", Sort::Topic),
        Sort::Repository | Sort::Team => ("team/", Sort::Repository),
    };
    (sort == bare && !name.starts_with(other)).then_some(name)
}
