//! `[tickets]` and `[import]` of `muster.toml`: the systems where the company keeps its tickets, and how those of the past
//! are read. Holds where tokens are, never a token.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::TimeZone;

use super::document::{Item, Table};
use super::place::Located;
use crate::model::task::category_name;
use crate::sources::tickets::category::{CategoryFrom, CategoryRule};
use crate::sources::tickets::csv::{CsvOptions, Field};
use crate::sources::tickets::dates::DateOrder;

/// `[tickets]` and `[import]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketSettings {
    pub jira: JiraSettings,
    pub github: GitHubSettings,
    /// `[import.csv.NAME]`: how files of a sort are read.
    pub files: Vec<(Located<String>, CsvOptions)>,
}

/// Where a token is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenSettings {
    /// The variable of the environment that holds it.
    pub variable: Option<String>,
    pub file: Option<PathBuf>,
}

/// `[tickets.jira]` and `[import.jira]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JiraSettings {
    pub url: Option<String>,
    /// The key of the project that new tickets go to.
    pub project: Option<String>,
    /// The sort of new tickets; Jira's own word for it.
    pub issue_type: Option<String>,
    /// The account whose token it is, for Jira Cloud.
    pub user: Option<String>,
    pub token: TokenSettings,
    /// Whether a sandbox inside muster answers for it.
    pub sandbox: bool,
    /// The labels of new tickets, by category.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Which tickets are imported.
    pub jql: Option<String>,
    pub category: CategoryRule,
}

/// `[tickets.github]` and `[import.github]`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GitHubSettings {
    /// `owner/name`: where new issues go.
    pub repo: Option<String>,
    /// Of a company's own GitHub: `https://github.example.com/api/v3`.
    pub base_url: Option<String>,
    pub token: TokenSettings,
    /// The labels of new issues, by category.
    pub labels: BTreeMap<String, Vec<String>>,
    /// The repositories whose issues are imported where the command names none.
    pub repos: Vec<String>,
    pub category: CategoryRule,
}

impl TicketSettings {
    /// The categories that the company knows count wherever a word of a ticket names one.
    pub(super) fn knowing(mut self, categories: impl IntoIterator<Item = String>) -> Self {
        let known: BTreeSet<String> = categories.into_iter().collect();
        let rules = [&mut self.jira.category, &mut self.github.category];
        let files = self.files.iter_mut().map(|(_, options)| &mut options.category);
        for rule in rules.into_iter().chain(files) {
            rule.known.clone_from(&known);
        }
        self
    }

    /// A ticket that was pushed with a category's label has that category when it comes back.
    fn with_labels_both_ways(mut self) -> Self {
        for (rule, labels) in [
            (&mut self.jira.category, &self.jira.labels),
            (&mut self.github.category, &self.github.labels),
        ] {
            let speaks_of_labels = matches!(rule.from, None | Some(CategoryFrom::Labels));
            for (category, labels) in labels.iter().filter(|_| speaks_of_labels) {
                for label in labels {
                    let known = rule.map.entry(label.to_lowercase());
                    known.or_insert_with(|| category.clone());
                }
            }
        }
        self
    }
}

/// Takes both tables.
pub(super) fn take_tickets(tickets: Option<Table<'_, '_>>, import: Option<Table<'_, '_>>) -> TicketSettings {
    let mut settings = TicketSettings::default();
    if let Some(mut tickets) = tickets {
        if let Some(table) = tickets.take("jira").and_then(Item::table) {
            settings.jira = jira(table);
        }
        if let Some(table) = tickets.take("github").and_then(Item::table) {
            settings.github = github(table);
        }
        tickets.finish();
    }
    if let Some(mut import) = import {
        if let Some(mut table) = import.take("jira").and_then(Item::table) {
            settings.jira.jql = text(&mut table, "jql");
            settings.jira.category = rule(&mut table, SYSTEM_WORDS);
            table.finish();
        }
        if let Some(mut table) = import.take("github").and_then(Item::table) {
            let repos = table.take("repos").map(Item::texts).unwrap_or_default();
            settings.github.repos = repos.into_iter().map(|repo| repo.value).collect();
            settings.github.category = rule(&mut table, &[("labels", CategoryFrom::Labels)]);
            table.finish();
        }
        if let Some(files) = import.take("csv").and_then(Item::table) {
            let of = |(name, item): (Located<String>, Item<'_, '_>)| Some((name, csv(item.table()?)));
            settings.files = files.entries().into_iter().filter_map(of).collect();
        }
        import.finish();
    }
    settings.with_labels_both_ways()
}

fn jira(mut table: Table<'_, '_>) -> JiraSettings {
    let settings = JiraSettings {
        url: table.take("url").and_then(address),
        project: text(&mut table, "project"),
        issue_type: text(&mut table, "issue_type"),
        user: text(&mut table, "user"),
        token: token_of_jira(&mut table),
        sandbox: table.take("sandbox").and_then(Item::boolean).unwrap_or_default(),
        labels: labels_by_category(&mut table),
        ..JiraSettings::default()
    };
    table.finish();
    settings
}

fn github(mut table: Table<'_, '_>) -> GitHubSettings {
    let settings = GitHubSettings {
        repo: table.take("repo").and_then(repository),
        base_url: table.take("base_url").and_then(address),
        token: token(&mut table),
        labels: labels_by_category(&mut table),
        ..GitHubSettings::default()
    };
    table.finish();
    settings
}

pub(super) fn text(table: &mut Table<'_, '_>, key: &'static str) -> Option<String> {
    table.take(key).and_then(Item::text).map(|text| text.value)
}

pub(super) fn address(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let text = item.text()?.value;
    if !(text.starts_with("https://") || text.starts_with("http://")) || text.contains('@') {
        at.complain("an address begins with https:// and holds no name and no password".to_owned());
        return None;
    }
    Some(text)
}

fn repository(item: Item<'_, '_>) -> Option<String> {
    let at = item.clone();
    let text = item.text()?.value;
    if !is_repository(&text) {
        at.complain(format!("`{text}` is no repository; write owner/name"));
        return None;
    }
    Some(text)
}

/// Whether a text has the form `owner/name`.
pub fn is_repository(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.chars().all(|c| c == '.')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(owner, name)| is_name(owner) && is_name(name))
}

fn token(table: &mut Table<'_, '_>) -> TokenSettings {
    if let Some(item) = table.take("token") {
        item.complain("a token does not belong into a file that is shared; name its variable with `token_env`, or a file of mode 600 with `token_file`".to_owned());
    }
    TokenSettings {
        variable: text(table, "token_env"),
        file: text(table, "token_file").map(PathBuf::from),
    }
}

/// The name of a variable for this very purpose: a file that others write must not lead any other secret away.
fn token_of_jira(table: &mut Table<'_, '_>) -> TokenSettings {
    let at = table.take("token_env");
    let mut token = token(table);
    if let (Some(name), Some(at)) = (&token.variable, at)
        && !["JIRA", "ATLASSIAN"]
            .iter()
            .any(|word| name.to_uppercase().contains(word))
    {
        at.complain(format!(
            "`{name}` does not look like a token for Jira; its name must hold JIRA or ATLASSIAN"
        ));
        token.variable = None;
    }
    token
}

/// `labels = { repo-access = ["access"] }`
fn labels_by_category(table: &mut Table<'_, '_>) -> BTreeMap<String, Vec<String>> {
    let entries = table.take("labels").and_then(Item::table).map(Table::entries);
    let of = |(name, item): (Located<String>, Item<'_, '_>)| {
        let labels = item.texts().into_iter().map(|label| label.value).collect();
        (name.value, labels)
    };
    entries.into_iter().flatten().map(of).collect()
}

/// What may stand after `from` for a system; any other word is the name of a column.
type Words = [(&'static str, CategoryFrom)];

const SYSTEM_WORDS: &Words = &[
    ("labels", CategoryFrom::Labels),
    ("components", CategoryFrom::Components),
    ("issuetype", CategoryFrom::IssueType),
];

/// `category = { from = "labels", map = { "access" = "repo-access" } }`, or short `labels = { "access" = "repo-access" }`.
fn rule(table: &mut Table<'_, '_>, words: &Words) -> CategoryRule {
    let mut rule = CategoryRule::default();
    if let Some(mut category) = table.take("category").and_then(Item::table) {
        rule.from = category.take("from").and_then(|item| from(item, words));
        rule.map = map(category.take("map"));
        category.finish();
    }
    let labels = map(table.take("labels"));
    if !labels.is_empty() {
        rule.from.get_or_insert(CategoryFrom::Labels);
        rule.map.extend(labels);
    }
    rule
}

fn from(item: Item<'_, '_>, words: &Words) -> Option<CategoryFrom> {
    let at = item.clone();
    let text = item.text()?.value;
    if let Some((_, from)) = words.iter().find(|(word, _)| *word == text) {
        return Some(from.clone());
    }
    if let Some(column) = text.strip_prefix("column:") {
        return Some(CategoryFrom::Column(column.trim().to_owned()));
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    at.complain(format!(
        "`{text}` holds no categories; write {} or column:NAME",
        known.join(", ")
    ));
    None
}

/// Words of another system, in any case, and the categories they stand for.
fn map(item: Option<Item<'_, '_>>) -> BTreeMap<String, String> {
    let entries = item.and_then(Item::table).map(Table::entries);
    let of = |(word, item): (Located<String>, Item<'_, '_>)| {
        let at = item.clone();
        match category_name(&item.text()?.value) {
            Ok(category) => Some((word.value.to_lowercase(), category)),
            Err(error) => {
                at.complain(error.to_string());
                None
            }
        }
    };
    entries.into_iter().flatten().filter_map(of).collect()
}

fn csv(mut table: Table<'_, '_>) -> CsvOptions {
    let options = CsvOptions {
        system: text(&mut table, "system"),
        map: table.take("map").map(columns).unwrap_or_default(),
        date_order: table.take("date_order").and_then(|item| judged(item, date_order)),
        zone: table.take("timezone").and_then(|item| judged(item, time_zone)),
        delimiter: table.take("delimiter").and_then(|item| judged(item, delimiter)),
        category: rule(&mut table, SYSTEM_WORDS),
    };
    table.finish();
    options
}

fn columns(item: Item<'_, '_>) -> Vec<(Field, String)> {
    let mut found = vec![];
    for (name, item) in item.table().map(Table::entries).unwrap_or_default() {
        match Field::named(&name.value) {
            Some(field) => found.extend(item.texts().into_iter().map(|column| (field, column.value))),
            None => item.complain(no_field(&name.value)),
        }
    }
    found
}

/// What to say of a word that is no field of a ticket.
pub fn no_field(word: &str) -> String {
    let fields: Vec<&str> = Field::NAMED.iter().map(|(name, _)| *name).collect();
    format!(
        "`{word}` is nothing a ticket has; there are {}",
        fields.join(", ")
    )
}

fn judged<T>(item: Item<'_, '_>, judge: fn(&str) -> Result<T, String>) -> Option<T> {
    let at = item.clone();
    judge(&item.text()?.value)
        .map_err(|message| at.complain(message))
        .ok()
}

/// `dmy` or `mdy`, as settings and the command line have it.
pub fn date_order(text: &str) -> Result<DateOrder, String> {
    match text {
        "dmy" => Ok(DateOrder::Dmy),
        "mdy" => Ok(DateOrder::Mdy),
        _ => Err(format!("`{text}` is no order of dates; write dmy or mdy")),
    }
}

/// `Europe/Berlin` or `+02:00`.
pub fn time_zone(text: &str) -> Result<TimeZone, String> {
    DateTimeParser::new().parse_time_zone(text).map_err(|_| {
        format!("`{text}` is no time zone that is known here; write one as Europe/Berlin, or +02:00")
    })
}

/// One sign, or `tab`.
pub fn delimiter(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"\\t" => Ok(b'\t'),
        [sign] if !sign.is_ascii_alphanumeric() && !matches!(sign, b'"' | b'\n' | b'\r') => Ok(*sign),
        _ => Err(format!(
            "`{text}` cannot stand between cells; write one sign, or tab"
        )),
    }
}
