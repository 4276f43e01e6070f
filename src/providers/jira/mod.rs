//! What is changed in Jira.

mod create_issue;

pub use create_issue::JiraProject;
