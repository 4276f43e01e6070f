//! The table of intents: what is shared by all screens, and each screen's own rows.

use super::{Entry, Intent, Scope};
use crate::app::access;
use crate::app::cost;
use crate::app::health;
use crate::app::input::Edit;
use crate::app::list::Motion;
use crate::app::screen::SCREENS;
use crate::app::{
    catalog, create, discovery, home, insights, journal, owned, problems, queue, run, tree, vision, welcome,
    wizard,
};

/// Every group of rows; a screen adds its own here.
const GROUPS: &[&[Entry]] = &[
    SYSTEM,
    GLOBAL,
    access::INTENTS,
    catalog::INTENTS,
    cost::INTENTS,
    create::INTENTS,
    discovery::INTENTS,
    wizard::INTENTS,
    run::INTENTS,
    health::INTENTS,
    home::INTENTS,
    insights::INTENTS,
    journal::INTENTS,
    owned::INTENTS,
    crate::app::past::INTENTS,
    problems::INTENTS,
    queue::INTENTS,
    tree::INTENTS,
    vision::INTENTS,
    welcome::INTENTS,
    LIST,
    ROWS,
    FILTER,
    PICKER,
    MENU,
    CONFIRM,
    TEXT,
];

const SYSTEM: &[Entry] = &[
    Entry::new("system.quit", Scope::System, Intent::Quit, "Quit at once")
        .keys(&["ctrl-c"])
        .synonyms(&["exit", "leave"]),
    Entry::new(
        "system.suspend",
        Scope::System,
        Intent::Suspend,
        "Suspend to the shell",
    )
    .keys(&["ctrl-z"])
    .synonyms(&["background", "job"]),
];

const GLOBAL: &[Entry] = &[
    Entry::new("help", Scope::Global, Intent::Help, "Show all keys")
        .keys(&["?"])
        .synonyms(&["keys", "bindings"])
        .hint("help"),
    Entry::new(
        "palette",
        Scope::Global,
        Intent::Palette,
        "Find any action or entity",
    )
    .keys(&[":"])
    .synonyms(&["command", "search", "jump", "find"])
    .hint("find"),
    Entry::new(
        "back",
        Scope::Global,
        Intent::Back,
        "Go back; quit at the first screen",
    )
    .keys(&["q"])
    .synonyms(&["quit", "close", "exit"])
    .hint("back"),
    Entry::new(
        "escape",
        Scope::Global,
        Intent::Escape,
        "Clear or go back, never quit",
    )
    .keys(&["esc"])
    .synonyms(&["cancel"]),
    Entry::new("refresh", Scope::Global, Intent::Refresh, "Read everything again")
        .keys(&["r"])
        .synonyms(&["reload", "retry"]),
    Entry::new(
        "copy",
        Scope::Global,
        Intent::CopyMenu,
        "Copy something of what is selected",
    )
    .keys(&["y"])
    .synonyms(&["yank", "clipboard", "command line"])
    .hint("copy"),
    Entry::new(
        "browser",
        Scope::Global,
        Intent::OpenInBrowser,
        "Open in the browser",
    )
    .keys(&["o"])
    .synonyms(&["web", "link", "url"]),
    Entry::new("theme", Scope::Global, Intent::Themes, "Choose a theme")
        .keys(&["T"])
        .synonyms(&["colours", "colors", "dark", "light", "colour-blind"]),
    Entry::new(
        "pane.next",
        Scope::Global,
        Intent::NextPane,
        "Go to the next pane",
    )
    .keys(&["tab"])
    .synonyms(&["focus"]),
    Entry::new(
        "pane.previous",
        Scope::Global,
        Intent::PreviousPane,
        "Go to the previous pane",
    )
    .keys(&["shift-tab"]),
];

const LIST: &[Entry] = &[
    Entry::new("list.up", Scope::List, Intent::Move(Motion::Up), "Up").keys(&["k", "up"]),
    Entry::new("list.down", Scope::List, Intent::Move(Motion::Down), "Down").keys(&["j", "down"]),
    Entry::new("list.left", Scope::List, Intent::Left, "Left, or fold")
        .keys(&["h", "left"])
        .synonyms(&["collapse"]),
    Entry::new("list.right", Scope::List, Intent::Right, "Right, or unfold")
        .keys(&["l", "right"])
        .synonyms(&["expand"]),
    Entry::new(
        "list.half-up",
        Scope::List,
        Intent::Move(Motion::HalfPageUp),
        "Half a page up",
    )
    .keys(&["ctrl-u"]),
    Entry::new(
        "list.half-down",
        Scope::List,
        Intent::Move(Motion::HalfPageDown),
        "Half a page down",
    )
    .keys(&["ctrl-d"]),
    Entry::new(
        "list.page-up",
        Scope::List,
        Intent::Move(Motion::PageUp),
        "A page up",
    )
    .keys(&["pgup"]),
    Entry::new(
        "list.page-down",
        Scope::List,
        Intent::Move(Motion::PageDown),
        "A page down",
    )
    .keys(&["pgdn"]),
    Entry::new(
        "list.first",
        Scope::List,
        Intent::Move(Motion::First),
        "To the first row",
    )
    .keys(&["g g", "home"])
    .synonyms(&["top"]),
    Entry::new(
        "list.last",
        Scope::List,
        Intent::Move(Motion::Last),
        "To the last row",
    )
    .keys(&["G", "end"])
    .synonyms(&["bottom"]),
    Entry::new("list.enter", Scope::List, Intent::Enter, "Open what is selected")
        .keys(&["enter"])
        .hint("open"),
];

const ROWS: &[Entry] = &[
    Entry::new("rows.filter", Scope::Rows, Intent::Filter, "Filter the rows")
        .keys(&["/"])
        .synonyms(&["search"])
        .hint("filter"),
    Entry::new(
        "rows.next-match",
        Scope::Matches,
        Intent::NextMatch,
        "To the next match",
    )
    .keys(&["n"]),
    Entry::new(
        "rows.previous-match",
        Scope::Matches,
        Intent::PreviousMatch,
        "To the previous match",
    )
    .keys(&["N"]),
    Entry::new("rows.mark", Scope::Rows, Intent::Mark, "Mark the row")
        .keys(&["space"])
        .synonyms(&["select"]),
    Entry::new(
        "rows.range",
        Scope::Rows,
        Intent::Range,
        "Start or end marking a range",
    )
    .keys(&["v"])
    .synonyms(&["visual"]),
];

const FILTER: &[Entry] = &[
    Entry::new("filter.keep", Scope::Filter, Intent::Enter, "Keep the filter")
        .keys(&["enter"])
        .hint("keep"),
    Entry::new(
        "filter.cancel",
        Scope::Filter,
        Intent::Escape,
        "Take the filter away",
    )
    .keys(&["esc"])
    .hint("clear"),
    Entry::new("filter.up", Scope::Filter, Intent::Move(Motion::Up), "Up").keys(&["up"]),
    Entry::new("filter.down", Scope::Filter, Intent::Move(Motion::Down), "Down").keys(&["down"]),
    Entry::new(
        "filter.page-up",
        Scope::Filter,
        Intent::Move(Motion::PageUp),
        "A page up",
    )
    .keys(&["pgup"]),
    Entry::new(
        "filter.page-down",
        Scope::Filter,
        Intent::Move(Motion::PageDown),
        "A page down",
    )
    .keys(&["pgdn"]),
];

const PICKER: &[Entry] = &[
    Entry::new("picker.choose", Scope::Picker, Intent::Enter, "Choose")
        .keys(&["enter"])
        .hint("choose"),
    Entry::new("picker.close", Scope::Picker, Intent::Escape, "Close")
        .keys(&["esc"])
        .hint("close"),
    Entry::new("picker.up", Scope::Picker, Intent::Move(Motion::Up), "Up").keys(&["up", "shift-tab"]),
    Entry::new("picker.down", Scope::Picker, Intent::Move(Motion::Down), "Down").keys(&["down", "tab"]),
    Entry::new(
        "picker.page-up",
        Scope::Picker,
        Intent::Move(Motion::PageUp),
        "A page up",
    )
    .keys(&["pgup"]),
    Entry::new(
        "picker.page-down",
        Scope::Picker,
        Intent::Move(Motion::PageDown),
        "A page down",
    )
    .keys(&["pgdn"]),
];

const MENU: &[Entry] = &[
    Entry::new("menu.choose", Scope::Menu, Intent::Enter, "Choose")
        .keys(&["enter"])
        .hint("choose"),
    Entry::new("menu.close", Scope::Menu, Intent::Escape, "Close")
        .keys(&["esc", "q"])
        .hint("close"),
    Entry::new("menu.up", Scope::Menu, Intent::Move(Motion::Up), "Up").keys(&["k", "up"]),
    Entry::new("menu.down", Scope::Menu, Intent::Move(Motion::Down), "Down").keys(&["j", "down"]),
];

const CONFIRM: &[Entry] = &[
    Entry::new("confirm.yes", Scope::Confirm, Intent::Confirm, "Yes")
        .keys(&["y"])
        .hint("yes"),
    Entry::new("confirm.no", Scope::Confirm, Intent::Escape, "No")
        .keys(&["n", "esc", "q"])
        .hint("no"),
];

const TEXT: &[Entry] = &[
    Entry::new("text.left", Scope::Text, Intent::Edit(Edit::Left), "Cursor left").keys(&["left"]),
    Entry::new(
        "text.right",
        Scope::Text,
        Intent::Edit(Edit::Right),
        "Cursor right",
    )
    .keys(&["right"]),
    Entry::new(
        "text.word-left",
        Scope::Text,
        Intent::Edit(Edit::WordLeft),
        "A word left",
    )
    .keys(&["ctrl-left", "alt-b"]),
    Entry::new(
        "text.word-right",
        Scope::Text,
        Intent::Edit(Edit::WordRight),
        "A word right",
    )
    .keys(&["ctrl-right", "alt-f"]),
    Entry::new(
        "text.start",
        Scope::Text,
        Intent::Edit(Edit::Start),
        "To the start",
    )
    .keys(&["home", "ctrl-a"]),
    Entry::new("text.end", Scope::Text, Intent::Edit(Edit::End), "To the end").keys(&["end", "ctrl-e"]),
    Entry::new(
        "text.delete-back",
        Scope::Text,
        Intent::Edit(Edit::DeleteBack),
        "Delete backwards",
    )
    .keys(&["backspace"]),
    Entry::new(
        "text.delete",
        Scope::Text,
        Intent::Edit(Edit::DeleteForward),
        "Delete forwards",
    )
    .keys(&["delete"]),
    Entry::new(
        "text.delete-word",
        Scope::Text,
        Intent::Edit(Edit::DeleteWordBack),
        "Delete the word before",
    )
    .keys(&["ctrl-w"]),
    Entry::new(
        "text.delete-to-start",
        Scope::Text,
        Intent::Edit(Edit::DeleteToStart),
        "Delete to the start",
    )
    .keys(&["ctrl-u"]),
    Entry::new(
        "text.delete-to-end",
        Scope::Text,
        Intent::Edit(Edit::DeleteToEnd),
        "Delete to the end",
    )
    .keys(&["ctrl-k"]),
];

/// Every row of the table, grouped by scope.
pub fn table() -> &'static [Entry] {
    static TABLE: std::sync::LazyLock<Vec<Entry>> = std::sync::LazyLock::new(|| {
        let screens = SCREENS.iter().filter_map(|screen| screen.intent.clone());
        GROUPS
            .iter()
            .flat_map(|group| group.iter().cloned())
            .chain(screens)
            .collect()
    });
    &TABLE
}

/// The row with this name.
pub fn entry(name: &str) -> Option<&'static Entry> {
    table().iter().find(|entry| entry.name == name)
}

/// The rows of one scope.
pub fn entries(scope: Scope) -> impl Iterator<Item = &'static Entry> {
    table().iter().filter(move |entry| entry.scope == scope)
}
