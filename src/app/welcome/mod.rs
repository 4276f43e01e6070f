//! Welcome: the first screen when there is no workspace. Offers a demo, a new workspace, or a folder.

mod state;

pub use state::{CHOICES, Choice, Field, LIST, State};

use super::intent::{Entry, Intent, Scope};
use super::list::Motion;

/// What only Welcome can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Demo,
    Init,
    Folder,
    /// Makes the workspace in the folder that was typed, once that is confirmed.
    Make,
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "welcome.demo",
        Scope::Welcome,
        Intent::Welcome(Action::Demo),
        "Look at a demo company",
    )
    .keys(&["d"])
    .synonyms(&["try", "example", "sample"])
    .hint("demo"),
    Entry::new(
        "welcome.init",
        Scope::Welcome,
        Intent::Welcome(Action::Init),
        "Make a new workspace",
    )
    .keys(&["i"])
    .synonyms(&["create", "start", "init"])
    .writes()
    .hint("new workspace"),
    Entry::new(
        "welcome.folder",
        Scope::Welcome,
        Intent::Welcome(Action::Folder),
        "Open a folder of entity files",
    )
    .keys(&["f"])
    .synonyms(&["workspace", "directory", "path"])
    .hint("open a folder"),
    Entry::new("welcome.up", Scope::Welcome, Intent::Move(Motion::Up), "Up").keys(&["k", "up"]),
    Entry::new("welcome.down", Scope::Welcome, Intent::Move(Motion::Down), "Down").keys(&["j", "down"]),
    Entry::new(
        "welcome.choose",
        Scope::Welcome,
        Intent::Enter,
        "Begin in the selected way",
    )
    .keys(&["enter"])
    .hint("choose"),
];
