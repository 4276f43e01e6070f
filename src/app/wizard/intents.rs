//! What can be done in the wizard, beyond what is typed.

use crate::app::intent::{Entry, Intent, Scope};
use crate::app::list::Motion;

/// What only the wizard can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    NextPage,
    PreviousPage,
    /// Take the item in focus out of its list.
    RemoveItem,
    ItemUp,
    ItemDown,
    /// Run what the review shows.
    Run,
    /// Make an exception from a warning of the vision, with a reason.
    Waive,
    /// Show everything of all steps, or nothing.
    UnfoldAll,
}

const fn on_form(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Form, Intent::Wizard(action), text).keys(keys)
}

const fn on_review(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Review, Intent::Wizard(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    Entry::new(
        "form.enter-text",
        Scope::FormText,
        Intent::Enter,
        "To the next field",
    )
    .keys(&["enter"])
    .hint("next"),
    Entry::new(
        "form.enter-area",
        Scope::FormArea,
        Intent::Enter,
        "Write in an editor of its own",
    )
    .keys(&["enter"])
    .hint("write"),
    Entry::new("form.switch", Scope::FormSwitch, Intent::Mark, "Switch on or off")
        .keys(&["space"])
        .hint("switch"),
    Entry::new(
        "form.enter-switch",
        Scope::FormSwitch,
        Intent::Enter,
        "To the next field",
    )
    .keys(&["enter"])
    .hint("next"),
    Entry::new(
        "form.choose",
        Scope::FormChoice,
        Intent::Enter,
        "Show what can be chosen",
    )
    .keys(&["enter"])
    .synonyms(&["pick", "search"])
    .hint("choose"),
    Entry::new(
        "form.add",
        Scope::FormAdd,
        Intent::Enter,
        "Add an item to the list",
    )
    .keys(&["enter"])
    .hint("add"),
    Entry::new(
        "form.go-on",
        Scope::FormNext,
        Intent::Enter,
        "Go on to the next page",
    )
    .keys(&["enter"])
    .hint("go on"),
    Entry::new(
        "form.down",
        Scope::Form,
        Intent::Move(Motion::Down),
        "To the next field",
    )
    .keys(&["tab", "down"])
    .hint("field"),
    Entry::new(
        "form.up",
        Scope::Form,
        Intent::Move(Motion::Up),
        "To the field before",
    )
    .keys(&["shift-tab", "up"]),
    on_form(
        "form.next-page",
        Action::NextPage,
        "Go on to the next page",
        &["pgdn"],
    )
    .synonyms(&["continue", "forward", "review"])
    .hint("next page"),
    on_form(
        "form.previous-page",
        Action::PreviousPage,
        "Back to the page before",
        &["pgup"],
    ),
    Entry::new(
        "form.leave",
        Scope::Form,
        Intent::Escape,
        "Back a page; from the first one leave, with everything kept as a draft",
    )
    .keys(&["esc"])
    .synonyms(&["close", "draft", "later"])
    .hint("back, all is kept"),
    Entry::new("form.help", Scope::Form, Intent::Help, "Show all keys").keys(&["f1"]),
    on_form(
        "form.remove-item",
        Action::RemoveItem,
        "Take the item out of its list",
        &["ctrl-x"],
    )
    .synonyms(&["delete"])
    .hint("remove item"),
    on_form(
        "form.item-up",
        Action::ItemUp,
        "Move the item up in its list",
        &["alt-up", "ctrl-up"],
    ),
    on_form(
        "form.item-down",
        Action::ItemDown,
        "Move the item down in its list",
        &["alt-down", "ctrl-down"],
    ),
    Entry::new("area.done", Scope::Area, Intent::Escape, "Done: back to the form")
        .keys(&["esc", "tab"])
        .hint("done"),
    Entry::new("area.line", Scope::Area, Intent::Enter, "New line")
        .keys(&["enter"])
        .hint("new line"),
    Entry::new("area.up", Scope::Area, Intent::Move(Motion::Up), "Up").keys(&["up"]),
    Entry::new("area.down", Scope::Area, Intent::Move(Motion::Down), "Down").keys(&["down"]),
    Entry::new(
        "area.page-up",
        Scope::Area,
        Intent::Move(Motion::PageUp),
        "A page up",
    )
    .keys(&["pgup"]),
    Entry::new(
        "area.page-down",
        Scope::Area,
        Intent::Move(Motion::PageDown),
        "A page down",
    )
    .keys(&["pgdn"]),
    Entry::new(
        "marks.toggle",
        Scope::Marks,
        Intent::Enter,
        "Choose it, or give it up",
    )
    .keys(&["enter"])
    .hint("choose or give up"),
    Entry::new(
        "marks.done",
        Scope::Marks,
        Intent::Escape,
        "Done: back to the form",
    )
    .keys(&["esc"])
    .hint("done"),
    Entry::new("marks.up", Scope::Marks, Intent::Move(Motion::Up), "Up").keys(&["up", "shift-tab"]),
    Entry::new("marks.down", Scope::Marks, Intent::Move(Motion::Down), "Down").keys(&["down", "tab"]),
    Entry::new(
        "marks.page-up",
        Scope::Marks,
        Intent::Move(Motion::PageUp),
        "A page up",
    )
    .keys(&["pgup"]),
    Entry::new(
        "marks.page-down",
        Scope::Marks,
        Intent::Move(Motion::PageDown),
        "A page down",
    )
    .keys(&["pgdn"]),
    on_review("review.run", Action::Run, "Run it, exactly as shown", &["R"])
        .writes()
        .synonyms(&["start", "execute", "apply", "create", "do it"])
        .hint("run it"),
    on_review(
        "review.waive",
        Action::Waive,
        "Make an exception from a warning of the vision, with a reason",
        &["w"],
    )
    .synonyms(&["exception", "accept", "rule"]),
    on_review(
        "review.unfold-all",
        Action::UnfoldAll,
        "Unfold everything, or fold it",
        &["+", "="],
    )
    .synonyms(&["expand", "diff", "details"])
    .hint("unfold all"),
];
