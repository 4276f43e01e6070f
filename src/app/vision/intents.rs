//! What can be done about the vision and about what falls short of it.

use crate::app::create;
use crate::app::intent::{Entry, Intent, Scope};

/// What only the screens of the vision can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    NextTab,
    PreviousTab,
    /// Show one tab, by its position.
    Show(usize),
    Sort,
    Reverse,
    /// Score by team, by system, by domain.
    GroupBy,
    /// Ask for an exception.
    Waive,
    /// Take an exception back.
    EndWaiver,
    /// Agree to an exception that is asked for: first ask, then do it.
    Grant,
    GrantNow,
    /// Make tasks of what falls short.
    File,
    /// Edit the file that it stands in, at its line.
    Edit,
    /// Edit what the vision's files have wrong first.
    EditComplaint,
    /// Write a rule and see at once what it says of the catalog.
    Try,
    /// The same with the text of the selected rule.
    TryThis,
    /// Show the rule of a finding.
    Rule,
    /// Of the radar: list who uses the technology.
    Users,
    /// One quadrant or all of them.
    Zoom,
    /// Drawn or as a list.
    AsList,
    NextQuadrant,
    PreviousQuadrant,
    NextTechnology,
    PreviousTechnology,
    /// Of the rule that is tried: copy it, begin anew, indent.
    CopyRule,
    Template,
    Indent,
}

const fn entry(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Vision, Intent::Vision(action), text).keys(keys)
}

const fn on_finding(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Findings, Intent::Vision(action), text).keys(keys)
}

const fn on_radar(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Radar, Intent::Vision(action), text).keys(keys)
}

const fn on_trial(
    name: &'static str,
    action: Action,
    text: &'static str,
    keys: &'static [&'static str],
) -> Entry {
    Entry::new(name, Scope::Trial, Intent::Vision(action), text).keys(keys)
}

pub const INTENTS: &[Entry] = &[
    entry("vision.next-tab", Action::NextTab, "To the next tab", &["]"]).hint("next tab"),
    entry(
        "vision.previous-tab",
        Action::PreviousTab,
        "To the tab before",
        &["["],
    ),
    entry(
        "vision.group-by",
        Action::GroupBy,
        "Score by team, by system or by domain",
        &["b"],
    )
    .synonyms(&["scorecard", "owner", "group"]),
    entry("vision.sort", Action::Sort, "Sort by a column", &["s"]).synonyms(&["order", "column"]),
    entry("vision.reverse", Action::Reverse, "Turn the order round", &["S"]).synonyms(&[
        "descending",
        "ascending",
        "sort",
    ]),
    entry(
        "vision.file",
        Action::File,
        "Make tasks of what falls short, one for each person and rule",
        &["m"],
    )
    .writes()
    .synonyms(&["task", "ticket", "fix", "queue"])
    .hint("tasks"),
    entry(
        "vision.edit",
        Action::Edit,
        "Edit it in the vision's file, at its line",
        &["e"],
    )
    .synonyms(&["editor", "change", "vision.yaml"])
    .hint("edit"),
    entry(
        "vision.edit-complaint",
        Action::EditComplaint,
        "Edit what is wrong with the vision's files, at its line",
        &["E"],
    )
    .synonyms(&["error", "complaint", "mend", "vision.yaml"]),
    entry(
        "vision.try",
        Action::Try,
        "Write a rule and see at once what it says of the catalog",
        &["p"],
    )
    .synonyms(&["new rule", "try", "playground", "cel", "expression"])
    .hint("try a rule"),
    entry(
        "vision.try-this",
        Action::TryThis,
        "Try the selected rule with changes",
        &["P"],
    )
    .synonyms(&["copy rule", "try", "playground", "change"]),
    entry(
        "vision.grant",
        Action::Grant,
        "Agree to the waiver that is asked for",
        &["a"],
    )
    .writes()
    .synonyms(&["approve", "allow", "exception"]),
    entry(
        "vision.end-waiver",
        Action::EndWaiver,
        "Take the waiver back",
        &["x"],
    )
    .writes()
    .synonyms(&["revoke", "remove", "exception"]),
    Entry::new(
        "vision.create",
        Scope::Vision,
        Intent::Create(create::Action::ForEntity),
        "Open the form of the blueprint that mends it",
    )
    .keys(&["n"])
    .synonyms(&["new", "blueprint", "wizard", "remedy"]),
    on_radar(
        "radar.users",
        Action::Users,
        "List who uses the technology",
        &["u"],
    )
    .synonyms(&["entities", "findings", "who"])
    .hint("who uses it"),
    on_radar("radar.zoom", Action::Zoom, "One quadrant, or all of them", &["z"])
        .synonyms(&["quarter", "larger"])
        .hint("zoom"),
    on_radar("radar.as-list", Action::AsList, "As a list, or drawn", &["v"])
        .synonyms(&["table", "accessible", "plain"])
        .hint("list"),
    on_radar(
        "radar.next-quadrant",
        Action::NextQuadrant,
        "To the next quadrant",
        &[")"],
    ),
    on_radar(
        "radar.previous-quadrant",
        Action::PreviousQuadrant,
        "To the quadrant before",
        &["("],
    ),
    on_radar(
        "radar.next-technology",
        Action::NextTechnology,
        "To the next technology by number",
        &["."],
    ),
    on_radar(
        "radar.previous-technology",
        Action::PreviousTechnology,
        "To the technology before by number",
        &[","],
    ),
    Entry::new(
        "findings.create",
        Scope::Findings,
        Intent::Create(create::Action::ForEntity),
        "Open the form of the blueprint that mends it, for the entity",
    )
    .keys(&["n"])
    .synonyms(&["new", "blueprint", "wizard", "remedy"]),
    entry(
        "vision.waive",
        Action::Waive,
        "Ask for an exception: for a reason, until a day",
        &["w"],
    )
    .writes()
    .synonyms(&["waiver", "exempt", "exception", "renew"]),
    on_finding(
        "findings.waive",
        Action::Waive,
        "Ask for an exception: for a reason, until a day",
        &["w"],
    )
    .writes()
    .synonyms(&["waiver", "exempt", "exception", "ignore", "suppress"])
    .hint("waive"),
    on_finding(
        "findings.file",
        Action::File,
        "Make tasks of it, one for each person and rule",
        &["m"],
    )
    .writes()
    .synonyms(&["task", "ticket", "fix", "queue"])
    .hint("task"),
    on_finding("findings.rule", Action::Rule, "Show the rule", &["R"])
        .synonyms(&["why", "reason", "principle"])
        .hint("rule"),
    on_finding(
        "findings.edit",
        Action::Edit,
        "Edit the entity's file at its line",
        &["e"],
    )
    .synonyms(&["editor", "change", "fix"])
    .hint("edit"),
    on_finding("findings.sort", Action::Sort, "Sort by a column", &["s"]).synonyms(&["order", "column"]),
    on_finding(
        "findings.reverse",
        Action::Reverse,
        "Turn the order round",
        &["S"],
    )
    .synonyms(&["descending", "ascending", "sort"]),
    Entry::new(
        "entity.waive",
        Scope::Entity,
        Intent::Vision(Action::Waive),
        "Ask for an exception from the rules that it falls short of",
    )
    .keys(&["W"])
    .writes()
    .synonyms(&["waiver", "exempt", "exception", "ignore", "vision"]),
    Entry::new(
        "trial.done",
        Scope::Trial,
        Intent::Escape,
        "Back to the rules; the text stays",
    )
    .keys(&["esc"])
    .hint("back, the text stays"),
    on_trial("trial.copy", Action::CopyRule, "Copy the rule", &["ctrl-y"])
        .synonyms(&["yank", "clipboard", "vision.yaml"])
        .hint("copy"),
    on_trial(
        "trial.template",
        Action::Template,
        "Begin anew with a template",
        &["f2"],
    )
    .synonyms(&["example", "reset"])
    .hint("template"),
    on_trial("trial.indent", Action::Indent, "Indent", &["tab"]),
    Entry::new("trial.help", Scope::Trial, Intent::Help, "Show all keys").keys(&["f1"]),
];
