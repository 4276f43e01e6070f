//! The whole state of the program on screen. Changed only by `update`, drawn by `ui`.

use std::sync::Arc;

use super::context::Generations;
use super::geometry::Size;
use super::intent::Scope;
use super::intent::keymap::{Continuations, Keymap, Lookup};
use super::key::Key;
use super::nav::Nav;
use super::overlay::Overlay;
use super::screen::{Screen, ScreenId};
use super::shared::Shared;
use super::toast::Toasts;

/// Everything the program remembers.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    pub shared: Shared,
    pub nav: Nav,
    pub overlays: Vec<Overlay>,
    pub toasts: Toasts,
    /// The keys of a sequence that is not complete yet.
    pub pending: Vec<Key>,
    pub keymap: Arc<Keymap>,
    pub theme: String,
    /// The names of all themes there are.
    pub themes: Vec<String>,
    /// Something on the screen may have changed since this was last taken.
    pub(super) dirty: bool,
    pub(super) generations: Generations,
}

/// What the program starts with.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    pub shared: Shared,
    pub keymap: Keymap,
    pub theme: String,
    pub themes: Vec<String>,
}

impl State {
    pub fn new(setup: Setup) -> Self {
        let first = Screen::first(&setup.shared);
        Self {
            shared: setup.shared,
            nav: Nav::new(first),
            overlays: Vec::new(),
            toasts: Toasts::default(),
            pending: Vec::new(),
            keymap: Arc::new(setup.keymap),
            theme: setup.theme,
            themes: setup.themes,
            dirty: true,
            generations: Generations::default(),
        }
    }

    /// Where keys are looked up now, from the inside out.
    pub fn scopes(&self) -> &'static [Scope] {
        let size = self.shared.layout.size;
        match self.overlays.last() {
            // Nobody does what they cannot see. Before anything is drawn the size is not known.
            _ if size.is_too_small() && size != Size::default() => &[Scope::System],
            Some(overlay) => overlay.scopes(),
            None => self.nav.top().state().scopes(),
        }
    }

    /// What can follow the keys pressed so far, while a sequence is not complete.
    pub fn continuations(&self) -> Option<Continuations> {
        if self.pending.is_empty() {
            return None;
        }
        match self.keymap.lookup(self.scopes(), &self.pending) {
            Lookup::Pending(continuations) => Some(continuations),
            _ => None,
        }
    }

    /// Whether a frame must be drawn.
    pub fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// A frame is being drawn of the state as it is now.
    pub fn drawing(&mut self) {
        self.dirty = false;
    }

    /// The screens that have a tab: none before there is a workspace.
    pub fn has_tabs(&self) -> bool {
        self.nav.tab() != ScreenId::Welcome
    }
}
