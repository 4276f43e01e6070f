//! An event as one sentence for people. The text holds names from outside: whoever shows it makes it safe first.

use super::{Event, Fact};

/// More fields than this are counted instead of named.
const NAMED_FIELDS: usize = 4;

/// What happened, in one line.
pub fn sentence(event: &Event) -> String {
    let fact = match event.fact() {
        Ok(fact) => fact,
        Err(error) => return format!("{error} (event {})", event.lseq),
    };
    match fact {
        Fact::WorkspaceOpened(opened) => format!("Workspace {} opened for the first time", opened.name),
        Fact::CatalogRead(read) => format!(
            "Catalog read for the first time: {} in {}",
            counted(read.entities, "entity", "entities"),
            counted(read.files, "file", "files"),
        ),
        Fact::EntityAppeared(appeared) => format!("{} appeared in {}", appeared.entity, appeared.file),
        Fact::EntityChanged(changed) if changed.from == changed.to => {
            format!("{} moved to {}", changed.entity, changed.file)
        }
        Fact::EntityChanged(changed) if changed.fields.is_empty() => format!("{} changed", changed.entity),
        Fact::EntityChanged(changed) => format!("{} changed: {}", changed.entity, listed(&changed.fields)),
        Fact::EntityDisappeared(gone) => format!("{} disappeared", gone.entity),
        Fact::EventRedacted(redacted) => format!("Event {} redacted: {}", redacted.id, redacted.reason),
        Fact::Other(_) => format!("{} on {}", event.type_, event.subject),
        Fact::Redacted => format!("{} on {} (redacted)", event.type_, event.subject),
    }
}

fn counted(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn listed(fields: &[String]) -> String {
    if fields.len() <= NAMED_FIELDS {
        return fields.join(", ");
    }
    let named = &fields[..NAMED_FIELDS - 1];
    format!(
        "{} and {} more fields",
        named.join(", "),
        fields.len() - named.len()
    )
}
