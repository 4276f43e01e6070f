//! What can be copied of probes: the equivalent command lines, and what declares one.

use super::filter::Filter;
use super::rows::Item;
use super::state::State;
use crate::app::overlay::CopyItem;
use crate::model::text::{safe, shell_word};

/// More references than these make no command line that a person would read.
const REFS: usize = 50;

/// An annotation that declares a probe, to be put into the file of an entity.
pub const ANNOTATION: &str = "muster/probe: \"https://cart.example.com/healthz expect=2xx every=1m\"";

pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    match state.selected() {
        Some(Item::Probed(probed)) => {
            items.push(CopyItem::new('r', "The reference", safe(&probed.entity)));
            items.push(CopyItem::new('t', "What it asks", safe(&probed.target)));
            if !probed.seen.is_empty() {
                items.push(CopyItem::new('s', "What was seen", safe(&probed.seen)));
            }
        }
        Some(Item::Wrong { of, why }) => {
            items.push(CopyItem::new('r', "What is wrong", safe(of)));
            items.push(CopyItem::new('s', "Why", safe(why)));
        }
        None => {}
    }
    let entities = state.chosen();
    let words: Vec<_> = entities.iter().take(REFS).map(|one| shell_word(one)).collect();
    if let ([_, ..], true) = (&words[..], entities.len() <= REFS) {
        let words = words.join(" ");
        if let [only] = &entities[..] {
            items.push(CopyItem::new(
                'q',
                "The command line that silences it",
                format!("muster probe silence {} --for 2h --reason WHY", shell_word(only)),
            ));
        }
        items.push(CopyItem::new(
            'c',
            "The command line",
            format!("muster probe {words}"),
        ));
    } else {
        items.push(CopyItem::new(
            'a',
            "An annotation that declares a probe",
            ANNOTATION.to_owned(),
        ));
        items.push(CopyItem::new('c', "The command line", command(state)));
    }
    items
}

/// The command that shows what is shown where nothing is selected.
fn command(state: &State) -> String {
    match Filter::parse(state.input.text()).entity {
        Some(entity) => format!("muster probe {}", shell_word(&entity)),
        None => "muster probe list".to_owned(),
    }
}
