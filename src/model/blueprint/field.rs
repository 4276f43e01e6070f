//! What a form asks for, one field after the other, as screens and commands show it.

use std::collections::BTreeMap;

use serde_json::Value;

/// One line of a form, as it is now: which fields there are depends on what was answered before.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Where its value is among the values: a JSON Pointer (RFC 6901), as `/repoUrl` or `/topics/0/name`.
    pub pointer: String,
    pub label: String,
    pub description: Option<String>,
    pub help: Option<String>,
    pub placeholder: Option<String>,
    pub input: Input,
    pub required: bool,
    pub disabled: bool,
    pub autofocus: bool,
    /// 0 on the page itself, one more inside each object or list.
    pub depth: u8,
    pub review: Review,
}

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    Text {
        multiline: bool,
    },
    Number {
        integer: bool,
    },
    Toggle,
    /// One of several values.
    Choice(Vec<Choice>),
    /// Any number of several values: a list of them.
    Choices(Vec<Choice>),
    /// One entity: its canonical ref.
    Entity(Picker),
    /// Any number of entities.
    Entities(Picker),
    /// Tags that entities have, or new ones.
    Tags {
        kinds: Vec<String>,
    },
    /// The name of an entity to be.
    EntityName,
    /// A repository to be or that is there: `github.com?owner=acme&repo=cart`.
    Repository(RepositoryPicker),
    /// An owner of repositories on a host.
    RepositoryOwner {
        host: Option<String>,
        excluded: Vec<String>,
    },
    /// What nobody sees; its value is kept apart, under this name.
    Secret {
        name: String,
    },
    /// The head of a list: items are added and taken away.
    List {
        least: usize,
        most: Option<usize>,
    },
    /// The head of a nested object.
    Group,
    /// A field that muster does not have; it is filled in as plain text or JSON.
    Unknown {
        name: String,
        nearest: Option<&'static str>,
    },
}

/// A value that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    pub value: Value,
    pub label: String,
}

/// Which entities can be chosen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picker {
    /// One of these must fit; any entity where there is none. Of one filter every key must fit (`catalogFilter`).
    pub filters: Vec<BTreeMap<String, Matcher>>,
    /// Only what this person's teams own, or the teams themselves.
    pub of: Option<Belonging>,
    pub default_kind: Option<String>,
    pub default_namespace: Option<String>,
    /// Whether what is no entity can be entered as well.
    pub arbitrary: bool,
}

/// Of all entities, those near the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// Owned by the person or one of their teams.
    Owned,
    /// The person's teams.
    Teams,
}

/// What a field of an entity must be; keys are dotted paths, as `spec.type`.
#[derive(Clone, Debug, PartialEq)]
pub enum Matcher {
    OneOf(Vec<String>),
    Exists(bool),
}

/// Which repositories can be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RepositoryPicker {
    pub hosts: Vec<String>,
    pub owners: Vec<String>,
    pub repositories: Vec<String>,
}

/// How a value is shown before anything is done (`ui:backstage.review`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Review {
    #[default]
    Shown,
    Hidden,
    /// This instead.
    Masked(String),
}

/// What is wrong with a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// A JSON Pointer; of a required value that is missing, where it would be.
    pub pointer: String,
    pub message: String,
}

/// What is known of the person and the place when a form is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occasion {
    /// Canonical ref of the person.
    pub me: Option<String>,
    /// Canonical refs of the person's teams.
    pub teams: Vec<String>,
    /// The entity that the form was opened on: its canonical ref, and some of what the catalog says about it.
    pub entity: Option<OccasionEntity>,
    /// Where repositories can be made, the first one first: `github.com`, `local`.
    pub hosts: Vec<String>,
    /// Owners of repositories on the first host.
    pub owners: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OccasionEntity {
    pub entity_ref: String,
    pub name: String,
    pub owner: Option<String>,
    pub system: Option<String>,
    /// `github.com/project-slug`
    pub project_slug: Option<String>,
}

/// A value that a form begins with, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    pub pointer: String,
    pub value: Value,
    /// For people: `the blueprint's default`, `you`, `the entity you came from`.
    pub reason: String,
}
