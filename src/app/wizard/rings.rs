//! What the radar says of something that can be chosen, where it is a technology. Pure.

use serde_json::Value;

use super::popup::Note;
use crate::model::vision::Radar;

/// What is said beside a choice: the ring that the technology is in, and why, where new things must not use it.
pub(super) fn note(radar: &Radar, value: &Value) -> Option<Note> {
    let text = value.as_str()?;
    let is_it = |name: &String| name.eq_ignore_ascii_case(text);
    let technology = radar.technologies.iter().find(|technology| {
        let known = &technology.known_by;
        is_it(&technology.id) || is_it(&technology.title) || known.tags.iter().chain(&known.types).any(is_it)
    })?;
    let ring = radar.ring_of(technology)?;
    let reason = technology.stage().and_then(|stage| stage.reason.as_deref());
    Some(match (ring.for_new, reason) {
        (Some(_), Some(reason)) => Note {
            text: format!("{}: {reason}", ring.name),
            warns: true,
        },
        (for_new, _) => Note {
            text: ring.name.clone(),
            warns: for_new.is_some(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::vision::radar::Stage;
    use crate::model::vision::{KnownBy, Ring, Severity, Technology};
    use serde_json::json;

    #[test]
    fn choices_are_known_by_what_a_technology_is_known_by() {
        let ring = |name: &str, for_new| Ring {
            id: name.to_lowercase(),
            name: name.to_owned(),
            for_new,
            ..Ring::default()
        };
        let radar = Radar {
            rings: vec![ring("Adopt", None), ring("Hold", Some(Severity::Blocking))],
            technologies: vec![
                Technology {
                    id: "postgresql".to_owned(),
                    title: "PostgreSQL".to_owned(),
                    timeline: vec![Stage::default()],
                    known_by: KnownBy {
                        tags: vec!["postgres".to_owned()],
                        ..KnownBy::default()
                    },
                    ..Technology::default()
                },
                Technology {
                    id: "mongodb".to_owned(),
                    title: "MongoDB".to_owned(),
                    timeline: vec![Stage {
                        ring: 1,
                        reason: Some("we keep events".to_owned()),
                        ..Stage::default()
                    }],
                    ..Technology::default()
                },
            ],
            ..Radar::default()
        };
        for (value, wanted) in [
            (json!("Postgres"), Some(("Adopt", false))),
            (json!("MONGODB"), Some(("Hold: we keep events", true))),
            (json!("kafka"), None),
            (json!(3), None),
        ] {
            let note = note(&radar, &value);
            let note = note.as_ref().map(|note| (note.text.as_str(), note.warns));
            assert_eq!(note, wanted, "{value}");
        }
    }
}
