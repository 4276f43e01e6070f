//! What can be copied of a task, and the equivalent command lines.

use super::state::State;
use super::verbs::short;
use crate::app::overlay::CopyItem;
use crate::model::text::shell_word;

/// The id, the title, the ticket, and the command lines.
pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    if let Some(task) = state.selected() {
        items.push(CopyItem::new('i', "The id", task.name()));
        items.push(CopyItem::new('t', "The title", task.title()));
        if let Some(key) = task.key() {
            items.push(CopyItem::new('n', "The ticket", key));
        }
        if let Some(url) = state.subject.url().filter(|_| state.subject.id == task.name()) {
            items.push(CopyItem::new('u', "The ticket's address", url));
        }
        if let Some(entity) = task.entity() {
            items.push(CopyItem::new('e', "What it is about", entity));
        }
    }
    let chosen = state.list.chosen(&state.rows);
    if !chosen.is_empty() {
        let ids: Vec<&str> = chosen.iter().map(|id| short(id)).collect();
        items.push(CopyItem::new(
            'c',
            "The command line",
            format!("muster task show {}", ids.join(" ")),
        ));
    }
    let query = state.query.to_string();
    let list = match query.as_str() {
        "" => "muster queue".to_owned(),
        query => format!("muster queue {}", shell_word(query)),
    };
    let key = if chosen.is_empty() { 'c' } else { 'l' };
    items.push(CopyItem::new(key, "The command line for the list", list));
    items
}
