//! What a run would bring into being, told before any system is asked, and what the vision says of it at which answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::date;
use muster::engine::run::{Folders, Library, Runs, Source};
use muster::model::blueprint::read;
use muster::model::catalog::{Catalog, Node};
use muster::model::run::{AnswerFinding, Order, OrderedWaiver};
use muster::model::secret::Secret;
use muster::model::vision::Judged;
use muster::providers;
use muster::providers::action::{ActionError, ErrorKind, World};
use muster::remote::Transport;
use muster::sources::files::document_of;
use muster::sources::vision;
use serde_json::{Value, json};

use crate::stage::ANA;
use crate::workspace::Workspace;

const COMPANY: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: shop}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ana}
spec: {memberOf: [shop]}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: cart}
spec: {type: service, lifecycle: production, owner: shop}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: till}
spec:
  type: service
  lifecycle: production
  owner: shop
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders}
spec: {type: kafka-topic, owner: shop}
";

const VISION: &str = "\
principles:
  - {id: events-first, title: Services meet through events, reason: A team can be down without taking others with it}
radar:
  quadrants: [data]
  technologies:
    - id: mongodb
      title: MongoDB
      quadrant: data
      ring: hold
      reason: We keep events, not documents
      principles: [events-first]
      instead: [postgresql]
    - {id: postgresql, title: PostgreSQL, quadrant: data, ring: adopt}
naming:
  - {kind: Resource, type: kafka-topic, pattern: '^[a-z]+[.][a-z]+[.]v[0-9]+$', reason: Names sort by domain, new: blocking}
rules:
  - id: meet-through-events
    title: Services meet only through topics or APIs
    severity: warning
    new: blocking
    principles: [events-first]
    remedy: Publish an event
    for: {kind: Component}
    each: dependsOn
    require: other.kind != \"Component\"
  - id: owned-by-a-team
    title: A team owns it, not a person
    new: warning
    for: {kind: Resource}
    require: entity.spec.owner.startsWith(\"group:\")
";

struct Here(Workspace, Arc<Catalog>);

impl World for Here {
    fn catalog(&self) -> Arc<Catalog> {
        self.1.clone()
    }
    fn workspace(&self) -> &Path {
        &self.0.scope.root
    }
    fn repositories(&self) -> &Path {
        Path::new("/nowhere")
    }
    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        panic!("{host} is asked for a preview");
    }
    fn kafka(&self, _: Option<&str>) -> Result<Arc<dyn muster::remote::kafka::Cluster>, ActionError> {
        panic!("a cluster is asked for a preview");
    }
    fn pace(&self, _: &str) -> Result<(), ActionError> {
        Err(ActionError::new(ErrorKind::Final, "nothing is written"))
    }
    fn is_sandbox(&self, _: &str) -> bool {
        false
    }
    fn secret(&self, _: &str) -> Option<Secret> {
        None
    }
}

/// Blueprints by their refs.
struct Shelf(BTreeMap<String, Source>);

impl Library for Shelf {
    fn open(&self, entity_ref: &str) -> Option<Source> {
        self.0.get(entity_ref).cloned()
    }
    fn refs(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

fn source(text: &str, folder: PathBuf) -> (String, Source) {
    let node = document_of(text).expect("a document");
    let name = node
        .at_path(&["metadata", "name"])
        .and_then(Node::text)
        .unwrap()
        .to_owned();
    let entity_ref = format!("template:default/{name}");
    let document = read(&node, &entity_ref).document;
    let folder = Some(folder);
    (entity_ref, Source { document, folder })
}

/// The blueprints that muster brings along, and one more.
fn runs(own: &[(&str, &str)]) -> Runs {
    let workspace = Workspace::new(&[("catalog/all.yaml", COMPANY), ("vision.yaml", VISION)]);
    for (path, text) in own {
        workspace.write(&format!("blueprints/own/{path}"), text);
    }
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/blueprints");
    let mut shelf = BTreeMap::new();
    for folder in std::fs::read_dir(shipped).unwrap() {
        let folder = folder.unwrap().path();
        let text = std::fs::read_to_string(folder.join("template.yaml")).unwrap();
        shelf.extend([source(&text, folder)]);
    }
    if let Some((_, text)) = own.iter().find(|(path, _)| *path == "template.yaml") {
        shelf.extend([source(text, workspace.path("blueprints/own"))]);
    }
    let catalog = workspace.read().catalog;
    let vision = Arc::new(vision::load(&workspace.scope.root));
    let wrong = vision.complaints.iter().find(|complaint| complaint.is_error);
    assert_eq!(wrong, None);
    let judged = Judged::new(vision, catalog.clone(), Vec::new(), date(2026, 5, 4), None);
    let folders = Folders {
        runs: workspace.path("runs"),
        lock: workspace.path("lock"),
    };
    let (world, shelf) = (Arc::new(Here(workspace, catalog)), Arc::new(Shelf(shelf)));
    Runs::new(None, Arc::new(providers::all()), world, shelf, folders, ANA).held_to(Arc::new(judged))
}

fn order(blueprint: &str, values: Value) -> Order {
    Order {
        blueprint: format!("template:default/{blueprint}"),
        values,
        ..Order::default()
    }
}

/// Each entity as `kind name type owner`.
fn told(documents: &[Node]) -> Vec<String> {
    let line = |document: &Node| {
        let text = |path: &[&str]| {
            document
                .at_path(path)
                .and_then(Node::text)
                .unwrap_or("-")
                .to_owned()
        };
        [
            text(&["kind"]),
            text(&["metadata", "name"]),
            text(&["spec", "type"]),
            text(&["spec", "owner"]),
        ]
        .join(" ")
    };
    documents.iter().map(line).collect()
}

fn topic(name: &str) -> Value {
    json!({
        "name": name, "description": "What was ordered", "owner": "group:default/shop",
        "accountable": ANA, "classification": "internal", "partitions": 6, "policy": "delete",
        "retention": "604800000",
    })
}

#[test]
fn shipped_blueprints_tell_what_they_would_make() {
    let runs = runs(&[]);
    let repository = |host: &str| {
        json!({
            "repoUrl": format!("{host}?owner=acme&repo=basket"), "description": "What is in it",
            "owner": "group:default/shop", "accountable": ANA,
        })
    };
    let mut service = repository("github.com");
    service["publishes"] = json!(["basket.filled.v1"]);
    service["consumes"] = json!(["resource:default/orders"]);
    let mut connection = json!({
        "which": "existing", "topic": "resource:default/orders", "writer": "component:default/till",
        "reader": "component:default/cart", "reason": "They belong together",
    });
    for (blueprint, values, wanted) in [
        (
            "kafka-topic",
            topic("checkout.order.v1"),
            vec!["Resource checkout.order.v1 kafka-topic group:default/shop"],
        ),
        // Nothing is known of what has no name yet.
        ("kafka-topic", json!({"owner": "group:default/shop"}), vec![]),
        ("kafka-topic", json!({}), vec![]),
        (
            "repository",
            repository("github.com"),
            vec!["Resource basket git-repository group:default/shop"],
        ),
        (
            "repository",
            repository("local"),
            vec!["Resource basket git-repository group:default/shop"],
        ),
        (
            "event-driven-service",
            service,
            vec![
                "Component basket service group:default/shop",
                "Resource basket.filled.v1 kafka-topic group:default/shop",
            ],
        ),
        (
            "topic-connection",
            connection.clone(),
            vec!["Component till service shop", "Resource orders kafka-topic shop"],
        ),
        (
            "decommission",
            json!({"entity": "component:default/cart"}),
            vec![],
        ),
    ] {
        let documents = runs.preview(&order(blueprint, values.clone())).unwrap();
        // Only what is written line by line can be changed line by line.
        let told: Vec<String> = told(&documents)
            .into_iter()
            .filter(|line| blueprint != "topic-connection" || !line.starts_with("Component cart"))
            .collect();
        match blueprint {
            "topic-connection" => assert!(
                told.iter().all(|line| wanted.contains(&line.as_str())),
                "{told:?}"
            ),
            _ => assert_eq!(told, wanted, "{blueprint} {values}"),
        }
    }
    connection["which"] = json!("new");
    connection["name"] = json!("till.paid.v1");
    let documents = runs.preview(&order("topic-connection", connection)).unwrap();
    assert!(
        told(&documents)
            .iter()
            .any(|line| line.starts_with("Resource till.paid.v1")),
        "{:?}",
        told(&documents)
    );
}

#[test]
fn what_only_a_system_knows_is_there_and_says_nothing() {
    let documents = runs(&[])
        .preview(&order("kafka-topic", topic("checkout.order.v1")))
        .unwrap();
    let annotations = documents[0].at_path(&["metadata", "annotations"]).unwrap();
    let id = annotations.get("muster/external-id").and_then(Node::text);
    assert_eq!(id, Some("…"));
    assert_eq!(
        annotations.get("muster/accountable").and_then(Node::text),
        Some(ANA)
    );
}

const OWN: &str = "\
apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: own}
spec:
  parameters:
    - properties:
        name: {type: string}
        store: {type: string, enum: [mongodb, postgresql]}
        uses: {type: string}
        parts: {type: array, items: {type: string}}
  steps:
    - id: look
      action: http:request
      input: {method: GET, path: https://example.com/}
    - id: remote
      action: fetch:template
      input: {url: https://github.com/acme/templates/tree/main/service}
    - action: fetch:template
      input:
        url: ./skeleton
        values: {name: '${{ parameters.name }}', store: '${{ parameters.store }}', uses: '${{ parameters.uses }}'}
    - action: fs:rename
      input: {files: [{from: entity.yaml, to: catalog-info.yaml}]}
    - id: parts
      each: ${{ parameters.parts or [] }}
      action: catalog:write
      input:
        filePath: parts/${{ each.value }}.yaml
        entity:
          apiVersion: backstage.io/v1alpha1
          kind: Resource
          metadata: {name: '${{ each.value }}', annotations: {seen: '${{ steps.look.output.status }}'}}
          spec: {type: part, owner: 'user:default/ana', system: '${{ steps.look.output.body }}'}
    - if: ${{ steps.look.output.status == 200 }}
      action: fs:delete
      input: {files: [catalog-info.yaml]}
";
const SKELETON: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: ${{ values.name }}
  tags: ['${{ values.store }}']
spec:
  type: service
  owner: group:default/shop
  dependsOn: ['${{ values.uses }}']
---
kind: Deployment
apiVersion: apps/v1
metadata: {name: not-an-entity}
";

fn own() -> Runs {
    runs(&[("template.yaml", OWN), ("skeleton/entity.yaml", SKELETON)])
}

fn values() -> Value {
    json!({"name": "basket", "store": "mongodb", "uses": "component:default/cart", "parts": ["handle"]})
}

#[test]
fn steps_on_files_are_done_in_memory_and_others_are_skipped() {
    let documents = own().preview(&order("own", values())).unwrap();
    assert_eq!(
        told(&documents),
        [
            "Component basket service group:default/shop",
            "Resource handle part user:default/ana"
        ]
    );
    let part = &documents[1];
    assert_eq!(
        part.at_path(&["spec", "system"]),
        None,
        "what nobody knows is not said"
    );
    assert!(part.at_path(&["metadata", "annotations", "seen"]).is_some());
}

fn at<'f>(findings: &'f [AnswerFinding], rule: &str) -> &'f AnswerFinding {
    let is_it = |found: &&AnswerFinding| {
        found
            .finding
            .shortfall
            .as_ref()
            .is_some_and(|one| one.rule == rule)
    };
    findings
        .iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("{rule}: {findings:#?}"))
}

#[test]
fn a_finding_stands_at_the_answer_that_it_comes_from() {
    let runs = own();
    let found = runs.check(&order("own", values())).unwrap();
    let held = at(&found, "radar-mongodb");
    assert_eq!(held.pointer.as_deref(), Some("/store"));
    assert!(held.finding.blocking, "{held:?}");
    assert!(
        held.finding.message.contains("MongoDB"),
        "{}",
        held.finding.message
    );
    let edge = at(&found, "meet-through-events");
    assert_eq!(edge.pointer.as_deref(), Some("/uses"));
    let shortfall = edge.finding.shortfall.as_ref().unwrap();
    assert_eq!(shortfall.principles, ["Services meet through events"]);
    assert_eq!(edge.finding.hint.as_deref(), Some("Publish an event"));
    let team = at(&found, "owned-by-a-team");
    assert!(!team.finding.blocking && team.finding.shortfall.as_ref().unwrap().waivable);

    let found = runs.check(&order("kafka-topic", topic("Orders"))).unwrap();
    assert_eq!(
        at(&found, "naming-resource-kafka-topic").pointer.as_deref(),
        Some("/name")
    );
    assert!(at(&found, "naming-resource-kafka-topic").finding.blocking);
    assert!(
        runs.check(&order("kafka-topic", topic("shop.order.v1")))
            .unwrap()
            .is_empty()
    );
    assert!(runs.check(&order("own", json!({}))).unwrap().is_empty());
}

#[test]
fn a_warning_is_excepted_with_a_reason_and_what_blocks_is_not() {
    let waiver = |rule: &str| OrderedWaiver {
        rule: rule.to_owned(),
        entity: None,
        reason: "Until the team is founded".to_owned(),
    };
    let order = Order {
        waivers: vec![waiver("owned-by-a-team"), waiver("radar-mongodb")],
        ..order("own", values())
    };
    let found = own().check(&order).unwrap();
    let waived = |rule: &str| {
        at(&found, rule)
            .finding
            .shortfall
            .as_ref()
            .unwrap()
            .waived
            .clone()
    };
    assert_eq!(
        waived("owned-by-a-team").as_deref(),
        Some("Until the team is founded")
    );
    assert_eq!(waived("radar-mongodb"), None);
    assert!(at(&found, "radar-mongodb").finding.blocking);
}
