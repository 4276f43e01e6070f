//! What can be done with what one answers for.

use crate::app::create;
use crate::app::intent::{Entry, Intent, Scope};

/// What only this screen can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Say that it holds; of a hand-over, accept it.
    Attest,
    /// Offer it to somebody.
    HandOver,
    /// Refuse a hand-over, withdraw one's own; of somebody who leaves: they stay.
    Refuse,
    /// Name the deputy, the change approver, the contact, the cost owner.
    Role,
    /// Somebody leaves.
    Leave,
    /// Withdraw what was offered last.
    Undo,
    /// Make tasks of what falls short.
    File,
    /// Open the file, at its line.
    Edit,
    /// What it costs.
    Cost,
    /// Whose things: mine, as deputy, my people's.
    Whose,
    ShowWhose(super::Whose),
    Sort,
    Reverse,
    FoldAll,
    UnfoldAll,
    NextTab,
    PreviousTab,
    /// Show one tab, by its position.
    Show(usize),
    /// Of what is about to be done: leave one out.
    LeaveOut,
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Owned, Intent::Owned(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    entry(
        "owned.attest",
        Action::Attest,
        "Attest that it holds; accept what is handed over",
        &["a"],
    )
    .writes()
    .synonyms(&["review", "confirm", "accept", "recertify", "ownership"])
    .hint("attest"),
    entry(
        "owned.hand-over",
        Action::HandOver,
        "Hand it over to somebody",
        &["u"],
    )
    .writes()
    .synonyms(&["transfer", "assign", "give", "offer", "user", "person"])
    .hint("hand over"),
    entry(
        "owned.refuse",
        Action::Refuse,
        "Refuse what is handed over, withdraw my own, let somebody stay",
        &["x"],
    )
    .writes()
    .synonyms(&["decline", "reject", "cancel", "stay", "take back"]),
    entry(
        "owned.role",
        Action::Role,
        "Name its deputy, change approver, contact or cost owner",
        &["e"],
    )
    .writes()
    .synonyms(&["edit", "role", "deputy", "contact", "approver", "cost owner"])
    .hint("roles"),
    entry(
        "owned.whose",
        Action::Whose,
        "Whose: mine, as deputy, my people's",
        &["w"],
    )
    .synonyms(&["team", "deputy", "manager", "scope", "people"])
    .hint("whose"),
    entry(
        "owned.leave",
        Action::Leave,
        "Somebody leaves: hand over all they answer for",
        &["L"],
    )
    .writes()
    .synonyms(&["departure", "leaver", "offboard", "quit", "packet"]),
    entry(
        "owned.undo",
        Action::Undo,
        "Take back the offer that I made last",
        &["z"],
    )
    .writes()
    .synonyms(&["revert", "withdraw", "mistake"]),
    entry("owned.next-tab", Action::NextTab, "To the next tab", &["]"]).hint("next tab"),
    entry(
        "owned.previous-tab",
        Action::PreviousTab,
        "To the tab before",
        &["["],
    ),
    entry(
        "owned.file",
        Action::File,
        "Make tasks of what falls short, one for each person and rule",
        &["m"],
    )
    .writes()
    .synonyms(&["task", "ticket", "fix", "queue", "findings"]),
    entry(
        "owned.edit",
        Action::Edit,
        "Edit its file in the editor, at its line",
        &["E"],
    )
    .synonyms(&["editor", "change", "fix", "file"]),
    entry("owned.cost", Action::Cost, "Show what it costs", &["c"])
        .synonyms(&["costs", "money", "spend", "budget"]),
    entry("owned.fold", Action::FoldAll, "Fold everything", &["-"]).synonyms(&["collapse", "groups"]),
    entry(
        "owned.unfold",
        Action::UnfoldAll,
        "Unfold everything",
        &["+", "="],
    )
    .synonyms(&["expand", "groups"]),
    entry("owned.sort", Action::Sort, "Sort by a column", &["s"]).synonyms(&["order", "column"]),
    entry("owned.reverse", Action::Reverse, "Turn the order round", &["S"]).synonyms(&[
        "descending",
        "ascending",
        "sort",
    ]),
    Entry::new(
        "owned.create",
        Scope::Owned,
        Intent::Create(create::Action::ForEntity),
        "Create something for it",
    )
    .keys(&["n"])
    .synonyms(&["new", "blueprint", "wizard"]),
    Entry::new(
        "owning.leave-out",
        Scope::Owning,
        Intent::Owned(Action::LeaveOut),
        "Leave this one out",
    )
    .keys(&["x"])
    .hint("leave out"),
];
