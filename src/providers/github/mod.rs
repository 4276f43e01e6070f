//! What is changed at GitHub.

mod create_issue;

pub use create_issue::GitHubRepository;
