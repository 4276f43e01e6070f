//! The lines of a page, from its fields and values: which of them can be stopped at, and what each edits. Pure.

use serde_json::Value;

use super::repository::Part;
use super::values::is_inside;
use crate::model::blueprint::field::{Field, Input};

/// One line of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A field, or one part of a repository's name; by its position among the fields.
    Field { field: usize, part: Option<Part> },
    /// The head of a list or of a group.
    Head { field: usize },
    /// Where an item is added to a list.
    Add { field: usize },
}

impl Line {
    pub fn field(&self) -> usize {
        match self {
            Line::Field { field, .. } | Line::Head { field } | Line::Add { field } => *field,
        }
    }
}

/// Where the keys are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Stop {
    Field {
        pointer: String,
        part: Option<Part>,
    },
    /// Behind the items of the list at this pointer.
    Add(String),
    /// What leads to the next page.
    #[default]
    Next,
}

/// How a stop is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Typed, in one line.
    Text,
    /// Typed, in an editor of its own.
    Area,
    /// Typed, and not shown.
    Secret,
    /// On or off.
    Switch,
    /// Chosen in a popup.
    Choose,
    Add,
    Next,
    /// Cannot be changed.
    Fixed,
}

/// The lines of the fields, in their order.
pub(super) fn lines(fields: &[Field]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for (at, field) in fields.iter().enumerate() {
        while let Some(list) = open.last().copied() {
            if fields
                .get(list)
                .is_some_and(|list| is_inside(&field.pointer, &list.pointer))
            {
                break;
            }
            lines.push(Line::Add { field: list });
            open.pop();
        }
        match &field.input {
            Input::List { .. } => {
                lines.push(Line::Head { field: at });
                open.push(at);
            }
            Input::Group => lines.push(Line::Head { field: at }),
            Input::Repository(_) => lines.extend(Part::ALL.map(|part| Line::Field {
                field: at,
                part: Some(part),
            })),
            _ => lines.push(Line::Field {
                field: at,
                part: None,
            }),
        }
    }
    lines.extend(open.into_iter().rev().map(|field| Line::Add { field }));
    lines
}

/// Where a line can be stopped at.
pub fn stop_of(line: &Line, fields: &[Field]) -> Option<Stop> {
    let pointer = fields.get(line.field())?.pointer.clone();
    match line {
        Line::Field { part, .. } => Some(Stop::Field { pointer, part: *part }),
        Line::Add { .. } => Some(Stop::Add(pointer)),
        Line::Head { .. } => None,
    }
}

/// All places where the keys can be, in order; the way on is the last one.
pub(super) fn stops(lines: &[Line], fields: &[Field]) -> Vec<Stop> {
    let on_lines = lines.iter().filter_map(|line| stop_of(line, fields));
    on_lines.chain([Stop::Next]).collect()
}

/// How a field is filled in.
pub(super) fn manner(field: &Field, part: Option<Part>) -> Manner {
    match &field.input {
        _ if field.disabled => Manner::Fixed,
        Input::Text { multiline: true } => Manner::Area,
        Input::Toggle => Manner::Switch,
        Input::Choice(_) | Input::Choices(_) | Input::Entity(_) | Input::Entities(_) | Input::Tags { .. } => {
            Manner::Choose
        }
        Input::Repository(picker) => match part {
            Some(Part::Host) if picker.hosts.len() > 1 => Manner::Choose,
            Some(Part::Owner) if !picker.owners.is_empty() => Manner::Choose,
            Some(Part::Name) if !picker.repositories.is_empty() => Manner::Choose,
            _ => Manner::Text,
        },
        Input::Secret { .. } => Manner::Secret,
        _ => Manner::Text,
    }
}

/// What a new item of a list begins as, by how the form shows it.
pub(super) fn empty_item(input: Option<&Input>) -> Value {
    match input {
        Some(Input::Group) => Value::Object(serde_json::Map::new()),
        Some(Input::List { .. } | Input::Choices(_) | Input::Entities(_) | Input::Tags { .. }) => {
            Value::Array(Vec::new())
        }
        Some(Input::Toggle) => Value::Bool(false),
        Some(Input::Choice(choices)) => choices.first().map_or(Value::Null, |choice| choice.value.clone()),
        _ => Value::String(String::new()),
    }
}
