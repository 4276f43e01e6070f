//! What can be copied of access: references and the equivalent command lines.

use super::filter::Filter;
use super::rows::{Grouping, Item, Tab};
use super::state::State;
use super::words::Stands;
use crate::app::overlay::CopyItem;
use crate::model::access::{Access, Why};
use crate::model::text::{safe, shell_word};

pub(super) fn of(state: &State) -> Vec<CopyItem> {
    let mut items = Vec::new();
    match state.selected() {
        Some(Item::Group(group)) => items.push(CopyItem::new('r', "The reference", safe(&group.name))),
        Some(Item::Right(row)) => of_right(row, &mut items),
        None => {}
    }
    if let Some(resource) = state.resource() {
        let line = format!("muster access attest {}", shell_word(&resource));
        items.push(CopyItem::new(
            'a',
            "The command line that says one looked through",
            line,
        ));
    }
    items.push(CopyItem::new('c', "The command line", command(state)));
    items
}

fn of_right(row: &Access, items: &mut Vec<CopyItem>) {
    if let Some(entity) = &row.entity {
        items.push(CopyItem::new('r', "The resource", safe(entity)));
    }
    items.push(CopyItem::new(
        't',
        "The resource as it is called outside",
        safe(&row.right.target),
    ));
    items.push(CopyItem::new('p', "Who has it", safe(&row.right.principal)));
    if let Why::Granted(grant) = &row.why {
        let (run, step) = (shell_word(&grant.run), shell_word(&grant.step));
        items.push(CopyItem::new('u', "The run that gave it", safe(&grant.run)));
        items.push(CopyItem::new(
            'e',
            "The command line that lets it last longer",
            format!("muster access extend {run} {step} --until DATE --reason WHY"),
        ));
    }
    let back = match (Stands::of(row), &row.entity) {
        (Stands::Over, _) => "muster access ended --take-back".to_owned(),
        (Stands::Unexplained, Some(entity)) => {
            format!(
                "muster access review {} --unexplained --take-back",
                shell_word(entity)
            )
        }
        (Stands::Unexplained, None) => format!(
            "muster access review --person {} --unexplained --take-back",
            shell_word(&row.right.principal)
        ),
        _ => return,
    };
    items.push(CopyItem::new('x', "The command line that takes such back", back));
}

/// The command that shows what is selected, or else what is shown.
fn command(state: &State) -> String {
    if state.tab == Tab::Over {
        return "muster access ended".to_owned();
    }
    let unexplained = match state.tab {
        Tab::Unexplained => " --unexplained",
        _ => "",
    };
    let is_person = |name: &str| name.starts_with("user:") || name.starts_with("group:");
    let of = Filter::parse(state.input.text()).entity;
    let of = match (of, state.selected()) {
        (Some(name), _) if is_person(&name) => format!(" --person {}", shell_word(&name)),
        (Some(name), _) => format!(" {}", shell_word(&name)),
        (None, Some(item)) => match (state.grouping, item) {
            (Grouping::Holder, Item::Group(group)) => format!(" --person {}", shell_word(&group.name)),
            (Grouping::Holder, Item::Right(row)) => {
                let holder = row.holder.as_ref().unwrap_or(&row.right.principal);
                format!(" --person {}", shell_word(holder))
            }
            (Grouping::Resource, _) => match state.resource() {
                Some(resource) => format!(" {}", shell_word(&resource)),
                None => String::new(),
            },
        },
        (None, None) => String::new(),
    };
    format!("muster access review{of}{unexplained}")
}
