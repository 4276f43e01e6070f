//! What can be copied of what one answers for, and the equivalent command lines.

use super::source::{Item, Word, word};
use super::state::State;
use super::tab::{Tab, Whose};
use crate::app::overlay::CopyItem;
use crate::model::text::{safe, shell_word};

/// More references than these make no command line that a person would read.
const REFS: usize = 50;

pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    match state.selected() {
        Some(Item::Owned(row)) => {
            items.push(CopyItem::new('r', "The reference", safe(&row.entity_ref)));
        }
        Some(Item::Handover(handover)) => {
            items.push(CopyItem::new('i', "The hand-over's id", safe(&handover.id)));
            let refs: Vec<&str> = handover.items.iter().map(|item| item.entity.as_str()).collect();
            items.push(CopyItem::new('r', "What is handed over", safe(&refs.join("\n"))));
        }
        Some(Item::Leaver(leaver)) => {
            items.push(CopyItem::new('r', "Who leaves", safe(&leaver.person)));
        }
        None => {}
    }
    if state.tab == Tab::Review {
        let refs = state.chosen();
        let words: Vec<_> = refs.iter().take(REFS).map(|one| shell_word(one)).collect();
        if !words.is_empty() && refs.len() <= REFS {
            let words = words.join(" ");
            items.push(CopyItem::new(
                'a',
                "The command line that attests it",
                format!("muster own attest {words}"),
            ));
            items.push(CopyItem::new(
                't',
                "The command line that hands it over",
                format!("muster own transfer {words} --to PERSON --reason WHY"),
            ));
        }
    }
    items.push(CopyItem::new('c', "The command line", command(state)));
    items
}

/// The command that shows the same.
fn command(state: &State) -> String {
    match (state.tab, state.selected()) {
        (Tab::Review, _) if state.whose == Whose::Team => "muster owned --team".to_owned(),
        (Tab::Review, _) => "muster owned".to_owned(),
        (Tab::Handovers, Some(Item::Handover(handover)))
            if word(handover, &state.source.me) == Word::Mine =>
        {
            format!("muster own accept {}", shell_word(&handover.id))
        }
        (Tab::Leaving, Some(Item::Leaver(leaver))) => {
            format!("muster own packet {}", shell_word(&leaver.person))
        }
        (Tab::Handovers | Tab::Leaving, _) => "muster own handovers".to_owned(),
    }
}
