//! How an issue is known again. A label is the better mark: Jira finds it exactly, and labels need no rights of their own.
//! A property of the issue would be out of sight, but only an app can have those indexed, so that a search does not see them.
//! Where a project's screen has no labels, a line of the description serves, which the search finds by its words.

use serde_json::Value;

use super::client::Jira;
use crate::providers::action::ActionError;
use crate::providers::is_marked;
use crate::remote::jira_text;

/// Jira takes no longer summaries, in characters.
pub(super) const LONGEST_SUMMARY: usize = 255;

/// The marks of what one step makes.
pub(super) struct Mark {
    pub label: String,
    pub line: String,
}

impl Mark {
    pub(super) fn of(op_key: &str) -> Self {
        let short = |length: usize| op_key.get(..length).unwrap_or(op_key);
        Self {
            label: format!("muster-{}", short(12)),
            line: format!("muster {}", short(32)),
        }
    }

    pub(super) fn is_on(&self, issue: &Value) -> bool {
        let labels = issue["fields"]["labels"].as_array();
        let has_label = labels.is_some_and(|labels| labels.iter().any(|label| *label == self.label));
        has_label || is_said(issue, &self.line)
    }

    /// The issue of a project that carries one of them. The search lags behind what is there.
    pub(super) fn find(&self, jira: &Jira<'_>, project: &str) -> Result<Option<Value>, ActionError> {
        let jql = format!(
            "project = {} AND (labels = {} OR {}) ORDER BY created ASC",
            jira_text::quoted(project),
            jira_text::quoted(&self.label),
            says(&self.line)
        );
        let found = jira.search(&jql, "labels,description,status")?;
        Ok(found.into_iter().find(|issue| self.is_on(issue)))
    }
}

/// The condition that a description has these words in this order. Whether they are a mark is seen in the text itself.
pub(super) fn says(line: &str) -> String {
    format!("description ~ {}", jira_text::quoted(&format!("\"{line}\"")))
}

/// Whether an issue's description has a mark as a line of its own.
pub(super) fn is_said(issue: &Value, line: &str) -> bool {
    jira_text::text(&issue["fields"]["description"]).is_some_and(|text| is_marked(&text, line))
}
