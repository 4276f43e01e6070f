//! What everything costs, month by month: by entity, system, domain, team, person, service, provider, account. What falls to
//! nobody has a line of its own in each, so that every view adds up to the same.

use std::collections::BTreeMap;

use super::amount::{Amount, Money};
use super::join::{Join, Joined, TAGS, Unmatched, unmatched};
use super::ledger::Ledger;
use super::month::Month;
use crate::model::catalog::{Catalog, Entity, EntityId};
use crate::model::ownership::{answers, belongs_to};

/// The line of what falls to nobody.
const NOBODY: &str = "";

/// By what costs are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum By {
    Entity,
    System,
    Domain,
    /// The owner.
    Team,
    /// Who watches the cost: the cost owner, else who is accountable.
    Person,
    Service,
    Provider,
    Account,
}

/// One line: in a currency, what it costs in each of two months.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// A canonical ref, or the name of a service; empty for what falls to nobody.
    pub name: String,
    pub currency: String,
    pub before: Amount,
    pub now: Amount,
}

impl Group {
    /// How much more it is now.
    pub fn moved(&self) -> Amount {
        self.now - self.before
    }
}

/// What an entity costs in the latest whole month that is known and in the one before, each currency by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityCost {
    pub latest: Vec<Money>,
    pub before: Vec<Money>,
}

/// What each entity costs by itself: what screens and reports about owners need of cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntityCosts {
    /// The first day of that month; none where no cost is known.
    pub month: Option<jiff::civil::Date>,
    /// By canonical ref; what is not here costs nothing that is known.
    pub by_entity: BTreeMap<String, EntityCost>,
}

impl EntityCosts {
    pub fn of(&self, entity_ref: &str) -> Option<&EntityCost> {
        self.by_entity.get(entity_ref)
    }
}

/// A ledger held against a catalog.
pub struct Costs<'a> {
    catalog: &'a Catalog,
    joined: Vec<Joined<'a>>,
    tags: Vec<String>,
}

impl<'a> Costs<'a> {
    /// `tags` are the keys whose values name entities, in order; the usual ones where there are none.
    pub fn new(catalog: &'a Catalog, ledger: &'a Ledger, tags: &[String]) -> Self {
        Self {
            catalog,
            joined: Join::new(catalog, tags).all(ledger),
            tags: match tags {
                [] => TAGS.map(str::to_owned).to_vec(),
                tags => tags.to_vec(),
            },
        }
    }

    /// The months that are known, the latest last.
    pub fn months(&self) -> Vec<Month> {
        let months: std::collections::BTreeSet<Month> =
            self.joined.iter().map(|joined| joined.entry.month).collect();
        months.into_iter().collect()
    }

    /// The latest month that is over by a day; where none is, the latest that is known.
    pub fn latest_whole(&self, today: jiff::civil::Date) -> Option<Month> {
        let months = self.months();
        let over = months.iter().rfind(|month| **month < Month::of(today));
        over.or(months.last()).copied()
    }

    /// Each line with this month and the one before, the dearest first; the sum of all lines of a currency is everything that
    /// was charged in it.
    pub fn by(&self, by: By, month: Month) -> Vec<Group> {
        let mut names = Names::new(self.catalog, by);
        let mut groups: BTreeMap<(String, String), (Amount, Amount)> = BTreeMap::new();
        for Joined { entry, to } in &self.joined {
            if entry.month != month && entry.month != month.before() {
                continue;
            }
            let name = match by {
                By::Service => entry.service.to_owned(),
                By::Provider => entry.provider.to_owned(),
                By::Account => entry.account.to_owned(),
                _ => to.as_ref().map_or(NOBODY.to_owned(), |(id, _)| names.of(*id)),
            };
            let (before, now) = groups.entry((name, entry.currency.to_owned())).or_default();
            match entry.month == month {
                true => *now += entry.effective,
                false => *before += entry.effective,
            }
        }
        let mut groups: Vec<Group> = groups
            .into_iter()
            .map(|((name, currency), (before, now))| Group {
                name,
                currency,
                before,
                now,
            })
            .collect();
        groups.sort_by(|a, b| b.now.cmp(&a.now).then_with(|| a.name.cmp(&b.name)));
        groups
    }

    /// What falls to nobody in a month, the dearest first.
    pub fn unmatched(&self, month: Month) -> Vec<Unmatched> {
        unmatched(&self.joined, &self.tags, month)
    }

    /// What each entity costs in a month and in the one before.
    pub fn of_entities(&self, month: Month) -> EntityCosts {
        let mut costs = EntityCosts {
            month: Some(month.first_day()),
            by_entity: BTreeMap::new(),
        };
        for group in self
            .by(By::Entity, month)
            .into_iter()
            .filter(|group| group.name != NOBODY)
        {
            let cost = costs.by_entity.entry(group.name).or_default();
            cost.latest.push(Money::new(group.now, &group.currency));
            cost.before.push(Money::new(group.before, &group.currency));
        }
        costs
    }
}

/// The names of the lines that entities belong to, each found once.
struct Names<'a> {
    catalog: &'a Catalog,
    by: By,
    known: rustc_hash::FxHashMap<EntityId, String>,
}

impl<'a> Names<'a> {
    fn new(catalog: &'a Catalog, by: By) -> Self {
        Self {
            catalog,
            by,
            known: rustc_hash::FxHashMap::default(),
        }
    }

    fn of(&mut self, id: EntityId) -> String {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        let name = self.find(id).unwrap_or(NOBODY).to_owned();
        self.known.insert(id, name.clone());
        name
    }

    /// Nobody where it belongs to no system, or nobody owns it.
    fn find(&self, id: EntityId) -> Option<&'a str> {
        let entity = self.catalog.entity(id);
        match self.by {
            By::System => self.whole(entity, "system:"),
            By::Domain => self.whole(entity, "domain:"),
            By::Team if entity.is_kind("Group") => Some(entity.entity_ref()),
            By::Team => entity.owner().map(|owner| self.catalog.node_ref(owner)),
            By::Person => answers(self.catalog, id)
                .cost_owner
                .person
                .map(|person| person.entity_ref()),
            _ => Some(entity.entity_ref()),
        }
    }

    fn whole(&self, entity: Entity<'a>, kind: &str) -> Option<&'a str> {
        if entity.entity_ref().starts_with(kind) {
            return Some(entity.entity_ref());
        }
        let wholes = belongs_to(self.catalog, entity.id).into_iter();
        wholes
            .map(|node| self.catalog.node_ref(node))
            .find(|name| name.starts_with(kind))
    }
}
