//! Everything one event holds, as lines; and what a verification found. Pure data: how a line looks is not known here.

use jiff::Timestamp;
use serde_json::Value;

use crate::app::msg::Verified;
use crate::model::journal::{Event, Fact, sentence};
use crate::model::text::{ago, counted};

/// A body of more lines than this is cut: nobody reads on, and drawing must stay cheap.
const BODY_LINES: usize = 1000;

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about; empty where it goes on from the line above, nothing where it has the whole width.
    pub label: Option<&'static str>,
    pub text: String,
    pub tone: Tone,
}

/// How a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What happened.
    Headline,
    Plain,
    /// Ids and hashes.
    Quiet,
    /// The body as it was written; not to be broken anew.
    Verbatim,
    Good,
    Bad,
}

impl Line {
    fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            label: None,
            text: text.into(),
            tone,
        }
    }

    fn labelled(label: &'static str, text: impl Into<String>, tone: Tone) -> Self {
        Self {
            label: Some(label),
            ..Self::new(text, tone)
        }
    }

    fn blank() -> Self {
        Self::new("", Tone::Plain)
    }
}

/// All of an event.
pub fn of_event(event: &Event, now: Timestamp) -> Vec<Line> {
    let mut lines = vec![Line::new(sentence(event), Tone::Headline), Line::blank()];
    let mut plain = |label, text: String| lines.push(Line::labelled(label, text, Tone::Plain));
    plain(
        "when",
        format!("{} · {}", moment(event.time), ago(event.time, now)),
    );
    plain("actor", event.actor.clone());
    plain("subject", event.subject.to_string());
    plain(
        "type",
        format!("{} · version {}", event.type_, event.type_version),
    );
    lines.extend(fields(event));
    lines.push(Line::blank());
    lines.extend(identity(event));
    lines.push(Line::blank());
    lines.extend(body(event));
    lines
}

/// A moment as people and programs read it. Days are those of UTC, on every machine.
pub fn moment(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}

fn fields(event: &Event) -> Vec<Line> {
    let (label, texts) = match event.fact() {
        Ok(Fact::EntityChanged(changed)) if changed.from == changed.to => ("moved to", vec![changed.file]),
        Ok(Fact::EntityChanged(changed)) => ("fields", changed.fields),
        Ok(Fact::EntityAppeared(appeared)) => ("file", vec![appeared.file]),
        _ => return Vec::new(),
    };
    let labels = std::iter::once(label).chain(std::iter::repeat(""));
    labels
        .zip(texts)
        .map(|(label, text)| Line::labelled(label, text, Tone::Plain))
        .collect()
}

fn identity(event: &Event) -> Vec<Line> {
    let origin = event.origin.to_string();
    let origin = origin.get(..8).unwrap_or(&origin);
    let place = format!("{} · number {} of {origin}", event.lseq, event.oseq);
    let mut lines = vec![("id", event.id.to_string()), ("position", place)];
    if let Some(id) = event.causation {
        lines.push(("because of", id.to_string()));
    }
    if let Some(id) = event.correlation {
        lines.push(("part of", id.to_string()));
    }
    let hashes = format!(
        "{} · body {} · before it {}",
        event.hash.short(),
        event.body_hash.short(),
        event.prev.short()
    );
    lines.push(("hash", hashes));
    lines
        .into_iter()
        .map(|(label, text)| Line::labelled(label, text, Tone::Quiet))
        .collect()
}

fn body(event: &Event) -> Vec<Line> {
    let Some(body) = &event.body else {
        let text = "Redacted: the body was taken out for good. The event itself, its hash and the chain still stand.";
        return vec![Line::labelled("body", text, Tone::Plain)];
    };
    let text = match serde_json::from_slice::<Value>(body) {
        Ok(value) => serde_json::to_string_pretty(&value).unwrap_or_default(),
        Err(_) => String::from_utf8_lossy(body).into_owned(),
    };
    let count = text.lines().count();
    let mut lines = vec![Line::labelled("body", "", Tone::Plain)];
    let written = text.lines().take(BODY_LINES);
    lines.extend(written.map(|line| Line::new(line, Tone::Verbatim)));
    if count > BODY_LINES {
        let more = counted(count - BODY_LINES, "more line", "more lines");
        lines.push(Line::new(format!("… {more}; y copies all of it"), Tone::Quiet));
    }
    lines
}

/// What a verification found.
pub fn of_verification(verified: &Verified) -> Vec<Line> {
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let checked = format!(
        "{} of {} and {} were read back.",
        counted(number(verified.events), "event", "events"),
        counted(verified.origins, "installation", "installations"),
        counted(
            number(verified.versions),
            "version of an entity",
            "versions of entities"
        ),
    );
    let problems = verified.findings.len() + number(verified.unlisted);
    if problems == 0 {
        let limit = "What this cannot tell: whether somebody has written the whole record anew. Keep a backup elsewhere.";
        return vec![
            Line::new("The record is as it was written", Tone::Good),
            Line::blank(),
            Line::new(checked, Tone::Plain),
            Line::new("No event is altered, missing or out of its place.", Tone::Plain),
            Line::blank(),
            Line::new(limit, Tone::Quiet),
        ];
    }
    let title = format!(
        "The record is damaged: {}",
        counted(problems, "finding", "findings")
    );
    let mut lines = vec![
        Line::new(title, Tone::Bad),
        Line::blank(),
        Line::new(checked, Tone::Plain),
        Line::blank(),
    ];
    lines.extend(verified.findings.iter().map(|finding| {
        let place = finding
            .lseq
            .map_or(String::new(), |lseq| format!("Event {lseq}: "));
        Line::new(format!("{place}{}", finding.message), Tone::Plain)
    }));
    if verified.unlisted > 0 {
        let text = format!("… and {} more", verified.unlisted);
        lines.push(Line::new(text, Tone::Quiet));
    }
    let next = "Compare with a backup before anything else; `muster journal verify --json` has all of it.";
    lines.extend([Line::blank(), Line::new(next, Tone::Plain)]);
    lines
}
