//! A company on disk, and a cluster that says what it is told to.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use muster::config::{FoundBy, Workspace};
use muster::engine::CatalogReader;
use muster::engine::discovery::{
    Claims, Declaration, Declarations, Looked, Looking, Surveys, Watcher, places, view,
};
use muster::engine::run::Asking;
use muster::model::catalog::Catalog;
use muster::model::discovery::{Claim, ClaimBy, Claimed, Discovery};
use muster::model::journal::{Event, Filter};
use muster::remote::kafka::{About, Change, Cluster, Group, KafkaError, Rule, RuleFilter, Settings, Topic};
use muster::sources::discovery::Surveyor;
use muster::sources::discovery::kafka::KafkaSurveyor;
use muster::store::Journal;
use tempfile::TempDir;

const SETTINGS: &str = "
[catalog]
locations = [\"catalog\"]

[kafka.clusters.main]
bootstrap = [\"kafka.example.com:9092\"]
";

const PEOPLE: &str = "
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop, annotations: {muster/lead: ana}}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
";

const CART: &str = "# The cart.
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: cart
spec:
  type: service
  lifecycle: production
  owner: shop # for now
";

#[derive(Default)]
pub struct FakeCluster {
    pub topics: Mutex<Vec<String>>,
    pub groups: Mutex<Vec<(String, Vec<String>)>>,
    pub is_down: Mutex<bool>,
}

impl FakeCluster {
    pub fn with(topics: &[&str], groups: &[(&str, &[&str])]) -> Arc<Self> {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let groups = groups
            .iter()
            .map(|(group, topics)| ((*group).to_owned(), owned(topics)));
        Arc::new(Self {
            topics: Mutex::new(owned(topics)),
            groups: Mutex::new(groups.collect()),
            is_down: Mutex::default(),
        })
    }
}

impl Cluster for FakeCluster {
    fn name(&self) -> &str {
        "main"
    }

    fn address(&self) -> &str {
        "kafka.example.com:9092"
    }

    fn about(&self) -> Result<About, KafkaError> {
        Ok(About::default())
    }

    fn topics(&self, _: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        if *self.is_down.lock().unwrap() {
            return Err(KafkaError::Down {
                address: self.address().to_owned(),
                cause: "connection refused".to_owned(),
            });
        }
        let topic = |name: &String| Topic {
            name: name.clone(),
            partitions: 3,
            replication: 1,
            internal: false,
        };
        Ok(self.topics.lock().unwrap().iter().map(topic).collect())
    }

    fn settings(&self, _: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        Ok(BTreeMap::new())
    }

    fn rules(&self, _: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        Ok(vec![])
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        let group = |(name, topics): &(String, Vec<String>)| Group {
            name: name.clone(),
            state: "Stable".to_owned(),
            members: 1,
            topics: topics.clone(),
            ..Group::default()
        };
        Ok(self.groups.lock().unwrap().iter().map(group).collect())
    }

    fn change(&self, _: &Change) -> Result<(), KafkaError> {
        unreachable!("discovery changes no cluster")
    }

    fn check(&self, _: &Change) -> Result<(), KafkaError> {
        unreachable!("discovery changes no cluster")
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
    folder: TempDir,
    pub workspace: Workspace,
    pub journal: Journal,
    pub surveys: Surveys,
}

impl Stage {
    pub fn new() -> Self {
        Self::with_settings(SETTINGS)
    }

    pub fn with_settings(settings: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("work");
        fs::create_dir_all(root.join("catalog")).unwrap();
        fs::write(root.join("muster.toml"), settings).unwrap();
        fs::write(root.join("catalog/people.yaml"), PEOPLE).unwrap();
        fs::write(root.join("catalog/cart.yaml"), CART).unwrap();
        let data = folder.path().join("data");
        Self {
            workspace: Workspace::open(&root, FoundBy::Program).unwrap(),
            journal: Journal::open(&data.join("journal.db"), &data).unwrap(),
            surveys: Surveys::new(&data),
            folder,
        }
    }

    pub fn root(&self) -> &Path {
        &self.workspace.root
    }

    /// The whole temporary folder, of which the workspace is a part.
    pub fn outside(&self) -> &Path {
        self.folder.path()
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn catalog(&self) -> Arc<Catalog> {
        CatalogReader::new(self.workspace.scope(), None).current().catalog
    }

    pub fn look(&self, cluster: &Arc<FakeCluster>) -> Looked {
        self.look_with(&mut KafkaSurveyor::new(cluster.clone()))
    }

    pub fn look_with(&self, surveyor: &mut dyn Surveyor) -> Looked {
        let looking = Looking {
            surveys: &self.surveys,
            journal: Some(&self.journal),
            actor: "user:default/ana",
        };
        looking.look(surveyor, &mut Quiet)
    }

    pub fn view(&self) -> Discovery {
        view(&self.catalog(), &places(&self.workspace), &self.surveys)
    }

    pub fn unregistered(&self) -> Vec<String> {
        let found = self.view().unregistered.into_iter();
        found.map(|found| found.sighting.id).collect()
    }

    pub fn claim(&self, claims: &[Claim]) -> Vec<Claimed> {
        let (catalog, discovery) = (self.catalog(), self.view());
        let claiming = Claims {
            workspace: &self.workspace,
            catalog: &catalog,
            discovery: &discovery,
            actor: "user:default/ana",
        };
        claiming.claim(claims, &self.journal, None).unwrap()
    }

    pub fn declare(&self, edges: &[(&str, &str)]) -> Vec<Result<String, String>> {
        self.declare_as("user:default/ana", None, edges)
    }

    pub fn declare_as(
        &self,
        actor: &str,
        asking: Option<&Asking>,
        edges: &[(&str, &str)],
    ) -> Vec<Result<String, String>> {
        let edges: Vec<Declaration> = edges
            .iter()
            .map(|(from, to)| ((*from).into(), (*to).into()))
            .collect();
        let declarations = Declarations {
            workspace: &self.workspace,
            catalog: &self.catalog(),
            actor,
            asking,
        };
        declarations.declare(&edges, &self.journal).unwrap()
    }

    pub fn events(&self, type_: &str) -> Vec<Event> {
        let filter = Filter {
            type_prefix: Some(type_.to_owned()),
            ..Filter::default()
        };
        self.journal.events(&filter).unwrap()
    }

    /// Everything below the temporary folder but muster's own data.
    pub fn files(&self) -> Vec<PathBuf> {
        fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => walk(&path, files),
                    false => files.push(path),
                }
            }
        }
        let mut files = Vec::new();
        walk(self.outside(), &mut files);
        files.retain(|file| !file.starts_with(self.outside().join("data")));
        files.sort();
        files
    }
}

/// A claim by file, answered for by ana.
pub fn claim(id: &str) -> Claim {
    Claim {
        id: id.to_owned(),
        entity_ref: None,
        owner: Some("group:default/shop".to_owned()),
        accountable: "user:default/ana".to_owned(),
        by: ClaimBy::File,
    }
}
