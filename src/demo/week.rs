//! What happened at Quayside this week, as edits to its files, so that the demo has a past. Pure.

use super::document::{Document, Entity, Sheet};
use super::plan::Plan;
use super::story::UNITS;
use super::{Edit, file, flaws, org, system};
use std::collections::BTreeMap;

/// The files as they are by now, and what has been done to them so far.
struct Week<'a> {
    plan: &'a Plan,
    sheets: BTreeMap<String, Sheet>,
    edits: Vec<Edit>,
}

/// Where an edit happens.
enum At {
    System(&'static str),
    Unit(&'static str),
}

use At::{System, Unit};

pub(super) fn edits(plan: &Plan) -> Vec<Edit> {
    let mut week = Week {
        plan,
        sheets: BTreeMap::new(),
        edits: Vec::new(),
    };
    week.deprecate_the_bulk_lister();
    week.announce_refused_orders();
    week.move_return_reasons();
    week.depend_on_orders();
    week.say_goodbye();
    week.remove_the_compactor();
    week.start_a_service();
    week.welcome();
    week.find_a_new_lead();
    week.move_a_database();
    week.name_a_deputy();
    week.name_an_approver();
    week.watch_the_cost();
    week.edits
}

impl Week<'_> {
    fn deprecate_the_bulk_lister(&mut self) {
        let what = "bulk-lister ends this year: sellers use the API now";
        self.change(
            6,
            what,
            System("listings"),
            ("Component", "bulk-lister"),
            |lister| {
                lister.set("lifecycle", "deprecated");
                lister.description =
                    "Imports sellers' spreadsheets. Deprecated: ends on the last day of the year.".into();
            },
        );
    }

    fn announce_refused_orders(&mut self) {
        let name = "checkout.order-refused.v1";
        let what = format!("the topic {name} appeared");
        self.edit(6, &what, System("orders"), |sheet, _| {
            let description = "Only the moment when an order is refused, with the reason.";
            let topic = Entity::new("Resource", name, description)
                .annotation("muster/external-id", format!("kafka:event-bus/{name}"))
                .spec("type", "kafka-topic")
                .spec("owner", "group:default/order-management")
                .spec("system", "orders")
                .list("dependsOn", ["resource:default/event-bus".into()]);
            if let Some(watcher) = sheet.entity_mut("Component", "order-timeout-watcher") {
                watcher.add("dependsOn", format!("resource:default/{name}"));
            }
            sheet.documents.push(Document::Entity(topic));
        });
    }

    fn move_return_reasons(&mut self) {
        let what = "return-reasons moved to care-desk";
        self.change(
            5,
            what,
            System("returns"),
            ("Component", "return-reasons"),
            |reasons| {
                reasons.set("owner", "group:default/care-desk");
            },
        );
    }

    fn depend_on_orders(&mut self) {
        let what = "shipment-eta asks orders-api for the promised day";
        self.change(
            5,
            what,
            System("shipments"),
            ("Component", "shipment-eta"),
            |eta| {
                eta.add("consumesApis", "orders-api");
            },
        );
    }

    fn say_goodbye(&mut self) {
        let leaver = self.plan.person(self.onboarding_lead());
        let what = format!("{} left; seller-onboarding has no lead", leaver.shown);
        self.edit(4, &what, Unit("marketplace"), |sheet, _| {
            sheet.documents.retain(|document| match document {
                Document::Entity(entity) => entity.kind != "User" || entity.name != leaver.login,
                Document::Verbatim { .. } => true,
            });
            for document in &mut sheet.documents {
                if let Document::Entity(group) = document {
                    group.remove("members", &leaver.login);
                }
            }
        });
    }

    fn remove_the_compactor(&mut self) {
        self.edit(
            4,
            "table-compactor was switched off",
            System("data-lake"),
            |sheet, _| {
                sheet.documents.retain(|document| match document {
                    Document::Entity(entity) => entity.name != "table-compactor",
                    Document::Verbatim { .. } => true,
                });
            },
        );
    }

    fn start_a_service(&mut self) {
        self.edit(3, "case-summary was started", System("cases"), |sheet, _| {
            let description = "Sums up a long case in four sentences for the next person who opens it.";
            let service = Entity::new("Component", "case-summary", description)
                .annotation("github.com/project-slug", "quayside/cases")
                .spec("type", "service")
                .spec("lifecycle", "experimental")
                .spec("owner", "care-desk")
                .spec("system", "cases")
                .list("consumesApis", ["cases-api".into()])
                .list("dependsOn", ["resource:default/care.case.v1".into()]);
            sheet.documents.push(Document::Entity(service));
        });
    }

    fn welcome(&mut self) {
        let newcomer = self.plan.people();
        let what = format!("{} joined messaging", self.plan.person(newcomer).shown);
        self.edit(3, &what, Unit("customers"), |sheet, plan| {
            let user = org::user(plan, newcomer, "messaging", "Backend engineer");
            sheet.documents.push(Document::Entity(user));
        });
    }

    fn find_a_new_lead(&mut self) {
        let lead = self.onboarding_lead() + 1;
        let (shown, user) = (self.plan.person(lead).shown, self.plan.user(lead));
        let what = format!("{shown} leads seller-onboarding");
        self.change(
            2,
            &what,
            Unit("marketplace"),
            ("Group", "seller-onboarding"),
            |group| {
                group.annotate("muster/lead", user);
            },
        );
    }

    fn move_a_database(&mut self) {
        self.change(
            2,
            "inventory-db moved to PostgreSQL 17",
            System("inventory"),
            ("Resource", "inventory-db"),
            |db| {
                db.annotate(
                    "muster/external-id",
                    "arn:aws:rds:eu-west-1:104772018000:db:inventory-db-17",
                );
                db.labels.retain(|(key, _)| *key != "technology");
                db.labels.push(("technology", "postgresql-17".into()));
            },
        );
    }

    fn name_a_deputy(&mut self) {
        let team = self.team_of("prices");
        self.appoint(
            1,
            "is deputy for Prices",
            System("prices"),
            ("System", "prices", "muster/deputy"),
            team,
        );
    }

    fn name_an_approver(&mut self) {
        let topic = ("Resource", "checkout.order.v1", "muster/change-approver");
        let team = self.team_of("orders");
        self.appoint(
            1,
            "approves changes of checkout.order.v1",
            System("orders"),
            topic,
            team,
        );
    }

    fn watch_the_cost(&mut self) {
        let lake = ("System", "data-lake", "muster/cost-owner");
        let partners = self.plan.offices().start;
        self.appoint(
            0,
            "watches the cost of the data lake",
            System("data-lake"),
            lake,
            partners,
        );
    }

    /// Gives a role of an entity to someone of a team who does not have it yet.
    fn appoint(&mut self, days: u8, duty: &str, at: At, role: (&str, &str, &'static str), team: usize) {
        let (kind, name, key) = role;
        let Some(mut sheet) = self.now(&at) else { return };
        let Some(entity) = sheet.entity_mut(kind, name) else {
            return;
        };
        let holds = |user: &str| {
            entity
                .annotations
                .iter()
                .any(|(known, value)| *known == key && value == user)
        };
        let Some(person) = self
            .plan
            .members(team)
            .find(|person| !holds(&self.plan.user(*person)))
        else {
            return;
        };
        let (shown, user) = (self.plan.person(person).shown, self.plan.user(person));
        self.change(days, &format!("{shown} {duty}"), at, (kind, name), |entity| {
            entity.annotate(key, user)
        });
    }

    fn team_of(&self, system: &str) -> usize {
        self.plan
            .team_of_system(self.plan.system_index(system).unwrap_or_default())
    }

    fn onboarding_lead(&self) -> usize {
        self.plan.members(self.team_of("seller-accounts")).start
    }

    fn change(
        &mut self,
        days: u8,
        what: &str,
        at: At,
        (kind, name): (&str, &str),
        change: impl FnOnce(&mut Entity),
    ) {
        self.edit(days, what, at, |sheet, _| {
            if let Some(entity) = sheet.entity_mut(kind, name) {
                change(entity);
            }
        });
    }

    /// Changes a file and keeps it as it is now.
    fn edit(&mut self, days_ago: u8, what: &str, at: At, change: impl FnOnce(&mut Sheet, &Plan)) {
        let Some(mut sheet) = self.now(&at) else { return };
        change(&mut sheet, self.plan);
        self.edits.push(Edit {
            days_ago,
            what: what.to_owned(),
            file: file(&sheet),
        });
        self.sheets.insert(sheet.path.clone(), sheet);
    }

    /// A file as it is by now.
    fn now(&self, at: &At) -> Option<Sheet> {
        let mut sheet = match at {
            System(name) => system::sheets(self.plan, self.plan.system_index(name)?)
                .into_iter()
                .next()?,
            Unit(name) => org::unit(self.plan, UNITS.iter().position(|unit| unit.name == *name)?),
        };
        flaws::afflict(&mut sheet);
        Some(self.sheets.get(&sheet.path).cloned().unwrap_or(sheet))
    }
}
