//! What other systems' words mean here: how urgent, how far, which category. Pure tables.

use crate::model::journal::Progress;
use crate::model::task::Priority;

/// How urgent a ticket is, from the words of Jira, ServiceNow and their like. A word that is none of them is normal.
pub fn priority(word: &str) -> Priority {
    let word = word.trim().to_lowercase();
    let numbered = word
        .trim_start_matches("priority")
        .trim_start_matches("sev")
        .trim_start_matches(['p', ' ', '-'])
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    match numbered {
        "0" | "1" => return Priority::Urgent,
        "2" => return Priority::High,
        "3" => return Priority::Normal,
        "4" | "5" => return Priority::Low,
        _ => {}
    }
    match word.as_str() {
        "blocker" | "critical" | "highest" | "urgent" | "immediate" | "emergency" => Priority::Urgent,
        "high" | "important" => Priority::High,
        "low" | "lowest" | "minor" | "trivial" | "planning" | "very low" => Priority::Low,
        _ => Priority::Normal,
    }
}

/// How far a ticket is by its status; None where the word is a company's own.
pub fn progress(status: &str) -> Option<Progress> {
    let word: String = status
        .to_lowercase()
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
    let is = |words: &[&str]| words.contains(&word.as_str());
    if is(DECLINED) {
        Some(Progress::Declined)
    } else if is(DONE) {
        Some(Progress::Done)
    } else if is(OPEN) {
        Some(Progress::Open)
    } else if is(STARTED)
        || ["awaiting ", "waiting ", "in ", "pending "]
            .iter()
            .any(|start| word.starts_with(start))
    {
        Some(Progress::Started)
    } else {
        None
    }
}

/// Whether a resolution, as Jira gives one beside the status, says that nothing was done.
pub fn is_refusal(resolution: &str) -> bool {
    progress(resolution) == Some(Progress::Declined)
}

const DECLINED: &[&str] = &[
    "declined",
    "rejected",
    "cancelled",
    "canceled",
    "won t do",
    "wont do",
    "won t fix",
    "wontfix",
    "wont fix",
    "not planned",
    "not_planned",
    "duplicate",
    "invalid",
    "abandoned",
    "withdrawn",
    "obsolete",
    "closed incomplete",
    "closed skipped",
    "cannot reproduce",
    "incomplete",
    "not a bug",
    "works as designed",
    "discarded",
    "denied",
    "will not fix",
    "known error",
    "worksforme",
];
const DONE: &[&str] = &[
    "done",
    "closed",
    "resolved",
    "complete",
    "completed",
    "finished",
    "fixed",
    "implemented",
    "released",
    "deployed",
    "verified",
    "closed complete",
    "fulfilled",
    "solved",
    "delivered",
    "shipped",
    "merged",
    "erledigt",
    "geschlossen",
    "gelöst",
];
const OPEN: &[&str] = &[
    "new",
    "open",
    "opened",
    "to do",
    "todo",
    "backlog",
    "reopened",
    "selected for development",
    "assigned",
    "unassigned",
    "submitted",
    "registered",
    "planned",
    "triage",
    "accepted",
    "approved",
    "ready",
    "offen",
    "neu",
    "draft",
    "unresolved",
];
const STARTED: &[&str] = &[
    "in progress",
    "started",
    "active",
    "work in progress",
    "wip",
    "doing",
    "review",
    "testing",
    "on hold",
    "pending",
    "blocked",
    "under investigation",
    "under review",
    "development",
    "waiting",
    "paused",
    "in arbeit",
    "investigating",
    "processing",
    "indeterminate",
];

/// A word of another system as the name of a category: `Repo Access` is `repo-access`. None where nothing is left of it.
pub fn category_name(word: &str) -> Option<String> {
    let plain: String = word
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { '-' })
        .collect();
    crate::model::task::category_name(&plain).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_systems_have_a_meaning_here() {
        for (word, expected) in [
            ("1 - Critical", Priority::Urgent),
            ("P1", Priority::Urgent),
            ("sev-2", Priority::High),
            ("Blocker", Priority::Urgent),
            ("High", Priority::High),
            ("Major", Priority::Normal),
            ("3 - Moderate", Priority::Normal),
            ("4", Priority::Low),
            ("Minor", Priority::Low),
            ("", Priority::Normal),
            ("whatever", Priority::Normal),
        ] {
            assert_eq!(priority(word), expected, "{word}");
        }
        for (word, expected) in [
            ("Done", Some(Progress::Done)),
            ("Won't Do", Some(Progress::Declined)),
            ("WON’T FIX", Some(Progress::Declined)),
            ("In Progress", Some(Progress::Started)),
            ("in_progress", Some(Progress::Started)),
            ("Awaiting User Info", Some(Progress::Started)),
            ("To Do", Some(Progress::Open)),
            ("Closed Complete", Some(Progress::Done)),
            ("-100", None),
            ("Parked by Legal", None),
        ] {
            assert_eq!(progress(word), expected, "{word}");
        }
        for (word, expected) in [
            ("Repo Access", Some("repo-access")),
            ("  VPN / Zugänge ", Some("vpn-zugänge")),
            ("??", None),
        ] {
            assert_eq!(category_name(word).as_deref(), expected, "{word}");
        }
    }
}
