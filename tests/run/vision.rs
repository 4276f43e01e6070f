//! What the vision asks of runs: somebody agrees before anything is done, never the requester, wherever the program ends.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::civil::date;
use muster::engine::run::{Runs, RunsError};
use muster::engine::vision::waivers;
use muster::model::catalog::{Catalog, Position};
use muster::model::run::{Order, OrderedWaiver, Plan, Refusal, RunAct, RunStatus, StepStatus, Wait};
use muster::model::secret::Secret;
use muster::model::vision::cel::{Program, Setting, Yield};
use muster::model::vision::{ApprovalRule, Approver, Judged, Principle, Vision};
use muster::providers::action::{ActionError, ErrorKind, World};
use muster::remote::Transport;
use serde_json::{Value, json};

use crate::fake::{Shared, State, actions};
use crate::stage::{ANA, BLUEPRINT, BO, Stage, Stops, Time, approve};
use crate::workspace;

const CY: &str = "user:default/cy";
const DI: &str = "user:default/di";

const COMPANY: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: company, annotations: {muster/lead: user:default/di}}
spec: {type: root, children: [shop, platform]}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: user:default/ana}}
spec: {type: team, parent: company, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: platform}
spec: {type: team, parent: company, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bo}
spec: {memberOf: [platform]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cy}
spec: {memberOf: [platform]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: di}
spec: {memberOf: [company]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart, annotations: {muster/change-approver: user:default/cy, muster/accountable: user:default/bo}}
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

fn approval(when: Option<&str>, by: &[Approver]) -> ApprovalRule {
    ApprovalRule {
        id: "many".to_owned(),
        blueprints: vec!["a*".to_owned()],
        when: when.map(|when| Program::compile(when, Setting::Approval, Yield::Bool).unwrap()),
        by: by.to_vec(),
        reason: "Many partitions cost everybody".to_owned(),
        principles: vec!["runs-it".to_owned()],
        at: Position { line: 7, column: 5 },
    }
}

fn named(name: &str) -> Approver {
    Approver::Named(name.to_owned())
}

struct Play {
    stage: Stage,
    judged: Arc<Judged>,
    state: Shared,
}

impl Play {
    /// Two steps, the first of which has no id, under a vision with some approvals.
    fn new(approvals: Vec<ApprovalRule>, stops: Arc<Stops>) -> Self {
        let document = json!({
            "kind": "Template",
            "metadata": { "name": "all" },
            "spec": {
                "parameters": { "properties": { "partitions": { "type": "integer" } } },
                "steps": [
                    { "action": "fake:make", "input": { "name": "x${{ parameters.partitions }}" } },
                    { "id": "b", "action": "fake:make", "input": { "name": "${{ steps['step-1'].output.name }}b" } },
                ],
            },
        });
        let vision = Vision {
            principles: vec![Principle {
                id: "runs-it".to_owned(),
                title: "Who builds it runs it".to_owned(),
                ..Principle::default()
            }],
            approvals,
            ..Vision::default()
        };
        Self::of(vision, document, stops)
    }

    fn of(vision: Vision, document: Value, stops: Arc<Stops>) -> Self {
        let catalog = workspace::catalog(COMPANY);
        let state: Shared = Arc::new(Mutex::new(State::default()));
        let time = Time::new();
        let fakes = actions(&state, &time);
        let judged = Judged::new(
            Arc::new(vision),
            catalog.clone(),
            Vec::new(),
            date(2026, 5, 4),
            None,
        );
        Self {
            stage: Stage::new(document, fakes, Arc::new(Company(catalog)), time, stops),
            judged: Arc::new(judged),
            state,
        }
    }

    fn program(&self) -> Runs {
        self.stage.program().held_to(self.judged.clone())
    }

    fn plan(&self, partitions: u32) -> Plan {
        self.program()
            .plan(&Stage::order(json!({ "partitions": partitions })))
            .unwrap()
    }

    fn made(&self) -> usize {
        self.state.lock().unwrap().made
    }
}

fn many(by: &[Approver]) -> Play {
    Play::new(vec![approval(Some("values.partitions > 12"), by)], Stops::at(&[]))
}

#[test]
fn somebody_agrees_before_anything_is_done_and_never_the_requester() {
    let play = many(&[named("group:default/platform"), named(ANA)]);
    let plan = play.plan(24);
    let first = &plan.steps[0];
    assert_eq!(
        (first.id.as_str(), first.action.as_str()),
        ("vision-approval-many", "vision:approval")
    );
    let asked = &plan.approvals[0];
    assert_eq!(
        (asked.rule.as_deref(), asked.by.as_slice()),
        (Some("many"), &[BO.to_owned(), CY.to_owned()][..])
    );
    assert_eq!(
        asked.because().unwrap(),
        "Many partitions cost everybody (principle: Who builds it runs it)"
    );

    let runs = play.program();
    let id = play.stage.start(&runs, json!({ "partitions": 24 }));
    let run = play.stage.drive(&runs, &id).unwrap();
    assert_eq!((run.status, play.made()), (RunStatus::Waiting, 0));
    assert_eq!(run.summary().approvers, [BO, CY]);
    let refused = approve(&runs, &id);
    assert!(matches!(refused, Err(RunsError::Refused(Refusal::OwnApproval))));
    let refused = approve(&runs.clone().acting_as(DI), &id);
    assert!(matches!(
        refused,
        Err(RunsError::Refused(Refusal::NotAsked { .. }))
    ));
    approve(&runs.clone().acting_as(CY), &id).unwrap();
    // Whoever carries on need not know the vision: what was agreed to is frozen.
    let run = play.stage.drive(&play.stage.program(), &id).unwrap();
    assert_eq!((run.status, play.made()), (RunStatus::Succeeded, 2));
    let ids: Vec<&str> = run.steps.iter().map(|step| step.id.as_str()).collect();
    assert_eq!(ids, ["vision-approval-many", "step-1", "b"]);
    assert_eq!(run.steps[0].approved_by.as_deref(), Some(CY));
}

#[test]
fn who_is_asked_depends_on_what_it_is_about_and_on_who_asks() {
    for (by, entity, wanted) in [
        (vec![named("group:default/platform")], None, vec![BO, CY]),
        (vec![named(BO)], None, vec![BO]),
        (
            vec![Approver::Accountable],
            Some("component:default/cart"),
            vec![BO],
        ),
        (
            vec![Approver::ChangeApprover],
            Some("component:default/cart"),
            vec![CY],
        ),
        // The lead of the owner is the requester: whoever leads the group above answers.
        (
            vec![Approver::OwnerLead],
            Some("component:default/cart"),
            vec![DI],
        ),
        (vec![named("group:default/shop")], None, vec![DI]),
        (vec![named(ANA)], None, vec![DI]),
    ] {
        let play = many(&by);
        let order = Order {
            entity: entity.map(str::to_owned),
            ..Stage::order(json!({ "partitions": 24 }))
        };
        let plan = play.program().plan(&order).unwrap();
        assert_eq!(plan.approvals[0].by, wanted, "{by:?}");
        assert!(
            plan.findings.iter().all(|finding| !finding.blocking),
            "{:?}",
            plan.findings
        );
    }
}

#[test]
fn where_nobody_is_left_the_plan_says_so_and_nothing_starts() {
    let play = many(&[Approver::Accountable]);
    let plan = play.plan(24);
    let finding = plan.findings.iter().find(|finding| finding.blocking).unwrap();
    assert!(finding.message.contains("nobody but you"), "{}", finding.message);
    let order = Stage::order(json!({ "partitions": 24 }));
    assert!(matches!(
        play.program().start(&order, &plan.hash),
        Err(RunsError::Blocked(_))
    ));
}

#[test]
fn what_needs_no_approval_is_as_it_was() {
    let play = many(&[named(BO)]);
    let plan = play.plan(6);
    assert!(plan.approvals.is_empty());
    let free = play
        .stage
        .program()
        .plan(&Stage::order(json!({ "partitions": 6 })))
        .unwrap();
    assert_eq!(plan.hash, free.hash);
    assert_ne!(plan.hash, play.plan(24).hash);
    let other = approval(None, &[named(BO)]);
    let other = ApprovalRule {
        blueprints: vec!["kafka-*".to_owned()],
        ..other
    };
    assert!(
        Play::new(vec![other], Stops::at(&[]))
            .plan(24)
            .approvals
            .is_empty()
    );
}

#[test]
fn what_cannot_be_told_is_asked_for() {
    let when = "values.replicas > 3";
    let play = Play::new(vec![approval(Some(when), &[named(BO)])], Stops::at(&[]));
    let plan = play.plan(6);
    assert_eq!(plan.approvals.len(), 1);
    let told = &plan.findings[0];
    assert!(
        !told.blocking && told.message.contains("cannot be told"),
        "{told:?}"
    );
}

#[test]
fn a_denied_run_does_nothing_and_other_answers_are_asked_about_anew() {
    let play = many(&[named(BO)]);
    let runs = play.program();
    let id = play.stage.start(&runs, json!({ "partitions": 24 }));
    play.stage.drive(&runs, &id).unwrap();
    let bo = runs.clone().acting_as(BO);
    let reason = "too dear".to_owned();
    bo.act(&id, RunAct::Deny { reason }).unwrap();
    let run = play.stage.drive(&runs, &id).unwrap();
    assert_eq!((run.status, play.made()), (RunStatus::Failed, 0));

    // Fewer need nobody's word.
    let values = json!({ "partitions": 6 });
    let run = runs.act(&id, RunAct::Edit { values }).unwrap();
    assert!(run.plan.iter().all(|step| step.action != "vision:approval"));
    let run = play.stage.drive(&runs, &id).unwrap();
    assert_eq!((run.status, play.made()), (RunStatus::Succeeded, 2));
}

#[test]
fn answers_that_need_an_approval_cannot_be_slipped_in_afterwards() {
    let play = many(&[named(BO)]);
    let runs = play.program();
    let id = play.stage.start(&runs, json!({ "partitions": 6 }));
    let values = json!({ "partitions": 48 });
    runs.act(&id, RunAct::Edit { values }).unwrap();
    let run = play.stage.drive(&runs, &id).unwrap();
    assert_eq!((run.status, play.made()), (RunStatus::Waiting, 0));
    approve(&runs.clone().acting_as(BO), &id).unwrap();
    // Again other answers: agreed to was something else.
    let run = runs.run(&id).unwrap().unwrap();
    assert_eq!(run.steps[0].status, StepStatus::Succeeded);
    let values = json!({ "partitions": 96 });
    runs.act(&id, RunAct::Edit { values }).unwrap();
    let run = play.stage.drive(&runs, &id).unwrap();
    assert!(matches!(run.current().unwrap().wait, Some(Wait::Approval { .. })));
    assert_eq!(play.made(), 0);
}

#[test]
fn the_program_ends_anywhere_and_nothing_is_done_before_somebody_agreed() {
    let mut places = 0;
    loop {
        let stops = Stops::at(&[places]);
        let play = Play::new(vec![approval(None, &[named(BO)])], stops.clone());
        let mut id: Option<String> = None;
        for _ in 0..4 {
            let runs = play.program();
            if id.is_none() {
                let order = Stage::order(json!({ "partitions": 24 }));
                let plan = runs.plan(&order).unwrap();
                match runs.start(&order, &plan.hash) {
                    Ok(started) => id = Some(started),
                    Err(RunsError::Halted) => continue,
                    Err(error) => panic!("{error}"),
                }
            }
            let id = id.as_deref().unwrap();
            let Ok(run) = play.stage.drive(&runs, id) else {
                continue;
            };
            if run.status == RunStatus::Waiting {
                assert_eq!(play.made(), 0);
                let tasks = run.steps.iter().filter(|step| step.wait.is_some()).count();
                assert_eq!(tasks, 1);
                approve(&runs.clone().acting_as(BO), id).unwrap();
            }
        }
        let run = play.program().run(&id.unwrap()).unwrap().unwrap();
        assert_eq!(
            (run.status, play.made()),
            (RunStatus::Succeeded, 2),
            "stopped at {places}"
        );
        if stops.reached() <= places {
            break;
        }
        places += 1;
    }
    assert!(places > 8, "{places} places");
}

#[test]
fn the_vision_cannot_smuggle_expressions_in() {
    let rule = ApprovalRule {
        reason: "Because ${{ parameters.partitions }} {% if %}".to_owned(),
        ..approval(None, &[named(BO)])
    };
    let plan = Play::new(vec![rule], Stops::at(&[])).plan(24);
    assert!(plan.findings.is_empty(), "{:?}", plan.findings);
    let name: &str = &plan.steps[0].name;
    assert!(name.contains("parameters.partitions"), "{name}");
    assert_eq!(plan.blueprint, BLUEPRINT);
    assert_eq!(plan.values, Value::from_iter([("partitions", Value::from(24))]));
}

const TEAMS: &str = "\
rules:
  - id: team
    title: A team owns it
    severity: advice
    new: warning
    for: {kind: Resource}
    require: entity.spec.owner.startsWith(\"group:\")
";

#[test]
fn an_exception_is_journaled_with_the_run_that_needs_it() {
    let workspace = workspace::Workspace::new(&[("vision.yaml", TEAMS)]);
    let vision = muster::sources::vision::load(&workspace.scope.root);
    let entity = json!({
        "apiVersion": "backstage.io/v1alpha1", "kind": "Resource", "metadata": { "name": "x" },
        "spec": { "type": "part", "owner": ANA },
    });
    let document = json!({
        "kind": "Template",
        "metadata": { "name": "all" },
        "spec": { "steps": [{ "id": "a", "action": "catalog:write", "input": { "entity": entity } }] },
    });
    let play = Play::of(vision, document, Stops::at(&[]));
    let runs = play.program();
    let waiver = OrderedWaiver {
        rule: "team".to_owned(),
        entity: None,
        reason: "Until the team is founded".to_owned(),
    };
    let warned = runs.plan(&Stage::order(json!({}))).unwrap();
    assert!(warned.findings[0].shortfall.as_ref().unwrap().waivable);
    let order = Order {
        waivers: vec![waiver],
        ..Stage::order(json!({}))
    };
    let plan = runs.plan(&order).unwrap();
    assert_eq!(
        plan.hash, warned.hash,
        "an exception changes nothing of what is done"
    );
    runs.start(&order, &plan.hash).unwrap();
    let found = waivers(&play.stage.journal(), &play.judged.vision).unwrap();
    let [waiver] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!(
        (waiver.rule.as_str(), waiver.entity.as_str()),
        ("team", "resource:default/x")
    );
    assert_eq!((waiver.owner.as_str(), waiver.until), (ANA, date(2026, 8, 2)));
    assert_eq!(waiver.reason, "Until the team is founded");
}
