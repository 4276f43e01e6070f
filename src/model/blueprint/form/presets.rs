//! What a form begins with, and why: what the blueprint says, what the person is, where the form was opened.

use serde_json::Value;

use super::input::{input_of, kind_of};
use super::schema::resolved;
use crate::model::blueprint::field::{
    Belonging, Input, Matcher, Occasion, OccasionEntity, Picker, Preset, RepositoryPicker,
};
use crate::model::blueprint::read::below;
use crate::model::blueprint::template::Blueprint;

/// The values that a form begins with, of all its fields, also of those that are asked for only later. The first of a
/// pointer counts.
pub fn presets(blueprint: &Blueprint, occasion: &Occasion) -> Vec<Preset> {
    let mut found = Found {
        occasion,
        root: &Value::Null,
        presets: Vec::new(),
    };
    for page in &blueprint.pages {
        found.root = &page.schema;
        found.object(&page.schema, &mut String::new(), 0);
    }
    found.presets
}

struct Found<'a> {
    occasion: &'a Occasion,
    root: &'a Value,
    presets: Vec<Preset>,
}

/// Schemas that refer to themselves end here.
const DEEPEST: u8 = 12;

impl Found<'_> {
    /// The properties of an object in all its branches.
    fn object(&mut self, schema: &Value, pointer: &mut String, depth: u8) {
        if depth > DEEPEST {
            return;
        }
        let length = pointer.len();
        for (name, property) in schema
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            below(pointer, name);
            self.property(name, property, pointer, depth);
            pointer.truncate(length);
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for branch in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.object(branch, pointer, depth + 1);
            }
        }
        for branch in ["then", "else"].into_iter().filter_map(|key| schema.get(key)) {
            self.object(branch, pointer, depth + 1);
        }
        for key in ["dependencies", "dependentSchemas"] {
            for (_, branch) in schema.get(key).and_then(Value::as_object).into_iter().flatten() {
                self.object(branch, pointer, depth + 1);
            }
        }
        let target = schema
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix('#'));
        if let Some(target) = target.and_then(|target| self.root.pointer(target)) {
            self.object(target, pointer, depth + 1);
        }
    }

    fn property(&mut self, name: &str, property: &Value, pointer: &mut String, depth: u8) {
        let schema = resolved(self.root, property, &Value::Null);
        let Some(input) = input_of(self.root, name, &schema) else {
            return;
        };
        if matches!(input, Input::Secret { .. }) {
            return;
        }
        let from_entity = self
            .occasion
            .entity
            .as_ref()
            .and_then(|entity| of_entity(name, &input, entity, self.occasion));
        let written = schema
            .get("default")
            .filter(|default| !default.is_null())
            .cloned();
        let default = written.map(|value| (value, "the blueprint's default".to_owned()));
        let constant = || match schema.get("const") {
            Some(value) => Some((value.clone(), "the only value".to_owned())),
            None => None,
        };
        let preset = from_entity
            .or(default)
            .or_else(constant)
            .or_else(|| self.of_person(&input));
        if let Some((value, reason)) = preset {
            self.add(pointer, value, reason);
        } else if kind_of(&schema) == "array" {
            self.least_items(&schema, &input, pointer);
        }
        if matches!(input, Input::Group) {
            self.object(property, pointer, depth + 1);
        }
    }

    /// Room for the items that a list needs at least.
    fn least_items(&mut self, schema: &Value, input: &Input, pointer: &str) {
        let Input::List { least, .. } = input else { return };
        if *least == 0 || *least > 20 {
            return;
        }
        let item = schema
            .get("items")
            .and_then(|items| items.get("default"))
            .cloned()
            .unwrap_or(Value::Null);
        self.add(
            pointer,
            Value::Array(vec![item; *least]),
            "it needs as many items".to_owned(),
        );
    }

    fn add(&mut self, pointer: &str, value: Value, reason: String) {
        if self.presets.iter().all(|known| known.pointer != pointer) {
            self.presets.push(Preset {
                pointer: pointer.to_owned(),
                value,
                reason,
            });
        }
    }

    fn of_person(&self, input: &Input) -> Option<(Value, String)> {
        let occasion = self.occasion;
        match input {
            Input::Entity(picker) if picker.of == Some(Belonging::Teams) || is_owner(picker) => {
                let team = occasion.teams.first().filter(|_| takes_kind(picker, "group"));
                match team {
                    Some(team) => Some((Value::from(team.as_str()), "your team".to_owned())),
                    None => {
                        let me = occasion.me.as_ref().filter(|_| takes_kind(picker, "user"))?;
                        Some((Value::from(me.as_str()), "you".to_owned()))
                    }
                }
            }
            Input::Repository(picker) => first_host(picker, occasion),
            Input::RepositoryOwner { excluded, .. } => {
                let owner = occasion.owners.iter().find(|owner| !excluded.contains(owner))?;
                Some((
                    Value::from(owner.as_str()),
                    "the first owner that is known".to_owned(),
                ))
            }
            _ => None,
        }
    }
}

/// A picker of owners: of groups, and of nothing else but people.
fn is_owner(picker: &Picker) -> bool {
    let kinds = picker.filters.iter().flat_map(|filter| match filter.get("kind") {
        Some(Matcher::OneOf(kinds)) => kinds.iter().map(|kind| kind.to_lowercase()).collect(),
        _ => vec![String::new()],
    });
    let kinds: Vec<String> = kinds.collect();
    kinds.iter().any(|kind| kind == "group") && kinds.iter().all(|kind| kind == "group" || kind == "user")
}

fn takes_kind(picker: &Picker, kind: &str) -> bool {
    picker.filters.is_empty()
        || picker.filters.iter().any(|filter| match filter.get("kind") {
            Some(Matcher::OneOf(kinds)) => kinds.iter().any(|known| known.eq_ignore_ascii_case(kind)),
            _ => true,
        })
}

/// The place of a repository to be, as far as it is known.
fn first_host(picker: &RepositoryPicker, occasion: &Occasion) -> Option<(Value, String)> {
    let known = |host: &&String| picker.hosts.is_empty() || picker.hosts.contains(host);
    let host = occasion.hosts.iter().find(known).or(picker.hosts.first())?;
    let owner = match picker.owners.first() {
        Some(owner) => Some(owner),
        None => occasion
            .owners
            .first()
            .filter(|_| occasion.hosts.first() == Some(host)),
    };
    let value = match owner {
        Some(owner) => format!("{host}?owner={owner}"),
        None => format!("{host}?"),
    };
    let reason = match picker.hosts.contains(host) {
        true => "the first host that the blueprint allows",
        false => "the first host that is set up",
    };
    Some((Value::from(value), reason.to_owned()))
}

/// What the entity that the form was opened on gives a field.
fn of_entity(
    name: &str,
    input: &Input,
    entity: &OccasionEntity,
    occasion: &Occasion,
) -> Option<(Value, String)> {
    let said = |value: &str, reason: String| Some((Value::from(value), reason));
    let kind_of = |entity_ref: &str| entity_ref.split(':').next().unwrap_or_default().to_owned();
    match input {
        Input::Entity(picker) if is_owner(picker) => {
            let owner = entity.owner.as_deref()?;
            takes_kind(picker, &kind_of(owner)).then_some(())?;
            said(owner, format!("it owns {}", entity.name))
        }
        Input::Entity(picker) => {
            let system = entity.system.as_deref();
            if takes_kind(picker, &kind_of(&entity.entity_ref))
                && !(name.to_lowercase().contains("system") && system.is_some())
            {
                return said(&entity.entity_ref, "the entity you came from".to_owned());
            }
            let system = system.filter(|system| takes_kind(picker, &kind_of(system)))?;
            said(system, format!("the system of {}", entity.name))
        }
        Input::EntityName => said(&entity.name, "the entity you came from".to_owned()),
        Input::Repository(picker) => {
            let (owner, repo) = entity.project_slug.as_deref()?.split_once('/')?;
            let host = picker.hosts.first().or(occasion.hosts.first())?;
            said(
                &format!("{host}?owner={owner}&repo={repo}"),
                format!("the repository of {}", entity.name),
            )
        }
        Input::RepositoryOwner { .. } => {
            let (owner, _) = entity.project_slug.as_deref()?.split_once('/')?;
            said(owner, format!("the repository's owner of {}", entity.name))
        }
        _ => None,
    }
}
