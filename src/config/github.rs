//! `[github]` and `[git]` of `muster.toml`: which GitHub runs write to, and where repositories on this disk are. Holds where
//! a token is, never a token.

use std::path::PathBuf;

use super::document::{Item, Table};
use super::tickets::{address, text};

/// `[github]`: the GitHub that blueprints write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitHubConnection {
    /// As in repository URLs: `github.com`.
    pub host: String,
    /// The API's address; that of the host by GitHub's own rule where none is set.
    pub api: Option<String>,
    /// Whose repositories can be made, the first one first.
    pub owners: Vec<String>,
    /// Whether a sandbox inside muster answers for it.
    pub sandbox: bool,
    /// Whether the sandbox knows every owner that it is asked for; no setting, for blueprints under test.
    pub any_owner: bool,
    /// A variable of the environment that holds the token, where it is none of the usual ones.
    pub token_variable: Option<String>,
}

/// `[git]`: repositories on this disk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitSettings {
    /// Where `publish:git` makes them; relative to the workspace.
    pub folder: Option<PathBuf>,
}

impl Default for GitHubConnection {
    fn default() -> Self {
        Self {
            host: "github.com".to_owned(),
            api: None,
            owners: vec![],
            sandbox: false,
            any_owner: false,
            token_variable: None,
        }
    }
}

impl GitHubConnection {
    /// Where its API is: the one of a company's own GitHub is below `/api/v3`
    /// (docs.github.com/en/enterprise-server/rest/using-the-rest-api/getting-started-with-the-rest-api).
    pub fn api(&self) -> String {
        match &self.api {
            Some(api) => api.clone(),
            None if self.host == "github.com" => "https://api.github.com".to_owned(),
            None => format!("https://{}/api/v3", self.host),
        }
    }

    /// The variables that may hold its token: those of github.com are for nobody else, as GitHub's own tool has it
    /// (cli.github.com/manual/gh_help_environment).
    pub fn variables(&self) -> Vec<&str> {
        let usual: [&str; 2] = match self.host.as_str() {
            "github.com" => ["GH_TOKEN", "GITHUB_TOKEN"],
            _ => ["GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN"],
        };
        self.token_variable.as_deref().into_iter().chain(usual).collect()
    }
}

pub(super) fn take_github(table: Option<Table<'_, '_>>) -> GitHubConnection {
    let mut settings = GitHubConnection::default();
    let Some(mut table) = table else {
        return settings;
    };
    if let Some(host) = table.take("host").and_then(host) {
        settings.host = host;
    }
    let api = table.take("api");
    let at = api.clone();
    settings.api = api.and_then(address);
    if let (Some(api), Some(at)) = (&settings.api, at)
        && !is_on(api, &settings.host)
    {
        // Whoever has a token for the host must not have it sent elsewhere by a file that others write.
        at.complain(format!(
            "`{api}` is not on {}, the host that the token is for",
            settings.host
        ));
    }
    let owners = table.take("owners").map(Item::texts).unwrap_or_default();
    settings.owners = owners.into_iter().map(|owner| owner.value).collect();
    settings.sandbox = table.take("sandbox").and_then(Item::boolean).unwrap_or_default();
    settings.token_variable = token_variable(&mut table);
    table.finish();
    settings
}

pub(super) fn take_git(table: Option<Table<'_, '_>>) -> GitSettings {
    let mut settings = GitSettings::default();
    if let Some(mut table) = table {
        settings.folder = text(&mut table, "folder").map(PathBuf::from);
        table.finish();
    }
    settings
}

/// The name of a variable for this very purpose: a file that others write must not lead any other secret away.
fn token_variable(table: &mut Table<'_, '_>) -> Option<String> {
    let item = table.take("token_env")?;
    let at = item.clone();
    let name = item.text()?.value;
    if !name.to_uppercase().contains("GITHUB") && !name.to_uppercase().starts_with("GH_") {
        at.complain(format!(
            "`{name}` does not look like a token for GitHub; its name must hold GITHUB"
        ));
        return None;
    }
    Some(name)
}

/// Whether an address is on a host or on one below it.
fn is_on(address: &str, host: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let found = rest.split(['/', '?']).next().unwrap_or_default().to_lowercase();
    found == host || found.ends_with(&format!(".{host}"))
}

/// A host's name alone, perhaps with a port.
fn host(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let text = item.text()?.value.to_lowercase();
    let is_host = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c));
    if !is_host || text.starts_with(['.', '-']) {
        at.complain(format!(
            "`{text}` is no host; write it as github.example.com, its API's address as `api`"
        ));
        return None;
    }
    Some(text)
}
