//! What is done about what is selected or marked: each verb shows first what it would do.

use super::asking::{Asking, Choice, Deed};
use super::keys::entity;
use super::source::{Item, Word, word};
use super::state::{Menu, State};
use super::tab::{Tab, Whose};
use super::words::{State as Stands, distance, name};
use crate::app::context::Context;
use crate::app::cost;
use crate::app::effect::Effect;
use crate::app::link::Link;
use crate::app::overlay::Overlay;
use crate::app::toast::Level;
use crate::app::vision::filing;
use crate::app::wizard::popup::Popup;
use crate::model::journal::Hash;
use crate::model::ownership::{Handover, OwnRole, Owned};
use crate::model::vision::diff::Fall;

/// In front of a role that is given to nobody.
const NOBODY: &str = "-";

fn show(deed: Deed, choices: Vec<Choice>, context: &mut Context<'_>) {
    let asking = Asking::new(deed, choices, context);
    context.show(Overlay::Owning(Box::new(asking)));
}

fn say(text: &str, context: &mut Context<'_>) {
    context.toast(Level::Info, text);
}

/// The rows of what is marked or selected; of a heading, all below it.
fn chosen(state: &State) -> Vec<&Owned> {
    let Some(held) = &state.source.held else {
        return Vec::new();
    };
    let refs = state.chosen();
    let wanted: std::collections::BTreeSet<&str> = refs.iter().map(String::as_str).collect();
    let rows = held.holding.rows.iter();
    rows.filter(|row| wanted.contains(&*row.entity_ref)).collect()
}

fn choice(row: &Owned, state: &State) -> Choice {
    let stands = Stands::of(row);
    let note = match (stands, row.due) {
        (Stands::Overdue | Stands::DueSoon, Some(due)) => {
            format!("{}, {}", stands.name(), distance(due, state.source.today))
        }
        _ if row.attested.is_none() => "never attested".to_owned(),
        _ => stands.name().to_owned(),
    };
    Choice {
        entity: row.entity_ref.to_string(),
        note,
        changed: row.changed,
        never: row.attested.is_none(),
        version: None,
    }
}

/// The version of a row's entity that is shown.
fn version(row: &Owned, state: &State) -> Option<Hash> {
    let held = state.source.held.as_ref()?;
    Some(Hash(*held.catalog.entity(row.id).version()))
}

/// Attests what is chosen; of a hand-over, accepts it.
pub(super) fn attest(state: &State, context: &mut Context<'_>) {
    match state.tab {
        Tab::Review => {
            let rows = chosen(state);
            let choices: Vec<Choice> = rows
                .iter()
                .filter(|row| Stands::of(row) != Stands::Exempt || row.changed)
                .map(|row| Choice {
                    version: version(row, state),
                    ..choice(row, state)
                })
                .collect();
            match (choices.is_empty(), rows.is_empty()) {
                (true, true) => say("Nothing is selected that could be attested.", context),
                (true, false) => say("Things of this kind need not be attested.", context),
                _ => show(Deed::Attest, choices, context),
            }
        }
        Tab::Handovers => match handover(state) {
            Some(handover) if word(handover, &state.source.me) == Word::Mine => {
                let deed = Deed::Accept {
                    id: handover.id.clone(),
                    from: handover.from.clone().unwrap_or_else(|| handover.by.clone()),
                };
                show(deed, open(handover), context);
            }
            Some(handover) if handover.is_open() => {
                let text = format!("{} has to accept it; x withdraws it.", name(&handover.to));
                context.toast(Level::Info, text);
            }
            Some(_) => say("Everything was said about this one.", context),
            None => say("No hand-over is selected.", context),
        },
        Tab::Leaving => say(
            "What somebody leaves behind is accepted among the hand-overs; ] leads there.",
            context,
        ),
    }
}

fn handover(state: &State) -> Option<&Handover> {
    match state.selected()? {
        Item::Handover(handover) => Some(handover),
        _ => None,
    }
}

/// What of a hand-over is still offered.
fn open(handover: &Handover) -> Vec<Choice> {
    let open = handover.open().map(|entity| Choice {
        entity: entity.to_owned(),
        note: String::new(),
        changed: false,
        never: false,
        version: None,
    });
    open.collect()
}

/// Offers what is chosen to somebody; of somebody who leaves, all that nobody else was offered.
pub(super) fn hand_over(state: &State, context: &mut Context<'_>) {
    let rows: Vec<&Owned> = match (state.tab, state.selected()) {
        (Tab::Review, _) => chosen(state),
        (Tab::Leaving, Some(Item::Leaver(leaver))) => match state.packet.value() {
            Some(packet) if packet.person == leaver.person => packet.resources.iter().collect(),
            _ => return say("What they answer for is still being read.", context),
        },
        _ => {
            return say(
                "What one answers for is handed over from the review; [ leads there.",
                context,
            );
        }
    };
    let free = rows.into_iter().filter(|row| Stands::of(row) != Stands::Offered);
    let free: Vec<&Owned> = free.collect();
    let choices: Vec<Choice> = free.iter().map(|row| choice(row, state)).collect();
    let keeps = keeps(&free, &state.source.me);
    match choices.is_empty() {
        true => say("Nothing is selected that is not offered already.", context),
        false => show(Deed::HandOver { keeps }, choices, context),
    }
}

/// Who goes on answering for rows.
fn keeps(rows: &[&Owned], me: &str) -> String {
    let all: std::collections::BTreeSet<&str> = rows.iter().map(|row| &*row.accountable).collect();
    let mut all = all.into_iter();
    match (all.next(), all.next()) {
        (Some(only), None) if only == me => "You answer".to_owned(),
        (Some(only), None) => format!("{} answers", name(only)),
        _ => "Whoever does now answers".to_owned(),
    }
}

/// Refuses, withdraws, lets stay.
pub(super) fn refuse(state: &State, context: &mut Context<'_>) {
    match state.selected() {
        Some(Item::Handover(handover)) => give_up(handover, state, context),
        Some(Item::Leaver(leaver)) => {
            let deed = Deed::Stay {
                person: leaver.person.clone(),
            };
            show(deed, Vec::new(), context);
        }
        Some(Item::Owned(row)) => {
            let offered = match &row.standing {
                crate::model::ownership::Standing::Offered { handover, .. } => Some(handover),
                _ => None,
            };
            // Also those that concern others: who decides about it may take it back.
            let all = state.handovers.value().map_or(&[][..], |all| all);
            match offered.and_then(|id| all.iter().find(|handover| handover.id == *id)) {
                Some(handover) => give_up(handover, state, context),
                None => say("It is not offered to anybody; u hands it over.", context),
            }
        }
        None => say("Nothing is selected.", context),
    }
}

fn give_up(handover: &Handover, state: &State, context: &mut Context<'_>) {
    let id = handover.id.clone();
    match word(handover, &state.source.me) {
        Word::Mine => show(Deed::Refuse { id }, open(handover), context),
        Word::Theirs => show(Deed::Withdraw { id }, open(handover), context),
        Word::Said => say("Everything was said about this one.", context),
    }
}

/// Asks which role of what is chosen is given to somebody, or to nobody.
pub(super) fn ask_role(state: &mut State, context: &mut Context<'_>) {
    let refs: Vec<String> = chosen(state)
        .iter()
        .map(|row| row.entity_ref.to_string())
        .collect();
    if refs.is_empty() {
        return say("Nothing is selected that has roles.", context);
    }
    let given = OwnRole::ALL.map(|role| (role.name().to_owned(), role.words().to_owned()));
    let nobody = OwnRole::ALL.map(|role| {
        let text = format!("nobody as {}: it falls to who is accountable", role.words());
        (format!("{NOBODY}{}", role.name()), text)
    });
    let choices = given.into_iter().chain(nobody);
    state.menu = Some((Menu::Role(refs), Popup::choices("Which role", choices)));
}

/// Asks who is to have the role that was chosen; where it is nobody, shows at once what that does.
pub(super) fn chose_role(state: &mut State, refs: Vec<String>, chosen: &str, context: &mut Context<'_>) {
    let (chosen, is_nobody) = match chosen.strip_prefix(NOBODY) {
        Some(role) => (role, true),
        None => (chosen, false),
    };
    let Some(role) = OwnRole::ALL.into_iter().find(|role| role.name() == chosen) else {
        return;
    };
    if is_nobody {
        return preview_role(state, refs, role, None, context);
    }
    let title = format!("Who is to be {}", role.words());
    let popup = Popup::entities(title, &["User"], context);
    state.menu = Some((Menu::Holder(refs, role), popup));
}

pub(super) fn preview_role(
    state: &State,
    refs: Vec<String>,
    role: OwnRole,
    person: Option<String>,
    context: &mut Context<'_>,
) {
    let rows = state
        .source
        .held
        .as_ref()
        .map_or(&[][..], |held| &held.holding.rows);
    let now = |entity: &str| {
        let held = state.source.held.as_ref()?;
        let row = rows.iter().find(|row| &*row.entity_ref == entity)?;
        let mut holders = held.catalog.entity(row.id).targets(role.relation());
        holders.next().map(|node| held.catalog.node_ref(node).to_owned())
    };
    let choices = refs.into_iter().map(|entity| {
        let note = match now(&entity) {
            Some(holder) => format!("now {}", name(&holder)),
            None => "now whoever is accountable".to_owned(),
        };
        Choice {
            entity,
            note,
            changed: false,
            never: false,
            version: None,
        }
    });
    let deed = Deed::Role { role, person };
    show(deed, choices.collect(), context);
}

/// Somebody leaves: whoever is selected, or somebody to be chosen.
pub(super) fn leave(state: &State, context: &mut Context<'_>) {
    let table = state.table();
    let heading = table.list.cursor().and_then(|at| table.rows.group(at));
    let person = match state.selected() {
        Some(Item::Leaver(leaver)) => Some(leaver.person.clone()),
        _ => heading
            .and_then(|group| group.of.clone())
            .filter(|of| of.starts_with("user:")),
    };
    let asking = Asking::leaving(person, context);
    context.show(Overlay::Owning(Box::new(asking)));
}

/// Withdraws the offer that was made last; says what cannot be taken back.
pub(super) fn undo(state: &State, context: &mut Context<'_>) {
    let mine = state.source.handovers.iter().filter(|handover| {
        handover.by == state.source.me && word(handover, &state.source.me) == Word::Theirs
    });
    match mine.max_by_key(|handover| handover.at) {
        Some(handover) => {
            let id = handover.id.clone();
            show(Deed::Withdraw { id }, open(handover), context);
        }
        None => say(
            "Nothing of yours is on offer. An attestation is not taken back; e gives a role anew.",
            context,
        ),
    }
}

/// Shows what it costs that somebody watches: the selected one's person where others' things are seen, else whoever looks.
pub(super) fn cost(state: &State, context: &mut Context<'_>) {
    let theirs = match (state.selected(), state.whose) {
        (Some(Item::Owned(row)), Whose::Team) => Some(row.accountable.to_string()),
        (Some(Item::Leaver(leaver)), _) => Some(leaver.person.clone()),
        _ => context.shared.me.clone(),
    };
    let aim = theirs.map_or_else(cost::Aim::default, |person| cost::Aim::of_person(&person));
    context.follow(Link::Cost(aim));
}

/// Opens the file of the selected entity at its line.
pub(super) fn edit(state: &State, context: &mut Context<'_>) {
    let shared = context.shared;
    let place = entity(state).and_then(|entity| {
        let catalog = shared.catalog.value()?;
        let entity = catalog.entity(catalog.find(&entity)?);
        let root = &shared.workspace.as_ref()?.root;
        Some((root.join(entity.file()), entity.line()))
    });
    match place {
        Some((path, line)) => context.effect(Effect::EditFile {
            path,
            line: Some(line),
        }),
        None => say("This stands in no file.", context),
    }
}

/// Makes tasks of what falls short of the vision.
pub(super) fn file(state: &State, context: &mut Context<'_>) {
    let Some(judged) = context.shared.vision.value().cloned() else {
        return say("The vision is not known yet.", context);
    };
    let mut falls = Vec::new();
    for entity in state.chosen() {
        let Some(id) = judged.catalog.find(&entity) else {
            continue;
        };
        for found in judged.of_entity(id) {
            let Some(rule) = judged.vision.rules.get(found.rule) else {
                continue;
            };
            if found.waiver.is_none() && !found.is_untold {
                falls.push(Fall {
                    rule: rule.id.clone(),
                    severity: rule.severity,
                    entity: id,
                    message: found.message,
                });
            }
        }
    }
    filing::show(falls, context);
}
