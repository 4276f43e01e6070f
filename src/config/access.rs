//! `[access]` of `muster.toml`: how long access that is given may last.

use jiff::SignedDuration;

use super::document::{Item, Table};
use crate::model::text::parse_duration;

/// `[access]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessSettings {
    /// The longest that access is given for; without it, as long as somebody asks for.
    pub longest: Option<SignedDuration>,
}

pub(super) fn take_access(table: Option<Table<'_, '_>>) -> AccessSettings {
    let mut settings = AccessSettings::default();
    let Some(mut table) = table else { return settings };
    settings.longest = table.take("longest").and_then(duration);
    table.finish();
    settings
}

fn duration(item: Item<'_, '_>) -> Option<SignedDuration> {
    let at = item.clone();
    let text = item.text()?.value;
    let parsed = parse_duration(&text);
    if parsed.is_none() {
        at.complain(format!("`{text}` is not a duration; write 30d, 12w or 8h"));
    }
    parsed
}
