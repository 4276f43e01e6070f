//! The workspace's exports held against its catalog, with how far the reading is on a terminal.

use std::io::{IsTerminal, Write};

use color_eyre::Result;

use crate::cli::{Context, Failure};
use crate::engine::cost::{Exports, exports};
use crate::model::cost::{Costs, Month};
use crate::model::text::{grouped, safe};

/// All exports of the workspace; what is missing from the sums is said on standard error.
pub(super) fn all(context: &Context) -> Result<Exports> {
    let workspace = context.workspace()?;
    if workspace.settings.cost.files.is_empty() {
        return Err(Failure::new("no exports of costs are named")
            .hint("name them in muster.toml: [cost] files = [\"cost/*.csv\"]")
            .into());
    }
    let cache = context.paths()?.workspace_cache(&workspace.key).join("cost");
    let told = std::io::stderr().is_terminal();
    let exports = exports(workspace, &cache, !context.read_only(), &mut |file, rows| {
        if told {
            let rows = grouped(usize::try_from(rows).unwrap_or(usize::MAX));
            // How far it is matters to nobody who cannot see it.
            let _ = write!(std::io::stderr(), "\r{}: {rows} rows", safe(file));
        }
    });
    if told && !exports.parts.is_empty() {
        let _ = write!(std::io::stderr(), "\r\u{1b}[K");
    }
    if exports.parts.is_empty() {
        return Err(Failure::new("no file is there that [cost] files in muster.toml names").into());
    }
    for missing in exports.missing() {
        eprintln!("muster: {}", safe(&missing));
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
