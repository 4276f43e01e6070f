//! `muster import csv`: files of comma-separated values, whatever their columns are called.

use std::path::PathBuf;

use color_eyre::Result;
use jiff::tz::TimeZone;

use super::report::{Part, conclude};
use super::{How, Import};
use crate::cli::{Context, Failure, Outcome};
use crate::config::{date_order, delimiter, no_field, time_zone};
use crate::engine::import::{ImportError, Summary};
use crate::sources::tickets::csv::{CsvFile, CsvOptions, Field};
use crate::sources::tickets::dates::DateOrder;

#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "FILE", required = true, value_hint = clap::ValueHint::FilePath)]
    files: Vec<PathBuf>,

    /// What a column holds, where that is not known by its name: --map title=Summary, again and again. Fields: key, title,
    /// description, category, priority, requester, team, assignee, labels, created, changed, closed, status, minutes,
    /// comments, url
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = mapping)]
    map: Vec<(Field, String)>,

    /// Read them as [import.csv.NAME] in muster.toml says
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// What to call the system they come from; tickets are told apart by system and key
    #[arg(long, value_name = "NAME")]
    system: Option<String>,

    /// Whether 03/04/2024 begins with the day or the month, where no date of the file tells: dmy or mdy
    #[arg(long, value_name = "ORDER", value_parser = date_order)]
    date_order: Option<DateOrder>,

    /// The zone of times that are written without one [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    timezone: Option<TimeZone>,

    /// The sign between cells, where the first line does not tell
    #[arg(long, value_name = "SIGN", value_parser = delimiter)]
    delimiter: Option<u8>,

    #[command(flatten)]
    how: How,
}

fn mapping(text: &str) -> Result<(Field, String), String> {
    let (field, column) = text
        .split_once('=')
        .ok_or("write FIELD=COLUMN, as title=Summary")?;
    let field = Field::named(field.trim()).ok_or_else(|| no_field(field))?;
    Ok((field, column.trim().to_owned()))
}

pub fn run(args: &Args, context: &Context) -> Result<Outcome> {
    let options = options(args, context)?;
    let import = Import::new(args.how, context)?;
    let mut parts = vec![];
    for path in &args.files {
        let name = path.display().to_string();
        // A file that nobody can read costs the others nothing.
        let summary = match CsvFile::open(path, &options) {
            Ok(mut file) => import.run(&mut file, None)?,
            Err(error) => Summary {
                stopped: Some(ImportError::Source(error)),
                ..Summary::default()
            },
        };
        parts.push(Part { name, summary });
    }
    conclude(&parts, args.how, context)
}

/// The settings of the profile, and what the flags say instead.
fn options(args: &Args, context: &Context) -> Result<CsvOptions> {
    let settings = &context.workspace()?.settings;
    let mut options = match &args.profile {
        None => {
            let mut options = CsvOptions::default();
            let known = settings
                .categories
                .iter()
                .map(|category| category.name.value.clone());
            options.category.known = known.collect();
            options
        }
        Some(name) => {
            let files = &settings.tickets.files;
            let found = files.iter().find(|(known, _)| known.value == *name);
            let names: Vec<&str> = files.iter().map(|(name, _)| name.value.as_str()).collect();
            let missing = || {
                let failure = Failure::usage(format!("muster.toml has no [import.csv.{name}]"));
                if names.is_empty() {
                    failure.hint("write one, or map the columns with --map")
                } else {
                    failure.hint(format!("it has {}", names.join(", ")))
                }
            };
            let mut options = found.ok_or_else(missing)?.1.clone();
            options.system.get_or_insert_with(|| name.clone());
            options
        }
    };
    let asked = |field: &Field| args.map.iter().any(|(mapped, _)| mapped == field);
    options.map.retain(|(field, _)| !asked(field));
    options.map.extend(args.map.iter().cloned());
    options.system = args.system.clone().or(options.system);
    options.date_order = args.date_order.or(options.date_order);
    options.zone = args.timezone.clone().or(options.zone);
    options.delimiter = args.delimiter.or(options.delimiter);
    Ok(options)
}
