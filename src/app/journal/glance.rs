//! An event at a glance: what happened to which entity, in as few words as a row has room for. Home and the Journal show
//! events alike through here.

use crate::model::journal::{Event, Fact, sentence};

/// What an event did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sort {
    Appeared,
    Changed,
    Disappeared,
    /// Not to an entity, or in a way that this build does not know.
    Other,
}

/// An event in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glance {
    pub sort: Sort,
    /// The canonical ref; nothing where the text says what it is about.
    pub entity_ref: Option<String>,
    pub text: String,
}

impl Glance {
    pub fn of(event: &Event) -> Self {
        let (sort, entity, text) = match event.fact() {
            Ok(Fact::EntityAppeared(appeared)) => (
                Sort::Appeared,
                appeared.entity,
                format!("new in {}", appeared.file),
            ),
            Ok(Fact::EntityChanged(changed)) if changed.from == changed.to => (
                Sort::Changed,
                changed.entity,
                format!("moved to {}", changed.file),
            ),
            Ok(Fact::EntityChanged(changed)) => {
                let fields: Vec<&str> = changed.fields.iter().map(|field| short(field)).collect();
                (Sort::Changed, changed.entity, fields.join(", "))
            }
            Ok(Fact::EntityClaimed(claimed)) => (
                Sort::Appeared,
                claimed.entity,
                format!("claimed: {} answers for it", claimed.accountable),
            ),
            Ok(Fact::DependencyDeclared(declared)) => (
                Sort::Changed,
                declared.entity,
                format!("depends on {}", declared.on),
            ),
            Ok(Fact::EntityDisappeared(gone)) => (Sort::Disappeared, gone.entity, "gone".to_owned()),
            fact => return Self::without_details(event, matches!(fact, Ok(Fact::Redacted))),
        };
        Self {
            sort,
            entity_ref: Some(entity),
            text,
        }
    }
}

impl Glance {
    /// What is left when the body cannot be read: the type says what happened, the subject to what.
    fn without_details(event: &Event, is_redacted: bool) -> Self {
        let (sort, word) = match event.type_.as_str() {
            "entity.appeared" => (Sort::Appeared, "new"),
            "entity.changed" => (Sort::Changed, "changed"),
            "entity.disappeared" => (Sort::Disappeared, "gone"),
            other => (Sort::Other, other),
        };
        match event.subject.entity_ref() {
            Some(entity_ref) => Self {
                sort,
                entity_ref: Some(entity_ref.to_owned()),
                text: format!("{word}{}", if is_redacted { ", redacted" } else { "" }),
            },
            None => Self {
                sort: Sort::Other,
                entity_ref: None,
                text: sentence(event),
            },
        }
    }
}

/// The part of a field's path that tells it from others: `owner` of `spec.owner`, `muster/lead` of the annotation.
fn short(field: &str) -> &str {
    let annotation = field
        .strip_prefix("metadata.annotations[\"")
        .and_then(|rest| rest.strip_suffix("\"]"));
    annotation
        .or_else(|| field.strip_prefix("spec."))
        .or_else(|| field.strip_prefix("metadata."))
        .unwrap_or(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_by_what_tells_them_apart() {
        for (field, name) in [
            ("spec.owner", "owner"),
            ("spec.profile.email", "profile.email"),
            ("metadata.tags", "tags"),
            ("metadata.annotations[\"muster/lead\"]", "muster/lead"),
            ("metadata.annotations", "annotations"),
            ("kind", "kind"),
            ("(everything)", "(everything)"),
        ] {
            assert_eq!(short(field), name);
        }
    }
}
