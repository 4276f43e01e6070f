//! Answers from the command line: files of JSON, YAML or TOML, single values, and secrets that are in neither.

use std::path::{Path, PathBuf};

use color_eyre::Result;
use serde_json::Value;

use crate::cli::Failure;
use crate::model::blueprint::{self, Blueprint, form};
use crate::model::secret::{Secret, Secrets};
use crate::model::text::nearest;
use crate::sources::files::document_of;

/// How answers are given.
#[derive(Debug, Clone, Default, clap::Args)]
pub(in crate::cli) struct Flags {
    /// An answer; `a.b=c` reaches into an object, and a value that is JSON is taken as such
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,

    /// A file of answers: JSON, YAML or TOML
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    values: Option<PathBuf>,
}

impl Flags {
    /// These answers over others. Names that the blueprint does not know are refused with the nearest that it does.
    pub(in crate::cli) fn over(&self, mut values: Value, blueprint: &Blueprint) -> Result<Value> {
        let known = names(blueprint);
        if let Some(file) = &self.values {
            let Value::Object(given) = read(file)? else {
                let message = format!("{}: answers are names and values", file.display());
                return Err(Failure::usage(message).into());
            };
            for (name, value) in given {
                check(&name, &known, blueprint)?;
                form::put(&mut values, &pointer(&[&name]), value);
            }
        }
        for set in &self.set {
            let (path, text) = set.split_once('=').ok_or_else(|| {
                Failure::usage(format!("--set {set}: what is set to what?")).hint("write it as --set name=cart")
            })?;
            let parts: Vec<&str> = path.split('.').collect();
            check(parts.first().copied().unwrap_or_default(), &known, blueprint)?;
            let pointer = pointer(&parts);
            let is_text = is_text(blueprint, &values, &pointer);
            form::put(&mut values, &pointer, value(text, is_text));
        }
        Ok(values)
    }
}

/// What a text on the command line stands for. Of a field for texts, the text itself: `1.0` is a version, not a number.
fn value(text: &str, is_text: bool) -> Value {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::String(quoted)) => Value::String(quoted),
        Ok(value) if !is_text => value,
        _ => Value::String(text.to_owned()),
    }
}

fn is_text(blueprint: &Blueprint, values: &Value, pointer: &str) -> bool {
    use crate::model::blueprint::field::Input;
    let fields = blueprint.pages.iter().flat_map(|page| form::fields(page, values));
    let field = fields.into_iter().find(|field| field.pointer == pointer);
    let Some(field) = field else { return false };
    match field.input {
        Input::Number { .. }
        | Input::Toggle
        | Input::Choices(_)
        | Input::Entities(_)
        | Input::Tags { .. }
        | Input::List { .. }
        | Input::Group
        | Input::Unknown { .. } => false,
        Input::Choice(choices) => choices.iter().all(|choice| choice.value.is_string()),
        _ => true,
    }
}

fn pointer(parts: &[&str]) -> String {
    let escaped = parts.iter().map(|part| part.replace('~', "~0").replace('/', "~1"));
    escaped.fold(String::new(), |pointer, part| format!("{pointer}/{part}"))
}

fn check(name: &str, known: &[String], blueprint: &Blueprint) -> Result<()> {
    if known.iter().any(|known| known == name) {
        return Ok(());
    }
    let failure = Failure::usage(format!("{} asks for no `{name}`", blueprint.entity_ref));
    let hint = match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "it asks for nothing".to_owned(),
        None => format!("it asks for {}", known.join(", ")),
    };
    Err(failure.hint(hint).into())
}

/// The names of all that a blueprint may ask for, in any of its branches.
fn names(blueprint: &Blueprint) -> Vec<String> {
    let mut names = Vec::new();
    for page in &blueprint.pages {
        add_names(&page.schema, &mut names, 0);
    }
    names
}

/// Branches deeper than this are those of a schema that refers to itself.
const DEEPEST: usize = 12;

fn add_names(schema: &Value, names: &mut Vec<String>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    for (name, _) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    for key in ["allOf", "oneOf", "anyOf"] {
        for branch in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            add_names(branch, names, depth + 1);
        }
    }
    for branch in ["then", "else"].into_iter().filter_map(|key| schema.get(key)) {
        add_names(branch, names, depth + 1);
    }
    for (_, branch) in schema.get("dependencies").and_then(Value::as_object).into_iter().flatten() {
        add_names(branch, names, depth + 1);
    }
}

fn read(file: &Path) -> Result<Value> {
    let name = file.display();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("cannot read {name}: {error}")).hint("check the path"))?;
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let wrong = |error: String| Failure::usage(format!("{name}: {error}"));
    Ok(match extension {
        "json" => serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?,
        "toml" => toml::from_str(&text).map_err(|error| wrong(error.to_string()))?,
        _ => {
            let node = document_of(&text).ok_or_else(|| wrong("it cannot be read as YAML".to_owned()))?;
            blueprint::read(&node, "template:default/values").document
        }
    })
}

/// Secrets as they are named on the command line, never themselves on it.
pub(super) fn secrets(flags: &[String]) -> Result<Secrets> {
    flags.iter().map(|flag| secret(flag)).collect()
}

fn secret(flag: &str) -> Result<(String, Secret)> {
    let usage = || {
        Failure::usage("a secret is written NAME=@FILE or NAME=env:VARIABLE")
            .hint("what is typed on a command line is seen by others")
    };
    let (name, place) = flag.split_once('=').ok_or_else(usage)?;
    let text = if let Some(file) = place.strip_prefix('@') {
        std::fs::read_to_string(file)
            .map_err(|error| Failure::new(format!("the secret `{name}`: cannot read {file}: {error}")))?
    } else if let Some(variable) = place.strip_prefix("env:") {
        std::env::var(variable)
            .map_err(|_| Failure::new(format!("the secret `{name}`: {variable} is not set")))?
    } else {
        return Err(usage().into());
    };
    Ok((name.to_owned(), Secret::new(text.trim_end_matches(['\r', '\n']))))
}
