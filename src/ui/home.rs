//! Home, drawn: the catalog in one line, and below it the sections in as many columns as fit.

use ratatui::layout::Rect;

use super::create::draw_run;
use super::health::sign_of;
use super::surface::{cells, line, skip};
use super::text::entity_name;
use super::widget::{Cursor, Pen, scrollbar};
use super::{Role, Surface};
use crate::app::geometry::Target;
use crate::app::home::State;
use crate::app::home::content::{Body, Line, Section};
use crate::app::home::layout::{COLUMNS, Place, Row, View};
use crate::app::home::parts::totals;
use crate::app::journal::{Glance, Sort};
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::catalog::summary::{Coverage, Shortfall};
use crate::model::catalog::{Code, Severity};
use crate::model::health::Health;
use crate::model::text::{ago, counted, grouped};
use crate::model::vision;

/// Cells between two columns.
const GAP: u16 = 3;
/// From this width on a line has room for an explanation beside what it says.
const ROOMY: u16 = 56;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    match shared.catalog.phase() {
        Phase::Idle | Phase::Loading => {
            surface.label(line(area, 0), "Reading the catalog…", Role::Muted);
        }
        Phase::Failed(failure) => {
            surface.label(line(area, 0), &failure.message, Role::Danger);
            surface.label(line(area, 1), &failure.next, Role::Text);
        }
        Phase::Ready { stale, .. } => {
            let mut used = draw_head(state, shared, area, surface);
            if let Some(failure) = stale {
                let text = format!(
                    "{} This is what was read before. {}",
                    failure.message, failure.next
                );
                Pen::new(line(area, used), surface)
                    .left("! ", Role::Warn)
                    .left(&text, Role::Warn);
                used += 1;
            }
            let below = Rect {
                y: area.y + (used + 1).min(area.height),
                height: area.height.saturating_sub(used + 1),
                ..area
            };
            draw_columns(state, shared, below, surface);
        }
    }
}

/// The catalog in one line, and what else holds for all of it; returns the lines used.
fn draw_head(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    match state.summary.phase() {
        Phase::Ready { value, .. } => {
            let text = totals(value).join(surface.sign(" · ", ", "));
            surface.label(line(area, 0), &text, Role::Header)
        }
        Phase::Failed(failure) => {
            let text = format!("{} {}", failure.message, failure.next);
            surface.label(line(area, 0), &text, Role::Danger)
        }
        Phase::Idle | Phase::Loading => surface.label(line(area, 0), "Counting…", Role::Muted),
    };
    let demo = shared.workspace.as_ref().is_some_and(|workspace| workspace.demo);
    if demo {
        let text = "A demo company, invented: try anything, it is thrown away when you leave.";
        surface.label(line(area, 1), text, Role::Info);
    }
    1 + u16::from(demo)
}

fn draw_columns(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let view = state.view(shared);
    let count = cells(view.columns.len()).max(1);
    let wide = (area.width + GAP) / count;
    for (column, id) in COLUMNS.iter().enumerate().take(view.columns.len()) {
        let room = skip(area, wide * cells(column));
        let place = Rect {
            width: if cells(column) + 1 < count {
                wide - GAP
            } else {
                room.width
            },
            ..room
        };
        surface.height(*id, place.height);
        surface.hit(place, Target::Pane(*id));
        draw_column(state, shared, &view, column, place, surface);
    }
}

fn draw_column(
    state: &State,
    shared: &Shared,
    view: &View,
    column: usize,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let height = usize::from(area.height);
    let offset = state.offset(view, column, height);
    let window = offset..view.len(column).min(offset + height);
    // The last cell is the scroll bar's, whether there is one or not.
    let inner = Rect {
        width: area.width.saturating_sub(2),
        ..area
    };
    let rows = view.columns.get(column).into_iter().flatten().enumerate();
    for (row, kind) in rows.skip(offset).take(height) {
        let at = line(inner, cells(row - offset));
        match kind {
            Row::Blank => {}
            Row::Heading(section) => {
                if let Some(section) = view.section(*section) {
                    draw_heading(section, at, surface);
                }
            }
            Row::Line { .. } => {
                if let Some(shown) = view.line(Place { column, row }) {
                    draw_line(state, shared, shown, at, (column, row), surface);
                }
            }
        }
    }
    scrollbar(window, view.len(column), area, surface);
}

fn draw_heading(section: &Section, area: Rect, surface: &mut Surface<'_>) {
    let mut pen = Pen::new(area, surface);
    pen.left(section.title, Role::Header).gap(1);
    if !section.notes.is_empty() {
        let notes = section.notes.join(pen.sign(" · ", ", "));
        pen.right(&notes, Role::Muted);
    }
    let rule = pen.sign("─", "-").repeat(usize::from(pen.room.width));
    pen.left(&rule, Role::Border);
}

fn draw_line(
    state: &State,
    shared: &Shared,
    shown: &Line,
    area: Rect,
    (column, row): (usize, usize),
    surface: &mut Surface<'_>,
) {
    let leads = shown.link.is_some();
    let cursor = match leads && state.selected() == Some(shown.id.as_str()) {
        true => Cursor::Here,
        false => Cursor::Elsewhere,
    };
    let hit = COLUMNS.get(column).filter(|_| leads).map(|view| (*view, row));
    let mut pen = Pen::row(area, cursor, hit, surface);
    draw_body(&shown.body, shared, &mut pen);
}

fn draw_body(body: &Body, shared: &Shared, pen: &mut Pen<'_, '_>) {
    match body {
        Body::Words(text) | Body::More(text) => {
            pen.left(text, Role::Muted);
        }
        Body::Fine(text) => fine(text, pen),
        Body::Failed(text) => {
            pen.left("! ", Role::Warn).left(text, Role::Text);
        }
        Body::Tasks {
            count,
            text,
            pressing,
        } => {
            let role = if *pressing { Role::Warn } else { Role::Text };
            pen.left(if *pressing { "! " } else { "  " }, role)
                .left(&counted(*count, "task", "tasks"), role)
                .gap(1)
                .left(text, Role::Muted);
        }
        Body::Outside { count, text } => {
            let sign = pen.sign("◌ ", "o ");
            pen.left(sign, Role::Warn)
                .left(&counted(*count, "thing", "things"), Role::Text)
                .gap(1)
                .left(text, Role::Muted);
        }
        Body::Down {
            entity_ref,
            since,
            seen,
            silenced,
        } => {
            let (unicode, ascii, role) = sign_of(Health::Down);
            let role = if *silenced { Role::Muted } else { role };
            let sign = pen.sign(unicode, ascii);
            pen.right(since, Role::Muted)
                .left(sign, role)
                .left(" down ", role);
            entity(entity_ref, pen);
            pen.gap(2).left(seen, Role::Muted);
        }
        Body::Finding {
            severity,
            entity_ref,
            message,
        } => {
            let (sign, role) = match severity {
                vision::Severity::Blocking => (pen.sign("✗", "x"), Role::Danger),
                vision::Severity::Warning => ("!", Role::Warn),
                vision::Severity::Advice => ("i", Role::Info),
            };
            pen.left(sign, role).gap(1);
            entity(entity_ref, pen);
            pen.gap(2).left(message, Role::Muted);
        }
        Body::Waiver {
            rule,
            entity_ref,
            end,
        } => {
            let sign = pen.sign("◌ ", "o ");
            pen.right(end, Role::Warn)
                .left(sign, Role::Warn)
                .left("waiver of ", Role::Muted)
                .left(rule, Role::Text)
                .left(" for ", Role::Muted);
            entity(entity_ref, pen);
        }
        Body::Asked { count } => {
            let waits = if *count == 1 { "waits" } else { "wait" };
            pen.left("a decision: ", Role::Warn)
                .left(&counted(*count, "waiver", "waivers"), Role::Text)
                .left(&format!(" {waits} for your word"), Role::Muted);
        }
        Body::Running { title, since } => {
            pen.right(&ago(*since, shared.now), Role::Muted);
            pen.left("▶ ", Role::Accent)
                .left("your clock runs: ", Role::Muted)
                .left(title, Role::Text);
        }
        Body::Run { run, mine } => {
            if *mine {
                pen.left("a decision: ", Role::Warn);
            }
            draw_run(run, shared, pen);
        }
        Body::Draft { title, entity, saved } => {
            pen.right(&ago(*saved, shared.now), Role::Muted);
            let sign = pen.sign("✎ ", "* ");
            pen.left(sign, Role::Info)
                .left("draft: ", Role::Muted)
                .left(title, Role::Text);
            if let Some(entity) = entity {
                pen.left(" for ", Role::Muted)
                    .left(entity_name(entity).1, Role::Muted);
            }
        }
        Body::Duties { entities } => draw_duties(*entities, pen),
        Body::Trouble {
            entity_ref,
            code,
            problems,
        } => {
            pen.right(&counted(*problems, "problem", "problems"), Role::Muted);
            severity(code.severity(), pen);
            entity(entity_ref, pen);
            pen.gap(2).left(code.name(), Role::Muted);
        }
        Body::Code { code, count } => draw_code(*code, *count, pen),
        Body::Problem(problem) => draw_problem(problem, pen),
        Body::Coverage(coverage) => draw_coverage(*coverage, pen),
        Body::Orphans {
            owner,
            count,
            examples,
        } => draw_orphans(owner, *count, examples, pen),
        Body::Change { glance, actor, time } => {
            pen.right(&ago(*time, shared.now), Role::Muted);
            draw_glance(glance, pen);
            if let Some(actor) = actor {
                pen.left(" by ", Role::Muted)
                    .left(entity_name(actor).1, Role::Muted);
            }
        }
        Body::Kind { kind, count, most } => {
            pen.column(kind, 14, Role::Text)
                .right(&format!("{:>7}", grouped(*count)), Role::Text)
                .bar(*count, *most, Role::Accent);
        }
        Body::Type { type_, count } => {
            pen.gap(2)
                .right(&grouped(*count), Role::Muted)
                .left(type_, Role::Muted);
        }
        Body::MoreTypes(more) => {
            let text = format!("and {}", counted(*more, "other type", "other types"));
            pen.gap(2).left(&text, Role::Muted);
        }
    }
}

fn fine(text: &str, pen: &mut Pen<'_, '_>) {
    let sign = pen.sign("✓ ", "ok ");
    pen.left(sign, Role::Ok).left(text, Role::Text);
}

fn draw_duties(entities: usize, pen: &mut Pen<'_, '_>) {
    if entities == 0 {
        pen.left("You answer for nothing but yourself", Role::Text);
        return;
    }
    pen.left("You answer for ", Role::Text)
        .left(&counted(entities, "entity", "entities"), Role::Accent)
        .left(" and yourself", Role::Text);
}

fn draw_code(code: Code, count: usize, pen: &mut Pen<'_, '_>) {
    let is_roomy = pen.room.width >= ROOMY;
    pen.right(&grouped(count), Role::Text);
    severity(code.severity(), pen);
    if is_roomy {
        pen.column(code.name(), 24, Role::Text)
            .left(code.rule(), Role::Muted);
    } else {
        pen.left(code.name(), Role::Text);
    }
}

fn draw_problem(problem: &Shortfall, pen: &mut Pen<'_, '_>) {
    let place = match problem.line {
        0 => problem.file.clone(),
        line => format!("{}:{line}", problem.file),
    };
    severity(problem.code.severity(), pen);
    let most = (pen.room.width / 2).max(20);
    pen.path(&place, most, Role::Text)
        .gap(2)
        .left(&problem.message, Role::Muted);
}

fn draw_orphans(owner: &str, count: usize, examples: &[String], pen: &mut Pen<'_, '_>) {
    pen.right(&grouped(count), Role::Text);
    if owner.is_empty() {
        pen.left("no owner stated", Role::Text);
    } else {
        entity(owner, pen);
    }
    let names: Vec<&str> = examples.iter().map(|example| entity_name(example).1).collect();
    pen.gap(2).left(&names.join(", "), Role::Muted);
}

fn draw_coverage(coverage: Coverage, pen: &mut Pen<'_, '_>) {
    let Coverage { needed, covered } = coverage;
    if coverage.missing() == 0 {
        return fine(
            &format!("Each of {} has one accountable person", grouped(needed)),
            pen,
        );
    }
    let text = format!("{} % of {} have somebody", coverage.percent(), grouped(needed));
    pen.left(&text, Role::Text).gap(2).bar(covered, needed, Role::Ok);
}

/// An event in a few words, with a sign for what came, what is another, what went.
pub(super) fn draw_glance(glance: &Glance, pen: &mut Pen<'_, '_>) {
    let (sign, role) = match glance.sort {
        Sort::Appeared => ("+", Role::Ok),
        Sort::Changed => ("~", Role::Info),
        Sort::Disappeared => ("-", Role::Danger),
        Sort::Other => ("*", Role::Muted),
    };
    pen.left(sign, role).gap(1);
    match &glance.entity_ref {
        Some(entity_ref) => {
            entity(entity_ref, pen);
            pen.gap(2).left(&glance.text, Role::Muted);
        }
        None => {
            pen.left(&glance.text, Role::Text);
        }
    }
}

fn severity(severity: Severity, pen: &mut Pen<'_, '_>) {
    let (sign, role) = match severity {
        Severity::Error => (pen.sign("✗", "x"), Role::Danger),
        Severity::Warning => ("!", Role::Warn),
        Severity::Info => (pen.sign("•", "-"), Role::Info),
    };
    pen.left(sign, role).gap(1);
}

/// A reference as people write it, its kind less loud than its name.
fn entity(entity_ref: &str, pen: &mut Pen<'_, '_>) {
    let (kind, name) = entity_name(entity_ref);
    pen.left(kind, Role::Muted).left(name, Role::Text);
}
