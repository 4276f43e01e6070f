//! A sandbox of Jira, whose every question and answer is written down, and steps that are driven as the engine drives them:
//! look, do once, look again.

use std::path::Path;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::model::blueprint::tree::Tree;
use muster::model::catalog::Catalog;
use muster::model::secret::Secret;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::sandbox::jira::{Jira, Seeds};
use muster::providers::sandbox::{Fault, PlannedFault, Sandbox};
use muster::providers::{Actions, all};
use muster::remote::{Method, Request, Response, SendError, Transport};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

const ADDRESS: &str = "https://acme.atlassian.net";

/// One question and what came of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    pub request: Request,
    pub answer: Result<Response, SendError>,
}

pub struct Stage {
    folder: TempDir,
    pub sandbox: Arc<Sandbox<Jira>>,
    seen: Arc<Mutex<Vec<Exchange>>>,
    actions: Actions,
    now: Timestamp,
    version: u8,
}

struct Recorder {
    inner: Arc<Sandbox<Jira>>,
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
        Arc::default()
    }

    fn workspace(&self) -> &Path {
        self.folder.path()
    }

    fn repositories(&self) -> &Path {
        self.folder.path()
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Err(ActionError::new(ErrorKind::Final, format!("no {host}")))
    }

    fn jira(&self) -> Result<Arc<dyn Transport>, ActionError> {
        Ok(Arc::new(Recorder {
            inner: Arc::clone(&self.sandbox),
            seen: Arc::clone(&self.seen),
        }))
    }

    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Ok(())
    }

    fn is_sandbox(&self, host: &str) -> bool {
        host == "jira"
    }

    fn secret(&self, _: &str) -> Option<Secret> {
        None
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
}

impl Stage {
    pub fn cloud() -> Self {
        Self::of(|jira| jira, 3)
    }

    pub fn server() -> Self {
        Self::of(Jira::as_server, 2)
    }

    pub fn of(change: impl FnOnce(Jira) -> Jira, version: u8) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let seeds = Seeds {
            projects: ["OPS".to_owned(), "SHOP".to_owned()].into(),
            ..Seeds::default()
        };
        let service = change(Jira::new(ADDRESS, seeds));
        Self {
            sandbox: Arc::new(Sandbox::new(folder.path().join("jira"), ADDRESS, service)),
            folder,
            seen: Arc::default(),
            actions: all(),
            now: Timestamp::now(),
            version,
        }
    }

    pub fn step(&self, id: &str, name: &str, input: Value) -> Step<'_> {
        let digest = Sha256::digest(name.as_bytes());
        Step {
            stage: self,
            action: self.actions.get(id).unwrap_or_else(|| panic!("no action {id}")),
            input,
            op_key: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }

    /// An issue that was there before: in progress, and its key.
    pub fn older_issue(&self) -> String {
        let fields =
            json!({"project": {"key": "OPS"}, "issuetype": {"name": "Task"}, "summary": "Who pays?"});
        let made = self.tell(Method::POST, "/issue", Some(json!({"fields": fields})));
        let key = made["key"].as_str().unwrap().to_owned();
        let body = json!({"transition": {"id": "11"}});
        self.tell(Method::POST, &format!("/issue/{key}/transitions"), Some(body));
        key
    }

    pub fn fail(&self, write: u32, fault: Fault) {
        let fault = PlannedFault {
            write,
            path: None,
            fault,
        };
        self.sandbox.fail(fault).unwrap();
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

    /// Asks the sandbox itself, unrecorded.
    pub fn ask(&self, path: &str) -> Value {
        self.tell(Method::GET, path, None)
    }

    pub fn tell(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let path = format!("/rest/api/{}{path}", self.version);
        let response = self.sandbox.send(&Request::write(method, path, body)).unwrap();
        serde_json::from_slice(&response.body).unwrap_or_default()
    }

    /// All issues and how many comments each has.
    pub fn issues(&self) -> Vec<(String, String, usize)> {
        let mut found = vec![];
        for project in ["OPS", "SHOP"] {
            for number in 1..20 {
                let issue = self.ask(&format!("/issue/{project}-{number}"));
                if let Some(key) = issue["key"].as_str() {
                    let status = issue["fields"]["status"]["name"].as_str().unwrap();
                    let comments = issue["fields"]["comment"]["total"].as_u64().unwrap();
                    found.push((key.to_owned(), status.to_owned(), comments as usize));
                }
            }
        }
        found
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
            tree: &Arc::new(Tree::default()),
            folder: None,
            scope: &json!({}),
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

    pub fn undo(&self, output: &Value) -> Result<Vec<String>, ActionError> {
        let mut lines = Lines::default();
        self.with(|action, call| action.undo(call, output, &mut lines))?;
        Ok(lines.0)
    }

    /// Drives the step to its end as the engine does, with patience where an answer was lost.
    pub fn drive(&self) -> Result<Done, String> {
        let mut patience = 0;
        for _ in 0..40 {
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
                Ok(other) => return Err(format!("{other:?}")),
                Err(error) => return Err(error.message),
            }
            match self.apply() {
                Ok(Applied::Done(done)) => return Ok(done),
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

/// The input of each action, as a blueprint would give it; the issue `OPS-1` is there before.
pub fn inputs() -> Vec<(&'static str, Value)> {
    vec![
        (
            "jira:issue:create",
            json!({
                "project": "OPS", "issueType": "Incident", "summary": "The cart is down", "description": "Since noon.\n\nAll of it.",
                "labels": ["shop"], "priority": "High", "assignee": "5b10a2844c20165700ede21g", "components": ["cart"],
                "dueDate": "2027-01-31", "fields": {"Severity": "High"}, "onUndo": "delete",
            }),
        ),
        (
            "jira:issue:transition",
            json!({"issue": "OPS-1", "to": "Done", "resolution": "Done"}),
        ),
        (
            "jira:issue:comment",
            json!({"issue": "OPS-1", "body": "It is the database.\n\nAgain.", "internal": true}),
        ),
    ]
}
