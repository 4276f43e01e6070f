//! Intents: everything a person can do, with its name, words and keys, in one table. The keymap, the hints, the help, the
//! palette, `muster keys` and the check of the person's own keys are all made from that table.

pub mod keymap;
mod scope;
mod table;

use super::access;
use super::cost;
use super::health;
use super::input::Edit;
use super::insights;
use super::journal;
use super::list::Motion;
use super::owned;
use super::past;
use super::screen::ScreenId;
use super::{catalog, create, discovery, home, problems, queue, run, tree, vision, welcome, wizard};

pub use scope::Scope;
pub use table::{entries, entry, table};

/// What a person means by a key, a click or a palette entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    Quit,
    Suspend,
    /// Close what is open; at the root, quit.
    Back,
    /// Close what is open; never quits.
    Escape,
    GoTo(ScreenId),
    Help,
    Palette,
    Themes,
    Refresh,
    CopyMenu,
    OpenInBrowser,
    NextPane,
    PreviousPane,
    Move(Motion),
    Left,
    Right,
    Enter,
    Filter,
    NextMatch,
    PreviousMatch,
    Mark,
    Range,
    Edit(Edit),
    /// Yes, in a question.
    Confirm,
    Access(access::Action),
    Catalog(catalog::Action),
    Cost(cost::Action),
    Create(create::Action),
    Discovery(discovery::Action),
    Health(health::Action),
    Home(home::Action),
    Insights(insights::Action),
    Journal(journal::Action),
    Owned(owned::Action),
    Past(past::Action),
    Problems(problems::Action),
    Queue(queue::Action),
    Run(run::Action),
    Tree(tree::Action),
    Vision(vision::Action),
    Welcome(welcome::Action),
    Wizard(wizard::Action),
}

/// Whether doing it changes anything outside the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Danger {
    Safe,
    /// Writes something; not offered in read-only mode.
    Writes,
}

/// One row of the table of intents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The stable name, as used in settings: `catalog.sort`.
    pub name: &'static str,
    pub scope: Scope,
    pub intent: Intent,
    /// What it does, as a short sentence without a full stop.
    pub text: &'static str,
    /// Other words it can be found by.
    pub synonyms: &'static [&'static str],
    pub keys: &'static [&'static str],
    pub danger: Danger,
    /// One or two words for the line of hints; without them it is not hinted at.
    pub hint: Option<&'static str>,
}

impl Entry {
    pub const fn new(name: &'static str, scope: Scope, intent: Intent, text: &'static str) -> Self {
        Self {
            name,
            scope,
            intent,
            text,
            synonyms: &[],
            keys: &[],
            danger: Danger::Safe,
            hint: None,
        }
    }

    pub const fn keys(mut self, keys: &'static [&'static str]) -> Self {
        self.keys = keys;
        self
    }

    pub const fn synonyms(mut self, synonyms: &'static [&'static str]) -> Self {
        self.synonyms = synonyms;
        self
    }

    pub const fn hint(mut self, words: &'static str) -> Self {
        self.hint = Some(words);
        self
    }

    pub const fn writes(mut self) -> Self {
        self.danger = Danger::Writes;
        self
    }
}
