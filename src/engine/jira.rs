//! The company's Jira, as the settings of a workspace and of the person have it: its address, whose token, and the sandbox
//! that answers for it where the workspace says so.

use std::path::{Path, PathBuf};

use super::outside::in_home;
use crate::config::{JiraAccount, JiraSettings, Workspace};
use crate::providers::action::{ActionError, ErrorKind};
use crate::providers::sandbox::Sandbox;
use crate::providers::sandbox::jira::{Jira, Seeds};
use crate::remote::{HttpTransport, RemoteError, TokenPlaces};

/// Where the sandbox keeps its state, below the workspace.
const SANDBOX: &str = ".muster/sandbox/jira";
/// The sandbox's address where the settings have none: a host that nobody can have (RFC 2606).
const NOWHERE: &str = "https://jira.example.com";
/// The variables that hold a token for Jira, where the settings name no other one.
const VARIABLES: [&str; 2] = ["JIRA_TOKEN", "JIRA_API_TOKEN"];

/// The sandbox that answers for a workspace's Jira; none where the real one does.
pub fn sandbox(workspace: &Workspace) -> Option<Sandbox<Jira>> {
    let settings = &workspace.settings.tickets.jira;
    if !settings.sandbox {
        return None;
    }
    let address = settings.url.as_deref().unwrap_or(NOWHERE);
    let seeds = Seeds {
        projects: settings.project.iter().map(|key| key.to_uppercase()).collect(),
        any_project: settings.project.is_none(),
        issue_types: settings.issue_type.iter().cloned().collect(),
    };
    let service = Jira::new(address, seeds);
    Some(Sandbox::new(workspace.root.join(SANDBOX), address, service))
}

/// Where a token for the Jira at an address may be, in this order: the file that a flag names, the person's own, the
/// workspace's, the environment.
pub fn token_places(
    settings: &JiraSettings,
    account: Option<&JiraAccount>,
    address: &str,
    flag: Option<&Path>,
) -> TokenPlaces {
    let own = account
        .filter(|account| is_at(address, &account.host))
        .and_then(|account| account.file.clone());
    let file: Option<PathBuf> = flag
        .map(Path::to_owned)
        .or(own)
        .or_else(|| settings.token.file.clone());
    let named = settings.token.variable.iter().cloned();
    TokenPlaces {
        file: file.map(|file| in_home(&file)),
        variables: named.chain(VARIABLES.map(str::to_owned)).collect(),
        gh_host: None,
    }
}

/// Whose token it is.
pub fn user<'s>(
    settings: &'s JiraSettings,
    account: Option<&'s JiraAccount>,
    address: &str,
) -> Option<&'s str> {
    account
        .filter(|account| is_at(address, &account.host))
        .and_then(|account| account.user.as_deref())
        .or(settings.user.as_deref())
}

/// The way to the real one. A person who has said which Jira their token is for has it sent to no other.
pub(super) fn transport(
    settings: &JiraSettings,
    account: Option<&JiraAccount>,
) -> Result<HttpTransport, ActionError> {
    let Some(address) = settings.url.as_deref() else {
        return Err(
            ActionError::new(ErrorKind::Final, "which Jira is meant is not known")
                .hint("name it as `url` in [tickets.jira] of muster.toml"),
        );
    };
    if let Some(account) = account.filter(|account| !is_at(address, &account.host)) {
        let message = format!(
            "{address} is not {}, the Jira that your token is for",
            account.host
        );
        return Err(ActionError::new(ErrorKind::Final, message)
            .hint("look at `url` in [tickets.jira] of muster.toml, and at `host` in [jira] of config.toml"));
    }
    let failed =
        |error: RemoteError| ActionError::new(ErrorKind::Final, error.to_string()).hint(error.hint());
    let token = token_places(settings, account, address, None)
        .find(|name| std::env::var(name).ok())
        .map_err(|error| failed(error.into()))?;
    let token = token.ok_or_else(|| {
        ActionError::new(ErrorKind::Final, format!("there is no token for {address}")).hint(format!(
            "set {}, or name a file of mode 600 as `token_file` in [jira] of config.toml",
            VARIABLES.join(" or ")
        ))
    })?;
    HttpTransport::new(address, user(settings, account, address), Some(&token)).map_err(failed)
}

/// Whether an address is on a host, given with its port where that is not the usual one.
fn is_at(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let found = rest.split(['/', '?']).next().unwrap_or_default();
    found.eq_ignore_ascii_case(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_goes_to_the_jira_that_the_person_named() {
        let account = JiraAccount {
            host: "acme.atlassian.net".to_owned(),
            user: Some("ana@acme.io".to_owned()),
            file: Some(PathBuf::from("/secret/jira")),
        };
        let settings = |url: &str| JiraSettings {
            url: Some(url.to_owned()),
            ..JiraSettings::default()
        };
        let ours = settings("https://acme.atlassian.net/");
        let places = token_places(&ours, Some(&account), "https://acme.atlassian.net/", None);
        assert_eq!(places.file, account.file);
        for url in [
            "https://acme.atlassian.net.evil.io",
            "https://evil.io/acme.atlassian.net",
            "https://acme.atlassian.net:444",
        ] {
            let refused = transport(&settings(url), Some(&account)).err().unwrap();
            assert!(refused.message.contains("is not acme.atlassian.net"), "{refused}");
            assert_eq!(token_places(&settings(url), Some(&account), url, None).file, None);
            assert_eq!(user(&settings(url), Some(&account), url), None);
        }
    }
}
