//! `[categories]` and `[queue]` of `muster.toml`: what sorts of task there are, what is promised of them, and the company's
//! own views of the queue. Durations and names are judged here; what a view's query means is judged by whoever asks it.

use jiff::SignedDuration;

use super::document::{Item, Table};
use super::place::Located;
use crate::model::text::parse_duration;

/// A sort of task that the company knows by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub name: Located<String>,
    /// How soon such a task is promised to be done, counted from when it was asked for.
    pub promise: Option<SignedDuration>,
    /// The blueprint that does such tasks, as an entity ref.
    pub blueprint: Option<Located<String>>,
}

/// `[queue]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QueueSettings {
    /// What is promised of a task whose category promises nothing.
    pub promise: Option<SignedDuration>,
    /// `[queue.views]`: names and query lines.
    pub views: Vec<(Located<String>, Located<String>)>,
}

pub(super) fn take_queue(mut queue: Table<'_, '_>) -> QueueSettings {
    let promise = queue.take("promise").and_then(duration);
    let views = queue.take("views").and_then(Item::table).map(Table::take_all);
    queue.finish();
    let view = |(name, item): (Located<String>, Item<'_, '_>)| Some((name, item.text()?));
    QueueSettings {
        promise,
        views: views.into_iter().flatten().filter_map(view).collect(),
    }
}

pub(super) fn take_categories(categories: Table<'_, '_>) -> Vec<Category> {
    categories
        .entries()
        .into_iter()
        .filter_map(|(name, item)| {
            let mut table = item.table()?;
            let category = Category {
                name,
                promise: table.take("promise").and_then(duration),
                blueprint: table.take("blueprint").and_then(Item::text),
            };
            table.finish();
            Some(category)
        })
        .collect()
}

/// `30m`, `4h`, `3d`, `2w`; several follow each other, as in `1d 12h`. A day has 24 hours.
fn duration(item: Item<'_, '_>) -> Option<SignedDuration> {
    let at = item.clone();
    let text = item.text()?.value;
    let parsed = parse_duration(&text);
    if parsed.is_none() {
        at.complain(format!("`{text}` is not a duration; write 30m, 4h, 3d or 2w"));
    }
    parsed
}
