//! How big the company is and who is where: how many systems, markets, teams and people make up the number of entities
//! that was asked for. Everything else asks here for names, and can then be made in any order. Pure.

use super::markets::{self, Market, market};
use super::names::{self, Name};
use super::random::Random;
use super::shape::Shape;
use super::story::{CORPORATE, Domain, OFFICES, System, UNITS, Unit};
use super::{Options, fixed};
use std::collections::HashMap;
use std::ops::Range;

pub(super) const COMPANY: &str = "quayside";
/// The one team of one, and what every larger team would be without a lead.
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

pub(super) struct Team {
    pub name: String,
    pub purpose: String,
    /// The group above it.
    pub parent: String,
    /// What its people do, when they build no software.
    pub roles: &'static [&'static str],
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
        let mut others = fixed::entities() + 1 + UNITS.len() + self.domains * 2 + 1 + OFFICES.len() + 1;
        let mut teams: Vec<&str> = Vec::new();
        for index in 0.. {
            let (market, rank) = (index / self.order.len(), index % self.order.len());
            let team = self.order[rank].system.team;
            let mut added = Shape::of(self.seed, index, self.order[rank].system).entities();
            if market == 0 && !teams.contains(&team) {
                teams.push(team);
                added += 1;
            }
            if market > 0 && rank < self.domains {
                added += 2; // its domain and its team
            }
            if market > 0 && rank == 0 {
                added += 1 + fixed::MARKET_RESOURCES;
                added += usize::from(markets::divisions(market).any(|(first, _)| first == market));
            }
            if others + added > budget {
                return (index, others);
            }
            others += added;
        }
        unreachable!("the loop above only ends by returning")
    }

    /// Gives each team a share of the people that its weight asks for, and nobody two seats.
    fn seat(&self, people: usize) -> Vec<usize> {
        let leaders = self.leaders();
        let weights = (0..self.teams()).map(|team| 4 + Random::keyed(self.seed, "team size", team).below(9));
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

    // Teams

    pub fn teams(&self) -> usize {
        let market_teams: usize = (1..=self.markets())
            .map(|market| self.domains_of_market(market).count())
            .sum();
        self.home_teams.len() + OFFICES.len() + market_teams
    }

    /// The teams of an area at home.
    pub fn teams_of(&self, domain: &'static Domain) -> impl Iterator<Item = usize> {
        let teams = self.home_teams.iter().enumerate();
        teams
            .filter(move |(_, (_, area))| area.name == domain.name)
            .map(|(team, _)| team)
    }

    pub fn offices(&self) -> Range<usize> {
        self.home_teams.len()..self.home_teams.len() + OFFICES.len()
    }

    pub fn teams_of_market(&self, market: usize) -> Range<usize> {
        let first = self.offices().end + (market - 1) * self.domains;
        first..first + self.domains_of_market(market).count()
    }

    pub fn team_of_system(&self, index: usize) -> usize {
        let (market, rank) = self.position(index);
        let Place { domain, system, .. } = self.order[rank];
        match market {
            0 => self
                .home_teams
                .iter()
                .position(|(team, _)| *team == system.team)
                .unwrap_or_default(),
            _ => {
                let area = self.order[..self.domains]
                    .iter()
                    .position(|place| place.domain.name == domain.name);
                self.teams_of_market(market).start + area.unwrap_or_default()
            }
        }
    }

    pub fn team(&self, team: usize) -> Team {
        if let Some((name, domain)) = self.home_teams.get(team) {
            let owned = self.order[..self.systems.min(self.order.len())].iter();
            let owned: Vec<_> = owned
                .filter(|place| place.system.team == *name)
                .map(|place| place.system.title)
                .collect();
            return Team {
                name: (*name).into(),
                purpose: format!("Builds and runs {}.", listing(&owned)),
                parent: area(domain),
                roles: &[],
            };
        }
        if self.offices().contains(&team) {
            let office = &OFFICES[team - self.offices().start];
            return Team {
                name: office.name.into(),
                purpose: office.purpose.into(),
                parent: CORPORATE.0.into(),
                roles: office.roles,
            };
        }
        let place = team - self.offices().end;
        let (market, domain) = (
            market(1 + place / self.domains),
            self.order[place % self.domains].domain,
        );
        Team {
            name: format!("{}{}", market.prefix, domain.name),
            purpose: format!("Builds and runs {} for {}.", domain.title, market.title),
            parent: market_group(&market),
            roles: &[],
        }
    }

    // People: the head of the company, of each unit and of corporate, of each area, the team of one, the head of each
    // market; then the teams.

    fn leaders(&self) -> usize {
        self.head_of_market(1) + self.markets()
    }

    pub fn head_of_company(&self) -> usize {
        0
    }

    /// The unit after the last is corporate.
    pub fn head_of_unit(&self, unit: usize) -> usize {
        1 + unit
    }

    pub fn head_of_area(&self, domain: &'static Domain) -> usize {
        let area = self.order[..self.domains]
            .iter()
            .position(|place| place.domain.name == domain.name);
        2 + UNITS.len() + area.unwrap_or_default()
    }

    pub fn solo(&self) -> usize {
        2 + UNITS.len() + self.domains
    }

    pub fn head_of_market(&self, market: usize) -> usize {
        2 + self.solo() + market - 2
    }

    /// The people of a team; the first one leads it.
    pub fn members(&self, team: usize) -> Range<usize> {
        self.team_starts[team]..self.team_starts[team + 1]
    }

    pub fn people(&self) -> usize {
        self.team_starts.last().copied().unwrap_or_default()
    }

    pub fn person(&self, index: usize) -> Name {
        names::name(self.seed, index)
    }

    /// `user:default/…` of a person.
    pub fn user(&self, index: usize) -> String {
        format!("user:default/{}", self.person(index).login)
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
