//! Who of the catalog stands behind a principal, and what behind a target; and why the catalog explains that the one may do
//! something with the other. Pure.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rustc_hash::{FxHashMap, FxHashSet};

use super::{FROM_OUTSIDE, INVITED, PrincipalSort, Right, Targets, Why};
use crate::model::catalog::external::normal_id;
use crate::model::catalog::{Catalog, Entity, EntityId, NodeId, Relation};
use crate::model::ownership::{TurnRole, belongs_to, turns};

/// Where a person says what they are called on GitHub.
const LOGIN: &str = "annotations.github.com/user-login";

/// What whoever only uses a topic needs; more than this no declaration explains.
const USES: [&str; 7] = [
    "read",
    "write",
    "describe",
    "describe-configs",
    "idempotent-write",
    "pull",
    "push",
];

/// The catalog as access sees it.
pub struct Holders<'c> {
    catalog: &'c Catalog,
    targets: Targets<'c>,
    /// People by their names on GitHub, in lower case.
    logins: FxHashMap<String, EntityId>,
    /// Canonical refs of people whose last day is over.
    left: FxHashSet<String>,
}

impl<'c> Holders<'c> {
    /// `leaving` are people who leave, with their last day.
    pub fn new<'l>(
        catalog: &'c Catalog,
        leaving: impl Iterator<Item = (&'l str, Date)>,
        now: Timestamp,
    ) -> Self {
        let today = now.to_zoned(TimeZone::UTC).date();
        let left = leaving.filter(|(_, last)| *last < today);
        let mut logins = FxHashMap::default();
        for person in catalog.entities().filter(|entity| entity.is_kind("User")) {
            if let Some((login, _)) = person.attribute(LOGIN) {
                logins.entry(login.to_lowercase()).or_insert(person.id);
            }
        }
        Self {
            catalog,
            targets: Targets::new(catalog),
            logins,
            left: left.map(|(person, _)| person.to_owned()).collect(),
        }
    }

    /// Who has a right: a component by its account, a person or a group by their names on GitHub.
    pub fn holder(&self, right: &Right) -> Option<EntityId> {
        let principal = right.principal.as_str();
        match right.principal_sort {
            PrincipalSort::Account => self.targets.identities().principal(principal).or_else(|| {
                let name = principal.strip_prefix("User:")?;
                self.named("user", name)
            }),
            PrincipalSort::Login => {
                let login = principal.to_lowercase();
                self.logins
                    .get(&login)
                    .copied()
                    .or_else(|| self.employee(right, &login))
            }
            PrincipalSort::Team => {
                let (owner, slug) = principal.split_once('/')?;
                let id = normal_id(&format!("github:{owner}/team/{slug}"));
                self.catalog
                    .find_external(&id)
                    .or_else(|| self.named("group", slug))
            }
        }
    }

    /// The person who is called as a login. Nobody is taken for them who comes from elsewhere, or where they have another login.
    fn employee(&self, right: &Right, login: &str) -> Option<EntityId> {
        if [FROM_OUTSIDE, INVITED].contains(&right.through.as_str()) {
            return None;
        }
        let person = self.named("user", login)?;
        let has_login = self.catalog.entity(person).attribute(LOGIN).is_some();
        (!has_login).then_some(person)
    }

    fn named(&self, kind: &str, name: &str) -> Option<EntityId> {
        self.catalog
            .find(&format!("{kind}:default/{}", name.to_lowercase()))
    }

    /// What the targets of rights are in the catalog.
    pub fn targets(&self) -> &Targets<'c> {
        &self.targets
    }

    /// The rights that a pattern of topics comes to on what the catalog has, with what explains each; those that nothing does
    /// are left out.
    pub(super) fn opened(&self, right: &Right) -> Vec<(Right, String)> {
        let Some(holder) = self.holder(right) else {
            return Vec::new();
        };
        // Groups and the like are whose they are, whatever else a rule opens.
        let opened = self.targets.opened(&right.target).into_iter();
        opened
            .filter(|(id, _)| id.split('/').count() == 2)
            .filter_map(|(target, entity)| {
                let one = Right {
                    target,
                    ..right.clone()
                };
                let why = self.explain(&one, entity, holder);
                (why != Why::Nothing).then(|| (one, why.words()))
            })
            .collect()
    }

    /// Whether somebody was said to have left by now.
    pub fn has_left(&self, person: &str) -> bool {
        self.left.contains(person)
    }

    /// Why the catalog explains that somebody may do something with a resource.
    pub fn explain(&self, right: &Right, entity: EntityId, holder: EntityId) -> Why {
        let (entity, holder) = (self.catalog.entity(entity), self.catalog.entity(holder));
        if self.has_left(holder.entity_ref()) {
            return Why::Nothing;
        }
        if let Some(why) = self.owns(entity, holder) {
            return Why::Owner(why);
        }
        match self.declares(right, entity, holder) {
            Some(why) => Why::Declared(why),
            None => Why::Nothing,
        }
    }

    fn owns(&self, entity: Entity<'c>, holder: Entity<'c>) -> Option<String> {
        let (what, who) = (entity.entity_ref(), holder.entity_ref());
        match holder.kind() {
            _ if entity.id == holder.id => Some("its own".to_owned()),
            "Component" => {
                let is_part = belongs_to(self.catalog, entity.id).contains(&holder.node());
                is_part.then(|| format!("{what} belongs to {who}"))
            }
            "Group" => {
                let owner = entity.owner()?;
                match owner == holder.node() {
                    true => Some(format!("{who} owns it")),
                    false => self
                        .above(owner)
                        .contains(&holder.node())
                        .then(|| format!("{who} is above {}, which owns it", self.catalog.node_ref(owner))),
                }
            }
            "User" => self
                .role(entity, holder)
                .or_else(|| self.is_member(entity, holder)),
            _ => None,
        }
    }

    fn role(&self, entity: Entity<'c>, holder: Entity<'c>) -> Option<String> {
        let turns = turns(self.catalog, entity.id, TurnRole::ChangeApprover, &|_| false);
        let turn = turns.iter().find(|turn| turn.person == holder.entity_ref())?;
        Some(format!("{} of it", turn.role.label()))
    }

    fn is_member(&self, entity: Entity<'c>, holder: Entity<'c>) -> Option<String> {
        let owner = entity.owner()?;
        let mut groups = holder.targets(Relation::MemberOf);
        let is_theirs = groups.any(|group| group == owner || self.above(group).contains(&owner));
        is_theirs.then(|| format!("member of {}, which owns it", self.catalog.node_ref(owner)))
    }

    /// The groups above one, the nearest first.
    pub(super) fn above(&self, group: NodeId) -> Vec<NodeId> {
        let mut above: Vec<NodeId> = Vec::new();
        let mut level = vec![group];
        while let Some(next) = level.pop() {
            let parents = self.catalog.entity_of(next).into_iter();
            for parent in parents.flat_map(|group| group.targets(Relation::ChildOf)) {
                if parent != group && !above.contains(&parent) {
                    above.push(parent);
                    level.push(parent);
                }
            }
        }
        above
    }

    fn declares(&self, right: &Right, entity: Entity<'c>, holder: Entity<'c>) -> Option<String> {
        if !USES.contains(&right.right.as_str()) {
            return None;
        }
        let (what, who) = (entity.entity_ref(), holder.entity_ref());
        for relation in [Relation::DependsOn, Relation::ConsumesApi, Relation::ProvidesApi] {
            let (name, reverse) = relation.names();
            if holder.targets(relation).any(|node| node == entity.node()) {
                return Some(format!("{who} {name} {what}"));
            }
            if entity.targets(relation).any(|node| node == holder.node()) {
                return Some(format!("{who} {reverse} {what}"));
            }
        }
        None
    }
}
