//! Who is where: the teams, what they are for, and the people in them. Pure.

use super::{Place, Plan, area, listing, market_group};
use crate::demo::markets::market;
use crate::demo::names::{self, Name};
use crate::demo::story::{CORPORATE, Domain, OFFICES, UNITS};
use std::ops::Range;

pub(in crate::demo) struct Team {
    pub name: String,
    pub purpose: String,
    /// The group above it.
    pub parent: String,
    /// What its people do, when they build no software.
    pub roles: &'static [&'static str],
}

impl Plan {
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

    pub(super) fn leaders(&self) -> usize {
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
