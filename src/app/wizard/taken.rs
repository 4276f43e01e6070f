//! Names that a form asks for and that somebody may have already. Pure.

use super::form::Form;
use super::lines::Line;
use super::repository::{Address, Part};
use crate::app::effect::Name;
use crate::model::blueprint::field::{Field, Input};

impl Form {
    /// The names on this page that may be taken.
    pub fn names(&self) -> Vec<Name> {
        self.fields
            .iter()
            .filter_map(|field| self.name_of(field))
            .collect()
    }

    fn name_of(&self, field: &Field) -> Option<Name> {
        let text = self.values.pointer(&field.pointer)?.as_str()?;
        match &field.input {
            Input::EntityName if !text.is_empty() => Some(Name::Entity {
                kind: "Component".to_owned(),
                name: text.to_owned(),
            }),
            Input::Repository(_) if !Address::parse(text).get(Part::Name).is_empty() => {
                Some(Name::Repository(text.to_owned()))
            }
            _ => None,
        }
    }

    /// Who has the name that a line asks for.
    pub fn taken_at(&self, line: &Line) -> Option<&str> {
        let is_last = matches!(line, Line::Field { part, .. } if part.is_none_or(|part| part == Part::Name));
        let name = self.name_of(self.fields.get(line.field()).filter(|_| is_last)?)?;
        let (_, by) = self.taken.iter().find(|(known, _)| *known == name)?;
        by.as_deref()
    }
}
