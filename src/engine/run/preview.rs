//! Which entities a run would bring into being, told without asking any system and without writing: steps that only change
//! the run's files are done in memory, of the others nothing is known but what a plan has found out. Knows no rules.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::language;
use super::scope::{self, MARK, Outputs, Unknowns};
use crate::model::blueprint::expression::{Scope, holds, render};
use crate::model::blueprint::tree::Tree;
use crate::model::blueprint::{Blueprint, Step};
use crate::model::catalog::descriptor::{self, Sort};
use crate::model::catalog::{Catalog, DEFAULT_NAMESPACE, Node, Value as NodeValue};
use crate::model::run::{Change, Order, item_id};
use crate::model::secret::Secret;
use crate::providers::Actions;
use crate::providers::action::{Action, ActionError, Call, ErrorKind, Planned, World};
use crate::remote::Transport;
use crate::remote::kafka::Cluster;
use crate::sources::files::documents_of;

/// Longer files are no descriptions of entities.
const LONGEST: usize = 256 * 1024;
/// What stands for what nobody knows yet in a text that is there all the same.
const SOMETHING: &str = "…";
const NO_KEY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a plan has found out about a step.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub output: Value,
    /// The run's files after it, where it changes them.
    pub tree: Option<Arc<Tree>>,
    pub changes: Vec<Change>,
}

/// What a preview is made from.
pub(super) struct Preview<'p> {
    actions: &'p Actions,
    blueprint: &'p Blueprint,
    folder: Option<&'p Path>,
    requester: &'p str,
    world: Nowhere,
    now: Timestamp,
    base: Scope,
    outputs: Outputs,
    unknowns: Unknowns,
    tree: Arc<Tree>,
    /// Some step's files were told without a plan.
    guessed: bool,
    /// What the workspace's own files would say.
    registered: Vec<Node>,
}

impl<'p> Preview<'p> {
    pub fn new(
        actions: &'p Actions,
        order: &Order,
        blueprint: &'p Blueprint,
        folder: Option<&'p Path>,
        world: &dyn World,
        (requester, now): (&'p str, Timestamp),
    ) -> Self {
        let catalog = world.catalog();
        let mut secrets: Vec<String> = order.secrets.keys().cloned().collect();
        secrets.extend(language::secret_names(blueprint));
        let id = scope::unknown("context.task.id");
        Self {
            actions,
            blueprint,
            folder,
            requester,
            now,
            base: scope::scope(&order.values, &secrets, requester, &catalog, id),
            world: Nowhere {
                catalog,
                workspace: world.workspace().to_owned(),
            },
            outputs: Outputs::default(),
            unknowns: Unknowns::default(),
            tree: Arc::default(),
            guessed: false,
            registered: Vec::new(),
        }
    }

    /// Begins with the files that a run has already.
    pub fn with_tree(self, tree: Arc<Tree>) -> Self {
        Self { tree, ..self }
    }

    /// The documents of all entities that would come to be, or be changed; each entity once. What cannot be told is not
    /// among them.
    pub fn entities(mut self, known: &BTreeMap<String, Known>) -> Vec<Node> {
        for step in &self.blueprint.steps {
            self.step(step, known);
        }
        let mut all: BTreeMap<String, Node> = BTreeMap::new();
        let written = self.tree.iter().filter(|(path, _)| is_yaml(path));
        let written = written.filter_map(|(_, file)| file.as_text());
        let written: Vec<Node> = written.flat_map(entities_of).collect();
        for document in written.into_iter().chain(self.registered) {
            let document = without_unknowns(document);
            if let Some(entity) = reference(&document) {
                all.insert(entity, document);
            }
        }
        all.into_values().collect()
    }

    fn step(&mut self, step: &Step, known: &BTreeMap<String, Known>) {
        let scope = self.scope();
        let Some(source) = &step.each else {
            return self.unit(step, &step.id, &scope, known);
        };
        if self.unknowns.spoken_of(source).is_some() {
            return self.unknowns.add(&step.id, None);
        }
        for (at, (key, value)) in scope::items(source, &scope)
            .unwrap_or_default()
            .into_iter()
            .enumerate()
        {
            let scope = scope.clone().with_each(key, value);
            self.unit(step, &item_id(&step.id, at), &scope, known);
        }
    }

    fn scope(&self) -> Scope {
        let mut scope = self.base.clone();
        self.outputs.clone().put_into(&mut scope);
        scope
    }

    fn unit(&mut self, step: &Step, id: &str, scope: &Scope, known: &BTreeMap<String, Known>) {
        if let Some(known) = known.get(id) {
            return self.planned(step, id, known.clone());
        }
        let condition = step.condition.as_ref().map(|condition| {
            let is_unknown = self.unknowns.spoken_of(condition).is_some();
            !is_unknown && render(condition, scope).is_ok_and(|met| holds(&met))
        });
        if condition == Some(false) {
            return self.outputs.add(id, json!({}));
        }
        let action = self.actions.get(&step.action);
        let input = render(&step.input, scope).ok();
        let (Some(action), Some(input)) = (action, input) else {
            return self.unknowns.add(&step.id, None);
        };
        let told = is_pure(&step.action).then(|| self.told(action, id, &input, scope));
        match told {
            Some(Ok(planned)) => {
                self.guessed |= planned.tree.is_some();
                let output = self.completed(action, &step.id, planned.output);
                let known = Known {
                    output,
                    tree: planned.tree,
                    changes: planned.changes,
                };
                self.take(step, id, known);
            }
            Some(Err(_)) => self.unknowns.add(&step.id, None),
            None => {
                let output = self.completed(action, &step.id, json!({}));
                let known = Known {
                    output,
                    ..Known::default()
                };
                self.take(step, id, known);
            }
        }
    }

    /// What an action on files or on the catalog would do; it reaches nothing else.
    fn told(
        &self,
        action: &dyn Action,
        id: &str,
        input: &Value,
        scope: &Scope,
    ) -> Result<Planned, ActionError> {
        action.plan(&Call {
            input,
            op_key: NO_KEY,
            run: "",
            step: id,
            blueprint: &self.blueprint.entity_ref,
            requester: self.requester,
            asked: self.now,
            now: self.now,
            tree: &self.tree,
            folder: self.folder,
            scope: scope.value(),
            world: &self.world,
            cancelled: &|| false,
        })
    }

    /// A step that was planned: its files are known, but for those that were only told.
    fn planned(&mut self, step: &Step, id: &str, known: Known) {
        let tree = known.tree.as_ref().filter(|_| self.guessed).map(|tree| {
            let mut both = (*self.tree).clone();
            for (path, file) in tree.iter() {
                // What does not fit beside the rest is left out: this is only a look ahead.
                let _ = both.insert(path, file.clone());
            }
            Arc::new(both)
        });
        let tree = tree.or(known.tree);
        self.take(step, id, Known { tree, ..known });
    }

    fn take(&mut self, step: &Step, id: &str, known: Known) {
        for (field, value) in known.output.as_object().into_iter().flatten() {
            if scope::first_unknown(value).is_some() {
                self.unknowns.add(&step.id, Some(field));
            }
        }
        self.outputs.add(id, known.output);
        if let Some(tree) = known.tree {
            self.tree = tree;
        }
        if !step.action.starts_with("catalog:") {
            return;
        }
        for change in &known.changes {
            let before = change.before.as_deref().map(entities_of).unwrap_or_default();
            let after = change.after.as_deref().map(entities_of).unwrap_or_default();
            let is_old = |document: &Node| {
                let json = document.canonical_json();
                before.iter().any(|old| old.canonical_json() == json)
            };
            self.registered
                .extend(after.into_iter().filter(|document| !is_old(document)));
        }
    }

    /// An output with stand-ins for what the action declares and nobody knows yet.
    fn completed(&self, action: &dyn Action, step: &str, output: Value) -> Value {
        let mut output = match output {
            Value::Object(output) => output,
            _ => serde_json::Map::new(),
        };
        let fields = action.spec().output.get("properties").and_then(Value::as_object);
        for field in fields.into_iter().flatten().map(|(field, _)| field) {
            if !output.contains_key(field) {
                output.insert(
                    field.clone(),
                    scope::unknown(&format!("steps.{step}.output.{field}")),
                );
            }
        }
        Value::Object(output)
    }
}

/// Whether an action's plan looks at nothing but the run's files, the blueprint's folder and the workspace's catalog.
fn is_pure(action: &str) -> bool {
    action.starts_with("fetch:")
        || action.starts_with("fs:")
        || matches!(
            action,
            "catalog:write" | "catalog:register" | "catalog:declare" | "catalog:fetch"
        )
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

/// The entities that a text describes.
fn entities_of(text: &str) -> Vec<Node> {
    if text.len() > LONGEST || !text.contains("kind:") {
        return Vec::new();
    }
    let documents = documents_of(text).into_iter().filter_map(Result::ok);
    documents
        .filter(|document| descriptor::sort(document) == Sort::Entity)
        .collect()
}

/// The canonical ref of a document; none where it has no name yet.
pub(super) fn reference(document: &Node) -> Option<String> {
    let text = |path: &[&str]| document.at_path(path).and_then(Node::text).map(str::trim);
    let (kind, name) = (text(&["kind"])?, text(&["metadata", "name"])?);
    if kind.is_empty() || name.is_empty() || name.contains(SOMETHING) {
        return None;
    }
    let namespace = text(&["metadata", "namespace"]).unwrap_or(DEFAULT_NAMESPACE);
    Some(format!("{kind}:{namespace}/{name}").to_lowercase())
}

/// A document without what nobody knows yet: an annotation or a label is there and says something, anything else is not.
fn without_unknowns(document: Node) -> Node {
    pruned(document, false).unwrap_or(Node {
        value: NodeValue::Null,
        at: Default::default(),
    })
}

fn pruned(node: Node, keeps: bool) -> Option<Node> {
    let value = match node.value {
        NodeValue::Scalar { text, plain } if text.contains(MARK) => {
            if !keeps {
                return None;
            }
            let known = text.split(MARK).step_by(2);
            NodeValue::Scalar {
                text: known.collect::<Vec<_>>().join(SOMETHING),
                plain,
            }
        }
        NodeValue::List(items) => {
            NodeValue::List(items.into_iter().filter_map(|item| pruned(item, keeps)).collect())
        }
        NodeValue::Map(pairs) => {
            let pairs = pairs.into_iter().filter_map(|(key, node)| {
                let keeps = keeps || matches!(key.text.as_str(), "annotations" | "labels");
                let node = pruned(node, keeps)?;
                (!key.text.contains(MARK)).then_some((key, node))
            });
            NodeValue::Map(pairs.collect())
        }
        value => value,
    };
    Some(Node { value, at: node.at })
}

/// A world in which there is nothing but the workspace.
struct Nowhere {
    catalog: Arc<Catalog>,
    workspace: PathBuf,
}

impl Nowhere {
    fn silent<T>(what: &str) -> Result<T, ActionError> {
        Err(ActionError::new(
            ErrorKind::Final,
            format!("{what} is not asked before the plan"),
        ))
    }
}

impl World for Nowhere {
    fn catalog(&self) -> Arc<Catalog> {
        self.catalog.clone()
    }

    fn workspace(&self) -> &Path {
        &self.workspace
    }

    fn repositories(&self) -> &Path {
        &self.workspace
    }

    fn github(&self, host: &str) -> Result<Arc<dyn Transport + Send + Sync>, ActionError> {
        Self::silent(host)
    }

    fn kafka(&self, cluster: Option<&str>) -> Result<Arc<dyn Cluster>, ActionError> {
        Self::silent(cluster.unwrap_or("Kafka"))
    }

    fn pace(&self, host: &str) -> Result<(), ActionError> {
        Self::silent(host)
    }

    fn is_sandbox(&self, _: &str) -> bool {
        false
    }

    fn secret(&self, _: &str) -> Option<Secret> {
        None
    }
}
