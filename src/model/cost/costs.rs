//! What everything costs, month by month: by entity, system, domain, team, person, service, category, provider, account. What
//! falls to nobody has a line of its own in each, so that every view adds up to the same.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::amount::{Amount, Money};
use super::branch::branches;
use super::join::{Join, Joined, TAGS, Unmatched, unmatched};
use super::ledger::Ledger;
use super::month::Month;
use crate::model::catalog::{Catalog, Entity, EntityId};
use crate::model::ownership::{answers, belongs_to};

/// The line of what falls to nobody.
const NOBODY: &str = "";

/// By what costs are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum By {
    #[default]
    Entity,
    System,
    Domain,
    /// The owner.
    Team,
    /// The owner and every group above it: these lines overlap, what falls to nobody has none.
    Branch,
    /// Who watches the cost: the cost owner, else who is accountable.
    Person,
    Service,
    /// What sort of charge it is: usage, tax, credit.
    Category,
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
    /// Whether it says anything.
    pub fn is_charged(&self) -> bool {
        !(self.before.is_zero() && self.now.is_zero())
    }

    /// How much more it is now.
    pub fn moved(&self) -> Amount {
        self.now - self.before
    }
}

/// One line with what it costs in each of some months, and what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// As [`Group::name`].
    pub name: String,
    pub currency: String,
    pub months: Vec<Amount>,
    /// Services of an entity, system, team or person; entities of anything else.
    pub parts: Vec<Part>,
}

/// A part of a line, in its currency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    /// The name of a service, or a canonical ref; empty where there is none.
    pub name: String,
    pub category: String,
    pub months: Vec<Amount>,
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
        let months: BTreeSet<Month> = self.joined.iter().map(|joined| joined.entry.month).collect();
        months.into_iter().collect()
    }

    /// The latest month that is over by a day; where none is, the latest that is known.
    pub fn latest_whole(&self, today: jiff::civil::Date) -> Option<Month> {
        let months = self.months();
        let over = months.iter().rfind(|month| **month < Month::of(today));
        over.or(months.last()).copied()
    }

    /// Each line that is charged in any of some months, with what it is made of, by name and currency; the sum of all lines of a
    /// currency is everything that was charged in it.
    pub fn lines(&self, by: By, months: &[Month]) -> Vec<Line> {
        if by == By::Branch {
            return branches(self.catalog, &self.lines(By::Team, months));
        }
        let mut names = Names::new(self.catalog, by);
        let mut places: FxHashMap<(&str, &str), usize> = FxHashMap::default();
        let mut parts: FxHashMap<(usize, &str, &str), usize> = FxHashMap::default();
        let mut lines: Vec<Line> = Vec::new();
        let nothing = vec![Amount::ZERO; months.len()];
        for joined in &self.joined {
            let Joined { entry, to } = joined;
            let Some(month) = months.iter().position(|month| *month == entry.month) else {
                continue;
            };
            let name = names.of(joined);
            let at = *places.entry((name, entry.currency)).or_insert_with(|| {
                lines.push(Line {
                    name: name.to_owned(),
                    currency: entry.currency.to_owned(),
                    months: nothing.clone(),
                    parts: Vec::new(),
                });
                lines.len() - 1
            });
            let of = match by {
                By::Service | By::Category | By::Provider | By::Account => to
                    .as_ref()
                    .map_or(NOBODY, |(id, _)| self.catalog.entity(*id).entity_ref()),
                _ => entry.service,
            };
            let line = &mut lines[at];
            line.months[month] += entry.effective;
            let part = *parts.entry((at, of, entry.category)).or_insert_with(|| {
                line.parts.push(Part {
                    name: of.to_owned(),
                    category: entry.category.to_owned(),
                    months: nothing.clone(),
                });
                line.parts.len() - 1
            });
            line.parts[part].months[month] += entry.effective;
        }
        lines.sort_by(|a, b| (&a.name, &a.currency).cmp(&(&b.name, &b.currency)));
        lines
    }

    /// What falls to nobody in some months, the dearest of the last of them first.
    pub fn unmatched(&self, months: &[Month]) -> Vec<Unmatched> {
        unmatched(&self.joined, &self.tags, months)
    }

    /// What each entity costs in a month and in the one before.
    pub fn of_entities(&self, month: Month) -> EntityCosts {
        let mut costs = EntityCosts {
            month: Some(month.first_day()),
            by_entity: BTreeMap::new(),
        };
        let lines = self.lines(By::Entity, &[month.before(), month]).into_iter();
        for line in lines.filter(|line| line.name != NOBODY) {
            let [before, now] = line.months[..] else { continue };
            // Lines are sorted by currency within a name.
            let cost = costs.by_entity.entry(line.name).or_default();
            cost.latest.push(Money::new(now, &line.currency));
            cost.before.push(Money::new(before, &line.currency));
        }
        costs
    }
}

/// The names of the lines that charges belong to; those of entities are found once.
struct Names<'a> {
    catalog: &'a Catalog,
    by: By,
    known: FxHashMap<EntityId, &'a str>,
}

impl<'a> Names<'a> {
    fn new(catalog: &'a Catalog, by: By) -> Self {
        Self {
            catalog,
            by,
            known: FxHashMap::default(),
        }
    }

    fn of(&mut self, joined: &Joined<'a>) -> &'a str {
        let Joined { entry, to } = joined;
        let id = match self.by {
            By::Service => return entry.service,
            By::Category => return entry.category,
            By::Provider => return entry.provider,
            By::Account => return entry.account,
            By::Entity | By::System | By::Domain | By::Team | By::Branch | By::Person => match to {
                Some((id, _)) => *id,
                None => return NOBODY,
            },
        };
        if let Some(known) = self.known.get(&id) {
            return known;
        }
        let name = self.find(id).unwrap_or(NOBODY);
        self.known.insert(id, name);
        name
    }

    /// Nobody where it belongs to no system, or nobody owns it.
    fn find(&self, id: EntityId) -> Option<&'a str> {
        let entity = self.catalog.entity(id);
        match self.by {
            By::System => self.whole(entity, "system:"),
            By::Domain => self.whole(entity, "domain:"),
            By::Team | By::Branch if entity.is_kind("Group") => Some(entity.entity_ref()),
            By::Team | By::Branch => entity.owner().map(|owner| self.catalog.node_ref(owner)),
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
