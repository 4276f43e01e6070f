//! `muster catalog list`: entities in a table, or as JSON, narrowed by filters.

use color_eyre::Result;
use serde::Serialize;

use crate::cli::dated::Dated;
use crate::cli::entity;
use crate::cli::{Context, Failure, Outcome, Table};
use crate::model::catalog::query::{Facet, Index, Query};
use crate::model::catalog::{Catalog, Entity, KINDS};
use crate::model::text::nearest;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of these kinds (component, api, resource, system, domain, group, user, ...)
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    kind: Vec<String>,

    /// Only what this team or person owns; `me`, or `none` for what nobody owns
    #[arg(long, value_name = "REF")]
    owner: Option<String>,

    /// Only what this person is accountable for; `me`, or `none` for what nobody is
    #[arg(long, value_name = "REF")]
    accountable: Option<String>,

    /// Only with one of these tags
    #[arg(long, value_delimiter = ',', value_name = "TAG")]
    tag: Vec<String>,

    /// Only what matches, as typed on the catalog screen: fuzzy words, and conditions such as owner:payments
    #[arg(long, short, value_name = "WORDS")]
    query: Option<String>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

/// What a list tells of an entity.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    #[serde(rename = "ref")]
    pub entity_ref: &'a str,
    pub kind: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    #[serde(rename = "type")]
    pub type_: Option<&'a str>,
    pub lifecycle: Option<&'a str>,
    pub owner: Option<&'a str>,
    pub accountable: Option<&'a str>,
    pub system: Option<&'a str>,
    pub tags: Vec<&'a str>,
    pub file: &'a str,
    /// None where it is not known: of a past that the journal tells.
    pub line: Option<u32>,
    pub stale: bool,
}

impl<'a> Item<'a> {
    pub(super) fn of(catalog: &'a Catalog, entity: Entity<'a>) -> Self {
        Self {
            entity_ref: entity.entity_ref(),
            kind: entity.kind(),
            namespace: entity.namespace(),
            name: entity.name(),
            title: entity.title(),
            description: entity.description(),
            type_: entity.type_(),
            lifecycle: entity.lifecycle(),
            owner: entity
                .owner()
                .map(|owner| catalog.node_ref(owner))
                .or(entity.owner_text()),
            accountable: entity.accountable().map(|person| person.entity_ref()),
            system: entity.system().map(|system| catalog.node_ref(system)),
            tags: entity.tags().collect(),
            file: entity.file(),
            line: Some(entity.line()).filter(|line| *line > 0),
            stale: entity.is_stale(),
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let catalog = context.catalog()?;
    let query = query(args, context)?;
    // Nobody waits for another answer, so the search is never stopped.
    let found = Index::new(catalog)
        .search(catalog, &query, None, &|| false)
        .unwrap_or_default();
    let items: Vec<Item<'_>> = found
        .into_iter()
        .map(|id| Item::of(catalog, catalog.entity(id)))
        .collect();
    if args.json {
        let items = items.into_iter().map(|item| Dated::of(item, context));
        context.output().json(&items.collect::<Result<Vec<_>>>()?)?;
    } else if items.is_empty() {
        context.output().line("No entity fits.")?;
    } else {
        context.output().table(&table(&items))?;
    }
    Ok(Outcome::Done)
}

fn table(items: &[Item<'_>]) -> Table {
    let mut table = Table::new(&[
        "REF",
        "OWNER",
        "ACCOUNTABLE",
        "TYPE",
        "LIFECYCLE",
        "SYSTEM",
        "TITLE",
    ]);
    for item in items {
        let stale = if item.stale { " (stale)" } else { "" };
        let short = |text: Option<&str>, kind| text.map_or("-".to_owned(), |text| short(text, kind));
        let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
        table.row(vec![
            format!("{}{stale}", item.entity_ref),
            short(item.owner, "group:"),
            short(item.accountable, "user:"),
            text(item.type_),
            text(item.lifecycle),
            short(item.system, "system:"),
            text(item.title),
        ]);
    }
    table
}

/// A ref without what a reader of its column takes for granted: the kind, and the default namespace.
fn short(entity_ref: &str, kind: &str) -> String {
    entity_ref
        .strip_prefix(kind)
        .unwrap_or(entity_ref)
        .replacen("default/", "", 1)
}

/// The question that the filters ask; it is the one that the catalog screen asks.
fn query(args: &Args, context: &Context) -> Result<Query> {
    let catalog = context.catalog()?;
    let mut query = Query::parse(args.query.as_deref().unwrap_or_default());
    for kind in &args.kind {
        query = query.with(Facet::Kind, known_kind(catalog, kind)?, true);
    }
    if let Some(owner) = &args.owner {
        query = query.with(Facet::Owner, &who(context, owner, &["group", "user"])?, true);
    }
    if let Some(person) = &args.accountable {
        query = query.with(Facet::Accountable, &who(context, person, &["user"])?, true);
    }
    for tag in &args.tag {
        query = query.with(Facet::Tag, tag, true);
    }
    Ok(query)
}

/// The canonical ref of whom a filter asks for; nobody is the empty text, as in the facets.
fn who(context: &Context, text: &str, kinds: &[&str]) -> Result<String> {
    match text {
        "none" => Ok(String::new()),
        "me" => match context.me()? {
            Some(me) => Ok(me.as_str().to_owned()),
            None => Err(Failure::new("who you are is not known")
                .hint("name yourself with --as, or `identity` in config.toml; `muster doctor` tells where it is")
                .into()),
        },
        text => {
            let catalog = context.catalog()?;
            Ok(catalog.node_ref(entity::find_among(catalog, text, kinds)?).to_owned())
        }
    }
}

/// A kind that Backstage or the catalog knows; a wrong one would otherwise look like an empty catalog.
fn known_kind<'k>(catalog: &Catalog, kind: &'k str) -> Result<&'k str> {
    let known = KINDS.into_iter().any(|known| known.eq_ignore_ascii_case(kind));
    if known || catalog.entities().any(|entity| entity.is_kind(kind)) {
        return Ok(kind);
    }
    let failure = Failure::usage(format!("there is no kind `{kind}`"));
    Err(match nearest(kind, KINDS) {
        Some(meant) => failure.hint(format!("did you mean {}?", meant.to_lowercase())),
        None => failure.hint(format!("the kinds are {}", KINDS.join(", ").to_lowercase())),
    }
    .into())
}
