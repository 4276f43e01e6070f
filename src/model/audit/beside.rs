//! A report held against the journal that it is of: made again from there, as that was then, it has to be the same.

use std::collections::{BTreeMap, BTreeSet};

use super::report::{Link, Report};
use super::select::{About, chosen};
use crate::model::journal::{Event, body_hash};

/// What the journal shows that a report cannot show by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// What is wrong; nothing where the journal makes the same report.
    pub problems: Vec<String>,
    /// Events that belong into it and were written after it was made.
    pub later: usize,
}

/// Holds a report against the events of its journal, in the order in which the journal has them.
pub fn beside(report: &Report, mut events: Vec<Event>) -> Beside {
    let Some(about) = report.told_about() else {
        return Beside {
            problems: vec!["its period is no period".to_owned()],
            later: 0,
        };
    };
    restore(&mut events, report);
    let heads = report.heads.iter().map(|head| (head.origin.as_str(), head.oseq));
    let heads: BTreeMap<&str, u64> = heads.collect();
    let was_there = |event: &Event| {
        let head = heads.get(event.origin.to_string().as_str());
        head.is_some_and(|head| event.oseq <= *head)
    };
    let later = chosen(&events, &about)
        .into_iter()
        .filter(|at| !was_there(&events[*at]))
        .count();
    events.retain(was_there);
    let again = Report::of(&report.journal, &events, &about);
    Beside {
        problems: differences(report, &again),
        later,
    }
}

/// Bodies that were redacted since are still in the report: with them it is made again as it was.
fn restore(events: &mut [Event], report: &Report) {
    let links = links(report);
    for event in events.iter_mut().filter(|event| event.is_redacted()) {
        let origin = event.origin.to_string();
        let Some(link) = links.get(&(origin.as_str(), event.oseq)) else {
            continue;
        };
        let (Some(body), Some(salt)) = (&link.body, link.salt()) else {
            continue;
        };
        if body_hash(&salt, body.as_bytes()) == event.body_hash {
            (event.body, event.salt) = (Some(body.clone().into_bytes()), Some(salt));
        }
    }
}

/// How a report differs from what the journal makes.
fn differences(report: &Report, again: &Report) -> Vec<String> {
    let mut problems = Vec::new();
    for head in report.heads.iter().filter(|head| !again.heads.contains(head)) {
        problems.push(format!(
            "event {} of {}, at which it says that it was made, is not in the journal here",
            head.oseq, head.origin
        ));
    }
    let (told, to_tell) = (told(report), told(again));
    for (origin, oseq) in to_tell.difference(&told) {
        problems.push(format!("event {oseq} of {origin} belongs in it and is not told"));
    }
    for (origin, oseq) in told.difference(&to_tell) {
        problems.push(format!(
            "event {oseq} of {origin} is told and does not belong in it"
        ));
    }
    let (shown, real) = (links(report), links(again));
    for ((origin, oseq), link) in &shown {
        let place = format!("event {oseq} of {origin}");
        match real.get(&(*origin, *oseq)) {
            Some(real) if real.hash != link.hash => {
                problems.push(format!("{place} is another one in the journal here"));
            }
            Some(real) if link.told && real.told && link.body != real.body => {
                problems.push(format!("{place} has its body in the journal here, and not in it"));
            }
            _ => {}
        }
    }
    let is_same = report.lines == again.lines && report.chains == again.chains && report.heads == again.heads;
    if problems.is_empty() && !is_same {
        problems.push("the journal here makes another report of the same".to_owned());
    }
    problems
}

/// The events that a report tells, by origin and number.
fn told(report: &Report) -> BTreeSet<(&str, u64)> {
    let lines = report.lines.iter();
    lines.map(|line| (line.origin.as_str(), line.oseq)).collect()
}

fn links(report: &Report) -> BTreeMap<(&str, u64), &Link> {
    let chains = report.chains.iter();
    let links = chains.flat_map(|chain| chain.links.iter().map(|link| (chain.origin.as_str(), link)));
    links.map(|(origin, link)| ((origin, link.oseq), link)).collect()
}

impl Report {
    /// What it says that it is about; none where its period cannot be read.
    fn told_about(&self) -> Option<About> {
        let moment = |text: &Option<String>| text.as_deref().map(str::parse).transpose().ok();
        Some(About {
            entity: self.about.clone(),
            since: moment(&self.since)?,
            until: moment(&self.until)?,
        })
    }
}
