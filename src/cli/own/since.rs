//! `muster own since`: what an entity says otherwise than when it was attested last.

use color_eyre::Result;
use serde::Serialize;

use super::Stage;
use crate::cli::{Context, Failure, Outcome, entity};
use crate::engine::ownership::since;
use crate::model::journal::FieldChange;
use crate::model::ownership::Since;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// An entity ref, or the part of one that only one entity has
    #[arg(value_name = "REF")]
    entity: String,

    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "ref")]
    entity: &'a str,
    accountable: Option<&'a str>,
    attested: Option<String>,
    attested_by: Option<&'a str>,
    due: Option<String>,
    changed: &'a [FieldChange],
    untold: Option<&'a str>,
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let stage = Stage::to_look(context)?;
    let name = entity::find(&stage.catalog, &args.entity)?.entity_ref();
    let found = match &stage.journal {
        Some(journal) => since(&stage.review(), Some(journal), name).map_err(Failure::from)?,
        None => None,
    };
    let Some(since) = found else {
        return Err(
            Failure::new("this workspace has no journal yet, so nothing was attested")
                .hint("`muster` opens the workspace and starts one")
                .into(),
        );
    };
    if args.json {
        context.output().json(&document(&since))?;
        return Ok(Outcome::Done);
    }
    let output = context.output();
    match &since.attested {
        Some(attested) => output.line(&format!(
            "attested on {} by {}, until {}",
            attested.at.to_zoned(jiff::tz::TimeZone::UTC).date(),
            attested.by,
            attested.until
        ))?,
        None => output.line("not attested yet")?,
    }
    match since.due {
        Some(due) => output.line(&format!("due on {due}"))?,
        None => output.line("it need not be attested, or nobody answers for it")?,
    }
    if since.attested.is_some() && since.fields.is_empty() && since.untold.is_none() {
        output.line("says the same as then")?;
    }
    print(&since, context)?;
    Ok(Outcome::Done)
}

/// What differs, a line each.
pub(super) fn print(since: &Since, context: &Context) -> Result<()> {
    for change in &since.fields {
        context.output().line(&format!("  {change}"))?;
    }
    if let Some(why) = &since.untold {
        context.output().line(&format!("  {why}"))?;
    }
    Ok(())
}

fn document(since: &Since) -> Document<'_> {
    let attested = since.attested.as_ref();
    Document {
        entity: &since.entity,
        accountable: since.accountable.as_deref(),
        attested: attested.map(|one| one.at.to_string()),
        attested_by: attested.map(|one| one.by.as_str()),
        due: since.due.map(|day| day.to_string()),
        changed: &since.fields,
        untold: since.untold.as_deref(),
    }
}
