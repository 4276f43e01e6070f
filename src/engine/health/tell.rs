//! From who is to be told to a message on its way: the way as the settings have it, with its secret, and what is said.

use serde_json::Value;

use super::Telling;
use crate::config::{NotifyCommand, WayKind, WaySetting, Workspace};
use crate::model::catalog::{Catalog, Entity};
use crate::model::health::{Due, Health, Reach};
use crate::model::secret::Secret;
use crate::remote::notify::{Also, Message, Way};

/// The ways of a workspace, as far as it matters whom they reach.
pub fn reaches(workspace: &Workspace) -> Vec<Reach> {
    let reach = |way: &WaySetting| Reach {
        name: way.name.value.clone(),
        whom: way.whom.clone(),
    };
    workspace.settings.notify.iter().map(reach).collect()
}

/// All that a telling needs to get on its way.
pub struct Letters<'a> {
    pub workspace: &'a Workspace,
    pub catalog: &'a Catalog,
    pub variables: Variables<'a>,
    /// The programs that the person lets ways start.
    pub commands: &'a [NotifyCommand],
}

impl Letters<'_> {
    /// The way and the message; why there is none, in a sentence.
    pub fn letter(&self, telling: &Telling) -> Result<(Way, Message), String> {
        let way = way(
            &self.workspace.settings.notify,
            telling.by(),
            self.variables,
            self.commands,
        )?;
        let (due, seen) = &telling.first;
        let first = message(due, seen, self.catalog, &self.workspace.name);
        let also = telling.also.iter();
        let also = also.map(|(due, seen)| {
            let one = message(due, seen, self.catalog, &self.workspace.name);
            Also {
                entity: one.entity,
                entity_title: one.entity_title,
                probe: one.probe,
                state: one.state,
                since: one.since,
                seen: one.seen,
                role: one.role,
                link: one.link,
            }
        });
        let also = also.collect();
        Ok((way, Message { also, ..first }))
    }
}

/// Who knows the values of variables of the environment.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A way by its name, with its secret; why it cannot be used, in a sentence without one.
pub fn way(
    ways: &[WaySetting],
    name: &str,
    variables: Variables<'_>,
    commands: &[NotifyCommand],
) -> Result<Way, String> {
    let found = ways.iter().find(|way| way.name.value == name);
    let setting = found.ok_or_else(|| format!("there is no [notify.{name}] any more"))?;
    let address = |url: &String| match url.strip_prefix("env:") {
        None => Ok(Secret::new(url.clone())),
        Some(variable) => variables(variable)
            .filter(|value| !value.trim().is_empty())
            .map(|value| Secret::new(value.trim()))
            .ok_or_else(|| format!("the variable {variable} is not set, which [notify.{name}] names")),
    };
    Ok(match &setting.kind {
        WayKind::Slack { url } => Way::Slack { url: address(url)? },
        WayKind::Webhook { url } => Way::Webhook { url: address(url)? },
        WayKind::Command => {
            let named = commands.iter().find(|command| command.name == name);
            let argv = named.map(|command| command.argv.clone());
            let argv = argv.ok_or_else(|| {
                format!("this machine's config.toml has no `command` for [notify.{name}], which would start a program")
            })?;
            Way::Command { argv }
        }
    })
}

/// What somebody is told. `seen` is what was seen last.
pub fn message(due: &Due, seen: &str, catalog: &Catalog, workspace: &str) -> Message {
    let entity = catalog.find(&due.key.entity).map(|id| catalog.entity(id));
    let title = entity.map(|entity| entity.title().unwrap_or(entity.name()).to_owned());
    let seen = match &due.note {
        Some(note) => format!("{seen} ({note})"),
        None => seen.to_owned(),
    };
    Message {
        entity: due.key.entity.clone(),
        entity_title: title.unwrap_or_else(|| due.key.entity.clone()),
        probe: due.key.probe.clone(),
        state: due.state,
        since: due.since,
        seen,
        whom: due.whom.clone(),
        role: due.role.clone(),
        recovered: due.state != Health::Down,
        link: entity.and_then(link),
        workspace: workspace.to_owned(),
        also: Vec::new(),
    }
}

/// Where more can be read: its runbook, else the first of its links.
fn link(entity: Entity<'_>) -> Option<String> {
    let (links, _) = entity.attribute_of("metadata", "links")?;
    let links: Vec<Value> = serde_json::from_str(links).ok()?;
    let says_runbook = |link: &&Value| {
        let words = ["type", "title"].iter().filter_map(|key| link[*key].as_str());
        words.map(str::to_lowercase).any(|word| word.contains("runbook"))
    };
    let url = |link: &Value| link["url"].as_str().map(str::to_owned);
    let url = links.iter().find(says_runbook).or(links.first()).and_then(url)?;
    ["https://", "http://"]
        .iter()
        .any(|start| url.starts_with(start))
        .then_some(url)
}
