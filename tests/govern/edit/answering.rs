//! Edits because of which somebody else answers for something: whoever would accepts it first, and whoever did agrees.

use muster::model::run::{Approval, Plan};

use super::*;

const DI: &str = "user:default/di";
/// A stand of the shop that nobody leads, a market that di leads, and what they own.
const STANDS: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: stand}
spec: {type: team, parent: shop, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: market, annotations: {muster/lead: di}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: di}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: stall}
spec: {type: service, lifecycle: production, owner: stand}
";

/// A program of somebody in a company with stands.
struct Desk {
    stage: Stage,
    program: Program,
    who: &'static str,
    asks: bool,
}

impl Desk {
    fn of(who: &'static str) -> Self {
        let stage = company();
        stage.write("catalog/stands.yaml", STANDS);
        let program = Program::of(&stage, &Time::new(), &Stops::at(&[]));
        Self {
            program: Program {
                runs: program.runs.acting_as(who),
                ..program
            },
            stage,
            who,
            asks: true,
        }
    }

    /// Settings have nobody asked about changes.
    fn asking_nobody(self) -> Self {
        let runs = self.program.runs.asking(None);
        Self {
            program: Program { runs, ..self.program },
            asks: false,
            ..self
        }
    }

    fn look(&self, entity: &str, change: Change) -> (Edit, Looked) {
        let edit = Edit {
            entity: entity.to_owned(),
            ..edit(change)
        };
        let catalog = self.stage.catalog();
        let edits = muster::engine::edit::Edits {
            actor: self.who,
            ..self.stage.edits(&catalog)
        };
        let looked = edits.look(&edit, self.asks).unwrap();
        (edit, looked)
    }

    fn order(&self, entity: &str, change: Change) -> Order {
        let (edit, looked) = self.look(entity, change);
        assert_eq!(looked.way, Way::Ask);
        let catalog = self.stage.catalog();
        self.stage.edits(&catalog).order(&edit, &looked.edited.unwrap())
    }

    fn plan(&self, entity: &str, change: Change) -> Plan {
        self.program.runs.plan(&self.order(entity, change)).unwrap()
    }

    /// Who is asked, in which role and why, in the order in which they are.
    fn asked(&self, entity: &str, change: Change) -> Vec<(String, String, String)> {
        let told = |approval: Approval| {
            let [by] = &approval.by[..] else {
                panic!("{approval:?}")
            };
            (
                by.clone(),
                approval.role.unwrap_or_default(),
                approval.why.unwrap_or_default(),
            )
        };
        self.plan(entity, change)
            .approvals
            .into_iter()
            .map(told)
            .collect()
    }
}

fn told(who: &str, role: &str, why: &str) -> (String, String, String) {
    (who.to_owned(), role.to_owned(), why.to_owned())
}

#[test]
fn nobody_answers_for_anything_who_has_not_accepted_it() {
    let desk = Desk::of(ANA);
    let why = "user:default/di becomes accountable for 1 entity: component:default/cart";
    for owner in ["user:di", "group:market"] {
        assert_eq!(
            desk.asked(CART_REF, set("spec owner", owner)),
            [told(DI, "next-accountable", why)],
            "{owner}"
        );
    }
    let order = desk.order(CART_REF, set("spec owner", "market"));
    let runs = &desk.program.runs;
    let id = runs.start(&order, &runs.plan(&order).unwrap().hash).unwrap();
    assert_eq!(desk.program.drive(&id).unwrap().status, RunStatus::Waiting);
    assert_eq!(desk.stage.read(FILE), CART);
    assert!(approve(&runs.clone().acting_as(BO), &id).is_err());
    approve(&runs.clone().acting_as(DI), &id).unwrap();
    assert_eq!(desk.program.drive(&id).unwrap().status, RunStatus::Succeeded);
    let moved = CART.replacen("owner: shop #", "owner: market #", 1);
    assert_eq!(desk.stage.read(FILE), moved);
}

#[test]
fn refused_it_stays_with_whoever_had_it() {
    let desk = Desk::of(ANA);
    let order = desk.order(CART_REF, set("spec owner", "market"));
    let runs = &desk.program.runs;
    let id = runs.start(&order, &runs.plan(&order).unwrap().hash).unwrap();
    desk.program.drive(&id).unwrap();
    let reason = "we do not know it".to_owned();
    let di = runs.clone().acting_as(DI);
    di.act(&id, RunAct::Deny { reason }).unwrap();
    assert_eq!(desk.program.drive(&id).unwrap().status, RunStatus::Failed);
    assert_eq!(desk.stage.read(FILE), CART);
}

#[test]
fn somebody_elses_is_asked_of_both_and_taken_over_only_of_whoever_has_it() {
    let desk = Desk::of(BO);
    let governs = told(ANA, "accountable", "a change of component:default/cart");
    let why = "user:default/di becomes accountable for 1 entity: component:default/cart";
    assert_eq!(
        desk.asked(CART_REF, set("spec owner", "market")),
        [governs.clone(), told(DI, "next-accountable", why)]
    );
    assert_eq!(desk.asked(CART_REF, set("spec owner", "user:bo")), [governs]);
}

#[test]
fn a_group_s_lead_answers_for_all_that_it_owns() {
    let desk = Desk::of(ANA);
    let why = "user:default/bo becomes accountable for 6 entities: api:default/till, \
               component:default/basket, component:default/cart, component:default/stall, \
               group:default/shop and 1 more";
    let lead = set("metadata annotations muster/lead", "user:bo");
    assert_eq!(
        desk.asked("group:default/shop", lead),
        [told(BO, "next-accountable", why)]
    );
    let why =
        "user:default/di becomes accountable for 2 entities: component:default/stall, group:default/stand";
    assert_eq!(
        desk.asked("group:default/stand", set("spec parent", "market")),
        [told(DI, "next-accountable", why)]
    );
}

#[test]
fn nobody_takes_over_by_their_own_entry_what_somebody_else_answers_for() {
    let desk = Desk::of(BO);
    let why =
        "user:default/ana no longer answers for 2 entities: component:default/stall, group:default/stand";
    for field in ["leaderOf", "memberOf"] {
        assert_eq!(
            desk.asked(BO, put(&format!("spec {field}"), json!(["stand"]))),
            [told(ANA, "accountable", why)],
            "{field}"
        );
    }
    let (_, looked) = desk.look(BO, put("spec memberOf", json!(["market"])));
    assert_eq!(
        looked.way,
        Way::Write(Why::Own),
        "it changes nothing of who answers"
    );
}

#[test]
fn whoever_would_answer_is_asked_whatever_settings_say() {
    let desk = Desk::of(BO).asking_nobody();
    let why = "user:default/di becomes accountable for 1 entity: component:default/cart";
    assert_eq!(
        desk.asked(CART_REF, set("spec owner", "market")),
        [told(DI, "next-accountable", why)]
    );
    let (_, looked) = desk.look(CART_REF, set("spec owner", "user:bo"));
    assert_eq!(looked.way, Way::Write(Why::Unasked));
    let (_, looked) = desk.look(CART_REF, set("spec lifecycle", "deprecated"));
    assert_eq!(looked.way, Way::Write(Why::Unasked));
}

#[test]
fn what_nobody_would_answer_for_any_more_is_said() {
    let alone = || unset("spec parent");
    let lost = ["component:default/stall", "group:default/stand"];
    let (_, looked) = Desk::of(ANA).look("group:default/stand", alone());
    assert_eq!(looked.way, Way::Write(Why::Own));
    assert_eq!(looked.lost, lost);
    let plan = Desk::of(BO).plan("group:default/stand", alone());
    let said = format!(
        "nobody would be accountable any more for 2 entities: {}",
        lost.join(", ")
    );
    let messages: Vec<&str> = plan.findings.iter().map(|finding| &*finding.message).collect();
    assert_eq!(messages, [said]);
    let [approval] = &plan.approvals[..] else {
        panic!("{:?}", plan.approvals)
    };
    assert_eq!(approval.by, [ANA]);
    assert_eq!(
        approval.why.as_deref(),
        Some(
            "a change of group:default/stand; user:default/ana no longer answers for 1 entity: component:default/stall"
        )
    );
}

#[test]
fn whoever_leaves_does_not_begin_to_answer() {
    let desk = Desk::of(ANA);
    let asking = Asking {
        answer: SignedDuration::from_hours(48),
        leaving: [(DI.to_owned(), jiff::civil::Date::MAX)].into(),
    };
    let order = desk.order(CART_REF, set("spec owner", "market"));
    let runs = desk.program.runs.clone().asking(Some(asking));
    let plan = runs.plan(&order).unwrap();
    let [finding] = &plan.findings[..] else {
        panic!("{:?}", plan.findings)
    };
    assert!(
        finding.blocking && finding.message.starts_with("user:default/di leaves"),
        "{finding:?}"
    );
}

#[test]
fn who_has_not_accepted_does_not_answer_because_the_catalog_changed_meanwhile() {
    let desk = Desk::of(ANA);
    let order = desk.order(CART_REF, set("spec owner", "market"));
    let runs = &desk.program.runs;
    let id = runs.start(&order, &runs.plan(&order).unwrap().hash).unwrap();
    desk.program.drive(&id).unwrap();
    approve(&runs.clone().acting_as(DI), &id).unwrap();
    let stands = STANDS.replace("muster/lead: di", "muster/lead: bo");
    desk.stage.write("catalog/stands.yaml", &stands);
    let again = Program::of(&desk.stage, &desk.program.time, &Stops::at(&[]));
    let run = again.drive(&id).unwrap();
    let failure = run.step("edit").unwrap().failure.clone().unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert!(
        failure
            .message
            .starts_with("user:default/bo would become accountable for 1 entity: component:default/cart"),
        "{failure:?}"
    );
    assert_eq!(desk.stage.read(FILE), CART);
}

#[test]
fn a_catalog_with_nothing_changed_says_the_same_of_everybody() {
    let desk = Desk::of(ANA);
    let catalog = desk.stage.catalog();
    let same = catalog.with(&[]);
    let difference = muster::model::catalog::difference(&catalog, &same);
    assert!(difference.is_empty(), "{difference:?}");
}

#[test]
fn whom_an_entity_names_is_not_read_from_another_file() {
    let stage = company();
    let catalog = stage.catalog();
    let change = set("spec owner $text", "./owner.txt");
    let refused = look(&stage, &catalog, ANA, &edit(change)).unwrap_err();
    assert!(refused.contains("`spec.owner` names an entity"), "{refused}");
}
