//! Everything that somebody answers for, in rows: what is theirs, what is theirs as a deputy, and what the people below them
//! answer for. A pure function that looks at each entity once.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

use super::standing::Review;
use super::{Holder, Holding, Owned, Resolver, Standing};
use crate::model::catalog::{Catalog, Entity, EntityId, ProblemIndex, Relation, graph, needs_accountable};
use crate::model::cost::EntityCosts;
use crate::model::vision::Judged;

/// What is known beside the catalog.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    pub judged: Option<&'a Judged>,
    pub costs: Option<&'a EntityCosts>,
}

/// All that a person answers for, also as a deputy; with `team` also all that the people below them answer for. People and
/// Locations are in nobody's holding.
pub fn holding(review: &Review<'_>, beside: Beside<'_>, person: &str, team: bool) -> Holding {
    let catalog = review.catalog;
    let known = catalog
        .find(person)
        .filter(|id| catalog.entity(*id).is_kind("User"));
    let mut holding = Holding {
        person: person.to_owned(),
        is_known: known.is_some(),
        rows: Vec::new(),
    };
    let Some(me) = known else { return holding };
    let below = match team {
        true => below(catalog, me),
        false => FxHashSet::default(),
    };
    let deputised: FxHashSet<EntityId> = catalog
        .entity(me)
        .sources(Relation::Deputy)
        .filter_map(|node| catalog.entity_of(node))
        .map(|entity| entity.id)
        .collect();
    let held = |entity: &Entity<'_>| {
        let accountable = entity.accountable()?.id;
        match () {
            () if accountable == me => Some(Holder::Accountable),
            () if deputised.contains(&entity.id) => Some(Holder::Deputy),
            () if below.contains(&accountable) => Some(Holder::Manager),
            () => None,
        }
    };
    let mine: Vec<(Entity<'_>, Holder)> = catalog
        .entities()
        .filter_map(|entity| Some((entity, held(&entity)?)))
        .filter(|(entity, _)| needs_accountable(entity.kind()))
        .collect();
    let mut rows = Rows::new(review, beside);
    holding.rows = mine
        .into_iter()
        .map(|(entity, holder)| rows.row(entity, holder))
        .collect();
    holding.rows.sort_by_cached_key(order);
    holding
}

/// The people in the groups that somebody leads, and in all groups below those.
pub fn below(catalog: &Catalog, lead: EntityId) -> FxHashSet<EntityId> {
    let mut resolver = Resolver::new(catalog);
    let all = catalog.entities().filter(|entity| entity.is_kind("Group"));
    let leads: FxHashMap<EntityId, EntityId> = all
        .filter_map(|group| Some((group.id, resolver.leads(group.id)?)))
        .collect();
    let led = leads.iter().filter(|(_, person)| **person == lead);
    let mut groups: Vec<EntityId> = led.map(|(group, _)| *group).collect();
    let (mut seen, mut people) = (FxHashSet::default(), FxHashSet::default());
    while let Some(group) = groups.pop() {
        if !seen.insert(group) {
            continue;
        }
        let group = catalog.entity(group);
        let entities = |relation| group.sources(relation).filter_map(|node| catalog.entity_of(node));
        people.extend(
            entities(Relation::MemberOf)
                .filter(|one| one.is_kind("User"))
                .map(|one| one.id),
        );
        people.extend(leads.get(&group.id));
        groups.extend(
            entities(Relation::ChildOf)
                .filter(|one| one.is_kind("Group"))
                .map(|one| one.id),
        );
    }
    people.remove(&lead);
    people
}

/// What rows are sorted by.
type Order = (bool, Option<Arc<str>>, u8, Option<Date>, Reverse<bool>, Arc<str>);

/// Systems by name, what is in none last; in a system what is due first, then by name.
fn order(row: &Owned) -> Order {
    let urgency = match row.standing {
        Standing::Overdue { .. } => 0,
        Standing::DueSoon => 1,
        Standing::Offered { .. } => 2,
        Standing::Holds => 3,
        Standing::Exempt => 4,
    };
    (
        row.system.is_none(),
        row.system.clone(),
        urgency,
        row.due,
        Reverse(row.changed),
        Arc::clone(&row.entity_ref),
    )
}

/// Makes rows; texts that many share are kept once.
struct Rows<'a> {
    review: &'a Review<'a>,
    beside: Beside<'a>,
    problems: ProblemIndex,
    /// By entity, the unwaived findings of the vision.
    findings: FxHashMap<EntityId, usize>,
    shared: FxHashMap<&'a str, Arc<str>>,
}

impl<'a> Rows<'a> {
    fn new(review: &'a Review<'a>, beside: Beside<'a>) -> Self {
        let mut findings = FxHashMap::default();
        if let Some(judged) = beside.judged {
            for rule in 0..judged.verdicts.rules.len() {
                for id in judged
                    .falling_short(rule)
                    .filter(|id| judged.waiver(rule, *id).is_none())
                {
                    *findings.entry(id).or_default() += 1;
                }
            }
        }
        Self {
            review,
            beside,
            problems: ProblemIndex::new(review.catalog),
            findings,
            shared: FxHashMap::default(),
        }
    }

    fn share(&mut self, text: &'a str) -> Arc<str> {
        Arc::clone(self.shared.entry(text).or_insert_with(|| text.into()))
    }

    fn row(&mut self, entity: Entity<'a>, holder: Holder) -> Owned {
        let catalog = self.review.catalog;
        let name = entity.entity_ref();
        let system = system_of(catalog, entity).map(|system| self.share(system));
        let accountable = entity.accountable().map_or("", |person| person.entity_ref());
        let attested = self.review.ownership.attested(name);
        let of_vision = self.findings.get(&entity.id).copied().unwrap_or(0);
        let zone = jiff::tz::TimeZone::UTC;
        Owned {
            id: entity.id,
            entity_ref: name.into(),
            accountable: self.share(accountable),
            as_: holder,
            system,
            attested: attested.map(|attested| attested.at.to_zoned(zone).date()),
            due: self.review.due(entity),
            standing: self.review.standing(entity),
            changed: self.review.has_changed(entity),
            findings: of_vision + self.problems.of(catalog, entity.id).count(),
            dependants: graph::neighbours(catalog, entity.node(), graph::Direction::Up).len(),
            cost: self.beside.costs.and_then(|costs| costs.of(name)).cloned(),
        }
    }
}

/// The System that an entity belongs to: itself where it is one, its own, or that of the component that it is part of.
fn system_of<'a>(catalog: &'a Catalog, entity: Entity<'a>) -> Option<&'a str> {
    if entity.is_kind("System") {
        return Some(entity.entity_ref());
    }
    super::belongs_to(catalog, entity.id)
        .into_iter()
        .map(|node| catalog.node_ref(node))
        .find(|name| name.starts_with("system:"))
}
