//! The crash matrix over real actions, upon sandboxes of GitHub, Jira and Kafka: the program ends at every place between two
//! writes or effects, also within an action, under every fault, and is started again. Nothing is made twice, nothing is
//! forgotten, nothing is stuck.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::sync::Arc;

use muster::config::{FoundBy, Paths, Workspace};
use muster::engine::Outside;
use muster::engine::run::{Hook, Runs, RunsError};
use muster::model::catalog::Catalog;
use muster::model::run::{Run, RunStatus};
use muster::model::secret::Secret;
use muster::providers::action::{ActionError, World};
use muster::providers::all;
use muster::providers::sandbox::{Fault, PlannedFault};
use muster::remote::kafka::{About, Change, Cluster, Group, KafkaError, Rule, RuleFilter, Settings, Topic};
use muster::remote::{Method, Request, Response, SendError, Transport};
use muster::sources::files::{self, Scope};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stage::{Stage, Stops, Time};

const SETTINGS: &str = "\
[github]
owners = [\"acme\"]
sandbox = true
[tickets.jira]
project = \"OPS\"
sandbox = true
[kafka.clusters.main]
sandbox = true
";
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
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [shop]}
";

/// The end of the program, wherever it is.
struct Killed;

/// A world in which the program can end right before and right after each write.
struct Brittle {
    outside: Outside,
    stops: Arc<Stops>,
}

struct Cut<T: ?Sized> {
    inner: Arc<T>,
    stops: Arc<Stops>,
}

impl<T: ?Sized> Cut<T> {
    fn between<A>(&self, write: impl FnOnce() -> A) -> A {
        let stop = |point| {
            if Hook::reached(&*self.stops, point, "").is_err() {
                resume_unwind(Box::new(Killed));
            }
        };
        stop("about to be sent");
        let answer = write();
        stop("sent");
        answer
    }
}

impl Transport for Cut<dyn Transport> {
    fn send(&self, request: &Request) -> Result<Response, SendError> {
        match request.method == Method::GET {
            true => self.inner.send(request),
            false => self.between(|| self.inner.send(request)),
        }
    }

    fn address(&self) -> &str {
        self.inner.address()
    }
}

impl Cluster for Cut<dyn Cluster> {
    fn name(&self) -> &str {
        self.inner.name()
    }

    fn address(&self) -> &str {
        self.inner.address()
    }

    fn about(&self) -> Result<About, KafkaError> {
        self.inner.about()
    }

    fn topics(&self, names: Option<&[String]>) -> Result<Vec<Topic>, KafkaError> {
        self.inner.topics(names)
    }

    fn settings(&self, topics: &[String]) -> Result<BTreeMap<String, Settings>, KafkaError> {
        self.inner.settings(topics)
    }

    fn rules(&self, filter: &RuleFilter) -> Result<Vec<Rule>, KafkaError> {
        self.inner.rules(filter)
    }

    fn groups(&self) -> Result<Vec<Group>, KafkaError> {
        self.inner.groups()
    }

    fn change(&self, change: &Change) -> Result<(), KafkaError> {
        self.between(|| self.inner.change(change))
    }

    fn check(&self, change: &Change) -> Result<(), KafkaError> {
        self.inner.check(change)
    }
}

impl World for Brittle {
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
        let inner: Arc<dyn Transport> = self.outside.github(host)?;
        let stops = Arc::clone(&self.stops);
        Ok(Arc::new(Cut { inner, stops }))
    }

    fn jira(&self) -> Result<Arc<dyn Transport>, ActionError> {
        let stops = Arc::clone(&self.stops);
        Ok(Arc::new(Cut {
            inner: self.outside.jira()?,
            stops,
        }))
    }

    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        let stops = Arc::clone(&self.stops);
        Ok(Arc::new(Cut {
            inner: self.outside.kafka(cluster)?,
            stops,
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

/// The steps of a blueprint, and what of a write's path names those that fail at first.
struct Story {
    steps: fn() -> Vec<Value>,
    fails: &'static [&'static str],
    /// How many of the faults are played: a story of many writes is long.
    faults: usize,
}

fn step(id: &str, action: &str, input: Value) -> Value {
    json!({"id": id, "action": action, "input": input})
}

const PUBLISH: Story = Story {
    steps: || {
        let entity = json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": "basket"},
            "spec": {"type": "service", "lifecycle": "production", "owner": "shop"}});
        vec![
            step("info", "catalog:write", json!({"entity": entity})),
            step(
                "publish",
                "publish:github",
                json!({"repoUrl": "github.com?owner=acme&repo=basket", "description": "Holds what is bought",
                    "access": "acme/shop", "protectDefaultBranch": false}),
            ),
        ]
    },
    fails: &["/orgs/acme/repos", "/topics", "/teams/"],
    // The other ones are played at each of its writes in `tests/github`.
    faults: 2,
};

const GITHUB: Story = Story {
    steps: || {
        let cart = "github.com?owner=acme&repo=cart";
        vec![
            step(
                "ask",
                "github:issues:create",
                json!({"repoUrl": cart, "title": "Who pays?"}),
            ),
            step(
                "let",
                "github:repo:access",
                json!({"repoUrl": cart, "user": "ben", "permission": "push"}),
            ),
        ]
    },
    fails: &["/issues", "/collaborators/"],
    faults: 6,
};

const JIRA: Story = Story {
    steps: || {
        let key = "${{ steps.ticket.output.key }}";
        vec![
            step(
                "ticket",
                "jira:issue:create",
                json!({"project": "OPS", "summary": "A cart"}),
            ),
            step(
                "begin",
                "jira:issue:transition",
                json!({"issue": key, "to": "In Progress"}),
            ),
            step(
                "tell",
                "jira:issue:comment",
                json!({"issue": key, "body": "It is begun."}),
            ),
        ]
    },
    fails: &["/issue", "/transitions", "/comment"],
    faults: 6,
};

const KAFKA: Story = Story {
    steps: || {
        vec![
            step(
                "topic",
                "kafka:topic:create",
                json!({"name": "orders.v1", "partitions": 3}),
            ),
            step(
                "let",
                "kafka:access:grant",
                json!({"principal": "User:cart", "topic": "${{ steps.topic.output.name }}", "role": "read", "group": "cart"}),
            ),
        ]
    },
    fails: &["CreateTopic", "AddRules"],
    faults: 6,
};

fn faults() -> [Option<Fault>; 6] {
    [
        None,
        Some(Fault::LostAfter),
        Some(Fault::LostBefore),
        Some(Fault::StatusAfter(502)),
        Some(Fault::NotSent),
        Some(Fault::RateLimit { retry_after: 3 }),
    ]
}

struct Play {
    _folder: TempDir,
    outside: Outside,
    stage: Stage,
    crashes: usize,
}

impl Play {
    fn new(story: &Story, stops: Arc<Stops>, fault: Option<Fault>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("workspace");
        std::fs::create_dir_all(root.join("catalog")).unwrap();
        std::fs::write(root.join("muster.toml"), SETTINGS).unwrap();
        std::fs::write(root.join("catalog/all.yaml"), CATALOG).unwrap();
        let workspace = Workspace::open(&root, FoundBy::Program).unwrap();
        let read = files::read(&Scope::folder(&workspace.root), None);
        let catalog = read.snapshot.unwrap().catalog;
        let outside = Outside::open(&workspace, &Paths::below(&folder.path().join("home")), catalog).unwrap();
        for path in story.fails {
            let Some(fault) = fault.clone() else { break };
            let planned = PlannedFault {
                write: 1,
                path: Some((*path).to_owned()),
                fault,
            };
            // Each hears only of its own paths.
            outside.sandbox().unwrap().fail(planned.clone()).unwrap();
            outside.jira_sandbox().unwrap().fail(planned.clone()).unwrap();
            outside.sandbox_cluster("main").unwrap().fail(planned).unwrap();
        }
        let document = json!({
            "apiVersion": "scaffolder.backstage.io/v1beta3", "kind": "Template",
            "metadata": {"name": "all", "title": "All"},
            "spec": {"parameters": [], "steps": (story.steps)()},
        });
        let world = Arc::new(Brittle {
            outside: outside.clone(),
            stops: Arc::clone(&stops),
        });
        Self {
            _folder: folder,
            outside,
            stage: Stage::new(document, all(), world, Time::new(), stops),
            crashes: 0,
        }
    }

    /// Plays to the end: after each crash the program is started anew.
    fn play(&mut self) -> Arc<Run> {
        for _ in 0..20 {
            let runs = self.stage.program();
            let life = catch_unwind(AssertUnwindSafe(|| self.live(&runs)));
            match life {
                Ok(Ok(run)) => return run,
                Ok(Err(RunsError::Halted)) => self.crashes += 1,
                Ok(Err(error)) => panic!("{error}"),
                Err(end) if end.is::<Killed>() => self.crashes += 1,
                Err(end) => resume_unwind(end),
            }
        }
        panic!("never at an end: {:#?}", self.stage.program().list());
    }

    /// One life of the program. What was asked for is in the journal, or the person asks again.
    fn live(&self, runs: &Runs) -> Result<Arc<Run>, RunsError> {
        let id = match runs.list()?.first() {
            Some(run) => run.id.clone(),
            None => {
                let order = Stage::order(json!({}));
                let plan = runs.plan(&order)?;
                let blocking: Vec<_> = plan.findings.iter().filter(|finding| finding.blocking).collect();
                assert!(blocking.is_empty(), "{blocking:?}");
                runs.start(&order, &plan.hash)?
            }
        };
        self.stage.drive(runs, &id)
    }

    /// All that there is outside, as far as the stories change it.
    fn outside_now(&self) -> Value {
        let github = self.outside.github("github.com").unwrap();
        let jira = self.outside.jira().unwrap();
        let ask = |way: &dyn Transport, path: &str| {
            let mut found = Value::Null;
            // What is new shows only at the third look.
            for _ in 0..3 {
                let response = way.send(&Request::get(path)).unwrap();
                found = serde_json::from_slice(&response.body).unwrap();
            }
            found
        };
        let texts = |found: Value, pointer: &str| -> Vec<Value> {
            let items = found.as_array().cloned().unwrap_or_default();
            items
                .iter()
                .map(|item| item.pointer(pointer).cloned().unwrap_or_default())
                .collect()
        };
        let search = ask(
            &*jira,
            "/rest/api/3/search/jql?jql=project%20%3D%20OPS&fields=*all",
        );
        let issues = search["issues"].as_array().cloned().unwrap_or_default();
        let tickets: Vec<Value> = issues
            .iter()
            .map(|issue| {
                json!([
                    issue["key"],
                    issue["fields"]["status"]["name"],
                    issue["fields"]["comment"]["total"]
                ])
            })
            .collect();
        let cluster = self.outside.kafka(None).unwrap();
        json!({
            "issues": texts(ask(&*github, "/repos/acme/cart/issues?state=all"), "/title"),
            "people": texts(ask(&*github, "/repos/acme/cart/collaborators?affiliation=direct"), "/role_name"),
            "basket": ask(&*github, "/repos/acme/basket")["description"],
            "teams": texts(ask(&*github, "/repos/acme/basket/teams"), "/slug"),
            "tickets": tickets,
            "topics": cluster.topics(None).unwrap(),
            "rules": cluster.rules(&RuleFilter::default()).unwrap(),
        })
    }

    fn check(&self, run: &Run, expected: &Value, why: &str) {
        let at = || format!("{why}: {:#?}", run.steps);
        assert_eq!(run.status, RunStatus::Succeeded, "{}", at());
        assert_eq!(&self.outside_now(), expected, "{}", at());
        for step in &run.steps {
            let output = step.output.as_ref().and_then(Value::as_object);
            assert!(
                output.is_some_and(|output| !output.is_empty()) || step.id == "info",
                "{}",
                at()
            );
        }
        let journal = self.stage.journal();
        assert_eq!(journal.runs().unwrap().len(), 1, "{why}");
        assert_eq!(journal.rebuild().unwrap().runs, 0, "{why}");
    }
}

/// Ends the program at every place, under every fault.
fn crash_everywhere(story: &Story, least: usize) {
    let mut well = Play::new(story, Stops::at(&[]), None);
    well.play();
    let expected = well.outside_now();
    let mut crashes = 0;
    for fault in faults().into_iter().take(story.faults) {
        for place in 0.. {
            let mut play = Play::new(story, Stops::at(&[place]), fault.clone());
            let run = play.play();
            play.check(&run, &expected, &format!("{fault:?} at {place}"));
            crashes += play.crashes;
            if play.stage.stops.reached() <= place {
                break;
            }
        }
    }
    assert!(crashes >= least, "{crashes} crashes were played");
}

#[test]
fn a_repository_is_published_once_wherever_the_program_ends() {
    crash_everywhere(&PUBLISH, 50);
}

#[test]
fn issues_and_access_on_github_are_given_once_wherever_the_program_ends() {
    crash_everywhere(&GITHUB, 80);
}

#[test]
fn issues_in_jira_are_made_moved_and_commented_once_wherever_the_program_ends() {
    crash_everywhere(&JIRA, 120);
}

#[test]
fn topics_and_access_in_kafka_are_made_once_wherever_the_program_ends() {
    crash_everywhere(&KAFKA, 80);
}
