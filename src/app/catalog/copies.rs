//! What can be copied of an entity.

use super::links::links;
use super::page::Lead;
use super::subject::{Subject, View};
use crate::app::overlay::CopyItem;
use crate::model::catalog::query::{Facet, Query};
use crate::model::catalog::{Entity, Node};
use crate::model::text::shell_word;

/// What can be copied of the entity that is shown, with the line under the cursor of its page.
pub(super) fn of(subject: &Subject, view: Option<View>) -> Vec<CopyItem> {
    let entity_ref = subject.entity_ref();
    let mut items = match subject.snapshot().find(entity_ref) {
        Some(entity) => of_entity(entity, subject.document().map(|document| &**document)),
        None => vec![CopyItem::new('r', "The reference", entity_ref)],
    };
    if let Some(text) = view.and_then(|view| under_cursor(subject, view)) {
        items.push(CopyItem::new('u', "Under the cursor", text));
    }
    items
}

/// Its reference, its name, where it is written down, its first link, and the command lines.
pub(super) fn of_entity(entity: Entity<'_>, document: Option<&Node>) -> Vec<CopyItem> {
    let word = shell_word(entity.entity_ref());
    let mut items = vec![
        CopyItem::new('r', "The reference", entity.entity_ref()),
        CopyItem::new('n', "The name", entity.name()),
        CopyItem::new('f', "The file", entity.place()),
        CopyItem::new('c', "The command line", format!("muster who {word}")),
        CopyItem::new(
            's',
            "The command line for all",
            format!("muster catalog show {word}"),
        ),
    ];
    if let Some(link) = document.and_then(|document| links(document).into_iter().next()) {
        items.insert(3, CopyItem::new('l', "The link", link.url));
    }
    items
}

/// The command line that lists what a query finds: with a flag where there is one, else as a condition of the query.
pub(super) fn list_command(query: &Query) -> String {
    let mut command = "muster catalog list".to_owned();
    let mut words: Vec<String> = query.words.split_whitespace().map(str::to_owned).collect();
    for term in query.terms.iter().filter(|term| !term.value.is_empty()) {
        let name = term.facet.name();
        match term.facet {
            Facet::Kind | Facet::Owner | Facet::Accountable | Facet::Tag if term.exact => {
                command.push_str(&format!(" --{name} {}", shell_word(&term.value)));
            }
            _ => words.push(format!("{name}:{}", term.value)),
        }
    }
    if !words.is_empty() {
        command.push_str(&format!(" --query {}", shell_word(&words.join(" "))));
    }
    command
}

fn under_cursor(subject: &Subject, view: View) -> Option<String> {
    match &subject.stop(view)?.lead {
        Lead::Entity(entity_ref)
        | Lead::Seen {
            other: entity_ref, ..
        } => Some(entity_ref.clone()),
        Lead::File { path, line } => Some(format!("{path}:{line}")),
        Lead::Web(url) => Some(url.clone()),
        Lead::Rule(id) => Some(id.clone()),
        Lead::Nowhere
        | Lead::Entities(..)
        | Lead::Tree
        | Lead::Document
        | Lead::Outside
        | Lead::Health
        | Lead::Access
        | Lead::Cost(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listed_can_be_listed_by_a_command() {
        let command = |text: &str, exact: &[(Facet, &str)]| {
            let query = exact.iter().fold(Query::parse(text), |query, (facet, value)| {
                query.with(*facet, value, true)
            });
            list_command(&query)
        };
        for (text, exact, expected) in [
            ("", &[][..], "muster catalog list"),
            (
                "led",
                &[(Facet::Kind, "API")],
                "muster catalog list --kind API --query led",
            ),
            (
                "led owner:pay",
                &[(Facet::Type, "service"), (Facet::Tag, "")],
                "muster catalog list --query 'led owner:pay type:service'",
            ),
        ] {
            assert_eq!(command(text, exact), expected);
        }
    }
}
