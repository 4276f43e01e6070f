//! The other systems as a command reaches them: their addresses and tokens from flags, the environment and the settings, and
//! a person who is told whenever one has to be waited for.

use std::io::{IsTerminal, stderr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use color_eyre::Result;
use jiff::Timestamp;

use super::{Context, Failure};
use crate::config::TokenSettings;
use crate::engine::{in_home, jira};
use crate::model::text::safe;
use crate::remote::{Caller, GitHubTransport, HttpTransport, RemoteError, TokenPlaces, Waiter};

/// How to reach a system, as flags say it.
#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct JiraFlags {
    /// Jira's address [default: tickets.jira.url in muster.toml; env: JIRA_URL]
    #[arg(long, value_name = "URL")]
    pub(super) url: Option<String>,

    /// The account whose token it is, for Jira Cloud [env: JIRA_USER]
    #[arg(long, value_name = "MAIL")]
    pub(super) user: Option<String>,

    /// A file of mode 600 that holds the token [default: the variable JIRA_TOKEN or JIRA_API_TOKEN]
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(super) token_file: Option<PathBuf>,
}

#[derive(Clone, Debug, Default, clap::Args)]
pub(super) struct GitHubFlags {
    /// The API of a company's own GitHub, as https://github.example.com/api/v3 [default: tickets.github.base_url in
    /// muster.toml, else GitHub's own]
    #[arg(long, value_name = "URL")]
    pub(super) base_url: Option<String>,

    /// A file of mode 600 that holds the token [default: the variable GITHUB_TOKEN or GH_TOKEN, else `gh auth token`]
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub(super) token_file: Option<PathBuf>,
}

/// Jira, ready to be asked; the sandbox where the workspace has one and no flag names another.
pub(super) fn jira(flags: &JiraFlags, context: &Context) -> Result<Caller> {
    let workspace = context.workspace()?;
    let settings = &workspace.settings.tickets.jira;
    if let (None, Some(sandbox)) = (&flags.url, jira::sandbox(workspace)) {
        return Ok(Caller::new(Box::new(sandbox), Box::new(Clock)));
    }
    let url = flags
        .url
        .clone()
        .or_else(|| variable("JIRA_URL"))
        .or_else(|| settings.url.clone());
    let Some(url) = url else {
        return Err(Failure::usage("which Jira is not known")
            .hint("name it with --url, or as tickets.jira.url in muster.toml")
            .into());
    };
    let account = context.person()?.jira.clone();
    let account = account.as_ref();
    let user = flags
        .user
        .clone()
        .or_else(|| variable("JIRA_USER"))
        .or_else(|| jira::user(settings, account, &url).map(str::to_owned));
    let token = jira::token_places(settings, account, &url, flags.token_file.as_deref())
        .find(variable)
        .map_err(RemoteError::from)
        .map_err(Failure::from)?;
    let transport = HttpTransport::new(&url, user.as_deref(), token.as_ref()).map_err(Failure::from)?;
    Ok(Caller::new(Box::new(transport), Box::new(Clock)))
}

/// GitHub, ready to be asked.
pub(super) fn github(flags: &GitHubFlags, context: &Context) -> Result<Caller> {
    let settings = &context.workspace()?.settings.tickets.github;
    let own = flags.base_url.as_deref().or(settings.base_url.as_deref());
    let address = own.unwrap_or(GitHubTransport::ADDRESS);
    let mut places = places(
        flags.token_file.as_deref(),
        &settings.token,
        &["GITHUB_TOKEN", "GH_TOKEN"],
    );
    places.gh_host = Some(own.map_or("github.com", host).to_owned());
    let token = places
        .find(variable)
        .map_err(RemoteError::from)
        .map_err(Failure::from)?;
    let transport = GitHubTransport::new(address, token.as_ref()).map_err(Failure::from)?;
    Ok(Caller::new(Box::new(transport), Box::new(Clock)))
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The flag before the settings, and those before what everybody uses.
fn places(flag: Option<&Path>, settings: &TokenSettings, usual: &[&str]) -> TokenPlaces {
    let named = settings.variable.iter().cloned();
    let file = flag.map(Path::to_owned).or_else(|| settings.file.clone());
    TokenPlaces {
        file: file.map(|file| in_home(&file)),
        variables: named.chain(usual.iter().map(|name| (*name).to_owned())).collect(),
        gh_host: None,
    }
}

/// The host of an address.
fn host(address: &str) -> &str {
    let after_scheme = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?']).next().unwrap_or_default();
    authority.split(':').next().unwrap_or_default()
}

/// Real time; whoever waits is told why.
struct Clock;

impl Waiter for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn wait(&mut self, time: Duration, why: &str) {
        // A line that shows progress ends here.
        let fresh = if stderr().is_terminal() { "\r\u{1b}[K" } else { "" };
        eprintln!("{fresh}muster: {}", safe(why));
        std::thread::sleep(time);
    }
}

impl From<RemoteError> for Failure {
    fn from(error: RemoteError) -> Self {
        Self::new(error.to_string()).hint(error.hint())
    }
}
