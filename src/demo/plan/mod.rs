//! How big the company is and who is where: how many systems, markets, teams and people make up the number of entities
//! that was asked for. Everything else asks here for names, and can then be made in any order. Pure.

mod teams;

use super::markets::{self, Market};
use super::random::Random;
use super::shape::Shape;
use super::story::{Domain, OFFICES, System, UNITS, Unit};
use super::{Options, fixed};
use std::collections::{BTreeSet, HashMap};

pub(super) const COMPANY: &str = "quayside";
/// The one team of one.
pub(super) const SOLO_TEAM: &str = "host-systems";
/// People of the company as it is told, when no size is asked for.
const PEOPLE: usize = 600;

/// A system where it stands in the company.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub unit: &'static Unit,
    pub domain: &'static Domain,
    pub system: &'static System,
}

pub(super) struct Plan {
    pub seed: u64,
    /// The systems of one market. The first of each domain come first, then the second of each, so that a company
    /// that stops anywhere is still a whole one.
    order: Vec<Place>,
    domains: usize,
    systems: usize,
    /// The teams at home that build software, each with its area.
    home_teams: Vec<(&'static str, &'static Domain)>,
    /// The first person of each team; one more entry for the end.
    team_starts: Vec<usize>,
    ranks: HashMap<&'static str, usize>,
    topics: HashMap<&'static str, usize>,
}

impl Plan {
    pub fn new(options: &Options) -> Plan {
        let order = order();
        let mut plan = Plan {
            seed: options.seed,
            domains: UNITS.iter().map(|unit| unit.domains.len()).sum(),
            systems: order.len(),
            home_teams: Vec::new(),
            team_starts: Vec::new(),
            ranks: order
                .iter()
                .enumerate()
                .map(|(rank, place)| (place.system.name, rank))
                .collect(),
            topics: HashMap::new(),
            order,
        };
        for (rank, place) in plan.order.iter().enumerate() {
            plan.topics
                .extend(place.system.things.iter().map(|thing| (thing.noun, rank)));
        }
        let people = match options.entities {
            None => PEOPLE,
            Some(entities) => {
                let (systems, others) = plan.systems_within(entities - people_for(entities));
                plan.systems = systems;
                entities - others
            }
        };
        for place in &plan.order[..plan.systems.min(plan.order.len())] {
            if !plan.home_teams.iter().any(|(team, _)| *team == place.system.team) {
                plan.home_teams.push((place.system.team, place.domain));
            }
        }
        plan.team_starts = plan.seat(people);
        plan
    }

    /// How many systems fit, and how many entities there are then without people.
    fn systems_within(&self, budget: usize) -> (usize, usize) {
        let (company, corporate, solo_team) = (1, 1 + OFFICES.len(), 1);
        let domains_and_areas = 2 * self.domains;
        let mut others =
            fixed::entities() + company + UNITS.len() + domains_and_areas + corporate + solo_team;
        let mut teams = BTreeSet::new();
        let mut systems = 0;
        loop {
            let added = self.added_by(systems, &mut teams);
            if others + added > budget {
                return (systems, others);
            }
            others += added;
            systems += 1;
        }
    }

    /// What the `index`-th system brings with it: itself, and what its team or market is the first to need.
    fn added_by(&self, index: usize, teams: &mut BTreeSet<&'static str>) -> usize {
        let (market, rank) = self.position(index);
        let system = self.order[rank].system;
        let mut added = Shape::of(self.seed, index, system).entities();
        if market == 0 {
            return added + usize::from(teams.insert(system.team));
        }
        if rank < self.domains {
            added += 2; // the market's domain, and the team that builds it
        }
        if rank == 0 {
            added += 1 + fixed::MARKET_RESOURCES;
            added += usize::from(markets::divisions(market).any(|(first, _)| first == market));
        }
        added
    }

    /// Gives each team a share of the people that its weight asks for, and nobody two seats.
    fn seat(&self, people: usize) -> Vec<usize> {
        let leaders = self.leaders();
        let offices = self.offices();
        let weights = (0..self.teams()).map(|team| match offices.contains(&team) {
            true => OFFICES[team - offices.start].weight,
            false => 5 + Random::keyed(self.seed, "team size", team).below(7),
        });
        let mut heaviness = vec![0];
        heaviness.extend(weights.scan(0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        }));
        let total = heaviness.last().copied().unwrap_or_default().max(1);
        heaviness
            .into_iter()
            .map(|before| leaders + people.saturating_sub(leaders) * before / total)
            .collect()
    }

    // Systems

    pub fn systems(&self) -> usize {
        self.systems
    }

    /// The market and the rank within it of the `index`-th system.
    pub fn position(&self, index: usize) -> (usize, usize) {
        (index / self.order.len(), index % self.order.len())
    }

    pub fn place(&self, rank: usize) -> Place {
        self.order[rank]
    }

    pub fn system_index(&self, name: &str) -> Option<usize> {
        self.ranks.get(name).copied().filter(|rank| *rank < self.systems)
    }

    pub fn shape(&self, index: usize) -> Shape {
        Shape::of(self.seed, index, self.order[index % self.order.len()].system)
    }

    /// Markets besides home.
    pub fn markets(&self) -> usize {
        self.systems.saturating_sub(1) / self.order.len()
    }

    pub fn domains_of_market(&self, market: usize) -> impl Iterator<Item = &'static Domain> {
        let systems = self.systems - market * self.order.len();
        self.order[..self.domains.min(systems)]
            .iter()
            .map(|place| place.domain)
    }

    /// The market where a system called from `market` answers: the same one, else home, else it does not exist.
    fn nearest(&self, rank: usize, market: usize) -> Option<Market> {
        let there = |market: usize| market * self.order.len() + rank < self.systems;
        [market, 0]
            .into_iter()
            .find(|market| there(*market))
            .map(markets::market)
    }

    /// The topic that tells of a thing, seen from a market.
    pub fn topic(&self, noun: &str, from: usize) -> Option<String> {
        let rank = *self.topics.get(noun)?;
        let market = self.nearest(rank, from)?;
        Some(format!(
            "{}{}.{noun}.v1",
            market.prefix, self.order[rank].domain.name
        ))
    }

    /// A topic that tells only of one event of a thing, if its system has one.
    pub fn event_topic(&self, noun: &str, from: usize, random: &mut Random) -> Option<String> {
        let rank = *self.topics.get(noun)?;
        let market = self.nearest(rank, from)?;
        let place = self.order[rank];
        let shape = Shape::of(self.seed, market.index * self.order.len() + rank, place.system);
        let thing = place.system.things.iter().position(|thing| thing.noun == noun)?;
        let events: Vec<_> = shape
            .events
            .iter()
            .filter(|(of, _)| *of == thing)
            .map(|(_, event)| *event)
            .collect();
        let event = if events.is_empty() {
            return None;
        } else {
            random.pick(&events)
        };
        Some(format!(
            "{}{}.{noun}-{event}.v1",
            market.prefix, place.domain.name
        ))
    }

    /// The API of a system, seen from a market.
    pub fn api(&self, system: &str, from: usize) -> Option<String> {
        let market = self.nearest(*self.ranks.get(system)?, from)?;
        Some(format!("{}{system}-api", market.prefix))
    }

    /// A topic at home that much of the company would listen to.
    pub fn popular_topic(&self, random: &mut Random) -> Option<String> {
        let place = self.order[random.popular(self.order.len().min(self.systems))];
        self.topic(place.system.things[0].noun, 0)
    }
}

/// How many people a company with so many entities has: about a quarter, fewer as it grows. A company of forty times
/// the systems has sixteen times the people.
fn people_for(entities: usize) -> usize {
    let grown = (entities * entities.isqrt()).isqrt();
    (entities * 27 / 100).min(PEOPLE * grown / 321)
}

fn order() -> Vec<Place> {
    let domains = || {
        UNITS
            .iter()
            .flat_map(|unit| unit.domains.iter().map(move |domain| (unit, domain)))
    };
    let longest = domains()
        .map(|(_, domain)| domain.systems.len())
        .max()
        .unwrap_or_default();
    let rounds = (0..longest).flat_map(|round| domains().map(move |place| (round, place)));
    rounds
        .filter_map(|(round, (unit, domain))| {
            Some(Place {
                unit,
                domain,
                system: domain.systems.get(round)?,
            })
        })
        .collect()
}

/// The group that looks after a domain at home.
pub(super) fn area(domain: &Domain) -> String {
    format!("{}-area", domain.name)
}

pub(super) fn market_group(market: &Market) -> String {
    format!("{}market", market.prefix)
}

/// "A", "A and B", "A, B and C".
pub(super) fn listing<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<_> = start.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", start.join(", "), last.as_ref())
        }
    }
}
