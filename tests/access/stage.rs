//! A company with a sandbox cluster, a blueprint that gives access, a clock that jumps, and programs that can be stopped anywhere.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::access::{
    AccessSurveys, Acting, Ended, Known, Looking, Records, Scene, ended, look, place_names, records,
};
use muster::engine::blueprints::Shelf;
use muster::engine::discovery::Watcher;
use muster::engine::run::{Asking, Folders, Halt, Hook, Runs};
use muster::engine::{CatalogReader, Outside, end_access};
use muster::model::access::{AccessRefusal, AccessReview, Right};
use muster::model::catalog::Catalog;
use muster::model::ownership::Ownership;
use muster::model::run::{Order, Run, RunAct, RunStatus};
use muster::providers;
use muster::providers::action::World;
use muster::remote::kafka::{
    Change, Cluster, NewTopic, Operation, Pattern, Permission, ResourceType, Rule, RuleFilter,
};
use muster::store::Journal;
use serde_json::json;
use tempfile::TempDir;

pub const ANA: &str = "user:default/ana";
pub const CLEO: &str = "user:default/cleo";
pub const DAN: &str = "user:default/dan";
pub const ORDERS: &str = "resource:default/orders";
pub const RETURNS: &str = "resource:default/returns";

const SETTINGS: &str = "
[catalog]
locations = [\"catalog\"]
[kafka.clusters.main]
sandbox = true
[access]
longest = \"90d\"
";

/// Ana leads the shop, whose the topic is; Cleo leads those who want to read it. Nothing is Dan's.
const CATALOG: &str = "
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders.placed'}}, spec: {type: kafka-topic, owner: shop}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: returns, annotations: {muster/external-id: 'kafka:main/returns.v1'}}, spec: {type: kafka-topic, owner: shop}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: invoices, annotations: {muster/external-id: 'kafka:main/money.invoices'}}, spec: {type: kafka-topic, owner: money}}
---
{apiVersion: backstage.io/v1alpha1, kind: Resource, metadata: {name: money.refunds}, spec: {type: kafka-topic, owner: shop}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: ledger}, spec: {type: service, lifecycle: production, owner: money}}
---
{apiVersion: backstage.io/v1alpha1, kind: Component, metadata: {name: audit}, spec: {type: service, lifecycle: production, owner: money, dependsOn: [resource:orders]}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: shop, annotations: {muster/lead: ana}}, spec: {type: team, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: Group, metadata: {name: money, annotations: {muster/lead: cleo}}, spec: {type: team, children: []}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: ana}, spec: {memberOf: [shop]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: cleo}, spec: {memberOf: [money]}}
---
{apiVersion: backstage.io/v1alpha1, kind: User, metadata: {name: dan}, spec: {memberOf: []}}
";

/// A clock that stands still until it is told to jump.
#[derive(Clone)]
pub struct Clock(Arc<AtomicI64>);

impl Clock {
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }

    /// Time passes: a millisecond at least, so that nothing happens at once.
    pub fn pass(&self, time: SignedDuration) {
        let millis = i64::try_from(time.as_millis()).unwrap().max(1);
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

/// Stops the program at the n-th place where something could come between.
#[derive(Default)]
pub struct Stop {
    at: Option<usize>,
    reached: AtomicUsize,
}

impl Stop {
    pub fn at(place: usize) -> Arc<Self> {
        Arc::new(Self {
            at: Some(place),
            ..Self::default()
        })
    }
}

impl Hook for Stop {
    fn reached(&self, _: &'static str, _: &str) -> Result<(), Halt> {
        match Some(self.reached.fetch_add(1, Ordering::SeqCst)) == self.at {
            true => Err(Halt),
            false => Ok(()),
        }
    }
}

struct Quiet;

impl Watcher for Quiet {
    fn seen(&mut self, _: &str, _: usize, _: Option<usize>) {}

    fn stopped(&self) -> bool {
        false
    }
}

pub struct Stage {
    pub clock: Clock,
    pub workspace: Workspace,
    pub catalog: Arc<Catalog>,
    outside: Outside,
    surveys: AccessSurveys,
    data: PathBuf,
    open: Mutex<Vec<Journal>>,
    _folder: TempDir,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir_all(root.join("catalog")).unwrap();
        fs::write(root.join("muster.toml"), SETTINGS).unwrap();
        fs::write(root.join("catalog/all.yaml"), CATALOG).unwrap();
        let blueprint = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/assets/blueprints/topic-access/template.yaml"
        );
        fs::copy(blueprint, root.join("catalog/topic-access.yaml")).unwrap();
        let workspace = Workspace::open(&root, FoundBy::Program).unwrap();
        let data = folder.path().join("data");
        let catalog = CatalogReader::new(workspace.scope(), None).current().catalog;
        let outside = Outside::open(&workspace, &Paths::below(&data), Arc::clone(&catalog)).unwrap();
        Self {
            clock: Clock(Arc::new(AtomicI64::new(1_780_000_000_000))),
            workspace,
            catalog,
            outside,
            surveys: AccessSurveys::new(&data),
            data,
            open: Mutex::default(),
            _folder: folder,
        }
    }

    /// Another process on the same journal.
    pub fn journal(&self) -> Journal {
        let journal = Journal::open(&self.data.join("journal.db"), &self.data).unwrap();
        self.open.lock().unwrap().push(journal.clone());
        journal
    }

    /// A program started by somebody, which stops somewhere.
    pub fn program(&self, journal: &Journal, actor: &str, stop: Arc<Stop>) -> Runs {
        let clock = self.clock.clone();
        let folders = Folders {
            runs: self.data.join("runs"),
            lock: self.data.join("effects.lock"),
        };
        Runs::new(
            journal.clone(),
            Arc::new(providers::all()),
            Arc::new(self.outside.clone()),
            Arc::new(Shelf::new(Arc::clone(&self.catalog), self.workspace.scope())),
            folders,
            actor,
        )
        .asking(Some(Asking::default()))
        .giving_at_most(self.workspace.settings.access.longest)
        .under_test(Arc::new(move || clock.now()), stop)
    }

    pub fn runs(&self, actor: &str) -> Runs {
        self.program(&self.journal(), actor, Arc::default())
    }

    pub fn in_days(&self, days: i64) -> Timestamp {
        self.clock.now() + SignedDuration::from_hours(24 * days)
    }

    pub fn pass_days(&self, days: i64) {
        self.clock.pass(SignedDuration::from_hours(24 * days));
    }

    /// What Cleo asks for: to read the topic until a day, which is the last one.
    pub fn order(until: Option<Timestamp>) -> Order {
        let mut values = json!({
            "topic": ORDERS,
            "component": "component:default/ledger",
            "role": "read",
            "reason": "the yearly audit",
        });
        if let Some(until) = until {
            values["until"] = json!(until.strftime("%Y-%m-%d").to_string());
        }
        Order {
            blueprint: "template:default/topic-access".to_owned(),
            values,
            ..Order::default()
        }
    }

    /// Access that Cleo asked for and Ana agreed to; returns the run's id.
    pub fn granted(&self, until: Timestamp) -> String {
        self.granted_on(ORDERS, until)
    }

    /// The same on another topic.
    pub fn granted_on(&self, topic: &str, until: Timestamp) -> String {
        let runs = self.runs(CLEO);
        let mut order = Self::order(Some(until));
        order.values["topic"] = json!(topic);
        let plan = runs.plan(&order).unwrap();
        let id = runs.start(&order, &plan.hash).unwrap();
        self.drive(&runs, &id);
        let ana = self.runs(ANA);
        let shown = ana.run(&id).unwrap().unwrap();
        ana.act(&id, RunAct::approve(&shown)).unwrap();
        let run = self.drive(&runs, &id);
        assert_eq!(run.status, RunStatus::Succeeded, "{run:?}");
        id
    }

    /// Drives a run as far as it goes, whatever moments it waits for within the hour.
    pub fn drive(&self, runs: &Runs, id: &str) -> Arc<Run> {
        for _ in 0..30 {
            runs.drive(Some(id), &|| false, &mut |_| {}).unwrap();
            let run = runs.run(id).unwrap().unwrap();
            if run.status.is_over() || run.status.is_stopped() || run.status == RunStatus::Waiting {
                return run;
            }
            self.clock.pass(SignedDuration::from_secs(60));
        }
        runs.run(id).unwrap().unwrap()
    }

    /// Whether the cluster lets the ledger read the topic.
    pub fn may_read(&self) -> bool {
        let rules: Vec<Rule> = self.cluster().rules(&RuleFilter::default()).unwrap();
        rules
            .iter()
            .any(|rule| rule.principal == "User:ledger" && rule.name == "orders.placed")
    }

    /// What the cluster lets the ledger do, sorted.
    pub fn rules(&self) -> Vec<String> {
        let rules: Vec<Rule> = self.cluster().rules(&RuleFilter::default()).unwrap();
        let theirs = rules.iter().filter(|rule| rule.principal == "User:ledger");
        let mut rules: Vec<String> = theirs
            .map(|rule| format!("{} {}", rule.operation, rule.name))
            .collect();
        rules.sort();
        rules
    }

    pub fn cluster(&self) -> Arc<dyn Cluster> {
        self.outside.kafka(Some("main")).unwrap()
    }

    /// Lets an account read topics by hand: one, with a star those that begin so, or all.
    pub fn lets_read(&self, principal: &str, topics: &str) {
        let (name, pattern) = match topics.strip_suffix('*').filter(|start| !start.is_empty()) {
            Some(start) => (start, Pattern::Prefixed),
            None => (topics, Pattern::Literal),
        };
        let rule = Rule {
            resource: ResourceType::Topic,
            name: name.to_owned(),
            pattern,
            principal: principal.to_owned(),
            host: "*".to_owned(),
            operation: Operation::Read,
            permission: Permission::Allow,
        };
        self.cluster().change(&Change::AddRules(vec![rule])).unwrap();
        self.clock.pass(SignedDuration::from_secs(1));
        self.look();
    }

    /// Takes the rules of an account on one topic away by hand.
    pub fn lets_no_longer(&self, principal: &str, topic: &str) {
        let filter = RuleFilter {
            name: Some(topic.to_owned()),
            principal: Some(principal.to_owned()),
            ..RuleFilter::default()
        };
        let rules = self.cluster().rules(&filter).unwrap();
        assert!(!rules.is_empty());
        self.cluster().change(&Change::RemoveRules(rules)).unwrap();
        self.clock.pass(SignedDuration::from_secs(1));
        self.look();
    }

    pub fn has_topic(&self, name: &str) {
        let new = NewTopic {
            name: name.to_owned(),
            ..NewTopic::default()
        };
        // It may be there already.
        let _ = self.cluster().change(&Change::CreateTopic(new));
    }

    /// A right of the review as it is now.
    pub fn right(&self, principal: &str, target: &str) -> Right {
        let review = self.review();
        let mut rows = review.rows.iter();
        let found = rows.find(|row| row.right.principal == principal && row.right.target == target);
        found.unwrap_or_else(|| panic!("{review:?}")).right.clone()
    }

    fn scene<'a>(&'a self, ownership: &'a Ownership) -> Scene<'a> {
        Scene {
            workspace: &self.workspace,
            catalog: &self.catalog,
            ownership,
            surveys: &self.surveys,
        }
    }

    /// What is over and still there; `runs` none drives nothing before.
    pub fn ended(&self, runs: Option<&Runs>) -> Ended {
        let now = || self.clock.now();
        let ownership = Ownership::default();
        let journal = self.journal();
        let found = ended(
            &self.scene(&ownership),
            (&journal, runs),
            &self.outside,
            &self.looking(&now),
            &mut Quiet,
        );
        found.unwrap()
    }

    fn looking<'a>(&'a self, now: &'a dyn Fn() -> Timestamp) -> Looking<'a> {
        Looking {
            surveys: &self.surveys,
            keep: true,
            now,
            host: "github.com",
        }
    }

    pub fn look(&self) {
        let now = || self.clock.now();
        look(
            &self.outside,
            &place_names(&self.workspace),
            &self.looking(&now),
            &mut Quiet,
        );
    }

    pub fn records(&self) -> Records {
        records(&self.journal(), &mut Known::default()).unwrap()
    }

    /// Who has what by what the last look brought.
    pub fn review(&self) -> AccessReview {
        let ownership = Ownership::default();
        self.scene(&ownership).review(&self.records(), self.clock.now())
    }

    /// Does something in somebody's name, by a program that may stop somewhere.
    pub fn acting<T>(&self, actor: &str, stop: Arc<Stop>, act: impl FnOnce(&Acting<'_>) -> T) -> T {
        self.acting_by((self.review(), self.records()), actor, stop, act)
    }

    /// What somebody saw who read the journal before anything was in it.
    pub fn seen_before(&self) -> (AccessReview, Records) {
        let (ownership, records) = (Ownership::default(), Records::default());
        let review = self.scene(&ownership).review(&records, self.clock.now());
        (review, records)
    }

    /// As [`Self::acting`], by what was known at some time.
    pub fn acting_by<T>(
        &self,
        (review, records): (AccessReview, Records),
        actor: &str,
        stop: Arc<Stop>,
        act: impl FnOnce(&Acting<'_>) -> T,
    ) -> T {
        let (ownership, journal) = (Ownership::default(), self.journal());
        let runs = self.program(&journal, actor, stop);
        let lock = self.data.join("access.lock");
        act(&Acting {
            scene: self.scene(&ownership),
            journal: &journal,
            runs: &runs,
            review: &review,
            records: &records,
            actor,
            now: self.clock.now(),
            lock: &lock,
        })
    }

    pub fn extend(&self, actor: &str, run: &str, until: Timestamp) -> Result<String, AccessRefusal> {
        self.acting(actor, Arc::default(), |acting| {
            acting
                .extend(run, "access", until, "the audit takes longer")
                .unwrap()
        })
    }

    /// The runs that take something back, the newest first.
    pub fn takings(&self) -> Vec<String> {
        let all = self.runs(ANA).list().unwrap().into_iter();
        all.filter(|run| run.blueprint == end_access::BLUEPRINT)
            .map(|run| run.id)
            .collect()
    }
}

/// The rights that are over and there.
pub fn over(review: &AccessReview) -> Vec<Right> {
    let rows = review.rows.iter().filter(|row| row.is_over);
    rows.map(|row| row.right.clone()).collect()
}
