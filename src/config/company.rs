//! `muster.toml`: what the company says about its workspace. Every key is optional; an absent file means the same as
//! an empty one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use globset::GlobBuilder;

use super::access::{AccessSettings, take_access};
use super::changes::{ChangeSettings, take_changes};
use super::cost::{CostSettings, take_cost};
use super::declarations::{Declarations, take_declarations};
use super::document::{Document, Item, Table};
use super::github::{GitHubConnection, GitSettings, take_git, take_github};
use super::health::{HealthSettings, take_health};
use super::http::{HttpSettings, take_http};
use super::kafka::{KafkaSettings, take_kafka};
use super::notify::{WaySetting, take_notify};
use super::ownership::take_ownership;
use super::place::{Located, SettingsError};
use super::queue::{Category, QueueSettings, take_categories, take_queue};
use super::tickets::{TicketSettings, take_tickets};
use crate::model::ownership::Policy;
use crate::model::task::Promises;

/// The settings of a workspace, as written; paths are still relative to its root.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CompanySettings {
    /// `[workspace] name`; the folder's name serves when absent.
    pub name: Option<String>,
    /// `[catalog] locations`; empty when not given, which means everything below the root.
    pub locations: Vec<Location>,
    /// `[catalog] ignore`: globs relative to the root of what is never read.
    pub ignore: Vec<Located<String>>,
    /// `[[catalog.declarations]]`
    pub declarations: Vec<Declarations>,
    /// `[categories.NAME]`: the sorts of task that the company knows by name.
    pub categories: Vec<Category>,
    /// `[queue]`
    pub queue: QueueSettings,
    /// `[tickets]` and `[import]`
    pub tickets: TicketSettings,
    /// `[github]`
    pub github: GitHubConnection,
    /// `[git]`
    pub git: GitSettings,
    /// `[kafka]`
    pub kafka: KafkaSettings,
    /// `[http]`
    pub http: HttpSettings,
    /// `[cost]`
    pub cost: CostSettings,
    /// `[access]`
    pub access: AccessSettings,
    /// `[changes]`
    pub changes: ChangeSettings,
    /// `[ownership]`
    pub ownership: Policy,
    /// `[health]`
    pub health: HealthSettings,
    /// `[notify]`
    pub notify: Vec<WaySetting>,
}

/// Where entity files are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file, a folder (everything below it) or a glob inside the workspace.
    Path(Located<String>),
    /// Another Git work tree on this disk; `paths` are globs inside it, empty for everything.
    Git {
        work_tree: Located<PathBuf>,
        paths: Vec<Located<String>>,
    },
}

impl CompanySettings {
    /// How soon tasks are promised to be done.
    pub fn promises(&self) -> Promises {
        let of = |category: &Category| Some((category.name.value.clone(), category.promise?));
        Promises {
            default: self.queue.promise,
            by_category: self.categories.iter().filter_map(of).collect(),
        }
    }

    /// Reads the text of a `muster.toml`. `file` is only named in errors; no file is opened.
    pub fn parse(file: &Path, bytes: &[u8]) -> Result<Self, SettingsError> {
        Document::read(file, bytes, |mut top| {
            let mut settings = Self::default();
            if let Some(mut workspace) = top.take("workspace").and_then(Item::table) {
                settings.name = workspace.take("name").and_then(Item::text).map(|name| name.value);
                workspace.finish();
            }
            if let Some(mut catalog) = top.take("catalog").and_then(Item::table) {
                settings.locations = take_locations(&mut catalog);
                settings.ignore = take_globs(&mut catalog, "ignore");
                settings.declarations = take_declarations(catalog.take("declarations"));
                catalog.finish();
            }
            if let Some(categories) = top.take("categories").and_then(Item::table) {
                settings.categories = take_categories(categories);
            }
            if let Some(queue) = top.take("queue").and_then(Item::table) {
                settings.queue = take_queue(queue);
            }
            settings.github = take_github(top.take("github").and_then(Item::table));
            settings.git = take_git(top.take("git").and_then(Item::table));
            settings.kafka = take_kafka(top.take("kafka").and_then(Item::table));
            settings.http = take_http(top.take("http").and_then(Item::table));
            settings.cost = take_cost(top.take("cost").and_then(Item::table));
            settings.access = take_access(top.take("access").and_then(Item::table));
            settings.changes = take_changes(top.take("changes").and_then(Item::table));
            settings.ownership = take_ownership(top.take("ownership").and_then(Item::table));
            settings.health = take_health(top.take("health").and_then(Item::table));
            settings.notify = take_notify(top.take("notify").and_then(Item::table));
            let tickets = top.take("tickets").and_then(Item::table);
            let categories = settings
                .categories
                .iter()
                .map(|category| category.name.value.clone());
            settings.tickets =
                take_tickets(tickets, top.take("import").and_then(Item::table)).knowing(categories);
            top.finish();
            settings
        })
    }

    /// For each category that says so, the blueprint that does such tasks.
    pub fn covered(&self) -> BTreeMap<String, String> {
        let covered = self.categories.iter().filter_map(|category| {
            let blueprint = category.blueprint.as_ref()?.value.clone();
            Some((category.name.value.clone(), blueprint))
        });
        covered.collect()
    }
}

fn take_locations(catalog: &mut Table<'_, '_>) -> Vec<Location> {
    let Some(written) = catalog.take("locations") else {
        return vec![];
    };
    let items = written.clone().list();
    if items.is_empty() {
        written.complain("`catalog.locations` is empty; remove the line to read every folder".to_owned());
    }
    items.into_iter().filter_map(location).collect()
}

fn location(item: Item<'_, '_>) -> Option<Location> {
    if !item.is_table() {
        return glob(item).map(Location::Path);
    }
    let whole = item.clone();
    let mut table = item.table()?;
    let path = table.take("path");
    let git = table.take("git");
    let location = match (path, git) {
        (Some(path), None) => glob(path).map(Location::Path),
        (None, Some(git)) => git.text().map(|git| Location::Git {
            work_tree: git.map(PathBuf::from),
            paths: take_globs(&mut table, "paths"),
        }),
        _ => {
            whole.complain("a location has either `path` or `git`".to_owned());
            None
        }
    };
    table.finish();
    location
}

pub(super) fn take_globs(table: &mut Table<'_, '_>, key: &'static str) -> Vec<Located<String>> {
    table
        .take(key)
        .map(|item| item.list().into_iter().filter_map(glob).collect())
        .unwrap_or_default()
}

/// A file, folder or glob that stays inside the folder it is relative to.
fn glob(item: Item<'_, '_>) -> Option<Located<String>> {
    let at = item.clone();
    let pattern = item.text()?;
    let outside =
        Path::new(&pattern.value).is_absolute() || pattern.value.split(['/', '\\']).any(|part| part == "..");
    if outside {
        at.complain(format!(
            "`{}` leads out of the folder; another work tree on this disk is written {{ git = \"../other\" }}",
            pattern.value
        ));
        return None;
    }
    if let Err(error) = GlobBuilder::new(&pattern.value).literal_separator(true).build() {
        at.complain(format!("`{}` is not a glob: {}", pattern.value, error.kind()));
        return None;
    }
    Some(pattern)
}
