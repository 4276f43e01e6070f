//! A world that reaches one host, under its rules, and steps that are driven as the engine drives them.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::model::blueprint::tree::Tree;
use muster::model::catalog::Catalog;
use muster::model::secret::Secret;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::{Actions, all};
use muster::remote::web::{Names, Site};
use muster::remote::{HeaderName, Transport};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::Server;

pub const TOKEN: &str = "t0ken-canary-1";
pub const SECRET: &str = "hunter2/canary&2";

/// What names stand for: one answer after the other, the last one for ever.
pub struct Told {
    answers: Mutex<Vec<Vec<SocketAddr>>>,
    pub asked: AtomicUsize,
}

impl Told {
    pub fn new(answers: Vec<Vec<SocketAddr>>) -> Arc<Self> {
        Arc::new(Self {
            answers: Mutex::new(answers),
            asked: AtomicUsize::new(0),
        })
    }
}

impl Names for Told {
    fn addresses(&self, _: &str, _: u16) -> io::Result<Vec<SocketAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        match answers.len() {
            1 => Ok(answers[0].clone()),
            _ => Ok(answers.remove(0)),
        }
    }
}

pub struct Stage {
    folder: TempDir,
    pub site: Site,
    actions: Actions,
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

    fn web(&self, host: &str) -> Result<Site, ActionError> {
        match host == self.site.host {
            true => Ok(self.site.clone()),
            false => Err(ActionError::new(
                ErrorKind::Final,
                format!("{host} may not be reached from this workspace"),
            )),
        }
    }

    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Ok(())
    }

    fn is_sandbox(&self, _: &str) -> bool {
        false
    }

    fn secret(&self, name: &str) -> Option<Secret> {
        (name == "password").then(|| Secret::new(SECRET))
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

impl Stage {
    /// `api.test` is this server, which is inside, and takes a token.
    pub fn on(server: &Server) -> Self {
        Self::named(server.address.port(), Told::new(vec![vec![server.address]]))
    }

    pub fn named(port: u16, names: Arc<dyn Names>) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            site: Site {
                host: format!("api.test:{port}"),
                paths: vec![],
                methods: vec![],
                is_private: true,
                ca: None,
                credential: Some((
                    HeaderName::from_static("authorization"),
                    Secret::new(format!("Bearer {TOKEN}")),
                )),
                names,
            },
            actions: all(),
        }
    }

    pub fn step(&self, input: Value) -> Step<'_> {
        Step {
            stage: self,
            action: self.actions.get("http:request").unwrap(),
            input,
        }
    }
}

pub struct Step<'s> {
    stage: &'s Stage,
    action: &'s dyn Action,
    input: Value,
}

impl Step<'_> {
    fn with<T>(&self, run: impl FnOnce(&dyn Action, &Call<'_>) -> T) -> T {
        let now: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let call = Call {
            input: &self.input,
            op_key: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            run: "run",
            step: "step",
            blueprint: "template:default/test",
            requester: "user:default/ana",
            asked: now,
            now,
            tree: &Arc::new(Tree::default()),
            folder: None,
            scope: &json!({}),
            world: self.stage,
            cancelled: &|| false,
        };
        run(self.action, &call)
    }

    pub fn try_plan(&self) -> Result<Planned, ActionError> {
        self.with(|action, call| action.plan(call))
    }

    pub fn plan(&self) -> Planned {
        self.try_plan().unwrap()
    }

    pub fn observe(&self) -> Observed {
        self.with(|action, call| action.observe(call)).unwrap()
    }

    pub fn apply(&self) -> Result<Value, ActionError> {
        match self.with(|action, call| action.apply(call, &mut Lines::default()))? {
            Applied::Done(done) => Ok(done.output),
            other => panic!("{other:?}"),
        }
    }

    pub fn undo(&self, output: &Value) -> Result<Vec<String>, ActionError> {
        let mut lines = Lines::default();
        self.with(|action, call| action.undo(call, output, &mut lines))?;
        Ok(lines.0)
    }

    /// Drives the step to its end as the engine does, with patience where an answer was lost.
    pub fn drive(&self) -> Result<Done, String> {
        let mut patience = 0;
        for turn in 0..20 {
            match self.with(|action, call| action.observe(call)) {
                Ok(Observed::Done { output }) => {
                    return Ok(Done {
                        output,
                        ..Done::default()
                    });
                }
                Ok(Observed::Absent) if patience > 0 => {
                    patience -= 1;
                    continue;
                }
                Ok(Observed::Unknowable) if turn > 0 => return Err("a person is asked".to_owned()),
                Ok(Observed::Absent | Observed::Begun | Observed::Unknowable) => {}
                Ok(other) => return Err(format!("{other:?}")),
                Err(error) => return Err(error.message),
            }
            match self.apply() {
                Ok(output) => {
                    return Ok(Done {
                        output,
                        ..Done::default()
                    });
                }
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
