//! Where one is: for each numbered screen a stack of what was opened from it. The stack in front is the breadcrumbs.

use super::screen::{Screen, ScreenId};

/// The stacks of screens. There is always one, and none is ever empty.
#[derive(Debug, Clone, PartialEq)]
pub struct Nav {
    front: Stack,
    others: Vec<Stack>,
}

#[derive(Debug, Clone, PartialEq)]
struct Stack {
    root: Screen,
    above: Vec<Screen>,
}

impl Nav {
    pub fn new(root: Screen) -> Self {
        Self {
            front: Stack {
                root,
                above: Vec::new(),
            },
            others: Vec::new(),
        }
    }

    /// The screen that is seen.
    pub fn top(&self) -> &Screen {
        self.front.above.last().unwrap_or(&self.front.root)
    }

    pub fn top_mut(&mut self) -> &mut Screen {
        self.front.above.last_mut().unwrap_or(&mut self.front.root)
    }

    /// The screens from the root to the one that is seen.
    pub fn crumbs(&self) -> impl Iterator<Item = &Screen> {
        std::iter::once(&self.front.root).chain(&self.front.above)
    }

    pub fn depth(&self) -> usize {
        1 + self.front.above.len()
    }

    /// The numbered screen in front.
    pub fn tab(&self) -> ScreenId {
        self.front.root.id()
    }

    pub fn push(&mut self, screen: Screen) {
        self.front.above.push(screen);
    }

    /// Puts a screen in place of the one that is seen; at the root, on top of it.
    pub fn replace(&mut self, screen: Screen) {
        self.front.above.pop();
        self.push(screen);
    }

    /// Closes the screen that is seen; false at the root.
    pub fn pop(&mut self) -> bool {
        self.front.above.pop().is_some()
    }

    /// Closes screens until this many are left.
    pub fn pop_to(&mut self, depth: usize) {
        self.front.above.truncate(depth.saturating_sub(1));
    }

    /// Brings a numbered screen to the front, as it was left; from anywhere in its own stack, its root. `open` makes it
    /// when it was not open yet.
    pub fn go_to(&mut self, id: ScreenId, open: impl FnOnce() -> Option<Screen>) {
        if self.tab() == id {
            self.pop_to(1);
            return;
        }
        let stack = match self.others.iter().position(|stack| stack.root.id() == id) {
            Some(at) => Some(self.others.remove(at)),
            None => open().map(|root| Stack {
                root,
                above: Vec::new(),
            }),
        };
        if let Some(stack) = stack {
            self.others.push(std::mem::replace(&mut self.front, stack));
        }
    }

    /// Every open screen, seen or not.
    pub fn all_mut(&mut self) -> impl Iterator<Item = &mut Screen> {
        std::iter::once(&mut self.front)
            .chain(&mut self.others)
            .flat_map(|stack| std::iter::once(&mut stack.root).chain(&mut stack.above))
    }
}
