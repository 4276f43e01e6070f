//! What clicks and the wheel do in the tree.

use super::Action;
use super::state::{DOWN, PEOPLE, Pane, People, State, UP};
use crate::app::context::{Context, Flow};
use crate::app::geometry::Target;

impl State {
    pub(super) fn click(&mut self, target: &Target, context: &mut Context<'_>) -> Flow {
        let (view, row) = match target {
            Target::Row(view, row) => (view, Some(*row)),
            Target::Pane(view) => (view, None),
            _ => return Flow::Ignored,
        };
        let Some(pane) = Pane::ALL.into_iter().find(|pane| pane.view() == *view) else {
            return Flow::Ignored;
        };
        let had_keys = std::mem::replace(&mut self.pane, pane) == pane;
        let Some(row) = row else { return Flow::Handled };
        let moved = match self.branch_mut() {
            Some(branch) => branch.select(row),
            None => {
                let radius = self.radius.value().cloned().unwrap_or_default();
                self.people.select(row, &People(&radius.people))
            }
        };
        // A second click on the same line unfolds it.
        if had_keys && !moved {
            self.act(Action::Toggle, context);
        }
        Flow::Handled
    }

    pub(super) fn scroll(&mut self, target: &Target, lines: isize) -> Flow {
        let (Target::Row(view, _) | Target::Pane(view)) = target else {
            return Flow::Ignored;
        };
        match (*view, &mut self.planted) {
            (DOWN, Some(planted)) => planted.down.scroll(lines),
            (UP, Some(planted)) => planted.up.scroll(lines),
            (PEOPLE, _) => {
                let radius = self.radius.value().cloned().unwrap_or_default();
                self.people.scroll(lines, &People(&radius.people));
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}
