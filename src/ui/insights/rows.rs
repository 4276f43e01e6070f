//! The rows of each view as a table.

use ratatui::layout::Rect;

use super::{estimated, strokes};
use crate::app::insights::{COLUMN_PARTS, LIST, State, View};
use crate::app::panes::Pane;
use crate::model::insight::{
    Automation, Decimal, Group, Insights, Measure, Point, Row, Served, Strokes, Window, waited,
};
use crate::model::text::grouped;
use crate::ui::table::{Cell, Column, Sorted, Table};
use crate::ui::{Role, Surface};

/// In the order of [`COLUMN_PARTS`], then what an effort pays.
const AUTOMATE: [Column; 12] = [
    Column::new("CATEGORY", 0, 12, 20).grow(1),
    Column::new("SCORE", 1, 7, 8).right(),
    Column::new("H/MONTH", 2, 7, 8).right(),
    Column::new("TASKS", 3, 5, 5).right(),
    Column::new("GROWTH", 4, 6, 6).right(),
    Column::new("FIT", 6, 4, 4).right(),
    Column::new("PEOPLE", 5, 6, 6).right(),
    Column::new("WAIT", 7, 6, 7).right(),
    Column::new("P90", 10, 6, 7).right(),
    Column::new("SELF", 9, 4, 5).right(),
    Column::new("BLUEPRINT", 11, 9, 18),
    Column::new("PAYS", 3, 9, 9).right(),
];

/// Where nobody has entered an effort, nothing pays yet.
const WITHOUT_EFFORT: &[Column] = AUTOMATE.split_at(COLUMN_PARTS.len()).0;

const TREND: [Column; 5] = [
    Column::new("CATEGORY", 0, 12, 20).grow(1),
    Column::new("BY HAND", 1, 7, 7).right(),
    Column::new("SELF", 2, 5, 5).right(),
    Column::new("HOURS", 3, 8, 8).right(),
    Column::new("BY HAND OVER TIME", 4, 13, 17),
];

const SELF_SERVED: [Column; 6] = [
    Column::new("CATEGORY", 0, 12, 20).grow(1),
    Column::new("SELF", 1, 5, 5).right(),
    Column::new("BY HAND", 2, 7, 7).right(),
    Column::new("SHARE", 3, 5, 5).right(),
    Column::new("AUTOMATED", 5, 10, 10),
    Column::new("MIN/MONTH", 4, 15, 18),
];

const UNCATEGORISED: [Column; 5] = [
    Column::new("TITLES LIKE", 0, 20, 30).grow(2),
    Column::new("TASKS", 1, 5, 6).right(),
    Column::new("MINUTES", 2, 7, 8).right(),
    Column::new("EST.", 4, 5, 5).right(),
    Column::new("PEOPLE", 3, 6, 6).right(),
];

pub(super) fn draw(state: &State, insights: &Insights, area: Rect, surface: &mut Surface<'_>) {
    let table = state.table();
    let columns: &[Column] = match state.view {
        View::Automate if state.effort.is_none() => WITHOUT_EFFORT,
        View::Automate => &AUTOMATE,
        View::Trend => &TREND,
        View::SelfServed => &SELF_SERVED,
        View::Uncategorised => &UNCATEGORISED,
    };
    let sorted = COLUMN_PARTS
        .iter()
        .position(|part| *part == state.sort.part)
        .filter(|_| state.view == View::Automate)
        .map(|column| Sorted {
            column,
            descending: state.sort.is_descending(),
        });
    let strokes = strokes(surface);
    let arrow = surface.sign("→", "->");
    Table::new(LIST, columns, &table.list)
        .focused(state.pane == Pane::List && state.prompt.is_none())
        .sorted(sorted)
        .draw(&table.ids[..], area, surface, |index, column| {
            let at = table.place(index);
            let cell = match state.view {
                View::Automate => insights
                    .ranking
                    .rows
                    .get(at)
                    .map(|row| category(row, state.effort, column)),
                View::Trend => Some(trend(insights, at, column, &strokes)),
                View::SelfServed => {
                    let served = insights.self_serve.by_category.get(at);
                    served.map(|served| self_served(served, column, arrow))
                }
                View::Uncategorised => insights.groups.get(at).map(|group| uncategorised(group, column)),
            };
            cell.unwrap_or_default()
        });
}

fn number(text: impl ToString) -> Cell<'static> {
    Cell::text(text.to_string())
}

/// A number that is nothing is there, but in the background.
fn count(count: usize) -> Cell<'static> {
    let role = if count == 0 { Role::Muted } else { Role::Text };
    Cell::new(grouped(count), role)
}

fn unknown(text: &'static str) -> Cell<'static> {
    Cell::muted(text)
}

fn category(row: &Row, effort: Option<Decimal>, column: usize) -> Cell<'static> {
    let measure = &row.measure;
    let wait = |minutes: Option<u64>| minutes.map_or(unknown("-"), |minutes| number(waited(minutes)));
    match column {
        0 => Cell::text(row.category.clone()),
        1 => Cell::new(row.score.value.to_string(), Role::Accent),
        2 => row
            .hours_month
            .map_or(unknown("?"), |hours| hours_cell(hours, measure)),
        3 => count(measure.manual),
        4 => row
            .growth
            .map_or(unknown("new"), |growth| number(format!("×{growth}"))),
        5 => number(row.fit.weight),
        6 => count(measure.requesters),
        7 => wait(measure.waits.map(|waits| waits.median)),
        8 => wait(measure.waits.map(|waits| waits.p90)),
        9 => count(measure.self_served),
        10 => Cell::muted(row.blueprint.clone().unwrap_or_default()),
        _ => match effort.and_then(|effort| row.break_even(effort)) {
            None => unknown("never"),
            Some(months) => number(format!("{months} mo")),
        },
    }
}

/// Hours of which a part is estimated are told from those that are all on record.
fn hours_cell(hours: Decimal, measure: &Measure) -> Cell<'static> {
    match measure.minutes.estimated {
        0 => number(hours),
        _ => Cell::muted("~").then(hours.to_string(), Role::Text),
    }
}

fn trend(insights: &Insights, at: usize, column: usize, strokes: &Strokes) -> Cell<'static> {
    let trend = &insights.trend;
    let series = at.checked_sub(1).and_then(|at| trend.series.get(at));
    let points = series.map_or(&trend.all, |series| &series.points);
    let sum = points.iter().fold(Point::default(), |sum, point| sum.and(*point));
    match column {
        0 => match series {
            None => Cell::new("All tasks", Role::Header),
            Some(series) => name(series.category.as_deref()),
        },
        1 => count(sum.manual),
        2 => count(sum.self_served),
        3 if sum.estimated > 0 => Cell::muted("~").then(sum.hours().to_string(), Role::Text),
        3 => number(sum.hours()),
        _ => Cell::new(
            strokes.line(points.iter().map(|point| point.manual as u64)),
            Role::Info,
        ),
    }
}

fn name(category: Option<&str>) -> Cell<'static> {
    match category {
        Some(category) => Cell::text(category.to_owned()),
        None => Cell::muted("(no category)"),
    }
}

fn self_served(served: &Served, column: usize, arrow: &str) -> Cell<'static> {
    let automation = served.automation.as_ref();
    match column {
        0 => name(served.category.as_deref()),
        1 => count(served.self_served),
        2 => count(served.manual),
        3 => served.share().map_or(unknown("-"), |share| {
            number(format!("{} %", share.in_hundredths()))
        }),
        4 => automation.map_or(unknown("not yet"), |automation| {
            number(automation.since.strftime("%Y-%m-%d"))
        }),
        _ => automation.map_or(Cell::default(), |automation| minutes(automation, arrow)),
    }
}

/// Minutes by hand a month before and after.
fn minutes(automation: &Automation, arrow: &str) -> Cell<'static> {
    let text = |minutes: Option<Decimal>| minutes.map_or("?".to_owned(), |minutes| minutes.to_string());
    let before = text(automation.before.as_ref().and_then(Window::minutes_month));
    let after = text(automation.after.minutes_month());
    number(format!("{before} {arrow} {after}"))
}

fn uncategorised(group: &Group, column: usize) -> Cell<'static> {
    let minutes = &group.measure.minutes;
    match column {
        0 => Cell::text(group.name().to_owned()),
        1 => count(group.tasks.len()),
        2 => minutes.total().map_or(unknown("?"), number),
        3 => Cell::muted(estimated(minutes)),
        _ => count(group.measure.requesters),
    }
}
