//! Create, drawn: drafts, runs and blueprints as lines, and beside or below them what the selected one is.

use ratatui::layout::Rect;

use super::run::glyph;
use super::surface::{below, cells, line, skip};
use super::text::entity_name;
use super::widget::{Cursor, Pen, failure, field, phase, scrollbar};
use super::{Role, Surface};
use crate::app::create::{LIST, Line, State};
use crate::app::effect::Draft;
use crate::app::geometry::{Size, Target};
use crate::app::msg::BlueprintCard;
use crate::app::run::words;
use crate::app::shared::Shared;
use crate::model::run::RunSummary;
use crate::model::text::{ago, counted};

/// From these sizes on there is room for the detail beside or below the lines.
const BESIDE: u16 = 120;
const BELOW: u16 = 20;
/// Lines of the detail below.
const DETAIL: u16 = 8;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let used = draw_filter(state, area, surface);
    let body = below(area, used);
    if phase(&state.blueprints, "Reading the blueprints…", body, surface).is_none() {
        return;
    }
    if state.lines.is_empty() {
        return draw_empty(state, body, surface);
    }
    match shared.layout.size {
        Size { width: BESIDE.., .. } => {
            let width = body.width * 3 / 5;
            draw_lines(state, shared, Rect { width, ..body }, surface);
            let place = skip(body, width);
            for row in 0..place.height {
                let sign = surface.sign("│", "|");
                surface.label(line(place, row), sign, Role::Border);
            }
            draw_detail(state, skip(place, 2), surface);
        }
        Size { height: BELOW.., .. } => {
            let height = body.height.saturating_sub(DETAIL + 1);
            draw_lines(state, shared, Rect { height, ..body }, surface);
            let place = below(body, height);
            let rule = surface.sign("─", "-").repeat(usize::from(place.width));
            surface.label(line(place, 0), &rule, Role::Border);
            draw_detail(state, skip(below(place, 1), 1), surface);
        }
        _ => draw_lines(state, shared, body, surface),
    }
}

/// The filter, where there is one; returns the lines used.
fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) -> u16 {
    if state.editing {
        field(&state.input, "/", skip(line(area, 0), 1), surface);
        return 1;
    }
    if state.input.is_empty() {
        return 0;
    }
    let text = format!("/{}   esc takes the filter away", state.input.text());
    surface.label(skip(line(area, 0), 1), &text, Role::Muted);
    1
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, body: Rect, surface: &mut Surface<'_>) {
    let text = if !state.input.is_empty() {
        "No blueprint matches. Backspace widens the search, Esc takes it away."
    } else if state.entity.is_some() {
        "No blueprint fits this entity. 3 shows all of them; n in the queue (4) writes a task down for what has none."
    } else {
        "There are no blueprints yet. Put a software template (kind: Template) anywhere in the workspace: it appears \
         here by itself. `muster init` writes some to begin with, and `muster blueprint check` says what is wrong with one."
    };
    surface.paragraph(skip(below(body, 1), 1), text, Role::Muted);
}

fn draw_lines(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    surface.height(LIST, area.height);
    surface.hit(area, Target::Pane(LIST));
    let window = state.list.window(usize::from(area.height));
    for (row, at) in window.clone().enumerate() {
        let place = Rect {
            width: area.width.saturating_sub(1),
            ..line(area, cells(row))
        };
        let Some(shown) = state.lines.get(at) else {
            continue;
        };
        let cursor = match state.list.cursor() == Some(at) {
            true => Cursor::Here,
            false => Cursor::Elsewhere,
        };
        if let Line::Heading { title, note } = shown {
            draw_heading(title, note, skip(place, 1), surface);
            continue;
        }
        let hit = shown.can_be_selected().then_some((LIST, at));
        let mut pen = Pen::row(place, cursor, hit, surface);
        match shown {
            Line::Draft { at, .. } => {
                if let Some(draft) = state.drafts().get(*at) {
                    draw_draft(draft, shared, &mut pen);
                }
            }
            Line::Run { at, .. } => {
                if let Some(run) = state.runs().get(*at) {
                    draw_run(run, shared, &mut pen);
                }
            }
            Line::AllRuns(all) => {
                pen.left(&format!("all {}", counted(*all, "run", "runs")), Role::Muted);
            }
            Line::Card { at, .. } => {
                if let Some(card) = state.cards().get(*at) {
                    draw_card(card, &mut pen);
                }
            }
            Line::Heading { .. } | Line::Blank => {}
        }
    }
    scrollbar(window, state.lines.len(), area, surface);
}

fn draw_heading(title: &str, note: &str, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(area, surface);
    pen.left(title, Role::Header).gap(1);
    pen.right(note, Role::Muted);
    let rule = pen.sign("─", "-").repeat(usize::from(pen.room.width));
    pen.left(&rule, Role::Border);
}

fn draw_draft(draft: &Draft, shared: &Shared, pen: &mut Pen<'_, '_>) {
    pen.right(&ago(draft.saved, shared.now), Role::Muted);
    let sign = pen.sign("✎ ", "* ");
    pen.left(sign, Role::Info).left(&draft.title, Role::Text);
    let said = first_answer(draft);
    pen.gap(2).left(&said, Role::Muted);
    if let Some(entity) = &draft.entity {
        pen.gap(2)
            .left("for ", Role::Muted)
            .left(entity_name(entity).1, Role::Muted);
    }
}

/// What tells a draft from another one of the same blueprint: the name of what is to be, and how far it is.
fn first_answer(draft: &Draft) -> String {
    let texts = draft.values.as_object().into_iter().flatten();
    let mut texts: Vec<(&str, &str)> = texts
        .filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
        .filter(|(_, text)| !text.contains(['\n', ':']))
        .collect();
    texts.sort_by_key(|(key, _)| !key.to_lowercase().ends_with("name"));
    let told: Vec<&str> = texts.iter().take(2).map(|(_, text)| *text).collect();
    let comma = if told.is_empty() { "" } else { ", " };
    format!("{}{comma}page {}", told.join(", "), draft.page + 1)
}

/// A run in a line: also for the list of runs in progress on Home.
pub(super) fn draw_run(run: &RunSummary, shared: &Shared, pen: &mut Pen<'_, '_>) {
    pen.right(&ago(run.changed, shared.now), Role::Muted);
    glyph(words::run(run.status), 12, pen);
    pen.left(&run.title, Role::Text).gap(2);
    let mut text = format!("{} of {}", run.done, run.steps);
    if let Some(current) = &run.current {
        text.push_str(&format!(", {current}"));
    }
    pen.left(&text, Role::Muted);
    if !run.approvers.is_empty() {
        let text = format!("  waits for {}", words::names(&run.approvers));
        pen.left(&text, Role::Warn);
    }
    if run.sandbox {
        pen.left("  sandbox", Role::Info);
    }
}

fn draw_card(card: &BlueprintCard, pen: &mut Pen<'_, '_>) {
    let room = pen.room.width;
    if card.broken {
        pen.right("cannot run", Role::Danger);
    } else if room >= 60 {
        let used = match card.runs {
            0 => "new".to_owned(),
            runs => format!("{runs}×"),
        };
        let used = if pen.sign("×", "x") == "x" {
            used.replace('×', "x")
        } else {
            used
        };
        pen.right(&format!("{used:>5}"), Role::Muted);
        let saves = match card.manual {
            0 => String::new(),
            manual => format!("{manual} by hand"),
        };
        pen.right(&format!("{saves:>12}"), Role::Warn);
    }
    if room >= 76 {
        let owner = card.owner.as_deref().map_or("-", |owner| entity_name(owner).1);
        pen.right(&format!("{owner:>16.16}"), Role::Muted);
    }
    if room >= 60 {
        pen.right(
            &format!("{:>10.10}", card.type_.as_deref().unwrap_or("-")),
            Role::Muted,
        );
    }
    let (sign, role) = match card.broken {
        true => (pen.sign("✗ ", "x "), Role::Danger),
        false => (pen.sign("◆ ", "# "), Role::Accent),
    };
    pen.left(sign, role).left(&card.title, Role::Text);
    if let Some(description) = &card.description {
        pen.gap(2).left(description, Role::Muted);
    }
}

/// What the selected line is, in full.
fn draw_detail(state: &State, area: Rect, surface: &mut Surface<'_>) {
    if let Some(card) = state.selected_card() {
        return draw_card_detail(card, area, surface);
    }
    let text = match state.selected() {
        Some(Line::Draft { .. }) => {
            "A form that was begun. Enter goes on with it where it was left; x throws it away."
        }
        Some(Line::Run { .. }) => "A run in progress. Enter shows it live, and what can be done about it.",
        Some(Line::AllRuns(_)) => "Every run there was, with what it did.",
        _ => return,
    };
    surface.paragraph(area, text, Role::Muted);
    if let Some(cause) = [failure_of(&state.runs), failure_of(&state.drafts)]
        .into_iter()
        .flatten()
        .next()
    {
        failure(cause, below(area, 2), surface);
    }
}

fn failure_of<T>(load: &crate::app::load::Load<T>) -> Option<&crate::app::Failure> {
    match load.phase() {
        crate::app::load::Phase::Failed(cause) => Some(cause),
        crate::app::load::Phase::Ready { stale, .. } => stale,
        _ => None,
    }
}

fn draw_card_detail(card: &BlueprintCard, area: Rect, surface: &mut Surface<'_>) {
    let mut rest = area;
    let mut take = |rows: u16| {
        rest = below(rest, rows);
        rest
    };
    surface.label(line(area, 0), &card.title, Role::Header);
    let mut at = take(1);
    if card.broken {
        let used = surface.paragraph(at, "It cannot be run until this is mended:", Role::Danger);
        at = take(used);
        for problem in card.problems.iter().take(4) {
            let used = surface.paragraph(at, &format!("- {problem}"), Role::Text);
            at = take(used);
        }
        surface.paragraph(
            at,
            "b shows its file; `muster blueprint check` has the lines.",
            Role::Muted,
        );
        return;
    }
    if let Some(description) = &card.description {
        let used = surface.paragraph(at, description, Role::Text);
        at = take(used);
    }
    let mut facts = vec![
        counted(card.pages, "page to fill in", "pages to fill in"),
        counted(card.steps, "step", "steps"),
    ];
    facts.extend(card.type_.clone());
    facts.extend(
        card.owner
            .as_ref()
            .map(|owner| format!("owned by {}", entity_name(owner).1)),
    );
    let dot = surface.sign(" · ", ", ");
    let used = surface.paragraph(at, &facts.join(dot), Role::Muted);
    at = take(used);
    let used = surface.paragraph(at, &usage(card), Role::Muted);
    at = take(used);
    if !card.tags.is_empty() {
        let used = surface.paragraph(at, &format!("tags: {}", card.tags.join(", ")), Role::Muted);
        at = take(used);
    }
    for problem in card.problems.iter().take(3) {
        let used = surface.paragraph(at, &format!("! {problem}"), Role::Warn);
        at = take(used);
    }
}

/// How often it was used, and what it would have taken off people's hands.
fn usage(card: &BlueprintCard) -> String {
    let mut text = match card.runs {
        0 => "Not used yet".to_owned(),
        runs => format!("Used {}", counted(runs, "time", "times")),
    };
    if let Some(minutes) = card.minutes_saved {
        text.push_str(&format!(", saves {minutes} min each time"));
    }
    text.push('.');
    if card.manual > 0 {
        let tasks = counted(card.manual, "task", "tasks");
        text.push_str(&format!(
            " It would have taken {tasks} of the last 90 days off people's hands."
        ));
    }
    text
}
