//! Everything that is known of the selected probe, as lines: how it is and what was seen first, then who was told. Pure
//! data: how a line looks is not known here, nor what a look is drawn as.

use jiff::{SignedDuration, Timestamp};

use super::rows::Item;
use super::state::State;
use super::words::{Telling, at, lasting, name, role, since};
use crate::app::discovery::detail::Lines;
use crate::app::discovery::{Line, Tone};
use crate::app::shared::Shared;
use crate::model::health::{Health, Healths, Look, Probed, Told, Went};
use crate::model::ownership::{TurnRole, turns};

/// Within this somebody is told of what is down.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(1);
/// The latest looks that are told one by one.
const LOOKS: usize = 8;

/// How looks are drawn, which is not known here.
pub struct Strips<'a> {
    /// Of some looks, the oldest first, a character each.
    pub of: &'a dyn Fn(&[Look]) -> String,
    /// What the characters mean.
    pub legend: &'a str,
}

/// All lines about the selected row; none where nothing is selected. `strips` makes texts of looks.
pub fn lines(state: &State, shared: &Shared, strips: &Strips<'_>) -> Vec<Line> {
    let mut lines = Lines::default();
    match state.selected() {
        Some(Item::Probed(probed)) => of_probed(probed, state.rows.healths(), shared, strips, &mut lines),
        Some(Item::Wrong { of, why }) => {
            lines.add(Tone::Headline, of);
            lines.add(Tone::Warning, "This declaration of a probe cannot be run:");
            lines.add(Tone::Plain, why);
            lines.add(Tone::Plain, "");
            lines.add(
                Tone::Quiet,
                "E opens the entity's file. A probe is declared like this:",
            );
            lines.add(Tone::Plain, super::copies::ANNOTATION);
        }
        None => {}
    }
    lines.0
}

fn of_probed(probed: &Probed, healths: &Healths, shared: &Shared, strips: &Strips<'_>, lines: &mut Lines) {
    lines.add(Tone::Headline, format!("{}  {}", probed.entity, probed.probe));
    let tone = match probed.state {
        Health::Down => Tone::Bad,
        Health::Degraded => Tone::Warning,
        Health::Up => Tone::Plain,
        Health::Unknown => Tone::Quiet,
    };
    let how = match probed.since {
        Some(_) => format!("{} {}", probed.state.name(), since(probed.since, shared)),
        None if probed.looks.is_empty() => "It was never asked; a asks it now".to_owned(),
        None => "unknown: it could not be told how it is so far".to_owned(),
    };
    lines.add(tone, how);
    if !probed.seen.is_empty() {
        lines.add(Tone::Plain, probed.seen.as_str());
    }
    if shared.health.is_probing(&probed.entity) {
        lines.add(Tone::Quiet, "It is being asked just now…");
    }
    if probed.flaps {
        let text = "It flaps: it changed so often lately that a change has to hold twice as long.";
        lines.add(Tone::Warning, text);
    }
    of_silence(probed, healths, shared, lines);
    of_telling(probed, healths, shared, lines);
    of_looks(probed, shared, strips, lines);
    lines.heading("What it asks");
    lines.add(Tone::Plain, probed.target.as_str());
    lines.about("declared", probed.declared.as_str());
    let next = match probed.next {
        Some(next) if next <= shared.now => "now".to_owned(),
        Some(next) => format!("in {}", lasting(shared.now, next)),
        None => "not before somebody asks: a does".to_owned(),
    };
    lines.about("asked next", next);
}

fn of_silence(probed: &Probed, healths: &Healths, shared: &Shared, lines: &mut Lines) {
    let Some(silence) = healths.silence(&probed.entity, shared.now) else {
        return;
    };
    let until = at(silence.until, shared.now, &shared.zone);
    let left = lasting(shared.now, silence.until);
    lines.heading("Silenced");
    lines.add(
        Tone::Warning,
        format!("Nobody is told until {until}, for {left}; S ends it"),
    );
    lines.about("reason", silence.reason.as_str());
    lines.about("by", name(&silence.by));
}

/// Who was told, and who would be, in turn.
fn of_telling(probed: &Probed, healths: &Healths, shared: &Shared, lines: &mut Lines) {
    let is_down = probed.state == Health::Down;
    lines.heading(match (is_down, probed.told.is_empty()) {
        (false, true) => "Who is told when it is down",
        _ => "Who was told",
    });
    let telling = Telling::of(probed, healths, shared.now);
    match telling {
        Telling::Failed(told) => {
            let why = told.failed().unwrap_or_default();
            lines.add(Tone::Bad, format!("Nobody could be told: {why}"));
        }
        Telling::Nobody if is_overdue(probed, shared) => {
            let text = "Nobody was told: it seems that no way under [notify] in muster.toml reaches them";
            lines.add(Tone::Bad, text);
        }
        Telling::Nobody => {
            lines.add(Tone::Warning, "Nobody was told so far");
        }
        Telling::Needless | Telling::Silent(_) | Telling::Reached(_) | Telling::UnderWay(_) => {}
    }
    let catalog = shared.catalog.value();
    let turns = catalog.and_then(|catalog| {
        let id = catalog.find(&probed.entity)?;
        Some(turns(catalog, id, TurnRole::Contact, &|_| false))
    });
    let turns = turns.unwrap_or_default();
    if turns.is_empty() && probed.told.is_empty() {
        let text = "Nobody: the catalog names no contact, no accountable person and no lead for it";
        lines.add(Tone::Bad, text);
    }
    for told in &probed.told {
        let is_said = telling == Telling::Failed(told);
        lines.about(role(&told.role), how_told(told, is_said, shared));
    }
    for turn in &turns {
        if probed.told.iter().any(|told| told.whom == turn.person) {
            continue;
        }
        let yet = if is_down { ", not yet" } else { "" };
        lines.about(role(turn.role.word()), format!("{}{yet}", name(&turn.person)));
    }
}

/// Whether somebody should have been told by now: probes are asked, and it has been down for a while.
fn is_overdue(probed: &Probed, shared: &Shared) -> bool {
    let for_long = |since| shared.now.duration_since(since) > AT_ONCE;
    probed.next.is_some() && probed.since.is_some_and(for_long)
}

/// Who was told when and how; why it failed, unless that is said already.
fn how_told(told: &Told, is_said: bool, shared: &Shared) -> String {
    let (person, when) = (name(&told.whom), at(told.at, shared.now, &shared.zone));
    let by = match told.by.as_str() {
        "" => String::new(),
        by => format!(" by {by}"),
    };
    match &told.went {
        Went::UnderWay => format!("{person}, being told since {when}{by}"),
        Went::Arrived => format!("{person}, told {when}{by}"),
        Went::Failed(_) if is_said => format!("{person}, not reached {when}{by}"),
        Went::Failed(why) => format!("{person}, not reached {when}{by}: {why}"),
    }
}

fn of_looks(probed: &Probed, shared: &Shared, strips: &Strips<'_>, lines: &mut Lines) {
    if probed.looks.is_empty() {
        return;
    }
    lines.heading("The latest looks");
    lines.add(Tone::Plain, (strips.of)(&probed.looks));
    lines.add(Tone::Quiet, strips.legend);
    for look in probed.looks.iter().rev().take(LOOKS) {
        lines.about(clock(look.at, shared), said(look));
    }
}

/// With seconds: looks are closer than minutes.
fn clock(moment: Timestamp, shared: &Shared) -> String {
    let there = moment.to_zoned(shared.zone.clone());
    there.strftime("%H:%M:%S").to_string()
}

fn said(look: &Look) -> String {
    match look.took {
        Some(took @ ..1000) => format!("{}, {took} ms", look.heard.name()),
        Some(took) => format!("{}, {}.{} s", look.heard.name(), took / 1000, took % 1000 / 100),
        None => look.heard.name().to_owned(),
    }
}
