//! Changes of somebody else's resources: who is asked, who may agree when, and that nothing is done before.

mod edit;
#[path = "../run/fake.rs"]
#[allow(dead_code)]
mod fake;
#[path = "../edit/stage.rs"]
#[allow(dead_code)]
mod files;
mod known;
mod late;
mod moved;
mod place;
#[path = "../run/stage.rs"]
#[allow(dead_code)]
mod stage;
mod steer;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::SignedDuration;
use muster::config::ChangeSettings;
use muster::engine::ownership::ownership;
use muster::engine::run::{Asking, Runs, RunsError, asking as asking_by};
use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::catalog::Catalog;
use muster::model::journal::{NewEvent, PersonLeaving, PersonStaying, Subject, Unknown};
use muster::model::ownership::{Say, TurnRole, say, turns};
use muster::model::run::{Effect, Plan, Refusal, RunAct, RunStatus, Wait};
use muster::model::secret::Secret;
use muster::model::task::Act;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::{Actions, people};
use muster::remote::Transport;
use muster::store::Journal;
use serde_json::{Value, json};
use stage::{ANA, BO, Stage, Stops, Time, approve};

const CY: &str = "user:default/cy";
const DI: &str = "user:default/di";
const EVE: &str = "user:default/eve";

const COMPANY: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: company, annotations: {muster/lead: user:default/eve}}
spec: {type: root, children: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: user:default/di}}
spec: {type: team, parent: company, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cy}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: di}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: eve}
spec: {memberOf: [company]}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders', muster/change-approver: user:default/bo, muster/deputy: user:default/cy}}
spec: {type: kafka-topic, owner: group:shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, annotations: {github.com/project-slug: acme/cart}}
spec: {type: service, lifecycle: production, owner: group:shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: mine, annotations: {muster/accountable: user:default/ana}}
spec: {type: service, lifecycle: production, owner: group:shop}
";

struct Company(Mutex<Arc<Catalog>>);

impl Company {
    fn of(text: &str) -> Arc<Self> {
        Arc::new(Self(Mutex::new(workspace::catalog(text))))
    }

    /// People answer for other things from now on.
    fn reorganise(&self, from: &str, to: &str) {
        let text = COMPANY.replace(from, to);
        assert_ne!(text, COMPANY);
        *self.0.lock().unwrap() = workspace::catalog(&text);
    }
}

impl World for Company {
    fn catalog(&self) -> Arc<Catalog> {
        self.0.lock().unwrap().clone()
    }
    fn workspace(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn repositories(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Err(ActionError::new(ErrorKind::Final, format!("no {host}")))
    }
    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Ok(())
    }
    fn is_sandbox(&self, _: &str) -> bool {
        false
    }
    fn secret(&self, _: &str) -> Option<Secret> {
        None
    }
}

/// Changes what it is told to, or does nothing.
struct Touch(ActionSpec);

impl Action for Touch {
    fn spec(&self) -> &ActionSpec {
        &self.0
    }
    fn plan(&self, call: &Call<'_>) -> Result<Planned, ActionError> {
        let effect = match call.input["reads"].as_bool() {
            Some(true) => Effect::None,
            _ => Effect::Change,
        };
        Ok(Planned {
            effect,
            target: call.input["target"].as_str().map(str::to_owned),
            ..Planned::default()
        })
    }
    fn observe(&self, _: &Call<'_>) -> Result<Observed, ActionError> {
        Ok(Observed::Absent)
    }
    fn apply(&self, _: &Call<'_>, _: &mut dyn Log) -> Result<Applied, ActionError> {
        Ok(Applied::Done(Done::default()))
    }
    fn undo(&self, _: &Call<'_>, _: &Value, _: &mut dyn Log) -> Result<(), ActionError> {
        Ok(())
    }
}

fn touch() -> Box<dyn Action> {
    Box::new(Touch(ActionSpec {
        id: "fake:touch",
        summary: "",
        input: json!({ "type": "object" }),
        output: json!({ "type": "object" }),
        settlement: Settlement::Repeat,
        undo: UndoSpec::Nothing,
    }))
}

fn stage(steps: Value) -> Stage {
    stage_in(COMPANY, steps)
}

fn stage_in(company: &str, steps: Value) -> Stage {
    stage_of(Company::of(company), steps)
}

fn stage_of(world: Arc<Company>, steps: Value) -> Stage {
    let target = json!({ "properties": { "target": { "type": "string" } } });
    let document = json!({
        "kind": "Template", "metadata": { "name": "all" }, "spec": { "parameters": [target], "steps": steps },
    });
    let own = [touch(), late::find()];
    let actions = Actions::new(people::actions().into_iter().chain(own));
    Stage::new(document, actions, world, Time::new(), Stops::at(&[]))
}

fn touching(targets: &[&str]) -> Stage {
    let steps = targets
        .iter()
        .map(|target| json!({ "action": "fake:touch", "input": { "target": target } }));
    stage(steps.collect())
}

fn asking(stage: &Stage) -> Runs {
    stage.program().asking(Some(Asking {
        answer: SignedDuration::from_hours(48),
        leaving: BTreeMap::new(),
    }))
}

fn plan(stage: &Stage) -> Plan {
    asking(stage).plan(&Stage::order(json!({}))).unwrap()
}

fn asked(stage: &Stage) -> Vec<Vec<String>> {
    plan(stage)
        .approvals
        .into_iter()
        .map(|approval| approval.by)
        .collect()
}

#[test]
fn the_order_of_turns_is_role_deputy_accountable_lead_and_above() {
    let catalog = workspace::catalog(COMPANY);
    let orders = catalog.find("resource:default/orders").unwrap();
    let all = turns(&catalog, orders, TurnRole::ChangeApprover, &|_| false);
    let told: Vec<(&str, TurnRole)> = all.iter().map(|turn| (turn.person.as_str(), turn.role)).collect();
    assert_eq!(
        told,
        [
            (BO, TurnRole::ChangeApprover),
            (CY, TurnRole::Deputy),
            (DI, TurnRole::Accountable),
            (EVE, TurnRole::Lead)
        ]
    );
    // Nobody was named to be told, so it begins with the accountable person.
    let all = turns(&catalog, orders, TurnRole::Contact, &|person| person == CY);
    let told: Vec<&str> = all.iter().map(|turn| turn.person.as_str()).collect();
    assert_eq!(told, [DI, EVE]);
    assert_eq!(say(&catalog, orders, EVE, &|_| false), Say::Own);
    assert!(matches!(say(&catalog, orders, ANA, &|_| false), Say::Ask(_)));
}

#[test]
fn each_set_of_people_is_asked_once_and_what_is_only_read_asks_nobody() {
    let stage = touching(&[
        "kafka:main/orders",
        "github.com/acme/cart",
        "component:default/cart",
    ]);
    assert_eq!(asked(&stage), [[BO.to_owned()], [DI.to_owned()]]);
    let made = plan(&stage);
    let ids: Vec<&str> = made.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(&ids[..2], ["change-approval", "change-approval-2"]);
    let reads =
        json!([{ "action": "fake:touch", "input": { "target": "kafka:main/orders", "reads": true } }]);
    assert!(asked(&self::stage(reads)).is_empty());
    // Where settings say so, nobody is asked.
    assert!(
        stage
            .program()
            .plan(&Stage::order(json!({})))
            .unwrap()
            .approvals
            .is_empty()
    );
}

#[test]
fn who_is_asked_by_the_blueprint_is_not_asked_twice() {
    let agree =
        json!({ "id": "agree", "action": "approval", "input": { "approvers": "resource:default/orders" } });
    let change = json!({ "action": "fake:touch", "input": { "target": "kafka:main/orders" } });
    let before = plan(&stage(json!([agree, change])));
    assert_eq!(before.approvals.len(), 1);
    assert_eq!(before.approvals[0].step, "agree");
    // One that comes after the change is too late.
    assert_eq!(plan(&stage(json!([change, agree]))).approvals.len(), 2);
}

#[test]
fn who_governs_is_asked_where_anybody_else_could_agree_in_their_place() {
    let change = json!({ "action": "fake:touch", "input": { "target": "github.com/acme/cart" } });
    for (approvers, asked) in [
        (vec![DI], 1),
        (vec![DI, EVE], 1),
        (vec![DI, BO], 2),
        (vec![BO], 2),
        (vec![EVE], 2),
    ] {
        let agree = json!({ "id": "agree", "action": "approval", "input": { "approvers": approvers } });
        let made = plan(&stage(json!([agree, change])));
        assert_eq!(made.approvals.len(), asked, "{approvers:?}");
    }
}

#[test]
fn agreed_to_is_the_plan_that_was_shown() {
    let stage = stage(json!([{ "action": "fake:touch", "input": { "target": "${{ parameters.target }}" } }]));
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({ "target": "kafka:main/orders" }));
    let shown = stage.drive(&runs, &id).unwrap();
    let bo = runs.clone().acting_as(BO);
    // While bo looks at it, ana asks for something else.
    let values = json!({ "target": "kafka:main/orders · User:x" });
    runs.act(&id, RunAct::Edit { values }).unwrap();
    let now = stage.drive(&runs, &id).unwrap();
    assert_eq!(
        (now.status, now.summary().approvers),
        (RunStatus::Waiting, vec![BO.to_owned()])
    );
    let refused = bo.act(&id, RunAct::approve(&shown));
    assert!(
        matches!(refused, Err(RunsError::Refused(Refusal::OtherPlan))),
        "{refused:?}"
    );
    assert_eq!(
        stage.drive(&runs, &id).unwrap().step("step-1").unwrap().attempts,
        0
    );
    bo.act(&id, RunAct::approve(&now)).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn the_next_in_turn_may_agree_although_somebody_works_on_the_task() {
    let stage = touching(&["kafka:main/orders"]);
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    let run = stage.drive(&runs, &id).unwrap();
    let Some(Wait::Approval { task, .. }) = run.steps[0].wait.clone() else {
        panic!("{:?}", run.steps[0])
    };
    let acted = stage
        .journal()
        .act(vec![(task, Act::Start)], BO, stage.time.now());
    assert!(acted.unwrap()[0].outcome.is_ok());
    for wanted in [&[BO, CY][..], &[BO, CY, DI]] {
        stage
            .time
            .jump_to(stage.time.now() + SignedDuration::from_hours(49));
        let run = stage.drive(&runs, &id).unwrap();
        assert_eq!(run.summary().approvers, wanted);
    }
    approve(&runs.clone().acting_as(CY), &id).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn the_next_in_turn_may_agree_after_a_while_and_the_requester_never() {
    let stage = touching(&["kafka:main/orders"]);
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    let waiting = |wanted: &[&str]| {
        let run = stage.drive(&runs, &id).unwrap();
        assert_eq!(
            (run.status, run.summary().approvers),
            (
                RunStatus::Waiting,
                wanted.iter().map(|who| (*who).to_owned()).collect()
            )
        );
    };
    waiting(&[BO]);
    let assigned = || {
        let run = runs.run(&id).unwrap().unwrap();
        let Some(Wait::Approval { task, .. }) = &run.steps[0].wait else {
            panic!("{:?}", run.steps[0])
        };
        let task = stage.journal().task_record(task).unwrap().unwrap().task;
        (task.state.assignee.unwrap(), task.comments)
    };
    assert_eq!(assigned(), (BO.to_owned(), 0));
    for (hours, wanted) in [
        (47, &[BO][..]),
        (2, &[BO, CY]),
        (1, &[BO, CY]),
        (48, &[BO, CY, DI]),
        (49, &[BO, CY, DI, EVE]),
        (500, &[BO, CY, DI, EVE]),
    ] {
        stage
            .time
            .jump_to(stage.time.now() + SignedDuration::from_hours(hours));
        waiting(wanted);
        assert_eq!(runs.escalate().unwrap(), 0, "each hop once");
        // The task is theirs who are asked now.
        let last = wanted[wanted.len() - 1].to_owned();
        assert_eq!(assigned(), (last, wanted.len() as u32 - 1));
    }
    let refused = approve(&runs, &id);
    assert!(matches!(refused, Err(RunsError::Refused(Refusal::OwnApproval))));
    approve(&runs.clone().acting_as(CY), &id).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn who_leaves_is_not_asked() {
    let stage = touching(&["kafka:main/orders"]);
    let journal = stage.journal();
    let settings = ChangeSettings::default();
    let leaving = |journal: &Journal| {
        let known = ownership(journal, None).unwrap();
        asking_by(&settings, &known).unwrap()
    };
    let event = |body: &dyn Fn() -> NewEvent| journal.append(vec![body()]).unwrap();
    event(&|| {
        let leaves = PersonLeaving {
            person: BO.to_owned(),
            on: jiff::civil::date(2030, 1, 31),
            unknown: Unknown::new(),
        };
        NewEvent::new(&leaves, Subject::entity(BO), stage.time.now(), DI)
    });
    let asking = leaving(&journal);
    assert_eq!(asking.leaving.keys().collect::<Vec<_>>(), [BO]);
    let plan = stage
        .program()
        .asking(Some(asking))
        .plan(&Stage::order(json!({})))
        .unwrap();
    assert_eq!(plan.approvals[0].by, [CY]);
    let next: Vec<&str> = plan.approvals[0]
        .then
        .iter()
        .map(|next| next.person.as_str())
        .collect();
    assert_eq!(next, [DI, EVE]);
    event(&|| {
        let stays = PersonStaying {
            person: BO.to_owned(),
            unknown: Unknown::new(),
        };
        NewEvent::new(&stays, Subject::entity(BO), stage.time.now(), DI)
    });
    assert!(leaving(&journal).leaving.is_empty());
}

#[test]
fn a_denied_change_does_nothing() {
    let stage = touching(&["kafka:main/orders"]);
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    stage.drive(&runs, &id).unwrap();
    let refused = approve(&runs.clone().acting_as(CY), &id);
    assert!(matches!(
        refused,
        Err(RunsError::Refused(Refusal::NotAsked { .. }))
    ));
    let reason = "not now".to_owned();
    runs.clone()
        .acting_as(BO)
        .act(&id, RunAct::Deny { reason })
        .unwrap();
    let run = stage.drive(&runs, &id).unwrap();
    assert_eq!(run.status, RunStatus::Failed);
    assert_eq!(run.step("step-1").unwrap().attempts, 0);
}
