//! One system as a catalog file: the system and all that belongs to it. What it is made of is in `components`,
//! `interfaces` and `resources`. Pure: the same plan and number give the same file.

use super::components::components;
use super::document::{Document, Entity, Link, Sheet, Style};
use super::interfaces::{definition_files, interfaces};
use super::markets::{Market, market};
use super::plan::{Place, Plan};
use super::random::Random;
use super::resources::{pipelines, repositories, stores, topics};
use super::shape::{Role, Shape};

/// Where a system's file is being written: who, where, and in whose handwriting.
pub(super) struct Site<'a> {
    pub plan: &'a Plan,
    pub market: Market,
    pub place: Place,
    pub shape: Shape,
    pub random: Random,
    /// As written in `spec.owner`.
    pub owner: String,
    pub team: usize,
    pub folder: String,
    /// References with their namespace, as some always write them.
    long_references: bool,
}

impl<'a> Site<'a> {
    fn new(plan: &'a Plan, index: usize) -> Site<'a> {
        let (market_index, rank) = plan.position(index);
        let (market, place) = (market(market_index), plan.place(rank));
        let mut random = Random::keyed(plan.seed, "system", index);
        let team = plan.team_of_system(index);
        let name = plan.team(team).name;
        let owner = match random.below(3) {
            0 => name,
            1 => format!("group:{name}"),
            _ => format!("group:default/{name}"),
        };
        let long_references = random.chance(30);
        let shape = plan.shape(index);
        let folder = folder(&market, place);
        Site {
            plan,
            market,
            place,
            shape,
            random,
            owner,
            team,
            folder,
            long_references,
        }
    }

    /// A name of this system's own: `orders-api`, `fashion-de-orders-db`.
    pub fn own(&self, part: &str) -> String {
        format!("{}{}-{part}", self.market.prefix, self.place.system.name)
    }

    pub fn prefixed(&self, name: &str) -> String {
        format!("{}{name}", self.market.prefix)
    }

    pub fn refer(&self, kind: &str, name: &str) -> String {
        if self.long_references {
            format!("{kind}:default/{name}")
        } else {
            format!("{kind}:{name}")
        }
    }

    pub fn topic(&self, thing: usize) -> String {
        format!(
            "{}{}.{}.v1",
            self.market.prefix, self.place.domain.name, self.place.system.things[thing].noun
        )
    }

    pub fn dead_letter_topic(&self) -> String {
        format!(
            "{}{}.{}.dlq",
            self.market.prefix, self.place.domain.name, self.place.system.name
        )
    }

    pub fn repository(&self) -> String {
        format!("quayside/{}{}", self.market.prefix, self.place.system.name)
    }

    /// The component that puts events on the topics.
    pub fn producer(&self) -> Role {
        if self.shape.has(Role::Outbox) {
            Role::Outbox
        } else {
            Role::Api
        }
    }

    /// Someone of the owning team.
    pub fn colleague(&mut self) -> String {
        let members = self.plan.members(self.team);
        self.plan.user(members.start + self.random.below(members.len()))
    }

    /// Two different people of the owning team, if there are two.
    pub fn two_colleagues(&mut self) -> (String, String) {
        let members = self.plan.members(self.team);
        let first = self.random.below(members.len());
        let second = (first + 1 + self.random.below(members.len().saturating_sub(1))) % members.len().max(1);
        (
            self.plan.user(members.start + first),
            self.plan.user(members.start + second),
        )
    }

    pub fn lead(&self) -> String {
        self.plan.user(self.plan.members(self.team).start)
    }

    /// The finance partner who watches the cost.
    pub fn cost_owner(&mut self) -> String {
        let partners = self.plan.members(self.plan.offices().start);
        self.plan.user(partners.start + self.random.below(partners.len()))
    }

    /// Who owns it and what it is part of, where the spec says so.
    pub fn belonging(&self, entity: Entity) -> Entity {
        entity
            .spec("owner", self.owner.as_str())
            .spec("system", self.prefixed(self.place.system.name))
    }
}

fn folder(market: &Market, Place { domain, system, .. }: Place) -> String {
    match market.prefix.strip_suffix('-') {
        None => format!("catalog/{}/{}", domain.name, system.name),
        Some(market) => format!("catalog/markets/{market}/{}/{}", domain.name, system.name),
    }
}

/// The catalog file of the `index`-th system, and the definitions that it refers to.
pub(super) fn sheets(plan: &Plan, index: usize) -> Vec<Sheet> {
    let mut site = Site::new(plan, index);
    let style = Style {
        opening_marker: site.random.chance(35),
        indented_lists: site.random.chance(65),
        flow_tags: site.random.chance(30),
        crlf: false,
    };
    let mut entities = vec![system(&mut site)];
    entities.extend(components(&mut site));
    entities.extend(interfaces(&mut site));
    entities.extend(topics(&mut site));
    entities.extend(stores(&mut site));
    entities.extend(repositories(&site));
    entities.extend(pipelines(&site));
    let definitions = definition_files(&site, &entities);

    let documents = entities.into_iter().map(Document::Entity).collect();
    let mut sheets = vec![Sheet {
        path: format!("{}/catalog-info.yaml", site.folder),
        style,
        documents,
    }];
    sheets.extend(definitions);
    sheets
}

fn system(site: &mut Site) -> Entity {
    let system = site.place.system;
    let description = match site.market.index {
        0 => format!("{}.", capitalised(system.does)),
        _ => format!("{}, for {}.", capitalised(system.does), site.market.title),
    };
    let mut entity = Entity::new("System", site.prefixed(system.name), description).title(system.title);
    let (first, second) = site.two_colleagues();
    if site.random.chance(30) {
        entity.annotate("muster/accountable", first);
    }
    if site.random.chance(25) {
        entity.annotate("muster/deputy", second);
    }
    if site.random.chance(40) {
        entity.annotate("muster/cost-owner", site.cost_owner());
    }
    if site.random.chance(25) {
        entity.annotate("muster/contact", site.colleague());
    }
    if site.random.chance(60) {
        entity.annotate("backstage.io/techdocs-ref", "dir:.");
    }
    entity.links = vec![Link {
        url: format!(
            "https://chat.quayside.example/channels/{}",
            site.prefixed(system.name)
        ),
        title: "Channel",
        icon: "chat",
    }];
    entity
        .spec("owner", site.owner.as_str())
        .spec("domain", site.prefixed(site.place.domain.name))
}

pub(super) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

/// "stock-level" in a sentence: "stock level". "sign-in" stays as it is.
pub(super) fn spoken(noun: &str) -> String {
    if noun.ends_with("-in") {
        noun.to_owned()
    } else {
        noun.replace('-', " ")
    }
}

/// "stock-level" as more than one of them in a sentence: "stock levels".
pub(super) fn plural(noun: &str) -> String {
    let noun = spoken(noun);
    match noun.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if noun.ends_with(['s', 'x']) || noun.ends_with("ch") => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}
