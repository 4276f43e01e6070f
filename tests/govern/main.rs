//! Changes of somebody else's resources: who is asked, who may agree when, and that nothing is done before.

#[path = "../run/fake.rs"]
#[allow(dead_code)]
mod fake;
#[path = "../run/stage.rs"]
#[allow(dead_code)]
mod stage;
#[path = "../support/workspace.rs"]
#[allow(dead_code)]
mod workspace;

use std::path::Path;
use std::sync::Arc;

use jiff::SignedDuration;
use muster::engine::run::{Asking, Runs, RunsError};
use muster::model::blueprint::action::{ActionSpec, Settlement, UndoSpec};
use muster::model::catalog::Catalog;
use muster::model::ownership::{Say, TurnRole, say, turns};
use muster::model::run::{Effect, Plan, Refusal, RunAct, RunStatus};
use muster::model::secret::Secret;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::{Actions, people};
use muster::remote::Transport;
use serde_json::{Value, json};
use stage::{ANA, BO, Stage, Stops, Time};

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

struct Company(Arc<Catalog>);

impl World for Company {
    fn catalog(&self) -> Arc<Catalog> {
        self.0.clone()
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
    let document = json!({
        "kind": "Template", "metadata": { "name": "all" }, "spec": { "steps": steps },
    });
    let actions = Actions::new(people::actions().into_iter().chain([touch()]));
    let world = Arc::new(Company(workspace::catalog(COMPANY)));
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
        leaving: Vec::new(),
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
fn what_is_changed_is_known_by_its_reference_or_by_its_name_outside() {
    for (target, wanted) in [
        ("kafka:main/orders", vec![vec![BO.to_owned()]]),
        ("kafka:main/orders · User:x", vec![vec![BO.to_owned()]]),
        ("resource:default/orders", vec![vec![BO.to_owned()]]),
        ("github.com/acme/cart", vec![vec![DI.to_owned()]]),
        ("github.com/acme/cart deploy.yaml", vec![vec![DI.to_owned()]]),
        ("component:default/mine", vec![]),
        ("kafka:main/unknown", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(asked(&touching(&[target])), wanted, "{target}");
    }
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
    }
    let refused = runs.act(&id, RunAct::Approve);
    assert!(matches!(refused, Err(RunsError::Refused(Refusal::OwnApproval))));
    runs.clone().acting_as(CY).act(&id, RunAct::Approve).unwrap();
    assert_eq!(stage.drive(&runs, &id).unwrap().status, RunStatus::Succeeded);
}

#[test]
fn a_denied_change_does_nothing() {
    let stage = touching(&["kafka:main/orders"]);
    let runs = asking(&stage);
    let id = stage.start(&runs, json!({}));
    stage.drive(&runs, &id).unwrap();
    let refused = runs.clone().acting_as(CY).act(&id, RunAct::Approve);
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
