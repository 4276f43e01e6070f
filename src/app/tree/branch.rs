//! One tree on the screen: its lines, the cursor in them, and how many nodes are below each.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::outline::{Fold, Item, Level, Outline};
use crate::app::discovery::Known;
use crate::app::list::{List, Motion, Rows};
use crate::model::catalog::graph::Direction;
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::Words;

/// The tree of one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    pub outline: Outline,
    pub list: List,
    /// How many nodes can be reached from a node, as far as it has been counted.
    counts: FxHashMap<NodeId, usize>,
}

impl Branch {
    pub fn new(catalog: Arc<Catalog>, root: NodeId, direction: Direction, level: Level) -> Self {
        let outline = Outline::new(catalog, root, direction, level);
        let mut list = List::default();
        list.reset(&outline);
        Self {
            outline,
            list,
            counts: FxHashMap::default(),
        }
    }

    /// Goes on with another snapshot: what was unfolded and selected stays, counts are no longer known.
    pub fn renew(&mut self, catalog: Arc<Catalog>, root: NodeId) {
        self.outline = self.outline.renewed(catalog, root);
        self.list.replaced(&self.outline);
        self.counts.clear();
    }

    /// Shows beside what is declared what was seen.
    pub fn see(&mut self, known: Option<Arc<Known>>) {
        self.outline.see(known);
        self.list.replaced(&self.outline);
    }

    /// How many nodes can be reached from one; none while it is not counted yet.
    pub fn count(&self, node: NodeId) -> Option<usize> {
        self.counts.get(&node).copied()
    }

    pub fn learn(&mut self, counts: &[(NodeId, usize)]) {
        self.counts.extend(counts.iter().copied());
    }

    /// The nodes in view that are not counted yet, with the root.
    pub fn uncounted(&self, height: usize) -> Vec<NodeId> {
        let seen = self.list.window(height).filter_map(|at| self.outline.node(at));
        let mut nodes: Vec<NodeId> = std::iter::once(self.outline.root())
            .chain(seen.map(|node| node.id))
            .filter(|node| !self.counts.contains_key(node))
            .collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }

    /// The node under the cursor.
    pub fn selected(&self) -> Option<NodeId> {
        self.outline.node(self.list.cursor()?).map(|node| node.id)
    }

    pub fn go(&mut self, motion: Motion) {
        self.list.go(motion, &self.outline);
    }

    pub fn select(&mut self, line: usize) -> bool {
        self.list.select(line, &self.outline)
    }

    pub fn scroll(&mut self, lines: isize) {
        self.list.scroll(lines, &self.outline);
    }

    /// Unfolds; from what is unfolded to what is below it; from a second place to the first. What leads back to the root
    /// cannot be followed: false.
    pub fn right(&mut self) -> bool {
        let Some(at) = self.list.cursor() else { return true };
        match self.outline.node(at).map(|node| node.fold) {
            Some(Fold::Unfolded) => self.go(Motion::Down),
            Some(Fold::Above(first) | Fold::Circle(Some(first))) => {
                self.select(first);
            }
            Some(Fold::Circle(None)) => return false,
            Some(Fold::Leaf) => {}
            Some(Fold::Folded) | None => {
                self.outline.unfold(at);
                self.list.replaced(&self.outline);
            }
        }
        true
    }

    /// Folds; from what is folded to what it hangs from.
    pub fn left(&mut self) {
        let Some(at) = self.list.cursor() else { return };
        if self.outline.fold(at) {
            self.list.replaced(&self.outline);
        } else if let Some(parent) = self.outline.line(at).and_then(|line| line.parent) {
            self.select(parent);
        }
    }

    /// Unfolds what is folded, and the other way round; false as with [`Branch::right`].
    pub fn toggle(&mut self) -> bool {
        let at = self.list.cursor();
        match at.and_then(|at| self.outline.node(at)).map(|node| node.fold) {
            Some(Fold::Unfolded) => self.left(),
            _ => return self.right(),
        }
        true
    }

    /// Unfolds one level more, or folds one; false when there is nothing to do.
    pub fn level(&mut self, deeper: bool) -> bool {
        let changed = if deeper {
            self.outline.unfold_level()
        } else {
            self.outline.fold_level()
        };
        if changed {
            self.keep_in_view();
        }
        changed
    }

    /// The line under the cursor stays selected; when it was folded away, what it hung from is.
    fn keep_in_view(&mut self) {
        let mut way = self.list.selected().unwrap_or_default().to_owned();
        self.list.replaced(&self.outline);
        while !way.is_empty() && !self.list.select_id(&way, &self.outline) {
            way.truncate(way.rfind(' ').unwrap_or(0));
        }
    }

    /// The nearest line from `start` on, wrapping around, whose name holds the words.
    pub fn find(&self, words: &str, start: usize, backwards: bool) -> Option<usize> {
        let words = Words::new(words);
        let len = self.outline.len();
        let at = |step: usize| {
            if backwards {
                (start + len - step) % len
            } else {
                (start + step) % len
            }
        };
        (0..len)
            .map(at)
            .find(|line| !self.outline.matched(*line, &words).is_empty())
    }

    /// Whether more nodes of a relation are folded away under the cursor.
    pub fn is_on_more(&self) -> bool {
        let line = self.list.cursor().and_then(|at| self.outline.line(at));
        line.is_some_and(|line| matches!(line.item, Item::More { .. }))
    }
}
