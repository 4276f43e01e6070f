//! A run, drawn: its head, its steps and links, what the selected one says; and the list of all runs.

mod detail;
mod list;
mod question;

use ratatui::layout::Rect;

pub(super) use list::draw as draw_list;

use super::surface::{below, cells, line, skip};
use super::widget::{Cursor, Pen, phase, scrollbar};
use super::{Role, Surface};
use crate::app::geometry::{Size, Target};
use crate::app::run::words::{self, Sign, Tone, lasted};
use crate::app::run::{Pane, Row, STEPS, State};
use crate::app::shared::Shared;
use crate::model::run::{Run, RunStatus, StepRecord};
use crate::model::text::ago;

/// From this width on the detail is beside the steps.
const BESIDE: u16 = 110;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    if phase(&state.load, "Reading the run…", area, surface).is_none() {
        return;
    }
    let Some(run) = state.run() else { return };
    let used = draw_head(state, run, shared, area, surface);
    draw_panes(state, shared, below(area, used), surface);
    question::draw(state, area, surface);
}

/// The role of a tone.
pub(super) fn role(tone: Tone) -> Role {
    match tone {
        Tone::Quiet => Role::Muted,
        Tone::Plain => Role::Text,
        Tone::Busy => Role::Accent,
        Tone::Good => Role::Ok,
        Tone::Waits => Role::Warn,
        Tone::Bad => Role::Danger,
    }
}

/// A sign and its word in a column of some width.
pub(super) fn glyph((unicode, ascii, word, tone): Sign, columns: u16, pen: &mut Pen<'_, '_>) {
    let sign = match pen.sign("u", "a") {
        "u" => unicode,
        _ => ascii,
    };
    pen.column(&format!("{sign} {word}"), columns, role(tone)).gap(1);
}

/// Status and times, and what is to be known of the whole run; returns the lines used.
fn draw_head(state: &State, run: &Run, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let mut pen = Pen::new(skip(line(area, 0), 1), surface);
    let ended = run.closed.unwrap_or(shared.now);
    let done = run.steps.iter().filter(|step| is_done(step)).count();
    pen.right(&format!("{done} of {}", run.steps.len()), Role::Muted);
    glyph(words::run(run.status), 12, &mut pen);
    let who = words::names(std::slice::from_ref(&run.requester));
    let text = format!(
        "for {who}, {}, {}",
        ago(run.created, shared.now),
        lasted(run.created, ended)
    );
    pen.left(&text, Role::Muted).gap(2);
    let width = pen.room.width.min(20);
    pen.room.width = width;
    if width > 6 {
        pen.bar(done, run.steps.len(), Role::Ok);
    }
    let mut used = 1;
    if run.sandbox {
        draw_sandbox(line(area, used), surface);
        used += 1;
    }
    if let Some((text, tone)) = next(state, run, shared) {
        let mut pen = Pen::new(skip(line(area, used), 1), surface);
        pen.left(&text, role(tone));
        used += 1;
    }
    let rule = surface.sign("─", "-").repeat(usize::from(area.width));
    surface.label(line(area, used), &rule, Role::Border);
    used + 1
}

/// A sandbox is told of wherever it answers.
pub(super) fn draw_sandbox(area: Rect, surface: &mut Surface<'_>) {
    surface.clear(area, Role::Bar);
    let style = surface.look.over(surface.style(Role::Bar), Role::Warn);
    let text =
        " SANDBOX: nothing real is changed; a sandbox inside muster answers in place of the systems outside.";
    surface.text(area, text, style);
}

fn is_done(step: &StepRecord) -> bool {
    use crate::model::run::StepStatus::{Adopted, Skipped, Succeeded};
    matches!(step.status, Succeeded | Adopted | Skipped)
}

/// What happens next, and who has to do something for it.
fn next(state: &State, run: &Run, shared: &Shared) -> Option<(String, Tone)> {
    let waiting = run
        .steps
        .iter()
        .find_map(|step| Some((step, words::wait(step, shared.now)?)));
    let is_driven = state.shown().is_some_and(|shown| shown.is_driven);
    Some(match (run.status, waiting) {
        (RunStatus::Failed, _) => (
            "It stopped at a failed step: t tries again, e answers differently, z takes it back, H hands it over.".to_owned(),
            Tone::Bad,
        ),
        (RunStatus::NeedsAttention, _) => (
            "Nobody can tell whether a step happened: s says so, then it goes on.".to_owned(),
            Tone::Bad,
        ),
        (RunStatus::UndoFailed, _) => ("A step could not be taken back: z tries again.".to_owned(), Tone::Bad),
        (RunStatus::Cancelling, _) => ("It stops before the next step.".to_owned(), Tone::Waits),
        (_, Some((step, wait))) => {
            let name = if step.name.is_empty() { &step.id } else { &step.name };
            let is_mine = matches!(&step.wait, Some(crate::model::run::Wait::Approval { by, .. })
                if run.requester != shared.actor && by.contains(&shared.actor));
            match is_mine {
                true => (format!("{name} waits for you: a approves, d denies."), Tone::Waits),
                false => (format!("{name} {wait}."), Tone::Waits),
            }
        }
        (RunStatus::Queued | RunStatus::Running | RunStatus::Undoing, None) if !is_driven => (
            "Nobody is at it at this moment: it goes on as soon as a muster is at work on this machine.".to_owned(),
            Tone::Quiet,
        ),
        (RunStatus::Succeeded, None) if !state.output.links.is_empty() => {
            ("Done. o opens what it made; y copies it.".to_owned(), Tone::Good)
        }
        _ => return None,
    })
}

fn draw_panes(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    let focused = state.pane == Pane::Detail;
    match shared.layout.size {
        Size { width: BESIDE.., .. } => {
            let width = body.width / 2;
            draw_rows(state, shared, Rect { width, ..body }, surface);
            let place = skip(body, width);
            for row in 0..place.height {
                let sign = surface.sign("│", "|");
                surface.label(line(place, row), sign, border(focused));
            }
            detail::draw(state, shared, skip(place, 2), surface);
        }
        Size { height: 18.., .. } => {
            let rows = cells(state.run().map_or(0, |run| run.steps.len()) + state.output.links.len() + 1);
            let height = match focused {
                true => body.height / 3,
                false => rows.min(body.height * 3 / 5),
            };
            draw_rows(state, shared, Rect { height, ..body }, surface);
            let place = below(body, height);
            let rule = surface.sign("─", "-").repeat(usize::from(place.width));
            surface.label(line(place, 0), &rule, border(focused));
            detail::draw(state, shared, skip(below(place, 1), 1), surface);
        }
        _ if focused => detail::draw(state, shared, skip(body, 1), surface),
        _ => draw_rows(state, shared, body, surface),
    }
}

fn border(focused: bool) -> Role {
    if focused { Role::BorderFocus } else { Role::Border }
}

fn draw_rows(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    surface.height(STEPS, area.height);
    surface.hit(area, Target::Pane(STEPS));
    let window = state.list.window(usize::from(area.height));
    for (row, at) in window.clone().enumerate() {
        let place = Rect {
            width: area.width.saturating_sub(1),
            ..line(area, cells(row))
        };
        let cursor = match (state.list.cursor() == Some(at), state.pane) {
            (true, Pane::Steps) => Cursor::Here,
            (true, Pane::Detail) => Cursor::Idle,
            (false, _) => Cursor::Elsewhere,
        };
        let mut pen = Pen::row(place, cursor, Some((STEPS, at)), surface);
        match state.row(at) {
            Some(Row::Step(at)) => {
                if let Some(step) = state.run().and_then(|run| run.steps.get(at)) {
                    draw_step(step, shared, &mut pen);
                }
            }
            Some(Row::Link(at)) => {
                if let Some(link) = state.output.links.get(at) {
                    let sign = pen.sign("→ ", "> ");
                    pen.left(sign, Role::Accent)
                        .left(&link.title, Role::Accent)
                        .gap(2);
                    let to = link.url.as_deref().or(link.entity.as_deref()).unwrap_or_default();
                    pen.left(to, Role::Muted);
                }
            }
            None => {}
        }
    }
    scrollbar(window, state.list.len(), area, surface);
}

fn draw_step(step: &StepRecord, shared: &Shared, pen: &mut Pen<'_, '_>) {
    if let Some(began) = step.began {
        pen.right(&lasted(began, step.ended.unwrap_or(shared.now)), Role::Muted);
    }
    if step.attempts > 1 {
        let sign = pen.sign("×", "x");
        pen.right(&format!("{sign}{}", step.attempts), Role::Warn);
    }
    glyph(words::step(step.status), 12, pen);
    let name = if step.name.is_empty() {
        &step.id
    } else {
        &step.name
    };
    pen.left(name, Role::Text).gap(2);
    match (words::wait(step, shared.now), &step.failure) {
        (Some(wait), _) => pen.left(&wait, Role::Warn),
        (None, Some(failure)) => pen.left(&failure.message, Role::Danger),
        (None, None) => pen.left(step.target.as_deref().unwrap_or_default(), Role::Muted),
    };
}
