//! Home, drawn.

use ratatui::layout::Rect;

use super::surface::line;
use super::{Role, Surface};
use crate::app::home::State;
use crate::app::shared::Shared;

pub(super) fn draw(_: &State, shared: &Shared, area: Rect, surface: &mut Surface<'_>) {
    if let Some(workspace) = &shared.workspace {
        surface.label(line(area, 0), &workspace.root.display().to_string(), Role::Muted);
    }
}
