//! What can be copied of what was found, and the equivalent command lines.

use super::rows::Item;
use super::state::State;
use crate::app::overlay::CopyItem;
use crate::model::discovery::Unregistered;
use crate::model::text::{safe, shell_word};

/// Of the selected row, or of the marked ones the command that does all of them.
pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    let table = state.table();
    let selected = table.list.cursor().and_then(|at| table.rows.item(at));
    if let Some(item) = selected {
        items.push(CopyItem::new('i', "The external id", safe(item.external_id())));
    }
    match selected {
        Some(Item::Unregistered(found)) => {
            items.push(CopyItem::new(
                'r',
                "The entity it would be",
                safe(&found.entity_ref),
            ));
            items.extend(url(found).map(|url| CopyItem::new('u', "The address", url)));
        }
        Some(Item::Gone(gone)) => items.push(CopyItem::new('r', "The entity", safe(&gone.entity_ref))),
        Some(Item::Observed(seen)) => {
            items.extend(
                seen.from
                    .as_ref()
                    .map(|from| CopyItem::new('r', "Who depends", safe(from))),
            );
            items.push(CopyItem::new(
                'e',
                "How it is known",
                safe(&seen.evidence.join("\n")),
            ));
        }
        None => {}
    }
    let commands: Vec<String> = state.chosen().into_iter().filter_map(command).collect();
    if !commands.is_empty() {
        let label = match commands.len() {
            1 => "The command line".to_owned(),
            many => format!("The {many} command lines"),
        };
        items.push(CopyItem::new('c', label, commands.join("\n")));
    }
    let key = if commands.is_empty() { 'c' } else { 'l' };
    items.push(CopyItem::new(
        key,
        "The command line for the list",
        "muster discover",
    ));
    items
}

/// The command that does what the key of the tab does.
fn command(item: Item<'_>) -> Option<String> {
    Some(match item {
        Item::Unregistered(found) => {
            let accountable = found.guess.accountable.as_deref().unwrap_or("user:default/…");
            let owner = found.guess.owner.as_deref();
            let owner = owner.map_or(String::new(), |owner| format!(" --owner {}", shell_word(owner)));
            format!(
                "muster discover claim {} --accountable {}{owner}",
                shell_word(&found.sighting.id),
                shell_word(accountable)
            )
        }
        Item::Gone(gone) => format!("muster catalog show {}", shell_word(&gone.entity_ref)),
        Item::Observed(seen) => format!(
            "muster discover declare {} {}",
            shell_word(seen.from.as_deref()?),
            shell_word(seen.to.as_deref()?)
        ),
    })
}

/// The address of something, where it is one of a page.
pub(super) fn url(found: &Unregistered) -> Option<&str> {
    let url = found.sighting.url.as_deref()?;
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}
