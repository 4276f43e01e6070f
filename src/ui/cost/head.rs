//! What stands above the rows: the views, the month with all that was charged in it, what of that falls to nobody, what is
//! missing or counts twice, the filter.

use ratatui::layout::Rect;

use crate::app::cost::filter::Filter;
use crate::app::cost::words::{change, month, share, signed};
use crate::app::cost::{Action, State, Tab};
use crate::app::geometry::Target;
use crate::app::intent::Intent;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::model::cost::{Amount, Line, Money, Month, Report};
use crate::model::text::width;
use crate::ui::surface::{cells, line, skip};
use crate::ui::widget::{Pen, field};
use crate::ui::{Role, Surface};

/// Draws the head; returns the lines used.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> u16 {
    draw_tabs(state, line(area, 0), surface);
    let mut used = 1;
    if let (Some(report), Some(shown)) = (state.report.value(), state.month()) {
        draw_month(state, report, shown, shared, line(area, used), surface);
        draw_nobody(state, report, shown, line(area, used + 1), surface);
        used += 2;
        if let Some(first) = report.remarks.first() {
            draw_remark(first, report.remarks.len() - 1, line(area, used), surface);
            used += 1;
        }
    }
    if let Phase::Ready {
        stale: Some(cause), ..
    } = state.report.phase()
    {
        let text = format!("This is from before: {} r tries again.", cause.message);
        warn(&text, line(area, used), surface);
        used += 1;
    }
    if state.filtering || !state.input.is_empty() {
        draw_filter(state, line(area, used), surface);
        used += 1;
    }
    used
}

fn warn(text: &str, area: Rect, surface: &mut Surface<'_>) {
    Pen::new(skip(area, 1), surface)
        .left("! ", Role::Warn)
        .left(text, Role::Warn);
}

/// All views where there is room for them; else those around the one that is shown.
fn draw_tabs(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let label = |tab: Tab| format!(" {} ", tab.title());
    let wide = |from: usize| -> usize {
        let tabs = Tab::ALL.iter().skip(from);
        tabs.map(|tab| width(&label(*tab)) + 1).sum()
    };
    let here = state.tab as usize;
    let room = usize::from(area.width.saturating_sub(3));
    let fits = |from: usize| wide(from) - wide(here + 1) <= room;
    let first = match wide(0) <= usize::from(area.width) {
        true => 0,
        false => (0..=here).find(|from| fits(*from)).unwrap_or(here),
    };
    let mut at = 1;
    if first > 0 {
        let sign = surface.sign("‹", "<");
        at += surface.label(skip(area, at), sign, Role::Muted);
    }
    for (position, tab) in Tab::ALL.into_iter().enumerate().skip(first) {
        let label = label(tab);
        let wanted = cells(width(&label));
        if area.width.saturating_sub(at + 1) < wanted {
            let sign = surface.sign("›", ">");
            surface.label(skip(area, at), sign, Role::Muted);
            break;
        }
        let place = Rect {
            width: wanted,
            ..skip(area, at)
        };
        let role = if tab == state.tab {
            Role::Selection
        } else {
            Role::Muted
        };
        at += surface.label(place, &label, role) + 1;
        surface.hit(place, Target::Hint(Intent::Cost(Action::Show(position))));
    }
}

/// The month, and everything that was charged in it, each currency by itself.
fn draw_month(
    state: &State,
    report: &Report,
    shown: Month,
    shared: &Shared,
    area: Rect,
    surface: &mut Surface<'_>,
) {
    let mut at = 1 + draw_turning(report, shown, skip(area, 1), surface);
    if Month::of(shared.today()) <= shown {
        at += surface.label(skip(area, at), " not over yet", Role::Info);
    }
    for total in &report.totals {
        let (before, now) = report.moved(&total.months, shown);
        if before.is_zero() && now.is_zero() {
            continue;
        }
        at += 2;
        let is_shown = state.currency.as_ref() == Some(&total.currency);
        let sum = Money::new(now, &total.currency).grouped();
        let Some(used) = draw_sum(&sum, is_shown, before, now, skip(area, at), surface) else {
            surface.label(skip(area, at), surface.sign("…", "~"), Role::Muted);
            break;
        };
        at += used;
    }
}

/// The month between what turns to the one before and to the one after it; returns the cells used.
fn draw_turning(report: &Report, shown: Month, area: Rect, surface: &mut Surface<'_>) -> u16 {
    let is_before = report.months.first() < Some(&shown);
    let is_after = report.months.last() > Some(&shown);
    let mut at = draw_turn(("‹ ", "< "), Action::MonthBefore, is_before, area, surface);
    at += surface.label(skip(area, at), &month(shown), Role::Header);
    let rest = skip(area, at);
    at + draw_turn((" ›", " >"), Action::MonthAfter, is_after, rest, surface)
}

fn draw_turn(
    (sign, ascii): (&'static str, &'static str),
    action: Action,
    is_there: bool,
    area: Rect,
    surface: &mut Surface<'_>,
) -> u16 {
    let role = if is_there { Role::Accent } else { Role::Border };
    let sign = surface.sign(sign, ascii);
    let used = surface.label(area, sign, role);
    surface.hit(Rect { width: used, ..area }, Target::Hint(Intent::Cost(action)));
    used
}

/// A sum, and how it moved where there is room for that; returns the cells used, none where the sum has no room.
fn draw_sum(
    sum: &str,
    is_shown: bool,
    before: Amount,
    now: Amount,
    area: Rect,
    surface: &mut Surface<'_>,
) -> Option<u16> {
    let (sum, role) = match is_shown {
        true => (format!("[{sum}]"), Role::Accent),
        false => (sum.to_owned(), Role::Text),
    };
    let moved = match before.is_zero() {
        true => String::new(),
        false => format!(" {} ({})", signed(now - before), change(before, now)),
    };
    if area.width < cells(width(&sum)) {
        return None;
    }
    let mut used = surface.label(area, &sum, role);
    if area.width >= cells(width(&sum) + width(&moved)) {
        let role = match (now - before).is_negative() {
            true => Role::Ok,
            false => Role::Warn,
        };
        used += surface.label(skip(area, used), &moved, role);
    }
    Some(used)
}

/// What falls to nobody, whatever is shown below it.
fn draw_nobody(state: &State, report: &Report, shown: Month, area: Rect, surface: &mut Surface<'_>) {
    let lines = report.lines(crate::model::cost::By::Entity).iter();
    let nobody: Vec<String> = lines
        .filter(|line| line.name.is_empty())
        .filter_map(|line| {
            let (_, now) = report.moved(&line.months, shown);
            let all = total(report, line).map(|total| report.moved(&total.months, shown).1);
            let part = share(all.and_then(|all| now.percent_of(all)));
            let sum = Money::new(now, &line.currency).grouped();
            (!now.is_zero()).then(|| format!("{sum} ({part})"))
        })
        .collect();
    let area = skip(area, 1);
    let used = match nobody.is_empty() {
        true => surface.label(area, "Everything falls to somebody", Role::Muted),
        false => {
            let used = surface.label(area, "Falls to nobody: ", Role::Warn);
            used + surface.label(skip(area, used), &nobody.join(", "), Role::Warn)
        }
    };
    surface.hit(
        Rect { width: used, ..area },
        Target::Hint(Intent::Cost(Action::Show(Tab::Unmatched as usize))),
    );
    // What is narrowed adds up to something else.
    if !state.input.is_empty() || state.currency.is_some() {
        let sums: Vec<String> = state.table().rows.sums().iter().map(Money::grouped).collect();
        let text = format!("shown: {} ", sums.join(", "));
        let rest = skip(area, used + 2);
        if usize::from(rest.width) >= width(&text) && !sums.is_empty() {
            surface.text_right(rest, &text, surface.style(Role::Accent));
        }
    }
}

fn total<'a>(report: &'a Report, line: &Line) -> Option<&'a Line> {
    report.totals.iter().find(|total| total.currency == line.currency)
}

/// What is missing from every sum or may be in it twice: the first of it, and how much more there is.
fn draw_remark(first: &str, more: usize, area: Rect, surface: &mut Surface<'_>) {
    let text = match more {
        0 => first.to_owned(),
        more => format!("({} in all; `muster cost show` says them) {first}", more + 1),
    };
    warn(&text, area, surface);
}

fn draw_filter(state: &State, area: Rect, surface: &mut Surface<'_>) {
    let area = skip(area, 1);
    if state.filtering {
        field(&state.input, "/", area, surface);
        if state.input.is_empty() {
            let hint = "is:dearer person:ana system:shop kind:resource USD, or words";
            surface.label(skip(area, 2), hint, Role::Muted);
        }
        return;
    }
    let used = surface.label(area, "/", Role::Muted);
    let used = used + surface.label(skip(area, used), state.input.text(), Role::Accent);
    let counts = state.tab.is_of_entities() || !Filter::parse(state.input.text()).asks_of_entities();
    let text = match counts {
        true => "esc takes it away",
        false => "only words count here; esc takes it away",
    };
    surface.label(skip(area, used + 2), text, Role::Muted);
}
