//! `muster catalog list`: entities in a table, or as JSON, narrowed by filters.

use color_eyre::Result;
use serde::Serialize;

use crate::cli::entity;
use crate::cli::{Context, Failure, Outcome, Table};
use crate::model::catalog::{Catalog, Entity, KINDS, NodeId};
use crate::model::text::nearest;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only of these kinds (component, api, resource, system, domain, group, user, ...)
    #[arg(long, value_delimiter = ',', value_name = "KIND")]
    kind: Vec<String>,

    /// Only what this team or person owns; `none` for what nobody owns
    #[arg(long, value_name = "REF")]
    owner: Option<String>,

    /// Only what this person is accountable for; `none` for what nobody is
    #[arg(long, value_name = "REF")]
    accountable: Option<String>,

    /// Only with all of these tags
    #[arg(long, value_delimiter = ',', value_name = "TAG")]
    tag: Vec<String>,

    /// Only where each word occurs in the ref, title, description, type, owner or a tag
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
    pub line: u32,
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
            line: entity.line(),
            stale: entity.is_stale(),
        }
    }
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let catalog = context.catalog()?;
    let filter = Filter::of(args, catalog)?;
    let items: Vec<Item<'_>> = catalog
        .entities()
        .filter(|entity| filter.fits(catalog, *entity))
        .map(|entity| Item::of(catalog, entity))
        .collect();
    if args.json {
        context.output().json(&items)?;
    } else {
        context.output().table(&table(&items))?;
    }
    Ok(Outcome::Done)
}

fn table(items: &[Item<'_>]) -> Table {
    let mut table = Table::new(&[
        "REF",
        "TITLE",
        "TYPE",
        "LIFECYCLE",
        "OWNER",
        "ACCOUNTABLE",
        "SYSTEM",
    ]);
    for item in items {
        let stale = if item.stale { " (stale)" } else { "" };
        let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
        table.row(vec![
            format!("{}{stale}", item.entity_ref),
            text(item.title),
            text(item.type_),
            text(item.lifecycle),
            text(item.owner),
            text(item.accountable),
            text(item.system),
        ]);
    }
    table
}

/// The filters of a list, understood once.
struct Filter {
    kinds: Vec<String>,
    owner: Option<Who>,
    accountable: Option<Who>,
    tags: Vec<String>,
    words: Vec<String>,
}

/// Whom a filter asks for.
enum Who {
    Nobody,
    /// This team or person; it may be known by name only.
    Node(NodeId),
}

impl Filter {
    fn of(args: &Args, catalog: &Catalog) -> Result<Self> {
        let who = |text: &Option<String>, kinds: &[&str]| -> Result<Option<Who>> {
            Ok(match text.as_deref() {
                None => None,
                Some("none") => Some(Who::Nobody),
                Some(text) => Some(Who::Node(entity::find_among(catalog, text, kinds)?)),
            })
        };
        Ok(Self {
            kinds: args
                .kind
                .iter()
                .map(|kind| known_kind(catalog, kind))
                .collect::<Result<_>>()?,
            owner: who(&args.owner, &["group", "user"])?,
            accountable: who(&args.accountable, &["user"])?,
            tags: args.tag.iter().map(|tag| tag.to_lowercase()).collect(),
            words: args
                .query
                .iter()
                .flat_map(|query| query.split_whitespace())
                .map(str::to_lowercase)
                .collect(),
        })
    }

    fn fits(&self, catalog: &Catalog, entity: Entity<'_>) -> bool {
        (self.kinds.is_empty() || self.kinds.iter().any(|kind| entity.is_kind(kind)))
            && fits_who(self.owner.as_ref(), || entity.owner())
            && fits_who(self.accountable.as_ref(), || {
                entity.accountable().map(|person| person.node())
            })
            && self
                .tags
                .iter()
                .all(|tag| entity.tags().any(|has| has.to_lowercase() == *tag))
            && (self.words.is_empty() || self.has_words(catalog, entity))
    }

    fn has_words(&self, catalog: &Catalog, entity: Entity<'_>) -> bool {
        let item = Item::of(catalog, entity);
        let texts = [
            Some(item.entity_ref),
            item.title,
            item.description,
            item.type_,
            item.lifecycle,
            item.owner,
        ];
        let texts: Vec<String> = texts
            .into_iter()
            .flatten()
            .chain(item.tags)
            .map(str::to_lowercase)
            .collect();
        self.words
            .iter()
            .all(|word| texts.iter().any(|text| text.contains(word)))
    }
}

fn fits_who(wanted: Option<&Who>, has: impl Fn() -> Option<NodeId>) -> bool {
    match wanted {
        None => true,
        Some(Who::Nobody) => has().is_none(),
        Some(Who::Node(node)) => has() == Some(*node),
    }
}

/// A kind that Backstage or the catalog knows; a wrong one would otherwise look like an empty catalog.
fn known_kind(catalog: &Catalog, kind: &str) -> Result<String> {
    let known = KINDS.into_iter().any(|known| known.eq_ignore_ascii_case(kind));
    if known || catalog.entities().any(|entity| entity.is_kind(kind)) {
        return Ok(kind.to_owned());
    }
    let failure = Failure::usage(format!("there is no kind `{kind}`"));
    Err(match nearest(kind, KINDS) {
        Some(meant) => failure.hint(format!("did you mean {}?", meant.to_lowercase())),
        None => failure.hint(format!("the kinds are {}", KINDS.join(", ").to_lowercase())),
    }
    .into())
}
