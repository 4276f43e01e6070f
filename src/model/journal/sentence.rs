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
        Fact::Redacted => format!("{} on {} (redacted)", event.type_, event.subject),
        fact => match (task_sentence(&fact), event.subject.task_id()) {
            (Some(what), Some(id)) => format!("Task {}: {what}", short_id(id)),
            _ => format!("{} on {}", event.type_, event.subject),
        },
    }
}

/// What happened to a task; none where it is about something else.
fn task_sentence(fact: &Fact) -> Option<String> {
    Some(match fact {
        Fact::TaskCreated(created) => format!("asked for: {}", created.title),
        Fact::TaskImported(ticket) => format!("{} imported: {}", ticket.key, ticket.title),
        Fact::TaskAccepted(_) => "accepted".to_owned(),
        Fact::TaskDeclined(declined) => format!("declined: {}", declined.reason),
        Fact::TaskMerged(merged) => format!("merged into {}", short_id(&merged.into)),
        Fact::TaskSnoozed(snoozed) => format!("snoozed until {}", snoozed.until),
        Fact::TaskAssigned(assigned) => match &assigned.to {
            Some(to) => format!("assigned to {to}"),
            None => "given back: nobody has it".to_owned(),
        },
        Fact::TaskStarted(_) => "begun".to_owned(),
        Fact::TaskPaused(_) => "paused".to_owned(),
        Fact::TaskWorked(worked) => format!("{} logged", counted(worked.minutes.into(), "minute", "minutes")),
        Fact::TaskCommented(commented) => format!("comment: {}", commented.text),
        Fact::TaskLinked(linked) => match (&linked.entities[..], &linked.blueprint) {
            ([], None) => "about nothing in the catalog".to_owned(),
            (entities, None) => format!("about {}", entities.join(", ")),
            ([], Some(blueprint)) => format!("done by {blueprint}"),
            (entities, Some(blueprint)) => format!("about {}, done by {blueprint}", entities.join(", ")),
        },
        Fact::TaskCategorised(categorised) => match &categorised.category {
            Some(category) => format!("category {category}"),
            None => "no category".to_owned(),
        },
        Fact::TaskPrioritised(prioritised) => format!("priority {}", prioritised.priority),
        Fact::TaskDone(done) => match done.minutes {
            Some(minutes) => format!("done in {}", counted(minutes.into(), "minute", "minutes")),
            None => "done".to_owned(),
        },
        Fact::TaskReopened(_) => "opened again".to_owned(),
        Fact::TaskPushed(pushed) => format!("pushed to {} as {}", pushed.system, pushed.key),
        Fact::TaskRestored(_) => "last change undone".to_owned(),
        _ => return None,
    })
}

/// As much of an id as lists show.
fn short_id(id: &str) -> &str {
    id.get(..crate::model::task::SHORT_ID).unwrap_or(id)
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
