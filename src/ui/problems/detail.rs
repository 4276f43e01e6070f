//! The selected problem in full: where, what, which rule, and who is accountable.

use ratatui::layout::Rect;

use super::sign;
use crate::app::problems::{Shown, State};
use crate::model::catalog::ProblemView;
use crate::model::catalog::problem_list::entity_of;
use crate::model::text::{safe, wrap};
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::pane;
use crate::ui::{Role, Surface};

pub(super) fn draw(state: &State, shown: &Shown, area: Rect, surface: &mut Surface<'_>) {
    let Some(row) = state.list.cursor().and_then(|at| shown.row(at)) else {
        return;
    };
    let inner = pane("Problem", false, area, surface);
    let inner = Rect {
        width: inner.width.saturating_sub(2),
        ..skip(inner, 1)
    };
    match shown.problem(row) {
        Some(problem) => draw_problem(problem, shown, inner, surface),
        None => {
            let keys = "enter folds and unfolds, e opens the file, b groups otherwise";
            surface.label(line(inner, 0), keys, Role::Muted);
        }
    }
}

fn draw_problem(problem: ProblemView<'_>, shown: &Shown, area: Rect, surface: &mut Surface<'_>) {
    let (sign, role) = sign(problem.severity(), surface);
    let severity = format!("{sign} {}", problem.severity().name());
    let used = surface.label(line(area, 0), &severity, role);
    surface.label(skip(line(area, 0), used + 2), problem.code().name(), Role::Header);
    let at = problem.at();
    let place = match at.line {
        0 => safe(problem.file()).into_owned(),
        line => format!("{} line {line}, column {}", safe(problem.file()), at.column),
    };
    let mut lines = vec![(safe(problem.message()).into_owned(), Role::Text)];
    let roomy = area.height > 6;
    if roomy {
        lines.push((String::new(), Role::Text));
        lines.push((place, Role::Muted));
    } else {
        let end = skip(line(area, 0), used + 4 + cells(problem.code().name().len()));
        surface.label(end, &place, Role::Muted);
    }
    if let Some(entity_ref) = problem.entity_ref() {
        lines.push((about(entity_ref, problem, shown), Role::Muted));
    }
    lines.push((format!("Rule: {}", problem.code().rule()), Role::Muted));
    let mut row = if roomy { 2 } else { 1 };
    for (text, role) in lines {
        for text in wrap(&text, usize::from(area.width)) {
            surface.label(line(area, row), text, role);
            row += 1;
        }
    }
}

/// Which entity falls short, and who answers for it.
fn about(entity_ref: &str, problem: ProblemView<'_>, shown: &Shown) -> String {
    let entity_ref = safe(entity_ref);
    let Some(entity) = entity_of(&shown.catalog, problem) else {
        return format!("{entity_ref}, which is not in the catalog");
    };
    match entity.accountable() {
        Some(person) => format!("{entity_ref}; {} is accountable", safe(person.label())),
        None => format!("{entity_ref}; nobody is accountable"),
    }
}
