//! Access that was given in the demo company's past: some that ends soon, and some that is over and could not be taken back, so
//! that it is in the cluster still. Each is a run of the company's own blueprint, as its journal would tell it.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::config::Workspace;
use crate::engine::blueprints::Shelf;
use crate::engine::run::{ACTOR, Library};
use crate::model::catalog::{Catalog, Entity};
use crate::model::journal::{
    Body, NewEvent, RunApproved, RunFinished, RunRequested, StepDone, StepIntended, StepSkipped,
    StepUndoFailed, StepUndoIntended, StepWaiting, Subject, TaskAccepted, TaskCreated, TaskDone, Unknown,
};
use crate::model::run::{PlannedStep, RunStatus, StepFailure, Undo, Wait, digest, gift, op_key};
use crate::model::task::imported_id;

const BLUEPRINT: &str = "template:default/topic-access";
const CLUSTER: &str = "event-bus";

/// Who was let in where: a service that the sandbox's cluster lets read a topic without the catalog saying so.
struct Given {
    service: &'static str,
    topic: &'static str,
    /// Days since it was asked for, and until it ends; negative where it is over.
    ago: i64,
    left: i64,
    reason: &'static str,
}

const GIVEN: [Given; 2] = [
    Given {
        service: "search-api",
        topic: "checkout.basket.v1",
        ago: 24,
        left: 6,
        reason: "We try out whether what is in baskets makes results better",
    },
    Given {
        service: "inventory-api",
        topic: "transport.route.v1",
        ago: 75,
        left: -12,
        reason: "Stock on the road is counted for the inventory of the year",
    },
];

/// What happened, as events; nothing where the company has no such services.
pub(super) fn past(
    workspace: &Workspace,
    catalog: &Arc<Catalog>,
    journal: &str,
    (seed, now): (u64, Timestamp),
) -> Vec<NewEvent> {
    let shelf = Shelf::new(Arc::clone(catalog), workspace.scope());
    let Some(document) = shelf.open(BLUEPRINT).map(|source| source.document) else {
        return Vec::new();
    };
    let mut events = Vec::new();
    for given in &GIVEN {
        let topic = catalog.find_external(&format!("kafka:{CLUSTER}/{}", given.topic));
        let service = catalog.find(&format!("component:default/{}", given.service));
        let (Some(topic), Some(service)) = (topic, service) else {
            continue;
        };
        let (topic, service) = (catalog.entity(topic), catalog.entity(service));
        let people = (service.accountable(), topic.accountable());
        let (Some(by), Some(approver)) = people else {
            continue;
        };
        if by.id == approver.id {
            continue;
        }
        let id = |what: &str| imported_id("demo", &format!("{seed} {what} {}", given.service));
        let story = Story {
            given,
            run: id("run"),
            task: id("task"),
            topic,
            service,
            by: by.entity_ref(),
            approver: approver.entity_ref(),
            journal,
            now,
        };
        events.extend(story.events(&document));
    }
    events
}

/// One run.
struct Story<'a> {
    given: &'static Given,
    run: String,
    task: String,
    topic: Entity<'a>,
    service: Entity<'a>,
    by: &'a str,
    approver: &'a str,
    journal: &'a str,
    now: Timestamp,
}

impl Story<'_> {
    fn events(&self, document: &Value) -> Vec<NewEvent> {
        let asked = self.now - SignedDuration::from_hours(24 * self.given.ago);
        let later = |minutes: i64| asked + SignedDuration::from_mins(minutes);
        let plan_hash = digest(&json!([self.run, document]));
        let mut events = self.asked_for(document, &plan_hash, asked);
        events.extend([
            self.on_run(&self.intended("agree"), later(1), ACTOR),
            self.on_run(&self.waiting(), later(1), ACTOR),
            self.on_run(&self.approved(plan_hash), later(190), self.approver),
            self.on_run(&self.intended("access"), later(191), ACTOR),
            self.on_run(&self.done(), later(191), ACTOR),
            self.on_run(&skipped("declare"), later(191), ACTOR),
            self.on_run(&finished(), later(191), ACTOR),
            NewEvent::new(
                &TaskDone::default(),
                Subject::task(&self.task),
                later(191),
                self.by,
            ),
        ]);
        if self.given.left < 0 {
            let end = self.until();
            let begun = StepUndoIntended {
                step: "access".to_owned(),
                attempt: 1,
                unknown: Unknown::new(),
            };
            let failed = StepUndoFailed {
                step: "access".to_owned(),
                failure: StepFailure {
                    message: format!(
                        "Kafka refuses: the account of muster may not change rules of {CLUSTER}"
                    ),
                    hint: Some("have it given the right, then try again".to_owned()),
                    not_before: None,
                },
                unknown: Unknown::new(),
            };
            events.push(self.on_run(&begun, end, ACTOR));
            events.push(self.on_run(&failed, end, ACTOR));
        }
        events
    }

    fn asked_for(&self, document: &Value, plan_hash: &str, at: Timestamp) -> Vec<NewEvent> {
        let (topic, service) = (self.topic.entity_ref(), self.service.entity_ref());
        let title = format!("Access to a topic: {}", self.target());
        let requested = RunRequested {
            blueprint: BLUEPRINT.to_owned(),
            title: title.clone(),
            values: json!({
                "topic": topic,
                "component": service,
                "role": "read",
                "until": self.last_day(),
                "reason": self.given.reason,
            }),
            document: document.clone(),
            plan: ["agree", "access", "declare"]
                .map(|step| self.planned(step))
                .into(),
            plan_hash: plan_hash.to_owned(),
            task: self.task.clone(),
            entities: vec![topic.to_owned()],
            sandbox: true,
            ..RunRequested::default()
        };
        let created = TaskCreated {
            title,
            description: Some(self.given.reason.to_owned()),
            category: Some("topic-access".to_owned()),
            requester: Some(self.by.to_owned()),
            entities: vec![topic.to_owned()],
            source: "run".to_owned(),
            blueprint: Some(BLUEPRINT.to_owned()),
            ..TaskCreated::default()
        };
        let task = || Subject::task(&self.task);
        vec![
            self.on_run(&requested, at, self.by),
            NewEvent::new(&created, task(), at, self.by),
            NewEvent::new(&TaskAccepted::default(), task(), at, self.by),
        ]
    }

    fn planned(&self, step: &str) -> PlannedStep {
        let (action, name, undo) = match step {
            "agree" => ("approval", "The accountable person agrees", Undo::Nothing),
            "declare" => ("catalog:declare", "Declare the dependency", Undo::Nothing),
            _ => (
                "kafka:access:grant",
                "Let it in",
                Undo::By("removes the rules that it added, and no others".to_owned()),
            ),
        };
        PlannedStep {
            id: step.to_owned(),
            action: action.to_owned(),
            name: name.to_owned(),
            target: (step == "access").then(|| format!("{} · {}", self.target(), self.principal())),
            undo,
            ..PlannedStep::default()
        }
    }

    fn intended(&self, step: &str) -> StepIntended {
        StepIntended {
            step: step.to_owned(),
            attempt: 1,
            op_key: op_key(self.journal, &self.run, step),
            ..StepIntended::default()
        }
    }

    fn waiting(&self) -> StepWaiting {
        StepWaiting {
            step: "agree".to_owned(),
            attempt: 1,
            wait: Wait::Approval {
                task: self.task.clone(),
                by: vec![self.approver.to_owned()],
            },
            output: Value::Null,
            unknown: Unknown::new(),
        }
    }

    fn approved(&self, plan_hash: String) -> RunApproved {
        RunApproved {
            step: "agree".to_owned(),
            plan_hash,
            through: None,
            unknown: Unknown::new(),
        }
    }

    fn done(&self) -> StepDone {
        let right = |target: &str| {
            json!({
                "target": target,
                "principal": self.principal(),
                "principal_sort": "account",
                "right": "read",
            })
        };
        let rule = json!({
            "resource": "TOPIC",
            "name": self.given.topic,
            "pattern": "LITERAL",
            "principal": self.principal(),
            "host": "*",
            "operation": "READ",
            "permission": "ALLOW",
        });
        let output = json!({
            "principal": self.principal(),
            "cluster": CLUSTER,
            "added": [rule],
            "gives": [right(&self.target())],
            "had": [right(&format!("kafka:{CLUSTER}/group/{}", self.given.service))],
            "until": self.until().to_string(),
            "stays": null,
        });
        StepDone {
            step: "access".to_owned(),
            attempt: 1,
            expires: gift::end(&output),
            output,
            ..StepDone::default()
        }
    }

    fn target(&self) -> String {
        format!("kafka:{CLUSTER}/{}", self.given.topic)
    }

    fn principal(&self) -> String {
        format!("User:{}", self.given.service)
    }

    /// As whoever asks names it.
    fn last_day(&self) -> String {
        let last = self.until() - SignedDuration::from_hours(1);
        last.strftime("%Y-%m-%d").to_string()
    }

    /// The end of that day.
    fn until(&self) -> Timestamp {
        let day = self.now + SignedDuration::from_hours(24 * self.given.left);
        let seconds = day.as_second();
        Timestamp::from_second(seconds - seconds.rem_euclid(86_400)).unwrap_or(day)
    }

    fn on_run<B: Body>(&self, body: &B, at: Timestamp, actor: &str) -> NewEvent {
        NewEvent::new(body, Subject::run(&self.run), at, actor)
    }
}

fn skipped(step: &str) -> StepSkipped {
    StepSkipped {
        step: step.to_owned(),
        unknown: Unknown::new(),
    }
}

fn finished() -> RunFinished {
    RunFinished {
        status: RunStatus::Succeeded,
        output: Value::Null,
        unknown: Unknown::new(),
    }
}
