//! `[notify.NAME]` of `muster.toml`: the ways to tell people, and whom each reaches; of `config.toml`: the programs they start. An address that holds a secret is named by the
//! variable of the environment that has it: `env:SLACK_URL`.

use super::document::{Item, Table};
use super::place::Located;
use crate::model::catalog::{DEFAULT_NAMESPACE, EntityRef};

/// `[notify.NAME]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaySetting {
    pub name: Located<String>,
    pub kind: WayKind,
    /// Canonical refs of persons and groups; everybody where it is empty.
    pub whom: Vec<String>,
}

/// How people are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayKind {
    /// A webhook that reads Slack's messages.
    Slack { url: String },
    /// A webhook that gets the message as JSON.
    Webhook { url: String },
    /// A program; it gets the message as JSON on its input. Which one, only the person's own settings say: a workspace that
    /// others write starts no programs.
    Command,
}

impl WayKind {
    /// As the settings call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "slack",
            Self::Webhook { .. } => "webhook",
            Self::Command => "command",
        }
    }
}

/// `[notify.NAME]` of `config.toml`: the program that a way of this name starts on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotifyCommand {
    pub name: String,
    /// The program and its arguments; at least the program.
    pub argv: Vec<String>,
}

/// The programs that the person lets ways start.
pub(super) fn take_notify_commands(table: Option<Table<'_, '_>>) -> Vec<NotifyCommand> {
    let entries = table.map(Table::entries).unwrap_or_default();
    let command = |(name, item): (Located<String>, Item<'_, '_>)| {
        let whole = item.clone();
        let mut table = item.table()?;
        let words = table.take("command").map(Item::texts).unwrap_or_default();
        table.finish();
        if words.is_empty() {
            whole.complain(
                "name the program and its arguments, as command = [\"/usr/local/bin/page\", \"{whom}\"]"
                    .to_owned(),
            );
            return None;
        }
        let argv = words.into_iter().map(|word| word.value).collect();
        Some(NotifyCommand {
            name: name.value,
            argv,
        })
    };
    entries.into_iter().filter_map(command).collect()
}

/// All ways, in the order of their names.
pub(super) fn take_notify(table: Option<Table<'_, '_>>) -> Vec<WaySetting> {
    let entries = table.map(Table::entries).unwrap_or_default();
    let mut ways: Vec<WaySetting> = entries
        .into_iter()
        .filter_map(|(name, item)| way(name, item))
        .collect();
    ways.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    ways
}

fn way(name: Located<String>, item: Item<'_, '_>) -> Option<WaySetting> {
    let whole = item.clone();
    let mut table = item.table()?;
    let word = table
        .take("kind")
        .and_then(|item| Some((item.clone(), item.text()?.value)));
    let whom = table.take("for").map(Item::list).unwrap_or_default();
    let url = table.take("url");
    if let Some(command) = table.take("command") {
        command.complain(format!(
            "which program is started, each machine's config.toml says: [notify.{}] command = [\"/usr/local/bin/page\", \"{{whom}}\"]",
            name.value
        ));
    }
    table.finish();
    let Some((at, word)) = word else {
        whole.complain("a way to tell people has a `kind`: slack, webhook or command".to_owned());
        return None;
    };
    let kind = match (word.as_str(), url) {
        ("slack", Some(url)) => WayKind::Slack { url: address(url)? },
        ("webhook", Some(url)) => WayKind::Webhook { url: address(url)? },
        ("command", None) => WayKind::Command,
        ("slack" | "webhook", None) => {
            whole.complain(format!("a {word} has a `url`"));
            return None;
        }
        ("command", Some(_)) => {
            whole.complain("a command has no `url`".to_owned());
            return None;
        }
        _ => {
            at.complain(format!(
                "`{word}` is no way to tell people; there are slack, webhook and command"
            ));
            return None;
        }
    };
    let whom = whom.into_iter().filter_map(person_or_group).collect();
    Some(WaySetting { name, kind, whom })
}

fn address(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let text = item.text()?.value;
    let is_address = ["https://", "http://"]
        .iter()
        .any(|start| text.starts_with(start));
    let is_variable = text.strip_prefix("env:").is_some_and(|name| !name.is_empty());
    if !is_address && !is_variable {
        // It is not repeated: it may be half a secret.
        at.complain(
            "this is no address; write https://HOST/PATH, or env:NAME for a variable that holds one"
                .to_owned(),
        );
        return None;
    }
    Some(text)
}

/// A canonical ref.
fn person_or_group(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let written = item.text()?.value;
    match EntityRef::parse(&written, None, DEFAULT_NAMESPACE) {
        Ok(name) if matches!(name.kind(), "group" | "user") => Some(name.as_str().to_owned()),
        _ => {
            at.complain(format!(
                "`{written}` is neither a person nor a group; write user:default/ana or group:default/platform"
            ));
            None
        }
    }
}
