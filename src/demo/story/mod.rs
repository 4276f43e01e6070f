//! What Quayside does: units, domains, systems, and who listens to whom. Hand-written data and the words to write it
//! with; the only place where a system is named. Knows nothing of YAML, people or chance.

mod commerce;
mod customers;
mod logistics;
mod marketplace;
mod platform;

/// A part of the company with its own head: in the catalog a Group of type `business-unit`.
pub(super) struct Unit {
    pub name: &'static str,
    pub title: &'static str,
    pub purpose: &'static str,
    pub domains: &'static [Domain],
}

/// A field of the business: in the catalog a Domain, and the Group of type `product-area` that looks after it.
pub(super) struct Domain {
    pub name: &'static str,
    pub title: &'static str,
    pub purpose: &'static str,
    pub systems: &'static [System],
}

pub(super) struct System {
    pub name: &'static str,
    pub title: &'static str,
    pub team: &'static str,
    /// Says what it does, as in "it …".
    pub does: &'static str,
    pub things: &'static [Thing],
    pub extras: &'static [Extra],
    /// Things of other systems whose topics it consumes.
    pub listens: &'static str,
    /// Systems whose API it calls. These calls must never form a circle.
    pub calls: &'static str,
}

/// What a system is about. Its noun is unique in the company and names a topic: `<domain>.<noun>.v1`.
pub(super) struct Thing {
    pub noun: &'static str,
    pub events: &'static str,
}

/// A component that no pattern would have come up with.
pub(super) struct Extra {
    pub name: &'static str,
    pub type_: &'static str,
    pub does: &'static str,
    /// Things whose topics it consumes; those of its own system too.
    pub listens: &'static str,
}

const fn system(name: &'static str, title: &'static str, team: &'static str, does: &'static str) -> System {
    System {
        name,
        title,
        team,
        does,
        things: &[],
        extras: &[],
        listens: "",
        calls: "",
    }
}

impl System {
    const fn owns(self, things: &'static [Thing]) -> System {
        System { things, ..self }
    }

    const fn with(self, extras: &'static [Extra]) -> System {
        System { extras, ..self }
    }

    const fn listens(self, listens: &'static str) -> System {
        System { listens, ..self }
    }

    const fn calls(self, calls: &'static str) -> System {
        System { calls, ..self }
    }
}

const fn thing(noun: &'static str, events: &'static str) -> Thing {
    Thing { noun, events }
}

const fn service(name: &'static str, does: &'static str, listens: &'static str) -> Extra {
    Extra {
        name,
        type_: "service",
        does,
        listens,
    }
}

const fn website(name: &'static str, does: &'static str) -> Extra {
    Extra {
        name,
        type_: "website",
        does,
        listens: "",
    }
}

const fn app(name: &'static str, does: &'static str) -> Extra {
    Extra {
        name,
        type_: "mobile-app",
        does,
        listens: "",
    }
}

const fn job(name: &'static str, does: &'static str, listens: &'static str) -> Extra {
    Extra {
        name,
        type_: "batch-job",
        does,
        listens,
    }
}

pub(super) static UNITS: [Unit; 5] = [
    marketplace::UNIT,
    commerce::UNIT,
    logistics::UNIT,
    customers::UNIT,
    platform::UNIT,
];

/// A team that builds no software but is in the same directory of people, and pays, buys or decides.
pub(super) struct Office {
    pub name: &'static str,
    pub purpose: &'static str,
    pub roles: &'static [&'static str],
    /// How many it is, where a team of engineers is about eight.
    pub weight: usize,
}

pub(super) const CORPORATE: (&str, &str, &str) = (
    "corporate",
    "Corporate",
    "Money, people, law and buildings: what every unit needs and none should build.",
);

pub(super) static OFFICES: [Office; 8] = [
    Office {
        name: "finance-partners",
        purpose: "Watch what the systems of each unit cost and argue about it in time.",
        roles: &["Finance partner", "Cloud cost analyst", "Controller"],
        weight: 7,
    },
    Office {
        name: "accounting",
        purpose: "Close the books by the fifth working day.",
        roles: &["Accountant", "Accounts payable specialist", "Treasury analyst"],
        weight: 12,
    },
    Office {
        name: "legal-and-privacy",
        purpose: "Contracts, privacy and the letters that come with a stamp.",
        roles: &["Counsel", "Privacy officer", "Paralegal"],
        weight: 7,
    },
    Office {
        name: "people-and-culture",
        purpose: "Hire, welcome, pay and look after everyone.",
        roles: &["Recruiter", "People partner", "Payroll specialist"],
        weight: 10,
    },
    Office {
        name: "seller-success",
        purpose: "Help the four hundred biggest sellers grow.",
        roles: &["Account manager", "Category lead", "Seller coach"],
        weight: 24,
    },
    Office {
        name: "customer-care-floor",
        purpose: "Answer the people who call, write and chat.",
        roles: &["Care agent", "Senior care agent", "Shift lead"],
        weight: 60,
    },
    Office {
        name: "brand",
        purpose: "What Quayside looks and sounds like.",
        roles: &["Brand designer", "Copywriter", "Campaign manager"],
        weight: 9,
    },
    Office {
        name: "workplace",
        purpose: "Offices, laptops, badges and the good coffee.",
        roles: &["IT support engineer", "Office manager", "Procurement specialist"],
        weight: 9,
    },
];

#[cfg(test)]
mod tests {
    use super::{Domain, System, UNITS};
    use std::collections::{BTreeMap, BTreeSet};

    fn systems() -> impl Iterator<Item = (&'static Domain, &'static System)> {
        UNITS
            .iter()
            .flat_map(|unit| unit.domains)
            .flat_map(|domain| domain.systems.iter().map(move |s| (domain, s)))
    }

    #[test]
    fn names_and_nouns_are_unique() {
        let (mut names, mut nouns, mut extras) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (_, system) in systems() {
            assert!(
                names.insert(system.name),
                "two systems are called {}",
                system.name
            );
            for thing in system.things {
                assert!(nouns.insert(thing.noun), "two systems own a {}", thing.noun);
            }
            for extra in system.extras {
                assert!(
                    extras.insert(extra.name),
                    "two components are called {}",
                    extra.name
                );
            }
            assert!(
                (1..=3).contains(&system.things.len()),
                "{} has {} things",
                system.name,
                system.things.len()
            );
        }
    }

    #[test]
    fn every_system_listens_to_and_calls_what_exists() {
        let nouns: BTreeSet<_> = systems()
            .flat_map(|(_, s)| s.things)
            .map(|thing| thing.noun)
            .collect();
        let names: BTreeSet<_> = systems().map(|(_, s)| s.name).collect();
        for (_, system) in systems() {
            let heard = system
                .extras
                .iter()
                .map(|extra| extra.listens)
                .chain([system.listens]);
            for noun in heard.flat_map(str::split_whitespace) {
                assert!(nouns.contains(noun), "{} listens to {noun}", system.name);
            }
            for called in system.calls.split_whitespace() {
                assert!(names.contains(called), "{} calls {called}", system.name);
            }
            let own: Vec<_> = system.things.iter().map(|thing| thing.noun).collect();
            assert!(
                !system.listens.split_whitespace().any(|noun| own.contains(&noun)),
                "{} hears itself",
                system.name
            );
        }
    }

    #[test]
    fn calls_never_form_a_circle() {
        let mut waiting: BTreeMap<_, Vec<_>> = systems()
            .map(|(_, s)| (s.name, s.calls.split_whitespace().collect()))
            .collect();
        while let Some((&ready, _)) = waiting
            .iter()
            .find(|(_, calls)| calls.iter().all(|c| !waiting.contains_key(c)))
        {
            waiting.remove(ready);
        }
        assert!(
            waiting.is_empty(),
            "these call each other in a circle: {:?}",
            waiting.keys()
        );
    }
}
