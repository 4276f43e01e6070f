//! `[changes]` of `muster.toml`: whether changes of somebody else's resources are asked about, and how long one who is asked has.

use jiff::SignedDuration;

use super::document::{Item, Table};
use crate::model::text::parse_duration;

/// `[changes]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeSettings {
    /// Whether somebody has to agree at all.
    pub ask: bool,
    /// After this the next in turn may agree too.
    pub answer: SignedDuration,
}

impl Default for ChangeSettings {
    fn default() -> Self {
        Self {
            ask: true,
            answer: SignedDuration::from_hours(48),
        }
    }
}

pub(super) fn take_changes(table: Option<Table<'_, '_>>) -> ChangeSettings {
    let mut settings = ChangeSettings::default();
    let Some(mut table) = table else { return settings };
    if let Some(ask) = table.take("ask").and_then(Item::boolean) {
        settings.ask = ask;
    }
    if let Some(answer) = table.take("answer").and_then(duration) {
        settings.answer = answer;
    }
    table.finish();
    settings
}

fn duration(item: Item<'_, '_>) -> Option<SignedDuration> {
    let at = item.clone();
    let text = item.text()?.value;
    let parsed = parse_duration(&text);
    if parsed.is_none() {
        at.complain(format!("`{text}` is not a duration; write 4h, 2d or 1w"));
    }
    parsed
}
