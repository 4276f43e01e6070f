//! Everything that is known of the selected row, as lines: what changed since it was attested first, then who answers for
//! what of it. Pure data: how a line looks is not known here.

use serde_json::Value;

use super::rows::Group;
use super::source::{Item, Word, word};
use super::state::State;
use super::words::{self, State as Stands, distance, name, some};
use crate::app::discovery::detail::Lines;
use crate::app::discovery::{Line, Tone};
use crate::app::load::{Load, Phase};
use crate::app::shared::Shared;
use crate::model::journal::FieldChange;
use crate::model::ownership::{
    Handover, ItemState, LeavingPerson, Owned, Packet, Role, Since, Standing, answers,
};
use crate::model::text::{ago, counted, grouped};

/// More of a list than this is counted.
const FEW: usize = 12;

/// All lines about the selected row; none where nothing is selected.
pub fn lines(state: &State, shared: &Shared) -> Vec<Line> {
    let mut lines = Lines::default();
    let table = state.table();
    let Some(at) = table.list.cursor() else {
        return lines.0;
    };
    match (state.selected(), table.rows.group(at)) {
        (Some(Item::Owned(row)), _) => of_owned(row, state, shared, &mut lines),
        (Some(Item::Handover(handover)), _) => of_handover(handover, state, shared, &mut lines),
        (Some(Item::Leaver(leaver)), _) => of_leaver(leaver, state, &mut lines),
        (None, Some(group)) => of_group(group, &mut lines),
        (None, None) => {}
    }
    lines.0
}

fn of_group(group: &Group, lines: &mut Lines) {
    let totals = &group.totals;
    lines.add(Tone::Headline, group.title());
    lines.about("holds", counted(totals.count, "entity", "entities"));
    for (label, count) in [
        ("overdue", totals.overdue),
        ("due soon", totals.due_soon),
        ("changed", totals.changed),
        ("findings", totals.findings),
    ] {
        lines.about(label, grouped(count));
    }
    if !totals.cost.is_empty() {
        lines.about("cost", format!("{} a month", words::money(&totals.cost)));
    }
    lines.add(Tone::Plain, "");
    lines.add(
        Tone::Quiet,
        "a attests all of it, u hands all of it over; both show first what they would do.",
    );
}

fn of_owned(row: &Owned, state: &State, shared: &Shared, lines: &mut Lines) {
    let today = state.source.today;
    lines.add(Tone::Headline, &*row.entity_ref);
    let since = state
        .since
        .value()
        .filter(|since| since.entity == *row.entity_ref);
    let (tone, text) = standing(row, today);
    lines.add(tone, text);
    if let Some(since) = since {
        of_since(since, shared, lines);
    } else if let Phase::Failed(cause) = state.since.phase() {
        lines.add(
            Tone::Warning,
            format!("What changed cannot be told: {} {}", cause.message, cause.next),
        );
    }
    of_answers(row, state, lines);
    lines.heading("How it is");
    let findings = match row.findings {
        0 => "none".to_owned(),
        count => format!("{}; m makes tasks of them", grouped(count)),
    };
    lines.about("findings", findings);
    lines.about(
        "needed by",
        match row.dependants {
            0 => "nothing that is declared".to_owned(),
            count => format!("{}; t shows them", counted(count, "entity", "entities")),
        },
    );
    if let Some(cost) = &row.cost {
        let before = match cost.before.is_empty() {
            true => String::new(),
            false => format!(", {} the month before", words::money(&cost.before)),
        };
        lines.about("cost", format!("{} a month{before}", words::money(&cost.latest)));
    }
    of_vision(row, shared, lines);
}

/// How it stands, in a sentence.
fn standing(row: &Owned, today: jiff::civil::Date) -> (Tone, String) {
    let due = row
        .due
        .map(|due| format!("{due}, {}", distance(due, today)))
        .unwrap_or_default();
    match &row.standing {
        Standing::Overdue { asked } => {
            let asked = match asked.last() {
                Some(last) => format!(". {} is asked", name(last)),
                None => String::new(),
            };
            (Tone::Bad, format!("Overdue: it was due {due}{asked}"))
        }
        Standing::DueSoon => (Tone::Warning, format!("Due {due}")),
        Standing::Offered { to, .. } => (
            Tone::Plain,
            format!("Offered to {}, who has not accepted yet", name(to)),
        ),
        Standing::Holds if row.attested.is_none() => (Tone::Plain, format!("Not attested yet; due {due}")),
        Standing::Holds => (Tone::Plain, format!("Attested; due {due}")),
        Standing::Exempt => (Tone::Quiet, "Things of this kind need not be attested".to_owned()),
    }
}

/// By whom it was attested, and what it says otherwise since.
pub(super) fn of_since(since: &Since, shared: &Shared, lines: &mut Lines) {
    match &since.attested {
        Some(attested) => lines.about(
            "attested",
            format!("{} by {}", ago(attested.at, shared.now), name(&attested.by)),
        ),
        None => lines.about("attested", "never"),
    };
    if !since.fields.is_empty() {
        lines.heading("Changed since then");
        since.fields.iter().for_each(|field| {
            lines.add(Tone::Warning, changed(field));
        });
    }
    if let Some(untold) = &since.untold {
        lines.add(Tone::Quiet, format!("What changed cannot be told: {untold}"));
    }
}

/// A field that changed, in one line: path, before and after.
pub fn changed(field: &FieldChange) -> String {
    let short = field
        .path
        .strip_prefix("metadata.annotations.")
        .unwrap_or(&field.path);
    match (&field.before, &field.after) {
        (Value::Null, after) => format!("{short}: + {}", value(after)),
        (before, Value::Null) => format!("{short}: - {}", value(before)),
        (before, after) => format!("{short}: {} → {}", value(before), value(after)),
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn of_answers(row: &Owned, state: &State, lines: &mut Lines) {
    let Some(held) = &state.source.held else { return };
    let catalog = &held.catalog;
    let found = answers(catalog, row.id);
    lines.heading("Who");
    lines.about(
        "accountable",
        found.accountable.map_or("nobody", |person| person.label()),
    );
    if let Some(step) = found.path.last() {
        lines.about("", step.as_str());
    }
    lines.about(
        "owner",
        found
            .owner
            .map_or("nobody", |owner| name(catalog.node_ref(owner))),
    );
    let role = |role: Role<'_>| match role.person {
        Some(person) if role.fallback => format!("{}, as accountable", person.label()),
        Some(person) => person.label().to_owned(),
        None => "nobody".to_owned(),
    };
    lines.about("deputy", role(found.deputy));
    lines.about("approves", role(found.change_approver));
    lines.about("contact", role(found.contact));
    lines.about("cost owner", role(found.cost_owner));
    if let Some(nearest) = found.belongs_to.first() {
        lines.about("belongs to", name(catalog.node_ref(*nearest)));
    }
}

/// What falls short of the vision, and what is waived.
fn of_vision(row: &Owned, shared: &Shared, lines: &mut Lines) {
    let Some(judged) = shared.vision.value() else {
        return;
    };
    let Some(id) = judged.catalog.find(&row.entity_ref) else {
        return;
    };
    let found = judged.of_entity(id);
    if found.is_empty() {
        return;
    }
    lines.heading("The vision");
    for found in found.into_iter().take(FEW) {
        match &found.waiver {
            Some(_) => lines.add(Tone::Quiet, format!("waived: {}", found.message)),
            None => lines.add(Tone::Warning, found.message),
        };
    }
}

fn of_handover(handover: &Handover, state: &State, shared: &Shared, lines: &mut Lines) {
    let from = handover.from.as_deref().map_or("nobody", name);
    lines.add(Tone::Headline, format!("{from} → {}", name(&handover.to)));
    let (tone, text) = match word(handover, &state.source.me) {
        Word::Mine => (
            Tone::Warning,
            "It waits for your word: a accepts, x refuses".to_owned(),
        ),
        Word::Theirs => (
            Tone::Plain,
            format!("It waits for {}; x withdraws it", name(&handover.to)),
        ),
        Word::Said => (Tone::Quiet, "Everything was said about it".to_owned()),
    };
    lines.add(tone, text);
    lines.about(
        "offered",
        format!("{} by {}", ago(handover.at, shared.now), name(&handover.by)),
    );
    if handover.leaving {
        lines.about("because", format!("{from} leaves"));
    }
    if !handover.reason.is_empty() {
        lines.about("reason", handover.reason.as_str());
    }
    lines.heading(&counted(handover.items.len(), "entity", "entities"));
    for item in &handover.items {
        let (tone, said) = match &item.state {
            ItemState::Offered => (Tone::Plain, String::new()),
            ItemState::Accepted { .. } => (Tone::Quiet, ", accepted".to_owned()),
            ItemState::Refused { reason } => (Tone::Warning, format!(", refused: {reason}")),
            other => (Tone::Quiet, format!(", {}", other.name())),
        };
        lines.add(tone, format!("{}{said}", item.entity));
    }
}

fn of_leaver(leaver: &LeavingPerson, state: &State, lines: &mut Lines) {
    lines.add(Tone::Headline, name(&leaver.person));
    let day = distance(leaver.on, state.source.today);
    lines.add(
        Tone::Warning,
        format!("Leaves; the last day is {}, {day}", leaver.on),
    );
    if leaver.unoffered > 0 {
        let left = counted(leaver.unoffered, "entity", "entities");
        lines.add(
            Tone::Bad,
            format!("{left} would be left without a person; u hands them over"),
        );
    } else if leaver.offered > 0 {
        let left = counted(leaver.offered, "entity", "entities");
        lines.add(Tone::Plain, format!("{left} offered and not accepted yet"));
    }
    match packet(&state.packet, &leaver.person) {
        Some(packet) => of_packet(packet, lines),
        None => match state.packet.phase() {
            Phase::Failed(cause) => {
                lines.add(Tone::Warning, format!("{} {}", cause.message, cause.next));
            }
            _ => {
                lines.add(Tone::Quiet, "Reading what hangs on them…");
            }
        },
    }
}

fn packet<'a>(load: &'a Load<std::sync::Arc<Packet>>, person: &str) -> Option<&'a Packet> {
    load.value()
        .filter(|packet| packet.person == person)
        .map(|packet| &**packet)
}

fn of_packet(packet: &Packet, lines: &mut Lines) {
    lines.heading("What hangs on them");
    let counts = [
        some(packet.resources.len(), "entity", "entities").map(|text| ("answers for", text)),
        some(packet.groups.len(), "group", "groups").map(|text| ("leads", text)),
        some(packet.roles.len(), "role", "roles")
            .map(|text| ("holds", format!("{text} of others' entities"))),
        some(packet.tasks.len(), "open task", "open tasks").map(|text| ("tasks", text)),
        some(packet.runs.len(), "run", "runs").map(|text| ("decides", format!("{text} that wait for them"))),
        some(packet.waivers.len(), "waiver", "waivers").map(|text| ("waivers", text)),
        some(packet.dependants.len(), "entity", "entities")
            .map(|text| ("needed by", format!("{text} of others"))),
    ];
    for (label, text) in counts.into_iter().flatten() {
        lines.about(label, text);
    }
    if !packet.cost.is_empty() {
        lines.about("cost", format!("{} a month", words::money(&packet.cost)));
    }
    let resources = packet.resources.iter().map(|row| match Stands::of(row) {
        Stands::Offered => format!("{}, offered", row.entity_ref),
        _ => row.entity_ref.to_string(),
    });
    listed("Answers for", resources.collect(), lines);
    let tasks = packet.tasks.iter().map(|task| task.title.clone());
    listed("Open tasks", tasks.collect(), lines);
    let waivers = packet
        .waivers
        .iter()
        .map(|waiver| format!("{} for {} until {}", waiver.rule, waiver.entity, waiver.until));
    listed("Waivers", waivers.collect(), lines);
}

fn listed(title: &str, all: Vec<String>, lines: &mut Lines) {
    if all.is_empty() {
        return;
    }
    lines.heading(title);
    let more = all.len().saturating_sub(FEW);
    for text in all.into_iter().take(FEW) {
        lines.add(Tone::Plain, text);
    }
    if more > 0 {
        lines.add(Tone::Quiet, format!("and {more} more"));
    }
}
