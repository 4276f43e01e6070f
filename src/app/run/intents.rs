//! What can be done to a run.

use crate::app::intent::{Entry, Intent, Scope};

/// What only a run can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Cancel,
    Retry,
    Undo,
    Approve,
    Deny,
    Settle,
    /// Answer differently for the steps that have not run yet.
    Edit,
    HandOver,
    Task,
    Entity,
    Events,
    /// Settling: yes, it happened.
    Happened,
    /// Settling: no, it did not.
    DidNotHappen,
    /// Open the list of all runs.
    All,
}

const fn verb(
    name: &'static str,
    scope: Scope,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, scope, Intent::Run(action), text)
        .keys(keys)
        .writes()
}

const fn lead(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Run, Intent::Run(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    verb(
        "run.approve",
        Scope::RunApproval,
        Action::Approve,
        "Approve what it waits for",
        &["a"],
    )
    .synonyms(&["agree", "yes", "accept"])
    .hint("approve"),
    verb(
        "run.deny",
        Scope::RunApproval,
        Action::Deny,
        "Deny what it waits for, with a reason",
        &["d"],
    )
    .synonyms(&["refuse", "reject", "no"])
    .hint("deny"),
    verb(
        "run.retry",
        Scope::RunFailed,
        Action::Retry,
        "Try the failed step again",
        &["t"],
    )
    .synonyms(&["again", "resume"])
    .hint("try again"),
    verb(
        "run.settle",
        Scope::RunLost,
        Action::Settle,
        "Say whether the step had its effect",
        &["s"],
    )
    .synonyms(&["unknown", "happened", "attention"])
    .hint("settle"),
    verb(
        "run.edit",
        Scope::RunFailed,
        Action::Edit,
        "Answer differently for the steps to come",
        &["e"],
    )
    .synonyms(&["values", "inputs", "change"])
    .hint("edit answers"),
    verb(
        "run.cancel",
        Scope::Run,
        Action::Cancel,
        "Stop before the next step",
        &["c"],
    )
    .synonyms(&["abort", "stop"])
    .hint("cancel"),
    verb(
        "run.undo",
        Scope::Run,
        Action::Undo,
        "Take back what was done, after showing the list",
        &["z"],
    )
    .synonyms(&["revert", "roll back"])
    .hint("undo"),
    verb(
        "run.hand-over",
        Scope::RunFailed,
        Action::HandOver,
        "Hand the rest over as a task",
        &["H"],
    )
    .synonyms(&["task", "manual", "people"])
    .hint("hand over"),
    lead("run.task", Action::Task, "Go to its task in the queue", &["g t"]).synonyms(&["queue", "ledger"]),
    lead(
        "run.entity",
        Action::Entity,
        "Go to the entity that it is about",
        &["g e"],
    )
    .synonyms(&["catalog"]),
    lead(
        "run.events",
        Action::Events,
        "Go to its events in the journal",
        &["g j"],
    )
    .synonyms(&["history", "record"]),
    Entry::new(
        "settle.yes",
        Scope::Settle,
        Intent::Run(Action::Happened),
        "Yes, it happened",
    )
    .keys(&["y"])
    .writes()
    .hint("it happened"),
    Entry::new(
        "settle.no",
        Scope::Settle,
        Intent::Run(Action::DidNotHappen),
        "No, it did not happen: do it",
    )
    .keys(&["n"])
    .writes()
    .hint("it did not"),
    Entry::new("settle.leave", Scope::Settle, Intent::Escape, "I do not know yet")
        .keys(&["esc", "q"])
        .hint("not sure yet"),
    Entry::new("answer.give", Scope::Answer, Intent::Enter, "Do it")
        .keys(&["enter"])
        .hint("do it"),
    Entry::new("answer.leave", Scope::Answer, Intent::Escape, "Leave it as it is")
        .keys(&["esc"])
        .hint("leave it"),
    Entry::new("runs.filter", Scope::Runs, Intent::Filter, "Filter the runs")
        .keys(&["/"])
        .synonyms(&["search"])
        .hint("filter"),
];
