//! A system's own description of its API (OpenAPI 3.0), and whether a question and its answer are as it says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use muster::remote::{Method, Request, Response, SendError};
use serde_json::{Map, Value, json};

pub struct Api {
    whole: Value,
    validators: BTreeMap<String, jsonschema::Validator>,
    /// Whether texts have the form that the description names; Atlassian's moments have not.
    checks_formats: bool,
}

impl Api {
    /// None where it is not on this machine.
    pub fn read(file: &Path, checks_formats: bool) -> Option<Self> {
        let bytes = std::fs::read(file).ok()?;
        Some(Self {
            whole: serde_json::from_slice(&bytes).unwrap(),
            validators: BTreeMap::new(),
            checks_formats,
        })
    }

    /// What is not as described in each exchange, and the operations of those that are.
    pub fn judge<'e>(
        &mut self,
        exchanges: impl IntoIterator<Item = (&'e Request, &'e Result<Response, SendError>)>,
    ) -> (BTreeMap<String, Vec<String>>, BTreeSet<String>) {
        let (mut wrong, mut operations) = (BTreeMap::new(), BTreeSet::new());
        for (request, answer) in exchanges {
            match self.check(request, answer) {
                Ok(name) => drop(operations.insert(name)),
                Err(complaints) => {
                    drop(wrong.insert(format!("{} {}", request.method, request.path), complaints))
                }
            }
        }
        for (named, complaints) in &wrong {
            eprintln!("{named}");
            for complaint in complaints.iter().take(6) {
                eprintln!("    {}", complaint.chars().take(300).collect::<String>());
            }
        }
        (wrong, operations)
    }

    fn resolve<'v>(&'v self, value: &'v Value) -> &'v Value {
        match value["$ref"].as_str() {
            Some(reference) => self.resolve(self.whole.pointer(&reference[1..]).unwrap()),
            None => value,
        }
    }

    /// The operation of a request, and the template of its path.
    fn operation(&self, method: &Method, path: &str) -> Option<(String, Value)> {
        let path = path.split('?').next().unwrap();
        let mut found: Vec<(usize, &String, &Value)> = vec![];
        for (template, item) in self.whole["paths"].as_object().unwrap() {
            if matches(template, path) && item.get(method.as_str().to_lowercase()).is_some() {
                found.push((template.matches('{').count(), template, item));
            }
        }
        found.sort_by_key(|(holes, template, _)| (*holes, std::cmp::Reverse(template.len())));
        let (_, template, item) = found.first()?;
        let mut operation = item[method.as_str().to_lowercase()].clone();
        let mut parameters = item["parameters"].as_array().cloned().unwrap_or_default();
        parameters.extend(operation["parameters"].as_array().cloned().unwrap_or_default());
        operation["parameters"] = Value::Array(parameters);
        Some(((*template).clone(), operation))
    }

    fn complaints(&mut self, name: &str, schema: &Value, value: &Value) -> Vec<String> {
        if !self.validators.contains_key(name) {
            let mut needed = BTreeSet::new();
            self.needed(schema, &mut needed);
            let mut whole = converted(schema);
            let mut components = Map::new();
            for name in needed {
                components.insert(
                    name.clone(),
                    converted(&self.whole["components"]["schemas"][&name]),
                );
            }
            if whole.is_object() {
                whole["components"] = json!({"schemas": components});
            }
            let validator = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft7)
                .should_validate_formats(self.checks_formats)
                .build(&json!({"allOf": [whole.clone()], "components": whole["components"]}))
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            self.validators.insert(name.to_owned(), validator);
        }
        let errors = self.validators[name].iter_errors(value);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    }

    fn needed(&self, schema: &Value, found: &mut BTreeSet<String>) {
        match schema {
            Value::Object(fields) => {
                if let Some(name) = fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(|text| text.strip_prefix("#/components/schemas/"))
                    && found.insert(name.to_owned())
                {
                    self.needed(&self.whole["components"]["schemas"][name], found);
                }
                fields.values().for_each(|value| self.needed(value, found));
            }
            Value::Array(items) => items.iter().for_each(|item| self.needed(item, found)),
            _ => {}
        }
    }

    fn check(
        &mut self,
        request: &Request,
        answer: &Result<Response, SendError>,
    ) -> Result<String, Vec<String>> {
        let Some((template, operation)) = self.operation(&request.method, &request.path) else {
            return Err(vec!["there is no such operation".to_owned()]);
        };
        let name = format!("{} {template}", request.method);
        let mut wrong = vec![];
        let known: Vec<Value> = operation["parameters"]
            .as_array()
            .unwrap()
            .iter()
            .map(|parameter| self.resolve(parameter)["name"].clone())
            .collect();
        let query = request.path.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            if !known.contains(&json!(pair.split('=').next())) {
                wrong.push(format!("no parameter {pair}"));
            }
        }
        let body = self.resolve(&operation["requestBody"])["content"]["application/json"]["schema"].clone();
        match (&request.body, body.is_null()) {
            (Some(sent), false) => {
                wrong.extend(self.complaints(&format!("{name} body"), &body, sent));
                let named = self.resolve(&body)["properties"].clone();
                for field in sent.as_object().into_iter().flatten().map(|(field, _)| field) {
                    if named.is_object() && named.get(field).is_none() {
                        wrong.push(format!("no field {field}"));
                    }
                }
            }
            (Some(_), true) => wrong.push("no body is described".to_owned()),
            (None, _) => {}
        }
        if let Ok(response) = answer {
            let described = operation["responses"].get(response.status.to_string());
            match described {
                // Any operation can answer so, whether or not that is written down.
                None if matches!(response.status, 401 | 403 | 404 | 410 | 422 | 429 | 500..) => {}
                None => wrong.push(format!("no status {} is described", response.status)),
                Some(described) => {
                    let schema = self.resolve(described)["content"]["application/json"]["schema"].clone();
                    let given = serde_json::from_slice::<Value>(&response.body).ok();
                    match (given, schema.is_null()) {
                        (Some(given), false) => {
                            wrong.extend(self.complaints(
                                &format!("{name} {}", response.status),
                                &schema,
                                &given,
                            ));
                        }
                        // A schema without anything in it describes no body either.
                        (None, false) if schema != json!({}) => {
                            wrong.push("a body is described and none came".to_owned())
                        }
                        (Some(_), true) if response.status < 300 => {
                            wrong.push("a body came and none is described".to_owned())
                        }
                        _ => {}
                    }
                }
            }
        }
        if wrong.is_empty() { Ok(name) } else { Err(wrong) }
    }
}

/// Whether a path is one of a template. References and paths of files go on over slashes.
fn matches(template: &str, path: &str) -> bool {
    let mut parts = path.split('/');
    let mut holes = template.split('/').peekable();
    while let Some(hole) = holes.next() {
        // The path of a repository's topmost folder is empty.
        if holes.peek().is_none() && matches!(hole, "{ref}" | "{path}") {
            return parts
                .next()
                .is_some_and(|part| !part.is_empty() || hole == "{path}");
        }
        match parts.next() {
            Some(part) if hole.starts_with('{') && !part.is_empty() => {}
            Some(part) if part == hole => {}
            _ => return false,
        }
    }
    parts.next().is_none()
}

/// A schema of OpenAPI 3.0 as JSON Schema: there, `nullable` stands beside a type.
fn converted(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut out = Map::new();
            for (name, value) in fields {
                if !matches!(
                    name.as_str(),
                    "nullable" | "example" | "examples" | "discriminator" | "xml" | "externalDocs"
                ) {
                    out.insert(name.clone(), converted(value));
                }
            }
            if fields.get("nullable") == Some(&Value::Bool(true)) {
                json!({"anyOf": [out, {"type": "null"}]})
            } else {
                Value::Object(out)
            }
        }
        Value::Array(items) => Value::Array(items.iter().map(converted).collect()),
        other => other.clone(),
    }
}
