//! `config.toml`: what one person prefers. Every key is optional. Key bindings and the theme's name are kept with their
//! places; the keymap and the themes judge them.

use std::path::{Path, PathBuf};

use super::document::{Document, Item};
use super::http::{HttpAccount, take_http_accounts};
use super::kafka::{KafkaAccount, take_accounts};
use super::notify::{NotifyCommand, take_notify_commands};
use super::place::{Located, SettingsError};
use super::tickets::text;

/// The settings of the person at this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonSettings {
    /// Who the person is in the catalog, as an entity ref (`user:default/ana`, or `ana`).
    pub identity: Option<Located<String>>,
    /// The workspace used outside of any; absolute, or beginning with `~/`.
    pub workspace: Option<Located<PathBuf>>,
    /// The editor and its arguments, as in `EDITOR`; that and `VISUAL` serve when absent.
    pub editor: Option<String>,
    pub theme: Option<Located<String>>,
    pub mouse: bool,
    pub ascii_borders: bool,
    pub keys: Vec<KeyBinding>,
    /// `[github]`: where the person's token for GitHub is.
    pub github_token: Option<TokenFile>,
    /// `[kafka]`: the person's accounts at clusters.
    pub kafka: Vec<KafkaAccount>,
    /// `[jira]`: who the person is there, and where the token is.
    pub jira: Option<JiraAccount>,
    /// `[http]`: where the person's tokens for hosts are.
    pub http: Vec<HttpAccount>,
    /// `[notify]`: the programs that may be started to tell people.
    pub notify: Vec<NotifyCommand>,
}

/// `[jira]`: an account at one Jira; no other Jira is sent its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JiraAccount {
    pub host: String,
    /// The account whose token it is, for Jira Cloud.
    pub user: Option<String>,
    /// A file of mode 600 that holds the token.
    pub file: Option<PathBuf>,
}

/// A file of mode 600 that holds a token, and the one host that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenFile {
    pub host: String,
    pub path: PathBuf,
}

/// A line of `[keys]`: an action and the keys that do it. No keys means the action has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    pub action: Located<String>,
    pub keys: Vec<Located<String>>,
}

impl Default for PersonSettings {
    fn default() -> Self {
        Self {
            identity: None,
            workspace: None,
            editor: None,
            theme: None,
            mouse: true,
            ascii_borders: false,
            keys: vec![],
            github_token: None,
            kafka: vec![],
            jira: None,
            http: vec![],
            notify: vec![],
        }
    }
}

impl PersonSettings {
    /// Reads the file; one that is not there means nothing is set.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        match std::fs::read(file) {
            Ok(bytes) => Self::parse(file, &bytes),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(cause) => Err(SettingsError::Unreadable {
                file: file.to_owned(),
                cause,
            }),
        }
    }

    /// Reads the text of a `config.toml`. `file` is only named in errors; no file is opened.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Self, SettingsError> {
        Document::read(file, bytes, |mut top| {
            let mut settings = Self {
                identity: top.take("identity").and_then(Item::text),
                workspace: top.take("workspace").and_then(home_path),
                editor: top.take("editor").and_then(Item::text).map(|editor| editor.value),
                theme: top.take("theme").and_then(Item::text),
                ..Self::default()
            };
            for (key, flag) in [
                ("mouse", &mut settings.mouse),
                ("ascii_borders", &mut settings.ascii_borders),
            ] {
                *flag = top.take(key).and_then(Item::boolean).unwrap_or(*flag);
            }
            if let Some(keys) = top.take("keys").and_then(Item::table) {
                settings.keys = keys
                    .take_all()
                    .into_iter()
                    .map(|(action, keys)| KeyBinding {
                        action,
                        keys: keys.texts(),
                    })
                    .collect();
            }
            if let Some(mut github) = top.take("github").and_then(Item::table) {
                let host = github.take("host").and_then(Item::text);
                let file = github.take("token_file").and_then(Item::text);
                settings.github_token = file.map(|file| TokenFile {
                    host: host.map_or_else(|| "github.com".to_owned(), |host| host.value),
                    path: PathBuf::from(file.value),
                });
                github.finish();
            }
            settings.kafka = take_accounts(top.take("kafka").and_then(Item::table));
            settings.jira = top.take("jira").and_then(jira);
            settings.http = take_http_accounts(top.take("http").and_then(Item::table));
            settings.notify = take_notify_commands(top.take("notify").and_then(Item::table));
            top.finish();
            settings
        })
    }
}

fn jira(item: Item<'_, '_>) -> Option<JiraAccount> {
    let whole = item.clone();
    let mut table = item.table()?;
    let host = text(&mut table, "host");
    let account = JiraAccount {
        host: host.unwrap_or_default().to_lowercase(),
        user: text(&mut table, "user"),
        file: text(&mut table, "token_file").map(PathBuf::from),
    };
    table.finish();
    if account.host.is_empty() {
        // A workspace that others write could name another Jira and be sent the token.
        whole.complain("name the Jira that the token is for, as `host = \"acme.atlassian.net\"`".to_owned());
        return None;
    }
    Some(account)
}

/// A folder that means the same wherever muster is started.
fn home_path(item: Item<'_, '_>) -> Option<Located<PathBuf>> {
    let at = item.clone();
    let path = item.text()?.map(PathBuf::from);
    if path.value.is_absolute() || path.value.starts_with("~") {
        return Some(path);
    }
    at.complain("`workspace` must be an absolute path, or begin with `~/`".to_owned());
    None
}
