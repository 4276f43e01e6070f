//! What ownership asks of the person: what is due, offers that wait for their word, what others left to them, who leaves. Pure.

use super::content::{Body, Line};
use crate::app::link::Link;
use crate::app::owned::words::{distance, name};
use crate::app::owned::{Aim, Tab};
use crate::model::catalog::query::{Facet, Query};
use crate::model::ownership::{Agenda, LeavingPerson};
use crate::model::text::counted;
use jiff::civil::Date;

/// At most four lines, each leading to the rows it is about.
pub(super) fn lines(agenda: &Agenda, today: Date) -> Vec<Line> {
    [
        overdue(agenda),
        waiting(agenda),
        asked(agenda),
        leaving(agenda, today),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn line(id: &str, text: String, aim: Aim) -> Line {
    Line::leading(id, Body::Failed(text), Link::Owned(aim))
}

fn overdue(agenda: &Agenda) -> Option<Line> {
    let soon = match agenda.due_soon {
        0 => String::new(),
        count => format!("{count} due soon"),
    };
    let text = match (agenda.overdue, agenda.due_soon) {
        (0, 0) => return None,
        (0, _) => format!("{soon} to be attested"),
        (count, 0) => format!("{} overdue to be attested", counted(count, "entity", "entities")),
        (count, _) => format!(
            "{} overdue to be attested, {soon}",
            counted(count, "entity", "entities")
        ),
    };
    Some(line("owned due", text, Aim::review("is:due")))
}

fn waiting(agenda: &Agenda) -> Option<Line> {
    let count = agenda.handovers.len();
    let waits = if count == 1 { "waits" } else { "wait" };
    let text = format!(
        "{} {waits} for your word",
        counted(count, "hand-over", "hand-overs")
    );
    (count > 0).then(|| line("owned handovers", text, Aim::tab(Tab::Handovers)))
}

fn asked(agenda: &Agenda) -> Option<Line> {
    let first = agenda.asked.first()?;
    let text = format!(
        "{} that others did not attest in time came to you, as {} of {}",
        counted(agenda.asked.len(), "entity", "entities"),
        first.role,
        name(&first.entity)
    );
    let whose = match first.role.as_str() {
        "deputy" => crate::app::owned::Whose::Deputy,
        _ => crate::app::owned::Whose::Team,
    };
    let aim = Aim {
        whose,
        ..Aim::review("is:overdue")
    };
    Some(line("owned asked", text, aim))
}

fn leaving(agenda: &Agenda, today: Date) -> Option<Line> {
    let first = agenda.leaving.first()?;
    let day = distance(first.on, today);
    let left: usize = agenda.leaving.iter().map(|leaver| leaver.unoffered).sum();
    let who = match agenda.leaving.len() {
        1 => format!("{} leaves {day}", name(&first.person)),
        many => format!("{} people leave, {} first, {day}", many, name(&first.person)),
    };
    let text = match left {
        0 => who,
        left => format!(
            "{who}; {} without anybody then",
            counted(left, "entity", "entities")
        ),
    };
    Some(line("owned leaving", text, Aim::tab(Tab::Leaving)))
}

/// Somebody has left and still answers for something.
pub(super) fn left(gone: &LeavingPerson) -> Line {
    let text = format!(
        "{} answers for {} and left on {}",
        name(&gone.person),
        counted(gone.offered + gone.unoffered, "entity", "entities"),
        gone.on
    );
    let theirs = Query::default().with(Facet::Accountable, &gone.person, true);
    Line::leading(
        format!("left {}", gone.person),
        Body::Failed(text),
        Link::Entities(theirs),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_left_is_named_with_what_they_still_answer_for() {
        let gone = LeavingPerson {
            person: "user:default/bo".to_owned(),
            on: Date::constant(2026, 11, 1),
            unoffered: 2,
            offered: 1,
        };
        let line = left(&gone);
        let text = "bo answers for 3 entities and left on 2026-11-01";
        assert_eq!(line.body, Body::Failed(text.to_owned()));
        let theirs = Query::default().with(Facet::Accountable, "user:default/bo", true);
        assert_eq!(line.link, Some(Link::Entities(theirs)));
    }
}
