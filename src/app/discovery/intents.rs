//! What can be done with what exists outside.

use crate::app::intent::{Entry, Intent, Scope};

/// What only discovery can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make entities of what is marked, or of the selected thing.
    Claim,
    /// Write down the dependencies that were seen.
    Declare,
    /// Look again at one place.
    LookAtPlace,
    /// Stop looking.
    Stop,
    Sort,
    Reverse,
    NextTab,
    PreviousTab,
    /// Show one tab, by its position.
    Show(usize),
    /// Of what is about to be claimed: change something of it.
    Accountable,
    AccountableOfAll,
    Owner,
    OwnerOfAll,
    Reference,
    ByPullRequest,
    LeaveOut,
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Discovery, Intent::Discovery(action), text).keys(keys)
}

const fn on_claim(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Claim, Intent::Discovery(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    entry(
        "discovery.claim",
        Action::Claim,
        "Claim: make it an entity that one person answers for",
        &["c"],
    )
    .writes()
    .synonyms(&["register", "adopt", "own", "import", "unregistered"])
    .hint("claim"),
    entry(
        "discovery.declare",
        Action::Declare,
        "Declare a dependency that was seen",
        &["d", "a"],
    )
    .writes()
    .synonyms(&["dependsOn", "observed", "add"])
    .hint("declare"),
    entry(
        "discovery.look-at-place",
        Action::LookAtPlace,
        "Look again at one place",
        &["R"],
    )
    .synonyms(&["survey", "scan", "retry", "cluster", "organisation"]),
    entry("discovery.stop", Action::Stop, "Stop looking", &["x"]).synonyms(&["cancel", "abort"]),
    entry("discovery.next-tab", Action::NextTab, "To the next tab", &["]"]).hint("next tab"),
    entry(
        "discovery.previous-tab",
        Action::PreviousTab,
        "To the tab before",
        &["["],
    ),
    entry("discovery.sort", Action::Sort, "Sort by a column", &["s"]).synonyms(&["order", "column"]),
    entry(
        "discovery.reverse",
        Action::Reverse,
        "Turn the order round",
        &["S"],
    )
    .synonyms(&["descending", "ascending", "sort"]),
    Entry::new(
        "entity.declare",
        Scope::Entity,
        Intent::Discovery(Action::Declare),
        "Declare the dependencies that were seen and are not declared",
    )
    .keys(&["a"])
    .writes()
    .synonyms(&["dependsOn", "observed", "add"]),
    Entry::new(
        "tree.declare",
        Scope::Tree,
        Intent::Discovery(Action::Declare),
        "Declare the dependency that was seen",
    )
    .keys(&["a"])
    .writes()
    .synonyms(&["dependsOn", "observed", "add"]),
    on_claim(
        "claim.accountable",
        Action::Accountable,
        "Choose who is accountable",
        &["a"],
    )
    .hint("who answers"),
    on_claim(
        "claim.accountable-of-all",
        Action::AccountableOfAll,
        "Choose who is accountable for all of them",
        &["A"],
    ),
    on_claim("claim.owner", Action::Owner, "Choose the owner", &["o"]).hint("owner"),
    on_claim(
        "claim.owner-of-all",
        Action::OwnerOfAll,
        "Choose the owner of all of them",
        &["O"],
    ),
    on_claim(
        "claim.reference",
        Action::Reference,
        "Change what the entity is called",
        &["e"],
    )
    .hint("name"),
    on_claim(
        "claim.by",
        Action::ByPullRequest,
        "Of a repository: by a file here, or by a pull request there",
        &["b"],
    )
    .hint("file or pull request"),
    on_claim("claim.leave-out", Action::LeaveOut, "Leave this one out", &["x"]).hint("leave out"),
];
