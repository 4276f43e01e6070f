//! An entity as a reader of declarations states it, and the Backstage document that it becomes. Pure.

use super::about::About;
use super::name::entity_name;
use super::uses::Use;
use super::{Format, Made, Settings};
use crate::model::catalog::{DEFAULT_NAMESPACE, Key, Node, Position, Standing, Value};

/// Names in one annotation at most; more help nobody.
const LISTED: usize = 100;

/// An entity before its references are settled.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub at: Position,
    pub kind: &'static str,
    /// As the tool writes it.
    pub name: String,
    pub title: Option<String>,
    pub sort: String,
    pub description: Option<String>,
    /// The name of the topic, where it is one.
    pub topic: Option<String>,
    pub external_id: Option<String>,
    pub principal: Option<String>,
    pub about: About,
    pub uses: Vec<Use>,
    /// Roles that grant further uses.
    pub roles: Vec<String>,
    /// Names of resources that it needs.
    pub needs: Vec<(String, Position)>,
    pub standing: Standing,
}

impl Draft {
    pub(super) fn topic(name: &str, at: Position) -> Self {
        Self {
            topic: Some(name.to_owned()),
            ..Self::new("Resource", name, "kafka-topic", at)
        }
    }

    pub(super) fn component(name: &str, sort: &str, at: Position) -> Self {
        Self::new("Component", name, sort, at)
    }

    pub(super) fn resource(name: &str, sort: &str, at: Position) -> Self {
        Self::new("Resource", name, sort, at)
    }

    fn new(kind: &'static str, name: &str, sort: &str, at: Position) -> Self {
        Self {
            at,
            kind,
            name: name.to_owned(),
            title: None,
            sort: sort.to_owned(),
            description: None,
            topic: None,
            external_id: None,
            principal: None,
            about: About::default(),
            uses: Vec::new(),
            roles: Vec::new(),
            needs: Vec::new(),
            standing: Standing::Declared,
        }
    }

    /// The document. `needs` are the names of the resources that it depends on, `reads` and `writes` those of topics.
    pub(super) fn made(&self, settled: &Settled, format: Format, settings: &Settings) -> Made {
        let at = self.at;
        let namespace = settings.namespace.as_deref();
        let name = entity_name(&self.name);
        let mut metadata = vec![("name", text(&name, at))];
        if let Some(namespace) = namespace {
            metadata.push(("namespace", text(namespace, at)));
        }
        let title = self
            .title
            .as_deref()
            .or((name != self.name).then_some(&*self.name));
        metadata.extend(title.map(|title| ("title", text(title, at))));
        metadata.extend(
            self.description
                .as_deref()
                .map(|words| ("description", text(words, at))),
        );
        let annotations = self.annotations(settled, format, settings);
        metadata.push((
            "annotations",
            Node {
                value: Value::Map(annotations),
                at,
            },
        ));
        let mut spec = vec![("type", text(&self.sort, at))];
        let owner = self.about.owner.as_ref().map(|(owner, at)| (owner.as_str(), *at));
        let owner = owner.or(settings.owner.as_deref().map(|owner| (owner, at)));
        spec.extend(owner.map(|(owner, at)| ("owner", text(owner, at))));
        let system = self
            .about
            .system
            .as_ref()
            .map(|(system, at)| (system.as_str(), *at));
        let system = system.or(settings.system.as_deref().map(|system| (system, at)));
        spec.extend(system.map(|(system, at)| ("system", text(system, at))));
        let namespace = namespace.unwrap_or(DEFAULT_NAMESPACE);
        let needs: Vec<Node> = settled
            .needs
            .iter()
            .map(|(name, at)| text(&format!("resource:{namespace}/{}", entity_name(name)), *at))
            .collect();
        if !needs.is_empty() {
            spec.push((
                "dependsOn",
                Node {
                    value: Value::List(needs),
                    at,
                },
            ));
        }
        let document = map(
            vec![
                ("apiVersion", text("backstage.io/v1alpha1", at)),
                ("kind", text(self.kind, at)),
                ("metadata", map(metadata, at)),
                ("spec", map(spec, at)),
            ],
            at,
        );
        Made {
            document,
            standing: self.standing,
        }
    }

    fn annotations(&self, settled: &Settled, format: Format, settings: &Settings) -> Vec<(Key, Node)> {
        let at = self.at;
        let mut annotations = vec![("muster/declared-by".to_owned(), format.name().to_owned(), at)];
        let of_topic = || {
            Some(format!(
                "kafka:{}/{}",
                settings.cluster.as_deref()?,
                self.topic.as_deref()?
            ))
        };
        let lists =
            |names: &[String]| (!names.is_empty()).then(|| names[..names.len().min(LISTED)].join(", "));
        for (key, value) in [
            ("muster/external-id", self.external_id.clone().or_else(of_topic)),
            ("muster/principal", self.principal.clone()),
            ("muster/reads", lists(&settled.reads)),
            ("muster/writes", lists(&settled.writes)),
        ] {
            if let Some(value) = value.filter(|_| !self.about.has(key)) {
                annotations.push((key.to_owned(), value, at));
            }
        }
        annotations.extend(self.about.annotations.iter().cloned());
        annotations
            .into_iter()
            .map(|(key, value, at)| (Key { text: key, at }, text(&value, at)))
            .collect()
    }
}

/// What a draft's rules and roles come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Settled {
    /// Names of resources, each once, with where the first of its reasons stands.
    pub needs: Vec<(String, Position)>,
    pub reads: Vec<String>,
    pub writes: Vec<String>,
}

fn text(text: &str, at: Position) -> Node {
    Node::scalar(text, at)
}

fn map(pairs: Vec<(&str, Node)>, at: Position) -> Node {
    let pair = |(key, node): (&str, Node)| {
        (
            Key {
                text: key.to_owned(),
                at,
            },
            node,
        )
    };
    Node {
        value: Value::Map(pairs.into_iter().map(pair).collect()),
        at,
    }
}
