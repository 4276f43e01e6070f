//! What is known of the selected step or link, as lines. Pure data: how a line looks is not known here.

use serde_json::Value;

use super::planned;
use super::state::{Row, State};
use super::words::{self, Tone, lasted};
use crate::app::shared::Shared;
use crate::model::run::{StepRecord, Undo};
use crate::model::text::counted;

/// A line of the detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is about; none where the text has the whole width.
    pub label: Option<&'static str>,
    pub text: String,
    pub tone: Tone,
}

pub(super) fn about(label: &'static str, text: impl Into<String>, tone: Tone) -> Line {
    Line {
        label: Some(label),
        text: text.into(),
        tone,
    }
}

/// All lines about what is selected.
pub fn lines(state: &State, shared: &Shared) -> Vec<Line> {
    match (state.selected(), state.selected_step()) {
        (Some(Row::Link(at)), _) => of_link(state, at),
        (_, Some(step)) => of_step(state, step, shared),
        _ => Vec::new(),
    }
}

fn of_link(state: &State, at: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(link) = state.output.links.get(at) {
        lines.extend(link.url.iter().map(|url| about("Page", url, Tone::Plain)));
        lines.extend(
            link.entity
                .iter()
                .map(|entity| about("Entity", entity, Tone::Plain)),
        );
    }
    for (title, text) in &state.output.texts {
        lines.push(plain("", Tone::Quiet));
        lines.push(plain(title, Tone::Good));
        lines.extend(text.lines().map(|line| plain(line, Tone::Plain)));
    }
    for (name, text) in &state.output.others {
        lines.push(plain(&format!("{name}: {text}"), Tone::Quiet));
    }
    lines
}

pub(super) fn plain(text: &str, tone: Tone) -> Line {
    Line {
        label: None,
        text: text.to_owned(),
        tone,
    }
}

fn of_step(state: &State, step: &StepRecord, shared: &Shared) -> Vec<Line> {
    let (_, _, word, tone) = words::step(step.status);
    let mut lines = vec![about("Status", status(step, word, shared), tone)];
    lines.push(about("Action", &step.action, Tone::Quiet));
    lines.extend(
        step.target
            .iter()
            .map(|target| about("Target", target, Tone::Plain)),
    );
    if let Some(failure) = &step.failure {
        lines.push(about("Failed", &failure.message, Tone::Bad));
        lines.extend(failure.hint.iter().map(|hint| about("Do", hint, Tone::Plain)));
    }
    lines.extend(words::wait(step, shared.now).map(|wait| about("Waits", wait, Tone::Waits)));
    if let Some(expires) = step.expires {
        let text = format!("taken back by itself {}", words::countdown(expires, shared.now));
        lines.push(about("Ends", text, Tone::Plain));
    }
    match &step.undo {
        Undo::By(how) => lines.push(about("Undo", how, Tone::Quiet)),
        Undo::Not(why) => lines.push(about("Undo", format!("cannot be undone: {why}"), Tone::Quiet)),
        Undo::Nothing => {}
    }
    lines.extend(state.run().into_iter().flat_map(|run| planned::lines(run, step)));
    lines.extend(outputs(step));
    lines.extend(said(state, step));
    lines
}

fn status(step: &StepRecord, word: &str, shared: &Shared) -> String {
    let mut text = word.to_owned();
    if step.attempts > 1 {
        text.push_str(&format!(", attempt {}", step.attempts));
    }
    if let Some(began) = step.began {
        let to = step.ended.unwrap_or(shared.now);
        text.push_str(&format!(", {}", lasted(began, to)));
    }
    text
}

/// What the step gave back, as far as it fits in a line each.
fn outputs(step: &StepRecord) -> Vec<Line> {
    let members = step.output.as_ref().and_then(Value::as_object);
    let simple = members
        .into_iter()
        .flatten()
        .filter_map(|(name, value)| match value {
            Value::String(text) if !text.contains('\n') => Some(format!("{name} = {text}")),
            Value::Number(_) | Value::Bool(_) => Some(format!("{name} = {value}")),
            _ => None,
        });
    simple.map(|text| about("Output", text, Tone::Quiet)).collect()
}

/// The end of what the step's action said.
fn said(state: &State, step: &StepRecord) -> Vec<Line> {
    let Some(shown) = state.shown() else {
        return Vec::new();
    };
    let said: Vec<&str> = shown
        .log
        .iter()
        .filter(|(of, _)| *of == step.id)
        .map(|(_, text)| text.as_str())
        .collect();
    if said.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![plain("", Tone::Quiet)];
    if shown.skipped > 0 {
        let text = format!("({} before these)", counted(shown.skipped, "line", "lines"));
        lines.push(plain(&text, Tone::Quiet));
    }
    lines.extend(said.into_iter().map(|text| plain(text, Tone::Plain)));
    lines
}
