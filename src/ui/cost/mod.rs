//! What everything costs, drawn: the views, the month with its sums, the rows, the selected one beside or below them.

mod head;
mod rows;

use ratatui::layout::Rect;

use super::discovery::detail::draw_lines;
use super::panes;
use super::surface::{below, skip};
use super::widget::phase;
use super::wizard::draw_offers;
use super::{Role, Surface};
use crate::app::cost::detail::lines;
use crate::app::cost::filter::Filter;
use crate::app::cost::{DETAIL, DETAIL_LINES, State, Tab};
use crate::app::panes::DetailPlace;
use crate::app::shared::Shared;
use crate::model::cost::Report;

pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    let used = head::draw(state, shared, area, surface);
    let body = below(area, used);
    let inner = below(body, 1);
    let report = phase(&shared.catalog, "Reading the catalog…", inner, surface)
        .and_then(|_| phase(&state.report, "Reading the exports of costs…", inner, surface));
    if let Some(report) = report {
        if state.table().list.is_empty() {
            draw_empty(state, report, skip(inner, 1), surface);
        } else {
            draw_panes(state, shared, body, surface);
        }
    }
    if let Some(popup) = state.popup() {
        draw_offers(popup, area, surface);
    }
}

fn draw_panes(state: &State, shared: &Shared, body: Rect, surface: &mut Surface<'_>) {
    panes::draw(
        DetailPlace::of(shared.layout.size),
        state.pane,
        body,
        surface,
        |area, surface| rows::draw(state, area, surface),
        |area, surface| {
            let told = lines(state);
            draw_lines(&told, state.detail_offset, (DETAIL, DETAIL_LINES), area, surface);
        },
    );
}

/// Why there is nothing, and the next key.
fn draw_empty(state: &State, report: &Report, body: Rect, surface: &mut Surface<'_>) {
    let all = state.table().rows.all();
    let filter = Filter::parse(state.input.text());
    let text = match (state.tab, filter.complaint()) {
        _ if !report.is_named => {
            "No exports of costs are named. Write in muster.toml, under [cost], files = [\"cost/*.csv\"]: exports in FOCUS 1.0 \
             to 1.3, as CSV, perhaps packed by gzip, as AWS, Google Cloud, Azure and others write them. r reads them then."
                .to_owned()
        }
        _ if report.files == 0 => {
            "No file is there that [cost] files in muster.toml names. Put an export in FOCUS there; r looks again.".to_owned()
        }
        (_, Some(complaint)) => complaint.to_owned(),
        _ if report.months.is_empty() => {
            "The exports hold no costs. `muster cost read` says what is in them.".to_owned()
        }
        _ if all > 0 => format!("Nothing of {all} matches. Esc takes the filter or the currency away."),
        (Tab::Unmatched, _) => "Everything of this month falls to somebody.".to_owned(),
        (Tab::Moved, _) if state.month().is_some_and(|month| !report.is_compared(month)) => {
            "The month before is not known, so nothing can be said to have moved. > goes a month on.".to_owned()
        }
        (Tab::Moved, _) => "Nothing costs more or less than in the month before. < goes a month back.".to_owned(),
        (Tab::Budgets, _) => {
            "There are no budgets. Write muster/budget: \"1200 EUR\" among an entity's annotations, or [[cost.budgets]] in \
             muster.toml."
                .to_owned()
        }
        _ => "Nothing is charged in this month. < goes a month back.".to_owned(),
    };
    surface.paragraph(body, &text, Role::Muted);
}
