//! What a system consists of, decided before a word of it is written, so that sizes are known without making anything.

use super::random::Random;
use super::story::System;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Api,
    /// The component of this number that the story tells of.
    Extra(usize),
    /// Consumes other systems' topics and changes the thing of this number.
    Processor(usize),
    Outbox,
    /// A read model of the thing of this number.
    View(usize),
    Reconciler,
    Desk,
    Client,
    Archiver,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Store {
    Database,
    Cache,
    Bucket,
    Index,
}

#[derive(Debug)]
pub(super) struct Shape {
    pub roles: Vec<Role>,
    pub stores: Vec<Store>,
    /// Events that have a topic of their own besides that of their thing: (thing, event).
    pub events: Vec<(usize, &'static str)>,
    pub dead_letters: bool,
    pub grpc: bool,
    pub graphql: bool,
    /// The website is in a repository of its own.
    pub web_repository: bool,
    /// Infrastructure is applied by a pipeline of its own.
    pub infrastructure_pipeline: bool,
    things: usize,
}

impl Shape {
    pub fn of(seed: u64, index: usize, system: &System) -> Shape {
        let mut random = Random::keyed(seed, "shape", index);
        let listens = system.listens.split_whitespace().count();
        let mut roles = vec![Role::Api];
        roles.extend((0..system.extras.len()).map(Role::Extra));
        roles.extend(
            (0..system.things.len())
                .filter(|thing| *thing < listens)
                .map(Role::Processor),
        );
        if random.chance(45) {
            roles.push(Role::Outbox);
        }
        roles.extend(
            (0..system.things.len()).filter_map(|thing| random.chance(35).then_some(Role::View(thing))),
        );
        for (role, percent) in [
            (Role::Reconciler, 40),
            (Role::Desk, 30),
            (Role::Client, 40),
            (Role::Archiver, 25),
        ] {
            if random.chance(percent) {
                roles.push(role);
            }
        }

        let mut stores = vec![Store::Database];
        let archives = roles.contains(&Role::Archiver);
        let views = roles.iter().any(|role| matches!(role, Role::View(_)));
        for (store, wanted) in [
            (Store::Cache, random.chance(45)),
            (Store::Bucket, random.chance(20) || archives),
            (Store::Index, views && random.chance(40)),
        ] {
            if wanted {
                stores.push(store);
            }
        }

        let events = system.things.iter().enumerate();
        let events = events
            .flat_map(|(thing, it)| it.events.split_whitespace().map(move |event| (thing, event)))
            .filter(|_| random.chance(38))
            .collect();
        Shape {
            dead_letters: listens > 0 && random.chance(50),
            grpc: random.chance(25),
            graphql: random.chance(12),
            web_repository: roles.contains(&Role::Desk) && random.chance(60),
            infrastructure_pipeline: random.chance(35),
            roles,
            stores,
            events,
            things: system.things.len(),
        }
    }
    pub fn has(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn stores(&self, store: Store) -> bool {
        self.stores.contains(&store)
    }

    /// How many entities it is, the system itself among them.
    pub fn entities(&self) -> usize {
        let interfaces = 1 + self.things + usize::from(self.grpc) + usize::from(self.graphql);
        let topics = self.things + self.events.len() + usize::from(self.dead_letters);
        let repositories = 1 + usize::from(self.web_repository);
        let pipelines = 1 + usize::from(self.infrastructure_pipeline);
        1 + self.roles.len() + interfaces + topics + self.stores.len() + repositories + pipelines
    }
}
