//! Everything that is known of the selected row, as lines: how it stands first, then what explains it, who governs it, and when
//! anybody looked. Pure data: how a line looks is not known here.

use super::rows::{Group, Grouping, Item};
use super::state::State;
use super::words::{Stands, days, governs, name, place};
use crate::app::discovery::detail::Lines;
use crate::app::discovery::{Line, Tone};
use crate::app::shared::Shared;
use crate::model::access::{Access, AccessReview, Grant, Presence, Why, last_day, shown};
use crate::model::text::{ago, counted};

/// So many of those who govern something are told.
const GOVERN: usize = 3;

/// All lines about the selected row; none where nothing is selected.
pub fn lines(state: &State, shared: &Shared) -> Vec<Line> {
    let mut lines = Lines::default();
    let review = state.rows.review();
    match state.selected() {
        Some(Item::Right(row)) => of_right(row, review, shared, &mut lines),
        Some(Item::Group(group)) => of_group(group, state, shared, &mut lines),
        None => {}
    }
    lines.0
}

fn of_right(row: &Access, review: &AccessReview, shared: &Shared, lines: &mut Lines) {
    lines.add(Tone::Headline, shown(&row.right));
    let (tone, how) = stands(row);
    lines.add(tone, how);
    match row.behind().or(row.holder.as_deref()) {
        Some(holder) => lines.about("who", holder),
        None => lines.about("who", "not in the catalog"),
    };
    lines.about("resource", row.entity.as_deref().unwrap_or("not in the catalog"));
    lines.about("may", row.right.may());
    match &row.why {
        Why::Granted(grant) => of_grant(grant, shared, lines),
        Why::Owner(why) | Why::Declared(why) => {
            lines.heading("What explains it");
            lines.add(Tone::Plain, why.as_str());
        }
        Why::Nothing => {}
    }
    of_resource(row.entity.as_deref(), review, shared, lines);
    of_places(&[row.right.place()], review, shared, lines);
}

/// How a right stands, and what can be done about it.
fn stands(row: &Access) -> (Tone, &'static str) {
    match (Stands::of(row), row.presence) {
        (Stands::Over, Presence::There) => (
            Tone::Bad,
            "It is over and still there: x takes it back, e lets it last.",
        ),
        (Stands::Over, _) => (
            Tone::Warning,
            "It is over; nobody has looked since whether it is still there: r looks.",
        ),
        (Stands::Unexplained, _) => (
            Tone::Warning,
            "Nothing explains it: no run gave it, and the catalog does not say that they use it. x takes it back.",
        ),
        (Stands::Gone, _) => (
            Tone::Quiet,
            "It is gone: a run gave it, and somebody took it away elsewhere.",
        ),
        (Stands::NotSeen, _) => (Tone::Quiet, "Nobody has looked whether it is there: r looks."),
        (Stands::Granted, _) => (Tone::Plain, "A run gave it."),
        (Stands::Owner, _) => (Tone::Plain, "It is theirs."),
        (Stands::Declared, _) => (Tone::Plain, "The catalog declares that they use it."),
    }
}

fn of_grant(grant: &Grant, shared: &Shared, lines: &mut Lines) {
    lines.heading("What explains it");
    lines.about("run", format!("{}, step {}", grant.run, grant.step));
    lines.about("asked for by", name(&grant.by));
    lines.about("given", ago(grant.given, shared.now));
    lines.about(
        "until",
        match grant.until {
            Some(until) => format!("{}, {}", last_day(until), days(until, shared.now)),
            None => "no end".to_owned(),
        },
    );
    lines.about("reason", grant.reason.as_str());
    lines.add(Tone::Quiet, "R opens the run, e lets it end at another time.");
}

/// Who governs a resource, and who looked through who has what on it.
fn of_resource(resource: Option<&str>, review: &AccessReview, shared: &Shared, lines: &mut Lines) {
    let Some(resource) = resource else { return };
    lines.heading("Who governs it");
    let governs = governs(Some(resource), shared);
    if governs.is_empty() {
        lines.add(Tone::Warning, "Nobody: the catalog names no owner for it");
    }
    for (person, role) in governs.iter().take(GOVERN) {
        lines.about(crate::app::health::words::role(role.word()), name(person));
    }
    let looked = review.reviewed.iter().find(|one| one.entity == resource);
    match looked {
        Some(one) => {
            let text = format!("{} looked through it {}", name(&one.by), ago(one.at, shared.now));
            lines.add(Tone::Plain, text)
        }
        None => lines.add(
            Tone::Quiet,
            "Nobody has looked through it yet: a says that you did.",
        ),
    };
}

fn of_places(names: &[&str], review: &AccessReview, shared: &Shared, lines: &mut Lines) {
    lines.heading("Where it was seen");
    for known in review
        .places
        .iter()
        .filter(|known| names.contains(&known.place.as_str()))
    {
        let tone = match (known.taken, known.complete) {
            (Some(_), true) => Tone::Plain,
            _ => Tone::Warning,
        };
        lines.add(tone, place(known, shared.now));
        let tone = if known.complete {
            Tone::Quiet
        } else {
            Tone::Warning
        };
        for problem in &known.problems {
            lines.add(tone, format!("  {problem}"));
        }
    }
    if shared.access.is_looking() {
        lines.add(Tone::Quiet, "All places are being looked at just now…");
    }
}

fn of_group(group: &Group, state: &State, shared: &Shared, lines: &mut Lines) {
    let review = state.rows.review();
    lines.add(Tone::Headline, group.name.as_str());
    let rights = counted(group.rights, "right", "rights");
    let unexplained = counted(
        group.unexplained,
        "that nothing explains",
        "that nothing explains",
    );
    let parts = [
        (group.over > 0).then(|| format!("{} over", group.over)),
        (group.unexplained > 0).then_some(unexplained),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    match &parts[..] {
        [] => lines.add(Tone::Plain, format!("{rights}, all explained")),
        parts => lines.add(Tone::Warning, format!("{rights}: {}", parts.join(", "))),
    };
    let rows = state.rows.below(&group.name);
    if group.entity.is_none() {
        let text = match state.grouping {
            Grouping::Resource => "The catalog does not know it: `muster discover claim` registers it.",
            Grouping::Holder => "The catalog does not know them.",
        };
        lines.add(Tone::Quiet, text);
    }
    for row in &rows {
        let other = match state.grouping {
            Grouping::Resource => row.right.principal.as_str(),
            Grouping::Holder => row.right.target.as_str(),
        };
        lines.add(
            Tone::Plain,
            format!("  {other}: {}, {}", row.right.may(), Stands::of(row).word()),
        );
    }
    if state.grouping == Grouping::Resource {
        of_resource(group.entity.as_deref(), review, shared, lines);
    }
    let mut places: Vec<&str> = rows.iter().map(|row| row.right.place()).collect();
    places.sort_unstable();
    places.dedup();
    of_places(&places, review, shared, lines);
}
