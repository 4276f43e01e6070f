//! All there is to say about a technology, as lines. Pure data: how a line looks is not known here.

use jiff::civil::Date;

use crate::model::text::counted;
use crate::model::vision::radar::Stage;
use crate::model::vision::technology::told_by;
use crate::model::vision::{Judged, Radar, Ring, Severity, Technology, TechnologyId};

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about; the text has the whole width where there is none.
    pub label: Option<&'static str>,
    pub text: String,
    pub tone: Tone,
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Headline,
    Plain,
    Quiet,
    /// In the colour of this ring.
    Ring(usize),
}

fn line(label: Option<&'static str>, text: impl Into<String>, tone: Tone) -> Line {
    Line {
        label,
        text: text.into(),
        tone,
    }
}

/// The most important first: what a small screen cuts is the description.
pub fn of_technology(judged: &Judged, id: TechnologyId) -> Vec<Line> {
    let radar = &judged.vision.radar;
    let Some(technology) = radar.technology(id) else {
        return Vec::new();
    };
    let quadrant = radar.quadrants.get(technology.quadrant);
    let quadrant = quadrant.map_or("", |quadrant| &quadrant.name);
    let mut lines = vec![line(
        None,
        format!("{} · {quadrant}", technology.title),
        Tone::Headline,
    )];
    if let Some(ring) = radar.ring_of(technology) {
        lines.push(line(
            Some("ring"),
            ring_words(ring),
            Tone::Ring(technology.ring()),
        ));
        if let Some(description) = &ring.description {
            lines.push(line(Some(""), description, Tone::Quiet));
        }
    }
    lines.extend(of_timeline(radar, technology));
    if let Some(instead) = instead(radar, technology) {
        lines.push(line(Some("instead"), instead, Tone::Plain));
    }
    for id in &technology.principles {
        let text = match judged.vision.principle(id) {
            Some(principle) => format!("{}: {}", principle.title, principle.reason),
            None => id.clone(),
        };
        lines.push(line(Some("principle"), text, Tone::Plain));
    }
    let users = judged.technologies.users(id).len();
    lines.push(line(
        Some("used by"),
        match users {
            0 => "nobody, as far as the catalog tells".to_owned(),
            users => counted(users, "entity", "entities"),
        },
        Tone::Plain,
    ));
    let labels = std::iter::once("known by").chain(std::iter::repeat(""));
    lines.extend(
        labels
            .zip(told_by(technology))
            .map(|(label, text)| line(Some(label), text, Tone::Quiet)),
    );
    lines.extend(technology.links.iter().map(|link| {
        let text = match &link.title {
            Some(title) => format!("{title}: {}", link.url),
            None => link.url.clone(),
        };
        line(Some("link"), text, Tone::Quiet)
    }));
    if !technology.file.is_empty() {
        lines.push(line(Some("file"), &technology.file, Tone::Quiet));
    }
    if let Some(description) = &technology.description {
        lines.push(line(None, "", Tone::Plain));
        lines.extend(description.lines().map(|text| line(None, text, Tone::Plain)));
    }
    lines
}

/// The ring and what it asks: `Hold: a warning where it is used, blocking where it is new`.
fn ring_words(ring: &Ring) -> String {
    let what = |severity: Severity| match severity {
        Severity::Advice => "advice",
        Severity::Warning => "a warning",
        Severity::Blocking => "blocking",
    };
    let there = ring
        .severity
        .map(|severity| format!("{} where it is used", what(severity)));
    let new = ring
        .for_new
        .map(|severity| format!("{} where it is new", what(severity)));
    let asks: Vec<String> = there.into_iter().chain(new).collect();
    match asks.as_slice() {
        [] => ring.name.clone(),
        asks => format!("{}: {}", ring.name, asks.join(", ")),
    }
}

/// When it came into which ring, and why; the last first.
fn of_timeline(radar: &Radar, technology: &Technology) -> Vec<Line> {
    let labels = std::iter::once("moved").chain(std::iter::repeat(""));
    let stages = technology.timeline.iter().rev();
    let words = stages.map(|stage| (stage.ring, stage_words(radar, stage)));
    labels
        .zip(words)
        .map(|(label, (ring, text))| line(Some(label), text, Tone::Ring(ring)))
        .collect()
}

fn stage_words(radar: &Radar, stage: &Stage) -> String {
    let ring = radar.rings.get(stage.ring).map_or("?", |ring| &ring.name);
    let date = stage.date.map_or(String::new(), |date| format!("{} ", day(date)));
    let reason = stage
        .reason
        .as_deref()
        .map_or(String::new(), |reason| format!(": {reason}"));
    format!("{date}{ring}, {}{reason}", stage.moved.words())
}

/// As `2024-03-01`.
fn day(date: Date) -> String {
    date.strftime("%Y-%m-%d").to_string()
}

/// What to use instead, with the ring that each is in.
fn instead(radar: &Radar, technology: &Technology) -> Option<String> {
    let named = technology.instead.iter().map(|id| {
        let known = radar.find(id).and_then(|id| radar.technology(id));
        match known.and_then(|known| Some((known, radar.ring_of(known)?))) {
            Some((known, ring)) => format!("{} ({})", known.title, ring.name),
            None => id.clone(),
        }
    });
    let named: Vec<String> = named.collect();
    (!named.is_empty()).then(|| named.join(", "))
}
