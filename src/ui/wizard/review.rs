//! The review, drawn: the plan as lines, and at the bottom the key that runs it or why it cannot be run.

use ratatui::layout::Rect;

use crate::app::geometry::Target;
use crate::app::load::Phase;
use crate::app::run::words;
use crate::app::wizard::diff::Tone;
use crate::app::wizard::review::{Body, Review};
use crate::app::wizard::{REVIEW, Weight};
use crate::model::run::PlannedStep;
use crate::ui::run::{draw_sandbox, glyph};
use crate::ui::surface::{cells, line, skip};
use crate::ui::text::entity_name;
use crate::ui::widget::{Cursor, Pen, phase, scrollbar};
use crate::ui::{Role, Surface};

pub(super) fn draw(review: &Review, area: Rect, surface: &mut Surface<'_>) {
    let rows = Rect {
        height: area.height.saturating_sub(2),
        ..area
    };
    if phase(
        &review.plan,
        "Looking at what it would do. Nothing is written…",
        rows,
        surface,
    )
    .is_none()
    {
        return;
    }
    surface.height(REVIEW, rows.height);
    surface.hit(rows, Target::Pane(REVIEW));
    let window = review.list.window(usize::from(rows.height));
    for (row, at) in window.clone().enumerate() {
        let place = Rect {
            width: rows.width.saturating_sub(1),
            ..line(rows, cells(row))
        };
        draw_row(review, at, place, surface);
    }
    scrollbar(window, review.rows.len(), rows, surface);
    draw_foot(review, line(area, area.height.saturating_sub(1)), surface);
}

/// What the next key does.
fn draw_foot(review: &Review, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(skip(area, 1), surface);
    if review.starting.is_some() {
        pen.left("Starting…", Role::Accent);
        return;
    }
    if let Phase::Ready { refreshing: true, .. } = review.plan.phase() {
        pen.left("Looking again at what it would do…", Role::Muted);
        return;
    }
    if let Some(why) = review.blocked() {
        let sign = pen.sign("✗ ", "x ");
        pen.left(sign, Role::Danger)
            .left("It cannot be run: ", Role::Danger)
            .left(why, Role::Text);
        return;
    }
    if let Phase::Ready {
        stale: Some(failure), ..
    } = review.plan.phase()
    {
        pen.left("! ", Role::Warn).left(&failure.message, Role::Warn);
        return;
    }
    pen.left("R", Role::Key)
        .left(" runs it, exactly as shown   ", Role::Text)
        .left("esc", Role::Key)
        .left(" back to the answers", Role::Muted);
}

fn draw_row(review: &Review, at: usize, place: Rect, surface: &mut Surface<'_>) {
    let Some(row) = review.rows.get(at) else { return };
    let cursor = match review.list.cursor() == Some(at) {
        true => Cursor::Here,
        false => Cursor::Elsewhere,
    };
    if row.body == Body::Sandbox && cursor == Cursor::Elsewhere {
        return draw_sandbox(place, surface);
    }
    let mut pen = Pen::row(place, cursor, Some((REVIEW, at)), surface);
    pen.gap(row.depth.saturating_sub(1) * 2);
    match &row.body {
        Body::Blank => {}
        Body::Sandbox => {
            pen.left("SANDBOX: nothing real is changed.", Role::Warn);
        }
        Body::Heading(text) => {
            pen.left(text, Role::Header);
        }
        Body::Difference(text) => {
            pen.left("! ", Role::Warn).left(text, Role::Text);
        }
        Body::Finding { weight, first, text } => draw_finding(*weight, *first, text, &mut pen),
        Body::Hint(text) => {
            pen.left(text, Role::Muted);
        }
        Body::Approval(text) => {
            let sign = pen.sign("‖ ", "= ");
            pen.left(sign, Role::Warn).left(text, Role::Text);
        }
        Body::Step { at, unfolded, .. } => {
            if let Some(step) = review.plan.value().and_then(|plan| plan.steps.get(*at)) {
                draw_step(step, *unfolded, &mut pen);
            }
        }
        Body::Undo { can, text } => {
            let sign = if *can { pen.sign("↶ ", "< ") } else { "! " };
            pen.left(sign, if *can { Role::Muted } else { Role::Warn });
            pen.left(text, Role::Muted);
        }
        Body::Change { what, size, unfolded } => {
            let sign = if *unfolded {
                pen.sign("▾ ", "- ")
            } else {
                pen.sign("▸ ", "+ ")
            };
            pen.left(sign, Role::Muted)
                .left(what, Role::Text)
                .gap(2)
                .left(size, Role::Muted);
        }
        Body::Diff(diff) => {
            let (sign, role) = match diff.tone {
                Tone::Added => ("+", Role::Ok),
                Tone::Removed => ("-", Role::Danger),
                Tone::Same => (" ", Role::Muted),
                Tone::Gap => (" ", Role::Border),
            };
            pen.left(sign, role).left(&diff.text, role);
        }
        Body::More(lines) => {
            pen.left(&format!("{lines} more lines: enter shows them"), Role::Info);
        }
        Body::Affected(entity) => {
            let (kind, name) = entity_name(entity);
            pen.left(kind, Role::Muted).left(name, Role::Text);
        }
        Body::Answer { label, value } => {
            let room = (pen.room.width / 3).clamp(12, 28);
            pen.column(label, room, Role::Muted)
                .gap(1)
                .left(value, Role::Text);
        }
    }
}

fn draw_finding(weight: Weight, first: bool, text: &str, pen: &mut Pen<'_, '_>) {
    let (sign, word, role) = match weight {
        Weight::Blocks => (pen.sign("✗ ", "x "), "blocks  ", Role::Danger),
        Weight::Warns => ("! ", "warning ", Role::Warn),
        Weight::Advises => (pen.sign("· ", ". "), "advice  ", Role::Info),
        Weight::Waived => (pen.sign("~ ", "~ "), "waived  ", Role::Muted),
    };
    match first {
        true => pen.left(sign, role).left(word, role),
        false => pen.gap(10),
    };
    pen.left(text, Role::Text);
}

fn draw_step(step: &PlannedStep, unfolded: bool, pen: &mut Pen<'_, '_>) {
    let sign = if unfolded {
        pen.sign("▾ ", "- ")
    } else {
        pen.sign("▸ ", "+ ")
    };
    pen.left(sign, Role::Muted);
    glyph(words::effect(step.effect), 13, pen);
    let name = if step.name.is_empty() {
        &step.id
    } else {
        &step.name
    };
    pen.left(name, Role::Text).gap(2);
    match &step.target {
        Some(target) => pen.left(target, Role::Accent),
        None => pen.left(&step.summary, Role::Muted),
    };
    if step.target.is_some() {
        pen.gap(2).left(&step.summary, Role::Muted);
    }
}
