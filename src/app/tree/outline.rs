//! A dependency graph unfolded into lines, as far as someone has unfolded it. Pure: the lines are a function of a snapshot,
//! the root, and what is unfolded.
//!
//! A node is unfolded where it first stands; further down it is marked and refers to that place. So there are never more
//! lines than dependencies, circles included, and folding and unfolding again changes nothing.

use std::borrow::Cow;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::words;
use crate::app::discovery::Known;
use crate::app::list::Rows;
use crate::model::catalog::graph::{Direction, has_neighbours, neighbours};
use crate::model::catalog::rollup::{bundles, whole};
use crate::model::catalog::{Catalog, NodeId};
use crate::model::text::Words;

/// Whether each entity is a node, or each system with all that is part of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Level {
    #[default]
    Entities,
    Systems,
}

/// One line of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// 0 for what the root depends on directly.
    pub depth: usize,
    /// The line it hangs from; none at depth 0.
    pub parent: Option<usize>,
    /// Nothing else hangs from the same line below this one.
    pub last: bool,
    pub item: Item,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    Node(Node),
    /// Further nodes of one relation, folded away because they are many.
    More {
        relation: &'static str,
        hidden: usize,
    },
}

/// A node where it stands in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    pub id: NodeId,
    /// How it and the line it hangs from are related: `dependsOn`, `consumesApi`, `apiProvidedBy`. Empty between systems.
    pub relation: &'static str,
    /// How many dependencies between two systems this stands for; 1 between entities.
    pub links: usize,
    /// No file defines it.
    pub missing: bool,
    /// Nobody was seen to have the dependency, which is declared.
    pub unseen: bool,
    pub fold: Fold,
}

/// What is below a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Nothing.
    Leaf,
    Folded,
    Unfolded,
    /// It stands at this line already.
    Above(usize),
    /// It hangs from itself: from this line, or from the root.
    Circle(Option<usize>),
}

/// More nodes of one relation than this are folded away.
const FAN: usize = 10;
/// Unless there are this few of them.
const SPARE: usize = 2;
/// How many times more are shown at each step.
const STEP: usize = 5;
/// What unfolding level by level stops at.
const MANY_LINES: usize = 20_000;

/// The tree of one root in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    catalog: Arc<Catalog>,
    /// What was seen outside, if anybody looked.
    known: Option<Arc<Known>>,
    root: NodeId,
    direction: Direction,
    level: Level,
    unfolded: FxHashSet<NodeId>,
    /// How many nodes of a relation are shown below a node, where it is more than [`FAN`].
    shown: FxHashMap<(NodeId, &'static str), usize>,
    /// What is below the nodes that were unfolded so far, those of one relation together.
    children: FxHashMap<NodeId, Arc<[Child]>>,
    lines: Vec<Line>,
}

/// A node below another, before it has a place.
#[derive(Debug, Clone, PartialEq)]
struct Child {
    id: NodeId,
    relation: &'static str,
    links: usize,
}

impl Outline {
    /// The tree with nothing unfolded. At the level of systems the root is the one that `root` is part of.
    pub fn new(catalog: Arc<Catalog>, root: NodeId, direction: Direction, level: Level) -> Self {
        let root = match level {
            Level::Entities => root,
            Level::Systems => whole(&catalog, root),
        };
        let mut outline = Self {
            catalog,
            known: None,
            root,
            direction,
            level,
            unfolded: FxHashSet::default(),
            shown: FxHashMap::default(),
            children: FxHashMap::default(),
            lines: Vec::new(),
        };
        outline.build();
        outline
    }

    /// Shows beside what is declared what was seen.
    pub fn see(&mut self, known: Option<Arc<Known>>) {
        self.known = known;
        self.children.clear();
        self.build();
    }

    /// The same tree of another snapshot: what was unfolded stays so, as far as it is still there. `root` is the root in
    /// the new one.
    pub fn renewed(&self, catalog: Arc<Catalog>, root: NodeId) -> Self {
        let mut outline = Self::new(catalog, root, self.direction, self.level);
        let now = |node: NodeId| outline.catalog.find_node(self.catalog.node_ref(node));
        let unfolded = self.unfolded.iter().filter_map(|node| now(*node)).collect();
        let shown = self
            .shown
            .iter()
            .filter_map(|((node, relation), count)| Some(((now(*node)?, *relation), *count)))
            .collect();
        (outline.unfolded, outline.shown) = (unfolded, shown);
        outline.see(self.known.clone());
        outline
    }

    pub fn root(&self) -> NodeId {
        self.root
    }

    pub fn direction(&self) -> Direction {
        self.direction
    }

    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    pub fn line(&self, at: usize) -> Option<&Line> {
        self.lines.get(at)
    }

    /// The node of a line; none where nodes are folded away.
    pub fn node(&self, at: usize) -> Option<Node> {
        match self.lines.get(at)?.item {
            Item::Node(node) => Some(node),
            Item::More { .. } => None,
        }
    }

    /// How many nodes hang from the root directly.
    pub fn direct(&self) -> usize {
        let roots = self.lines.iter().filter(|line| line.depth == 0);
        roots
            .map(|line| match line.item {
                Item::Node(_) => 1,
                Item::More { hidden, .. } => hidden,
            })
            .sum()
    }

    /// Unfolds a node, or shows more of what is folded away; false where there is nothing to unfold.
    pub fn unfold(&mut self, at: usize) -> bool {
        match self.lines.get(at).map(|line| line.item) {
            Some(Item::Node(Node {
                id,
                fold: Fold::Folded,
                ..
            })) => {
                self.unfolded.insert(id);
            }
            Some(Item::More { relation, .. }) => {
                let shown = self.shown.entry((self.above(at), relation)).or_insert(FAN);
                *shown = shown.saturating_mul(STEP);
            }
            _ => return false,
        }
        self.build();
        true
    }

    /// Folds a node, or what was shown of many; false where nothing is unfolded.
    pub fn fold(&mut self, at: usize) -> bool {
        let folded = match self.lines.get(at).map(|line| line.item) {
            Some(Item::Node(Node {
                id,
                fold: Fold::Unfolded,
                ..
            })) => self.unfolded.remove(&id),
            Some(Item::More { relation, .. }) => self.shown.remove(&(self.above(at), relation)).is_some(),
            _ => false,
        };
        if folded {
            self.build();
        }
        folded
    }

    /// Unfolds every node that is seen and folded: one level more. False when there are none, or too many lines already.
    pub fn unfold_level(&mut self) -> bool {
        let folded: Vec<NodeId> = self.nodes_that_are(Fold::Folded).map(|(id, _)| id).collect();
        if folded.is_empty() || self.lines.len() > MANY_LINES {
            return false;
        }
        self.unfolded.extend(folded);
        self.build();
        true
    }

    /// Folds the deepest unfolded nodes: one level less. False when nothing is unfolded.
    pub fn fold_level(&mut self) -> bool {
        let Some(deepest) = self.nodes_that_are(Fold::Unfolded).map(|(_, depth)| depth).max() else {
            return false;
        };
        let folded: Vec<NodeId> = self
            .nodes_that_are(Fold::Unfolded)
            .filter(|(_, depth)| *depth == deepest)
            .map(|(id, _)| id)
            .collect();
        folded.iter().for_each(|id| {
            self.unfolded.remove(id);
        });
        self.build();
        true
    }

    fn nodes_that_are(&self, fold: Fold) -> impl Iterator<Item = (NodeId, usize)> + '_ {
        self.lines.iter().filter_map(move |line| match line.item {
            Item::Node(node) if node.fold == fold => Some((node.id, line.depth)),
            _ => None,
        })
    }

    /// The node a line hangs from.
    pub fn above(&self, at: usize) -> NodeId {
        let parent = self.lines.get(at).and_then(|line| line.parent);
        parent
            .and_then(|parent| self.node(parent))
            .map_or(self.root, |node| node.id)
    }

    /// Which characters of a node's name the words stand at.
    pub fn matched(&self, at: usize, words: &Words<'_>) -> Vec<usize> {
        self.node(at)
            .map(|node| words.matched(&words::name(&self.catalog, node.id)))
            .unwrap_or_default()
    }

    /// Places the lines anew, from the top down.
    fn build(&mut self) {
        let mut lines = Vec::new();
        let mut first: FxHashMap<NodeId, usize> = FxHashMap::default();
        let mut open = self.below(self.root, None, 0);
        open.reverse();
        while let Some(mut line) = open.pop() {
            let at = lines.len();
            let mut below = Vec::new();
            if let Item::Node(node) = &mut line.item {
                node.fold = self.fold_of(node.id, line.parent, &lines, &first);
                first.entry(node.id).or_insert(at);
                if node.fold == Fold::Unfolded {
                    below = self.below(node.id, Some(at), line.depth + 1);
                }
            }
            lines.push(line);
            open.extend(below.into_iter().rev());
        }
        self.lines = lines;
    }

    fn fold_of(
        &mut self,
        id: NodeId,
        parent: Option<usize>,
        lines: &[Line],
        first: &FxHashMap<NodeId, usize>,
    ) -> Fold {
        if id == self.root {
            return Fold::Circle(None);
        }
        if let Some(place) = first.get(&id) {
            let mut above = parent;
            while let Some(at) = above {
                if at == *place {
                    return Fold::Circle(Some(at));
                }
                above = lines.get(at).and_then(|line| line.parent);
            }
            return Fold::Above(*place);
        }
        match (self.has_children(id), self.unfolded.contains(&id)) {
            (false, _) => Fold::Leaf,
            (true, false) => Fold::Folded,
            (true, true) => Fold::Unfolded,
        }
    }

    /// The lines that hang from a node, those of one relation together.
    fn below(&mut self, id: NodeId, parent: Option<usize>, depth: usize) -> Vec<Line> {
        let children = self.children(id);
        let mut lines = Vec::new();
        for group in children.chunk_by(|a, b| a.relation == b.relation) {
            let Some(relation) = group.first().map(|child| child.relation) else {
                continue;
            };
            let limit = self.shown.get(&(id, relation)).copied().unwrap_or(FAN);
            let limit = if group.len() <= limit.saturating_add(SPARE) {
                group.len()
            } else {
                limit
            };
            lines.extend(group.iter().take(limit).map(|child| {
                Item::Node(Node {
                    id: child.id,
                    relation,
                    links: child.links,
                    missing: self.catalog.is_dangling(child.id),
                    unseen: relation != words::SEEN && self.is_unseen(id, child.id),
                    fold: Fold::Leaf,
                })
            }));
            let hidden = group.len() - limit;
            lines.extend((hidden > 0).then_some(Item::More { relation, hidden }));
        }
        let last = lines.len().saturating_sub(1);
        let place = |(at, item)| Line {
            depth,
            parent,
            last: at == last,
            item,
        };
        lines.into_iter().enumerate().map(place).collect()
    }

    fn children(&mut self, id: NodeId) -> Arc<[Child]> {
        if let Some(known) = self.children.get(&id) {
            return known.clone();
        }
        let mut children: Vec<Child> = match self.level {
            Level::Entities => neighbours(&self.catalog, id, self.direction)
                .into_iter()
                .map(|neighbour| Child {
                    id: neighbour.node,
                    relation: neighbour.relation,
                    links: 1,
                })
                .collect(),
            Level::Systems => bundles(&self.catalog, id, self.direction)
                .into_iter()
                .map(|bundle| Child {
                    id: bundle.node,
                    relation: "",
                    links: bundle.links,
                })
                .collect(),
        };
        children.extend(self.seen(id));
        children.sort_by_key(|child| words::rank(child.relation));
        let children: Arc<[Child]> = children.into();
        self.children.insert(id, children.clone());
        children
    }

    fn has_children(&mut self, id: NodeId) -> bool {
        match self.level {
            Level::Entities => {
                has_neighbours(&self.catalog, id, self.direction) || self.seen(id).next().is_some()
            }
            Level::Systems => !self.children(id).is_empty(),
        }
    }

    /// What was seen below a node and no file declares.
    fn seen(&self, id: NodeId) -> impl Iterator<Item = Child> + '_ {
        let known = self.known.as_deref().filter(|_| self.level == Level::Entities);
        let others = known.map(|known| known.undeclared(self.catalog.node_ref(id), self.direction));
        let others = others.into_iter().flatten();
        others
            .filter_map(|other| self.catalog.find_node(other))
            .map(|id| Child {
                id,
                relation: words::SEEN,
                links: 1,
            })
    }

    /// Whether nobody was seen to have a dependency that is declared.
    fn is_unseen(&self, above: NodeId, below: NodeId) -> bool {
        let (from, to) = self.edge(above, below);
        let known = self.known.as_deref();
        known.is_some_and(|known| known.is_unseen(self.catalog.node_ref(from), self.catalog.node_ref(to)))
    }

    /// Who depends on whom, of a node and one that hangs from it.
    pub fn edge(&self, above: NodeId, below: NodeId) -> (NodeId, NodeId) {
        match self.direction {
            Direction::Down => (above, below),
            Direction::Up => (below, above),
        }
    }

    /// What tells a line from its siblings, across snapshots.
    fn step(&self, at: usize) -> Cow<'_, str> {
        match self.lines.get(at).map(|line| line.item) {
            Some(Item::Node(node)) => self.catalog.node_ref(node.id).into(),
            Some(Item::More { relation, .. }) => format!("+{relation}").into(),
            None => "".into(),
        }
    }

    /// The lines that hang from one line, or from the root.
    fn hanging(&self, parent: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let start = parent.map_or(0, |parent| parent + 1);
        let depth = parent
            .and_then(|parent| self.lines.get(parent))
            .map_or(0, |line| line.depth + 1);
        let rest = self.lines.get(start..).unwrap_or_default();
        rest.iter()
            .enumerate()
            .take_while(move |(_, line)| line.depth >= depth)
            .filter(move |(_, line)| line.depth == depth)
            .map(move |(at, _)| start + at)
    }
}

/// A line is known by the way to it from the root. Blanks cannot be part of a reference.
impl Rows for Outline {
    fn len(&self) -> usize {
        self.lines.len()
    }

    fn id(&self, index: usize) -> Cow<'_, str> {
        let mut steps = vec![self.step(index)];
        let mut above = self.lines.get(index).and_then(|line| line.parent);
        while let Some(at) = above {
            steps.push(self.step(at));
            above = self.lines.get(at).and_then(|line| line.parent);
        }
        steps.reverse();
        steps.join(" ").into()
    }

    /// The line at the end of the way; where the way is gone, the first place of what it led to.
    fn find(&self, id: &str) -> Option<usize> {
        let mut at = None;
        let mut steps = id.split(' ');
        let found = steps.try_fold(None, |parent, step| {
            at = self.hanging(parent).find(|line| self.step(*line) == step);
            at.map(Some)
        });
        found.flatten().or_else(|| {
            let node = self.catalog.find_node(id.rsplit(' ').next()?)?;
            self.lines
                .iter()
                .position(|line| matches!(line.item, Item::Node(found) if found.id == node))
        })
    }
}

#[cfg(test)]
mod tests;
