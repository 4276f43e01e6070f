//! What the tree has counted off the drawing thread: how far each line in view reaches, and the blast radius.

use super::outline::Level;
use super::state::{DOWN, People, State, UP};
use crate::app::context::{Context, Flow};
use crate::app::effect::{Generation, Request};
use crate::app::msg::Answer;
use crate::model::catalog::graph::Direction;

impl State {
    /// Asks for what is seen and not known yet.
    pub(super) fn ask(&mut self, context: &mut Context<'_>) {
        let (Some(root), Some(planted)) = (self.root_node(), &self.planted) else {
            return;
        };
        let catalog = &planted.catalog;
        if std::mem::take(&mut self.radius_is_old) {
            let generation = context.ask(Request::BlastRadius {
                catalog: catalog.clone(),
                node: root,
            });
            self.radius.expect(generation);
        }
        if self.level == Level::Systems || self.counting.is_some() || self.cannot_count {
            return;
        }
        for (branch, view) in [(&planted.down, DOWN), (&planted.up, UP)] {
            let nodes = branch.uncounted(context.shared.layout.height(view));
            if !nodes.is_empty() {
                let direction = branch.outline.direction();
                let generation = context.ask(Request::Reach {
                    catalog: catalog.clone(),
                    nodes,
                    direction,
                });
                self.counting = Some((generation, direction));
                return;
            }
        }
    }

    pub(super) fn answered(&mut self, generation: Generation, answer: &Answer) -> Flow {
        let counting = self.counting.filter(|(asked, _)| *asked == generation);
        match (answer, counting) {
            (Answer::Reach(counts), Some((_, direction))) => {
                self.counting = None;
                match (&mut self.planted, direction) {
                    (Some(planted), Direction::Down) => planted.down.learn(counts),
                    (Some(planted), Direction::Up) => planted.up.learn(counts),
                    (None, _) => {}
                }
            }
            (Answer::Failed(_), Some(_)) => {
                self.counting = None;
                self.cannot_count = true;
            }
            (Answer::BlastRadius(radius), _) if self.radius.expects(generation) => {
                self.people.replaced(&People(&radius.people));
                self.radius.succeed(radius.clone());
            }
            (Answer::Failed(failure), _) if self.radius.expects(generation) => {
                self.radius.fail(failure.clone());
            }
            _ => return Flow::Ignored,
        }
        Flow::Handled
    }
}
