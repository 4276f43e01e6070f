//! Where there are no rows: why, and what to do next.

use ratatui::layout::Rect;

use crate::app::catalog::State;
use crate::app::list::Rows;
use crate::app::load::Phase;
use crate::app::shared::Shared;
use crate::ui::surface::skip;
use crate::ui::{Role, Surface};

/// Draws why there are no rows; false when there are some.
pub(super) fn draw(state: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) -> bool {
    if !state.found.is_empty() {
        return false;
    }
    let (title, role, next) = reason(state, shared);
    let area = Rect {
        y: area.y + 1.min(area.height),
        width: area.width.saturating_sub(4),
        height: area.height.saturating_sub(1),
        ..area
    };
    let room = skip(area, 2);
    let used = surface.paragraph(room, &title, role);
    let below = Rect {
        y: room.y + used,
        height: room.height.saturating_sub(used),
        ..room
    };
    surface.paragraph(below, &next, Role::Muted);
    true
}

fn reason(state: &State, shared: &Shared) -> (String, Role, String) {
    let catalog = match shared.catalog.phase() {
        Phase::Idle | Phase::Loading => {
            return ("Reading the catalog…".to_owned(), Role::Info, String::new());
        }
        Phase::Failed(failure) => return (failure.message.clone(), Role::Danger, failure.next.clone()),
        Phase::Ready { value, .. } => value,
    };
    if let Phase::Failed(failure) = state.search.phase() {
        return (failure.message.clone(), Role::Danger, failure.next.clone());
    }
    if catalog.is_empty() {
        let root = shared
            .workspace
            .as_ref()
            .map(|workspace| workspace.root.display().to_string());
        return (
            "The catalog is empty.".to_owned(),
            Role::Header,
            format!(
                "There is no entity file below {}. Save a catalog-info.yaml there and it appears here; r reads again.",
                root.unwrap_or_default()
            ),
        );
    }
    if state.search.phase() == Phase::Loading {
        return ("Searching…".to_owned(), Role::Info, String::new());
    }
    let filter = state.filter.text().trim();
    let facets = state.facets.chosen().len();
    let (title, next) = match (filter.is_empty(), facets) {
        (false, 0) => (format!("Nothing matches “{filter}”."), "esc clears the filter."),
        (false, _) => (
            format!("Nothing matches “{filter}” with these facets."),
            "esc clears the filter, F takes the facets away.",
        ),
        (true, _) => (
            "Nothing has all of these facets.".to_owned(),
            "F takes them away, f shows what there is.",
        ),
    };
    (title, Role::Header, next.to_owned())
}
