//! What expressions can name.

use serde_json::{Map, Value, json};

use crate::model::secret;

/// `parameters`, `steps`, `secrets`, `user`, `each`, `environment`, `context`, as one map.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope(Value);

impl Default for Scope {
    fn default() -> Self {
        Self::new(&Value::Null)
    }
}

impl Scope {
    /// A scope with what a person answered. Nothing in it refers to a secret: those who type a name do not get one.
    pub fn new(parameters: &Value) -> Self {
        let parameters = match parameters {
            Value::Object(_) => without_references(parameters),
            _ => json!({}),
        };
        Self(json!({
            "parameters": parameters,
            "steps": {},
            "secrets": {},
            "environment": { "parameters": {}, "secrets": {} },
            "context": {},
        }))
    }

    /// Names of secrets, each of which is known by an opaque reference: also as the parameter that asked for it.
    pub fn with_secrets<'n>(mut self, names: impl IntoIterator<Item = &'n str>) -> Self {
        for name in names {
            let reference = Value::from(secret::reference(name));
            self.0["secrets"][name] = reference.clone();
            self.0["parameters"][name] = reference;
        }
        self
    }

    /// The person, as Backstage has it: `{ref, entity}`.
    pub fn with_user(mut self, user: Value) -> Self {
        self.0["user"] = user;
        self
    }

    pub fn with_context(mut self, context: Value) -> Self {
        self.0["context"] = context;
        self
    }

    /// `{parameters, secrets}`
    pub fn with_environment(mut self, environment: Value) -> Self {
        self.0["environment"] = environment;
        self
    }

    /// The item that a step with `each` is done for.
    pub fn with_each(mut self, key: Value, value: Value) -> Self {
        self.0["each"] = json!({ "key": key, "value": value });
        self
    }

    /// What a step gave: for later steps `steps.<id>.output`.
    pub fn set_output(&mut self, step: &str, output: Value) {
        if let Some(Value::Object(steps)) = self.0.get_mut("steps") {
            steps.insert(step.to_owned(), json!({ "output": output }));
        }
    }

    /// All of it as one map, for skeletons.
    pub fn value(&self) -> &Value {
        &self.0
    }
}

fn without_references(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::from(secret::without_references(text)),
        Value::Array(items) => items.iter().map(without_references).collect(),
        Value::Object(pairs) => {
            let clean =
                |(key, item): (&String, &Value)| (secret::without_references(key), without_references(item));
            Value::Object(pairs.iter().map(clean).collect::<Map<_, _>>())
        }
        value => value.clone(),
    }
}
