//! A company with a sandbox cluster and a sandbox GitHub, and the runs that take back what somebody has there.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::blueprints::Shelf;
use muster::engine::run::{Asking, Folders, Halt, Hook, Runs};
use muster::engine::{CatalogReader, Outside, end_access};
use muster::model::access::{AccessSurvey, Right};
use muster::model::run::{Plan, Run};
use muster::providers;
use muster::providers::action::World;
use muster::remote::kafka::{Change, Cluster, NewTopic, Rule, RuleFilter};
use muster::remote::{Method, Request};
use muster::sources::access::{github, kafka};
use muster::store::Journal;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::access::{Patience, all_told, rule, told};

const SETTINGS: &str = "
[catalog]
locations = [\"catalog\"]
[github]
owners = [\"acme\"]
sandbox = true
[kafka.clusters.main]
sandbox = true
";

const CATALOG: &str = "
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    github.com/project-slug: acme/cart
spec: {type: service, lifecycle: production, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders, annotations: {muster/external-id: 'kafka:main/orders.placed'}}
spec: {type: kafka-topic, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana}}
spec: {type: team, children: [], members: [ana, ben]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [shop]}
";

/// Nothing comes in between.
struct Calm;

impl Hook for Calm {
    fn reached(&self, _: &'static str, _: &str) -> Result<(), Halt> {
        Ok(())
    }
}

pub struct Stage {
    pub outside: Outside,
    pub runs: Runs,
    /// Hours since the beginning.
    hours: Arc<AtomicI64>,
    _folder: TempDir,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir_all(root.join("catalog")).unwrap();
        fs::write(root.join("muster.toml"), SETTINGS).unwrap();
        fs::write(root.join("catalog/all.yaml"), CATALOG).unwrap();
        let workspace = Workspace::open(&root, FoundBy::Program).unwrap();
        let data = folder.path().join("data");
        let journal = Journal::open(&data.join("journal.db"), &data).unwrap();
        let catalog = CatalogReader::new(workspace.scope(), None).current().catalog;
        let outside = Outside::open(&workspace, &Paths::below(&data), Arc::clone(&catalog)).unwrap();
        let folders = Folders {
            runs: data.join("runs"),
            lock: data.join("effects.lock"),
        };
        let hours = Arc::new(AtomicI64::new(0));
        let (begin, passed) = (Timestamp::now(), Arc::clone(&hours));
        let clock = move || begin + SignedDuration::from_hours(passed.load(Ordering::Relaxed));
        let runs = Runs::new(
            journal,
            Arc::new(providers::all()),
            Arc::new(outside.clone()),
            Arc::new(Shelf::new(catalog, workspace.scope())),
            folders,
            "user:default/ana",
        )
        .under_test(Arc::new(clock), Arc::new(Calm));
        let stage = Self {
            outside,
            runs,
            hours,
            _folder: folder,
        };
        for topic in ["orders.paid", "orders.placed", "prices"] {
            let new = NewTopic {
                name: topic.to_owned(),
                ..NewTopic::default()
            };
            let _ = stage.cluster().change(&Change::CreateTopic(new));
        }
        stage.change(Change::RemoveRules);
        stage
    }

    pub fn cluster(&self) -> Arc<dyn Cluster> {
        self.outside.kafka(Some("main")).unwrap()
    }

    fn change(&self, of: impl Fn(Vec<Rule>) -> Change) {
        let all = self.cluster().rules(&RuleFilter::default()).unwrap();
        self.cluster().change(&of(all)).unwrap();
    }

    /// Lets only these rules stand.
    pub fn rules(&self, lines: &[&str]) {
        self.change(Change::RemoveRules);
        let rules = lines.iter().map(|line| rule(line)).collect();
        self.cluster().change(&Change::AddRules(rules)).unwrap();
    }

    pub fn standing(&self) -> Vec<Rule> {
        self.cluster().rules(&RuleFilter::default()).unwrap()
    }

    pub fn put(&self, path: &str, permission: &str) {
        let body = json!({"permission": permission});
        let request = Request::write(Method::PUT, path, Some(body));
        let github = self.outside.github("github.com").unwrap();
        let status = github.send(&request).unwrap().status;
        assert!(status < 300, "{path}: {status}");
    }

    pub fn seen_at_kafka(&self) -> AccessSurvey {
        kafka("kafka:main", &*self.cluster())
    }

    pub fn seen_at_github(&self) -> AccessSurvey {
        let transport = self.outside.github("github.com").unwrap();
        github("acme", transport, None, &mut Patience::endless())
    }

    /// Who may do what in the one repository, each in a line.
    pub fn cart(&self) -> Vec<String> {
        let mut lines = all_told(&self.seen_at_github());
        lines.retain(|line| line.starts_with("github:acme/cart "));
        lines
    }

    /// The right that is told so.
    pub fn right(&self, line: &str) -> Right {
        let seen = if line.starts_with("kafka:") {
            self.seen_at_kafka()
        } else {
            self.seen_at_github()
        };
        let mut rights = seen.rights.iter();
        let found = rights.find(|right| told(right) == line);
        found
            .unwrap_or_else(|| panic!("no `{line}` in {:?}", all_told(&seen)))
            .clone()
    }

    pub fn plan(&self, right: &Right) -> Plan {
        self.runs
            .plan(&end_access::order(right, "github.com", None, "nobody knows why"))
            .unwrap()
    }

    /// Whether taking a right back is kept from starting.
    pub fn is_refused(&self, right: &Right) -> bool {
        let order = end_access::order(right, "github.com", None, "nobody knows why");
        match self.runs.plan(&order) {
            Ok(plan) => self.runs.start(&order, &plan.hash).is_err(),
            Err(_) => true,
        }
    }

    /// Takes a right back.
    pub fn end(&self, right: &Right) -> Arc<Run> {
        self.end_by(&self.runs, right)
    }

    pub fn end_by(&self, runs: &Runs, right: &Right) -> Arc<Run> {
        let order = end_access::order(right, "github.com", None, "nobody knows why");
        let plan = runs.plan(&order).unwrap();
        let id = runs.start(&order, &plan.hash).unwrap();
        self.drive(&id)
    }

    pub fn drive(&self, id: &str) -> Arc<Run> {
        // Whoever must wait before the next try has time enough.
        for _ in 0..10 {
            self.runs.drive(Some(id), &|| false, &mut |_| {}).unwrap();
            self.hours.fetch_add(1, Ordering::Relaxed);
        }
        self.runs.run(id).unwrap().unwrap()
    }

    /// Runs that ask those who govern changes.
    pub fn asking(&self) -> Runs {
        self.runs.clone().asking(Some(Asking::default()))
    }
}

/// What a plan's steps would do, and what it says beside.
pub fn plan_told(plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for step in &plan.steps {
        let changes = step.changes.iter().map(|change| format!("- {}", change.what));
        // Of the two steps, the other one.
        if !step.summary.starts_with("skipped") {
            lines.push(step.summary.clone());
        }
        lines.extend(changes);
    }
    lines.extend(plan.findings.iter().map(|finding| {
        let sign = if finding.blocking { "x" } else { "!" };
        format!("{sign} {}", finding.message)
    }));
    lines
}

/// A step's output by its id.
pub fn output(run: &Run, step: &str) -> Value {
    let found = run.steps.iter().find(|record| record.id == step);
    found.and_then(|record| record.output.clone()).unwrap_or_default()
}
