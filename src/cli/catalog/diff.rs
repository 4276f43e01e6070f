//! `muster catalog diff`: what is different between two days, from the journal.

use color_eyre::Result;
use jiff::Zoned;
use serde::Serialize;
use serde_json::Value;

use crate::cli::reading::past_of;
use crate::cli::{Context, Failure, Outcome, journal, moment};
use crate::model::catalog::{Catalog, Dependency, Difference, difference};
use crate::model::journal::{FieldChange, Hash, field_changes};
use crate::model::text::counted;
use crate::store::Journal;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The day before: its end, a moment, or a time ago (2026-03-01, 2w)
    #[arg(value_name = "WHEN")]
    from: String,

    /// The day after; now unless one is named
    #[arg(value_name = "WHEN")]
    to: Option<String>,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    from: String,
    to: Option<String>,
    appeared: &'a [String],
    disappeared: &'a [String],
    changed: Vec<Changed<'a>>,
    moved: Vec<Moved<'a>>,
    dependencies: Dependencies<'a>,
    accountable: Vec<Handed<'a>>,
}

#[derive(Serialize)]
struct Changed<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    fields: &'a [FieldChange],
}

#[derive(Serialize)]
struct Moved<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    from: &'a str,
    to: &'a str,
}

#[derive(Serialize)]
struct Dependencies<'a> {
    appeared: Vec<Link<'a>>,
    disappeared: Vec<Link<'a>>,
}

#[derive(Serialize)]
struct Link<'a> {
    from: &'a str,
    to: &'a str,
    #[serde(rename = "type")]
    type_: &'a str,
}

#[derive(Serialize)]
struct Handed<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    from: Option<&'a str>,
    to: Option<&'a str>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let now = Zoned::now();
    let from = moment::behind(&args.from, &now)?;
    let to = args
        .to
        .as_deref()
        .map(|text| moment::behind(text, &now))
        .transpose()?;
    if to.is_some_and(|to| to < from) {
        return Err(Failure::usage("the second day is before the first")
            .hint("name the earlier one first")
            .into());
    }
    let reading = context.reading()?;
    let before = past_of(reading, from)?.catalog;
    let after = match to {
        Some(to) => past_of(reading, to)?.catalog,
        None => reading.shared(),
    };
    let difference = difference(&before, &after);
    let journal = journal::open_to_read(context)?;
    let fields = fields(&difference.changed, (&before, &after), &journal)?;
    if args.json {
        let document = document(
            (from.to_string(), to.map(|to| to.to_string())),
            &difference,
            &fields,
        );
        context.output().json(&document)?;
    } else {
        print(&difference, &fields, context)?;
    }
    Ok(Outcome::Done)
}

/// For each entity that changed, the fields that differ; none where one of the versions was not kept.
fn fields(
    changed: &[String],
    (before, after): (&Catalog, &Catalog),
    journal: &Journal,
) -> Result<Vec<Vec<FieldChange>>> {
    let version = |catalog: &Catalog, name: &str| {
        let id = catalog.find(name);
        id.map_or(Hash([0; 32]), |id| Hash(*catalog.entity(id).version()))
    };
    let texts = |catalog: &Catalog| -> Result<Vec<Option<Value>>> {
        let digests: Vec<Hash> = changed.iter().map(|name| version(catalog, name)).collect();
        let bodies = journal.version_bodies(&digests).map_err(Failure::from)?;
        let json = |body: Option<Vec<u8>>| serde_json::from_slice(&body?).ok();
        Ok(bodies.into_iter().map(json).collect())
    };
    let both = texts(before)?.into_iter().zip(texts(after)?);
    Ok(both
        .map(|(before, after)| match (before, after) {
            (Some(before), Some(after)) => field_changes(&before, &after),
            _ => Vec::new(),
        })
        .collect())
}

fn print(difference: &Difference, fields: &[Vec<FieldChange>], context: &Context) -> Result<()> {
    let output = context.output();
    if difference.is_empty() {
        return output.line("nothing is different");
    }
    for entity in &difference.appeared {
        output.line(&format!("+ {entity}"))?;
    }
    for entity in &difference.disappeared {
        output.line(&format!("- {entity}"))?;
    }
    for moved in &difference.moved {
        output.line(&format!("> {}: {} -> {}", moved.entity, moved.from, moved.to))?;
    }
    for (entity, fields) in difference.changed.iter().zip(fields) {
        output.line(&format!("~ {entity}"))?;
        for change in fields {
            output.line(&format!("    {change}"))?;
        }
    }
    for link in &difference.linked {
        output.line(&format!("+ {} depends on {}", link.from, link.to))?;
    }
    for link in &difference.unlinked {
        output.line(&format!("- {} depended on {}", link.from, link.to))?;
    }
    for handed in &difference.handed {
        let who = |person: &Option<String>| person.clone().unwrap_or_else(|| "nobody".to_owned());
        let (from, to) = (who(&handed.from), who(&handed.to));
        output.line(&format!(
            "! {}: {to} answers for it, before {from}",
            handed.entity
        ))?;
    }
    output.line(&format!(
        "{} appeared, {} disappeared, {} changed, {} moved, {} came, {} went, {} answered for by somebody else",
        difference.appeared.len(),
        difference.disappeared.len(),
        difference.changed.len(),
        difference.moved.len(),
        counted(difference.linked.len(), "dependency", "dependencies"),
        difference.unlinked.len(),
        counted(difference.handed.len(), "is", "are"),
    ))
}

fn link(dependency: &Dependency) -> Link<'_> {
    Link {
        from: &dependency.from,
        to: &dependency.to,
        type_: dependency.relation,
    }
}

fn document<'a>(
    (from, to): (String, Option<String>),
    difference: &'a Difference,
    fields: &'a [Vec<FieldChange>],
) -> Document<'a> {
    Document {
        from,
        to,
        appeared: &difference.appeared,
        disappeared: &difference.disappeared,
        changed: difference
            .changed
            .iter()
            .zip(fields)
            .map(|(entity, fields)| Changed { entity, fields })
            .collect(),
        moved: difference
            .moved
            .iter()
            .map(|moved| Moved {
                entity: &moved.entity,
                from: &moved.from,
                to: &moved.to,
            })
            .collect(),
        dependencies: Dependencies {
            appeared: difference.linked.iter().map(link).collect(),
            disappeared: difference.unlinked.iter().map(link).collect(),
        },
        accountable: difference
            .handed
            .iter()
            .map(|handed| Handed {
                entity: &handed.entity,
                from: handed.from.as_deref(),
                to: handed.to.as_deref(),
            })
            .collect(),
    }
}
