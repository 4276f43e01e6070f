//! The workspace's exports held against its catalog, with how far the reading is on a terminal.

use std::io::{IsTerminal, Write};

use color_eyre::Result;
use jiff::civil::Date;

use crate::cli::{Context, Failure};
use crate::engine::cost::{self, Exports};
use crate::model::catalog::Catalog;
use crate::model::cost::{Costs, EntityCosts, Month};
use crate::model::text::{grouped, safe};

/// All exports of the workspace; what is missing from the sums is said on standard error.
pub(super) fn all(context: &Context) -> Result<Exports> {
    if context.workspace()?.settings.cost.files.is_empty() {
        return Err(Failure::new("no exports of costs are named")
            .hint("name them in muster.toml: [cost] files = [\"cost/*.csv\"]")
            .into());
    }
    let exports = those_there(context)?;
    match exports.parts.is_empty() {
        true => Err(Failure::new("no file is there that [cost] files in muster.toml names").into()),
        false => Ok(exports),
    }
}

/// What each entity costs in the latest whole month; none where no costs are known.
pub fn of_entities(context: &Context, catalog: &Catalog, today: Date) -> Result<Option<EntityCosts>> {
    let workspace = context.workspace()?;
    if workspace.settings.cost.files.is_empty() {
        return Ok(None);
    }
    Ok(cost::of_entities(
        workspace,
        catalog,
        &those_there(context)?,
        today,
    ))
}

/// The exports that are there, with how far the reading is on a terminal.
fn those_there(context: &Context) -> Result<Exports> {
    let workspace = context.workspace()?;
    let cache = context.paths()?.workspace_cache(&workspace.key).join("cost");
    let told = std::io::stderr().is_terminal();
    let exports = cost::exports(workspace, &cache, !context.read_only(), &mut |file, rows| {
        if told {
            let rows = grouped(usize::try_from(rows).unwrap_or(usize::MAX));
            // How far it is matters to nobody who cannot see it.
            let _ = write!(std::io::stderr(), "\r{}: {rows} rows", safe(file));
        }
    });
    if told && !exports.parts.is_empty() {
        let _ = write!(std::io::stderr(), "\r\u{1b}[K");
    }
    for remark in exports.missing().iter().chain(&exports.doubled()) {
        eprintln!("muster: {}", safe(remark));
    }
    Ok(exports)
}

/// The month that is asked about: the one that is named, else the latest that is known.
pub(super) fn month(costs: &Costs<'_>, named: Option<&str>) -> Result<Month> {
    let months = costs.months();
    match named {
        Some(text) => {
            let month: Month = text
                .parse()
                .map_err(|_| Failure::usage(format!("`{text}` is no month")).hint("write it as 2026-10"))?;
            match months.contains(&month) {
                true => Ok(month),
                false => Err(Failure::new(format!("no costs of {month} are known"))
                    .hint(known(&months))
                    .into()),
            }
        }
        None => Ok(*months
            .last()
            .ok_or_else(|| Failure::new("the exports hold no costs"))?),
    }
}

fn known(months: &[Month]) -> String {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!("there are {first} to {last}"),
        _ => "the exports hold no costs".to_owned(),
    }
}
