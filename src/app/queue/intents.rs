//! What can be done in the queue.

use super::verbs::Verb;
use crate::app::intent::{Entry, Intent, Scope};

/// What only the queue can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Something done to the marked tasks, or to the selected one.
    Do(Verb),
    /// Write down a new task.
    New,
    /// Take back what was done last.
    Undo,
    Views,
    NextView,
    PreviousView,
    SaveView,
    /// Open the wizard of the blueprint that covers the selected task.
    Wizard,
    Sort,
    Reverse,
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Queue, Intent::Queue(action), text).keys(keys)
}

const fn verb(name: &'static str, verb: Verb, text: &'static str, keys: &'static [&'static str]) -> Entry {
    entry(name, Action::Do(verb), text, keys).writes()
}

pub const INTENTS: &[Entry] = &[
    verb(
        "queue.accept",
        Verb::Accept,
        "Accept: it is to be done, and my clock starts",
        &["a"],
    )
    .synonyms(&["triage", "take"])
    .hint("accept"),
    verb("queue.done", Verb::Finish, "Done, in how many minutes", &["d"])
        .synonyms(&["close", "finish", "resolve", "complete"])
        .hint("done"),
    verb("queue.decline", Verb::Decline, "Decline, with a reason", &["x"])
        .synonyms(&["reject", "refuse", "wontfix", "close"])
        .hint("decline"),
    verb(
        "queue.merge",
        Verb::Merge,
        "Merge into another task: it is a duplicate",
        &["m"],
    )
    .synonyms(&["duplicate", "same"])
    .hint("merge"),
    verb("queue.snooze", Verb::Snooze, "Snooze until later", &["s"])
        .synonyms(&["later", "rest", "remind", "postpone"])
        .hint("snooze"),
    verb(
        "queue.clock",
        Verb::Clock,
        "Start or pause my clock on it",
        &["b"],
    )
    .synonyms(&["timer", "begin", "start", "stop", "pause", "work"])
    .hint("clock"),
    verb("queue.claim", Verb::Claim, "Claim: it is mine now", &["i"])
        .synonyms(&["take", "assign to me", "mine"])
        .hint("claim"),
    verb("queue.assign", Verb::Assign, "Assign to somebody", &["u"])
        .synonyms(&["user", "person", "give", "hand over"])
        .hint("assign"),
    verb(
        "queue.category",
        Verb::Category,
        "Say what sort of task it is",
        &["c"],
    )
    .synonyms(&["kind", "type", "categorise"])
    .hint("category"),
    entry("queue.undo", Action::Undo, "Undo what was done last", &["z"])
        .writes()
        .synonyms(&["revert", "take back", "mistake"])
        .hint("undo"),
    entry("queue.new", Action::New, "New task", &["n"])
        .writes()
        .synonyms(&["add", "create", "capture", "log"])
        .hint("new"),
    entry("queue.views", Action::Views, "Choose a view", &["V"])
        .synonyms(&["filter", "inbox", "mine", "overdue"])
        .hint("views"),
    Entry::new(
        "queue.filter",
        Scope::Queue,
        Intent::Filter,
        "Filter: is:new category:deploy assignee:me, or words",
    )
    .keys(&["/"])
    .synonyms(&["search", "find"])
    .hint("filter"),
    verb("queue.priority", Verb::Priority, "Set how urgent it is", &["p"])
        .synonyms(&["urgent", "high", "low"]),
    verb(
        "queue.minutes",
        Verb::Minutes,
        "Log minutes beside the clock",
        &["+", "="],
    )
    .synonyms(&["time", "worklog", "effort"]),
    verb("queue.comment", Verb::Comment, "Comment", &["C"]).synonyms(&["note", "write"]),
    verb("queue.reopen", Verb::Reopen, "Open again what is closed", &["R"]),
    verb("queue.link", Verb::Link, "Say which entity it is about", &["e"]).synonyms(&[
        "entity",
        "component",
        "about",
    ]),
    verb(
        "queue.blueprint",
        Verb::Blueprint,
        "Say which blueprint does such things",
        &["B"],
    )
    .synonyms(&["template", "automate", "wizard"]),
    entry(
        "queue.wizard",
        Action::Wizard,
        "Do it with the blueprint that covers it",
        &["W"],
    )
    .synonyms(&["self-serve", "create", "form", "template"]),
    entry("queue.next-view", Action::NextView, "To the next view", &["]"]),
    entry(
        "queue.previous-view",
        Action::PreviousView,
        "To the view before",
        &["["],
    ),
    entry(
        "queue.save-view",
        Action::SaveView,
        "Keep this filter as a view of my own",
        &["w"],
    )
    .writes()
    .synonyms(&["write", "save", "name"]),
    entry("queue.sort", Action::Sort, "Sort", &["S"]).synonyms(&["order", "priority", "age", "due"]),
    entry("queue.reverse", Action::Reverse, "Turn the order round", &["O"]).synonyms(&[
        "descending",
        "ascending",
        "sort",
    ]),
    Entry::new("queue.mark", Scope::Queue, Intent::Mark, "Mark the task")
        .keys(&["space"])
        .synonyms(&["select", "bulk"]),
    Entry::new(
        "queue.range",
        Scope::Queue,
        Intent::Range,
        "Start or end marking a range",
    )
    .keys(&["v"])
    .synonyms(&["visual", "bulk"]),
];
