//! What can be copied of the vision and of what falls short, and the equivalent command lines.

use super::findings::{Findings, Of};
use super::item::as_item;
use super::source::Item;
use super::state::State;
use super::tab::Tab;
use crate::app::overlay::CopyItem;
use crate::model::text::{safe, shell_word};

/// Of the selected row, and the command line of the tab.
pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    if let Some(trial) = state.trial.as_ref().filter(|_| state.trying) {
        items.push(CopyItem::new(
            'r',
            "The rule, for vision.yaml",
            as_item(&trial.area.text()),
        ));
        items.push(CopyItem::new(
            'c',
            "The command line",
            "muster vision try RULE.yaml",
        ));
        return items;
    }
    let Some(source) = &state.source else {
        return items;
    };
    let item = state.selected().filter(|_| state.tab != Tab::Radar);
    let (rule, entity) = item.map(|item| state.about(item)).unwrap_or_default();
    let rule = rule.and_then(|rule| source.rule(rule));
    if let Some(rule) = rule {
        items.push(CopyItem::new('i', "The rule's id", safe(&rule.id)));
        items.push(CopyItem::new(
            'x',
            "What it requires",
            safe(rule.require.source()),
        ));
    }
    if let Some(entity) = &entity {
        items.push(CopyItem::new('r', "The entity", safe(entity)));
    }
    if let Some(Item::Complaint(at)) = item
        && let Some(complaint) = source.judged.vision.complaints.get(at)
    {
        let text = format!("{}:{}: {}", complaint.file, complaint.at.line, complaint.message);
        items.push(CopyItem::new('m', "What is wrong", safe(&text)));
    }
    let command = match state.tab {
        Tab::Rules => match rule {
            Some(rule) => format!("muster vision check --rule {}", shell_word(&rule.id)),
            None => "muster vision check".to_owned(),
        },
        Tab::Scores => format!("muster vision scores --by {}", state.by.name()),
        Tab::Radar => "muster vision radar".to_owned(),
        Tab::Waivers => "muster vision waivers".to_owned(),
        Tab::Changes => "muster vision diff".to_owned(),
        Tab::About => "muster vision show".to_owned(),
    };
    items.push(CopyItem::new('c', "The command line", command));
    items
}

/// Of the selected finding, and the command line of the list.
pub(super) fn of_findings(state: &Findings) -> Vec<CopyItem> {
    let mut items = Vec::new();
    if let Some(row) = state.selected() {
        let entity = state.rows.entity(row).map_or("", |entity| entity.entity_ref());
        items.push(CopyItem::new('r', "The entity", safe(entity)));
        items.push(CopyItem::new(
            'm',
            "What is wrong",
            safe(&state.rows.message(row)),
        ));
        if let Some(rule) = state.rows.rule(row) {
            items.push(CopyItem::new('i', "The rule's id", safe(&rule.id)));
            let (rule, entity) = (shell_word(&rule.id), shell_word(entity));
            let waive = format!("muster vision waive {rule} {entity} --reason …");
            items.push(CopyItem::new('w', "The command line that waives it", waive));
        }
    }
    let command = match &state.of {
        Of::Rule(rule) => format!("muster vision check --rule {}", shell_word(rule)),
        Of::Group(..) | Of::Person(_) => "muster vision check".to_owned(),
        Of::Technology(id) => format!("muster vision radar {}", shell_word(id)),
    };
    items.push(CopyItem::new('c', "The command line", command));
    items
}
