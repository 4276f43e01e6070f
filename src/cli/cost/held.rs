//! What the workspace's exports say of its catalog, with how far the reading is on a terminal.

use std::io::{IsTerminal, Write};

use color_eyre::Result;
use jiff::Zoned;
use jiff::civil::Date;

use crate::cli::{Context, Failure, Outcome};
use crate::engine::cost::{self, Exports};
use crate::model::catalog::Catalog;
use crate::model::cost::{EntityCosts, Month, Report};
use crate::model::text::{grouped, safe};

/// Everything that is known; what is missing from the sums is said on standard error, too.
pub(super) fn report(context: &Context) -> Result<Report> {
    let workspace = context.workspace()?;
    if workspace.settings.cost.files.is_empty() {
        return Err(Failure::new("no exports of costs are named")
            .hint("name them in muster.toml: [cost] files = [\"cost/*.csv\"]")
            .into());
    }
    let exports = those_there(context)?;
    if exports.parts.is_empty() {
        return Err(Failure::new("no file is there that [cost] files in muster.toml names").into());
    }
    let report = cost::report(workspace, context.catalog()?, &exports, Zoned::now().date());
    say(&report.remarks);
    Ok(report)
}

/// What each entity costs in the latest whole month; none where no costs are known.
pub fn of_entities(context: &Context, catalog: &Catalog, today: Date) -> Result<Option<EntityCosts>> {
    let workspace = context.workspace()?;
    if workspace.settings.cost.files.is_empty() {
        return Ok(None);
    }
    let exports = those_there(context)?;
    say(&exports.remarks());
    Ok(cost::of_entities(workspace, catalog, &exports, today))
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
    Ok(exports)
}

fn say(remarks: &[String]) {
    for remark in remarks {
        eprintln!("muster: {}", safe(remark));
    }
}

/// How a command ended that told all it knows: an export that cannot be read at all is a problem.
pub(super) fn outcome(report: &Report) -> Outcome {
    match report.lacks_export {
        true => Outcome::Problems,
        false => Outcome::Done,
    }
}

/// The month that is asked about: the one that is named, else the latest that is over, as on the screen.
pub(super) fn month(report: &Report, named: Option<&str>) -> Result<Month> {
    match named {
        Some(text) => {
            let month: Month = text
                .parse()
                .map_err(|_| Failure::usage(format!("`{text}` is no month")).hint("write it as 2026-10"))?;
            match report.at(month) {
                Some(_) => Ok(month),
                None => Err(Failure::new(format!("no costs of {month} are known"))
                    .hint(known(&report.months))
                    .into()),
            }
        }
        None => Ok(report
            .whole
            .ok_or_else(|| Failure::new("the exports hold no costs"))?),
    }
}

fn known(months: &[Month]) -> String {
    match (months.first(), months.last()) {
        (Some(first), Some(last)) => format!("there are {first} to {last}"),
        _ => "the exports hold no costs".to_owned(),
    }
}

/// The month as a heading; what is not over yet is no whole month.
pub(super) fn heading(month: Month) -> String {
    match Month::of(Zoned::now().date()) <= month {
        true => format!("{month} (not over yet)"),
        false => month.to_string(),
    }
}
