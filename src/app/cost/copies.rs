//! What can be copied of costs: amounts with every digit, what to write into an entity's file, the equivalent command line.

use super::state::State;
use super::tab::Tab;
use crate::app::overlay::CopyItem;
use crate::model::cost::Unmatched;
use crate::model::text::{quoted, safe};

/// More resources than these make no annotation that a person would read.
const RESOURCES: usize = 20;

pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    if let Some(row) = state.selected() {
        if state.tab == Tab::Unmatched {
            let found = state
                .report
                .value()
                .and_then(|report| report.unmatched.get(row.at));
            items.extend(found.into_iter().flat_map(|found| annotations(state, found)));
        } else if !row.is_nobody() {
            let label = match row.is_entity {
                true => "The reference",
                false => "The service",
            };
            items.push(CopyItem::new('r', label, safe(&row.name)));
        }
        items.push(CopyItem::new(
            'a',
            "The amount, with every digit",
            row.money().to_string(),
        ));
    }
    items.push(CopyItem::new('c', "The command line", command(state)));
    items
}

/// What makes it fall to somebody: a line for an entity's annotations.
fn annotations(state: &State, found: &Unmatched) -> Vec<CopyItem> {
    let mut items = Vec::new();
    let ids = resources(state, found);
    if let Some(first) = ids.first() {
        let label = match ids.len() {
            1 => "The annotation that its entity needs",
            _ => "The annotation for the dearest resource",
        };
        items.push(CopyItem::new('e', label, annotation(first)));
    }
    // One annotation names several, parted by commas.
    let several: Vec<&str> = ids.iter().copied().filter(|id| !id.contains(',')).collect();
    if (2..=RESOURCES).contains(&several.len()) {
        let label = format!("The annotation for all {}", several.len());
        items.push(CopyItem::new('l', label, annotation(&several.join(","))));
    }
    if let Some((key, value)) = &found.tag {
        items.push(CopyItem::new('t', "The tag", safe(&format!("{key}={value}"))));
    }
    items
}

/// The line that names a resource in an entity's file.
pub(super) fn annotation(id: &str) -> String {
    format!("muster/external-id: {}", quoted(&safe(id)))
}

/// The resources that are charged in the month, the dearest first.
pub(super) fn resources<'a>(state: &State, found: &'a Unmatched) -> Vec<&'a str> {
    let (Some(report), Some(month)) = (state.report.value(), state.month()) else {
        return Vec::new();
    };
    let mut charged: Vec<_> = found
        .resources
        .iter()
        .map(|(id, months)| (report.moved(months, month).1, id.as_str()))
        .filter(|(cost, _)| !cost.is_zero())
        .collect();
    charged.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    charged.into_iter().map(|(_, id)| id).collect()
}

/// The command that shows the same.
fn command(state: &State) -> String {
    let verb = match state.tab {
        Tab::Entities => "show",
        Tab::Systems => "show --by system",
        Tab::Teams => "show --by team",
        Tab::People => "show --by person",
        Tab::Services => "show --by service",
        Tab::Unmatched => "unmatched",
        Tab::Moved => "moved",
        Tab::Budgets => "budgets",
    };
    match state.month() {
        Some(month) => format!("muster cost {verb} --month {month}"),
        None => format!("muster cost {verb}"),
    }
}
