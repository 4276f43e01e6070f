//! What is said below a field: what helps to fill it in, and what the vision says of its answer.

use crate::app::wizard::{Line, Part};
use crate::model::blueprint::field::{Field, Input};
use crate::model::run::PlanFinding;
use crate::ui::Role;

/// What the vision says: what is wrong, and where it is to be told whole, the rule, why it is one and what to do. Each text
/// with how far it is indented.
pub(super) fn of_vision(finding: &PlanFinding, whole: bool) -> Vec<(String, Role, u16)> {
    let shortfall = finding.shortfall.as_ref();
    let (sign, role) = match shortfall.map(|shortfall| shortfall.severity.as_str()) {
        _ if finding.blocking => ("✗", Role::Danger),
        Some("advice") => ("·", Role::Info),
        _ => ("!", Role::Warn),
    };
    let mut texts = vec![(format!("{sign} {}", finding.message), role, 0)];
    if whole {
        texts.extend(finding.notes().into_iter().map(|note| (note, Role::Muted, 2)));
    }
    texts
}

/// What helps to fill a field in.
pub(super) fn help(field: &Field, shown: &Line) -> Vec<String> {
    let mut texts: Vec<String> = [&field.description, &field.help]
        .into_iter()
        .flatten()
        .cloned()
        .collect();
    texts.dedup();
    match &field.input {
        Input::Unknown { name, nearest } => texts.push(match nearest {
            Some(nearest) => format!("“{name}” is a field that muster does not have; {nearest} is the nearest. Write the value as text or JSON."),
            None => format!("“{name}” is a field that muster does not have. Write the value as text or JSON."),
        }),
        Input::Secret { .. } => texts.push("Nobody sees it: it is kept in no draft, plan, log or journal.".to_owned()),
        Input::Toggle => texts.push("Space switches it.".to_owned()),
        Input::Repository(_) => {
            if let Line::Field { part: Some(part), .. } = shown {
                texts.push(
                    match part {
                        Part::Host => "Where the repository is.",
                        Part::Owner => "The organisation or person that it belongs to.",
                        Part::Name => "What the repository is called.",
                    }
                    .to_owned(),
                );
            }
        }
        _ => {}
    }
    if field.disabled {
        texts.push("This cannot be changed here.".to_owned());
    }
    texts
}
