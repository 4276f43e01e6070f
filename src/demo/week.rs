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
        let what = "bulk-lister is deprecated: sellers use the API now";
        self.change(
            6,
            what,
            System("listings"),
            "Component",
            "bulk-lister",
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
                .annotation("muster/external-id", format!("event-bus/{name}"))
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
        let what = "return-reasons moved from reverse-logistics to care-desk";
        self.change(
            5,
            what,
            System("returns"),
            "Component",
            "return-reasons",
            |reasons| {
                reasons.set("owner", "group:default/care-desk");
            },
        );
    }

    fn depend_on_orders(&mut self) {
        let what = "shipment-eta asks orders-api for the promised day";
        self.change(5, what, System("shipments"), "Component", "shipment-eta", |eta| {
            eta.add("consumesApis", "orders-api");
        });
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
            "Group",
            "seller-onboarding",
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
            "Resource",
            "inventory-db",
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
        let Some(system) = self.plan.system_index("prices") else {
            return;
        };
        let members = self.plan.members(self.plan.team_of_system(system));
        let (shown, user) = (
            self.plan.person(members.end - 1).shown,
            self.plan.user(members.end - 1),
        );
        self.change(
            1,
            &format!("{shown} is deputy for Prices"),
            System("prices"),
            "System",
            "prices",
            |prices| {
                prices.annotate("muster/deputy", user);
            },
        );
    }

    fn name_an_approver(&mut self) {
        let Some(system) = self.plan.system_index("orders") else {
            return;
        };
        let approver = self.plan.members(self.plan.team_of_system(system)).start;
        let (shown, user) = (self.plan.person(approver).shown, self.plan.user(approver));
        let what = format!("{shown} approves changes of checkout.order.v1");
        self.change(
            1,
            &what,
            System("orders"),
            "Resource",
            "checkout.order.v1",
            |topic| {
                topic.annotate("muster/change-approver", user);
            },
        );
    }

    fn watch_the_cost(&mut self) {
        let partner = self.plan.members(self.plan.offices().start).start;
        let (shown, user) = (self.plan.person(partner).shown, self.plan.user(partner));
        let what = format!("{shown} watches the cost of the data lake");
        self.change(0, &what, System("data-lake"), "System", "data-lake", |lake| {
            lake.annotate("muster/cost-owner", user);
        });
    }

    fn onboarding_lead(&self) -> usize {
        let system = self.plan.system_index("seller-accounts").unwrap_or_default();
        self.plan.members(self.plan.team_of_system(system)).start
    }

    fn change(
        &mut self,
        days: u8,
        what: &str,
        at: At,
        kind: &str,
        name: &str,
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
        let Some(mut sheet) = self.original(&at) else {
            return;
        };
        if let Some(edited) = self.sheets.remove(&sheet.path) {
            sheet = edited;
        }
        change(&mut sheet, self.plan);
        self.edits.push(Edit {
            days_ago,
            what: what.to_owned(),
            file: file(&sheet),
        });
        self.sheets.insert(sheet.path.clone(), sheet);
    }

    fn original(&self, at: &At) -> Option<Sheet> {
        let mut sheet = match at {
            System(name) => system::sheets(self.plan, self.plan.system_index(name)?)
                .into_iter()
                .next()?,
            Unit(name) => org::unit(self.plan, UNITS.iter().position(|unit| unit.name == *name)?),
        };
        flaws::afflict(&mut sheet);
        Some(sheet)
    }
}
