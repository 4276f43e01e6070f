//! What the demo company did about ownership lately: some of what the person at the keyboard answers for is attested, some ran
//! out; somebody offers them two things; somebody of their people leaves; and those whose turn it was were asked.

use jiff::{SignedDuration, Timestamp};

use crate::config::Workspace;
use crate::engine::ownership::{Owning, day, ownership, review, sweep};
use crate::model::catalog::Catalog;
use crate::model::journal::{Hash, NewEvent, OwnershipAttested, Subject, Unknown};
use crate::model::ownership::{Beside, Holder, OwnAct, Owned, Ownership, below, days_later, holding};
use crate::store::{Journal, JournalError};

/// Of what the person answers for, in turn: in how many days an attestation runs out.
const TERMS: [i32; 6] = [-3, 9, 160, 97, 41, 133];
/// Days over which those whose turn it was were asked.
const ASKED: i64 = 6;

pub(super) fn past(
    journal: &Journal,
    workspace: &Workspace,
    catalog: &Catalog,
    persona: Option<&str>,
    (actor, now): (&str, Timestamp),
) -> Result<(), JournalError> {
    let Some(me) = persona.filter(|me| catalog.find(me).is_some()) else {
        return Ok(());
    };
    let ago = |days: i64| now - SignedDuration::from_hours(24 * days);
    let policy = &workspace.settings.ownership;
    let nothing = Ownership::default();
    let held = |person: &str| {
        let rows = holding(
            &review(catalog, &nothing, policy, day(now)),
            Beside::default(),
            person,
            false,
        )
        .rows;
        rows.into_iter()
            .filter(|row| row.as_ == Holder::Accountable && !row.entity_ref.starts_with("group:"))
            .collect::<Vec<Owned>>()
    };
    let mine = held(me);
    journal.append(attested(catalog, &mine, me, ago(ASKED), day(now)))?;
    if let Some((neighbour, theirs)) = neighbour(catalog, me, &held) {
        let offer = OwnAct::Transfer {
            refs: theirs,
            to: me.to_owned(),
            reason: "Your team runs these by now".to_owned(),
        };
        act(journal, workspace, catalog, (&neighbour, ago(2)), &offer)?;
    }
    if let Some(leaver) = leaver(catalog, me) {
        let leave = OwnAct::Leave {
            person: leaver,
            on: days_later(day(now), 11),
            to: None,
        };
        act(journal, workspace, catalog, (me, ago(1)), &leave)?;
    }
    for days in (0..=ASKED).rev() {
        let known = ownership(journal, None)?;
        let review = review(catalog, &known, policy, day(ago(days)));
        sweep(&review, journal, actor, ago(days))?;
    }
    Ok(())
}

/// What the person has attested.
fn attested(
    catalog: &Catalog,
    mine: &[Owned],
    me: &str,
    at: Timestamp,
    today: jiff::civil::Date,
) -> Vec<NewEvent> {
    let event = |(row, term): (&Owned, &i32)| {
        let body = OwnershipAttested {
            entity: row.entity_ref.to_string(),
            accountable: me.to_owned(),
            version: Hash(*catalog.entity(row.id).version()),
            until: days_later(today, *term),
            unknown: Unknown::new(),
        };
        NewEvent::new(&body, Subject::entity(&row.entity_ref), at, me)
    };
    mine.iter().zip(TERMS.iter().cycle()).map(event).collect()
}

/// Somebody else who answers for a few things, and two of them.
fn neighbour(
    catalog: &Catalog,
    me: &str,
    held: &dyn Fn(&str) -> Vec<Owned>,
) -> Option<(String, Vec<String>)> {
    let groups = catalog.entities().filter(|entity| entity.is_kind("Group"));
    let mut leads = groups
        .filter_map(|group| group.accountable())
        .map(|lead| lead.entity_ref());
    leads.find_map(|lead| {
        let theirs: Vec<String> = match lead == me {
            true => Vec::new(),
            false => held(lead).iter().map(|row| row.entity_ref.to_string()).collect(),
        };
        let is_system = |name: &&String| !name.starts_with("system:") && !name.starts_with("domain:");
        let two: Vec<String> = theirs.iter().filter(is_system).take(2).cloned().collect();
        (two.len() == 2).then(|| (lead.to_owned(), two))
    })
}

/// Of the person's people, the first by name who answers for something; else the first by name.
fn leaver(catalog: &Catalog, me: &str) -> Option<String> {
    let people = below(catalog, catalog.find(me)?);
    let things = catalog.entities().filter(|entity| !entity.is_kind("User"));
    let holders = things.filter_map(|entity| entity.accountable());
    let holder = holders.filter(|person| people.contains(&person.id) && person.entity_ref() != me);
    if let Some(first) = holder.map(|person| person.entity_ref()).min() {
        return Some(first.to_owned());
    }
    people
        .into_iter()
        .map(|person| catalog.entity(person).entity_ref().to_owned())
        .min()
}

fn act(
    journal: &Journal,
    workspace: &Workspace,
    catalog: &Catalog,
    (actor, now): (&str, Timestamp),
    act: &OwnAct,
) -> Result<(), JournalError> {
    let known = ownership(journal, None)?;
    let owning = Owning {
        workspace,
        review: review(catalog, &known, &workspace.settings.ownership, day(now)),
        journal,
        actor,
        now,
        proposing: None,
    };
    owning.act(act)?;
    Ok(())
}
