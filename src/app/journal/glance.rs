//! An event at a glance: what happened to which entity, in as few words as a row has room for. Home and the Journal show
//! events alike through here.

use crate::model::journal::{Event, Fact, sentence};
use crate::model::text::counted;

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
            Ok(Fact::Redacted) => return Self::without_details(event, true),
            Ok(Fact::Other(_)) | Err(_) => return Self::without_details(event, false),
            Ok(_) => return Self::told(event),
        };
        Self {
            sort,
            entity_ref: Some(entity),
            text,
        }
    }
}

impl Glance {
    /// In the words of its sentence, behind the entity that it is about.
    fn told(event: &Event) -> Self {
        let entity_ref = event.subject.entity_ref();
        let text = entity_ref.and_then(|_| behind_entity(event)).unwrap_or_else(|| {
            let sentence = sentence(event);
            // The entity stands before it and need not begin it again.
            let rest = entity_ref
                .and_then(|entity_ref| sentence.strip_prefix(entity_ref))
                .and_then(|rest| rest.strip_prefix(' '));
            rest.map(str::to_owned).unwrap_or(sentence)
        });
        Self {
            sort: Sort::Other,
            entity_ref: entity_ref.map(str::to_owned),
            text,
        }
    }

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

/// What happened to an entity that stands before it, where the sentence of it does not begin with the entity.
fn behind_entity(event: &Event) -> Option<String> {
    Some(match event.fact().ok()? {
        Fact::HealthTelling(telling) => {
            format!("{} is being told: {}", name(&telling.whom), telling.state.name())
        }
        Fact::HealthTold(told) => {
            let how = match (&told.failed, told.not_before) {
                (None, _) => "was told",
                (Some(_), Some(_)) => "will be told",
                (Some(_), None) => "could not be told",
            };
            format!("{} {how}: {}", name(&told.whom), told.state.name())
        }
        Fact::HealthSilenced(silenced) if silenced.until <= event.time => "people are told again".to_owned(),
        Fact::HealthSilenced(silenced) => {
            format!(
                "nobody is told until {}",
                silenced.until.strftime("%Y-%m-%d %H:%M UTC")
            )
        }
        Fact::AttestationAsked(asked) => format!("{} is asked to attest it", name(&asked.whom)),
        Fact::AccessReviewed(reviewed) => format!(
            "access was looked through: {}",
            counted(reviewed.rights as usize, "right", "rights")
        ),
        _ => return None,
    })
}

/// A person by their name alone.
fn name(person: &str) -> &str {
    person.rsplit('/').next().unwrap_or(person)
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
