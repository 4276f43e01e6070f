//! `[health]` of `muster.toml`: how often probes ask, when something counts as down, and probes beside those of annotations.

use jiff::SignedDuration;

use super::document::{Item, Table};
use crate::model::health::target::{EVERY, TIMEOUT, parse, parse_interval};
use crate::model::health::{Policy, Stated, UNNAMED, valid_name};

/// Answers in a row that a change may take.
const MOST_IN_A_ROW: i64 = 100;

/// `[health]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HealthSettings {
    pub policy: Policy,
    /// `[[health.probes]]`
    pub probes: Vec<Stated>,
}

pub(super) fn take_health(table: Option<Table<'_, '_>>) -> HealthSettings {
    let mut settings = HealthSettings::default();
    let Some(mut table) = table else { return settings };
    let policy = &mut settings.policy;
    let always = (SignedDuration::from_secs(1), SignedDuration::from_hours(24 * 365));
    for (key, limits, value) in [
        ("every", EVERY, &mut policy.every),
        ("timeout", TIMEOUT, &mut policy.timeout),
        ("answer", always, &mut policy.answer),
    ] {
        if let Some(interval) = table.take(key).and_then(|item| interval(item, limits)) {
            *value = interval;
        }
    }
    for (key, value) in [
        ("fall", &mut policy.patience.fall),
        ("rise", &mut policy.patience.rise),
    ] {
        if let Some(count) = table.take(key).and_then(in_a_row) {
            *value = count;
        }
    }
    let probes = table.take("probes").map(Item::list).unwrap_or_default();
    settings.probes = probes.into_iter().filter_map(probe).collect();
    table.finish();
    settings
}

fn interval(item: Item<'_, '_>, (least, most): (SignedDuration, SignedDuration)) -> Option<SignedDuration> {
    let at = item.clone();
    let text = item.text()?.value;
    match parse_interval(&text) {
        Some(interval) if (least..=most).contains(&interval) => Some(interval),
        Some(_) => {
            at.complain(format!(
                "`{text}` is not possible here, only from {least:#} to {most:#}"
            ));
            None
        }
        None => {
            at.complain(format!("`{text}` is not a duration; write 30s, 5m or 1h"));
            None
        }
    }
}

fn in_a_row(item: Item<'_, '_>) -> Option<u32> {
    let at = item.clone();
    let count = item.integer()?;
    if !(1..=MOST_IN_A_ROW).contains(&count) {
        at.complain(format!(
            "{count} is no number of answers in a row; write 1 to {MOST_IN_A_ROW}"
        ));
    }
    u32::try_from(count).ok()
}

fn probe(item: Item<'_, '_>) -> Option<Stated> {
    let whole = item.clone();
    let mut table = item.table()?;
    let entity = table.take("for").and_then(Item::text);
    let name = table
        .take("name")
        .map(|item| (item.clone(), item.text().map(|name| name.value)));
    let ask = table
        .take("ask")
        .and_then(|item| Some((item.clone(), item.text()?.value)));
    table.finish();
    let (Some(entity), Some((at, ask))) = (entity, ask) else {
        whole.complain(
            "a probe says what it is `for`, and what to `ask`, as https://host/path expect=2xx".to_owned(),
        );
        return None;
    };
    if let Err(why) = parse(&ask) {
        at.complain(format!("`{ask}` cannot be asked: {why}"));
        return None;
    }
    let name = match name {
        Some((at, name)) => {
            let name = name?;
            if let Err(why) = valid_name(&name) {
                at.complain(why);
                return None;
            }
            name
        }
        None => UNNAMED.to_owned(),
    };
    Some(Stated {
        place: format!("muster.toml:{}", entity.place.line),
        entity: entity.value,
        probe: name,
        ask,
    })
}
