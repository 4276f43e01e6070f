//! What of the vision concerns the person: what falls short of what they answer for, waivers that end soon, exceptions that
//! wait for their word. Pure.

use super::content::{Body, Line, Part, Section};
use crate::app::link::Link;
use crate::app::shared::Shared;
use crate::app::vision::mine::{Asked, Falling};
use crate::app::vision::words::{self, End};
use crate::app::vision::{Of, Tab};
use crate::model::text::{counted, grouped};
use crate::model::vision::{Judged, Waiver};

/// More than these are a key further away.
pub const FINDINGS: usize = 3;
const WAIVERS: usize = 3;

/// The section, made when the vision was judged; nothing where there is no vision.
pub(super) fn section(
    judged: &Judged,
    falling: &Falling,
    asked: &[Asked],
    shared: &Shared,
) -> Option<Section> {
    let vision = &judged.vision;
    if vision.rules.is_empty() && vision.complaints.is_empty() {
        return None;
    }
    let mut lines: Vec<Line> = complaint(judged).into_iter().collect();
    lines.extend(waiting(asked));
    lines.extend(findings(falling, shared));
    lines.extend(waivers(judged, shared));
    let [blocking, warnings, advice] = falling.counts;
    let notes = [
        (blocking, "blocking", "blocking"),
        (warnings, "warning", "warnings"),
        (advice, "advice", "advice"),
    ];
    let notes = notes.into_iter().filter(|(count, ..)| *count > 0);
    let notes = notes
        .map(|(count, one, many)| counted(count, one, many))
        .collect();
    Some(Section::new(Part::Vision, "Falls short of the vision", lines).noted(notes))
}

/// What is wrong with the vision itself.
fn complaint(judged: &Judged) -> Option<Line> {
    let first = judged
        .vision
        .complaints
        .iter()
        .find(|complaint| complaint.is_error)?;
    let text = format!("{}:{}: {}", first.file, first.at.line, first.message);
    Some(Line::leading(
        "vision complaint",
        Body::Failed(text),
        Link::Vision(Tab::About),
    ))
}

/// The exceptions that wait for the person's word.
fn waiting(asked: &[Asked]) -> Option<Line> {
    let mine = asked.iter().filter(|asked| asked.is_mine).count();
    let body = Body::Asked { count: mine };
    (mine > 0).then(|| Line::leading("vision asked", body, Link::Vision(Tab::Waivers)))
}

fn findings(falling: &Falling, shared: &Shared) -> Vec<Line> {
    let mut lines: Vec<Line> = falling
        .first
        .iter()
        .take(FINDINGS)
        .map(|(severity, entity_ref, message)| {
            let body = Body::Finding {
                severity: *severity,
                entity_ref: entity_ref.clone(),
                message: message.clone(),
            };
            let id = format!("finding {entity_ref} {message}");
            Line::leading(id, body, Link::Entity(entity_ref.clone()))
        })
        .collect();
    let more = falling.all().saturating_sub(lines.len());
    let (link, whose) = match &shared.me {
        Some(me) => (Link::Findings(Of::Person(me.clone())), " of yours"),
        None => (Link::Vision(Tab::Rules), ""),
    };
    if more > 0 {
        let text = match lines.len() {
            0 => format!("{} of advice only", counted(more, "piece", "pieces")),
            _ => format!("and {} more{whose}", grouped(more)),
        };
        lines.push(Line::leading("findings more", Body::More(text), link));
    } else if lines.is_empty() {
        let text = match shared.me {
            Some(_) => "Nothing that you answer for falls short.",
            None => "Nothing falls short.",
        };
        lines.push(Line::leading(
            "findings none",
            Body::Fine(text.to_owned()),
            Link::Vision(Tab::Rules),
        ));
    }
    lines
}

/// The waivers that end soon: one's own, or all where nobody says who they are.
fn waivers(judged: &Judged, shared: &Shared) -> Vec<Line> {
    let is_theirs = |waiver: &&Waiver| {
        let me = shared.me.as_deref();
        me.is_none_or(|me| {
            let entity = judged
                .catalog
                .find(&waiver.entity)
                .map(|id| judged.catalog.entity(id));
            let accountable = entity.and_then(|entity| entity.accountable());
            waiver.owner == me || accountable.is_some_and(|person| person.entity_ref() == me)
        })
    };
    let mut ending: Vec<&Waiver> = judged
        .waivers
        .iter()
        .filter(|waiver| words::end(waiver, judged.today).0 == End::Soon)
        .filter(is_theirs)
        .collect();
    ending.sort_by_key(|waiver| waiver.until);
    ending
        .into_iter()
        .take(WAIVERS)
        .map(|waiver| {
            let body = Body::Waiver {
                rule: waiver.rule.clone(),
                entity_ref: waiver.entity.clone(),
                end: words::end(waiver, judged.today).1,
            };
            let id = format!("waiver {} {}", waiver.rule, waiver.entity);
            Line::leading(id, body, Link::Vision(Tab::Waivers))
        })
        .collect()
}
