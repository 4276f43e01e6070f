//! What is changed at GitHub, an action a file. They share a client, the marks by which a step knows again what it made, and
//! notes of what was before.

mod access;
mod archive;
mod branch_protection;
mod client;
mod contents;
mod create_issue;
mod dispatch;
mod edit;
mod end;
mod environment;
mod issue;
mod publish;
mod publish_input;
mod pull_request;
mod repo;
mod seal;
mod secrets;

pub use create_issue::GitHubRepository;

use super::action::{Action, World};
use crate::model::blueprint::repo_url::RepoUrl;
use crate::remote::Request;

/// The actions of this provider.
pub fn actions() -> Vec<Box<dyn Action>> {
    vec![
        Box::new(access::Access::new()),
        Box::new(archive::Archive::new()),
        Box::new(branch_protection::BranchProtection::new()),
        Box::new(dispatch::Dispatch::new()),
        edit::action(),
        end::action(),
        Box::new(environment::Environment::new()),
        Box::new(issue::Issue::new()),
        Box::new(publish::Publish::new()),
        Box::new(pull_request::PullRequest::new()),
        Box::new(secrets::Secrets::new()),
    ]
}

/// Why a repository of this name cannot be made; none where it can, or where nobody can tell. A form asks while it is
/// filled in, so a system that does not answer is no complaint.
pub fn repository_is_free(world: &dyn World, repo_url: &str) -> Option<String> {
    let url = match RepoUrl::parse(repo_url) {
        Ok(url) => url,
        Err(error) => return Some(error.to_string()),
    };
    let taken = || Some(format!("{url} is there already"));
    if url.is_local() {
        let folder = world
            .repositories()
            .join(&url.owner)
            .join(format!("{}.git", url.repo));
        return folder.exists().then(taken).flatten();
    }
    let transport = match world.github(&url.host) {
        Ok(transport) => transport,
        Err(error) => return Some(error.message),
    };
    let path = format!("/repos/{}/{}", url.owner, url.repo);
    match transport.send(&Request::get(path)) {
        Ok(response) if response.status == 200 => taken(),
        _ => None,
    }
}
