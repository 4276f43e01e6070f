//! A world in temporary folders, and a bench that puts actions through their paces.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use muster::model::blueprint::tree::{Tree, TreeFile};
use muster::model::catalog::Catalog;
use muster::model::secret::Secret;
use muster::providers::action::{
    Action, ActionError, Applied, Call, Done, ErrorKind, Log, Observed, Planned, World,
};
use muster::providers::{catalog, files, git, kafka, people};
use muster::remote::kafka::Cluster;
use muster::remote::{Request, Response, SendError, Transport};
use muster::sources::files::{self as reader, Scope};
use serde_json::{Value, json};
use tempfile::TempDir;

pub const OP: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A workspace, a folder for repositories, a blueprint's folder, and the run's files.
pub struct Bench {
    folder: TempDir,
    pub tree: Arc<Tree>,
    pub op_key: String,
    pub requester: String,
    github: Option<Arc<Answers>>,
    kafka: Option<Arc<dyn Cluster>>,
}

/// What a GitHub answers, by path.
pub type Answers = Vec<(&'static str, Value)>;

struct Canned(Arc<Answers>);

impl Transport for Canned {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        let found = self.0.iter().find(|(path, _)| *path == request.path);
        let (status, body) = found.map_or((404, json!({})), |(_, body)| (200, body.clone()));
        Ok(Response {
            status,
            body: body.to_string().into_bytes(),
            ..Response::default()
        })
    }

    fn address(&self) -> &str {
        "https://api.github.com"
    }
}

struct Outside<'b> {
    workspace: PathBuf,
    repositories: PathBuf,
    catalog: Arc<Catalog>,
    bench: &'b Bench,
}

impl World for Outside<'_> {
    fn catalog(&self) -> Arc<Catalog> {
        self.catalog.clone()
    }

    fn workspace(&self) -> &Path {
        &self.workspace
    }

    fn repositories(&self) -> &Path {
        &self.repositories
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        match &self.bench.github {
            Some(answers) if host == "github.com" => Ok(Arc::new(Canned(answers.clone()))),
            _ => Err(ActionError::new(ErrorKind::Final, format!("no way to {host}"))),
        }
    }

    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        match &self.bench.kafka {
            Some(kafka) if cluster.is_none_or(|name| name == kafka.name()) => Ok(Arc::clone(kafka)),
            _ => Err(ActionError::new(ErrorKind::Final, "there is no such cluster")),
        }
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

/// What an action logged.
#[derive(Default)]
pub struct Lines(pub Mutex<Vec<String>>);

impl Log for &Lines {
    fn line(&mut self, text: &str) {
        self.0.lock().expect("no panic before").push(text.to_owned());
    }
}

pub fn action(id: &str) -> Box<dyn Action> {
    let all = [
        files::actions(),
        git::actions(),
        catalog::actions(),
        kafka::actions(),
        people::actions(),
    ];
    let found = all.into_iter().flatten().find(|action| action.spec().id == id);
    found.unwrap_or_else(|| panic!("no action {id}"))
}

impl Bench {
    /// With an example catalog, and a blueprint whose folder holds these files.
    pub fn new(skeleton: &[(&str, &str)]) -> Self {
        let bench = Self {
            folder: tempfile::tempdir().expect("a folder"),
            tree: Arc::new(Tree::default()),
            op_key: OP.to_owned(),
            requester: "user:default/ana".to_owned(),
            github: None,
            kafka: None,
        };
        std::fs::create_dir_all(bench.path("blueprint")).expect("a folder");
        bench.write("workspace/catalog/org.yaml", include_str!("org.yaml"));
        for (path, text) in skeleton {
            bench.write(&format!("blueprint/{path}"), text);
        }
        bench
    }

    pub fn github(mut self, answers: Answers) -> Self {
        self.github = Some(Arc::new(answers));
        self
    }

    pub fn kafka(mut self, cluster: Arc<dyn Cluster>) -> Self {
        self.kafka = Some(cluster);
        self
    }

    /// The same bench for another step.
    pub fn step(mut self, letter: &str) -> Self {
        self.op_key = letter.repeat(64);
        self
    }

    pub fn files(mut self, files: &[(&str, &str)]) -> Self {
        let mut tree = Tree::default();
        for (path, text) in files {
            tree.insert(path, TreeFile::text(text))
                .expect("a path that is fine");
        }
        self.tree = Arc::new(tree);
        self
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(self.path(path)).ok()
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        let reading = reader::read(&Scope::folder(&self.path("workspace")), None);
        reading.snapshot.expect("a first reading").catalog
    }

    fn with<T>(&self, input: &Value, then: impl FnOnce(&Call<'_>) -> T) -> T {
        let outside = Outside {
            workspace: self.path("workspace"),
            repositories: self.path("repositories"),
            catalog: self.catalog(),
            bench: self,
        };
        let scope = json!({ "user": { "ref": self.requester }, "context": {}, "secrets": { "token": "no" } });
        let asked: Timestamp = "2026-11-22T10:00:00Z".parse().expect("a moment");
        then(&Call {
            input,
            op_key: &self.op_key,
            run: "abcdefghij",
            step: "step",
            blueprint: "template:default/test",
            requester: &self.requester,
            asked,
            now: asked,
            tree: &self.tree,
            folder: Some(&self.path("blueprint")),
            scope: &scope,
            world: &outside,
            cancelled: &|| false,
        })
    }

    pub fn plan(&self, id: &str, input: Value) -> Result<Planned, ActionError> {
        self.with(&input, |call| action(id).plan(call))
    }

    pub fn observe(&self, id: &str, input: Value) -> Result<Observed, ActionError> {
        self.with(&input, |call| action(id).observe(call))
    }

    pub fn apply(&self, id: &str, input: Value) -> Result<Applied, ActionError> {
        let lines = Lines::default();
        self.with(&input, |call| action(id).apply(call, &mut &lines))
    }

    pub fn logged(&self, id: &str, input: Value) -> Vec<String> {
        let lines = Lines::default();
        self.with(&input, |call| action(id).apply(call, &mut &lines))
            .expect("it works");
        lines.0.into_inner().expect("no panic before")
    }

    pub fn undo(&self, id: &str, input: Value, output: &Value) -> Result<(), ActionError> {
        let lines = Lines::default();
        self.with(&input, |call| action(id).undo(call, output, &mut &lines))
    }

    /// Applies it and takes its files over; its output.
    pub fn done(&mut self, id: &str, input: Value) -> Value {
        match self.apply(id, input) {
            Ok(Applied::Done(Done { output, tree, .. })) => {
                if let Some(tree) = tree {
                    self.tree = tree;
                }
                output
            }
            other => panic!("{id}: {other:?}"),
        }
    }

    /// Why planning and applying are refused: both the same.
    pub fn refusal(&self, id: &str, input: Value) -> String {
        let planned = self.plan(id, input.clone()).expect_err("a refusal").message;
        let applied = self.apply(id, input).expect_err("a refusal").message;
        assert_eq!(planned, applied);
        applied
    }

    pub fn paths(&self) -> Vec<&str> {
        self.tree.iter().map(|(path, _)| path).collect()
    }

    pub fn text(&self, path: &str) -> &str {
        self.tree
            .get(path)
            .and_then(|file| file.as_text())
            .unwrap_or_else(|| panic!("no {path}"))
    }
}
