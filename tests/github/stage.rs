//! A workspace with a sandbox of GitHub, whose every question and answer is written down, and steps that are driven as the
//! engine drives them: look, do once, look again.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::Outside;
use muster::model::blueprint::tree::{Tree, TreeFile};
use muster::model::catalog::Catalog;
use muster::model::secret::{Secret, reference};
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::sandbox::{Fault, PlannedFault};
use muster::providers::{Actions, all};
use muster::remote::{Method, Request, Response, SendError, Transport};
use muster::sources::files::{self, Scope};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

pub const SECRET: &str = "hunter2-canary";

const SETTINGS: &str = "[github]\nowners = [\"acme\"]\nsandbox = true\n";
const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
  annotations:
    github.com/project-slug: acme/cart
spec: {type: service, lifecycle: production, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop}
spec: {type: team, children: [], members: [ana, ben]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {profile: {email: ana@acme.io}, memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [shop]}
";

/// One question and what came of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub request: Request,
    pub answer: Result<Response, SendError>,
}

pub struct Stage {
    folder: TempDir,
    outside: Outside,
    seen: Arc<Mutex<Vec<Exchange>>>,
    actions: Actions,
    pub tree: Arc<Tree>,
    pub now: Timestamp,
}

struct Recorder {
    inner: Arc<dyn Transport + Send + Sync>,
    seen: Arc<Mutex<Vec<Exchange>>>,
}

impl Transport for Recorder {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        let answer = self.inner.send(request);
        self.seen.lock().unwrap().push(Exchange {
            request: request.clone(),
            answer: answer.clone(),
        });
        answer
    }

    fn address(&self) -> &str {
        self.inner.address()
    }
}

impl World for Stage {
    fn catalog(&self) -> Arc<Catalog> {
        self.outside.catalog()
    }

    fn workspace(&self) -> &Path {
        self.outside.workspace()
    }

    fn repositories(&self) -> &Path {
        self.outside.repositories()
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Ok(Arc::new(Recorder {
            inner: self.outside.github(host)?,
            seen: Arc::clone(&self.seen),
        }))
    }

    fn pace(&self, host: &str) -> Result<(), ActionError> {
        self.outside.pace(host)
    }

    fn is_sandbox(&self, host: &str) -> bool {
        self.outside.is_sandbox(host)
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        self.outside.secret(name)
    }
}

/// What a step said.
#[derive(Default)]
pub struct Lines(pub Vec<String>);

impl Log for Lines {
    fn line(&mut self, text: &str) {
        self.0.push(text.to_owned());
    }
}

/// A step of a test: the action and its input; the name is its marker.
pub struct Step<'s> {
    stage: &'s Stage,
    action: &'s dyn Action,
    input: Value,
    op_key: String,
    scope: Value,
}

impl Stage {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("workspace");
        std::fs::create_dir_all(root.join("catalog")).unwrap();
        std::fs::write(root.join("muster.toml"), SETTINGS).unwrap();
        std::fs::write(root.join("catalog/all.yaml"), CATALOG).unwrap();
        let workspace = Workspace::open(&root, FoundBy::Program).unwrap();
        let paths = Paths::below(&folder.path().join("home"));
        let read = files::read(&Scope::folder(&workspace.root), None)
            .snapshot
            .unwrap();
        let outside = Outside::open(&workspace, &paths, read.catalog).unwrap();
        let mut tree = Tree::default();
        tree.insert("README.md", TreeFile::text("# Basket\n")).unwrap();
        tree.insert("src/main.rs", TreeFile::text("fn main() {}\n"))
            .unwrap();
        let logo = TreeFile {
            bytes: [0x89, 0x50, 0x4e, 0x47, 0, 255][..].into(),
            executable: false,
        };
        tree.insert("logo.png", logo).unwrap();
        let script = TreeFile {
            executable: true,
            ..TreeFile::text("#!/bin/sh\n")
        };
        tree.insert("run.sh", script).unwrap();
        Self {
            folder,
            outside: outside.with_secrets([("token".to_owned(), Secret::new(SECRET))].into()),
            seen: Arc::default(),
            actions: all(),
            tree: Arc::new(tree),
            now: Timestamp::now(),
        }
    }

    pub fn step(&self, id: &str, name: &str, input: Value) -> Step<'_> {
        let digest = Sha256::digest(name.as_bytes());
        Step {
            stage: self,
            action: self.actions.get(id).unwrap_or_else(|| panic!("no action {id}")),
            input,
            op_key: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
            scope: json!({}),
        }
    }

    pub fn fail(&self, write: u32, fault: Fault) {
        let fault = PlannedFault {
            write,
            path: None,
            fault,
        };
        self.outside.sandbox().unwrap().fail(fault).unwrap();
    }

    pub fn seen(&self) -> Vec<Exchange> {
        self.seen.lock().unwrap().clone()
    }

    pub fn writes(&self) -> usize {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|exchange| exchange.request.method != Method::GET)
            .count()
    }

    /// Asks the sandbox itself, unrecorded, until it shows what it has.
    pub fn ask(&self, path: &str) -> Value {
        let github = self.outside.github("github.com").unwrap();
        for _ in 0..4 {
            let response = github.send(&Request::get(path)).unwrap();
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            if response.status == 200 && body.as_array().is_none_or(|items| !items.is_empty()) {
                return body;
            }
        }
        Value::Null
    }

    /// Every byte below the workspace and the person's folder.
    pub fn everything_on_disk(&self) -> Vec<u8> {
        let mut bytes = vec![];
        let mut open = vec![self.folder.path().to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    open.push(path);
                } else {
                    bytes.extend(std::fs::read(path).unwrap());
                }
            }
        }
        bytes
    }
}

impl Step<'_> {
    fn with<T>(&self, run: impl FnOnce(&dyn Action, &Call<'_>) -> T) -> T {
        let call = Call {
            input: &self.input,
            op_key: &self.op_key,
            run: "run",
            step: "step",
            blueprint: "template:default/test",
            requester: "user:default/ana",
            asked: self.stage.now,
            now: self.stage.now,
            tree: &self.stage.tree,
            folder: None,
            scope: &self.scope,
            world: self.stage,
            cancelled: &|| false,
        };
        run(self.action, &call)
    }

    pub fn plan(&self) -> Planned {
        self.try_plan().unwrap()
    }

    pub fn try_plan(&self) -> Result<Planned, ActionError> {
        self.with(|action, call| action.plan(call))
    }

    pub fn observe(&self) -> Observed {
        self.with(|action, call| action.observe(call)).unwrap()
    }

    pub fn apply(&self) -> Result<Applied, ActionError> {
        self.with(|action, call| action.apply(call, &mut Lines::default()))
    }

    pub fn undo(&self, output: &Value) {
        self.with(|action, call| action.undo(call, output, &mut Lines::default()))
            .unwrap();
    }

    /// Drives the step to its end as the engine does, with patience where an answer was lost.
    pub fn drive(&self) -> Result<Done, String> {
        let mut patience = 0;
        for _ in 0..60 {
            match self.with(|action, call| action.observe(call)) {
                Ok(Observed::Done { output }) => {
                    return Ok(Done {
                        output,
                        ..Done::default()
                    });
                }
                // A lost answer is looked for three times before it counts as never given.
                Ok(Observed::Absent) if patience > 0 => {
                    patience -= 1;
                    continue;
                }
                Ok(Observed::Absent | Observed::Begun) => {}
                Ok(Observed::Running { .. }) => continue,
                Ok(Observed::Ended { message }) => return Err(message),
                Ok(Observed::Foreign { what }) => return Err(format!("foreign: {what}")),
                Ok(Observed::Unknowable) => return Err("a person is asked".to_owned()),
                Err(error) => return Err(error.message),
            }
            match self.apply() {
                Ok(Applied::Done(done)) => return Ok(done),
                Ok(Applied::Running { .. }) => {}
                Ok(other) => panic!("{other:?}"),
                Err(error) => match error.kind {
                    ErrorKind::Final => return Err(error.message),
                    ErrorKind::Retry { .. } => {}
                    ErrorKind::Unknown => patience = 3,
                },
            }
        }
        Err("it never ends".to_owned())
    }
}

/// The input of each action, as a blueprint would give it.
pub fn inputs() -> Vec<(&'static str, Value)> {
    let cart = "github.com?owner=acme&repo=cart";
    vec![
        (
            "publish:github",
            json!({
                "repoUrl": "github.com?owner=acme&repo=basket", "description": "Holds what is bought", "topics": ["shop"],
                "access": "acme/shop", "collaborators": [{"user": "ben", "access": "push"}],
                "requiredStatusCheckContexts": ["build"], "requireCodeOwnerReviews": true,
                "repoVariables": {"REGION": "eu"}, "secrets": {"TOKEN": reference("token")}, "hasWiki": false,
                "deleteBranchOnMerge": true, "homepage": "https://acme.io", "allowUpdateBranch": true,
                "customProperties": {"tier": "1"},
            }),
        ),
        (
            "publish:github:pull-request",
            json!({
                "repoUrl": cart, "title": "A pipeline", "description": "As everywhere", "targetPath": "ci",
                "reviewers": ["ben"], "teamReviewers": ["shop"], "assignees": ["ana"],
            }),
        ),
        (
            "github:actions:dispatch",
            json!({"repoUrl": cart, "workflowId": "deploy.yaml", "workflowInputs": {"environment": "staging"}}),
        ),
        (
            "github:environment:create",
            json!({
                "repoUrl": cart, "name": "production", "waitTimer": 5, "reviewers": ["user:ana", "group:shop"],
                "customBranchPolicyNames": ["main", "release/*"], "environmentVariables": {"ZONE": "a"},
                "secrets": {"TOKEN": reference("token")}, "preventSelfReview": true,
            }),
        ),
        (
            "github:branch-protection:create",
            json!({"repoUrl": cart, "requiredApprovingReviewCount": 2, "restrictions": {"users": ["ana"], "teams": ["shop"]}}),
        ),
        (
            "github:repo:access",
            json!({"repoUrl": cart, "user": "ben", "permission": "write"}),
        ),
        (
            "github:issues:create",
            json!({"repoUrl": cart, "title": "Who pays?", "body": "Ask.", "labels": ["cost"], "assignees": ["ana"]}),
        ),
        (
            "github:repo:secrets",
            json!({"repoUrl": cart, "secrets": {"TOKEN": reference("token")}, "variables": {"REGION": "eu"}}),
        ),
        ("github:repo:archive", json!({"repoUrl": cart})),
    ]
}

impl Step<'_> {
    pub fn undo_is_refused(&self) -> bool {
        self.with(|action, call| action.undo(call, &Value::Null, &mut Lines::default()))
            .is_err()
    }
}
