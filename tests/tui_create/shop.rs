//! A made-up company with a few blueprints, whose plans and runs are answered at once; and a person with a keyboard.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use muster::app::effect::{Draft, Name};
use muster::app::geometry::Size;
use muster::app::msg::{BlueprintCard, OpenedForm, Pick, ShownRun};
use muster::app::screen::Screen;
use muster::app::{Answer, Failure, Msg, Request, State, wizard};
use muster::model::blueprint::field::Occasion;
use muster::model::blueprint::{Blueprint, Page, Step};
use muster::model::run::{
    AnswerFinding, Approval, Change, Effect, Order, Plan, PlanFinding, PlannedStep, Run, RunAct, RunStatus,
    RunSummary, StepFailure, StepRecord, StepStatus, Undo, Wait,
};
use muster::model::vision::Radar;
use muster::runtime::headless::Headless;
use muster::runtime::inbox::Sender;
use muster::runtime::{Services, Ticket};
use muster::ui::theme::Charset;
use serde_json::{Value, json};
use termprofile::TermProfile;

pub use crate::keyboard::{keys, press, says, text, type_text};
use crate::program::{self, Fake, screens};

pub const ANA: &str = "user:default/ana";
pub const BEN: &str = "user:default/ben";
pub const SERVICE: &str = "template:default/service";
pub const PATIENCE: Duration = Duration::from_secs(20);

/// What the vision says of an order's answers.
pub type SaysOf = fn(&Order) -> Vec<AnswerFinding>;

/// What the company answers with.
pub struct Shop {
    fake: Fake,
    pub cards: Mutex<Result<Vec<BlueprintCard>, Failure>>,
    pub drafts: Mutex<Vec<Draft>>,
    pub runs: Mutex<Vec<ShownRun>>,
    pub plan: Mutex<Plan>,
    pub orders: Mutex<Vec<Order>>,
    pub acts: Mutex<Vec<(String, RunAct)>>,
    /// The next start is refused, because the plan is another one by now.
    pub other_plan: Mutex<Option<Plan>>,
    pub broken: Mutex<bool>,
    /// What the vision says of an order.
    pub says_of: Mutex<Option<SaysOf>>,
    pub radar: Mutex<Radar>,
}

pub fn now() -> Timestamp {
    program::state(true).shared.now
}

pub fn earlier(seconds: i64) -> Timestamp {
    now() - SignedDuration::from_secs(seconds)
}

impl Shop {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            fake: Fake::acme(),
            cards: Mutex::new(Ok(cards())),
            drafts: Mutex::default(),
            runs: Mutex::default(),
            plan: Mutex::new(plan()),
            orders: Mutex::default(),
            acts: Mutex::default(),
            other_plan: Mutex::default(),
            broken: Mutex::default(),
            says_of: Mutex::default(),
            radar: Mutex::default(),
        })
    }

    fn form(&self) -> Answer {
        let broken = *self.broken.lock().unwrap();
        Answer::Form(Arc::new(OpenedForm {
            blueprint: service(),
            occasion: Occasion {
                me: Some(ANA.to_owned()),
                teams: vec!["group:default/payments".to_owned()],
                hosts: vec!["github.com".to_owned()],
                ..Occasion::default()
            },
            problems: match broken {
                true => vec![
                    "service.yaml:14: there is no action `publish:gitlab`; the nearest is `publish:github`"
                        .to_owned(),
                ],
                false => Vec::new(),
            },
            broken,
            radar: self.radar.lock().unwrap().clone(),
        }))
    }

    fn summaries(&self) -> Vec<RunSummary> {
        let runs = self.runs.lock().unwrap();
        runs.iter().map(|shown| summary(&shown.run)).collect()
    }

    fn save(&self, draft: Draft) -> Answer {
        let mut drafts = self.drafts.lock().unwrap();
        drafts.retain(|known| known.id != draft.id);
        drafts.insert(0, draft);
        Answer::Drafts(drafts.clone().into())
    }

    fn start_run(&self, order: Order, hash: &str) -> Answer {
        if let Some(other) = self.other_plan.lock().unwrap().take() {
            *self.plan.lock().unwrap() = other;
            return Answer::Failed(Failure::new(
                "The plan is another one by now.",
                "Look at what differs, and run it then.",
            ));
        }
        let plan = self.plan.lock().unwrap().clone();
        assert_eq!(plan.hash, hash);
        self.orders.lock().unwrap().push(order);
        self.runs.lock().unwrap().insert(0, running(&plan));
        Answer::RunStarted {
            id: "abcdefghij".to_owned(),
        }
    }
}

fn summary(run: &Run) -> RunSummary {
    let done = |step: &&StepRecord| matches!(step.status, StepStatus::Succeeded | StepStatus::Adopted);
    let waits = run.steps.iter().find_map(|step| match &step.wait {
        Some(Wait::Approval { by, .. }) => Some(by.clone()),
        _ => None,
    });
    RunSummary {
        id: run.id.clone(),
        blueprint: run.blueprint.clone(),
        title: run.title.clone(),
        requester: run.requester.clone(),
        status: run.status,
        task: run.task.clone(),
        done: run.steps.iter().filter(done).count(),
        steps: run.steps.len(),
        current: run
            .steps
            .iter()
            .find(|step| !done(step))
            .map(|step| step.name.clone()),
        approvers: waits.unwrap_or_default(),
        sandbox: run.sandbox,
        created: run.created,
        changed: run.changed,
        closed: run.closed,
    }
}

impl Services for Shop {
    fn start(&self, _: Sender) {}

    fn answer(&self, request: Request, ticket: &Ticket) -> Answer {
        match request {
            Request::Blueprints | Request::BlueprintsFor { .. } => match &*self.cards.lock().unwrap() {
                Ok(cards) => Answer::Blueprints(cards.clone().into()),
                Err(failure) => Answer::Failed(failure.clone()),
            },
            Request::Form { .. } => self.form(),
            Request::Pick { words, .. } => {
                let all = [
                    "group:default/payments",
                    "group:default/platform",
                    "user:default/ana",
                ];
                let found = all.iter().filter(|entity| entity.contains(&words));
                let pick = |entity: &&str| Pick {
                    entity_ref: (*entity).to_owned(),
                    title: entity.rsplit('/').next().unwrap_or_default().to_owned(),
                    note: entity.split(':').next().unwrap_or_default().to_owned(),
                };
                Answer::Picked(found.map(pick).collect())
            }
            Request::CheckNames { names } => {
                let taken = |name: &Name| match name {
                    Name::Entity { name, .. } if name == "ledger" => {
                        Some("component:default/ledger".to_owned())
                    }
                    _ => None,
                };
                Answer::Names(
                    names
                        .into_iter()
                        .map(|name| (name.clone(), taken(&name)))
                        .collect(),
                )
            }
            Request::Plan { order } => {
                let mut plan = self.plan.lock().unwrap().clone();
                plan.values = order.values;
                for shortfall in plan.findings.iter_mut().filter_map(|one| one.shortfall.as_mut()) {
                    let waived = order.waivers.iter().find(|one| one.rule == shortfall.rule);
                    shortfall.waived = waived.map(|one| one.reason.clone());
                }
                Answer::Planned(Arc::new(plan))
            }
            Request::CheckDraft { order } => {
                let says_of = *self.says_of.lock().unwrap();
                Answer::DraftChecked(says_of.map(|says_of| says_of(&order)).unwrap_or_default().into())
            }
            Request::StartRun { order, plan_hash } => self.start_run(order, &plan_hash),
            Request::Runs => Answer::Runs(self.summaries().into()),
            Request::Run { id } => {
                let runs = self.runs.lock().unwrap();
                match runs.iter().find(|shown| shown.run.id == id) {
                    Some(shown) => Answer::Run(Arc::new(shown.clone())),
                    None => Answer::Failed(Failure::new(
                        format!("There is no run {id}."),
                        "L lists all runs.",
                    )),
                }
            }
            Request::UndoList { .. } => {
                let mut steps = self.plan.lock().unwrap().steps.clone();
                steps.reverse();
                Answer::UndoList(steps.into())
            }
            Request::RunAct { id, act } => {
                self.acts.lock().unwrap().push((id.clone(), act));
                Answer::RunActed { id }
            }
            Request::Drafts => Answer::Drafts(self.drafts.lock().unwrap().clone().into()),
            Request::SaveDraft(draft) => self.save(draft),
            Request::DropDraft { id } => {
                let mut drafts = self.drafts.lock().unwrap();
                drafts.retain(|draft| draft.id != id);
                Answer::Drafts(drafts.clone().into())
            }
            other => self.fake.answer(other, ticket),
        }
    }
}

fn card(name: &str, title: &str, description: &str) -> BlueprintCard {
    BlueprintCard {
        entity_ref: format!("template:default/{name}"),
        title: title.to_owned(),
        description: Some(description.to_owned()),
        type_: Some("service".to_owned()),
        owner: Some("group:default/platform".to_owned()),
        pages: 2,
        steps: 4,
        ..BlueprintCard::default()
    }
}

pub fn cards() -> Vec<BlueprintCard> {
    vec![
        BlueprintCard {
            runs: 12,
            manual: 31,
            minutes_saved: Some(90),
            tags: vec!["kafka".to_owned(), "recommended".to_owned()],
            ..card(
                "service",
                "Event-driven service",
                "A repository with a skeleton that builds, its pipeline and its catalog entry",
            )
        },
        BlueprintCard {
            type_: Some("access".to_owned()),
            ..card(
                "access",
                "Access to a repository",
                "For a team or a person, until a day",
            )
        },
        BlueprintCard {
            broken: true,
            problems: vec!["old.yaml:14: there is no action `publish:gitlab`".to_owned()],
            ..card("old", "An old service 帳簿", "Made for another portal")
        },
    ]
}

/// A blueprint with every kind of field.
pub fn service() -> Blueprint {
    let pages = [
        (
            "Service",
            json!({"required": ["name", "owner"], "properties": {
                "name": {"title": "Name", "type": "string", "ui:field": "EntityNamePicker", "ui:autofocus": true,
                         "description": "Lower case, as it will be called everywhere."},
                "owner": {"title": "Owner", "type": "string", "ui:field": "OwnerPicker"},
                "tier": {"title": "Tier", "type": "string", "enum": ["gold", "silver", "bronze"], "default": "silver"},
                "public": {"title": "On the internet", "type": "boolean"},
                "replicas": {"title": "Replicas", "type": "integer", "default": 2},
                "about": {"title": "About", "type": "string", "ui:widget": "textarea"},
                "regions": {"title": "Regions", "type": "array", "uniqueItems": true, "items": {"type": "string", "enum": ["eu", "us", "ap"]}},
                "topics": {"title": "Topics", "type": "array", "items": {"type": "object", "title": "Topic", "properties": {
                    "name": {"title": "Topic", "type": "string"}, "keep": {"title": "Keep for ever", "type": "boolean"}}}},
                "odd": {"title": "Odd one", "type": "string", "ui:field": "MoonPhasePicker"},
            }, "dependencies": {"tier": {"oneOf": [
                {"properties": {"tier": {"enum": ["gold"]}, "goldNotes": {"title": "Why gold", "type": "string"}}},
                {"properties": {"tier": {"enum": ["silver", "bronze"]}}},
            ]}}}),
        ),
        (
            "Repository",
            json!({"required": ["repoUrl", "token"], "properties": {
                "repoUrl": {"title": "Repository", "type": "string", "ui:field": "RepoUrlPicker"},
                "token": {"title": "Token", "type": "string", "ui:field": "Secret"},
            }}),
        ),
    ];
    Blueprint {
        entity_ref: SERVICE.to_owned(),
        name: "service".to_owned(),
        title: "Event-driven service".to_owned(),
        pages: pages
            .into_iter()
            .map(|(title, schema)| Page {
                title: Some(title.to_owned()),
                schema,
                ..Page::default()
            })
            .collect(),
        steps: vec![Step {
            id: "publish".to_owned(),
            action: "publish:github".to_owned(),
            ..Step::default()
        }],
        ..Blueprint::default()
    }
}

pub fn planned(id: &str, name: &str, effect: Effect, target: Option<&str>) -> PlannedStep {
    PlannedStep {
        id: id.to_owned(),
        action: format!("test:{id}"),
        name: name.to_owned(),
        effect,
        target: target.map(str::to_owned),
        summary: format!("{name}, as asked for"),
        undo: Undo::Nothing,
        ..PlannedStep::default()
    }
}

pub fn plan() -> Plan {
    let readme: String = (1..=30).map(|line| format!("line {line}\n")).collect();
    Plan {
        blueprint: SERVICE.to_owned(),
        title: "Event-driven service".to_owned(),
        steps: vec![
            planned("fetch", "Fill in the skeleton", Effect::None, None),
            PlannedStep {
                changes: vec![
                    Change {
                        what: "README.md".to_owned(),
                        before: None,
                        after: Some(readme),
                    },
                    Change {
                        what: "visibility".to_owned(),
                        before: Some("private\n".to_owned()),
                        after: Some("internal\n".to_owned()),
                    },
                ],
                undo: Undo::By("the repository is deleted".to_owned()),
                ..planned(
                    "publish",
                    "Make the repository",
                    Effect::Create,
                    Some("github.com/acme/cart"),
                )
            },
            PlannedStep {
                undo: Undo::Not("what was told cannot be untold".to_owned()),
                ..planned("tell", "Tell the team", Effect::Ask, None)
            },
            planned(
                "register",
                "Write the catalog entry",
                Effect::Change,
                Some("catalog/cart.yaml"),
            ),
        ],
        findings: vec![PlanFinding {
            blocking: false,
            message: "The name is like `card`.".to_owned(),
            hint: Some("Look whether that one is what you need.".to_owned()),
            ..PlanFinding::default()
        }],
        approvals: vec![Approval {
            step: "tell".to_owned(),
            by: vec![BEN.to_owned()],
            why: Some("it is on the internet".to_owned()),
            ..Approval::default()
        }],
        affected: vec!["component:default/checkout".to_owned()],
        sandbox: true,
        hash: "1".repeat(64),
        ..Plan::default()
    }
}

fn record(step: &PlannedStep, status: StepStatus) -> StepRecord {
    let begun = status != StepStatus::Pending;
    let over = matches!(status, StepStatus::Succeeded | StepStatus::Failed);
    StepRecord {
        id: step.id.clone(),
        action: step.action.clone(),
        name: step.name.clone(),
        status,
        attempts: u32::from(begun),
        target: step.target.clone(),
        undo: step.undo.clone(),
        began: begun.then(|| earlier(60)),
        ended: over.then(|| earlier(48)),
        ..StepRecord::default()
    }
}

/// A run that waits for Ben to agree.
pub fn running(plan: &Plan) -> ShownRun {
    use StepStatus::{Pending, Succeeded, Waiting};
    let statuses = [Succeeded, Succeeded, Waiting, Pending];
    let mut steps: Vec<StepRecord> = plan
        .steps
        .iter()
        .zip(statuses)
        .map(|(step, status)| record(step, status))
        .collect();
    steps[2].wait = Some(Wait::Approval {
        task: "tttttttttt".to_owned(),
        by: vec![BEN.to_owned()],
    });
    ShownRun {
        run: Run {
            id: "abcdefghij".to_owned(),
            blueprint: SERVICE.to_owned(),
            title: "Event-driven service cart".to_owned(),
            requester: ANA.to_owned(),
            status: RunStatus::Waiting,
            plan_hash: plan.hash.clone(),
            task: "tttttttttt".to_owned(),
            values: json!({"name": "cart", "owner": "group:default/payments"}),
            plan: plan.steps.clone(),
            steps,
            entities: vec!["component:default/checkout".to_owned()],
            sandbox: true,
            created: earlier(90),
            changed: earlier(30),
            ..Run::default()
        },
        log: vec![
            ("publish".to_owned(), "POST /orgs/acme/repos".to_owned()),
            (
                "publish".to_owned(),
                "made github.com/acme/cart \u{1b}[31m".to_owned(),
            ),
        ],
        skipped: 0,
        is_driven: true,
    }
}

/// A run that failed and is tried again in twelve seconds, with links so far.
pub fn retrying(plan: &Plan) -> ShownRun {
    let mut shown = running(plan);
    shown.run.status = RunStatus::Running;
    shown.run.id = "retrying00".to_owned();
    let step = &mut shown.run.steps[2];
    step.status = StepStatus::Retrying;
    step.attempts = 3;
    step.wait = None;
    step.failure = Some(StepFailure {
        message: "GitHub answers 503.".to_owned(),
        hint: Some("It is tried again by itself.".to_owned()),
        not_before: Some(now() + SignedDuration::from_secs(12)),
    });
    shown.run.output = Some(json!({"links": [
        {"title": "The repository", "url": "https://github.test/acme/cart"},
        {"title": "In the catalog", "entityRef": "component:default/checkout"},
    ]}));
    shown
}

pub fn state(actor: &str) -> State {
    let mut state = program::state(true);
    state.shared.actor = actor.to_owned();
    state.shared.me = Some(actor.to_owned());
    state
}

pub fn start_with(shop: &Arc<Shop>, actor: &str, (width, height): (u16, u16), charset: Charset) -> Headless {
    let depth = match charset {
        Charset::Ascii => TermProfile::NoColor,
        Charset::Unicode => TermProfile::TrueColor,
    };
    let size = Size::new(width, height);
    let mut program = Headless::start(state(actor), screens(depth, charset), shop.clone(), size).unwrap();
    program.wait_idle(PATIENCE).unwrap();
    press(&mut program, "3");
    program
}

pub fn start(shop: &Arc<Shop>) -> Headless {
    start_with(shop, ANA, (100, 36), Charset::Unicode)
}

pub fn grew(program: &mut Headless) {
    program.send(Msg::JournalGrew).unwrap();
    program.wait_idle(PATIENCE).unwrap();
}

pub fn wizard_of(program: &Headless) -> &wizard::State {
    match program.state().nav.top() {
        Screen::Wizard(state) => state,
        other => panic!("{:?} is in front", other.id()),
    }
}

pub fn values(program: &Headless) -> &Value {
    &wizard_of(program).form.as_ref().expect("a form").values
}
